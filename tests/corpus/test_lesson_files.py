"""Lessons travel as a file: the same questions get the same passages elsewhere, as far as they are there."""

import json

import pytest

from corpus.errors import Unreadable
from corpus.lesson_files import MOST, packed, unpack
from corpus.library import Library
from corpus.queries import Query
from tests.conftest import Write
from tests.corpus.paragraphs import FERRY, MARKET, one_text


@pytest.fixture(name="taught")
def _taught(library: Library, write: Write) -> str:
    """Two lessons, as a file."""
    article = library.publish(write(text=one_text(MARKET, FERRY)), by="ann").article
    library.school.teach("Is there a boat for “my” lorry?", library.passages(article.id)[1], by="ann")
    library.school.teach("Who pays the piper?", None, by="ann")
    return packed(library, "main")


def test_what_is_packed_is_unpacked_the_same(library: Library, taught: str, write: Write) -> None:
    """Into another collection with the same article; packed there, it is the same file."""
    library.publish(write(text=one_text(FERRY, MARKET)), by="ann", collection="other")
    done = unpack(library, taught, by="ann", collection="other")
    assert (2, 0, []) == (done.kept, done.moved, done.left)
    assert taught == packed(library, "other")
    answer = library.ask(Query(text="Is there a boat for my lorry?", collection="other"))
    assert (FERRY, 1) == (answer.citations[0].passage.text, answer.citations[0].passage.number)


def test_a_second_time_it_changes_nothing(library: Library, taught: str) -> None:
    """One question has one lesson."""
    assert 2 == unpack(library, taught, by="ann", collection="main").kept
    assert 2 == len(library.school.lessons())


def test_a_passage_in_other_words_is_found_and_one_that_is_not_here_is_told(
    library: Library, taught: str, write: Write
) -> None:
    """Nothing is tied to what only stands in the same place."""
    library.publish(write(text=FERRY.replace("eighteen", "twenty")), by="ann", collection="other")
    done = unpack(library, taught, by="ann", collection="other")
    assert (1, 1, []) == (done.kept, done.moved, done.left)
    library.publish(write(text=MARKET), by="ann", collection="third")
    done = unpack(library, taught, by="ann", collection="third")
    assert (1, 0, ["Is there a boat for “my” lorry?"]) == (done.kept, done.moved, done.left)


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        "{}",
        '{"ask": "Who?", "article": 3}',
        '{"ask": "Who?", "article": null, "shell": "rm"}',
        json.dumps({"ask": "x" * 501, "article": None}),
        "[" * 10_000,
    ],
)
def test_a_line_that_is_no_lesson_stops_all(library: Library, taught: str, line: str) -> None:
    """It is named by its number, and nothing is taught, not even what stands before it."""
    fresh = json.dumps({"ask": "Where is the lighthouse?", "article": None})
    with pytest.raises(Unreadable, match="Line 2 is no lesson"):
        unpack(library, f"{fresh}\n{line}\n", by="ann", collection="main")
    assert taught == packed(library, "main")


def test_too_many_lines_are_refused(library: Library, taught: str) -> None:
    """Before any is looked at."""
    with pytest.raises(Unreadable, match="at most"):
        unpack(library, taught.splitlines()[0] + "\n{}" * MOST, by="ann", collection="main")


def test_what_cannot_be_taught_is_left_out(library: Library, taught: str) -> None:
    """With the reason; the others are taught."""
    lines = [{"ask": "what is it?", "article": None}, {"ask": "Who rings the bell?", "article": None}]
    done = unpack(library, "\n".join(map(json.dumps, lines)), by="ann", collection="main")
    assert 1 == done.kept and ["what is it? (A lesson needs a question that says what it is about.)"] == done.left
    assert taught
