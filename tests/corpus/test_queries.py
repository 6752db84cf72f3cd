"""What people type is understood in the terms of the collection, and what it lacks is told as missing."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.answers import warm
from corpus.index import Index, Key
from corpus.passages import split
from corpus.queries import AskedWord, Kind, Query, Widened, widen
from tests.corpus.conftest import MakeRevision

ARTICLE = """Moscow wants Kyiv to give up its army, said Tatiana Stanovaya, a Russian analyst.

The memorandum of June asks for demilitarization and for the recognition of Donetsk and Kherson.

Marco Rubio, the US secretary of state, met the minister in Helsinki in 2018. The soldiers read the report.

The bridge costs 40 million pounds, and wages for the crews of the ferry rise in February."""


@pytest.fixture(name="index", scope="module")
def _index(make_revision: MakeRevision) -> Index:
    revision = make_revision(ARTICLE)
    return Index.build((Key("a", 1, passage.number), passage) for passage in split(revision))


def _word(widened: Widened, folded: str) -> AskedWord:
    return next(word for word in widened.words if word.folded == folded)


def _kinds(index: Index, question: str, folded: str) -> dict[str, Kind]:
    return {meaning.term: meaning.kind for meaning in _word(widen(Query(text=question), index), folded).meanings}


@pytest.mark.parametrize(
    ("question", "folded", "term", "kind"),
    [
        ("Who is Rubio?", "rubio", "rubio", Kind.SAME),
        ("what do the soldiers read", "soldiers", "soldier", Kind.SAME),
        ("who is rubbio", "rubbio", "rubio", Kind.SLIP),
        ("what does stanovya say", "stanovya", "stanovaya", Kind.SLIP),
        ("wussian", "wussian", "russian", Kind.SLIP),
        ("who did the minster meet", "minster", "minist", Kind.SLIP),
        ("Що сказав Рубіо?", "рубіо", "rubio", Kind.SCRIPT),
        ("хто така Становая", "становая", "stanovaya", Kind.SCRIPT),
        ("что требуют в Херсоне", "херсоне", "kherson", Kind.SYNONYM),
        ("what does the Kremlin want", "kremlin", "moscow", Kind.SYNONYM),
        ("what does America want", "america", "us", Kind.SYNONYM),
        ("чого хоче Росія", "росія", "moscow", Kind.SYNONYM),
        ("Wer liest den Bericht der Soldaten?", "soldaten", "soldier", Kind.TRANSLATION),
        ("скільки коштує міст?", "міст", "bridg", Kind.TRANSLATION),
        ("¿Cuánto cuesta el barco?", "barco", "ferri", Kind.RELATED),
        ("are salaries up", "salaries", "wage", Kind.RELATED),
        ("where is the boat", "boat", "ferri", Kind.RELATED),
    ],
)
def test_a_word_finds_what_it_means(index: Index, question: str, folded: str, term: str, kind: Kind) -> None:
    """The word itself, mistyped, in another alphabet, under another name, or a word that means nearly the same."""
    assert kind == _kinds(index, question, folded)[term]


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What did Erdogan say about Rubio?", ("Erdogan",)),
        ("who is rubbio", ()),
        ("are salaries up", ("salaries",)),
        ("what does America want", ()),
        ("Was hat Rubio gesagt?", ()),
        ("Що сказав Рубіо?", ()),
        ("Hat der Rubio einen Hund?", ("Hund",)),
        ("", ()),
    ],
)
def test_what_the_collection_lacks_is_missing(index: Index, question: str, missing: tuple[str, ...]) -> None:
    """A word that has only relatives there stays missing; one that is written or called otherwise does not."""
    assert missing == widen(Query(text=question), index).missing


def test_a_name_is_not_replaced_by_what_is_like_it(index: Index) -> None:
    """Erdogan is not Putin, however near their vectors are."""
    assert {} == _kinds(index, "What did Erdogan say?", "erdogan")


@pytest.mark.parametrize("word", ["think", "wear", "load"])
def test_common_words_are_not_taken_for_slips(index: Index, word: str) -> None:
    """Who types an ordinary word means it."""
    assert Kind.SLIP not in _kinds(index, f"do they {word} it", word).values()


@pytest.mark.parametrize(
    ("question", "stops"),
    [
        ("whn did they meet", {"when", "did", "they"}),
        ("waht is it", {"what", "is", "it"}),
        ("tell us more", {"us", "more"}),
        ("Was hat Rubio gesagt?", {"was", "hat"}),
        ("Кто же он, Рубио", {"кто", "же", "он"}),
        ("¿Quién es Rubio?", {"quien", "es"}),
    ],
)
def test_stop_words_are_known_mistyped_and_in_other_languages(index: Index, question: str, stops: set[str]) -> None:
    """They are nothing that the collection could lack."""
    assert stops <= {word.folded for word in widen(Query(text=question), index).words if word.term is None}


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("when did they meet", "en"), ("Was hat Rubio gesagt?", "de"), ("¿Quién es Rubio?", "es"),
        ("Що сказав Рубіо?", "uk"), ("Что сказал Рубио?", "ru"), ("did soldiers die in war", "en"), ("rubio", "en"),
    ],
)  # fmt: skip
def test_the_language_of_the_question_is_told(index: Index, question: str, language: str) -> None:
    """Its terms are made as the collection's, its common words are those of its own language."""
    widened = widen(Query(text=question), index)
    assert ("en", language) == (widened.language, widened.asked_in)


