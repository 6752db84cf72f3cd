"""Which message, or album, brought a draft, and where it is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Of drafts from before, nobody knows."""
    op.add_column("drafts", sa.Column("brought", sa.String(80)))
    op.add_column("drafts", sa.Column("album", sa.JSON()))
    op.add_column("drafts", sa.Column("shown", sa.BigInteger()))
    op.create_index("ix_drafts_brought", "drafts", ["brought"], unique=True)
