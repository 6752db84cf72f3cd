"""Corrections: the changes that are yet to be followed to the answers that quoted what they changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, or_, select, update

from corpus.store.schema import changes, corrections, inline_messages, questions, receipts

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from corpus.store.database import Database

REACH = dt.timedelta(hours=48)
"""Answers that were given longer before a change are left as they are."""
_AT_ONCE = 50


class ToFollow(NamedTuple):
    """A change of an article whose answers are not yet all looked at."""

    id: int
    article_id: str
    at: dt.datetime


class Notice(NamedTuple):
    """That somebody is to be told of a corrected answer."""

    question_id: str
    told_after: int | None
    """A message of their chat that the notice comes after, once it is being sent."""


class Corrections:
    """The queue is the changes themselves, so that none can be made without being followed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.upsert(corrections)
        values: dict[str, ColumnElement[Any]] = {
            "change_id": new.excluded.change_id,
            "noted": new.excluded.noted,
            "to_tell": or_(corrections.c.to_tell, new.excluded.to_tell),
        }
        self._note = new.on_conflict_do_update(index_elements=["question_id"], set_=values)

    def waiting(self) -> list[ToFollow]:
        """The last change of each article that has one to be followed: what an answer says, it says of all of them."""
        last = func.max(changes.c.id)
        statement = select(last, changes.c.article_id, func.max(changes.c.at)).where(changes.c.followed.is_(False))
        with self._database.reading() as connection:
            rows = connection.execute(statement.group_by(changes.c.article_id).order_by(last))
            return [ToFollow(*row) for row in rows]

    def answers(self, change: ToFollow) -> list[str]:
        """The ids of some answers that quoted the article lately and were not looked at since the change.

        Those that quote what it made live, and do not say that they were corrected, are as they should be: while a
        change settles, that is each new answer.
        """
        seen = select(corrections.c.question_id).where(corrections.c.change_id >= change.id)
        noted = select(corrections.c.question_id).where(corrections.c.noted)
        live = select(changes.c.live).where(changes.c.id == change.id).scalar_subquery()
        inline = select(inline_messages.c.receipt_id)
        statement = (
            select(receipts.c.id)
            .join(questions, questions.c.id == receipts.c.id)
            .where(receipts.c.article_id == change.article_id, receipts.c.given_at > change.at - REACH)
            .where(or_(questions.c.reply_id.is_not(None), questions.c.id.in_(inline)), questions.c.id.not_in(seen))
            .where(or_(receipts.c.revision.is_distinct_from(live), questions.c.id.in_(noted)))
            .distinct()
            .order_by(receipts.c.id)
            .limit(_AT_ONCE)
        )
        with self._database.reading() as connection:
            return list(connection.scalars(statement))

    def is_noted(self, question_id: str) -> bool:
        """Whether the answer says that it was corrected."""
        statement = select(corrections.c.noted).where(corrections.c.question_id == question_id)
        with self._database.reading() as connection:
            return bool(connection.scalar(statement))

    def looked_at(self, question_id: str, change_id: int, *, noted: bool, to_tell: bool = False) -> None:
        """After that change, the answer says that it was corrected, or has no need to; is its asker to be told."""
        values = {"question_id": question_id, "change_id": change_id, "noted": noted, "to_tell": to_tell}
        with self._database.writing() as connection:
            connection.execute(self._note, values)

    def to_tell(self) -> list[Notice]:
        """The answers whose askers are to be told."""
        statement = select(corrections.c.question_id, corrections.c.told_after).where(corrections.c.to_tell)
        with self._database.reading() as connection:
            return [Notice(*row) for row in connection.execute(statement.order_by(corrections.c.question_id))]

    def telling(self, question_id: str, after: int) -> None:
        """Its asker is being told, in a message that comes after that one."""
        self._set(question_id, told_after=after)

    def told(self, question_id: str, message_id: int | None) -> None:
        """Its asker knows, by that message, or cannot be told."""
        self._set(question_id, to_tell=False, told_after=None, told_id=message_id)

    def _set(self, question_id: str, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(update(corrections).where(corrections.c.question_id == question_id).values(values))

    def followed(self, change: ToFollow) -> None:
        """All answers were looked at, after this change and those before it."""
        until = (changes.c.article_id == change.article_id) & (changes.c.id <= change.id)
        with self._database.writing() as connection:
            connection.execute(update(changes).where(until).values(followed=True))
