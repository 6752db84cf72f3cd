"""Questions: the asked ones, so that buttons and edits work after a restart."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import bindparam, exists, func, or_, select, union_all, update

from corpus.store import receipts
from corpus.store.receipts import Place
from corpus.store.schema import corrections, questions, votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from corpus.store.database import Database
    from corpus.store.prepared import Prepared

_ANSWER = "answer"
Cited = tuple[str, int, int]
"""Article id, revision number, passage number."""


class AskedQuestion(BaseModel):
    """A question with what it was answered."""

    model_config = ConfigDict(frozen=True)

    id: str
    """At most 12 characters, safe in a URL and in a button."""
    chat_id: int
    message_id: int
    user_id: int | None
    reply_id: int | None
    """The message that answers it, once that was sent."""
    text: str
    collection: str
    verdict: str
    cited: tuple[Cited, ...]
    asked_at: dt.datetime
    """In UTC; an edit does not change it."""
    reasons: dict[str, Any] | None = None
    """Why each passage was cited, as whoever remembered the question put it."""
    took: float | None = None
    """Milliseconds in which the answer was found."""


_BY_ID = select(questions).where(questions.c.id == bindparam("question"))
_BY_MESSAGE = select(questions).where(
    questions.c.chat_id == bindparam("chat"), questions.c.message_id == bindparam("message")
)
_BY_REPLY = select(questions).where(
    questions.c.chat_id == bindparam("chat"), questions.c.reply_id == bindparam("reply")
)
_OF_PERSON = select(questions.c.id, questions.c.asked_at).where(
    questions.c.chat_id == bindparam("chat"), questions.c.user_id == bindparam("user")
)
# The key that keeps messages apart finds both at once, however much was asked in the chat.
_BY_MESSAGE_BEFORE = (
    _OF_PERSON.where(questions.c.message_id > 0, questions.c.message_id < bindparam("message"))
    .order_by(questions.c.message_id.desc())
    .limit(1)
)
_BY_PRESS = _OF_PERSON.where(questions.c.message_id < 0).order_by(questions.c.message_id).limit(1)
_EITHER = union_all(select(_BY_MESSAGE_BEFORE.subquery()), select(_BY_PRESS.subquery())).subquery()
_BEFORE = select(questions).where(
    questions.c.id == select(_EITHER.c.id).order_by(_EITHER.c.asked_at.desc()).limit(1).scalar_subquery()
)
_LAST_REPLY = (
    select(func.max(questions.c.reply_id).label("last"))
    .where(questions.c.chat_id == bindparam("chat"))
    .union_all(select(func.max(corrections.c.told_id)).join(questions).where(questions.c.user_id == bindparam("chat")))
)
REPLIED = update(questions).where(questions.c.id == bindparam("question")).values(reply_id=bindparam("reply"))


class Questions:
    """Asked questions, one for each message that asks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.upsert(questions)
        edited: dict[str, ColumnElement[Any]] = {
            name: new.excluded[name] for name in ("text", "collection", "verdict", "cited", "reasons", "took")
        }
        edited["reply_id"] = func.coalesce(new.excluded.reply_id, questions.c.reply_id)
        keys = ["chat_id", "message_id"]
        kept = [questions.c[name] for name in ("id", "user_id", "reply_id", "asked_at")]
        remember = new.on_conflict_do_update(index_elements=keys, set_=edited).returning(*kept)
        self._remember = database.prepare(remember, *(column.name for column in questions.c))
        self._replied, self._last_reply = database.prepare(REPLIED), database.prepare(_LAST_REPLY)
        self._by_id, self._by_message = database.prepare(_BY_ID), database.prepare(_BY_MESSAGE)
        self._by_reply, self._before = database.prepare(_BY_REPLY), database.prepare(_BEFORE)
        self._writing = receipts.Writing(database)

    def remember(  # noqa: PLR0913  (one keyword for each thing remembered)
        self,
        *,
        chat_id: int,
        message_id: int,
        text: str,
        collection: str,
        verdict: str,
        cited: Sequence[Cited],
        user_id: int | None = None,
        reply_id: int | None = None,
        places: Sequence[Place] = (),
        reasons: dict[str, Any] | None = None,
        took: float | None = None,
    ) -> AskedQuestion:
        """Keep a question and its answer; asked again by an edit, it keeps its id, its reply and its time."""
        values = {
            "chat_id": chat_id,
            "message_id": message_id,
            "user_id": user_id,
            "reply_id": reply_id,
            "text": _storable(text),
            "collection": collection,
            "verdict": verdict,
            "cited": list(cited),
            "asked_at": dt.datetime.now(dt.UTC),
            "reasons": reasons,
            "took": took,
        }
        with self._database.noting() as connection:
            values["id"] = self._writing.unused_id(connection)
            (row,) = connection.rows(self._remember, **values)
            self._writing.write(connection, row["id"], places, is_new=row["id"] == values["id"])
        return AskedQuestion.model_validate(values | row)

    def replied(self, question_id: str, reply_id: int | None) -> None:
        """Note the message that answers it, or that none does."""
        with self._database.noting() as connection:
            connection.write(self._replied, {"question": question_id, "reply": reply_id})

    def get(self, question_id: str) -> AskedQuestion | None:
        """Find by id, as a button has it."""
        return self._one(self._by_id, question=question_id)

    def of_message(self, chat_id: int, message_id: int) -> AskedQuestion | None:
        """Find by the message that asks, as an edit has it."""
        return self._one(self._by_message, chat=chat_id, message=message_id)

    def of_reply(self, chat_id: int, reply_id: int) -> AskedQuestion | None:
        """Find by the message that answers, as a reply to it has it."""
        return self._one(self._by_reply, chat=chat_id, reply=reply_id)

    def before(self, chat_id: int, message_id: int, user_id: int) -> AskedQuestion | None:
        """The last one that a person asked in a chat before a message, by a message or by a button's press.

        Presses have negative numbers, the latest the lowest.
        """
        return self._one(self._before, chat=chat_id, message=message_id, user=user_id)

    def unanswered(self, collection: str, since: dt.datetime, most: int) -> list[tuple[AskedQuestion, bool]]:
        """Those of a collection that got no answer, or one that somebody found not helpful (True); the latest first."""
        doubted = exists().where(votes.c.question_id == questions.c.id, votes.c.helpful.is_(False))
        statement = (
            select(questions, doubted.label("doubted"))
            .where(questions.c.collection == collection, questions.c.asked_at >= since)
            .where(or_(questions.c.verdict != _ANSWER, doubted))
            .order_by(questions.c.asked_at.desc())
            .limit(most)
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement).mappings().all()
        return [(AskedQuestion.model_validate(dict[Any, Any](row)), bool(row["doubted"])) for row in rows]

    def last_reply(self, chat_id: int) -> int:
        """The newest message of a chat that is known to answer a question, or to tell of a correction; 0: none is."""
        with self._database.glancing() as connection:
            rows = connection.rows(self._last_reply, chat=chat_id)
        return max(row["last"] or 0 for row in rows)

    def _one(self, statement: Prepared, **values: object) -> AskedQuestion | None:
        with self._database.glancing() as connection:
            row = connection.row(statement, **values)
        return None if row is None else AskedQuestion.model_validate(row)


def _storable(text: str) -> str:
    """Without what a database refuses: halves of a surrogate pair, and NUL on PostgreSQL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")
