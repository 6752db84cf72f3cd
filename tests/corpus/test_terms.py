"""Articles and questions become the same terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.terms import terms, words

SAME = [
    ("en", "U.S. sanctions", "us sanction"),
    ("en", "Putin’s demands", "PUTIN'S DEMAND"),
    ("en", "1,000 soldiers", "1000 soldier"),
    ("en", "café", "cafe"),
    ("en", "the “dictator”", "dictator"),
    ("de", "Die Häuser", "häuser"),
    ("tr", "Türkiye’nin", "türkiye"),
    ("ru", "Переговоры в Хельсинки", "переговоров Хельсинки"),
]


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_one_word_however_typed(language: str, one: str, other: str) -> None:
    """Case, inflection, apostrophes, accents and thousands separators do not keep a question from its article."""
    assert terms(one, language) == terms(other, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "黑豹队", ["黑豹", "豹队"]),
        ("th", "ไทย", ["ไท", "ทย"]),
        ("hi", "हिन्दी", 1),
        ("en", "", []),
        ("en", "what is the who", []),
        ("en", "🎉 … !!", []),
        ("en", "\0", []),
    ],
)
def test_every_script_has_terms(language: str, text: str, expected: list[str] | int) -> None:
    """Scripts without spaces give pairs of characters, vowel signs stay with their word, no word gives no term."""
    found = terms(text, language)
    assert expected == (len(found) if isinstance(expected, int) else found)


@pytest.mark.parametrize("stop", ["what", "Don't", "the", "who"])
def test_function_words_are_no_terms(stop: str) -> None:
    """A function word carries no information about an article."""
    assert [] == terms(stop, "en")


@given(st.text(), st.sampled_from(["en", "de", "zh", "th", "hi", "tr", "xx"]))
def test_words_slice_their_text(text: str, language: str) -> None:
    """Every word of any text has offsets inside it, in order of their starts."""
    found = list(words(text, language))
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)
