"""What articles are kept in step with: files of a watched folder, pages behind links."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "origins",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(12), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_origins_article_id_articles"),
        sa.PrimaryKeyConstraint("address", "article_id", name="pk_origins"),
    )
    op.create_index("ix_origins_article_id", "origins", ["article_id"])
