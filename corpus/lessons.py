"""Lesson: a question that a moderator tied to a passage, and what becomes of it in another revision."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from corpus.passages import Passage

SIMILAR_FROM = 0.5
"""The likeness from which a passage is the old one in other words; half of it has 0.7, as has it beside another."""
_ASKED = 0.2
"""What the words of the question count beside that, where an old passage became two."""
_WORD = re.compile(r"[\u2e80-\u9fff]|[^\W\u2e80-\u9fff]+")

Weights = Mapping[str, float]


class Lesson(BaseModel):
    """A question and the passage that answers it; or, without an article, that none does."""

    model_config = ConfigDict(frozen=True)

    id: int
    collection: str
    text: str
    article_id: str | None
    """None: the articles do not answer this."""
    number: int | None
    """Of the passage in the live revision; None where that has lost it."""
    words: str | None
    """The passage, word for word, as it last was: by them it is found again in another revision."""
    taught_by: str
    taught_at: dt.datetime
    """In UTC."""
    ended_at: dt.datetime | None = None
    """When it was taken back, which can be undone for a while."""

    @property
    def is_lost(self) -> bool:
        """Whether the live revision no longer has the passage."""
        return self.article_id is not None and self.number is None


class Tie(NamedTuple):
    """A lesson and the passage that it has in a revision."""

    lesson: Lesson
    passage: Passage


@dataclass(frozen=True, slots=True)
class Followed:
    """What becomes of lessons in a revision."""

    kept: tuple[Tie, ...] = ()
    """The passage stands there, word for word."""
    moved: tuple[Tie, ...] = ()
    """The most similar one takes its place."""
    lost: tuple[Lesson, ...] = ()
    """None is similar."""

    @property
    def tied(self) -> tuple[Tie, ...]:
        """Those that have a passage there."""
        return self.kept + self.moved


def follow(lessons: Iterable[Lesson], passages: Sequence[Passage]) -> Followed:
    """What the lessons of an article keep, move to or lose in a revision with these passages.

    It does not matter from which revision they come: what was lost is kept again where the old words return.
    """
    kept, moved, lost = [], [], []
    same: dict[str, list[Passage]] = {}
    for passage in passages:
        same.setdefault(passage.text, []).append(passage)
    similar = _Similar(passages)
    for lesson in lessons:
        words = lesson.words or ""
        if words in same:
            number = lesson.number or 0
            nearest = min(same[words], key=lambda passage: abs(passage.number - number))
            kept.append(Tie(lesson, nearest))
        elif (other := similar.to(words, lesson.text)) is not None:
            moved.append(Tie(lesson, other))
        else:
            lost.append(lesson)
    return Followed(tuple(kept), tuple(moved), tuple(lost))


class _Similar:
    """Which of some passages is most like a text: by the cosine of their words, of which the rarer tell more."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._counted: list[Counter[str]] | None = None
        self._having = Counter[str]()

    def to(self, words: str, question: str) -> Passage | None:
        """The most similar passage that is similar enough."""
        if self._counted is None:  # most lessons keep their words, and need no look at others
            self._counted = [_counted(passage.text) for passage in self._passages]
            self._having.update(word for counted in self._counted for word in counted)
        old, asked = self._weighed(_counted(words)), _counted(question)
        likeness = [_cosine(old, self._weighed(counted)) for counted in self._counted]
        coverage = [sum(word in counted for word in asked) / (len(asked) or 1) for counted in self._counted]
        best = max(
            (place for place, value in enumerate(likeness) if value >= SIMILAR_FROM),
            key=lambda place: likeness[place] + _ASKED * coverage[place],
            default=None,
        )
        return None if best is None else self._passages[best]

    def _weighed(self, counted: Counter[str]) -> Weights:
        of = len(self._passages)
        return {word: math.sqrt(n) * math.log1p(of / (self._having[word] or 1)) for word, n in counted.items()}


def _counted(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def _cosine(one: Weights, other: Weights) -> float:
    shared = sum(weight * other[word] for word, weight in one.items() if word in other)
    length = math.hypot(*one.values()) * math.hypot(*other.values())
    return shared / length if length else 0.0
