"""A slip of the finger does not keep a question from its article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.index import Vocabulary
from corpus.index.vocabulary import Block
from corpus.spellings import mistyped, spellings, stems

TERMS = "bridg rubio russia helsinki witkoff stanovaya negoti frustrat blacksmith ferri копенгаген".split()


def _vocabulary(*terms: str) -> Vocabulary:
    return Vocabulary(Block.of(["", *terms]))


def _slips(word: str, *terms: str) -> list[str]:
    vocabulary = _vocabulary(*(terms or TERMS))
    return [
        slip.term
        for slip in spellings(vocabulary).slips(word, vocabulary, lambda term: vocabulary.get(term) is not None)
    ]


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("rubbio", "rubio"), ("ruboi", "rubio"), ("rubuo", "rubio"), ("helsnki", "helsinki"), ("witkof", "witkoff"),
        ("stanovya", "stanovaya"), ("frustat", "frustrat"), ("blaksmith", "blacksmith"), ("feri", "ferri"),
        ("копенгагин", "копенгаген"),
    ],
)  # fmt: skip
def test_one_slip_is_repaired(word: str, term: str) -> None:
    """A letter left out, put in, doubled, swapped with the next or hit beside its key."""
    assert [term] == _slips(word)


@pytest.mark.parametrize("word", ["tussia", "ussia", "rrussia", "urssia"])
def test_a_slip_in_the_first_letter_is_repaired_when_all_others_fit(word: str) -> None:
    """Most slips spare the first letter, not all."""
    assert ["russia"] == _slips(word)


def test_the_likelier_slip_comes_first() -> None:
    """The key beside the right one, before any other key."""
    assert ["rubio", "rubto"] == _slips("rubuo", "rubto", "rubio")


@pytest.mark.parametrize("word", ["xyzzy", "brook", "r", "1234", "𐍈𐍈𐍈𐍈"])
def test_what_looks_like_nothing_is_left_alone(word: str) -> None:
    """No term is forced upon a word."""
    assert [] == _slips(word)


def test_removed_terms_are_not_offered_and_new_ones_are() -> None:
    """The vocabulary keeps what passages no longer hold, and grows."""
    vocabulary = _vocabulary("rubio")
    known = spellings(vocabulary)
    assert [] == known.slips("rubbio", vocabulary, lambda _: False)
    vocabulary.add("helsinki")
    assert ["helsinki"] == [slip.term for slip in known.slips("helsnki", vocabulary, lambda _: True)]


@pytest.mark.parametrize(("word", "stem"), [("meetigns", "meet"), ("mornign", "morn"), ("worreid", "worri")])
def test_a_mistyped_ending_still_leads_to_the_stem(word: str, stem: str) -> None:
    """Such a word has lost its stem: its likely spellings are stemmed anew."""
    assert stem in stems(mistyped(word), "en")


@given(st.text(min_size=1, max_size=12), st.lists(st.text(max_size=12), max_size=20, unique=True))
def test_no_word_of_any_script_breaks_it(word: str, terms: list[str]) -> None:
    """Every term offered is one of the collection's."""
    assert set(_slips(word, "x", *(set(terms) - {"", "x"}))) <= {"x", *terms}
