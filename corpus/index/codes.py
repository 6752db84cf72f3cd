"""Numbers of tokens in bytes of seven bits; the eighth is set in all but the last of a token's bytes (MIDI's VLQ).

    number      0 the end of a sentence, n > 0 a term, n < 0 a little word
    code        number with its sign in the lowest bit, so that small numbers of either sign are small codes
    bytes       the code's bits by sevens, the highest first

Tokens are numbered as they first appear, which makes the numbers of frequent ones small: English prose needs 1.6 bytes
a token.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from corpus.index.arrays import Array, Ints

Numbers: TypeAlias = npt.NDArray[np.int32]
Bytes: TypeAlias = npt.NDArray[np.uint8]

_BITS = 7
_MORE = 1 << _BITS
_LOW = _MORE - 1
_LONGEST = 4
HIGHEST = (1 << _BITS * _LONGEST - 1) - 1
"""No token's number is larger: 134 million terms."""


def encoded(numbers: Numbers) -> tuple[Bytes, Ints]:
    """The bytes of tokens, and how many bytes stand before each token and at the end."""
    codes = (numbers << 1) ^ (numbers >> 31)
    if len(codes) and codes.max() > 2 * HIGHEST:
        raise OverflowError(f"an index holds at most {HIGHEST:,} terms")
    sizes = np.ones(len(codes), np.int64)
    for size in range(1, _LONGEST):
        sizes += codes >= 1 << _BITS * size
    at = np.zeros(len(codes) + 1, np.int64)
    np.cumsum(sizes, out=at[1:])
    result = np.empty(at[-1], np.uint8)
    result[at[1:] - 1] = codes & _LOW
    for before in range(1, _LONGEST):
        longer = np.flatnonzero(sizes > before)
        result[at[longer + 1] - 1 - before] = (codes[longer] >> _BITS * before) & _LOW | _MORE
    return result, at


def decoded(content: Bytes) -> Numbers:
    """The numbers of the tokens that these bytes write."""
    last = _lasts(content)
    codes = content[last].astype(np.int32)
    if len(last) < len(content):
        sizes = np.diff(last, prepend=-1)
        longer = np.flatnonzero(sizes > 1)
        before = 1
        while len(longer):
            codes[longer] |= (content[last[longer] - before] & _LOW).astype(np.int32) << _BITS * before
            before += 1
            longer = longer[sizes[longer] > before]
    return (codes >> 1) ^ -(codes & 1)


def tokens_before(content: Bytes, at: Array) -> Ints:
    """How many tokens end before each of these places, which are between tokens, in ascending order."""
    return np.searchsorted(_lasts(content), at)


def is_sound(content: Bytes, starts: Array) -> bool:
    """Whether these bytes can be decoded, and those from each start by themselves."""
    inner = starts[(starts > 0) & (starts <= len(content))]
    last = _lasts(content)
    ends_well = not len(content) or (len(last) > 0 and last[-1] == len(content) - 1)
    short = not len(last) or int(np.diff(last, prepend=-1).max()) <= _LONGEST
    return ends_well and short and bool((content[inner - 1] < _MORE).all())


def _lasts(content: Bytes) -> Ints:
    return np.flatnonzero(content < _MORE)
