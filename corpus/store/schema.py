"""The tables; `migrations` makes them, and a test holds the two to the same.

A column `user_id` says whose a row is, a column `chat_id` where it belongs: `traces` forgets a person, and moves a
group that became a supergroup, by these names alone, so that a new table is never left out. `info=KEPT` on a `user_id`
exempts what is no trace of a person's asking (a moderator's right).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class Utc(TypeDecorator[dt.datetime]):
    """A moment; SQLite keeps no time zone, so that both engines are given and give UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """To the database."""
        moment = value and value.astimezone(dt.UTC)
        return moment and (moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """From the database."""
        return value and (value.replace(tzinfo=dt.UTC) if dialect.name == "sqlite" else value.astimezone(dt.UTC))


# SQLite stores a table in the order of an INTEGER key; a BIGINT key would be a second index.
BigKey = BigInteger().with_variant(Integer, "sqlite")

KEPT = {"kept": True}
"""Of a person, and not forgotten with the rest."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

collections = Table(
    "collections",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("chat_id", BigInteger, index=True),
)

moderators = Table(
    "moderators",
    metadata,
    Column("collection", String(100), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False, index=True, info=KEPT),
    Column("by", Text, nullable=False),
    Column("at", Utc, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("secret_hash", String(64), nullable=False),
    Column("collection", String(100), nullable=False),
    Column("by", Text, nullable=False),
    Column("expires_at", Utc, nullable=False),
)

# Triggers that the migration makes refuse to change or delete a row. Never alter this table in a batch: that makes it
# anew, without them.
audit = Table(
    "audit",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("at", Utc, nullable=False),
    Column("by", Text, nullable=False),
    Column("act", String(40), nullable=False),
    Column("collection", String(100)),
    Column("subject", Text),
    Column("details", JSON, nullable=False),
    Index(None, "collection", "id"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("collection", ForeignKey("collections.name"), nullable=False),
    Column("title_key", Text, nullable=False),
    Column("live", Integer),
    Column("taught_at", Utc),  # when a lesson of it was last changed
    UniqueConstraint("collection", "title_key"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("source", Text),
    Column("author", Text),
    Column("date", Date),
    Column("language", String(35), nullable=False),
    Column("left_out", JSON, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", Utc, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
    Column("what", String(20), nullable=False),
    Column("live", Integer),
    Column("number", Integer),
    Column("by", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("followed", Boolean, nullable=False, index=True),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("collection", String(100), nullable=False),
    Column("article_id", String(12), index=True),
    Column("base", Integer),
    Column("apart", Boolean, nullable=False),
    Column("published", Integer),
    Column("manuscript", JSON, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("brought", String(80), unique=True, index=True),  # by which message, or album
    Column("album", JSON),  # the words of each of its messages
    Column("shown", BigInteger),  # in which message of ours
)

corrections = Table(
    "corrections",
    metadata,
    Column("question_id", ForeignKey("questions.id"), primary_key=True),
    Column("change_id", BigInteger, nullable=False),
    Column("noted", Boolean, nullable=False),
    Column("to_tell", Boolean, nullable=False, index=True),
    Column("told_after", BigInteger),  # a message of the asker's chat that the notice, which may be sent, comes after
    Column("told_id", BigInteger),  # the notice
)

prompts = Table(
    "prompts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("draft_id", ForeignKey("drafts.id"), nullable=False, index=True),
    Column("detail", String(20), nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigKey, primary_key=True, autoincrement=False),
    Column("payload", Text),
    Column("received_at", Utc, nullable=False),
    Column("done_at", Utc),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index(None, "done_at"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("user_id", BigInteger),
    Column("reply_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("collection", String(100), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("cited", JSON, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("reasons", JSON),
    Column("took", Float),
    UniqueConstraint("chat_id", "message_id"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentence_start", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
    Column("given_at", Utc, nullable=False),
)

votes = Table(
    "votes",
    metadata,
    Column("question_id", String(12), primary_key=True),
    Column("article_id", String(12), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("helpful", Boolean, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "article_id", "revision", "number"),
)

shares = Table(
    "shares",
    metadata,
    Column("article_id", String(12), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("times", Integer, nullable=False),
    Column("at", Utc, nullable=False),
)

inline_messages = Table(
    "inline_messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("receipt_id", String(12), nullable=False, index=True),
    Column("user_id", BigInteger, index=True),
    Column("asked", Text),  # nothing where it answers a question that is kept
    Column("related", Boolean, nullable=False),
    Column("language", String(35)),
    Column("sent_at", Utc, nullable=False),
    Column("change_id", BigInteger, nullable=False),  # after which it was looked at
    Column("noted", Boolean, nullable=False),
)

origins = Table(
    "origins",
    metadata,
    Column("address", Text, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), primary_key=True, index=True),
    Column("digest", String(64), nullable=False),
    Column("looked_at", Utc, nullable=False),
)

open_questions = Table(
    "open_questions",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("collection", String(100), nullable=False),
    Column("text_key", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("asked_at", Utc, nullable=False),
    UniqueConstraint("collection", "text_key"),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("open_question_id", ForeignKey("open_questions.id"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("question_id", String(12), nullable=False),
    Column("at", Utc, nullable=False),
    Column("told_after", BigInteger),  # a message of the chat that the answer, which may be sent, comes after
    Column("thread_id", BigInteger),  # the topic of a forum in which the question stands
)

dismissals = Table(
    "dismissals",
    metadata,
    Column("collection", String(100), primary_key=True),
    Column("text_hash", String(32), primary_key=True),
    Column("at", Utc, nullable=False),
)

lessons = Table(
    "lessons",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("collection", ForeignKey("collections.name"), nullable=False),
    Column("text_key", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("article_id", ForeignKey("articles.id"), index=True),
    Column("number", Integer),
    Column("words", Text),
    Column("taught_by", Text, nullable=False),
    Column("taught_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Index(None, "collection", "text_key"),
)

synonyms = Table(
    "synonyms",
    metadata,
    Column("id", BigKey, primary_key=True, autoincrement=True),
    Column("collection", ForeignKey("collections.name"), nullable=False),
    Column("names", String(500), nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Utc, nullable=False),
    UniqueConstraint("collection", "names"),
)

people = Table(
    "people",
    metadata,
    Column("user_id", BigKey, primary_key=True, autoincrement=False),
    Column("collection", String(100), nullable=False),
    Column("language", String(35)),
    Column("boldness", String(20), nullable=False),
    Column("corrections", Boolean, nullable=False),
)

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigKey, primary_key=True, autoincrement=False),
    Column("collection", String(100), nullable=False),
    Column("language", String(35)),
    Column("boldness", String(20), nullable=False),
    Column("none_as_hint", Boolean, nullable=False),
    Column("cool_down", Integer, nullable=False),
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("utc_offset", Integer, nullable=False),
    Column("deletes_after", Integer),
    Column("greeted_at", Utc),
    Column("left_at", Utc),
)

usage = Table(
    "usage",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, nullable=False),
    Column("since", Utc, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("told_until", Utc),
)

deletions = Table(
    "deletions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("due_at", Utc, nullable=False),
    Index(None, "due_at"),
)
