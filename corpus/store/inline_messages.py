"""Inline messages: answers in chats that we are no member of, by the only number under which we can correct them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, or_, select, update

from corpus.store.corrections import REACH
from corpus.store.schema import changes, inline_messages, receipts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from corpus.store.corrections import ToFollow
    from corpus.store.database import Database

KEPT = 2 * REACH
"""For how long they are known: after half of that, a change is not followed to them."""
_AT_ONCE = 50


class InlineMessage(NamedTuple):
    """What somebody sent into a chat: a passage, or what two articles say."""

    id: str
    """As Telegram calls the message."""
    receipt_id: str
    """What it quotes."""
    asked: str
    """What stands above that."""
    related: bool
    """Whether it says that the passage may not answer."""
    language: str | None
    noted: bool
    """Whether it says that it was corrected."""


class InlineMessages:
    """Those of the last days."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.upsert(inline_messages).on_conflict_do_nothing(index_elements=["id"])
        self._add = database.prepare(new, *(column.name for column in inline_messages.c))

    def sent(  # noqa: PLR0913  (a message, and what is known of it)
        self, message_id: str, receipt_id: str, *, user_id: int, asked: str, related: bool, language: str | None
    ) -> None:
        """Somebody sent what that receipt quotes."""
        row = {"id": message_id, "user_id": user_id, "asked": asked, "related": related, "language": language}
        with self._database.noting() as connection:
            connection.write(self._add, {**row, **_new(receipt_id)})

    def answered(self, message_id: str, question_id: str, user_id: int | None) -> None:
        """A question that is kept was answered by that message."""
        row = {"id": message_id, "user_id": user_id, "asked": None, "related": False, "language": None}
        with self._database.noting() as connection:
            connection.write(self._add, {**row, **_new(question_id)})

    def of_question(self, question_id: str) -> str | None:
        """The message that answered it."""
        statement = select(inline_messages.c.id).where(inline_messages.c.receipt_id == question_id)
        with self._database.reading() as connection:
            return connection.scalar(statement)

    def quoting(self, change: ToFollow) -> list[InlineMessage]:
        """Some of those sent that quote the article otherwise than it now is, and were not looked at since."""
        live = select(changes.c.live).where(changes.c.id == change.id).scalar_subquery()
        statement = (
            select(*(inline_messages.c[name] for name in InlineMessage._fields))
            .join(receipts, receipts.c.id == inline_messages.c.receipt_id)
            .where(receipts.c.article_id == change.article_id, inline_messages.c.sent_at > change.at - REACH)
            .where(inline_messages.c.asked.is_not(None), inline_messages.c.change_id < change.id)
            .where(or_(receipts.c.revision.is_distinct_from(live), inline_messages.c.noted))
            .distinct()
            .order_by(inline_messages.c.id)
            .limit(_AT_ONCE)
        )
        with self._database.reading() as connection:
            return [InlineMessage(*row) for row in connection.execute(statement)]

    def looked_at(self, message_id: str, change_id: int, *, noted: bool) -> None:
        """After that change, it says that it was corrected, or has no need to."""
        values = {"change_id": change_id, "noted": noted}
        with self._database.writing() as connection:
            connection.execute(update(inline_messages).where(inline_messages.c.id == message_id).values(values))


def drop_old(connection: Connection) -> None:
    """Delete those that no change is followed to any more."""
    connection.execute(delete(inline_messages).where(inline_messages.c.sent_at < dt.datetime.now(dt.UTC) - KEPT))


def _new(receipt_id: str) -> dict[str, object]:
    return {"receipt_id": receipt_id, "sent_at": dt.datetime.now(dt.UTC), "change_id": 0, "noted": False}
