"""Names find each other across alphabets."""

import pytest

from corpus.index import Vocabulary
from corpus.index.vocabulary import Block
from corpus.scripts import is_alphabetic, sounds

NAMES = [
    ("рубіо", "rubio"), ("становая", "stanovaya"), ("становой", "stanovaya"), ("донецьк", "donetsk"),
    ("донецке", "donetsk"), ("херсоні", "kherson"), ("геращенко", "herashchenko"), ("уиткоффа", "witkoff"),
    ("віткофф", "witkoff"), ("трампом", "trump"), ("путіним", "putin"), ("зеленському", "zelenski"),
    ("гельсінкі", "helsinki"), ("хельсинки", "helsinki"), ("стрэнд", "strand"), ("брендрет", "brandreth"),
    ("аскерлі", "asker"), ("запорожье", "zaporizhzhia"), ("меморандуме", "memorandum"), ("диктатор", "dictat"),
]  # fmt: skip
OTHERS = ["meet", "war", "time", "peac", "februari", "territori", "sanction", "partner", "friday", "drone"]
COMMON = "сколько солдат потеряла новости погода машина книга почему собака вечер скільки людей річка".split()


def _vocabulary(*terms: str) -> Vocabulary:
    return Vocabulary(Block.of(["", *dict.fromkeys(terms)]))


@pytest.fixture(name="vocabulary", scope="module")
def _of_names() -> Vocabulary:
    return _vocabulary(*(name for _, name in NAMES), *OTHERS)


@pytest.mark.parametrize(("asked", "name"), NAMES)
def test_a_name_is_found_in_another_alphabet(vocabulary: Vocabulary, asked: str, name: str) -> None:
    """In any case, by any system of transliteration, also where English takes its ending for a suffix."""
    assert name == sounds(vocabulary).like(asked, "en", vocabulary, lambda _: True)[0].term


@pytest.mark.parametrize("word", COMMON)
def test_a_common_word_is_no_name(vocabulary: Vocabulary, word: str) -> None:
    """What sounds like nothing that is there finds nothing."""
    assert [] == sounds(vocabulary).like(word, "en", vocabulary, lambda _: True)


def test_a_latin_name_finds_a_cyrillic_one() -> None:
    """It works the other way round, too."""
    vocabulary = _vocabulary("рубио", "путин", "переговор")
    assert ["рубио"] == [s.term for s in sounds(vocabulary).like("rubio", "ru", vocabulary, lambda _: True)]


def test_terms_of_the_same_alphabet_are_left_alone(vocabulary: Vocabulary) -> None:
    """A Latin word is not compared by sound with Latin words: slips of the finger are another matter."""
    assert [] == sounds(vocabulary).like("rubio", "en", vocabulary, lambda _: True)


def test_new_terms_are_heard_and_removed_ones_are_not() -> None:
    """The vocabulary grows while it is used; what no passage holds now is not offered."""
    vocabulary = _vocabulary("rubio")
    assert [] == sounds(vocabulary).like("херсон", "en", vocabulary, lambda _: True)
    vocabulary.add("kherson")
    assert ["kherson"] == [s.term for s in sounds(vocabulary).like("херсон", "en", vocabulary, lambda _: True)]
    assert [] == sounds(vocabulary).like("херсон", "en", vocabulary, lambda _: False)


@pytest.mark.parametrize(
    ("word", "expected"), [("рубіо", True), ("Ρούμπιο", True), ("rubio", False), ("鲁比奥", False)]
)
def test_only_alphabets_are_put_into_latin_letters(word: str, expected: bool) -> None:  # noqa: FBT001
    """Chinese is not: its characters are words."""
    assert expected == is_alphabetic(word)
