"""Forward: the tokens of passages in the order of the text, one passage after another."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from corpus.index.arrays import Array, Ints, ascends, ends, narrow, ranges, require
from corpus.index.codes import Numbers, Units, decoded, encoded, heads_before, is_sound

T = TypeVar("T")

_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Forward:
    """Passages with their keys; a key is a number that says whose passage it is."""

    keys: Array
    starts: Array
    """One more than keys: where the units of each passage begin."""
    units: Units

    @classmethod
    def read(cls, passages: Iterable[tuple[int, T]], numbers_of: Callable[[T], Iterable[int]]) -> Forward:
        """Of passages given with their keys, and what makes the numbers of their tokens of each."""
        keys, numbers, sizes = array("q"), array("i"), array("q")
        parts: list[tuple[Array, Units]] = []
        for key, passage in passages:
            before = len(numbers)
            numbers.extend(numbers_of(passage))
            keys.append(key)
            sizes.append(len(numbers) - before)
            if len(numbers) >= _READ_AT_ONCE:
                parts.append(_encoded(numbers, sizes))
                numbers, sizes = array("i"), array("q")
        parts.append(_encoded(numbers, sizes))
        starts = ends(np.concatenate([part[0] for part in parts]))
        return cls(np.array(keys, np.int64), starts, np.concatenate([part[1] for part in parts]))

    @classmethod
    def joined(cls, parts: Sequence[Forward]) -> Forward:
        """All passages of these, after one another."""
        starts = ends(np.concatenate([np.diff(part.starts) for part in parts]))
        keys = np.concatenate([part.keys for part in parts])
        return cls(keys, starts, np.concatenate([part.units for part in parts]))

    def __len__(self) -> int:
        return len(self.keys)

    def numbers(self) -> tuple[Numbers, Array]:
        """All tokens, and where those of each passage begin."""
        return decoded(self.units), narrow(heads_before(self.units, self.starts.astype(np.int64)))

    def passage(self, i: int) -> Numbers:
        """The tokens of one passage."""
        return decoded(self.units[self.starts[i] : self.starts[i + 1]])

    def chosen(self, at: Ints) -> Forward:
        """Some of the passages, in this order."""
        starts = self.starts[at]
        picked, cuts = ranges(starts, self.starts[at + 1] - starts)
        return Forward(self.keys[at], narrow(cuts), self.units[picked])

    def without(self, at: Ints) -> Forward:
        """All but some of the passages."""
        if not len(at):
            return self
        starts = self.starts[at]
        dropped, _ = ranges(starts, self.starts[at + 1] - starts)
        kept = np.ones(len(self.units), np.bool_)
        kept[dropped] = False
        return Forward(np.delete(self.keys, at), ends(np.delete(np.diff(self.starts), at)), self.units[kept])

    def lengths(self) -> Array:
        """How many terms each passage has; 32-bit floats, which hold integers up to 16 million."""
        numbers, starts = self.numbers()
        others = np.flatnonzero(numbers <= 0)
        return (np.diff(starts.astype(np.int64)) - np.diff(np.searchsorted(others, starts))).astype(np.float32)

    def check(self, terms: int, little_words: int) -> None:
        """Raise ValueError unless all references stay within the arrays."""
        require(len(self.starts) == len(self) + 1, ascends(self.starts, len(self.units)))
        require(is_sound(self.units, self.starts))
        numbers = decoded(self.units)
        require(not len(numbers) or (numbers.max() < terms and numbers.min() >= -little_words))


def _encoded(numbers: array[int], sizes: array[int]) -> tuple[Array, Units]:
    """How many units each passage has, and the units."""
    units, before = encoded(np.array(numbers, np.int32))
    cuts = np.concatenate([[0], np.cumsum(np.array(sizes, np.int64))])
    return np.diff(before[cuts]), units
