"""What moderators teach: lessons, and synonyms of a collection."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and note at an article when its lessons last changed."""
    op.add_column("articles", sa.Column("taught_at", _MOMENT))
    op.create_table(
        "lessons",
        sa.Column("id", _BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("collection", sa.String(100), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(12)),
        sa.Column("number", sa.Integer()),
        sa.Column("words", sa.Text()),
        sa.Column("taught_by", sa.Text(), nullable=False),
        sa.Column("taught_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_lessons"),
        sa.ForeignKeyConstraint(["collection"], ["collections.name"], name="fk_lessons_collection"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_lessons_article_id"),
    )
    op.create_index("ix_lessons_article_id", "lessons", ["article_id"])
    op.create_index("ix_lessons_collection_text_key", "lessons", ["collection", "text_key"])
    op.create_table(
        "synonyms",
        sa.Column("id", _BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("collection", sa.String(100), nullable=False),
        sa.Column("names", sa.String(500), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_synonyms"),
        sa.ForeignKeyConstraint(["collection"], ["collections.name"], name="fk_synonyms_collection"),
        sa.UniqueConstraint("collection", "names", name="uq_synonyms_collection_names"),
    )
