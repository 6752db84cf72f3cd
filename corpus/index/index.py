"""Index: passages by their keys; what the rest of the corpus asks, publishes into and keeps."""

from __future__ import annotations

import datetime as dt
import gc
import json
import sys
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from corpus.articles import Span
from corpus.index.arrays import Array, Floats, Ints, ranges, require
from corpus.index.codes import Numbers
from corpus.index.files import read_arrays, write_arrays
from corpus.index.forward import Forward
from corpus.index.okapi import Okapi, idf
from corpus.index.segment import Segment
from corpus.index.sources import Growing, Key, Sources
from corpus.index.vocabulary import Block, Vocabulary
from corpus.passages import Passage
from corpus.terms import LITTLE, SENTENCE_END, bare, by_sentence, forget, tokens_of

_REMEMBERED = 1 << 16
"""After so many words, what was read is forgotten."""
_END = 0
"""The word that ends a sentence."""
_MANY = 2_000
"""Passages from which it is worth looking for what is left over from reading them."""
_SEGMENT = ("offsets", "postings", "overflow", "overflow_tf", "tops", "bounds")
_FORWARD = ("firsts", "first_keys", "starts", "content")
_BLOCK = ("blob", "ends", "hashes", "order", "buckets")
_DAMAGED = (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError, MemoryError)


class Index:
    """Passages and their tokens; immutable. Safe to ask from several threads."""

    def __init__(self, okapi: Okapi, sources: Sources) -> None:
        self._okapi = okapi
        self._sources = sources

    @classmethod
    def build(cls, documents: Iterable[tuple[Key, Passage]]) -> Self:
        """Index the passages, each in the language of its revision."""
        sources = Growing({})
        okapi = Okapi.build(_packed(documents, sources), reading=_Reading)
        # Made anew after all else was let go: what is left over from reading would keep all the memory around it.
        kept = sources.done().array()
        del sources
        forget()
        if len(okapi) > _MANY:
            _let_go()
        okapi.vocabulary.settle()
        return cls(okapi, Sources.of_array(kept, okapi.keys))

    def replace(self, removed: Collection[tuple[str, int]], added: Iterable[tuple[Key, Passage]]) -> Self:
        """The index without these revisions and with other passages at the end: what `build` would make of all that.

        Takes milliseconds, and leaves this index as it is.
        """
        positions = self._sources.positions(self._okapi.keys, removed)
        sources = self._sources.without(removed)
        okapi = self._okapi.replace(positions, _packed(added, sources), reading=_Reading)
        return type(self)(okapi, sources.done())

    @property
    def unmerged(self) -> int:
        """How many passages were removed or added since it was laid out."""
        return self._okapi.unmerged

    @property
    def merge_pays(self) -> bool:
        """Whether `merged` would make publishing and asking cheaper."""
        return self._okapi.merge_pays

    def merged(self) -> Self:
        """The same index, laid out as if it were new. Takes seconds a million passages; questions may go on."""
        return type(self)(self._okapi.merged(), self._sources)

    # Passages, by position.

    def __len__(self) -> int:
        return len(self._okapi)

    @property
    def languages(self) -> frozenset[str]:
        """Those of its passages."""
        return self._sources.languages

    @property
    def published(self) -> dict[tuple[str, int], dt.datetime]:
        """The revisions (article, number) in the order of their passages, and when each was published."""
        return self._sources.published

    def key(self, position: int) -> Key:
        """Which passage it is."""
        return self._sources.key(self._okapi.key(position))

    def search(self, weights: Mapping[str, float], limit: int) -> tuple[Ints, Floats]:
        """Positions and scores of the best passages that hold a term; best first, ties by position."""
        return self._okapi.search(weights, limit)

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """The score of every passage, by position."""
        return self._okapi.get_scores(weights)

    def tokens(self, position: int) -> Numbers:
        """A passage's tokens in order: 0 the end of a sentence, n > 0 a term, n < 0 a little word."""
        return self._okapi.tokens(position)

    def tokens_of(self, positions: Ints) -> tuple[Numbers, Ints]:
        """The tokens of several passages after one another, and where those of each begin (and the last ends)."""
        return self._okapi.tokens_of(positions)

    def length(self, positions: Ints) -> Array:
        """How many terms each of these passages has, little words not counted."""
        return self._okapi.lengths(positions)

    @property
    def mean_length(self) -> float:
        """Terms a passage."""
        return float(self._okapi.avgdl)

    # Terms, by number.

    def __contains__(self, term: str) -> bool:
        return self._okapi.known(term) is not None

    def number(self, token: str) -> int | None:
        """What stands for it in `tokens`; a little word (" the") has one too. None where no passage has it."""
        if token[:1] == LITTLE:
            return self.vocabulary.get(token)
        known = self._okapi.known(token)
        return known.number if known else None

    def term_of(self, number: int) -> str:
        """The term, or little word, with that number."""
        return self.vocabulary[number]

    def terms(self) -> Iterator[tuple[str, int]]:
        """Every term, in the order of their numbers, with how many passages have it."""
        return self._okapi.terms()

    def frequency(self, term: str) -> int:
        """How many passages have the term."""
        return self._okapi.document_frequency(term)

    def idf(self, term: str) -> float:
        """The information of a term here, in nats; highest for one that no passage holds."""
        known = self._okapi.known(term)
        return known.idf if known else idf(len(self), 0)

    def idf_of(self, numbers: Array) -> Floats:
        """The information of each of these terms; 0 where the number is no term's."""
        known = (numbers > 0) & (numbers < len(self._okapi.df))
        df = self._okapi.df.take(np.where(known, numbers, 0)).astype(np.float64)
        return np.where(known, np.log1p((len(self) - df + 0.5) / (df + 0.5)), 0.0)

    @property
    def vocabulary(self) -> Vocabulary:
        """Every token by number; the same object in all successors, and it only grows.

        It may know terms that no passage of this index has: those of removed passages and of other successors.
        """
        return self._okapi.vocabulary

    @property
    def vocabulary_size(self) -> int:
        """An array of this size can be indexed with every number in `tokens`; little words count from its end."""
        return len(self._okapi.df) + self.vocabulary.little

    # The file.

    def save(self, path: Path, fingerprint: str) -> None:
        """Write a file that `load` accepts under the same fingerprint; whole or not at all."""
        okapi = self._okapi.merged()
        base, vocabulary = okapi.base, okapi.vocabulary
        parts = ((base, _SEGMENT), (base.forward, _FORWARD), (vocabulary.block(len(okapi.df)), _BLOCK))
        arrays = {name: getattr(part, name) for part, names in parts for name in names}
        arrays["sources"] = self._sources.array()
        arrays["little_words"] = np.frombuffer(json.dumps(vocabulary.little_words).encode(), np.uint8)
        head = {"fingerprint": fingerprint, "byteorder": sys.byteorder, "mean_length": base.mean_length}
        write_arrays(path, head | {"k1": okapi.k1, "b": okapi.b}, arrays)

    @classmethod
    def load(cls, path: Path, fingerprint: str) -> Self | None:
        """The index saved under this fingerprint; None where the file is missing, of another making, or damaged."""
        try:
            head, arrays = read_arrays(path)
            if (head["fingerprint"], head["byteorder"]) != (fingerprint, sys.byteorder):
                return None
            return cls._of_arrays(head, arrays)
        except (*_DAMAGED, RecursionError):
            return None

    @classmethod
    def _of_arrays(cls, head: dict[str, Any], arrays: dict[str, Array]) -> Self:
        """Raises ValueError unless the arrays fit together, so that no question can leave their bounds."""
        block = Block(*(arrays[name] for name in _BLOCK))
        block.check()
        little_words = json.loads(arrays["little_words"].tobytes())
        require(isinstance(little_words, list), all(isinstance(word, str) for word in little_words))
        forward = Forward(*(arrays[name] for name in _FORWARD))
        parts: dict[str, Any] = {name: arrays[name] for name in _SEGMENT}
        base = Segment(0, forward, mean_length=float(head["mean_length"]), **parts)
        base.check(len(block), len(little_words))
        okapi = Okapi.of_parts(base, Vocabulary(block, little_words), float(head["k1"]), float(head["b"]))
        return cls(okapi, Sources.of_array(arrays["sources"], forward.keys()))


