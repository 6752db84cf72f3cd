"""An answer is verbatim, cited, and says how sure it is."""

import sys
import time
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.answers import Answer, Citation, Match, Verdict, answer, verdict_on
from corpus.boldness import Boldness
from corpus.confidence import Confidence
from corpus.evaluation import documents
from corpus.highlights import LIKELY, likeliest
from corpus.index import Index, Key
from corpus.passages import Passage
from corpus.queries import Query

HARBOUR = (
    "The old bridge was closed in March. Engineers found rust in the cables. Traffic was sent over the dam.",
    "The new ferry costs two coins. It leaves from the east quay at seven. Children travel free of charge.",
    "The mayor opened the fish market. Fishermen sell herring and mackerel there. It closes at noon.",
    "A storm damaged the lighthouse. Its keeper rebuilt the lamp within a week. Sailors gave him a medal.",
)


def _ask(text: str, passages: tuple[str, ...] = HARBOUR, boldness: Boldness = Boldness.BALANCED) -> Answer:
    given = dict(documents(passages, "en"))
    return answer(Query(text=text), Index.build(given.items()), given.__getitem__, boldness=boldness)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When was the old bridge closed?", "The old bridge was closed in March."),
        ("What do the fishermen sell?", "Fishermen sell herring and mackerel there."),
        ("When did the keeper rebuild the lamp?", "Its keeper rebuilt the lamp within a week."),
    ],
)
def test_the_sentence_that_answers_is_highlighted(question: str, sentence: str) -> None:
    """The first citation highlights, word for word, the sentence with the answer."""
    found = _ask(question)
    assert Verdict.ANSWER == found.verdict and sentence in found.citations[0].sentence


@pytest.mark.parametrize(
    "question",
    ["What did Erdogan say?", "best pizza recipe", "", "🎉", "\0", "the of and", "who won the champions league?"],
)
def test_what_no_passage_speaks_of_is_not_answered(question: str) -> None:
    """Silence is given where nothing answers, with no citation."""
    found = _ask(question)
    assert Verdict.NONE == found.verdict and () == found.citations


@pytest.mark.parametrize("text", ["hi there", "ok cool", "good bot", "👍"])
def test_small_talk_gets_no_passage(text: str) -> None:
    """Nobody asked anything: nothing is cited, and no word is said to be missing."""
    found = _ask(text)
    assert (Verdict.NONE, (), ()) == (found.verdict, found.citations, found.missing)


def test_words_that_the_collection_lacks_are_named() -> None:
    """As typed, in the order asked; a repaired slip is not missing."""
    assert ("Erdogan",) == _ask("What did Erdogan sell at the lighthuose?").missing


def test_a_match_says_what_met_what() -> None:
    """A repaired word shows what it was taken for; the contributions are shares."""
    found = _ask("who rebuilt the lapm of the lighthouse").citations[0]
    assert "lapm ≈ lamp" in map(str, found.matched)
    assert 0 < sum(match.contribution for match in found.matched) <= 1


def test_the_bolder_answers_what_the_careful_shows() -> None:
    """The setting moves the threshold, and nothing else."""
    sure = Confidence(subject=0.9, right=0.8)
    assert [Verdict.CLOSEST, Verdict.ANSWER, Verdict.ANSWER] == [verdict_on(sure, boldness) for boldness in Boldness]
    assert Verdict.NONE == verdict_on(Confidence(subject=0.01, right=0.1), Boldness.BOLD)


def test_confidence_is_a_probability() -> None:
    """It lies between 0 and 1 and is higher for what is answered."""
    answered, unknown = _ask("When was the old bridge closed?"), _ask("What did Erdogan say?")
    assert 0 <= unknown.confidence < answered.confidence <= 1


def test_a_hundred_identical_passages_are_one_answer_each() -> None:
    """Ties are cited in order."""
    found = _ask("Where is herring sold?", HARBOUR[2:3] * 100)
    assert [1, 2, 3, 4, 5] == [citation.passage.number for citation in found.citations]


def test_a_collection_of_one_passage_answers_and_is_silent() -> None:
    """There is nothing to compare with, and yet it knows what it does not say."""
    one = HARBOUR[2:3]
    assert "herring" in _ask("What do the fishermen sell?", one).citations[0].sentence
    assert Verdict.NONE == _ask("Who painted the Mona Lisa?", one).verdict


def test_an_empty_collection_says_that_it_does_not_say() -> None:
    """No passages, no citations."""
    found = _ask("When was the old bridge closed?", ())
    assert (Verdict.NONE, (), 0.0) == (found.verdict, found.citations, found.confidence)


