"""Meanings: the terms of a collection that a word may stand for, other than by being one of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.index import Index
from corpus.scripts import is_alphabetic, sounds
from corpus.spellings import SHORTEST, mistyped, spellings, stems
from corpus.synonyms import Synonym
from corpus.vectors import WordVectors

MOST = 8
"""Meanings of one word."""
_LONGEST = 40
"""Letters of a word that could be mistyped; what is longer is no word."""
_ENDINGS = 2
_SOUND, _SLIP, _SECOND_SLIP, _UNLIKELY = 0.9, 0.8, 0.6, 0.2
_TRANSLATION, _SECOND_TRANSLATION = 0.8, 0.5
_ORDINARY, _COMMON = 12.0, 10.0
"""Words less rare than these are seldom, or never, mistyped others: they stand there because they are meant."""
_ORDINARY_SLIP, _SURE_SLIP = 0.5, 0.5
_COGNATE = 7
"""Letters from which an ordinary word of another alphabet may be a cognate: меморандум."""
_ALONE = 1.6
"""Another name is worth this much more when the collection does not have the one that was asked."""
_RELATED_FROM, _RELATED_WEIGHT, _RELATED = 0.35, 0.8, MOST
"""The cosine from which a word is worth searching for instead, the weight of what it has more, and how many."""
_ALPHABETS = frozenset({"ru", "uk", "bg", "sr", "mk", "el", "hy", "ka"})


class Kind(StrEnum):
    """How a word of the question and a term of the collection belong together."""

    SAME = "same"
    SLIP = "slip"
    SCRIPT = "script"
    SYNONYM = "synonym"
    TRANSLATION = "translation"
    RELATED = "related"


SAME, SLIP, RELATED = Kind.SAME, Kind.SLIP, Kind.RELATED
"""Looked up once: in Python 3.11, that takes longer than all else that is done with the kind of a meaning."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A term of the collection that a word of the question may stand for."""

    term: str
    weight: float
    """In (0, 1]; 1 is the word itself."""
    kind: Kind

    @property
    def is_sure(self) -> bool:
        """Whether the term is the word, written or called otherwise, and not just like it."""
        return self.kind is not RELATED and (self.kind is not SLIP or self.weight >= _SURE_SLIP)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that the collection lacks."""

    folded: str
    term: str
    rarity: float
    language: str
    """That of the collection, which made the term."""
    is_name: bool = False
    is_foreign: bool = False
    """Asked in another language."""
    is_listed: bool = False
    """Its own language has it among the frequent words."""

    @property
    def is_ordinary(self) -> bool:
        return self.rarity < _ORDINARY and not self.is_name


def named(synonyms: Iterable[Synonym], index: Index, *, alone: bool) -> list[Meaning]:
    """What else a name is called in the collection, each part of a longer name counting for its share."""
    found: list[Meaning] = []
    for phrase, weight in synonyms:
        if all(term in index for term in phrase):
            share = weight * (_ALONE if alone else 1) / len(phrase)
            found += [Meaning(term, round(share, 3), Kind.SYNONYM) for term in phrase]
    return sorted(found, key=lambda meaning: -meaning.weight)[:MOST]


def translations(terms: Iterable[str]) -> list[Meaning]:
    """The terms of the collection that translate a word, the likeliest first."""
    weights = itertools.chain([_TRANSLATION], itertools.repeat(_SECOND_TRANSLATION))
    return [Meaning(term, weight, Kind.TRANSLATION) for term, weight in zip(list(terms)[:MOST], weights, strict=False)]


def guessed(word: Unknown, index: Index) -> list[Meaning]:
    """What a word was meant to be: a name in another alphabet, or what a slip of the finger left of a term."""
    if len(word.folded) > _LONGEST or any(map(str.isdigit, word.term)):
        return []
    if is_alphabetic(word.folded) or not _ALPHABETS.isdisjoint(index.languages):
        if word.is_name or not word.is_listed or len(word.folded) >= _COGNATE:
            heard = sounds(index.vocabulary).like(word.folded, word.language, index.vocabulary, index.__contains__)
            return [Meaning(sound.term, _SOUND, Kind.SCRIPT) for sound in heard]
        return []
    return list(_slips(word, index)) if len(word.term) >= SHORTEST and (word.is_name or word.rarity >= _COMMON) else []


def _slips(word: Unknown, index: Index) -> Iterator[Meaning]:
    slips = spellings(index.vocabulary).slips(word.term, index.vocabulary, index.__contains__)
    trust = _ORDINARY_SLIP if word.is_ordinary else 1.0
    for cost, term in slips:
        weight = (_SLIP if cost <= 1 else _SECOND_SLIP) - (_UNLIKELY if cost > slips[0].cost else 0)
        yield Meaning(term, round(weight * trust, 3), Kind.SLIP)
    if not slips and len(word.folded) > SHORTEST:
        endings = (
            term for term in stems(mistyped(word.folded), word.language) if term in index and len(term) >= SHORTEST
        )
        yield from (Meaning(term, _SECOND_SLIP * trust, Kind.SLIP) for term in list(dict.fromkeys(endings))[:_ENDINGS])


def related(word: Unknown, index: Index, vectors: WordVectors | None) -> list[Meaning]:
    """Terms of the collection that mean nearly what an ordinary word means; a name means itself."""
    if vectors is None or word.is_name or word.is_foreign:
        return []
    found: list[Meaning] = []
    for term, cosine in vectors.neighbours(word.term):
        if cosine <= _RELATED_FROM or len(found) == _RELATED:
            break
        if term in index:
            found.append(Meaning(term, round(_RELATED_WEIGHT * (cosine - _RELATED_FROM), 3), Kind.RELATED))
    return found
