"""Other names of the same thing are known, and only when they are meant."""

import pytest

from corpus.synonyms import Synonyms, bundled, synonyms
from corpus.terms import words


def _names(text: str, known: Synonyms, language: str = "en") -> dict[tuple[str, ...], float]:
    asked = [(text[word.start : word.end], word.folded) for word in words(text, language) if word.term is not None]
    return {other.phrase: other.weight for name in known.found(asked, language) for other in name.synonyms}


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("What does America want?", ("us",)),
        ("what does the US want", ("america",)),
        ("what do the u.s. want", ("american",)),
        ("did the White House comment?", ("us",)),
        ("what does the United States say", ("american",)),
        ("what does Moscow want", ("russia",)),
        ("чого хоче Росія", ("russia",)),
        ("що буде з Росією", ("russia",)),
        ("сколько солдат потеряла Россия", ("russian",)),
        ("Was will Russland?", ("kremlin",)),
        ("¿Qué quiere Ucrania?", ("ukrain",)),
        ("what about Kiev", ("kyiv",)),
    ],
)
def test_one_name_leads_to_another(question: str, other: tuple[str, ...]) -> None:
    """Countries, their people and seats of government, also as other languages and their cases have them."""
    assert other in _names(question, bundled())


@pytest.mark.parametrize("question", ["tell us about it", "who said it", "what is in the article?"])
def test_words_that_look_like_names_are_none(question: str) -> None:
    """US is a country in capitals only."""
    assert {} == _names(question, bundled())


def test_what_is_the_same_weighs_more_than_what_stands_for_it() -> None:
    """America is the US; Washington stands for it."""
    found = _names("America", bundled())
    assert found["us",] > found["washington",] > 0


def test_a_collection_adds_its_own_names() -> None:
    """One group a line, a comment after a hash; the bundled ones stay."""
    own = "# our harbour\nMudlark, HMS Mudlark, the old dredger ; Pellaby Yard # the yard\nalone\n"
    assert {("hms", "mudlark"), ("old", "dredger"), ("pellabi", "yard")} == set(_names("the mudlark", synonyms(own)))
    assert ("us",) in _names("America", synonyms(own))


@pytest.mark.parametrize("text", ["", ";", ",,;,", "#", "a", "a;;b", "\0,\0"])
def test_a_badly_written_list_does_no_harm(text: str) -> None:
    """Lines that name no two things say nothing."""
    assert {} == _names("harbour news", Synonyms(text))
