"""How long a question took."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Milliseconds; unknown of what was asked before."""
    op.add_column("questions", sa.Column("took", sa.Float()))
