"""Corrections: which answers were looked at after a change, and who wants to be told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table; nobody wants to be told who has not said so."""
    op.create_table(
        "corrections",
        sa.Column("question_id", sa.String(12), nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.Column("to_tell", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_corrections"),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name="fk_corrections_question_id"),
    )
    op.create_index("ix_corrections_to_tell", "corrections", ["to_tell"])
    op.add_column("people", sa.Column("corrections", sa.Boolean(), nullable=False, server_default=sa.false()))
