"""Okapi: rank_bm25's BM25 over postings; the only importer of rank_bm25."""

from __future__ import annotations

import math
import operator
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
from rank_bm25 import BM25Okapi

from corpus.courtesy import give_way
from corpus.index.arrays import NOTHING, Array, Floats, Ints, added, ranges
from corpus.index.codes import Numbers
from corpus.index.forward import Forward, Reader
from corpus.index.race import Race, Terms
from corpus.index.segment import Segment
from corpus.index.vocabulary import Numbering, Vocabulary

K1, B = 1.5, 0.75
"""rank_bm25's own."""
_RECENT = 16_384
"""Passages in the recent segment, or removed ones in the base, beyond which a merge pays."""
_REMEMBERED = 8_192
_TINY = 1e-200

T = TypeVar("T")
Reading: TypeAlias = Callable[[Callable[[str], int]], Reader[T]]
"""Given what numbers a token: what makes numbers of passages."""


class Known(NamedTuple):
    """A term that passages have, at weight 1; the largest factor is the most telling."""

    number: int
    idf: float
    factor: float
    """idf * (k1 + 1)."""
    bound: float
    """No passage gets more from it."""
    ranges: tuple[tuple[int, int], ...]
    """Where its postings lie, by segment."""

    def weighted(self, weight: float) -> Known:
        """The same term, counting for more or less."""
        return Known(self.number, self.idf, self.factor * weight, self.bound * weight, self.ranges)


_FACTOR = operator.attrgetter("factor")


class _Tokens:
    """Passages that are tokens already."""

    def __init__(self, number: Callable[[str], int]) -> None:
        self._number = number

    def words(self, passage: Iterable[str]) -> Iterable[int]:
        """Each token is a word."""
        return map(self._number, passage)

    def tokens(self, words: Numbers) -> tuple[Numbers, Ints]:
        """And each word a token."""
        return words, np.arange(len(words) + 1)


def idf(passages: int, containing: int) -> float:
    """The information of a term in nats, positive for every count.

    Lucene's ln(1 + (N - n + 0.5) / (n + 0.5)): rank_bm25's own is 0 at n = N/2 and negative above.
    """
    return math.log1p((passages - containing + 0.5) / (containing + 0.5))


