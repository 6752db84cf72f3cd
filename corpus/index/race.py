"""The race for the k best: which passages of the segments score highest, without scoring all of them.

Terms come from the most telling (factor) to the most frequent. Their contributions are added up until no passage that
has not been met can still reach the k best (MaxScore, Turtle & Flood 1995, "Query evaluation: strategies and
optimizations"); the remaining, frequent terms are only looked up for the passages still in the race. All sums are
64-bit and run in that one order, so that the way a corpus is cut into segments can never be seen in a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from corpus.index.arrays import NOTHING, Array, Floats, Ints
from corpus.index.segment import TF_BITS, TF_MAX, Norm, Segment
from corpus.index.sums import Sums, best, kth_largest_at_least, safely


@dataclass(slots=True)
class AskedTerm:
    """One term of a question: where its postings are, and what a passage can get from it."""

    number: int
    factor: float
    """weight * idf * (k1 + 1)."""
    bound: float
    """No contribution is larger."""
    count: int
    pieces: list[tuple[Segment, int, int]]


@dataclass(frozen=True, slots=True)
class Race:
    """Terms asked for, over passages of these lengths."""

    terms: list[AskedTerm]
    """The most telling first."""
    lengths: Array
    norm: Norm
    batch: int = 16_384
    """Postings scored in one go: below this, a NumPy call costs more than its work."""
    dense: int = 8
    """When more than an eighth of all passages is met, a walk through all is cheaper than a merge."""

    def best(self, k: int) -> tuple[Ints, Floats]:
        """Slots and scores of the k best, best first, ties by slot."""
        if not self.terms or k < 1:
            return NOTHING, np.zeros(0)
        rest = _suffix_sums([term.bound for term in self.terms])
        done, floor, slots, scores = self._accumulated(rest, k)
        for i in range(done, len(self.terms)):
            scores += self.looked_up(self.terms[i], slots)
            floor = max(floor, kth_largest_at_least(scores, k))
            keep = np.flatnonzero(scores >= safely(floor - rest[i + 1]))
            slots, scores = slots.take(keep), scores.take(keep)
        return best(slots, scores, k)

    def all_scores(self) -> Floats:
        """The score of every slot."""
        scores = np.zeros(len(self.lengths))
        for term in self.terms:
            for segment, low, high in term.pieces:
                slots = (segment.postings[low:high] >> TF_BITS).astype(np.int64)
                scores[slots] += term.factor * segment.shares(low, high, self.lengths, self.norm)
        return scores

    def looked_up(self, term: AskedTerm, slots: Ints) -> Floats:
        """The term's contributions to these slots; 0 where a passage lacks it."""
        tf = np.zeros(len(slots))
        for segment, low, high in term.pieces:
            tf += segment.tf_in(term.number, low, high, slots)
        gains = self.norm.of(self.lengths.take(slots))
        gains += tf
        np.divide(tf, gains, out=gains)
        gains *= term.factor
        return gains

    def _accumulated(self, rest: list[float], k: int) -> tuple[int, float, Ints, Floats]:
        """Add up terms until no unmet passage can be among the k best.

        Returns how many terms were added, a score that k passages reach, and the passages met that may still be among
        the best, with their sums.
        """
        sums = Sums(len(self.lengths), k, self.dense)
        done = 0
        while done < len(self.terms) and rest[done] >= sums.floor:
            batch = self._batch(done)
            done += len(batch)
            sums.add(*self._scored(batch), alone=len(batch) == 1, rest=rest[done])
        slots, scores = sums.finish(rest[done])
        return done, sums.floor, slots, scores

    def _batch(self, start: int) -> list[AskedTerm]:
        """The next terms to add up together: at least one, then as many as are rare."""
        end, count = start + 1, self.terms[start].count
        while end < len(self.terms) and (count := count + self.terms[end].count) <= self.batch:
            end += 1
        return self.terms[start:end]

    def _scored(self, batch: list[AskedTerm]) -> tuple[Ints, Floats]:
        """Slots and contributions of all postings of these terms, term after term."""
        pieces = [(term, *piece) for term in batch for piece in term.pieces]
        packed = [segment.postings[low:high] for _, segment, low, high in pieces]
        joined = packed[0] if len(packed) == 1 else np.concatenate(packed)
        slots = (joined >> TF_BITS).astype(np.int64)
        if any(segment.overflows(low, high) for _, segment, low, high in pieces):
            tf = np.concatenate([s.tf_of(p, low) for p, (_, s, low, _) in zip(packed, pieces, strict=True)])
        else:
            tf = (joined & TF_MAX).astype(np.float64)
        gains = self.norm.of(self.lengths.take(slots))
        gains += tf
        np.divide(tf, gains, out=gains)
        factors = [term.factor for term, *_ in pieces]
        gains *= factors[0] if len(pieces) == 1 else np.repeat(factors, [len(p) for p in packed])
        return slots, gains


def _suffix_sums(bounds: Sequence[float]) -> list[float]:
    """What the terms from i on can add at most, for i = 0 … n."""
    return [*accumulate(reversed(bounds), initial=0.0)][::-1]