def _let_go() -> None:
    """Give back the memory of words read, which little that is scattered among them would keep.

    That is tuples to be used again, and names in CPython's cache of methods: `finditer` looks up "search" by a new
    string each time.
    """
    getattr(sys, "_clear_internal_caches", getattr(sys, "_clear_type_cache", gc.collect))()
    gc.collect()


def _packed(documents: Iterable[tuple[Key, Passage]], sources: Growing) -> Iterator[tuple[int, Passage]]:
    return ((sources.packed(key, passage), passage) for key, passage in documents)


class _Reading:
    """Makes tokens of passages; what stood between two spaces before is remembered, which makes it fast."""

    def __init__(self, number: Callable[[str], int]) -> None:
        self._number = number
        self._forget()

    def _forget(self) -> None:
        self._tokens, self._ends = array("i", [self._number(SENTENCE_END)]), array("q", [0, 1])
        self._known: dict[str, _Known] = {}

    def words(self, passage: Passage) -> list[int]:
        """The numbers of the words of a passage, with sentence ends."""
        language, heading = passage.revision.language, passage.opens
        found = self._read(passage.text, passage.sentences, language)
        # A heading is found with the passage that it opens, as one sentence more; it is never quoted. So is a lesson.
        found += self._read(heading, (), language) if heading else []
        for text, spoken in passage.taught:
            found += self._read(text, (), spoken)
        return found

    def tokens(self, words: Numbers) -> tuple[Numbers, Ints]:
        """What the words read since stand for; they may be forgotten then."""
        ends = np.array(self._ends)
        picked, cuts = ranges(ends[words], np.diff(ends)[words])
        tokens = np.array(self._tokens)[picked]
        if len(ends) > _REMEMBERED:
            self._forget()
        return tokens, cuts

    def _read(self, text: str, sentences: Sequence[Span], language: str) -> list[int]:
        found: list[int] = []
        if language not in self._known:
            self._known[language] = _Known(language, self._number, self._tokens, self._ends)
        word = self._known[language].__getitem__
        for spaced in by_sentence(text, sentences, language):
            found += map(word, spaced)
            found.append(_END)
        return found


class _Known(dict[str, int]):
    """The numbers of words of a language, by what stands between two spaces."""

    def __init__(self, language: str, number: Callable[[str], int], tokens: array[int], ends: array[int]) -> None:
        super().__init__()
        self._language, self._number, self._tokens, self._ends = language, number, tokens, ends

    def __missing__(self, surface: str) -> int:
        if (word_alone := bare(surface)) != surface:
            word = self[word_alone]
        else:
            self._tokens.extend(map(self._number, tokens_of.__wrapped__(surface, self._language)))
            word = len(self._ends) - 1
            self._ends.append(len(self._tokens))
        self[surface] = word
        return word