class Okapi(BM25Okapi):  # type: ignore[misc]  # rank_bm25 has no types
    """BM25Okapi that never changes once made; `replace` makes the next one, sharing the large arrays.

    Passages lie in two segments: the base, and those that came since. A *slot* is where a passage lies, a *position* is
    its number among those alive; only positions leave this class. A removed passage keeps its slot until `merged`; its
    length is infinite there, which makes every contribution exactly zero.
    """

    def __init__(self, corpus: Iterable[Sequence[str]] = (), k1: float = K1, b: float = B) -> None:
        """As rank_bm25 has it; the key of each passage is its number."""
        super().__init__(corpus, k1=k1, b=b)

    @classmethod
    def build(
        cls, passages: Iterable[tuple[int, T]], k1: float = K1, b: float = B, *, reading: Reading[T] | None = None
    ) -> Okapi:
        """Index passages given as (key, tokens), or (key, what `reading` makes tokens of). Passages may share a key."""
        index = cls((), k1, b)
        given: Reading[Any] = reading or _Tokens
        index._read(passages, given)
        return index

    @classmethod
    def of_parts(cls, base: Segment, vocabulary: Vocabulary, k1: float, b: float) -> Okapi:
        """Of a base segment that was kept."""
        index = cls((), k1, b)
        index._adopt((base,), vocabulary, base.forward.lengths(), NOTHING, base.frequencies())
        return index

    # What rank_bm25 leaves to its children.

    def _initialize(self, corpus: Iterable[Sequence[str]]) -> None:
        """Postings, in place of a dict a passage."""
        self._read(enumerate(corpus), _Tokens)

    def _calc_idf(self, nd: None) -> None:
        """Computed when a term is asked for."""

    def get_scores(self, query: Iterable[str] | Mapping[str, float]) -> Floats:
        """The score of every passage, by position."""
        return self._scores(query, self._alive(np.arange(self.corpus_size)))

    def get_batch_scores(
        self, query: Iterable[str] | Mapping[str, float], doc_ids: Sequence[int] | Ints
    ) -> list[float]:
        """The scores of the passages at these positions."""
        slots = self._slots(np.array(doc_ids, np.int64).reshape(-1))
        return self._scores(query, slots).tolist()  # type: ignore[no-any-return]

    # Asking.

    def _scores(self, query: Iterable[str] | Mapping[str, float], slots: Ints) -> Floats:
        scores = np.zeros(len(slots))
        race = Race(slots.data, scores.data, *self._denominator)
        for (_, postings, _), terms in zip(self._searched, self._terms(query), strict=True):
            race.score(postings, terms)
        return scores

    def search(self, query: Iterable[str] | Mapping[str, float], limit: int) -> tuple[Ints, Floats]:
        """Positions and scores of the best passages that share a term with the query, best first, ties by position.

        A mapping gives each term's weight; weights that are not positive and finite are passed over.
        """
        room = max(0, min(limit, self.corpus_size))
        slots, scores = np.zeros(room, np.int64), np.zeros(room)
        race = Race(slots.data, scores.data, *self._denominator)
        if room:
            for (_, postings, growth), terms in zip(self._searched, self._terms(query), strict=True):
                race.run(postings, terms, growth)
        slots, scores = slots[: race.held], scores[: race.held]
        return slots - np.searchsorted(self._dead, slots) if len(self._dead) else slots, scores

    def _terms(self, query: Iterable[str] | Mapping[str, float]) -> list[Terms]:
        """What is asked of each segment."""
        # A term that stands twice in a query weighs 2, as rank_bm25 has it.
        weights = query if isinstance(query, Mapping) else Counter(query)
        asked = []
        for term, weight in weights.items():
            known = self.known(term) if 0 < weight < math.inf else None
            if known is not None:
                asked.append(known if weight == 1 else known.weighted(weight))
        asked.sort(key=_FACTOR, reverse=True)
        factors, bounds = array("d", [term.factor for term in asked]), array("d", [term.bound for term in asked])
        return [
            Terms(
                factors,
                bounds,
                array("q", [term.ranges[i][0] for term in asked]),
                array("q", [term.ranges[i][1] for term in asked]),
            )
            for i in range(len(self._searched))
        ]

    def known(self, term: str) -> Known | None:
        """What is here of a term. The terms asked last are remembered: those of questions repeat."""
        known = self._known.get(term)
        if known is None and (known := self._found(term)) is not None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[term] = known
        return known

    def _found(self, term: str) -> Known | None:
        number = self.vocabulary.get(term)
        if number is None or not 0 < number < len(self.df):
            return None
        df = self.df.item(number)
        if not df:
            return None
        information, bound, ranges = idf(self.corpus_size, df), 0.0, []
        factor = information * (self.k1 + 1)
        for segment, _, growth in self._searched:
            low, high = found = segment.range_of(number)
            ranges.append(found)
            if low < high:
                bound = max(bound, segment.bounds.item(number) * growth)
        return Known(number, information, factor, factor * min(bound, 1.0), tuple(ranges))

    # Terms.

    def document_frequency(self, term: str) -> int:
        """In how many passages the term stands."""
        number = self.vocabulary.get(term)
        return self.df.item(number) if number is not None and 0 < number < len(self.df) else 0

    def terms(self) -> Iterator[tuple[str, int]]:
        """Every term with its document frequency."""
        return ((term, df) for term, df in zip(self.vocabulary, self.df.tolist(), strict=False) if df)

    # Passages.

    def __len__(self) -> int:
        return int(self.corpus_size)

    @property
    def keys(self) -> Array:
        """The passages' keys, by position."""
        return np.delete(np.concatenate([segment.forward.keys() for segment in self._segments]), self._dead)

    def key(self, position: int) -> int:
        """The key of one passage."""
        segment, i = self._place(position)
        return segment.forward.key(i)

    def tokens(self, position: int) -> Numbers:
        """The tokens of one passage, as numbers."""
        segment, i = self._place(position)
        return segment.forward.passage(i)

    def tokens_of(self, positions: Ints) -> tuple[Numbers, Ints]:
        """The tokens of several passages after one another, and where those of each begin."""
        slots = self._slots(positions)
        base, recent = self._segments
        is_recent = slots >= recent.first
        if not is_recent.any():
            return base.forward.passages(slots)
        old, old_starts = base.forward.passages(slots[~is_recent])
        new, new_starts = recent.forward.passages(slots[is_recent] - recent.first)
        starts, sizes = np.empty(len(slots), np.int64), np.empty(len(slots), np.int64)
        starts[~is_recent], sizes[~is_recent] = old_starts[:-1], np.diff(old_starts)
        starts[is_recent], sizes[is_recent] = new_starts[:-1] + len(old), np.diff(new_starts)
        picked, cuts = ranges(starts, sizes)
        return np.concatenate([old, new])[picked], cuts

    def lengths(self, positions: Ints) -> Array:
        """How many terms these passages have."""
        return self._lengths[self._slots(positions)]

    def _place(self, position: int) -> tuple[Segment, int]:
        slot = self._slot(position)
        base, recent = self._segments
        segment = recent if slot >= recent.first else base
        return segment, slot - segment.first

    def _slot(self, position: int) -> int:
        """As `_slots`, which takes ten times as long for a single one."""
        if len(self._dead) or not 0 <= position < self.corpus_size:
            return int(self._slots(np.array([position]))[0])
        return position

    def _slots(self, positions: Ints) -> Ints:
        """Raises IndexError for a position that does not exist."""
        # Seen as unsigned, what is below 0 is above all else.
        if len(positions) and positions.view(np.uint64).max() >= self.corpus_size:
            raise IndexError("no passage at this position")
        return self._alive(positions)

    def _alive(self, positions: Ints) -> Ints:
        """As `_slots`, of positions that exist."""
        if not len(self._dead):
            return positions
        return positions + np.searchsorted(self._dead - np.arange(len(self._dead)), positions, "right")

    # Publishing.

    def replace(self, removed: Ints, passages: Iterable[tuple[int, T]], *, reading: Reading[T] | None = None) -> Okapi:
        """The index without the passages at these positions and with new ones at the end, as if built so from nothing.

        Costs time by the size of the recent segment, not of the base. This index stays as it is.
        """
        base, recent = self._segments
        gone = np.unique(self._slots(removed))
        of_base, of_recent = gone[gone < recent.first], gone[gone >= recent.first] - recent.first
        given: Reading[Any] = reading or _Tokens
        new = Forward.read(passages, given(self.vocabulary.add))
        give_way()
        forward = Forward.joined([recent.forward.without(of_recent), new])
        lengths = np.concatenate([self._lengths[: recent.first], forward.lengths()])
        lengths[of_base] = math.inf
        dead = np.sort(np.concatenate([self._dead, of_base]), kind="stable")
        give_way()
        segment = Segment.of(recent.first, forward, len(self.vocabulary))
        give_way()
        df = added(self._df_of_base(of_base), segment.frequencies())
        return self._successor((base, segment), lengths, dead, df)

    def _df_of_base(self, gone: Ints) -> Array:
        """Document frequencies of the base segment without these passages."""
        base, recent = self._segments
        df, of_recent = self.df.copy(), recent.frequencies()
        df[: len(of_recent)] -= of_recent
        for slot in gone.tolist():
            numbers = np.unique(base.forward.passage(slot))
            df[numbers[numbers > 0]] -= 1
        return df

    @property
    def merge_pays(self) -> bool:
        """Whether `merged` would make publishing and asking cheaper; it costs seconds a million passages."""
        base, recent = self._segments
        return len(recent.forward) > _RECENT or len(self._dead) > max(_RECENT, len(base.forward) // 4)

    @property
    def unmerged(self) -> int:
        """How many passages of the base were removed, and how many are recent."""
        return len(self._dead) + len(self._segments[1].forward)

    def merged(self) -> Okapi:
        """The same index in one segment without removed passages. May run in another thread beside questions."""
        if not self.unmerged:
            return self
        base, recent = self._segments
        forward = Forward.joined([base.forward.without(self._dead), recent.forward])
        self.vocabulary.settle()
        segment = Segment.of(0, forward, len(self.df))
        lengths = self._lengths[np.isfinite(self._lengths)]
        return self._successor((segment,), lengths, NOTHING, segment.frequencies())

    @property
    def base(self) -> Segment:
        """All that a merged index consists of, besides its vocabulary."""
        return self._segments[0]

    def _successor(self, segments: tuple[Segment, ...], lengths: Array, dead: Ints, df: Array) -> Okapi:
        index = type(self)((), self.k1, self.b)
        index._adopt(segments, self.vocabulary, lengths, dead, df)  # noqa: SLF001  (its own class's)
        return index

    def _read(self, passages: Iterable[tuple[int, T]], reading: Reading[T]) -> None:
        numbering = Numbering()
        forward = Forward.read(passages, reading(numbering.__getitem__))
        base = Segment.of(0, forward, len(numbering.terms))
        self._adopt((base,), numbering.vocabulary(), forward.lengths(), NOTHING, base.frequencies())

    def _adopt(
        self, segments: tuple[Segment, ...], vocabulary: Vocabulary, lengths: Array, dead: Ints, df: Array
    ) -> None:
        """Take these parts as the index's own; the figures that depend on all passages are drawn from them here."""
        self.vocabulary, self.df, self._lengths, self._dead = vocabulary, df, lengths, dead
        self.corpus_size = len(lengths) - len(dead)
        terms = float(lengths[np.isfinite(lengths)].sum(dtype=np.float64))
        self.avgdl = terms / self.corpus_size if self.corpus_size else 0.0
        slope = self.k1 * self.b / self.avgdl if self.avgdl else 0.0
        # Not 0: a slope of 0 (b = 0) would make NaN of an infinite length, a base of 0 (b = 1) of an empty passage.
        self._denominator = max(slope, _TINY), max(self.k1 * (1 - self.b), _TINY)
        if len(segments) == 1:
            segments += (Segment.of(len(lengths), Forward.read((), _Tokens(vocabulary.add)), 1),)
        self._segments = tuple(
            each if len(each.bounds) else each.bounded(lengths, *self._denominator, self.avgdl) for each in segments
        )
        self._known: dict[str, Known] = {}
        self._searched = [
            (each, each.raced(lengths), each.growth(self.avgdl)) for each in self._segments if len(each.postings)
        ]
