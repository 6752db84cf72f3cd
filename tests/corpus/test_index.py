"""The index ranks by BM25, and never trips over a small collection."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.index import Index, Key, Okapi, idf

WORDS = st.lists(st.sampled_from(["army", "border", "crimea", "drone", "elect"]), max_size=8)


def _index(*documents: str) -> Index:
    keys = tuple(Key("a", 1, number) for number in range(1, len(documents) + 1))
    return Index(keys, [document.split() for document in documents], frozenset({"en"}))


@pytest.mark.parametrize("holding", range(1, 5))
def test_a_word_counts_however_many_passages_hold_it(holding: int) -> None:
    """A word in half, or in all, of the passages still finds them: rank_bm25 alone gives it nothing."""
    index = _index(*["trump talks"] * holding, *["rain"] * (4 - holding))
    assert list(range(holding)) == [position for position, _ in index.search({"trump": 1.0}, 10)]


def test_a_passage_without_any_asked_word_is_never_found() -> None:
    """A score comes from a shared word, from nothing else."""
    assert [] == _index("trump talks", "putin").search({"zelensky": 1.0}, 10)


@pytest.mark.parametrize("documents", [[], [""], ["", ""]])
def test_an_empty_collection_finds_nothing(documents: list[str]) -> None:
    """No passage, or none with a word: an empty list, not a division by zero."""
    assert [] == _index(*documents).search({"trump": 1.0}, 10)


def test_equal_passages_come_in_the_order_of_the_text() -> None:
    """A hundred identical passages tie, and ties keep their order."""
    assert list(range(10)) == [position for position, _ in _index(*["same words"] * 100).search({"same": 1.0}, 10)]


@given(st.lists(WORDS, min_size=1, max_size=8).filter(any), WORDS)
def test_the_scores_are_rank_bm25_s(documents: list[list[str]], asked: list[str]) -> None:
    """Each score is what rank_bm25's formula gives with the positive idf, to nine digits."""
    index = Index(tuple(Key("a", 1, i) for i, _ in enumerate(documents, 1)), documents, frozenset({"en"}))
    reference = Okapi(documents).get_scores(asked)
    weights = {term: float(asked.count(term)) for term in asked}
    found = dict(index.search(weights, len(documents)))
    assert [pytest.approx(score, abs=1e-9) for score in reference] == [found.get(i, 0.0) for i in range(len(documents))]


def test_idf_is_lucene_s() -> None:
    """The idf is ln(1 + (N - n + 0.5) / (n + 0.5))."""
    assert math.log(1 + (22 - 11 + 0.5) / 11.5) == idf(22, 11)
