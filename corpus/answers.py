"""Citation, Answer, and how the verdict falls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from corpus.articles import Span
from corpus.index import Index, Key
from corpus.passages import Passage
from corpus.queries import Query, Widened, widen
from corpus.terms import words

SHOWN = 5
"""How many passages an answer carries."""
ANSWERS_FROM = 0.55
"""Coverage from which the first passage is said to answer."""
RELATED_FROM = 0.2
"""Coverage from which a passage is worth showing as related."""
_FRAGMENT_WORDS = 5
"""A longer sentence is addressed by its first and last words."""


class Verdict(StrEnum):
    """What an answer is worth."""

    ANSWER = "answer"
    """The first passage answers."""
    CLOSEST = "closest"
    """It may not: related passages."""
    NONE = "none"
    """The articles do not speak of it."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a passage was found: one word of the question and what it met."""

    word: str
    """As the question has it."""
    found: str
    """As the passage has it; differs from `word` by inflection, a repaired slip, a synonym."""
    contribution: float
    """Its share of the question's information, in [0, 1]."""

    def __str__(self) -> str:
        """`army`, or `army ≈ demilitarization` where the passage has another word."""
        return self.word if self.word == self.found else f"{self.word} ≈ {self.found}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage with the reasons for citing it."""

    passage: Passage
    highlight: Span
    """[start, end) in the passage's text: the sentence that answers."""
    score: float
    """Orders the citations of one answer; not comparable between questions."""
    matched: tuple[Match, ...]

    @property
    def sentence(self) -> str:
        """The highlighted sentence, word for word."""
        return self.passage.text[slice(*self.highlight)]

    @property
    def url(self) -> str | None:
        """The source, opened at the highlighted sentence (a text fragment), where the article has an address."""
        source = self.passage.revision.source
        return source and f"{source.partition('#')[0]}#:~:text={_fragment(self.sentence)}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What Quoth has to say to a query."""

    query: Query
    verdict: Verdict
    confidence: float
    """How surely the first passage answers, in [0, 1]."""
    citations: tuple[Citation, ...]
    """Best first; empty where the verdict is `none` and nothing is related."""
    missing: tuple[str, ...]
    """Words of the question that the collection does not contain."""


def answer(query: Query, index: Index, passage_of: Callable[[Key], Passage]) -> Answer:
    """Find the passages that answer, and judge how well they do.

    The verdict falls by the share of the question's information (idf) that the first passage covers:
    the BM25 score grows with the length of the question and says little of that.
    """
    widened = widen(query, index)
    citations = []
    for position, score in index.search(widened.weights, SHOWN):
        passage = passage_of(index.keys[position])
        citations.append(_cite(passage, score, widened))
    coverage = sum(match.contribution for match in citations[0].matched) if citations else 0.0
    verdict = _verdict(coverage)
    return Answer(query, verdict, coverage, tuple(citations) if verdict != Verdict.NONE else (), widened.missing)


def _verdict(coverage: float) -> Verdict:
    if coverage >= ANSWERS_FROM:
        return Verdict.ANSWER
    return Verdict.CLOSEST if coverage >= RELATED_FROM else Verdict.NONE


def _cite(passage: Passage, score: float, widened: Widened) -> Citation:
    matched = tuple(_matches(passage.text, passage.revision.language, widened))
    best = max(passage.sentences, key=lambda span: _covered(passage.text[slice(*span)], passage, widened))
    return Citation(passage, best, score, matched)


def _covered(text: str, passage: Passage, widened: Widened) -> float:
    return sum(match.contribution for match in _matches(text, passage.revision.language, widened))


def _matches(text: str, language: str, widened: Widened) -> Iterable[Match]:
    present = {word.term: text[word.start : word.end] for word in words(text, language) if word.term}
    for asked in widened.words:
        met = next((meaning for meaning in asked.meanings if meaning.term in present), None)
        if met:
            found = asked.text if met.is_literal else present[met.term]
            yield Match(asked.text, found, asked.share * met.weight)


def _fragment(sentence: str) -> str:
    """The directive of a text fragment (WICG): `start,end` for long sentences; commas and dashes are its syntax."""
    parts = sentence.split()
    if len(parts) <= 2 * _FRAGMENT_WORDS:
        return _encoded(parts)
    return f"{_encoded(parts[:_FRAGMENT_WORDS])},{_encoded(parts[-_FRAGMENT_WORDS:])}"


def _encoded(parts: list[str]) -> str:
    return quote(" ".join(parts), safe="").replace("-", "%2D")
