"""Numbers of tokens in 16-bit units, as UTF-16 writes characters: one unit for what is frequent, else two.

    number      0 the end of a sentence, n > 0 a term, n < 0 a little word
    code        number with its sign in the lowest bit, so that small numbers of either sign are small codes
    unit        code below 0xC000, or 0xC000 + its upper 13 bits followed by 0xE000 + its lower 13 bits

Terms are numbered as they first appear, which makes the numbers of frequent ones small: English prose needs 2.1 bytes
a token.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from corpus.index.arrays import Array, Ints

Numbers: TypeAlias = npt.NDArray[np.int32]
Units: TypeAlias = npt.NDArray[np.uint16]

_LEAD, _TRAIL, _BITS = 0xC000, 0xE000, 13
_LOW = (1 << _BITS) - 1
HIGHEST = (1 << 25) - 1
"""No token's number is larger: 33 million terms."""


def encoded(numbers: Numbers) -> tuple[Units, Ints]:
    """The units of tokens, and how many units stand before each token and at the end."""
    codes = (numbers << 1) ^ (numbers >> 31)
    if len(codes) and codes.max() > 2 * HIGHEST:
        raise OverflowError(f"an index holds at most {HIGHEST:,} terms")
    pairs = codes >= _LEAD
    at = np.zeros(len(codes) + 1, np.int64)
    np.cumsum(pairs + np.int64(1), out=at[1:])
    units = np.empty(at[-1], np.uint16)
    units[at[:-1]] = np.where(pairs, _LEAD | (codes - _LEAD) >> _BITS, codes)
    units[at[:-1][pairs] + 1] = _TRAIL | (codes[pairs] - _LEAD) & _LOW
    return units, at


def decoded(units: Units) -> Numbers:
    """The numbers of the tokens that these units write."""
    codes = units.astype(np.int32)
    if len(units) and units.max() >= _LEAD:
        heads = np.flatnonzero(units < _TRAIL)
        codes = codes[heads]
        pairs = np.flatnonzero(codes >= _LEAD)
        low = units[heads[pairs] + 1].astype(np.int32) & _LOW
        codes[pairs] = ((codes[pairs] & _LOW) << _BITS | low) + _LEAD
    return (codes >> 1) ^ -(codes & 1)


def heads_before(units: Units, at: Array) -> Ints:
    """How many tokens begin before each of these places, which are between tokens, in ascending order."""
    return at - np.searchsorted(np.flatnonzero(units >= _TRAIL), at)


def is_sound(units: Units, starts: Array) -> bool:
    """Whether these units can be decoded, and those from each start by themselves."""
    lead, trail = (units >= _LEAD) & (units < _TRAIL), units >= _TRAIL
    inner = starts[(starts > 0) & (starts < len(units))]
    begins_well = not len(units) or not (trail[0] or lead[-1] or trail[inner].any())
    return begins_well and bool((lead[:-1] == trail[1:]).all())
