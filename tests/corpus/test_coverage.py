"""What was asked and what answered is counted by day, by verdict and by passage, and never by person."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import update

from corpus.coverage import coverage
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember
from corpus.store import AskedQuestion, Tally, Unanswered
from corpus.store.schema import questions
from tests.conftest import Write

Ask = Callable[..., AskedQuestion]
HARBOUR = "When does the harbour open?"
FIRST = "The harbour opens on Monday at noon, " + "as it did every year, " * 20 + "the mayor said."
SECOND = "The museum of ferries was closed in spring, " + "and nobody knows why, " * 20 + "a visitor said."
FERRIES = "Ferries are back. " * 30
TEXT = f"{FIRST}\n\n{SECOND}"


@pytest.fixture(name="ask")
def _ask(library: Library) -> Ask:
    """Asks as a person in a chat, some days ago."""
    numbers = iter(range(1, 1_000))

    def ask(text: str, *, days: int = 0, took: float | None = None) -> AskedQuestion:
        asked = remember(
            library.questions, library.ask(Query(text=text)), chat_id=7, message_id=next(numbers), user_id=7, took=took
        )
        moment = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
        with library._store._database.writing() as connection:
            connection.execute(update(questions).where(questions.c.id == asked.id).values(asked_at=moment))
        return asked

    return ask


@pytest.fixture(name="articles", autouse=True)
def _articles(library: Library, write: Write) -> None:
    library.publish(write(text=TEXT), by="Ada")


def test_questions_are_counted_by_day_and_verdict(library: Library, ask: Ask) -> None:
    """Those of the period, today included; older ones are not."""
    verdict = ask(HARBOUR).verdict
    ask(HARBOUR, days=2)
    ask("Who won the football cup?", days=2)
    ask(HARBOUR, days=3)
    found = coverage(library, "main", days=3)
    today = dt.datetime.now(dt.UTC).date()
    assert {today - dt.timedelta(days=2): {verdict: 1, "none": 1}, today: {verdict: 1}} == found.figures.days
    assert {verdict: 2, "none": 1} == found.figures.verdicts


def test_what_was_asked_in_vain_is_told_once(library: Library, ask: Ask) -> None:
    """As it was asked last, with how often, the most asked first; small talk asks nothing."""
    for text in ("Who is Erdogan?", "who won the football cup", "Who won the football cup?", "thanks a lot!!"):
        ask(text)
    assert (Unanswered("Who won the football cup?", 2), Unanswered("Who is Erdogan?", 1)) == coverage(
        library, "main", days=1
    ).figures.unanswered


def test_passages_are_those_that_live(library: Library, ask: Ask, write: Write) -> None:
    """A passage whose words a new revision keeps keeps its count; one that is gone is neither cited nor never cited."""
    ask(HARBOUR)
    (cited,) = coverage(library, "main", days=1).cited
    assert (FIRST, 1) == (cited.passage.text, cited.times)
    library.publish(write(text=f"{FERRIES}\n\n{TEXT}"), by="Ada")
    found = coverage(library, "main", days=1)
    assert [(2, 1)] == [(one.passage.revision.number, one.times) for one in found.cited]
    assert [FERRIES.strip(), SECOND] == [passage.text for passage in found.never]
    library.publish(write(text=SECOND), by="Ada")
    assert ((), [SECOND]) == (
        coverage(library, "main", days=1).cited,
        [passage.text for passage in coverage(library, "main", days=1).never],
    )


def test_votes_and_times_are_summed_up(library: Library, ask: Ask) -> None:
    """The share of helpful votes, the median of the times that are known."""
    asked = [ask(HARBOUR, took=took) for took in (1.0, 9.0, 2.0, None)]
    for number, question in enumerate(asked):
        library.votes.cast(question.id, question.cited[0], 7, helpful=number != 1)
    found = coverage(library, "main", days=1).figures
    assert (Tally(3, 1), 2.0) == (found.votes, found.took)


def test_a_collection_sees_only_its_own(library: Library, ask: Ask, write: Write) -> None:
    """Neither questions nor votes nor passages of another; of one that nobody asked there is nothing."""
    question = ask(HARBOUR)
    library.votes.cast(question.id, question.cited[0], 7, helpful=True)
    library.publish(write(title="Other news"), by="Ada", collection="other")
    found = coverage(library, "other", days=1)
    assert ({}, Tally(), (), (), None) == (
        found.figures.days,
        found.figures.votes,
        found.figures.unanswered,
        found.cited,
        found.figures.took,
    )
    assert ["Other news"] == [passage.revision.title for passage in found.never]
