"""Questions that mean the same are read as one, and others are not."""

import pytest

from corpus.likeness import MOST, grouped, likenesses
from corpus.vectors import OFF

BRIDGE = ("When will the bridge open?", "when does the bridge open", "What is the opening date of the bridge?")
FERRY = ("How much is the ferry?", "what does the ferry cost")
WATER = ("Can I drink the water?", "Is the water safe to drink?")


def test_the_same_is_together_and_other_things_are_not() -> None:
    """In whatever order they come; groups and places keep the order."""
    texts = [BRIDGE[0], FERRY[0], WATER[0], BRIDGE[1], WATER[1], FERRY[1], BRIDGE[2]]
    assert [[0, 3, 6], [1, 5], [2, 4]] == grouped(texts)


def test_without_vectors_words_decide() -> None:
    """Nothing but the same words is the same then."""
    assert [[0, 1], [2]] == grouped([*BRIDGE[:2], FERRY[0]], vectors=OFF)


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        ([], []),
        (["?"], [[0]]),
        (["", "?", "the"], [[0], [1], [2]]),
        (["Коли відкриють міст?", "коли відкриють міст", "Скільки коштує пором?"], [[0, 1], [2]]),
        (["什么时候开桥", "什么时候开桥？"], [[0, 1]]),
    ],
)
def test_what_there_is_little_to_compare_of(texts: list[str], groups: list[list[int]]) -> None:
    """Nothing, marks, stop words; other languages by their words."""
    assert groups == grouped(texts)


def test_likeness_is_mutual_and_bounded() -> None:
    """Between 0 and 1, the same from both sides, 1 with itself."""
    like = likenesses([*BRIDGE, *FERRY, "Коли відкриють міст?"])
    assert (like == like.T).all() and (like >= 0).all() and (like <= 1 + 1e-6).all()
    assert (abs(like.diagonal() - 1) < 1e-6).all()


def test_as_many_as_are_compared_take_little_time() -> None:
    """All of them the same question, or none."""
    assert 1 == len(grouped([BRIDGE[0]] * MOST))
    assert MOST == len(grouped([f"xq{number}" for number in range(MOST)]))
