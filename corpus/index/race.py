"""The race for the k best: which passages of the segments score highest, without scoring all of them.

Terms come from the most telling (factor) to the most frequent. The rare ones are added up. The best of the passages met
then get their whole scores, which gives a floor that k passages reach; from there on, a passage is new only where a
term's share in it lifts it to that floor together with the bounds of the terms to come (MaxScore, Turtle & Flood 1995,
"Query evaluation: strategies and optimizations"), and the frequent terms are looked up for the passages still in the
race. All sums are 64-bit and run in that one order, so that the way a corpus is cut into segments can never be seen in
a score.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from corpus.index.arrays import NOTHING, Array, Floats, Ints
from corpus.index.best import best, distinct, floor_of, kth_largest, leading, reaching
from corpus.index.segment import TF_BITS, TF_MAX, Segment

_LEADERS = 2
"""So many times as many passages as are wanted get their whole scores for a floor …"""
_MANY = 1_024
"""… again after each term while more passages than these are in the race."""

_local = threading.local()


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """One term of a question: where its postings are, and what a passage can get from it."""

    factor: float
    """weight * idf * (k1 + 1)."""
    bound: float
    """No contribution is larger."""
    count: int
    pieces: list[tuple[Segment, int, int]]

    def weighted(self, weight: float) -> AskedTerm:
        """The same term, counting for more or less."""
        return AskedTerm(self.factor * weight, self.bound * weight, self.count, self.pieces)


@dataclass(frozen=True, slots=True)
class Race:
    """Terms asked for, over passages with these norms."""

    terms: list[AskedTerm]
    """The most telling first."""
    norms: Floats
    """By slot, the passage's part in BM25's denominator."""
    mean_length: float
    batch: int = 16_384
    """Postings added up without a look at each: below this, a NumPy call costs more than its work …"""
    share: int = 32
    """… and up to so many times fewer than there are passages."""
    walk: int = 16
    """A posting is walked past in so much less time than one is looked up."""

    def best(self, k: int) -> tuple[Ints, Floats]:
        """Slots and scores of the k best, best first, ties by slot."""
        if not self.terms or k < 1:
            return NOTHING, np.zeros(0)
        totals = _zeros(len(self.norms))
        rare = self._rare()
        slots, gains = self._scored(self.terms[:rare])
        np.add.at(totals, slots, gains)
        touched, sums = [slots], totals.take(slots)
        if rare < len(self.terms):
            slots, sums = self._finished(totals, touched, rare, sums, k)
        met, scores = leading(slots, sums, k)
        for slots in touched:
            totals[slots] = 0.0
        _local.totals = totals
        return best(met, scores, k)

    def all_scores(self) -> Floats:
        """The score of every slot."""
        scores = np.zeros(len(self.norms))
        for term in self.terms:
            slots, gains = self._scored([term])
            scores[slots] += gains
        return scores

    def looked_up(self, term: AskedTerm, slots: Ints) -> Floats:
        """The term's contributions to these slots; 0 where a passage lacks it."""
        found = np.zeros(len(slots))
        for segment, low, high in term.pieces:
            at, tf = segment.tf_in(low, high, slots)
            found[at] = self._gains(term, slots.take(at), tf)
        return found

    def _rare(self) -> int:
        """How many of the terms are rare enough to be added up."""
        left = max(self.batch, len(self.norms) // self.share)
        for i, term in enumerate(self.terms):
            left -= term.count
            if left < 0:
                return i
        return len(self.terms)

    def _scored(self, terms: Sequence[AskedTerm]) -> tuple[Ints, Floats]:
        """Slots and contributions of all postings of these terms, term after term."""
        pieces = [piece for term in terms for piece in term.pieces]
        if not pieces:
            return NOTHING, np.zeros(0)
        parts = [segment.postings[low:high] for segment, low, high in pieces]
        packed = parts[0] if len(parts) == 1 else np.concatenate(parts)
        tf: Array = packed & TF_MAX
        if any(segment.overflows(low, high) for segment, low, high in pieces):
            tf = np.concatenate(
                [segment.tf_of(part, low) for part, (segment, low, _) in zip(parts, pieces, strict=True)]
            )
        slots = (packed >> TF_BITS).astype(np.int64)
        gains = self._shares(slots, tf)
        start = 0
        for term in terms:
            gains[start : start + term.count] *= term.factor
            start += term.count
        return slots, gains

    def _shares(self, slots: Ints, tf: Array) -> Floats:
        """By posting, tf / (tf + norm)."""
        shares = self.norms.take(slots)
        shares += tf
        return np.divide(tf, shares, out=shares)

    def _gains(self, term: AskedTerm, slots: Ints, tf: Array) -> Floats:
        gains = self._shares(slots, tf)
        gains *= term.factor
        return gains

    def _finished(self, totals: Floats, touched: list[Ints], start: int, scores: Floats, k: int) -> tuple[Ints, Floats]:
        """Slots and scores of the passages that may be among the best, once the terms from `start` on are known too.

        Those touched were met before, some of them often, and have their sums in `totals`. So have those that are met
        here; they are touched then.
        """
        rest = _suffix_sums([term.bound for term in self.terms])
        met, floor = touched[0], 0.0
        for i in range(start, len(self.terms)):
            if i == start or len(met) > _MANY:
                floor = max(floor, self._floor(totals, i, met, scores, k))
                met = met.take(reaching(scores, safely(floor - rest[i])))
            fresh = self._added(self.terms[i], safely(floor - rest[i + 1]), met, totals)
            if len(fresh):
                touched.append(fresh)
                met = np.concatenate([met, fresh])
            scores = totals.take(met)
        return met, scores

    def _added(self, term: AskedTerm, least: float, met: Ints, totals: Floats) -> Ints:
        """Add the term to the totals that may be so large with it; returns passages that may be new."""
        if term.count < max(len(met) * self.walk, self.batch):
            return self._walked(term, least, totals)
        fresh = self._fresh(term, least, totals)
        self._look_up(term, met, totals)
        return fresh

    def _floor(self, totals: Floats, start: int, slots: Ints, sums: Floats, k: int) -> float:
        """A score that k passages reach: the k-th among the whole scores of some that lead before the term `start`."""
        if sum([term.count for term in self.terms[start:]]) < self.batch * 2:
            return floor_of(slots, sums, k)
        least = floor_of(slots, sums, k * _LEADERS)
        leaders = [slots.compress(sums >= least)]
        if not least:  # there are few, or nobody knows
            leaders += [segment.top(low, high, k * _LEADERS) for segment, low, high in self.terms[start].pieces]
        slots = distinct(np.concatenate(leaders))
        scores = totals.take(slots)
        for term in self.terms[start:]:
            scores += self.looked_up(term, slots)
        return kth_largest(scores, k)

    def _walked(self, term: AskedTerm, least: float, totals: Floats) -> Ints:
        """Add the term to the passages that may have so much with it; which they are."""
        found = []
        for segment, low, high in term.pieces:
            factor = term.factor * segment.growth(self.mean_length)
            slots, tf = segment.reaching(low, high, totals, least, factor)
            totals[slots] += self._gains(term, slots, tf)
            found.append(slots)
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _fresh(self, term: AskedTerm, least: float, totals: Floats) -> Ints:
        """Passages not met before to which the term gives so much, which is their total then."""
        if least > term.bound:
            return NOTHING
        share = least / term.factor
        found = [segment.sharing(low, high, share, self.mean_length) for segment, low, high in term.pieces]
        slots, tf = (np.concatenate(parts) for parts in zip(*found, strict=True))
        new = (totals.take(slots) == 0).nonzero()[0]
        met: Ints = slots.take(new)
        totals[met] = self._gains(term, met, tf.take(new))
        return met

    def _look_up(self, term: AskedTerm, met: Ints, totals: Floats) -> None:
        """Add the term to the passages met, one by one."""
        for segment, low, high in term.pieces:
            at, tf = segment.tf_in(low, high, met)
            slots = met.take(at)
            totals[slots] += self._gains(term, slots, tf)


def safely(floor: float) -> float:
    """A little less, for sums that were rounded."""
    return floor - abs(floor) * 1e-9


def _zeros(size: int) -> Floats:
    """Zeros, used again by the thread that puts them back.

    Should a question fail half-way, nobody meets what it leaves.
    """
    found: Floats | None = getattr(_local, "totals", None)
    _local.totals = None
    return np.zeros(size) if found is None or len(found) != size else found


def _suffix_sums(bounds: Sequence[float]) -> list[float]:
    """What the terms from i on can add at most, for i = 0 … n."""
    return [*accumulate(reversed(bounds), initial=0.0)][::-1]
