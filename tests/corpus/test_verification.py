"""Verification: whether quoted words still stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.differences import Edit, difference
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember
from corpus.verification import Standing, Verified, verify
from tests.conftest import Write

FIRST = "The harbour opens on Monday, said the mayor of the town at a meeting."
FERRY = "Ferries to the islands leave every hour from the old pier near the lighthouse."


@pytest.fixture(name="receipt")
def _receipt(library: Library, write: Write) -> str:
    library.publish(write(text=f"{FIRST}\n\n{FERRY}"), by="test")
    answer = library.ask(Query(text="When does the harbour open?"))
    return remember(library.questions, answer, chat_id=1, message_id=1, user_id=1).id


def _first(library: Library, receipt: str) -> Verified:
    return verify(library, receipt)[0]


def test_it_stands(library: Library, receipt: str) -> None:
    """Word for word, where nothing changed."""
    found = _first(library, receipt)
    assert (Standing.STANDS, None) == (found.standing, found.since)


def test_it_stands_elsewhere(library: Library, write: Write, receipt: str) -> None:
    """A new revision that keeps the words keeps them, wherever they stand now."""
    library.publish(write(text=f"{FERRY}\n\n{FIRST}"), by="test")
    found = _first(library, receipt)
    assert Standing.STANDS == found.standing
    assert found.now and 2 == found.now.number


def test_it_changed(library: Library, write: Write, receipt: str) -> None:
    """Since the first revision without the words, with what became of them in whole words."""
    library.publish(write(text=f"{FIRST.replace('Monday', 'Tuesday')}\n\n{FERRY}"), by="test")
    library.publish(write(text=f"{FIRST.replace('Monday', 'Friday')}\n\n{FERRY}"), by="test")
    found = _first(library, receipt)
    article_id = found.citation.passage.revision.article_id
    assert Standing.CHANGED == found.standing
    assert library.history.of(article_id)[1].at == found.since
    assert Edit("Monday", "Friday") in found.edits


def test_it_was_taken_out(library: Library, write: Write, receipt: str) -> None:
    """Where nothing like it is left, no difference is made up."""
    library.publish(write(text=FERRY), by="test")
    found = _first(library, receipt)
    assert (Standing.CHANGED, None, ()) == (found.standing, found.now, found.edits)


def test_it_came_back(library: Library, write: Write, receipt: str) -> None:
    """What counts is the live revision."""
    library.publish(write(text=FERRY), by="test")
    library.publish(write(text=f"{FERRY}\n\n{FIRST}"), by="test")
    assert Standing.STANDS == _first(library, receipt).standing


def test_it_was_withdrawn(library: Library, receipt: str) -> None:
    """On the day when the article was removed."""
    (article,) = library.articles()
    library.history.withdraw(article.id, by="test")
    found = _first(library, receipt)
    assert (Standing.WITHDRAWN, library.history.of(article.id)[0].at) == (found.standing, found.since)


def test_there_is_no_such_receipt(library: Library) -> None:
    """Nothing is verified."""
    assert () == verify(library, "ZZZZZZ")


@given(old=st.text("ab ,.é\u0301😀\n", max_size=60), new=st.text("ab ,.é\u0301😀\n", max_size=60))
def test_a_difference_is_complete(old: str, new: str) -> None:
    """Its old halves make the old text, its new halves the new one."""
    edits = list(difference(old, new))
    assert (old, new) == ("".join(edit.old for edit in edits), "".join(edit.new for edit in edits))


def test_a_difference_reads_as_words() -> None:
    """Words in a row that changed are one edit."""
    assert [Edit("It ends ", "It ends "), Edit("as early as Friday", "by June"), Edit(".", ".")] == list(
        difference("It ends as early as Friday.", "It ends by June.")
    )
