"""Sources: which revision a passage comes from, in one number a passage."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from typing import NamedTuple, Self

import numpy as np

from corpus.index.arrays import Array, Ints, require
from corpus.passages import Passage

_NUMBER_BITS = 24
_NUMBER_MAX = (1 << _NUMBER_BITS) - 1


class Key(NamedTuple):
    """Which passage: enough to find it again in the store."""

    article_id: str
    revision: int
    number: int


class Source(NamedTuple):
    """A revision that passages come from."""

    article_id: str
    revision: int
    language: str
    published_at: dt.datetime
    """Tells a revision from another of the same number, in a database that was put back."""


class Sources:
    """The revisions of an index by their numbers, which ascend; never changes once made."""

    def __init__(self, by_number: Mapping[int, Source] | None = None) -> None:
        self._by_number = dict(by_number or {})
        self.numbers = {(source.article_id, source.revision): number for number, source in self._by_number.items()}
        self.languages = frozenset(source.language for source in self._by_number.values())

    @property
    def published(self) -> dict[tuple[str, int], dt.datetime]:
        """The revisions in the order of their passages, and when each was published."""
        return {(source.article_id, source.revision): source.published_at for source in self._by_number.values()}

    def key(self, packed: int) -> Key:
        """What a packed number stands for."""
        source = self._by_number[packed >> _NUMBER_BITS]
        return Key(source.article_id, source.revision, packed & _NUMBER_MAX)

    def positions(self, packed: Array, revisions: Collection[tuple[str, int]]) -> Ints:
        """Where passages of these revisions stand among packed numbers."""
        numbers = [self.numbers[revision] for revision in revisions if revision in self.numbers]
        return np.flatnonzero(np.isin(packed >> _NUMBER_BITS, np.array(numbers, np.int64)))

    def without(self, revisions: Collection[tuple[str, int]]) -> Growing:
        """A copy without some revisions, to which others can be added."""
        gone = {self.numbers[revision] for revision in revisions if revision in self.numbers}
        first = max(self._by_number, default=0) + 1
        return Growing({number: source for number, source in self._by_number.items() if number not in gone}, first)

    def array(self) -> Array:
        """In bytes, for a file."""
        rows = [[number, *source[:-1], source.published_at.isoformat()] for number, source in self._by_number.items()]
        return np.frombuffer(json.dumps(rows).encode(), np.uint8)

    @classmethod
    def of_array(cls, array: Array, packed: Array) -> Self:
        """Back from bytes; ValueError unless these passages all come from there."""
        sources = cls({number: _source(*rest) for number, *rest in json.loads(array.tobytes())})
        numbers = np.array([*sources._by_number], np.int64)
        require(len(numbers) == len(sources.numbers), np.isin(packed >> _NUMBER_BITS, numbers).all())
        return sources


class Growing:
    """Sources while passages are read."""

    def __init__(self, by_number: dict[int, Source], first: int = 1) -> None:
        self._by_number = by_number
        self._numbers = {(source.article_id, source.revision): number for number, source in by_number.items()}
        self._next = first

    def packed(self, key: Key, passage: Passage) -> int:
        """The number of a passage, which adds its revision where that is new."""
        revision = (key.article_id, key.revision)
        if revision not in self._numbers:
            of = passage.revision
            self._by_number[self._next] = Source(*revision, of.language, of.published_at)
            self._numbers[revision] = self._next
            self._next += 1
        return self._numbers[revision] << _NUMBER_BITS | key.number

    def done(self) -> Sources:
        """What was gathered."""
        return Sources(self._by_number)


def _source(article_id: object, revision: object, language: object, published_at: str) -> Source:
    if not (isinstance(article_id, str) and isinstance(revision, int) and isinstance(language, str)):
        raise ValueError("no revision")  # noqa: TRY004  (it is the file's fault)
    return Source(article_id, revision, language, dt.datetime.fromisoformat(published_at))