def test_a_neighbour_that_is_nearly_as_likely_is_highlighted_too() -> None:
    """One sentence, or two side by side."""
    assert (1, 1) == likeliest([0.0, 9.0, 0.0])
    assert (1, 2) == likeliest([0.0, 5.0, 4.5])
    assert 0.0 < LIKELY < 0.5 and (0, 0) == likeliest([])


@settings(deadline=None)  # the first question reads word lists
@given(st.lists(st.text(min_size=1, max_size=120), min_size=1, max_size=4), st.data())
def test_highlights_slice_their_passage(passages: list[str], data: st.DataObject) -> None:
    """Whatever planes of Unicode the passages are of, what is highlighted stands in the passage."""
    asked = data.draw(st.one_of(st.sampled_from(passages), st.text(max_size=40)))
    for citation in _ask(asked, tuple(passages)).citations:
        start, end = citation.highlight
        assert 0 <= start <= end <= len(citation.passage.text)
        assert citation.sentence == citation.passage.text[start:end]


@pytest.mark.parametrize(
    "question",
    [
        "x" * 4096,
        "bridge " * 585,
        "🎉" * 4096,
        "؟" * 2000,
        "\0" * 4096,
        "a\u200d" * 2048,
        "e\u0301" * 2048,
        "桥" * 4096,
        "?!… " * 1000,
    ],
)
def test_hostile_questions_are_answered(question: str) -> None:
    """The longest messages that Telegram takes get an answer or none, never an exception."""
    assert _ask(question).verdict in Verdict


def _cost(question: str, index: Index, passages: dict[Key, Passage]) -> float:
    """Of processor time, at best: what else the machine does, and who counts our lines, is no question's fault."""
    costs = []
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        for _ in range(7):
            start = time.process_time()
            answer(Query(text=question), index, passages.__getitem__)
            costs.append(time.process_time() - start)
    finally:
        sys.settrace(tracer)
    return min(costs)


@pytest.mark.parametrize(
    "question",
    [
        " ".join(f"xq{number}zz" for number in range(450)),
        "bridge " * 585,
        "🎉" * 4096,
        "؟" * 4096,
        "\0" * 4096,
        "a\u200d" * 2048,
        "e\u0301" * 2048,
        "桥" * 4096,
        "متى أغلق الجسر القديم " * 180,
        "คำถามเกี่ยวกับสะพาน" * 200,
        "mixedСловоكلمة字 " * 240,
        "rebiult lighthuose " * 210,
    ],
)
def test_no_question_costs_more_than_twenty(question: str) -> None:
    """However long and strange, it costs less than twenty questions as people ask them."""
    passages = dict(documents(HARBOUR * 6, "en"))
    index = Index.build(passages.items())
    asked = ("When was the old bridge closed?", "who rebiult the lamp", "how do people get over the water", "herring")
    assert _cost(question, index, passages) < 20 * max(_cost(text, index, passages) for text in asked)


def _address(text: str, source: str) -> str:
    """Where a citation of the whole of a text leads."""
    ((_, passage),) = documents((text,), "en")
    sourced = replace(passage, revision=passage.revision.model_copy(update={"source": source}))
    return Citation(sourced, (0, len(text)), 1.0, ()).url or ""


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://a.example/b", "https://a.example/b#:~:text=One%2C%20two%2Dthree%20%26%20four."),
        ("https://a.example/b?c=1#", "https://a.example/b?c=1#:~:text=One%2C%20two%2Dthree%20%26%20four."),
        ("https://a.example/#/b", "https://a.example/#/b:~:text=One%2C%20two%2Dthree%20%26%20four."),
        ("https://a.example/#b:~:text=c", "https://a.example/#b:~:text=One%2C%20two%2Dthree%20%26%20four."),
        (f"https://a.example/{'b' * 1970}", f"https://a.example/{'b' * 1970}"),
    ],
)
def test_the_address_of_a_sentence(source: str, address: str) -> None:
    """The page as it was named, opened at the words; commas, dashes and ampersands would mean something else there."""
    assert address == _address("One, two-three & four.", source)


@given(text=st.text(min_size=1, max_size=400).filter(str.strip))
def test_any_sentence_has_an_address(text: str) -> None:
    """Its first words and its last, as they stand; or the page, where no link would be as long as that."""
    address, words = _address(text, "https://a.example/b"), " ".join(text.split())
    if address != "https://a.example/b":
        directive = address.removeprefix("https://a.example/b#:~:text=")
        first, last = directive.split(",") if "," in directive else (directive, directive)
        assert directive.isascii() and set("-&# ").isdisjoint(directive)
        assert words.startswith(unquote(first)) and words.endswith(unquote(last))
    assert len(address) <= 2000


def test_matches_are_shown_by_the_word_met() -> None:
    """The same word is shown once, another beside it."""
    assert "army" == str(Match("army", "army", 0.5))
    assert "army ≈ demilitarization" == str(Match("army", "demilitarization", 0.5))
