"""A question in another language finds its everyday words in the language of the articles."""

import pytest

from corpus import translations
from corpus.terms import terms
from corpus.translations import LANGUAGES, translated


@pytest.mark.parametrize(
    ("word", "asked_in", "language", "meant"),
    [
        ("Brücken", "de", "en", "bridge"),
        ("mató", "es", "en", "killed"),
        ("війною", "uk", "en", "war"),
        ("школах", "ru", "en", "schools"),
        ("Kinder", "de", "uk", "дитина"),
        ("wife", "en", "es", "esposa"),
        ("große", "de", "en", "great"),
    ],
)
def test_a_word_in_any_of_its_forms_is_translated(word: str, asked_in: str, language: str, meant: str) -> None:
    """Between any two of the languages, case endings and plurals included."""
    assert terms(meant, language)[0] in translated(word, asked_in, language)


@pytest.mark.parametrize(
    ("word", "asked_in", "language"),
    [("Rubio", "de", "en"), ("war", "en", "en"), ("Brücke", "de", "fi"), ("ponte", "it", "en"), ("", "de", "en")],
)
def test_names_and_other_languages_are_left_alone(word: str, asked_in: str, language: str) -> None:
    """What the list does not know has no translation."""
    assert translated(word, asked_in, language) == ()


def test_each_line_of_the_list_has_words_in_every_language() -> None:
    """No cell is empty, and no line stands there twice."""
    lines = translations._lines()
    assert all(len(line) == len(LANGUAGES) and all(line) for line in lines)
    assert len(set(lines)) == len(lines)
