"""Sums: what passages have gathered so far, and which of them are still in the race for the best."""

from __future__ import annotations

import threading

import numpy as np

from corpus.index.arrays import Array, Floats, Ints

_TIES = 16

_local = threading.local()


class Sums:
    """Sums by slot: one array of zeros a thread, used again, and the slots that are not zero."""

    floor = 0.0
    """So many passages as are wanted have this sum or more."""

    def __init__(self, size: int, wanted: int, dense: int) -> None:
        """For so many slots, of which so many are wanted; `dense` is what `Race` says."""
        self._wanted, self._share = wanted, dense
        totals: Floats | None = getattr(_local, "totals", None)
        _local.totals = None  # should a question fail half-way, nobody meets what it leaves
        if totals is None or len(totals) != size:
            totals, _local.owners = np.zeros(size), np.zeros(size, np.int32)
        self._totals: Floats = totals
        self._owners: Array = _local.owners
        self._met: list[Ints] = []  # without repetition; of no use once `_dense`
        self._count, self._dense = 0, False

    def add(self, slots: Ints, gains: Floats, *, alone: bool, rest: float) -> None:
        """Add gains; `alone` when no slot stands twice, `rest` is what a passage can gain later."""
        self._count += len(slots)
        self._dense = self._dense or self._count * self._share > len(self._totals)
        if alone and (self.floor or not self._met):
            slots, scores = self._add_alone(slots, gains, rest)
        else:
            np.add.at(self._totals, slots, gains)
            slots = slots if self._dense else self._fresh(slots)
            scores = self._totals if self._dense else self._totals.take(slots)
        self._met.append(slots)
        self.floor = max(self.floor, kth_largest_at_least(scores, self._wanted))

    def _add_alone(self, slots: Ints, gains: Floats, rest: float) -> tuple[Ints, Floats]:
        """Add, but leave out for good who falls behind here; returns who is new, and all sums."""
        if not self._met:
            self._totals[slots] = gains
            return slots, gains
        before = self._totals.take(slots)
        gains += before
        keep = np.flatnonzero(gains >= safely(self.floor - rest))
        slots, gains = slots.take(keep), gains.take(keep)
        self._totals[slots] = gains
        return slots if self._dense else slots.compress(before.take(keep) == 0), gains

    def _fresh(self, slots: Ints) -> Ints:
        """Each slot once, without those met before: of all that write their number into a slot, one finds it there."""
        numbers = np.arange(len(slots), dtype=np.int32)
        self._owners[slots] = numbers
        for met in self._met:
            self._owners[met] = -1
        return slots.compress(self._owners.take(slots) == numbers)

    def finish(self, rest: float) -> tuple[Ints, Floats]:
        """Slots that can be among the best when `rest` may be added, and their sums. Leaves zeros behind."""
        met = self._met[0] if len(self._met) == 1 else np.concatenate(self._met)
        scores = self._totals if self._dense else self._totals.take(met)
        if not self._dense and len(self._met) > 1:
            self.floor = max(self.floor, kth_largest_at_least(scores, self._wanted))
        least = safely(self.floor - rest)
        keep = np.flatnonzero(scores >= least if least > 0 else scores > 0)
        result = (keep if self._dense else met.take(keep)), scores.take(keep)
        if self._dense:
            self._totals.fill(0)
        else:
            self._totals[met] = 0
        _local.totals = self._totals
        return result


def safely(floor: float) -> float:
    """A little less, for sums that were rounded."""
    return floor - abs(floor) * 1e-9


def kth_largest_at_least(scores: Floats, k: int) -> float:
    """A value that at least k of the scores reach; 0 where there are fewer.

    The k-th largest of a small array; of a large one the k-th largest among the tops of its pieces, which is nearly as
    good and much cheaper.
    """
    if len(scores) < k:
        return 0.0
    width = len(scores) // (k * 4)
    if width > 1:
        scores = scores[: k * 4 * width].reshape(width, k * 4).max(axis=0)
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def best(slots: Ints, scores: Floats, k: int) -> tuple[Ints, Floats]:
    """The k largest scores, ties by slot."""
    if len(scores) > _TIES * k:  # many ties
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        above, level = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
        keep = np.concatenate([above, level[np.argsort(slots[level], kind="stable")[: k - len(above)]]])
        slots, scores = slots[keep], scores[keep]
    order = np.lexsort((slots, -scores))[:k]
    return slots[order], scores[order]
