"""People and chats: how they want to be served, what they asked lately, and what is to be deleted when."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_people()
    _make_chats()
    _make_usage()
    _make_deletions()


def _make_people() -> None:
    op.create_table(
        "people",
        sa.Column("user_id", _BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("collection", sa.String(100), nullable=False),
        sa.Column("language", sa.String(35)),
        sa.Column("boldness", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_people"),
    )


def _make_chats() -> None:
    op.create_table(
        "chats",
        sa.Column("chat_id", _BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("collection", sa.String(100), nullable=False),
        sa.Column("language", sa.String(35)),
        sa.Column("boldness", sa.String(20), nullable=False),
        sa.Column("none_as_hint", sa.Boolean(), nullable=False),
        sa.Column("cool_down", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer()),
        sa.Column("quiet_to", sa.Integer()),
        sa.Column("utc_offset", sa.Integer(), nullable=False),
        sa.Column("deletes_after", sa.Integer()),
        sa.Column("greeted_at", _MOMENT),
        sa.Column("left_at", _MOMENT),
        sa.PrimaryKeyConstraint("chat_id", name="pk_chats"),
    )


def _make_usage() -> None:
    op.create_table(
        "usage",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("told_until", _MOMENT),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name="pk_usage"),
    )


def _make_deletions() -> None:
    op.create_table(
        "deletions",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_deletions"),
    )
    op.create_index("ix_deletions_due_at", "deletions", ["due_at"])
