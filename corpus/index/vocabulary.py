"""Vocabulary: the number of a token, and the token of a number.

0 is the end of a sentence, numbers above are terms, numbers below are little words.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from zlib import crc32

import numpy as np

from corpus.index.arrays import Array, ascends, require, stable_order
from corpus.terms import LITTLE, SENTENCE_END

_LONGEST = 1 << 32
_FEW = 1 << 13
"""A block of so few terms keeps them in a dict too, from the first time that one is looked up."""


@dataclass(frozen=True)
class Block:
    """Many terms in few bytes (28 a term; a dict needs 200): their text in one piece, hashed by CRC-32."""

    blob: Array
    ends: Array
    """`ends[i]` closes term i in `blob`."""
    hashes: Array
    order: Array
    """`order[buckets[h]:buckets[h + 1]]` are the terms whose CRC-32 begins with the bits h."""
    buckets: Array

    @classmethod
    def of(cls, terms: Iterable[str], before: Block | None = None) -> Block:
        """The block in which these distinct terms have the numbers 0, 1 … or those that follow another block."""
        raw = [term.encode("utf-8", "surrogatepass") for term in terms]
        blob = np.frombuffer(b"".join(raw), np.uint8)
        ends = np.cumsum(np.fromiter(map(len, raw), np.int64, len(raw)))
        hashes = np.fromiter(map(crc32, raw), np.uint32, len(raw))
        if before is not None:
            ends = np.concatenate([before.ends.astype(np.int64), ends + len(before.blob)])
            blob, hashes = np.concatenate([before.blob, blob]), np.concatenate([before.hashes, hashes])
        if len(blob) >= _LONGEST:
            raise OverflowError("a vocabulary holds at most 4 GB of terms")
        return cls._hashed(blob, ends.astype(np.uint32), hashes)

    @classmethod
    def _hashed(cls, blob: Array, ends: Array, hashes: Array) -> Block:
        bits = max(1, len(hashes).bit_length() - 1)
        heads = hashes >> np.uint32(32 - bits)
        buckets = np.zeros((1 << bits) + 1, np.uint32)
        np.cumsum(np.bincount(heads, minlength=1 << bits), out=buckets[1:])
        return cls(blob, ends, hashes, stable_order(heads).astype(np.uint32), buckets)

    def first(self, count: int) -> Block:
        """The first terms alone."""
        if count == len(self):
            return self
        ends = self.ends[:count]
        return self._hashed(self.blob[: ends[-1] if count else 0], ends, self.hashes[:count])

    def __len__(self) -> int:
        return len(self.ends)

    @cached_property
    def _known(self) -> tuple[list[str], dict[str, int]]:
        """Of few terms, what finds them fastest."""
        if len(self) > _FEW:
            return [], {}
        terms = self._read(range(len(self)))
        return terms, {term: number for number, term in enumerate(terms)}

    def __getitem__(self, number: int) -> str:
        return self.terms((number,))[0]

    def terms(self, numbers: Iterable[int]) -> list[str]:
        """The terms with these numbers."""
        known = self._known[0]
        return [known[number] for number in numbers] if known else self._read(numbers)

    def _read(self, numbers: Iterable[int]) -> list[str]:
        blob, ends, *_ = self._views
        return [
            str(blob[ends[number - 1] if number else 0 : ends[number]], "utf-8", "surrogatepass") for number in numbers
        ]

    def find(self, term: str) -> int | None:
        """The number of a term, if it is here."""
        if len(self.ends) <= _FEW:
            return self._known[1].get(term)
        raw = term.encode("utf-8", "surrogatepass")
        blob, ends, order, buckets, shift = self._views
        head = crc32(raw) >> shift
        for number in order[buckets[head] : buckets[head + 1]]:
            if blob[ends[number - 1] if number else 0 : ends[number]] == raw:
                return number
        return None

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview, memoryview, memoryview, int]:
        """Without NumPy's wrapping, which takes longer than the look; and how many bits of a CRC-32 are no bucket."""
        shift = 33 - len(self.buckets).bit_length()
        return self.blob.data, self.ends.data, self.order.data, self.buckets.data, shift

    def check(self) -> None:
        """Raise ValueError unless all references stay within the arrays."""
        blob, ends, order, buckets = self.blob, self.ends, self.order, self.buckets
        require(len(ends) == len(self.hashes) == len(order), not len(order) or order.max() < len(ends))
        require(ascends(np.concatenate([np.zeros(1, ends.dtype), ends]), len(blob)))
        require(isinstance(bytes(blob).decode("utf-8", "surrogatepass"), str))
        require(not np.any(blob[ends[:-1][ends[:-1] < len(blob)]] & 0xC0 == 0x80))  # noqa: PLR2004  (UTF-8's inner bytes)
        require(len(buckets) > 1 << 1, (len(buckets) - 1).bit_count() == 1, ascends(buckets, len(order)))


