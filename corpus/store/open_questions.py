"""Open questions: what the articles did not answer, and who wants to be told when they do."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from sqlalchemy import and_, delete, func, literal, select, update

from corpus.store.schema import dismissals, open_questions, subscribers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import ColumnElement, Connection

    from corpus.store.database import Database
    from corpus.store.questions import AskedQuestion


class OpenQuestion(BaseModel):
    """A question that waits for an article."""

    model_config = ConfigDict(frozen=True)

    id: int
    collection: str
    text: str
    asked_at: dt.datetime
    """When it was first put to the editors, in UTC."""
    waiting: int
    """How many people want to be told."""


class Subscriber(BaseModel):
    """A person who wants to be told, and where."""

    model_config = ConfigDict(frozen=True)

    user_id: int
    chat_id: int
    question_id: str
    """The question as this person saw it asked."""
    told_after: int | None = None
    """A message of the chat that the answer comes after, once it is being sent."""
    thread_id: int | None = None
    """The topic of a forum."""


class OpenQuestions:
    """Questions put to the editors."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open = database.upsert(open_questions).on_conflict_do_nothing(index_elements=["collection", "text_key"])
        new = database.upsert(subscribers).on_conflict_do_nothing(index_elements=["open_question_id", "user_id"])
        self._subscribe = new.returning(subscribers.c.user_id)
        new = database.upsert(dismissals)
        again = {"at": new.excluded.at}
        self._dismiss = new.on_conflict_do_update(index_elements=["collection", "text_hash"], set_=again)

    def put(self, question: AskedQuestion, user_id: int, text: str = "", *, thread_id: int | None = None) -> bool:
        """Put a question to the editors, for a person who wants to be told; False when that was done before.

        `text` says more than the question where that is understood only with an earlier one; `thread_id` is the topic
        of a forum in which it stands.
        """
        now, text = dt.datetime.now(dt.UTC), text or question.text
        named = {"collection": question.collection, "text_key": key_of(text)}
        with self._database.writing() as connection:
            connection.execute(self._open, named | {"text": text, "asked_at": now})
            same = (open_questions.c.collection == named["collection"]) & (
                open_questions.c.text_key == named["text_key"]
            )
            open_id = connection.scalar(select(open_questions.c.id).where(same))
            person = {"open_question_id": open_id, "user_id": user_id, "question_id": question.id, "at": now}
            where = {"chat_id": question.chat_id, "thread_id": thread_id}
            return connection.execute(self._subscribe, person | where).first() is not None

    def is_put(self, question_id: str) -> bool:
        """Whether somebody who saw that question put it, and waits."""
        statement = select(subscribers.c.user_id).where(subscribers.c.question_id == question_id).limit(1)
        with self._database.reading() as connection:
            return connection.scalar(statement) is not None

    def all(self, collection: str) -> list[OpenQuestion]:
        """Those of a collection: what most people wait for first, then the oldest."""
        waiting = func.count(subscribers.c.user_id).label("waiting")
        statement = (
            select(open_questions, waiting)
            .join(subscribers, isouter=True)
            .where(open_questions.c.collection == collection)
            .group_by(open_questions.c.id)
            .order_by(waiting.desc(), open_questions.c.id)
        )
        with self._database.reading() as connection:
            return [OpenQuestion.model_validate(dict(row)) for row in connection.execute(statement).mappings()]

    def get(self, open_question_id: int) -> OpenQuestion | None:
        """One that somebody put."""
        one = select(open_questions, literal(0).label("waiting")).where(open_questions.c.id == open_question_id)
        with self._database.reading() as connection:
            row = connection.execute(one).mappings().one_or_none()
        return None if row is None else OpenQuestion.model_validate(dict(row))

    def subscribers(self, open_question_id: int) -> list[Subscriber]:
        """Who wants to be told, first come first."""
        statement = select(subscribers).where(subscribers.c.open_question_id == open_question_id)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(subscribers.c.at)).mappings()
            return [Subscriber.model_validate(dict(row)) for row in rows]

    def telling(self, open_question_id: int, chat_id: int, after: int) -> None:
        """Note, before the answer is sent to a chat, which message it comes after: should we be killed over it."""
        theirs = _in_chat(open_question_id, chat_id)
        with self._database.writing() as connection:
            connection.execute(update(subscribers).where(theirs).values(told_after=after))

    def told(self, open_question_id: int, chat_id: int) -> None:
        """Forget who waited in a chat: they were told, or cannot be; the question too where nobody waits any more."""
        with self._database.writing() as connection:
            connection.execute(delete(subscribers).where(_in_chat(open_question_id, chat_id)))
            drop_unwanted(connection)

    def dismiss(self, collection: str, texts: Iterable[str]) -> None:
        """Note that editors need not see these again; what they say is not kept, but what it hashes to."""
        now = dt.datetime.now(dt.UTC)
        rows = [{"collection": collection, "text_hash": hashed, "at": now} for hashed in set(map(_hash, texts))]
        with self._database.writing() as connection:
            connection.execute(self._dismiss, rows)

    def recover(self, collection: str, texts: Iterable[str]) -> None:
        """Undo `dismiss`."""
        theirs = dismissals.c.text_hash.in_(list(map(_hash, texts)))
        with self._database.writing() as connection:
            connection.execute(delete(dismissals).where(dismissals.c.collection == collection, theirs))

    def is_dismissed(self, collection: str) -> Callable[[str], bool]:
        """Whether editors need not see a question again, as of now."""
        with self._database.reading() as connection:
            found = select(dismissals.c.text_hash).where(dismissals.c.collection == collection)
            known = frozenset(connection.scalars(found))
        return lambda text: _hash(text) in known


def drop_dismissed(connection: Connection, before: dt.datetime) -> None:
    """Delete what was dismissed before that."""
    connection.execute(delete(dismissals).where(dismissals.c.at < before))


def _in_chat(open_question_id: int, chat_id: int) -> ColumnElement[bool]:
    return and_(subscribers.c.open_question_id == open_question_id, subscribers.c.chat_id == chat_id)


def _hash(text: str) -> str:
    return hashlib.sha256(key_of(text).encode("utf-8", "replace")).hexdigest()[:32]


def drop_unwanted(connection: Connection) -> int:
    """Delete the questions that nobody waits for; how many."""
    wanted = select(subscribers.c.open_question_id)
    return connection.execute(delete(open_questions).where(open_questions.c.id.not_in(wanted))).rowcount


def key_of(text: str) -> str:
    """What two questions have in common that a person takes for the same."""
    return " ".join(text.casefold().split()).strip("?!. ")[:500]
