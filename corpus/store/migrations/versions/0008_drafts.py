"""Drafts, the messages that ask for their details, and what each change did."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_MOMENT = sa.DateTime(timezone=True)
_WHAT = "UPDATE changes SET what = CASE WHEN live IS NULL THEN 'withdrawn' ELSE 'published' END, number = live"


def upgrade() -> None:
    """Make the tables; what was changed before there was anything to follow it through counts as followed."""
    _make_drafts()
    _make_prompts()
    op.add_column("changes", sa.Column("what", sa.String(20), nullable=False, server_default="published"))
    op.add_column("changes", sa.Column("number", sa.Integer()))
    op.add_column("changes", sa.Column("followed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index("ix_changes_followed", "changes", ["followed"])
    op.execute(_WHAT)


def _make_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("collection", sa.String(100), nullable=False),
        sa.Column("article_id", sa.String(12)),
        sa.Column("base", sa.Integer()),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("published", sa.Integer()),
        sa.Column("manuscript", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_article_id", "drafts", ["article_id"])


def _make_prompts() -> None:
    op.create_table(
        "prompts",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("draft_id", sa.String(12), nullable=False),
        sa.Column("detail", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_prompts"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_prompts_draft_id"),
    )
    op.create_index("ix_prompts_draft_id", "prompts", ["draft_id"])