@dataclass(frozen=True, slots=True)
class _State:
    block: Block
    recent: dict[str, int] = field(default_factory=dict)
    recent_terms: list[str] = field(default_factory=list)


class Vocabulary:
    """Terms by number; only grows, so that an index and its successors share one and numbers keep their meaning."""

    def __init__(self, terms: Block, little: Iterable[str] = ()) -> None:
        """`terms` begins with the end of a sentence."""
        self._state = _State(terms)
        self._little_words = list(little)
        self._little = _numbered(self._little_words)
        self._lock = threading.Lock()

    @property
    def little(self) -> int:
        """How many little words there are."""
        return len(self._little_words)

    @property
    def little_words(self) -> list[str]:
        """Those that got the numbers -1, -2 … so far."""
        return self._little_words.copy()

    def __len__(self) -> int:
        state = self._state
        return len(state.block) + len(state.recent_terms)

    def __iter__(self) -> Iterator[str]:
        state = self._state
        start, text = 0, state.block.blob.data
        for end in state.block.ends.tolist():
            yield str(text[start:end], "utf-8", "surrogatepass")
            start = end
        yield from state.recent_terms

    def __getitem__(self, number: int) -> str:
        """The token with this number; IndexError where there is none."""
        if number < 0:
            return self._little_words[-1 - number]
        state = self._state
        count = len(state.block)
        return state.block[number] if number < count else state.recent_terms[number - count]

    def terms(self, numbers: Iterable[int]) -> list[str]:
        """The terms with these numbers, none of them a little word's."""
        state = self._state
        if not state.recent_terms:
            return state.block.terms(numbers)
        return [self[number] for number in numbers]

    def get(self, token: str) -> int | None:
        """The number of a token; None when no passage ever had it."""
        if token[:1] == LITTLE:
            return self._little.get(token)
        state = self._state
        number = state.block.find(token)
        return state.recent.get(token) if number is None else number

    def add(self, token: str) -> int:
        """The number of a token, a new one where needed."""
        known = self.get(token)
        return self._new(token) if known is None else known

    def _new(self, token: str) -> int:
        with self._lock:
            known = self.get(token)  # another thread was faster
            if known is not None:
                return known
            if token.startswith(LITTLE):
                self._little_words.append(token)
                self._little[token] = -len(self._little_words)
                return -len(self._little_words)
            state = self._state
            state.recent_terms.append(token)  # first, so that no reader meets a number without its term
            state.recent[token] = number = len(state.block) + len(state.recent_terms) - 1
            return number

    def settle(self) -> None:
        """Move what was added since into the block."""
        with self._lock:
            # Copies: the few words left over from reading would keep all the memory around each of them.
            copies: list[str] = json.loads(json.dumps(self._little_words))
            self._little_words, self._little = copies, _numbered(copies)
            state = self._state
            if state.recent_terms:
                self._state = _State(Block.of(state.recent_terms, state.block))

    def block(self, count: int) -> Block:
        """The first terms, for an index that knows no more of them."""
        self.settle()
        return self._state.block.first(count)


def _numbered(little_words: list[str]) -> dict[str, int]:
    return {word: -i for i, word in enumerate(little_words, start=1)}


class Numbering(dict[str, int]):
    """Gives each new token the next number: the fast way while a corpus is read from nothing."""

    def __init__(self) -> None:
        super().__init__({SENTENCE_END: 0})
        self.terms, self.little_words = [SENTENCE_END], list[str]()

    def __missing__(self, token: str) -> int:
        if token.startswith(LITTLE):
            self.little_words.append(token)
            number = -len(self.little_words)
        else:
            number = len(self.terms)
            self.terms.append(token)
        self[token] = number
        return number

    def vocabulary(self) -> Vocabulary:
        """What was numbered."""
        return Vocabulary(Block.of(self.terms), self.little_words)
