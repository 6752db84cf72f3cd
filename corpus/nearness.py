"""Nearness: how near a passage's words come to words that it does not hold, by their letters and by their meaning."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from corpus.asked import Asked, Floats, Ints
from corpus.candidates import Candidates
from corpus.index import Index
from corpus.index.arrays import ranges
from corpus.vectors import WordVectors

Vectors = NDArray[np.float32]
_Likeness: TypeAlias = tuple[Sequence[Floats], Sequence[Floats], Sequence[Vectors]]

LETTERS_FROM = 0.3
"""Dice's coefficient of 4-grams from which two words look alike."""
MEANING_FROM = 0.35
"""The cosine from which two words have to do with each other."""
_GRAM = 4
_BORDERS = "\2{}\3"
_BASE = np.uint64(1_000_003)
_WORDS_KEPT = 1_000
"""Of how many asked words the likeness to all of a small collection is kept; some ten kilobytes each."""
_CARRIED = 32
"""Of so many it is known again at once when the collection has changed."""
_TELLS_FROM, _LEAST_RARITY, _MOST_RARITY = 5.5, 4.0, 12.0
"""From which rarity a word has a part in what a question means, and how its weight grows."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the finalists come to what they do not hold; rows of others are zero."""

    near: Floats
    """Sentence by content word: the likeness of the most similar word there, in [0, 1]."""
    meaning: Floats
    """By candidate: its likeness to the question as a whole and that of its most similar sentence, added."""
    numbers: Ints
    """The tokens that were compared, ascending."""
    alike: Sequence[Floats]
    """Of each content word, how like each of these tokens it is."""

    def nearest(self, word: int, tokens: Ints) -> int:
        """Of the tokens of a finalist, the one that is most like a content word of the question."""
        places = np.searchsorted(self.numbers, tokens[tokens > 0])
        return self.numbers.item(places[self.alike[word][places].argmax()])


def nearness(
    question: Asked, found: Candidates, finalists: NDArray[np.bool_], index: Index, vectors: WordVectors | None
) -> Nearness:
    """Compare the words of the finalists, by letters and by meaning, with those of the question."""
    near, meaning = np.zeros((found.sentences, len(question.content))), np.zeros(len(found.positions))
    there = _compared(found, finalists, index, vectors)
    if there is None or not question.content:
        return Nearness(near, meaning, np.zeros(0, np.int64), [])
    words = [word.term or "" for word in question.content]
    compared = _likeness if found.is_all else _compare
    alike, nearest, units = compared(words, there, is_spaced=question.is_spaced)
    near[there.sentence] = np.array(nearest).T
    if vectors is not None:
        likeness = np.maximum(0.0, np.vecdot(there.directions, _aim(question, np.array(units))))
        of_sentences, as_wholes = likeness[: len(there.sentence)], likeness[len(there.sentence) :]
        meaning[there.passage] = np.maximum.reduceat(of_sentences, there.firsts) + as_wholes
    if found.is_all:  # more was compared than the finalists
        near *= finalists[found.sentence_owner, None]
        meaning *= finalists
    return Nearness(near, meaning, there.numbers, alike)


def _aim(question: Asked, units: Vectors) -> Vectors:
    """The direction of what a question means."""
    tells = [
        min(rarity, _MOST_RARITY) - _LEAST_RARITY if rarity > _TELLS_FROM else 0.0
        for rarity in question.rarity.tolist()
    ]
    aim = np.array(tells) @ units
    aim /= max(1e-9, math.sqrt(aim @ aim))
    return aim.astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Compared:
    """The words of some passages, and all of them that does not depend on the question."""

    numbers: Ints
    """The distinct tokens, ascending."""
    place: Ints
    """Of each token, its place among them."""
    starts: Ints
    """Where among the tokens each sentence begins that has any …"""
    sentence: Ints
    """… and its number."""
    firsts: Ints
    """Where among these sentences each passage begins …"""
    passage: Ints
    """… and its number."""
    grams: Grams
    units: Vectors
    """Of each distinct token."""
    directions: Vectors
    """Of each of these sentences, then of each of these passages, the direction of the sum of its vectors."""
    vectors: WordVectors | None
    known: dict[tuple[str, bool], tuple[Floats, Floats, Vectors]] = field(default_factory=dict)
    """Of words asked before, what `_compare` says of them."""


def _likeness(asked: Sequence[str], there: _Compared, *, is_spaced: bool) -> _Likeness:
    """What `_compare` says of some words; it is kept."""
    alike, nearest, units = zip(*[_likeness_of(word, there, is_spaced=is_spaced) for word in asked], strict=True)
    return alike, nearest, units


def _likeness_of(word: str, there: _Compared, *, is_spaced: bool) -> tuple[Floats, Floats, Vectors]:
    found = there.known.get((word, is_spaced))
    if found is None:
        (alike,), (nearest,), (unit,) = _compare([word], there, is_spaced=is_spaced)
        if len(there.known) >= _WORDS_KEPT:
            there.known.clear()
        found = there.known[word, is_spaced] = alike, nearest, unit
    return found


def carry_over(before: Index, index: Index) -> Iterator[str]:
    """Compare the words that were asked last of a small collection with what it became, one by one."""
    old, new = _ALL.get(before), _ALL.get(index)
    if old is not None and new is not None:
        for word, is_spaced in [*old.known][-_CARRIED:]:
            _likeness_of(word, new, is_spaced=is_spaced)
            yield word


