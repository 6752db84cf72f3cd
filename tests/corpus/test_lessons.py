"""A lesson follows the words of its passage from revision to revision."""

import datetime as dt
from collections.abc import Callable

import pytest

from corpus.lessons import Followed, Lesson, follow
from corpus.passages import Passage, split
from tests.corpus.conftest import MakeRevision
from tests.corpus.paragraphs import BRIDGE, FERRY, MARKET, one_text


def _lesson(words: str, text: str = "When does the boat go?", number: int | None = 1) -> Lesson:
    taught = {"taught_by": "ann", "taught_at": dt.datetime(2031, 3, 14, tzinfo=dt.UTC)}
    place = {"article_id": "harbour", "number": number, "words": words}
    return Lesson.model_validate({"id": 1, "collection": "main", "text": text, **place, **taught})


@pytest.fixture(name="passages")
def _passages(make_revision: MakeRevision) -> Callable[..., tuple[Passage, ...]]:
    return lambda *paragraphs: split(make_revision(one_text(*paragraphs)))


Passages = Callable[..., tuple[Passage, ...]]


def _numbers(followed: Followed) -> tuple[list[int], list[int], int]:
    kept, moved = ([tie.passage.number for tie in ties] for ties in (followed.kept, followed.moved))
    return kept, moved, len(followed.lost)


def test_the_same_words_keep_their_lesson_wherever_they_stand(passages: Passages) -> None:
    """Paragraphs may come before; the number follows."""
    assert ([3], [], 0) == _numbers(follow([_lesson(FERRY)], passages(BRIDGE, MARKET, FERRY)))


def test_a_changed_passage_takes_its_lesson_with_it(passages: Passages) -> None:
    """A figure was corrected, a sentence added: it moves to the passage in other words."""
    changed = FERRY.replace("eighteen", "twenty") + " Children travel free of charge."
    assert ([], [2], 0) == _numbers(follow([_lesson(FERRY)], passages(BRIDGE, changed, MARKET)))


def test_a_passage_that_is_gone_loses_its_lesson(passages: Passages) -> None:
    """Nothing like it is left; other passages of the same article are no substitute."""
    assert ([], [], 1) == _numbers(follow([_lesson(FERRY)], passages(BRIDGE, MARKET)))
    assert ([], [], 1) == _numbers(follow([_lesson(FERRY)], ()))


def test_words_that_return_are_kept_again(passages: Passages) -> None:
    """A lesson that was lost in one revision is found in the next, and after going back to an old one."""
    assert ([2], [], 0) == _numbers(follow([_lesson(FERRY, number=None)], passages(BRIDGE, FERRY)))


def test_of_two_halves_the_one_with_the_words_of_the_question_is_taken(passages: Passages) -> None:
    """A passage became two: the lesson goes where the question would look."""
    weather = "when the wind comes from the east"
    halves = FERRY.partition(" It carries")
    first, second = (
        f"{halves[0]} Nobody waits for it on the pier in winter, say those who know.",
        f"It carries{halves[2]}",
    )
    asked = _lesson(f"{FERRY}", text=f"How long does it take {weather}?")
    kept, moved, lost = _numbers(follow([asked], passages(MARKET, first, second)))
    assert ([], [3], 0) == (kept, moved, lost)


def test_the_nearest_of_equal_passages_is_taken(passages: Passages) -> None:
    """Where the same words stand twice, the lesson stays where it was."""
    followed = follow([_lesson(FERRY, number=3)], passages(FERRY, MARKET, FERRY))
    assert ([3], [], 0) == _numbers(followed)
