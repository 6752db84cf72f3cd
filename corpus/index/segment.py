"""Segment: passages side by side, and for each term the passages that have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from corpus.index.arrays import Array, Floats, ascends, ends, repeated, require
from corpus.index.codes import Numbers
from corpus.index.forward import Forward
from corpus.index.race import LAYOUT, Postings

TF_BITS, TF_MAX, BLOCK_BITS = LAYOUT
MAX_SLOTS = 1 << (32 - TF_BITS)
_SORTED_AT_ONCE = 1 << 22
"""Tokens inverted in one go, which bounds the memory that building takes beside its result."""
_BOUNDED_AT_ONCE = 1 << 20
_RADIX = 1 << 16


def _nothing() -> Array:
    return np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Segment:
    """Passages, each in a slot, and their postings; what it refers to lies in `lengths` by slot."""

    first: int
    """The slot of the first passage."""
    forward: Forward
    offsets: Array
    """`postings[offsets[t]:offsets[t + 1]]` are those of term t, by slot."""
    postings: Array
    overflow: Array
    """Where the postings lie whose frequency does not fit …"""
    overflow_tf: Array
    """… and that frequency."""
    tops: Array = field(default_factory=_nothing)
    """Of each block of postings: no share tf / (tf + norm) is larger, with the mean length of that time."""
    bounds: Array = field(default_factory=_nothing)
    """Nor is one of the term larger."""
    mean_length: float = 0.0
    """Of passages, when the shares were found."""

    @classmethod
    def of(cls, first: int, forward: Forward, terms: int) -> Segment:
        """Invert the passages; `terms` is the size of the vocabulary. The bounds come later, by `bounded`."""
        if first + len(forward) > MAX_SLOTS:
            raise OverflowError(f"an index holds at most {MAX_SLOTS:,} passages")
        numbers, starts = forward.numbers()
        slots = repeated(np.arange(first, first + len(forward), dtype=np.uint32), np.diff(starts))
        words = np.flatnonzero(numbers > 0)
        numbers, slots = numbers[words], slots[words]
        counts = np.bincount(numbers, minlength=terms)
        parts = [_inverted(numbers, slots, low, high) for low, high in _term_ranges(counts)]
        frequencies = np.concatenate([np.zeros(1, np.int64), *(part[0] for part in parts)])[:terms]
        slot, tf = (np.concatenate([np.zeros(0, np.uint32), *(part[i] for part in parts)]) for i in (1, 2))
        overflow = np.flatnonzero(tf >= TF_MAX)
        postings = slot << np.uint32(TF_BITS) | np.minimum(tf, TF_MAX).astype(np.uint32)
        return cls(first, forward, ends(frequencies), postings, overflow, tf[overflow].astype(np.int64))

    def bounded(self, lengths: Array, slope: float, base: float, mean_length: float) -> Segment:
        """With the largest shares of each block and of each term, found in pieces to spare memory."""
        tops, bounds = [_nothing()], np.zeros(len(self.offsets) - 1, np.float32)
        offsets = self.offsets.astype(np.int64)
        for low in range(0, len(self.postings), _BOUNDED_AT_ONCE):
            shares = self.shares(low, min(low + _BOUNDED_AT_ONCE, len(self.postings)), lengths, slope, base)
            shares *= 1 + 1e-6  # 32 bits may round down
            tops.append(np.maximum.reduceat(shares, np.arange(0, len(shares), 1 << BLOCK_BITS)).astype(np.float32))
            begin = int(np.searchsorted(offsets, low, "right")) - 1
            end = int(np.searchsorted(offsets, low + len(shares), "left"))
            cuts = np.maximum(offsets[begin:end] - low, 0)
            present = np.flatnonzero(np.diff(cuts, append=len(shares)) > 0)
            largest = np.maximum.reduceat(shares, cuts[present])
            bounds[present + begin] = np.maximum(bounds[present + begin], largest)
        return replace(self, tops=np.concatenate(tops), bounds=bounds, mean_length=mean_length)

    def raced(self, lengths: Array) -> Postings:
        """What the race needs; `lengths` by slot, in 32-bit floats."""
        parts = self.postings, self.tops, self.overflow, self.overflow_tf, lengths
        return Postings(*(part.data for part in parts))

    def growth(self, mean_length: float) -> float:
        """How many times as large as it was a share can be: at most what the mean length has grown since."""
        return max(1.0, mean_length / self.mean_length) if self.mean_length else 1.0

    def frequencies(self) -> Array:
        """In how many of these passages each term stands."""
        return np.diff(self.offsets.astype(np.int64)).astype(np.int32)

    def range_of(self, term: int) -> tuple[int, int]:
        """Where the term's postings lie; a term younger than the segment has none."""
        if term + 1 >= len(self.offsets):
            return 0, 0
        return self.offsets.item(term), self.offsets.item(term + 1)

    def shares(self, low: int, high: int, lengths: Array, slope: float, base: float) -> Floats:
        """Of postings[low:high], tf / (tf + slope * length + base): a term's contribution but for its factor."""
        packed = self.postings[low:high]
        tf = self.tf_of(packed, low)
        norms = np.multiply(lengths.take(packed >> TF_BITS), slope, dtype=np.float64)
        norms += base
        norms += tf
        return np.divide(tf, norms, out=norms)

    def tf_of(self, packed: Array, low: int) -> Floats:
        """The term frequencies of postings[low : low + len(packed)]."""
        tf = (packed & TF_MAX).astype(np.float64)
        if self.overflows(low, low + len(packed)):
            i, j = self.overflow.searchsorted((low, low + len(packed)))
            tf[self.overflow[i:j] - low] = self.overflow_tf[i:j]
        return tf

    def overflows(self, low: int, high: int) -> bool:
        """Whether one of postings[low:high] has a frequency that does not fit into it."""
        if not len(self.overflow):
            return False
        i, j = self.overflow.searchsorted((low, high))
        return bool(i < j)

    def check(self, terms: int, little_words: int) -> None:
        """Raise ValueError unless all references stay within the arrays."""
        self.forward.check(terms, little_words)
        require(len(self.offsets) == terms + 1, ascends(self.offsets, len(self.postings)), not self.offsets[1])
        require(
            len(self.bounds) == terms,
            len(self.tops) == -(-len(self.postings) >> BLOCK_BITS),
            len(self.overflow) == len(self.overflow_tf),
        )
        require(not len(self.postings) or self.postings.max() >> TF_BITS < len(self.forward))
        inside = not len(self.overflow) or (self.overflow.min() >= 0 and self.overflow.max() < len(self.postings))
        require(inside)


