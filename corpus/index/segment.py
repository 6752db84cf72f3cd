"""Segment: passages side by side, and for each term the passages that have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from corpus.index.arrays import Array, Floats, Ints, ascends, ends, repeated, require
from corpus.index.codes import Numbers
from corpus.index.forward import Forward

TF_BITS = 6
TF_MAX = (1 << TF_BITS) - 1
"""A posting is slot << 6 | term frequency; 63 means "see overflow"."""
MAX_SLOTS = 1 << (32 - TF_BITS)
_SORTED_AT_ONCE = 1 << 22
"""Tokens inverted in one go, which bounds the memory that building takes beside its result."""
_BOUNDED_AT_ONCE = 1 << 20
_RADIX = 1 << 16
_ROW_SHARE = 16
"""A term that more than a sixteenth of the passages have is looked up in a row of bytes …"""
_ROWS = 32
"""… of which so many are kept."""
_FEW = 64


def _no_bounds() -> Array:
    return np.zeros(0, np.float32)


class Norm(NamedTuple):
    """The passage's part in BM25's denominator: k1 * (1 - b + b * length / mean) = slope * length + base."""

    slope: float
    base: float

    def of(self, lengths: Array) -> Floats:
        """64-bit norms of 32-bit lengths."""
        result: Floats = np.multiply(lengths, self.slope, dtype=np.float64)
        result += self.base
        return result


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
    bounds: Array = field(default_factory=_no_bounds)
    """No tf / (tf + norm) of the term is larger, with the mean length of that time."""
    mean_length: float = 0.0
    """Of passages, when the bounds were found."""
    rows: dict[int, Array] = field(default_factory=dict, compare=False)

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

    def bounded(self, lengths: Array, norm: Norm, mean_length: float) -> Segment:
        """With the largest share of each term, found in pieces to spare memory."""
        bounds = np.zeros(len(self.offsets) - 1, np.float32)
        offsets = self.offsets.astype(np.int64)
        for low in range(0, len(self.postings), _BOUNDED_AT_ONCE):
            shares = self.shares(low, min(low + _BOUNDED_AT_ONCE, len(self.postings)), lengths, norm)
            begin = int(np.searchsorted(offsets, low, "right")) - 1
            end = int(np.searchsorted(offsets, low + len(shares), "left"))
            cuts = np.maximum(offsets[begin:end] - low, 0)
            present = np.flatnonzero(np.diff(cuts, append=len(shares)) > 0)
            tops = np.maximum.reduceat(shares, cuts[present]) * (1 + 1e-6)  # 32 bits may round down
            bounds[present + begin] = np.maximum(bounds[present + begin], tops)
        return replace(self, bounds=bounds, mean_length=mean_length)

    def bound(self, term: int, mean_length: float) -> float:
        """The largest share of the term now: a share grows at most as much as the mean length has grown since."""
        then: float = self.bounds.item(term)
        return then * max(1.0, mean_length / self.mean_length if self.mean_length else 1.0)

    def frequencies(self) -> Array:
        """In how many of these passages each term stands."""
        return np.diff(self.offsets.astype(np.int64)).astype(np.int32)

    def range_of(self, term: int) -> tuple[int, int]:
        """Where the term's postings lie; a term younger than the segment has none."""
        if term + 1 >= len(self.offsets):
            return 0, 0
        return self.offsets.item(term), self.offsets.item(term + 1)

    def shares(self, low: int, high: int, lengths: Array, norm: Norm) -> Floats:
        """Give tf / (tf + norm) of postings[low:high]: a term's contribution but for its factor."""
        packed = self.postings[low:high]
        tf = self.tf_of(packed, low)
        return tf / (tf + norm.of(lengths.take(packed >> TF_BITS)))

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

    def tf_in(self, term: int, low: int, high: int, slots: Ints) -> Floats:
        """The frequency, in each of these slots, of the term whose postings are postings[low:high]."""
        overflows = self.overflows(low, high)
        if (high - low) * _ROW_SHARE > len(self.forward) and len(slots) > _FEW and not overflows:
            return self._row(term, low, high).take(slots - (self.first - 1), mode="clip").astype(np.float64)
        postings, wanted = self.postings[low:high], (slots << TF_BITS).astype(np.uint32)
        at = np.minimum(postings.searchsorted(wanted), high - low - 1)
        found = postings.take(at)
        exact = self.tf_of(postings, low).take(at) if overflows else found & TF_MAX
        return np.where((found ^ wanted) <= TF_MAX, exact, 0.0)

    def _row(self, term: int, low: int, high: int) -> Array:
        """The frequency of a frequent term in every passage, in one byte each, made at first need.

        A zero at either end stands for the passages of other segments.
        """
        row = self.rows.get(term)
        if row is None:
            row = np.zeros(len(self.forward) + 2, np.uint8)
            packed = self.postings[low:high]
            row[(packed >> TF_BITS).astype(np.int64) - (self.first - 1)] = packed & TF_MAX
            if len(self.rows) >= _ROWS:
                self.rows.pop(next(iter(self.rows), term), None)
            self.rows[term] = row
        return row

    def check(self, terms: int, little_words: int) -> None:
        """Raise ValueError unless all references stay within the arrays."""
        self.forward.check(terms, little_words)
        require(len(self.offsets) == terms + 1, ascends(self.offsets, len(self.postings)), not self.offsets[1])
        require(len(self.bounds) == terms, len(self.overflow) == len(self.overflow_tf))
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
