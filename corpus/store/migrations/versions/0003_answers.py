"""What answers leave behind: receipts, reasons, votes, and questions put to the editors."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and room for an answer's reasons beside its question."""
    op.add_column("questions", sa.Column("reasons", sa.JSON()))
    _make_receipts()
    _make_votes()
    _make_open_questions()


def _make_receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("sentence_start", sa.Integer(), nullable=False),
        sa.Column("sentence_end", sa.Integer(), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", "position", name="pk_receipts"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_receipts_article_id"),
    )
    op.create_index("ix_receipts_article_id", "receipts", ["article_id"])


def _make_votes() -> None:
    op.create_table(
        "votes",
        sa.Column("question_id", sa.String(12), nullable=False),
        sa.Column("article_id", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("question_id", "article_id", "revision", "number", "user_id", name="pk_votes"),
    )
    op.create_index("ix_votes_article_id_revision_number", "votes", ["article_id", "revision", "number"])
    op.create_index("ix_votes_user_id", "votes", ["user_id"])


def _make_open_questions() -> None:
    op.create_table(
        "open_questions",
        sa.Column("id", _BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("collection", sa.String(100), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_open_questions"),
        sa.UniqueConstraint("collection", "text_key", name="uq_open_questions_collection_text_key"),
    )
    op.create_table(
        "subscribers",
        sa.Column("open_question_id", _BIG_KEY, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.String(12), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("open_question_id", "user_id", name="pk_subscribers"),
        sa.ForeignKeyConstraint(["open_question_id"], ["open_questions.id"], name="fk_subscribers_open_question_id"),
    )
    op.create_index("ix_subscribers_user_id", "subscribers", ["user_id"])
