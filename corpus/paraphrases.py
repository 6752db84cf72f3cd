"""Paraphrases: one question in several ways, of which one is taught and the others are asked."""

from __future__ import annotations

import itertools
import operator
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from corpus.answers import Verdict
from corpus.evaluation import SHOWN
from corpus.lessons import Lesson
from corpus.library import Library
from corpus.queries import Query

_TEACHER = "evaluation"


class Paraphrased(BaseModel):
    """One question in several ways, and where the article answers it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article: str
    expect: str
    """A verbatim piece of the sentence that answers."""
    asks: tuple[str, ...]


class Found(NamedTuple):
    """What became of questions, in numbers."""

    first: int = 0
    """The passage that answers comes first, whether as the answer or as the closest."""
    shown: int = 0
    """It is among those that are shown."""
    wrong: int = 0
    """Confident and wrong."""

    def plus(self, other: Found) -> Found:
        return Found(*map(operator.add, self, other))


class Taught(NamedTuple):
    """What became of questions before and after some were taught, by what they are to those."""

    relation: str
    asked: int
    before: Found
    after: Found

    def plus(self, other: Taught) -> Taught:
        """Both together."""
        counted = self.asked + other.asked, self.before.plus(other.before), self.after.plus(other.after)
        return Taught(self.relation, *counted)


TAUGHT, IN_OTHER_WORDS, NOT_TAUGHT = "taught", "in other words", "not taught"


def taught(library: Library, questions: Sequence[Paraphrased], ways: int) -> tuple[Taught, ...]:
    """Teach one way to ask of every second question, and ask all its ways; each half takes its turn, and so many ways.

    The library holds their article and nothing else, and is left as it was.
    """
    before = {text: _found(library, each, text) for each in questions for text in each.asks}
    counts = {name: Taught(name, 0, Found(), Found()) for name in (TAUGHT, IN_OTHER_WORDS, NOT_TAUGHT)}
    for half, way in itertools.product(range(2), range(ways)):
        lessons = [_teach(library, each, way) for each in questions[half::2]]
        for place, each in enumerate(questions):
            for number, text in enumerate(each.asks):
                relation = (TAUGHT if number == way else IN_OTHER_WORDS) if place % 2 == half else NOT_TAUGHT
                now = Taught(relation, 1, before[text], _found(library, each, text))
                counts[relation] = counts[relation].plus(now)
        for lesson in lessons:
            library.school.unteach(lesson, by=_TEACHER)
    return tuple(counts.values())


def _teach(library: Library, each: Paraphrased, way: int) -> Lesson:
    (live,) = library.articles()
    passage = next(passage for passage in library.passages(live.id) if each.expect in passage.text)
    return library.school.teach(each.asks[way], passage, by=_TEACHER)


def _found(library: Library, each: Paraphrased, text: str) -> Found:
    answer = library.ask(Query(text=text))
    right = [each.expect in citation.passage.text for citation in answer.citations[:SHOWN]]
    is_first = right[:1] == [True]
    return Found(int(is_first), int(any(right)), int(answer.verdict == Verdict.ANSWER and not is_first))


def paraphrased(path: Path) -> tuple[Paraphrased, ...]:
    """Read a TOML file of questions in several ways; their articles lie beside it."""
    return tuple(Paraphrased(**each) for each in tomllib.loads(path.read_text(encoding="utf-8"))["paraphrased"])
