"""Articles and questions become the same terms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import sentences
from corpus.terms import LITTLE, SENTENCE_END, rarity, stop_words, terms, tokens, words

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


@pytest.mark.parametrize(
    ("language", "word"), [("ru", "Россия"), ("ru", "москва"), ("de", "Menschen"), ("es", "trabajo"), ("en", "state")]
)
def test_words_that_people_ask_about_are_terms(language: str, word: str) -> None:
    """What public lists wrongly take for function words is searched for."""
    assert 1 == len(terms(word, language))


def test_tokens_tell_what_stands_where() -> None:
    """The index keeps terms with their forms, marked stop words, and where each sentence ends."""
    text = "The sanctions hurt. They end."
    assert [" the", "sanction", " +s", "hurt", "", " they", "end", ""] == tokens(text, [(0, 19), (20, 29)], "en")


@settings(deadline=None)  # the first text in a language reads its word list
@given(st.text(), st.sampled_from(["en", "de", "zh", "th", "ru"]))
def test_tokens_close_every_sentence(text: str, language: str) -> None:
    """There are as many ends as sentences, whatever stands in them, and the terms are those of the text."""
    spans = sentences(text, language)
    found = tokens(text, spans, language)
    assert max(1, len(spans)) == found.count(SENTENCE_END)
    assert terms(text, language) == [token for token in found if token and not token.startswith(LITTLE)]


@settings(deadline=None)
@given(st.text("aIU.,'’12 -_“"), st.sampled_from(["en", "de", "tr"]))
def test_tokens_do_not_depend_on_what_else_stands_there(text: str, language: str) -> None:
    """A text of usual characters is read in a faster way, which finds the same words."""
    beside = tokens(f"{text} ж", (), language)
    assert tokens(text, (), language) == [token for token in beside if token != "ж"]


@settings(deadline=None)
@given(st.text() | st.text("aIUs.,'’12 -_ж"), st.sampled_from(["en", "de", "tr", "zh"]))
def test_terms_are_those_of_the_words(text: str, language: str) -> None:
    """A question is cut into the same terms with and without the places of its words."""
    assert terms(text, language) == [word.term for word in words(text, language) if word.term is not None]


def test_rare_words_tell_more() -> None:
    """Rarity is taken from the language, not from the collection; what no list knows is rarest."""
    assert rarity("the", "en") < rarity("war", "en") < rarity("ceasefire", "en") < rarity("qzxjk", "en")
    assert rarity("1994", "en") == rarity("2022", "en")


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Wann wurde welche Brücke gebaut?", "de", ["bruck", "gebaut"]),
        ("¿Cuándo y dónde nació?", "es", ["nac"]),
        ("ताजमहल किसने बनवाया?", "hi", ["ताजमहल", "बनव"]),
        ("Hvilken by ligger lengst nord?", "no", ["by", "ligg", "lengst", "nord"]),
        ("Що і скільки він отримав?", "uk", ["отримав"]),
    ],
)
def test_words_that_ask_name_nothing(question: str, language: str, expected: list[str]) -> None:
    """However rare they are in the language: they are stop words."""
    assert expected == terms(question, language)


def test_norwegian_goes_by_either_code() -> None:
    """`no` and `nb` have the same stop words, and the same words count as content."""
    assert stop_words("nb") == stop_words("no")
    assert "folk" not in stop_words("no")
