"""Scores are rank_bm25's to nine digits, however the passages came in, and the best are the best."""

import math
import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from corpus.index import COMPILED, Okapi, idf, race
from corpus.terms import LITTLE, SENTENCE_END
from tests.corpus.plain import plain

WORDS = st.sampled_from([*"abcdefgh", "é", "\ud800", "long" * 9, "\x00", SENTENCE_END, f"{LITTLE}the", LITTLE])
PASSAGES = st.lists(WORDS, max_size=12)
CORPORA = st.lists(PASSAGES, max_size=30)
QUERIES = st.dictionaries(
    st.sampled_from([*"abcdefghxyz", "é", "\ud800", SENTENCE_END, f"{LITTLE}the"]), st.floats(0.01, 5), max_size=8
)
PARAMETERS = st.sampled_from([(1.5, 0.75), (1.2, 0.0), (0.9, 1.0), (2.0, 0.3)])
CHANGE = st.tuples(
    st.sets(st.integers(0, 12), max_size=4), st.lists(st.tuples(st.integers(0, 12), PASSAGES), max_size=5)
)


SOURCE = plain(race)
"""The race as Python runs it."""


class Formula(BM25Okapi):
    """What rank_bm25 itself computes, with the idf that stays positive."""

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        self.idf = {term: math.log(1 + (self.corpus_size - n + 0.5) / (n + 0.5)) for term, n in nd.items()}


def _is_term(token: str) -> bool:
    return token != SENTENCE_END and not token.startswith(LITTLE)


def _expected(corpus: list[list[str]], query: Mapping[str, float], k1: float = 1.5, b: float = 0.75) -> np.ndarray:
    corpus = [[*filter(_is_term, passage)] for passage in corpus]
    if not any(corpus):
        return np.zeros(len(corpus))
    formula = Formula(corpus, k1=k1, b=b)
    with np.errstate(invalid="ignore"):  # an empty passage at b = 1 is 0 / 0 there
        scores = (w * formula.get_scores([term]) for term, w in query.items() if _is_term(term))
        return np.nan_to_num(sum(scores, np.zeros(len(corpus))))


def _best(scores: np.ndarray, k: int) -> list[int]:
    return sorted((i for i in range(len(scores)) if scores[i] > 0), key=lambda i: (-scores[i], i))[:k]


def _found(index: Okapi, query: Iterable[str] | Mapping[str, float], k: int) -> tuple[list[int], list[float]]:
    positions, scores = index.search(query, k)
    return positions.tolist(), scores.tolist()


@settings(max_examples=200, deadline=None)
@given(CORPORA, QUERIES, PARAMETERS)
def test_scores_are_those_of_the_formula(
    corpus: list[list[str]], query: dict[str, float], parameters: tuple[float, float]
) -> None:
    """Of every passage; and a search finds the best of them, ties in order. Little words and marks count nothing."""
    index = Okapi(corpus, *parameters)
    expected, scores = _expected(corpus, query, *parameters), index.get_scores(query)
    np.testing.assert_allclose(scores, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(index.get_batch_scores(query, range(len(corpus))), expected, rtol=1e-9, atol=1e-12)
    for k in (1, 3, 50):
        order = _best(scores, k)
        assert (order, scores[order].tolist()) == _found(index, query, k)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CHANGE, st.booleans()), max_size=8), QUERIES, PARAMETERS)
def test_publishing_gives_what_building_anew_gives(
    changes: list[tuple[tuple[set[int], list[tuple[int, list[str]]]], bool]],
    query: dict[str, float],
    parameters: tuple[float, float],
) -> None:
    """To the last bit, after any changes, merged or not; and no earlier index is disturbed."""
    index, passages = Okapi.build([], *parameters), list[tuple[int, list[str]]]()
    history = [(index, passages)]
    for (removed, added), merge in changes:
        gone = np.flatnonzero(np.isin(index.keys, [*removed]))
        index = index.replace(gone, added)
        passages = [passage for passage in passages if passage[0] not in removed] + added
        index = index.merged() if merge else index
        history.append((index, passages))
    for each, expected in history:
        _assert_same(Okapi.build(expected, *parameters), each, expected, query)


def _assert_same(full: Okapi, index: Okapi, passages: list[tuple[int, list[str]]], query: dict[str, float]) -> None:
    assert (len(full), full.avgdl) == (len(index), index.avgdl)
    assert [_found(full, query, k) for k in (1, 3, 50)] == [_found(index, query, k) for k in (1, 3, 50)]
    assert full.get_scores(query).tolist() == index.get_scores(query).tolist()
    assert dict(full.terms()) == dict(index.terms())
    positions = range(len(index))
    assert [key for key, _ in passages] == index.keys.tolist() == [index.key(i) for i in positions]
    assert [tokens for _, tokens in passages] == [[index.vocabulary[n] for n in index.tokens(i)] for i in positions]
    assert [sum(map(_is_term, tokens)) for _, tokens in passages] == index.lengths(np.arange(len(index))).tolist()
    numbers, starts = index.tokens_of(np.array(positions[::-1], np.int64))
    joined = [numbers[low:high].tolist() for low, high in pairwise(starts)]
    assert [index.tokens(i).tolist() for i in positions[::-1]] == joined


