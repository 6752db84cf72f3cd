"""The first tables: collections, articles and their revisions, the inbox, asked questions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them, with the collection that every chat reads at first."""
    _make_articles()
    _make_revisions()
    _make_changes()
    _make_inbox()
    _make_questions()


def _make_articles() -> None:
    collections = op.create_table(
        "collections",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_collections"),
    )
    op.bulk_insert(collections, [{"name": "main", "version": 0}])
    op.create_table(
        "articles",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("collection", sa.String(100), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("live", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.ForeignKeyConstraint(["collection"], ["collections.name"], name="fk_articles_collection"),
        sa.UniqueConstraint("collection", "title_key", name="uq_articles_collection_title_key"),
    )


def _make_revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("article_id", sa.String(12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("author", sa.Text()),
        sa.Column("date", sa.Date()),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_revisions"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_revisions_article_id"),
    )


def _make_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", _BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("article_id", sa.String(12), nullable=False),
        sa.Column("live", sa.Integer()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_changes_article_id"),
    )
    op.create_index("ix_changes_article_id", "changes", ["article_id"])


def _make_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", _BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("payload", sa.Text()),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("done_at", _MOMENT),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_done_at", "inbox", ["done_at"])


def _make_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("reply_id", sa.BigInteger()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("collection", sa.String(100), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("cited", sa.JSON(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sa.UniqueConstraint("chat_id", "message_id", name="uq_questions_chat_id_message_id"),
    )
