"""Where somebody is told that an answer was corrected: after which message, and in which."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Of those who were told before, nobody knows."""
    op.add_column("corrections", sa.Column("told_after", sa.BigInteger()))
    op.add_column("corrections", sa.Column("told_id", sa.BigInteger()))
