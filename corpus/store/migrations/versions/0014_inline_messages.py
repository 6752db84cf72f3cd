"""Messages that people sent by way of inline mode, or got as guests, which can be corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table; of those that were sent before, nobody knows."""
    op.create_table(
        "inline_messages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("receipt_id", sa.String(12), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("asked", sa.Text()),
        sa.Column("related", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(35)),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inline_messages"),
    )
    op.create_index("ix_inline_messages_receipt_id", "inline_messages", ["receipt_id"])
    op.create_index("ix_inline_messages_user_id", "inline_messages", ["user_id"])
