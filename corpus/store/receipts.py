"""Receipts: what an answer quoted, and where it stood. Public facts only: no chat, no person, no question."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import secrets
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from sqlalchemy import bindparam, delete, insert, select

from corpus.errors import StoreUnavailable
from corpus.store.schema import articles, questions, receipts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corpus.store.database import Database
    from corpus.store.prepared import Driver

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that reads as something else: no 0 and O, no 1, I and L, no U beside V."""
_LENGTH = 6
"""730 million ids: nobody finds one by trying."""

_ATTEMPTS = 3
"""That words get no number of their own so often in a row does not happen in a lifetime."""

_TAKEN = (
    select(questions.c.id)
    .where(questions.c.id == bindparam("wanted"))
    .union_all(select(receipts.c.id).where(receipts.c.id == bindparam("wanted")))
)
_QUOTED = select(receipts).where(receipts.c.id == bindparam("wanted")).order_by(receipts.c.position)
_DROP = delete(receipts).where(receipts.c.id == bindparam("of"))


class Place(BaseModel):
    """Where quoted words stand: `revision.text[start:end]`."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    revision: int
    number: int
    """Of the passage, as it was numbered then."""
    start: int
    end: int
    sentence_start: int
    """The highlighted sentence, within the passage."""
    sentence_end: int
    given_at: dt.datetime
    """In UTC."""


class Receipts:
    """What was quoted, under the id that the answer shows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writing = Writing(database)

    def lasting(self, quoted: Sequence[Sequence[Place]]) -> list[str]:
        """The ids of words that are quoted without a question, written where they are new: the same words keep theirs.

        Best first within each, as in an answer.
        """
        ids = [_derived(places, 0) for places in quoted]
        statement = select(receipts).where(receipts.c.id.in_(ids)).order_by(receipts.c.id, receipts.c.position)
        with self._database.reading() as connection:
            rows = [dict(row) for row in connection.execute(statement).mappings()]
        known = {of: _words(map(Place.model_validate, same)) for of, same in itertools.groupby(rows, _id)}
        if all(known.get(of) == _words(places) for of, places in zip(ids, quoted, strict=True)):
            return ids
        with self._database.noting() as driver:
            # In one order, whoever writes: else two who quote the same could wait for each other.
            for at in sorted(range(len(ids)), key=ids.__getitem__):
                ids[at] = self._writing.lasting_id(driver, quoted[at])
        return ids

    def is_lasting(self, receipt_id: str) -> bool:
        """Whether it is of words that were quoted without a question."""
        places = self.get(receipt_id)
        return any(_derived(places, attempt) == receipt_id for attempt in range(_ATTEMPTS))

    def get(self, receipt_id: str) -> tuple[Place, ...]:
        """What was quoted, best first; nothing where there is no such receipt."""
        with self._database.reading() as connection:
            found = connection.execute(_QUOTED, {"wanted": receipt_id}).mappings()
            return tuple(Place.model_validate(dict(row)) for row in found)

    def collection_of(self, receipt_id: str) -> str:
        """Where the words are from; nowhere where there is no such receipt."""
        statement = select(articles.c.collection).join(receipts).where(receipts.c.id == receipt_id).limit(1)
        with self._database.reading() as connection:
            return connection.scalar(statement) or ""

    def of_article(self, article_id: str) -> list[str]:
        """The ids of the answers that quoted an article."""
        statement = select(receipts.c.id).where(receipts.c.article_id == article_id).distinct().order_by(receipts.c.id)
        with self._database.reading() as connection:
            return list(connection.scalars(statement))


def read_id(typed: str) -> str:
    """The id that somebody typed or pasted: `#k7m2qx` is K7M2QX."""
    return "".join(character for character in typed if character.isalnum()).upper()[:12]


class Writing:
    """What is written of a receipt, with its question or without one."""

    def __init__(self, database: Database) -> None:
        self._taken, self._drop = database.prepare(_TAKEN), database.prepare(_DROP)
        self._quoted = database.prepare(_QUOTED)
        columns = [column.name for column in receipts.c]
        self._add = database.prepare(insert(receipts), *columns)
        self._add_once = database.prepare(database.upsert(receipts).on_conflict_do_nothing(), *columns)

    def unused_id(self, connection: Driver) -> str:
        """An id that no question and no receipt has; the receipt of a forgotten question keeps its own."""
        while True:
            new = _spelt(secrets.randbelow(len(_ALPHABET) ** _LENGTH))
            if connection.row(self._taken, wanted=new) is None:
                return new

    def write(self, connection: Driver, receipt_id: str, places: Sequence[Place], *, is_new: bool) -> None:
        """Keep what an answer quotes, in the place of what it quoted before its question was edited."""
        if not is_new:
            connection.write(self._drop, {"of": receipt_id})
        connection.write(self._add, *_rows(receipt_id, places))

    def lasting_id(self, connection: Driver, places: Sequence[Place]) -> str:
        """The id that follows from the words themselves, written if it is new; the next where others have it."""
        for attempt in range(_ATTEMPTS):
            derived = _derived(places, attempt)
            quoted = _words(map(Place.model_validate, connection.rows(self._quoted, wanted=derived)))
            if not quoted and connection.row(self._taken, wanted=derived) is None:
                connection.write(self._add_once, *_rows(derived, places))
                return derived
            if quoted == _words(places):
                return derived
        raise StoreUnavailable("No number is free.")


def _rows(receipt_id: str, places: Sequence[Place]) -> list[dict[str, object]]:
    return [{**vars(place), "id": receipt_id, "position": at} for at, place in enumerate(places)]


def _id(row: Mapping[str, object]) -> object:
    return row["id"]


def _words(places: Iterable[Place]) -> list[tuple[object, ...]]:
    """What is quoted, whenever it was."""
    return [(one.article_id, one.revision, one.start, one.end, one.sentence_start, one.sentence_end) for one in places]


def _derived(places: Sequence[Place], attempt: int) -> str:
    digest = hashlib.blake2b(repr((_words(places), attempt)).encode(), digest_size=8).digest()
    return _spelt(int.from_bytes(digest, "big") % len(_ALPHABET) ** _LENGTH)


def _spelt(number: int) -> str:
    return "".join(_ALPHABET[number // len(_ALPHABET) ** place % len(_ALPHABET)] for place in range(_LENGTH))
