"""Suggestions: never a question that would not be answered."""

import pytest

from corpus.answers import Verdict
from corpus.articles import Manuscript
from corpus.library import Library
from corpus.queries import Query
from tests.conftest import Write

ENGLISH = (
    "“We rebuilt the pier in a year,” said Mayor Anna Smith on Friday. The town paid for it.\n\n"
    "Ferries leave every hour for the islands, and tickets are sold near the lighthouse.\n\n"
    "Fishing boats land their catch at dawn, Peter Miller told reporters."
)
GERMAN = (
    "Der Hafen öffnet am Montag wieder, sagte Bürgermeisterin Anna Schmidt am Freitag in Kiel.\n\n"
    "Die Fähren fahren ab Dienstag jede Stunde zwischen Kiel und Oslo hin und her."
)


def _asked(text: str) -> Manuscript:
    heading = "Why is the old pier closed?"
    body = f"{heading}\n\nStorms had broken the old pier, so it is closed until the end of May.\n\n{text}"
    return Manuscript(title="Harbour", text=body, headings=((0, len(heading)),))


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, "明日港口开放。", "x", "The harbour opens. " * 200])
def test_each_is_answered(library: Library, write: Write, text: str) -> None:
    """Whatever the article, each suggestion gets an answer, from the article that it names."""
    library.publish(write(text=text, language="de" if text is GERMAN else "en"), by="test")
    for suggestion in library.suggestions():
        answer = library.ask(Query(text=suggestion.text))
        assert Verdict.ANSWER == answer.verdict
        assert suggestion.passage == answer.citations[0].passage


def test_who_is_quoted_can_be_asked_for(library: Library, write: Write) -> None:
    """By the name, without the office."""
    library.publish(write(text=ENGLISH), by="test")
    asked = [suggestion.text for suggestion in library.suggestions()]
    assert 2 == len(asked)
    assert all(name in text for name, text in zip(("Anna Smith", "Peter Miller"), asked, strict=True))


def test_in_the_article_s_language(library: Library, write: Write) -> None:
    """Nobody is asked in English about a German article."""
    library.publish(write(text=GERMAN, language="de"), by="test")
    (suggestion,) = library.suggestions()
    assert suggestion.text in {"Was sagt Anna Schmidt?", "Anna Schmidt?"}


def test_a_heading_that_asks(library: Library) -> None:
    """Is a question that the author thought of."""
    library.publish(_asked(ENGLISH), by="test")
    assert "Why is the old pier closed?" == library.suggestions()[0].text


def test_no_articles(library: Library) -> None:
    """No suggestions."""
    assert () == library.suggestions()


def test_they_follow_the_articles(library: Library, write: Write) -> None:
    """Made once for each version of the collection."""
    library.publish(write(text=ENGLISH), by="test")
    before = library.suggestions()
    assert before is library.suggestions()
    library.history.withdraw(library.articles()[0].id, by="test")
    assert () == library.suggestions()
