"""Segment: passages side by side, and for each term the passages that have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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
_STEPS = 255
"""Shares are kept in steps of 1/255, rounded down."""
_TOPS = 4


def _no_steps() -> Array:
    return np.zeros(0, np.uint8)


def _no_bounds() -> Array:
    return np.zeros(0, np.float32)


def norms(lengths: Array, slope: float, base: float) -> Floats:
    """The passages' part in BM25's denominator: k1 * (1 - b + b * length / mean) = slope * length + base."""
    result: Floats = np.multiply(lengths, slope, dtype=np.float64)
    result += base
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
    steps: Array = field(default_factory=_no_steps)
    """Of each posting, its share tf / (tf + norm) in steps, with the mean length of that time."""
    bounds: Array = field(default_factory=_no_bounds)
    """No share of the term is larger."""
    mean_length: float = 0.0
    """Of passages, when the shares were found."""
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

    def bounded(self, norms: Floats, mean_length: float) -> Segment:
        """With the shares and the largest of each term, found in pieces to spare memory."""
        bounds, steps = np.zeros(len(self.offsets) - 1, np.float32), np.empty(len(self.postings), np.uint8)
        offsets = self.offsets.astype(np.int64)
        for low in range(0, len(self.postings), _BOUNDED_AT_ONCE):
            shares = self.shares(low, min(low + _BOUNDED_AT_ONCE, len(self.postings)), norms)
            steps[low : low + len(shares)] = shares * _STEPS
            begin = int(np.searchsorted(offsets, low, "right")) - 1
            end = int(np.searchsorted(offsets, low + len(shares), "left"))
            cuts = np.maximum(offsets[begin:end] - low, 0)
            present = np.flatnonzero(np.diff(cuts, append=len(shares)) > 0)
            tops = np.maximum.reduceat(shares, cuts[present]) * (1 + 1e-6)  # 32 bits may round down
            bounds[present + begin] = np.maximum(bounds[present + begin], tops)
        return replace(self, bounds=bounds, steps=steps, mean_length=mean_length)

    def growth(self, mean_length: float) -> float:
        """How many times as large as it was a share can be: at most what the mean length has grown since."""
        return max(1.0, mean_length / self.mean_length) if self.mean_length else 1.0

    def sharing(self, low: int, high: int, share: float, mean_length: float) -> tuple[Ints, Array]:
        """The slots of those of postings[low:high] whose share may be so large now, and the frequencies."""
        step = int(max(0.0, share) * (1 - 1e-9) / self.growth(mean_length) * _STEPS)
        return self._chosen(low, high, self._from_step(low, high, step))

    def reaching(self, low: int, high: int, totals: Floats, least: float, factor: float) -> tuple[Ints, Array]:
        """The slots of those of postings[low:high] whose total may be so large with their share, and the frequencies.

        `factor` is what a whole share adds, with its growth.
        """
        step = np.float32(factor / _STEPS * (1 + 1e-6))
        reach = totals.take((self.postings[low:high] >> TF_BITS).astype(np.int64))
        reach += self.steps[low:high] * step
        return self._chosen(low, high, (reach >= least - step).nonzero()[0])

    def _chosen(self, low: int, high: int, at: Ints) -> tuple[Ints, Array]:
        packed = self.postings[low:high].take(at)
        tf = self.tf_of(self.postings[low:high], low).take(at) if self.overflows(low, high) else packed & TF_MAX
        return (packed >> TF_BITS).astype(np.int64), tf

    def top(self, low: int, high: int, k: int) -> Ints:
        """The slots of some of postings[low:high] with large shares: k or more, where there are so many."""
        width = (high - low) // (k * _TOPS)
        least = 0
        if width > 1:
            tops = self.steps[low : low + width * k * _TOPS].reshape(width, k * _TOPS).max(axis=0)
            least = int(np.partition(tops, len(tops) - k)[len(tops) - k])
        return self._chosen(low, high, self._from_step(low, high, least)[: k * _TOPS])[0]

    def _from_step(self, low: int, high: int, step: int) -> Ints:
        """Which of postings[low:high] have a share of so many steps or more."""
        return (self.steps[low:high] >= np.uint8(min(step, _STEPS))).nonzero()[0]

    def frequencies(self) -> Array:
        """In how many of these passages each term stands."""
        return np.diff(self.offsets.astype(np.int64)).astype(np.int32)

    def range_of(self, term: int) -> tuple[int, int]:
        """Where the term's postings lie; a term younger than the segment has none."""
        if term + 1 >= len(self.offsets):
            return 0, 0
        return self.offsets.item(term), self.offsets.item(term + 1)

    def shares(self, low: int, high: int, norms: Floats) -> Floats:
        """Give tf / (tf + norm) of postings[low:high]: a term's contribution but for its factor."""
        packed = self.postings[low:high]
        tf = self.tf_of(packed, low)
        return tf / (tf + norms.take(packed >> TF_BITS))

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

    def has_row(self, low: int, high: int) -> bool:
        """Whether the term of postings[low:high] is so frequent that it is looked up in a row."""
        return (high - low) * _ROW_SHARE > len(self.forward) and not self.overflows(low, high)

    def tf_in(self, low: int, high: int, slots: Ints) -> tuple[Ints, Array]:
        """Which of the slots have the term whose postings are postings[low:high], and how often."""
        if len(slots) > _FEW and self.has_row(low, high):
            tf = self._row(low, high).take(slots - (self.first - 1), mode="clip")
            at = tf.nonzero()[0]
            return at, tf.take(at)
        postings, wanted = self.postings[low:high], (slots << TF_BITS).astype(np.uint32)
        place = postings.searchsorted(wanted)
        found = postings.take(place, mode="clip")
        at = ((found ^ wanted) <= TF_MAX).nonzero()[0]
        exact = self.tf_of(postings, low).take(place.take(at)) if self.overflows(low, high) else found.take(at) & TF_MAX
        return at, exact

    def _row(self, low: int, high: int) -> Array:
        """The frequency of a frequent term in every passage, in one byte each, made at first need.

        A zero at either end stands for the passages of other segments.
        """
        row = self.rows.get(low)
        if row is None:
            row = np.zeros(len(self.forward) + 2, np.uint8)
            packed = self.postings[low:high]
            row[(packed >> TF_BITS).astype(np.int64) - (self.first - 1)] = packed & TF_MAX
            if len(self.rows) >= _ROWS:
                self.rows.pop(next(iter(self.rows), low), None)
            self.rows[low] = row
        return row

    def check(self, terms: int, little_words: int) -> None:
        """Raise ValueError unless all references stay within the arrays."""
        self.forward.check(terms, little_words)
        require(len(self.offsets) == terms + 1, ascends(self.offsets, len(self.postings)), not self.offsets[1])
        require(
            len(self.bounds) == terms,
            len(self.steps) == len(self.postings),
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
