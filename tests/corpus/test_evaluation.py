"""Questions with known answers are counted honestly, and the benchmark's protocol is spoken."""

import io
import json

import pytest

from corpus import evaluation
from corpus.answers import Verdict
from corpus.evaluation import reliability, serve

PASSAGES = ["The old bridge was closed in March. Rust was found.", "The ferry leaves at seven. It costs two coins."]


def _talk(*messages: dict[str, object]) -> list[dict[str, object]]:
    out = io.StringIO()
    serve([json.dumps(message) + "\n" for message in messages], out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_given_paragraph_is_one_passage() -> None:
    """The benchmark gets the places of its paragraphs back, best first, and a sentence of the first."""
    built, found = _talk(
        {"op": "build", "passages": PASSAGES, "titles": ["a", "b"], "language": "en"},
        {"op": "search", "question": "When was the bridge closed?", "k": 10},
    )
    assert {"ok": True} == built
    hits = found["hits"]
    assert isinstance(hits, list) and 0 == hits[0][0]
    assert "The old bridge was closed in March." == found["sentence"]
    assert isinstance(found["confidence"], float) and isinstance(found["answered"], bool)


@pytest.mark.parametrize("question", ["", "🎉", "the of", "\0", "xyzzy " * 600])
def test_a_question_without_an_answer_has_no_hits(question: str) -> None:
    """Nothing found is said, not raised."""
    _, found = _talk(
        {"op": "build", "passages": PASSAGES, "titles": [], "language": "en"},
        {"op": "search", "question": question, "k": 3},
    )
    assert [] == found["hits"] and found["answered"] is False and "" == found["sentence"]


@pytest.mark.parametrize("name", ["shipped", "harbour", "survey"])
def test_the_question_sets_quote_their_articles(name: str, request: pytest.FixtureRequest) -> None:
    """Each expected piece stands in its article, word for word; only questions without an answer expect none."""
    questions = evaluation.load(request.config.rootpath / "tests" / "questions" / f"{name}.toml")
    for case in questions.cases:
        assert (case.verdict == Verdict.NONE) == (not case.expect)
        assert all(piece in questions.manuscript.text for piece in case.expect)


def test_reliability_says_how_often_the_sure_were_right() -> None:
    """By tenth of the confidence: how many, how sure, how often right."""
    rows = list(reliability([(0.95, True), (0.91, True), (0.93, False), (0.15, False)]))
    assert [(0.1, 1, 0.15, 0.0), (0.9, 3, pytest.approx(0.93), pytest.approx(2 / 3))] == [tuple(row) for row in rows]
