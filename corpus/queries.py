"""Query: a question as asked, and what its words may also mean in a collection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import fuzz, process

from corpus.index import Index
from corpus.terms import Word, words

MAIN = "main"
"""The collection that a chat reads unless told otherwise."""
_REPAIRABLE = 4
"""Shorter words have too many neighbours to guess a slip."""
_ALIKE = 80
"""How alike (0-100) a word of the collection must be to stand for an unknown one."""


class Query(BaseModel):
    """A question as asked."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(max_length=4096)
    collection: str = MAIN
    after: str | None = None
    """The earlier question that this one follows."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A term of the collection that a word of the question may stand for."""

    term: str
    weight: float
    """In (0, 1]; 1 is the word itself."""
    is_literal: bool


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A content word of the question."""

    text: str
    meanings: tuple[Meaning, ...]
    """Best first; empty where the collection has nothing like it."""
    share: float
    """Its part of the question's information; the shares of all words sum to 1."""


@dataclass(frozen=True, slots=True)
class Widened:
    """A query in the terms of one collection."""

    words: tuple[AskedWord, ...]
    missing: tuple[str, ...]
    """Content words, as typed, that the collection does not contain."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Each term to search for, with its weight."""
        weights: dict[str, float] = {}
        for word in self.words:
            for meaning in word.meanings:
                weights[meaning.term] = max(meaning.weight, weights.get(meaning.term, 0.0))
        return weights


def widen(query: Query, index: Index) -> Widened:
    """What the words of a query mean in a collection: themselves, or a word that a slip of the finger left."""
    found: dict[str, tuple[str, tuple[Meaning, ...], float]] = {}
    missing: dict[str, str] = {}
    for language in sorted(index.languages):
        for word in words(query.text, language):
            if word.term is None:
                continue
            typed = query.text[word.start : word.end]
            meanings = tuple(_meanings(word, index))
            if not any(meaning.is_literal for meaning in meanings):
                missing.setdefault(word.folded, typed)
            if meanings or word.folded not in found:
                found[word.folded] = (typed, meanings, index.idf(word.term))
            if any(meaning.is_literal for meaning in meanings):
                missing.pop(word.folded, None)
    total = sum(information for _, _, information in found.values()) or 1.0
    asked = tuple(AskedWord(text, meanings, information / total) for text, meanings, information in found.values())
    return Widened(asked, tuple(missing.values()))


def _meanings(word: Word, index: Index) -> list[Meaning]:
    if word.term is None:
        return []
    if word.term in index:
        return [Meaning(word.term, 1.0, is_literal=True)]
    if len(word.folded) < _REPAIRABLE or word.folded[0].isdigit():
        return []
    near = process.extract(word.term, index.vocabulary, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=2)
    return [Meaning(term, likeness / 100, is_literal=False) for term, likeness, _ in near]
