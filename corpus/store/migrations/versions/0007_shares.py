"""What was sent by way of inline mode gets a table: it was kept among the votes, under a number that no answer has."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table, and move there what was counted."""
    op.create_table(
        "shares",
        sa.Column("article_id", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "revision", "number", "user_id", name="pk_shares"),
    )
    op.create_index("ix_shares_user_id", "shares", ["user_id"])
    op.execute(
        "INSERT INTO shares (article_id, revision, number, user_id, times, at) "
        "SELECT article_id, revision, number, user_id, 1, at FROM votes WHERE question_id = 'inline'"
    )
    op.execute("DELETE FROM votes WHERE question_id = 'inline'")
