"""Spellings: which terms of a vocabulary a mistyped word may have been meant for."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.terms import stemmer

SHORTEST = 4
"""Shorter words have too many neighbours to guess a slip."""
LONG = 8
"""From this many letters on, a word may hold two slips."""
_SHORTEST_TERM = 3
_MOST = 5
"""How many terms one word may be a slip of."""
_COMMON_SLIP, _RARE_SLIP, _SECOND_SLIP = 0.7, 1.0, 1.2
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "", "", "йцукенгшщзхїъ", "фіывапролджєэ", "ячсмитьбю")
_AT = {key: (row, column) for row, keys in enumerate(_KEYS) for column, key in enumerate(keys)}
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгґдеєжзиіїйклмнопрстуфхцчшщыьэюя")


class Terms(Protocol):
    """The terms of a collection by number; it only grows."""

    def __len__(self) -> int: ...
    def __getitem__(self, number: int) -> str: ...
    def __iter__(self) -> Iterator[str]: ...
    def terms(self, numbers: Iterable[int]) -> list[str]: ...


class Slip(NamedTuple):
    """A term that a word may have been meant for."""

    cost: float
    """The likelier the slip, the lower: keys side by side, letters swapped or doubled, before any other."""
    term: str


class Shapes:
    """First letter, length and letters of many words, eight bytes and some each, to find those that look alike.

    An edit adds or takes away at most two letters of the set, two edits seldom more than three: what differs by more
    needs no closer look.
    """

    def __init__(self) -> None:
        self._first = np.zeros(0, np.uint32)
        self._length = np.zeros(0, np.uint8)
        self._letters = np.zeros(0, np.uint64)

    def __len__(self) -> int:
        return len(self._first)

    def extend(self, words: Sequence[str]) -> None:
        """Number more words."""
        if words:
            first, lengths, letters = _shapes(words)
            self._first = np.concatenate([self._first, first])
            self._length = np.concatenate([self._length, lengths])
            self._letters = np.concatenate([self._letters, letters])

    def like(self, word: str, most: int) -> list[int]:
        """The words with this first letter, about this length and hardly any other letters."""
        first, length, letters = _shapes([word])
        # A successor may be growing the arrays, the last of them being `_letters`.
        size = len(self._letters)
        likely = np.flatnonzero(self._first[:size] == first[0])
        near = np.abs(self._length[likely].astype(np.int16) - int(length[0])) <= most
        likely = likely[near]
        differing = np.bitwise_count(self._letters[likely] ^ letters[0])
        found: list[int] = likely[differing <= most + 1].tolist()
        return found


def _shapes(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint64]]:
    solid = [word or "\0" for word in words]
    points = np.frombuffer("".join(solid).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, solid), np.int64, len(solid))
    starts = np.cumsum(lengths) - lengths
    bits = np.uint64(1) << (points % 64).astype(np.uint64)
    return points[starts], np.minimum(lengths, 255).astype(np.uint8), np.bitwise_or.reduceat(bits, starts)


class Spellings:
    """The terms of one vocabulary by their shape; follows its growth. Safe to ask from several threads."""

    def __init__(self) -> None:
        self._shapes = Shapes()
        self._growing = threading.Lock()

    def slips(self, word: str, terms: Terms, holds: Callable[[str], bool]) -> list[Slip]:
        """The terms that a word may be a slip of, likeliest first: one edit, or two in a long word.

        The first letter is right, or else all the others are. `holds` tells which terms the collection has now.
        """
        self._follow(terms)
        most = 1 if len(word) < LONG else 2
        likely = terms.terms(self._shapes.like(word, most))
        near = [(edits, other) for edits, other in _edits(word, likely, most) if holds(other)]
        fewest = min((edits for edits, _ in near), default=0)
        slips = [Slip(_cost(word, other, edits), other) for edits, other in near if edits == fewest]
        if not slips:
            slips = [Slip(_RARE_SLIP, other) for other in _other_beginnings(word) if holds(other)]
        return sorted(slips)[:_MOST]

    def _follow(self, terms: Terms) -> None:
        known, size = len(self._shapes), len(terms)
        if known < size:
            with self._growing:
                known = len(self._shapes)
                new = itertools.islice(terms, size) if not known else (terms[at] for at in range(known, size))
                self._shapes.extend(list(new))


_SPELLINGS: WeakKeyDictionary[Terms, Spellings] = WeakKeyDictionary()


def spellings(terms: Terms) -> Spellings:
    """The spellings of a vocabulary, made when first asked for."""
    return _SPELLINGS.setdefault(terms, Spellings())


def _edits(word: str, others: Sequence[str], most: int) -> Iterator[tuple[int, str]]:
    for other, edits, _ in process.extract_iter(word, others, scorer=OSA.distance, score_cutoff=most):
        if len(other) >= _SHORTEST_TERM:
            yield edits, other


def _other_beginnings(word: str) -> Iterator[str]:
    """What a word was if its first letter is wrong, missing, one too many, or the second."""
    if len(word) > SHORTEST:
        alphabet = next((letters for letters in _ALPHABETS if word[-1] in letters), "")
        yield from (letter + word[1:] for letter in alphabet if letter != word[0])
        yield from (letter + word for letter in alphabet)
        yield from (word[1:], word[1] + word[0] + word[2:])


def _cost(word: str, other: str, edits: int) -> float:
    if edits > 1:
        return _SECOND_SLIP
    at = next(
        (at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), min(len(word), len(other))
    )
    if len(word) == len(other):
        swapped = word[at : at + 2] == other[at : at + 2][::-1]
        return _COMMON_SLIP if swapped or _side_by_side(word[at], other[at]) else _RARE_SLIP
    longer = max(word, other, key=len)
    return _COMMON_SLIP if longer[at] in longer[max(0, at - 1) : at] + longer[at + 1 : at + 2] else _RARE_SLIP


def _side_by_side(one: str, other: str) -> bool:
    if one not in _AT or other not in _AT:
        return False
    (row, column), (other_row, other_column) = _AT[one], _AT[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1


def stems(folded: Sequence[str], language: str) -> list[str]:
    """The stems of many words at once."""
    return list(map(stemmer(language), folded))


def mistyped(word: str) -> list[str]:
    """What a word may have been whose ending is mistyped, so that its stem was lost: "meetigns" for "meetings"."""
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1)]
    shorter = [word[:at] + word[at + 1 :] for at in range(1, len(word))]
    alphabet = next((letters for letters in _ALPHABETS if word[-1] in letters), "")
    longer = [word[:at] + letter + word[at:] for at in range(1, len(word)) for letter in alphabet]
    return [*swapped, *shorter, *longer]
