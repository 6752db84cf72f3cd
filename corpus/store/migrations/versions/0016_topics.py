"""In which topic of a forum somebody waits for an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Of those who wait already, nobody knows."""
    op.add_column("subscribers", sa.Column("thread_id", sa.BigInteger()))
