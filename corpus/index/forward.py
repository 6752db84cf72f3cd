"""Forward: the tokens of passages in the order of the text, one passage after another."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from corpus.index.arrays import Array, Ints, ascends, ends, narrow, ranges, repeated, require
from corpus.index.codes import Bytes, Numbers, decoded, encoded, is_sound, tokens_before

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)

_READ_AT_ONCE = 1 << 18


class Reader(Protocol[T_contra]):
    """Makes tokens of passages: words first, and what each stands for when many were read, which is faster."""

    def words(self, passage: T_contra) -> Iterable[int]:
        """The numbers of a passage's words."""

    def tokens(self, words: Numbers) -> tuple[Numbers, Ints]:
        """The tokens of these words, and how many stand before each word and at the end."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Passages with their keys; a key is a number that says whose passage it is."""

    firsts: Array
    """Where each run of passages begins whose keys ascend by 1 …"""
    first_keys: Array
    """… and the key of its first."""
    starts: Array
    """One more than passages: where the bytes of each begin."""
    content: Bytes

    @classmethod
    def of(cls, keys: Array, starts: Array, content: Bytes) -> Forward:
        """Of passages with these keys."""
        firsts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 2) != 1).astype(np.uint32)
        return cls(firsts, keys[firsts], starts, content)

    @classmethod
    def read(cls, passages: Iterable[tuple[int, T]], reader: Reader[T]) -> Forward:
        """Of passages given with their keys."""
        keys, words, sizes = array("q"), list[int](), array("q")
        parts: list[tuple[Array, Bytes]] = []
        for key, passage in passages:
            before = len(words)
            words += reader.words(passage)
            keys.append(key)
            sizes.append(len(words) - before)
            if len(words) >= _READ_AT_ONCE:
                parts.append(_encoded(reader, words, sizes))
                words, sizes = [], array("q")
        parts.append(_encoded(reader, words, sizes))
        starts = ends(np.concatenate([part[0] for part in parts]))
        return cls.of(np.array(keys, np.int64), starts, np.concatenate([part[1] for part in parts]))

    @classmethod
    def joined(cls, parts: Sequence[Forward]) -> Forward:
        """All passages of these, after one another."""
        starts = ends(np.concatenate([np.diff(part.starts) for part in parts]))
        keys = np.concatenate([part.keys() for part in parts])
        return cls.of(keys, starts, np.concatenate([part.content for part in parts]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def keys(self) -> Ints:
        """The key of each passage."""
        sizes = np.diff(self.firsts, append=np.uint32(len(self))).astype(np.int64)
        return repeated(self.first_keys - self.firsts, sizes) + np.arange(len(self))

    def key(self, i: int) -> int:
        """The key of one passage."""
        run = bisect_right(self.firsts, i) - 1  # `searchsorted` of one number takes ten times as long
        return self.first_keys.item(run) + i - self.firsts.item(run)  # type: ignore[no-any-return]

    def numbers(self) -> tuple[Numbers, Array]:
        """All tokens, and where those of each passage begin."""
        return decoded(self.content), narrow(tokens_before(self.content, self.starts))

    def passage(self, i: int) -> Numbers:
        """The tokens of one passage."""
        return decoded(self.content[self.starts[i] : self.starts[i + 1]])

    def passages(self, at: Ints) -> tuple[Numbers, Ints]:
        """The tokens of some of the passages, in this order, and where those of each begin."""
        starts = self.starts[at]
        picked, cuts = ranges(starts, self.starts[at + 1] - starts)
        content = self.content[picked]
        return decoded(content), tokens_before(content, cuts)

    def without(self, at: Ints) -> Forward:
        """All but some of the passages."""
        if not len(at):
            return self
        starts = self.starts[at]
        dropped, _ = ranges(starts, self.starts[at + 1] - starts)
        kept = np.ones(len(self.content), np.bool_)
        kept[dropped] = False
        starts = ends(np.delete(np.diff(self.starts), at))
        return self.of(np.delete(self.keys(), at), starts, self.content[kept])

    def lengths(self) -> Array:
        """How many terms each passage has; 32-bit floats, which hold integers up to 16 million."""
        numbers, starts = self.numbers()
        others = np.flatnonzero(numbers <= 0)
        return (np.diff(starts.astype(np.int64)) - np.diff(np.searchsorted(others, starts))).astype(np.float32)

    def check(self, terms: int, little_words: int) -> None:
        """Raise ValueError unless all references stay within the arrays."""
        require(ascends(self.starts, len(self.content)), is_sound(self.content, self.starts))
        require(len(self.firsts) == len(self.first_keys), bool(len(self)) == bool(len(self.firsts)))
        require(not len(self) or (not self.firsts[0] and self.firsts[-1] < len(self)))
        require(bool((self.firsts[1:] > self.firsts[:-1]).all()))
        numbers = decoded(self.content)
        require(not len(numbers) or (numbers.max() < terms and numbers.min() >= -little_words))


def _encoded(reader: Reader[T], words: list[int], sizes: array[int]) -> tuple[Array, Bytes]:
    """How many bytes each passage has, and the bytes."""
    numbers, tokens = reader.tokens(np.array(words, np.int32))
    content, before = encoded(numbers)
    cuts = np.concatenate([[0], np.cumsum(np.array(sizes, np.int64))])
    return np.diff(before[tokens[cuts]]), content