@pytest.mark.parametrize("overflowing", [0, 1])
@pytest.mark.parametrize("count", [300, 4000])
def test_no_shortcut_loses_a_passage(count: int, overflowing: int) -> None:
    """Whatever path a question takes through a large index: the best are those with the highest of all scores."""
    generator = np.random.default_rng(count)
    passages = _zipfian(generator, count)
    if overflowing:
        passages[7] = (0, ["t3"] * 1000 + ["t9"])
        passages[count - 5] = (5, ["t3"] * 63 + ["t200"] * 62)
    head, tail = passages[: count // 2], passages[count // 2 :]
    half = Okapi.build(head)
    half = half.replace(np.flatnonzero(np.isin(half.keys, [3, 4])), tail)
    rest = Okapi.build([passage for passage in head if passage[0] not in {3, 4}] + tail)
    for _ in range(60):
        query = {f"t{j}": float(w) for j, w in zip(generator.choice(420, 9), generator.random(9) + 0.01, strict=True)}
        scores = half.get_scores(query)
        for k in (1, 10, 50):
            order = _best(scores, k)
            assert (order, scores[order].tolist()) == _found(half, query, k) == _found(rest, query, k)


@settings(max_examples=100, deadline=None)
@given(CORPORA, QUERIES, PARAMETERS, st.integers(1, 8))
def test_it_runs_uncompiled_too(
    corpus: list[list[str]], query: dict[str, float], parameters: tuple[float, float], k: int
) -> None:
    """Where there is no C compiler, the same passages come with the same scores, to the last bit."""
    index = Okapi(corpus + [["a"] * 70] * (len(corpus) // 2), *parameters)
    slots, scores = np.zeros(k, np.int64), np.zeros(k)
    best = SOURCE.Race(slots.data, scores.data, *index._denominator)
    all_slots, all_scores = np.arange(len(index)), np.zeros(len(index))
    every = SOURCE.Race(all_slots.data, all_scores.data, *index._denominator)
    for postings, terms, growth in _uncompiled(index, query):
        best.run(postings, terms, growth)
        every.score(postings, terms)
    assert _found(index, query, k) == (slots[: best.held].tolist(), scores[: best.held].tolist())
    assert index.get_scores(query).tolist() == all_scores.tolist()


def _uncompiled(index: Okapi, query: Mapping[str, float]) -> Iterator[tuple[Any, Any, float]]:
    known = [(index.known(term), weight) for term, weight in query.items()]
    terms = sorted((term.weighted(weight) for term, weight in known if term), key=lambda term: -term.factor)
    for i, (segment, _, growth) in enumerate(index._searched):
        parts = segment.postings, segment.tops, segment.overflow, segment.overflow_tf, index._lengths
        lows, highs = ([term.ranges[i][end] for term in terms] for end in (0, 1))
        asked = SOURCE.Terms([term.factor for term in terms], [t.bound for t in terms], lows, highs)
        yield SOURCE.Postings(*(part.data for part in parts)), asked, growth


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")
def test_it_is_compiled_here() -> None:
    """Where there is one, nobody is answered at the speed of loops in Python."""
    assert COMPILED


def _zipfian(generator: np.random.Generator, count: int) -> list[tuple[int, list[str]]]:
    shares = 1 / np.arange(1, 400) ** 1.1
    shares /= shares.sum()
    sizes = generator.integers(0, 80, count)
    return [(i // 20, [f"t{j}" for j in generator.choice(399, n, p=shares)]) for i, n in enumerate(sizes)]


def test_what_makes_no_sense_is_passed_over() -> None:
    """Weights that are no numbers, words that nobody wrote, thousands of them: the rest of the question counts."""
    index = Okapi([["a", "b"]] * 100 + [[]] + [["c"]])
    assert [] == _found(index, {"a": math.nan, "b": -1, "c": math.inf}, 50)[0]
    assert list(range(50)) == _found(index, ["a"] * 4096, 50)[0]
    assert [101] == _found(index, [f"z{i}" for i in range(5000)] + ["c"], 50)[0]
    assert [] == _found(index, {}, 5)[0] == _found(index, ["a"], 0)[0] == _found(Okapi(), ["a"], 5)[0]
    assert [101] == index.get_top_n(["c"], list(range(102)), 1)
    with pytest.raises(IndexError):
        index.tokens(102)


def test_idf_is_lucene_s() -> None:
    """The idf is ln(1 + (N - n + 0.5) / (n + 0.5))."""
    assert pytest.approx(math.log(1 + (22 - 11 + 0.5) / 11.5), abs=1e-12) == idf(22, 11)