def _inverted(numbers: Numbers, slots: Array, low: int, high: int) -> tuple[Array, Array, Array]:
    """For the terms low … high - 1: how many passages have each, and slot and tf of their postings by (term, slot)."""
    chosen = np.flatnonzero((numbers >= low) & (numbers < high))
    terms = (numbers[chosen] - low).astype(np.uint16)
    order = np.argsort(terms, kind="stable")  # a radix sort for 16 bits
    terms, slot = terms[order], slots[chosen[order]]
    first = np.ones(len(terms), np.bool_)
    first[1:] = (terms[1:] != terms[:-1]) | (slot[1:] != slot[:-1])
    heads = np.flatnonzero(first)
    tf = np.diff(heads, append=len(terms)).astype(np.uint32)
    return np.bincount(terms[heads], minlength=high - low), slot[heads], tf


def _term_ranges(counts: Array) -> Iterator[tuple[int, int]]:
    """Cut the terms from 1 into ranges of at most 65,536 terms and, but for a single term, _SORTED_AT_ONCE tokens."""
    totals, low = np.cumsum(counts), 1
    while low < len(counts):
        before = int(totals[low - 1])
        high = int(np.searchsorted(totals, before + _SORTED_AT_ONCE, "right"))
        high = min(max(high, low + 1), low + _RADIX, len(counts))
        yield low, high
        low = high
