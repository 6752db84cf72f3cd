"""Open questions: what the articles did not answer, and who wants to be told when they do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, func, select

from corpus.store.schema import open_questions, subscribers

if TYPE_CHECKING:
    from sqlalchemy import Connection

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


class OpenQuestions:
    """Questions put to the editors."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open = database.upsert(open_questions).on_conflict_do_nothing(index_elements=["collection", "text_key"])
        new = database.upsert(subscribers).on_conflict_do_nothing(index_elements=["open_question_id", "user_id"])
        self._subscribe = new.returning(subscribers.c.user_id)

    def put(self, question: AskedQuestion, user_id: int) -> bool:
        """Put a question to the editors, for a person who wants to be told; False when that was done before."""
        now = dt.datetime.now(dt.UTC)
        named = {"collection": question.collection, "text_key": key_of(question.text)}
        with self._database.writing() as connection:
            connection.execute(self._open, named | {"text": question.text, "asked_at": now})
            same = (open_questions.c.collection == named["collection"]) & (
                open_questions.c.text_key == named["text_key"]
            )
            open_id = connection.scalar(select(open_questions.c.id).where(same))
            person = {"user_id": user_id, "chat_id": question.chat_id, "question_id": question.id, "at": now}
            return connection.execute(self._subscribe, {"open_question_id": open_id, **person}).first() is not None

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

    def subscribers(self, open_question_id: int) -> list[Subscriber]:
        """Who wants to be told, first come first."""
        statement = select(subscribers).where(subscribers.c.open_question_id == open_question_id)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(subscribers.c.at)).mappings()
            return [Subscriber.model_validate(dict(row)) for row in rows]

    def close(self, open_question_id: int) -> None:
        """It is answered, or will not be: forget it and who waited."""
        with self._database.writing() as connection:
            connection.execute(delete(subscribers).where(subscribers.c.open_question_id == open_question_id))
            connection.execute(delete(open_questions).where(open_questions.c.id == open_question_id))


def drop_unwanted(connection: Connection) -> int:
    """Delete the questions that nobody waits for; how many."""
    wanted = select(subscribers.c.open_question_id)
    return connection.execute(delete(open_questions).where(open_questions.c.id.not_in(wanted))).rowcount


def key_of(text: str) -> str:
    """What two questions have in common that a person takes for the same."""
    return " ".join(text.casefold().split()).strip("?!. ")[:500]
