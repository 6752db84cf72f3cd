"""Cutting: between words, and never inside what reads as one character."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.quotations import excerpt, shortened


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("one two three", 9, "one two…"),
        ("unbroken-without-end", 9, "unbroken…"),
        ("🇺🇦🇺🇦🇺🇦🇺🇦🇺🇦", 6, "🇺🇦🇺🇦…"),
        ("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 9, "👨‍👩‍👧…"),
        ("e\u0301e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("👍🏽👍🏽👍🏽", 4, "👍🏽…"),
    ],
)
def test_shortened(text: str, limit: int, expected: str) -> None:
    """Words and characters stay whole."""
    assert expected == shortened(text, limit)


@given(text=st.text(min_size=1), limit=st.integers(8, 50), data=st.data())
def test_an_excerpt_keeps_to_its_limit(text: str, limit: int, data: st.DataObject) -> None:
    """Never longer than it may be, and the highlight stays within it."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    short, (low, high) = excerpt(text, (start, end), limit)
    assert len(short) <= limit
    assert 0 <= low <= high <= len(short)
    assert text[start:end].startswith(short[low:high].removesuffix("…").rstrip())


@given(text=st.text(st.sampled_from("a é\u0301👨‍👩‍👧🇺🇦👍🏽ก็한\n"), min_size=1, max_size=120), limit=st.integers(4, 60))
def test_never_inside_what_reads_as_one_character(text: str, limit: int) -> None:
    """Wherever it is cut, the cut is between graphemes; only one that alone exceeds the limit is parted."""
    short = shortened(text, limit)
    assert len(short) <= limit
    if short != text:
        kept = short.removesuffix("…")
        boundaries = {cluster.end() for cluster in regex.finditer(r"\X", text)}
        first = regex.match(r"\X", text).end()  # type: ignore[union-attr]
        assert text.startswith(kept)
        assert not kept or len(kept) in boundaries or first >= limit or not text[len(kept) :].strip()


@given(words=st.lists(st.text("abcdeé", min_size=1, max_size=8), min_size=1, max_size=40), limit=st.integers(24, 80))
def test_never_inside_a_word(words: list[str], limit: int) -> None:
    """A text of words that people write is cut between two of them."""
    short = shortened(" ".join(words), limit)
    kept = short.removesuffix("…").split()
    assert words[: len(kept)] == kept
