"""The best of some scores."""

from __future__ import annotations

import numpy as np

from corpus.index.arrays import Array, Floats, Ints

_COLUMNS = 4
"""A floor is sought among so many times as many tops as passages are wanted."""
_LOOKED_AT = 4_096
_TIES = 16


def floor_of(slots: Ints, scores: Floats, k: int) -> float:
    """A score that at least k different slots reach, near the k-th largest; 0 where there may be fewer.

    Slots may repeat, with the same score: each has its column by its lowest bits, and the k-th of the columns' tops is
    it. That is much cheaper than an order of all.
    """
    slots, scores = slots[:_LOOKED_AT], scores[:_LOOKED_AT]
    if len(slots) < k:
        return 0.0
    columns = 1 << (k * _COLUMNS - 1).bit_length()
    tops = np.zeros(columns)
    np.maximum.at(tops, slots & (columns - 1), scores)
    return kth_largest(tops, k)


def leading(slots: Ints, scores: Floats, k: int) -> tuple[Ints, Floats]:
    """Those that may be among the k best, which are few unless many are equal."""
    keep = reaching(scores, floor_of(slots, scores, k))
    return slots.take(keep), scores.take(keep)


def reaching(scores: Floats, least: float) -> Ints:
    """Where the scores that are so large stand, and none that are 0."""
    return (scores >= least if least > 0 else scores > 0).nonzero()[0]


def kth_largest(scores: Array, k: int) -> float:
    """The k-th largest; 0 where there are fewer."""
    return float(np.partition(scores, len(scores) - k)[len(scores) - k]) if len(scores) >= k else 0.0


def distinct(slots: Ints) -> Ints:
    """Each once, ascending."""
    ordered = np.sort(slots, kind="stable")  # of runs that ascend: a merge
    return np.concatenate([ordered[:1], ordered[1:].compress(ordered[1:] != ordered[:-1])])


def best(slots: Ints, scores: Floats, k: int) -> tuple[Ints, Floats]:
    """The k largest scores, ties by slot; slots may repeat, with the same score."""
    if len(scores) > _TIES * k:  # many ties
        slots, first = np.unique(slots, return_index=True)
        scores = scores[first]
        least = kth_largest(scores, k)
        above, level = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
        keep = np.concatenate([above, level[: k - len(above)]]) if least else above
        slots, scores = slots[keep], scores[keep]
    order = np.lexsort((slots, -scores))
    slots, scores = slots.take(order), scores.take(order)
    if len(slots) > 1:
        first = np.ones(len(slots), np.bool_)
        np.not_equal(slots[1:], slots[:-1], out=first[1:])
        slots, scores = slots.compress(first), scores.compress(first)
    return slots[:k], scores[:k]