def test_names_are_words_with_a_capital_inside_the_question(index: Index) -> None:
    """Not the first word, and in German not the nouns that every dictionary has."""
    names = [w.folded for w in widen(Query(text="Did Rubio meet Erdogan in 2018?"), index).words if w.is_name]
    german = [w.folded for w in widen(Query(text="Was kostet die Brücke von Valdane?"), index).words if w.is_name]
    assert (["rubio", "erdogan", "2018"], ["valdane"]) == (names, german)


def test_the_word_itself_weighs_most(index: Index) -> None:
    """Weights are in (0, 1], 1 for the word as the collection has it."""
    weights = widen(Query(text="what do Russian analysts and Kremlin salaries mean for rubbio"), index).weights
    assert 1.0 == weights["russian"] == weights["analyst"]
    assert all(0 < weight <= 1 for weight in weights.values())
    assert weights["wage"] < weights["moscow"] < 1


def test_without_vectors_nothing_is_related(index: Index) -> None:
    """`off` leaves words, slips, scripts and synonyms."""
    assert () == _word(widen(Query(text="are salaries up"), index, vectors="off"), "salaries").meanings


def test_a_collection_brings_its_own_names(index: Index) -> None:
    """What moderators wrote down as the same is found."""
    widened = widen(Query(text="where is the Tub?"), index, own_synonyms="the Tub, ferry")
    assert ["ferri"] == [meaning.term for meaning in _word(widened, "tub").meanings]


def test_an_empty_collection_lacks_every_telling_word() -> None:
    """Without passages there is nothing to mean."""
    widened = widen(Query(text="What did Rubio say?"), Index.build(()))
    assert ({}, ("Rubio",)) == (dict(widened.weights), widened.missing)


def test_only_what_tells_is_told_to_be_missing() -> None:
    """That "give" and "since" are nowhere says nothing."""
    widened = widen(Query(text="Since when would Smith give up the army?"), Index.build(()))
    assert ("Smith", "army") == widened.missing


LONG = [
    "meetigns " * 450, "ї" * 4000, "a\u0301" * 2000, "\u200b" * 4000, "\0" * 4000, "😂" * 4000, "?!… " * 1000,
    "ماذا قال روبيو " * 250, "鲁比奥说了什么" * 500, " ".join(f"xq{n}zz" for n in range(500)), "x" * 4096,
]  # fmt: skip


@pytest.mark.parametrize("text", LONG)
def test_no_question_takes_long(index: Index, text: str) -> None:
    """However long and strange, it is read in a moment: the bound catches what grows with the square."""
    warm(index)
    widen(Query(text=text), index)
    start = time.perf_counter()
    widen(Query(text=text), index)
    assert time.perf_counter() - start < 0.25


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
@example(text="İstanbul’da ﬁ ǅ")
def test_every_question_is_read_word_for_word(index: Index, text: str) -> None:
    """Any Unicode: each word is as typed, in order, and every term to search for is one of the collection's."""
    widened = widen(Query(text=text), index)
    position = 0
    for word in widened.words:
        position = text.index(word.text, position)
    assert all(term in index for term in widened.weights)
