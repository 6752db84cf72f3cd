"""Cutting: between words, and never inside what reads as one character."""

import pytest
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
