"""Nearness: how near a passage's words come to words that it does not hold, by their letters and by their meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.asked import Asked, Floats, Ints
from corpus.candidates import Candidates
from corpus.index import Index
from corpus.vectors import WordVectors

Vectors = NDArray[np.float32]

LETTERS_FROM = 0.3
"""Dice's coefficient of 4-grams from which two words look alike."""
MEANING_FROM = 0.35
"""The cosine from which two words have to do with each other."""
_GRAM = 4
_BORDERS = "\2{}\3"
_BASE = np.uint64(1_000_003)
_TELLS_FROM, _LEAST_RARITY, _MOST_RARITY = 5.5, 4.0, 12.0
"""From which rarity a word has a part in what a question means, and how its weight grows."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the finalists come to what they do not hold; rows of others are zero."""

    near: Floats
    """Sentence by content word: the likeness of the most similar word there, in [0, 1]."""
    meaning: Floats
    """By sentence: its likeness to the question."""
    whole: Floats
    """By candidate: the same."""
    numbers: Ints
    """The tokens that were compared, ascending."""
    alike: Floats
    """Content word by token: how like they are."""

    def nearest(self, tokens: Ints, word: int) -> tuple[int, float]:
        """Of the tokens of a finalist, the one most like a content word of the question, and how like it is."""
        places = np.searchsorted(self.numbers, tokens[tokens > 0])
        if not len(places):
            return 0, 0.0
        best = places[np.argmax(self.alike[word, places])]
        return int(self.numbers[best]), float(self.alike[word, best])


def nearness(
    question: Asked, found: Candidates, finalists: NDArray[np.bool_], index: Index, vectors: WordVectors | None
) -> Nearness:
    """Compare the words of the finalists, by letters and by meaning, with those of the question."""
    near, meaning = np.zeros((found.sentences, len(question.content))), np.zeros(found.sentences)
    whole = np.zeros(len(found.positions))
    at = np.flatnonzero(finalists[found.owner] & (found.tokens > 0))
    if not len(at) or not len(question.content):
        return Nearness(near, meaning, whole, np.zeros(0, np.int64), np.zeros((len(question.content), 0)))
    numbers, place = np.unique(found.tokens[at], return_inverse=True)
    terms = [index.term_of(number) for number in numbers.tolist()]
    words = [word.term or "" for word in question.content]
    alike = by_letters(words, terms) if question.is_spaced else np.zeros((len(words), len(terms)))
    starts = np.flatnonzero(np.diff(found.sentence[at], prepend=-1))
    here, owner = found.sentence[at][starts], found.owner[at][starts]
    if vectors is not None:
        asked_units, rows = vectors.units(vectors.rows(words)), vectors.rows(terms)
        units, weight = vectors.units(rows), np.where(rows >= 0, vectors.weights[rows], 0)
        alike = np.maximum(alike, cosines(asked_units, units))
        sums = np.add.reduceat((units * weight[:, None])[place], starts, axis=0)
        firsts = np.flatnonzero(np.diff(owner, prepend=-1))
        aim = (np.minimum(question.rarity, _MOST_RARITY) - _LEAST_RARITY) * (question.rarity > _TELLS_FROM)
        aimed = direction((aim @ asked_units)[None].astype(np.float32))[0]
        meaning[here] = np.maximum(0.0, direction(sums) @ aimed)
        whole[owner[firsts]] = np.maximum(0.0, direction(np.add.reduceat(sums, firsts, axis=0)) @ aimed)
    near[here] = np.maximum.reduceat(alike[:, place], starts, axis=1).T
    return Nearness(near, meaning, whole, numbers, alike)


def by_letters(asked: Sequence[str], there: Sequence[str]) -> Floats:
    """Dice's coefficient of the 4-grams of each asked word and each word there; 0 for those that do not look alike."""
    grams, owner = _grams(asked)
    wanted = np.unique(grams)
    others, other_owner = _grams(there)
    if not len(wanted) or not len(others):
        return np.zeros((len(asked), len(there)))
    has = np.zeros((len(wanted), len(asked)))
    has[np.searchsorted(wanted, grams), owner] = 1
    place = np.minimum(np.searchsorted(wanted, others), len(wanted) - 1)
    met = np.flatnonzero(wanted[place] == others)
    shared = np.zeros((len(there), len(asked)))
    np.add.at(shared, other_owner[met], has[place[met]])
    sizes = np.bincount(owner, minlength=len(asked)) + np.bincount(other_owner, minlength=len(there))[:, None]
    dice = np.minimum(1.0, 2 * shared / np.maximum(sizes, 1)).T
    return np.where(dice >= LETTERS_FROM, dice, 0.0)


def _grams(words: Sequence[str]) -> tuple[NDArray[np.uint64], Ints]:
    """The 4-grams of words with their borders, hashed, and which word each is of."""
    bordered = [_BORDERS.format(word) for word in words]
    text = "".join(bordered)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    if len(points) < _GRAM:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    lengths = np.fromiter(map(len, bordered), np.int64, len(bordered))
    owner = np.repeat(np.arange(len(words)), lengths)
    starts = len(points) - _GRAM + 1
    within = owner[:starts] == owner[_GRAM - 1 :]
    hashed = points[:starts].copy()
    for step in range(1, _GRAM):
        hashed = hashed * _BASE + points[step : starts + step]
    return hashed[within], owner[:starts][within]


def cosines(one: Vectors, other: Vectors) -> Floats:
    """The cosines of unit vectors, 0 for those that have nothing to do with each other."""
    cosine = (one @ other.T).astype(np.float64)
    return np.where(cosine > MEANING_FROM, np.minimum(cosine, 1.0), 0.0)


def direction(sums: Vectors) -> Vectors:
    """Vectors at length 1."""
    scale = np.sqrt(np.einsum("ij,ij->i", sums, sums))
    return np.asarray(sums / np.maximum(scale, 1e-9)[:, None], np.float32)