def _compare(asked: Sequence[str], there: _Compared, *, is_spaced: bool) -> _Likeness:
    """How like words are to each token, and to the most alike token of each sentence; and their vectors."""
    alike = by_letters(asked, there.grams) if is_spaced else np.zeros((len(asked), len(there.numbers)))
    units = np.zeros((len(asked), 0), np.float32)
    if there.vectors is not None:
        units = there.vectors.units(there.vectors.rows(asked))
        alike = np.maximum(alike, cosines(units, there.units))
    return list(alike), list(np.maximum.reduceat(alike[:, there.place], there.starts, axis=1)), list(units)


_ALL: WeakKeyDictionary[Index, _Compared] = WeakKeyDictionary()
"""Of small collections, which every question is compared with from end to end."""


def _compared(
    found: Candidates, finalists: NDArray[np.bool_], index: Index, vectors: WordVectors | None
) -> _Compared | None:
    """The words of the finalists; of a small collection all, which are kept. None where there are none."""
    known = _ALL.get(index) if found.is_all else None
    if known is not None and known.vectors is vectors:
        return known
    is_term = found.tokens > 0
    at = np.flatnonzero(is_term if found.is_all else is_term & finalists[found.owner])
    if not len(at):
        return None
    made = _read(found, at, index, vectors)
    if found.is_all:
        made.grams.sort()
        _ALL[index] = made
    return made


def _read(found: Candidates, at: Ints, index: Index, vectors: WordVectors | None) -> _Compared:
    numbers, place = np.unique(found.tokens[at], return_inverse=True)
    terms = index.vocabulary.terms(numbers.tolist())
    starts = np.flatnonzero(np.diff(found.sentence[at], prepend=-1))
    sentence, owner = found.sentence[at][starts], found.owner[at][starts]
    firsts = np.flatnonzero(np.diff(owner, prepend=-1))
    units = directions = np.zeros((0, 0), np.float32)
    if vectors is not None:
        rows = vectors.rows(terms)
        units, weight = vectors.units(rows), np.where(rows >= 0, vectors.weights[rows], 0)
        sums = _sums((units * weight[:, None])[place], starts)
        directions = direction(np.concatenate([sums, _sums(sums, firsts)]))
    return _Compared(numbers, place, starts, sentence, firsts, owner[firsts], Grams(terms), units, directions, vectors)


def _sums(rows: Vectors, starts: Ints) -> Vectors:
    """The sum of each run of rows; as np.add.reduceat, which takes three times as long for rows of this width."""
    firsts = starts.tolist()
    return np.array(
        [np.add.reduce(rows[first:end]) for first, end in zip(firsts, [*firsts[1:], len(rows)], strict=True)]
    )


class Grams:
    """The 4-grams of some words."""

    def __init__(self, words: Sequence[str]) -> None:
        self._hashes, self._owner = _grams(words)
        self._is_sorted = False
        self.sizes = np.bincount(self._owner, minlength=len(words))
        """How many each word has."""

    def sort(self) -> None:
        """Make ready to be asked often."""
        order = np.argsort(self._hashes, kind="stable")
        self._hashes, self._owner, self._is_sorted = self._hashes[order], self._owner[order], True

    def of(self, wanted: NDArray[np.uint64]) -> tuple[Ints, Ints]:
        """Where these distinct, ascending hashes stand: which of them, and in which word."""
        if self._is_sorted:
            low, high = self._hashes.searchsorted(wanted), self._hashes.searchsorted(wanted, "right")
            picked, _ = ranges(low, high - low)
            return np.repeat(np.arange(len(wanted)), high - low), self._owner[picked]
        place = np.minimum(wanted.searchsorted(self._hashes), len(wanted) - 1)
        met = np.flatnonzero(wanted[place] == self._hashes)
        return place[met], self._owner[met]


def by_letters(asked: Sequence[str], there: Grams) -> Floats:
    """Dice's coefficient of the 4-grams of each asked word and each word there; 0 for those that do not look alike."""
    grams, owner = _grams(asked)
    wanted = np.unique(grams)
    if not len(wanted):
        return np.zeros((len(asked), len(there.sizes)))
    has = np.zeros((len(wanted), len(asked)))
    has[np.searchsorted(wanted, grams), owner] = 1
    which, others = there.of(wanted)
    shared = np.zeros((len(there.sizes), len(asked)))
    np.add.at(shared, others, has[which])
    sizes = np.bincount(owner, minlength=len(asked)) + there.sizes[:, None]
    dice = np.minimum(1.0, 2 * shared / np.maximum(sizes, 1)).T
    return np.where(dice >= LETTERS_FROM, dice, 0.0)


def _grams(words: Sequence[str]) -> tuple[NDArray[np.uint64], Ints]:
    """The 4-grams of words with their borders, hashed, and which word each is of."""
    text = _BORDERS.format("\3\2".join(words))
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    if len(points) < _GRAM:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    owner = np.repeat(np.arange(len(words)), lengths + 2)
    starts = len(points) - _GRAM + 1
    within = owner[:starts] == owner[_GRAM - 1 :]
    hashed = points[:starts].copy()
    for step in range(1, _GRAM):
        hashed = hashed * _BASE + points[step : starts + step]
    return hashed[within], owner[:starts][within]


def cosines(one: Vectors, other: Vectors) -> Floats:
    """The cosines of unit vectors, 0 for those that have nothing to do with each other."""
    cosine = np.vecdot(one[:, None], other).astype(np.float64)  # not by `@`, see vectors
    return np.where(cosine > MEANING_FROM, np.minimum(cosine, 1.0), 0.0)


def direction(sums: Vectors) -> Vectors:
    """Vectors at length 1."""
    scale = np.sqrt(np.vecdot(sums, sums))
    return np.asarray(sums / np.maximum(scale, 1e-9)[:, None], np.float32)
