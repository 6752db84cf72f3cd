"""The right passage comes first, for reasons that can be said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import asked, candidates
from corpus.evaluation import documents
from corpus.index import Index
from corpus.queries import Query, widen
from corpus.ranking import SIGNALS, Ranking, rank

HARBOUR = (
    "The old bridge was closed in March. Engineers found rust in the cables.",
    "The new ferry costs two coins. It leaves from the east quay at seven.",
    "The mayor opened the fish market. Fishermen sell herring and mackerel there.",
    "A storm damaged the lighthouse. Its keeper rebuilt the lamp within a week.",
)


def _ask(text: str, passages: tuple[str, ...] = HARBOUR, language: str = "en") -> Ranking:
    index = Index.build(documents(passages, language))
    return rank(widen(Query(text=text), index), index)


def _first(found: Ranking) -> int:
    return int(found.found.positions[found.order[0]])


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("When was the bridge closed?", 0),
        ("what does the ferry cost", 1),
        ("herring", 2),
        ("Who rebuilt the lamp?", 3),
        ("who rebiult the lighthuose lamp", 3),
    ],
)
def test_the_passage_that_answers_comes_first(question: str, passage: int) -> None:
    """Direct questions, single words and slips find their passage."""
    assert passage == _first(_ask(question))


def test_a_phrase_beats_its_words_apart() -> None:
    """Of two passages with the same words, the one with the phrase of the question comes first."""
    apart = "A market for fish opened: the mayor of the old town sold it to the new owners in March."
    phrase = "The fish market opened in the old town of the mayor, and in March owners sold it new."
    assert 1 == _first(_ask("Where is the fish market?", (apart, phrase)))


def test_the_form_asked_for_beats_another() -> None:
    """Of two passages that differ by the form of a word only, the one with the form of the question comes first."""
    assert 1 == _first(_ask("the winning ticket", ("A ticket wins today.", "A winning ticket today.")))


def test_every_signal_is_a_number_for_every_candidate() -> None:
    """No signal is missing, negative or infinite."""
    found = _ask("When did the storm damage the old lighthouse?")
    assert list(SIGNALS) == list(found.signals)
    for values in found.signals.values():
        assert len(found.found.positions) == len(values) and np.isfinite(values).all() and (values >= 0).all()


def test_the_order_is_always_the_same() -> None:
    """The same question to the same collection gives the same scores, ties in the order of the articles."""
    passages = ("Rain falls.",) * 100
    found = _ask("rain", passages)
    assert list(range(candidates.CANDIDATES)) == found.found.positions[found.order].tolist()
    assert found.scores.tolist() == _ask("rain", passages).scores.tolist()


@pytest.mark.parametrize("passages", [(), ("",), ("…",), ("the of and",)])
def test_nothing_is_found_where_nothing_is(passages: tuple[str, ...]) -> None:
    """An empty collection, and passages without words, give no candidates."""
    assert 0 == len(_ask("When was the bridge closed?", passages).order)


def test_a_collection_of_one_word_passages_is_searched() -> None:
    """One word is a passage like any other."""
    assert 1 == _first(_ask("ferry", ("bridge", "ferry", "market")))


def test_a_long_question_is_read_by_its_rarest_words() -> None:
    """However long a question, it has a bounded number of words."""
    words = " ".join(f"word{number}" for number in range(500))
    assert asked.MOST_WORDS >= len(_ask(f"{words} herring").question.content)


@settings(deadline=None)  # the first question in a language reads its word list
@given(st.text(max_size=300), st.sampled_from(["en", "de", "zh", "th"]))
def test_no_question_breaks_it(question: str, language: str) -> None:
    """Any text of any planes is ranked without an exception."""
    found = _ask(question, HARBOUR, language)
    assert len(found.order) <= len(HARBOUR)


@settings(deadline=None)  # the first question in a language reads its word list
@given(st.lists(st.text(min_size=1, max_size=80), max_size=5), st.text(max_size=60))
def test_no_passage_breaks_it(passages: list[str], question: str) -> None:
    """Passages of any text are ranked without an exception, each at most once."""
    found = _ask(question, tuple(passages))
    assert len(found.order) == len(set(found.found.positions[found.order].tolist()))
