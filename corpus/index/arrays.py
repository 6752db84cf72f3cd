"""The arrays that an index is made of, and the few operations on them that NumPy does not have or does slowly."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Array: TypeAlias = npt.NDArray[Any]

NOTHING: Ints = np.zeros(0, np.int64)
_PIECE = 4096
_SMALL = 1 << 32


def ends(sizes: Array) -> Array:
    """0 and the running total of sizes; 32-bit numbers where they suffice."""
    result = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=result[1:])
    return narrow(result)


def narrow(values: Array) -> Array:
    """Numbers from 0 in ascending order, in 32 bits where they fit."""
    return values.astype(np.uint32) if not len(values) or values[-1] < _SMALL else values


def stable_order(values: Array) -> Ints:
    """The stable order of 32-bit numbers, by two 16-bit radix passes; NumPy's own takes ten times as long."""
    order = np.argsort((values & 0xFFFF).astype(np.uint16), kind="stable")
    return order[np.argsort((values[order] >> 16).astype(np.uint16), kind="stable")]


def repeated(values: Array, times: Array) -> Array:
    """np.repeat in small pieces: it keeps the interpreter's lock, and questions would wait for it."""
    starts = range(0, len(values), _PIECE)
    return np.concatenate([values[:0], *(np.repeat(values[i : i + _PIECE], times[i : i + _PIECE]) for i in starts)])


def ranges(starts: Array, sizes: Array) -> tuple[Ints, Ints]:
    """The numbers start .. start + size - 1 of each pair after one another, and where each run ends, from 0."""
    cuts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    return np.arange(cuts[-1]) + repeated(starts.astype(np.int64) - cuts[:-1], sizes), cuts


def added(left: Array, right: Array) -> Array:
    """Sum of arrays of which the first may be shorter."""
    result = np.zeros(max(len(left), len(right)), np.int32)
    result[: len(left)] = left
    result[: len(right)] += right.astype(np.int32)
    return result


def require(*conditions: object) -> None:
    """Raise ValueError unless all of these hold: the check of what came from a file."""
    if not all(conditions):
        raise ValueError("the arrays of this index do not fit together")


def ascends(values: Array, last: int) -> bool:
    """Whether the values begin with 0, never fall, and end with `last`."""
    return len(values) > 0 and values[0] == 0 and values[-1] == last and bool((values[1:] >= values[:-1]).all())
