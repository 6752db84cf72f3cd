"""What editors dismiss of the open questions, and who is being told of an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table, and room for where an answer is being sent."""
    op.add_column("subscribers", sa.Column("told_after", sa.BigInteger()))
    op.create_table(
        "dismissals",
        sa.Column("collection", sa.String(100), nullable=False),
        sa.Column("text_hash", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("collection", "text_hash", name="pk_dismissals"),
    )
