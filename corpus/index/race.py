# cython: annotation_typing=False, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The race for the k best: which passages score highest, without scoring all of them.

Terms come from the most telling (factor) to the most frequent. Each one's postings are gone through, and a passage met
there is followed through the terms to come, as long as it can still be among the best (MaxScore, Turtle & Flood 1995,
"Query evaluation: strategies and optimizations"). Blocks of postings whose largest share does not suffice are skipped
(Ding & Suel 2011, "Faster top-k document retrieval using block-max indexes"), and the race is over once the terms to
come do not suffice together. All sums are 64-bit and run in that one order, so that the way a corpus is cut into
segments can never be seen in a score.

`race.pxd` beside this file gives the types with which Cython compiles it; where there is no C compiler it runs as it
stands, which is as exact and slower.
"""

from __future__ import annotations

from array import array
from typing import Any, TypeAlias

_TF_BITS = 6
_TF_MAX = 63
_BLOCK_BITS = 6
LAYOUT = (_TF_BITS, _TF_MAX, _BLOCK_BITS)
"""A posting is slot << 6 | term frequency; 63 means "see overflow". Blocks are of 1 << 6 postings, across all terms."""
_STRIDE = 4
_SLACK = 1e-9
"""Sums of bounds are rounded, too."""

View: TypeAlias = Any
"""What gives the numbers of an array one by one, fast: a memoryview, where nothing is compiled."""


class Postings:
    """Of a segment, and what of its passages BM25 needs."""

    def __init__(self, packed: View, tops: View, overflow: View, overflow_tf: View, lengths: View) -> None:
        """`tops`: of each block of postings, no share tf / (tf + norm) is larger. `lengths`: by slot, in terms."""
        self.packed = packed
        self.tops = tops
        self.overflow = overflow
        self.overflow_tf = overflow_tf
        self.lengths = lengths

    def exact(self, place: int) -> int:
        """The frequency of the posting there, which does not fit into it."""
        low = 0
        high = len(self.overflow)
        while low < high:
            middle = (low + high) >> 1
            if self.overflow[middle] < place:
                low = middle + 1
            else:
                high = middle
        if low < len(self.overflow) and self.overflow[low] == place:
            return self.overflow_tf[low]  # type: ignore[no-any-return]
        return _TF_MAX

    def seek(self, low: int, high: int, slot: int) -> int:
        """Where among postings[low:high] the first stands that is not before the slot; `high` where none is."""
        wanted = slot << _TF_BITS
        if low >= high or self.packed[low] >= wanted:
            return low
        stride = _STRIDE
        end = low + stride
        while end < high and self.packed[end] < wanted:
            low = end
            stride += stride
            end += stride
        end = min(end, high)
        size = end - low
        while size > 1:  # without a branch that a processor would have to guess
            half = size >> 1
            low += half * (self.packed[low + half] < wanted)
            size -= half
        return low + 1


class Terms:
    """What is asked of a segment: the most telling term first."""

    def __init__(self, factors: View, bounds: View, lows: View, highs: View) -> None:
        """`factors`: weight * idf * (k1 + 1). `bounds`: no passage gets more. Postings from `lows` to `highs`."""
        self.factors = factors
        self.lows = lows
        self.highs = highs
        self.count = len(factors)
        self.at = array("q", bytes(8 * self.count))
        self.rest = array("d", bytes(8 * self.count + 8))
        self.add_up(bounds)

    def add_up(self, bounds: View) -> None:
        """What the terms from each on can give."""
        for i in range(self.count - 1, -1, -1):
            self.rest[i] = self.rest[i + 1] + bounds[i]


class Race:
    """The best passages of the segments gone through so far: best first, ties by slot."""

    def __init__(self, slots: View, scores: View, slope: float, base: float) -> None:
        """Room for the best. A passage's part in BM25's denominator is slope * length + base."""
        self.slots = slots
        self.scores = scores
        self.slope = slope
        self.base = base
        self.k = len(slots)
        self.held = 0
        self.floor = 0.0

    def run(self, postings: Postings, terms: Terms, growth: float) -> None:
        """Go through a segment, whose shares may have grown by so much since its tops were found."""
        for i in range(terms.count):
            if terms.rest[i] < self.floor:
                break
            self.follow(postings, terms, i, growth)

    def follow(self, postings: Postings, terms: Terms, i: int, growth: float) -> None:
        """The passages that have the term i."""
        for j in range(i + 1, terms.count):
            terms.at[j] = terms.lows[j]
        place = terms.lows[i]
        high = terms.highs[i]
        factor = terms.factors[i]
        while place < high:
            block = place >> _BLOCK_BITS
            end = min((block + 1) << _BLOCK_BITS, high)
            least = self.floor - terms.rest[i + 1]
            if postings.tops[block] * growth * factor < least:
                place = end
            while place < end:
                packed = postings.packed[place]
                tf = packed & _TF_MAX
                if tf == _TF_MAX:
                    tf = postings.exact(place)
                norm = postings.lengths[packed >> _TF_BITS] * self.slope + self.base
                if tf * factor >= least * (tf + norm):
                    self.finish(postings, terms, i, packed >> _TF_BITS, tf / (tf + norm) * factor)
                place += 1

    def finish(self, postings: Postings, terms: Terms, i: int, slot: int, score: float) -> None:
        """Add to the score of a passage after the term i what the other terms give, unless it falls behind."""
        norm = postings.lengths[slot] * self.slope + self.base
        for j in range(i + 1, terms.count):
            if score + terms.rest[j] < self.floor:
                return
            place = postings.seek(terms.at[j], terms.highs[j], slot)
            terms.at[j] = place
            if place < terms.highs[j] and postings.packed[place] >> _TF_BITS == slot:
                tf = postings.packed[place] & _TF_MAX
                if tf == _TF_MAX:
                    tf = postings.exact(place)
                score += tf / (tf + norm) * terms.factors[j]
        # One that was met by an earlier term, and comes with less now, is among the best or was beaten.
        if score >= self.floor and score > 0.0 and (i == 0 or not self.holds(slot)):
            self.enter(slot, score)

    def holds(self, slot: int) -> bool:
        """Whether the passage is among the best so far."""
        for i in range(self.held):  # noqa: SIM110  (a generator is no loop in C)
            if self.slots[i] == slot:
                return True
        return False

    def enter(self, slot: int, score: float) -> None:
        """Take a passage among the best, if it is."""
        i = self.held
        if i == self.k:
            i -= 1
            if score < self.scores[i] or (score == self.scores[i] and slot > self.slots[i]):
                return
        else:
            self.held += 1
        while i > 0 and (self.scores[i - 1] < score or (self.scores[i - 1] == score and self.slots[i - 1] > slot)):
            self.scores[i] = self.scores[i - 1]
            self.slots[i] = self.slots[i - 1]
            i -= 1
        self.scores[i] = score
        self.slots[i] = slot
        if self.held == self.k:
            self.floor = self.scores[self.k - 1] * (1 - _SLACK)

    def score(self, postings: Postings, terms: Terms) -> None:
        """Add to the scores of all slots what the segment gives, whichever they are."""
        for j in range(terms.count):
            place = terms.lows[j]
            for i in range(self.k):
                slot = self.slots[i]
                if i > 0 and self.slots[i - 1] > slot:
                    place = terms.lows[j]
                place = postings.seek(place, terms.highs[j], slot)
                if place < terms.highs[j] and postings.packed[place] >> _TF_BITS == slot:
                    tf = postings.packed[place] & _TF_MAX
                    if tf == _TF_MAX:
                        tf = postings.exact(place)
                    norm = postings.lengths[slot] * self.slope + self.base
                    self.scores[i] += tf / (tf + norm) * terms.factors[j]
