"""Errors: one sentence each, in English, from which other languages can be made."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError, UnknownArticle, Unreadable, filled


def test_details_stand_in_their_places() -> None:
    """Numbers are written for people; sentence and details are there for whoever speaks another language."""
    error = Unreadable("The {kind} has {tags} tags.", kind="page", tags=12_000)
    assert "The page has 12,000 tags." == str(error)
    assert ("The {kind} has {tags} tags.", {"kind": "page", "tags": 12_000}) == (error.sentence, error.details)
    assert "There is no article x." == str(UnknownArticle("x"))


def test_nothing_is_looked_into() -> None:
    """A place is a name: whoever makes up a sentence learns nothing of this program."""
    assert "{a.__class__} {0} {} {b} 1" == filled("{a.__class__} {0} {} {b} {a}", {"a": "1"})


@given(st.text())
def test_any_sentence(sentence: str) -> None:
    """One without details is said as it is."""
    assert sentence == str(CorpusError(sentence))
