"""How a text is split into passages."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import bundled
from corpus.articles import Revision
from corpus.passages import LONGEST, Passage, split
from tests.corpus.conftest import MakeRevision

SENTENCE = "The harbour master counted the ships that had come in with the evening tide. "
"""77 characters, 14 words."""

pieces = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "«",
        "»",
        " ",
        "\n",
        "\n\n",
        ". ",
        "! ",
        "? ",
        ": ",
        "— ",
        "- ",
        "Dr. ",
        "he said",
        "Harbour",
        "。",
        "他说",
        "\u200b",
        "́",
        "\x1f",
        "\x85",
        "\u2028",
        "😀",
        "x" * 400,
        SENTENCE * 9,
    ]
)
texts = st.one_of(st.text(min_size=1, max_size=3000), st.lists(pieces, min_size=1, max_size=60).map("".join))


def revision_of(text: str, headings: tuple[tuple[int, int], ...] = (), language: str = "en") -> Revision:
    """A revision with its headings given by their places."""
    published = dt.datetime(2031, 3, 14, tzinfo=dt.UTC)
    return Revision(
        title="Any", text=text, headings=headings, language=language,
        article_id="any", number=1, published_by="test", published_at=published,
    )  # fmt: skip


def with_headings(text: str, cuts: list[int]) -> Revision:
    """A revision in which every second stretch between the cuts is a heading."""
    places = sorted({min(cut, len(text)) for cut in cuts})
    return revision_of(text, tuple(zip(places[::2], places[1::2], strict=False)))


@pytest.fixture(name="shipped", scope="module")
def _shipped() -> tuple[Passage, ...]:
    manuscript = bundled.manuscript()
    return split(revision_of(manuscript.text, manuscript.headings))


def test_article_gives_one_passage_for_a_paragraph(shipped: tuple[Passage, ...]) -> None:
    """The shipped article has 22 paragraphs, one of them too short to stand alone."""
    assert [(number, 21) for number in range(1, 22)] == [(passage.number, passage.of) for passage in shipped]


def test_heading_is_in_no_passage(shipped: tuple[Passage, ...]) -> None:
    """A heading is no answer."""
    assert not [passage for passage in shipped if "Why would Putin engage" in passage.text]


def test_passages_know_the_heading_above_them(shipped: tuple[Passage, ...]) -> None:
    """Ten passages stand before the heading, eleven under it."""
    assert [None] * 10 + ["Why would Putin engage in talks now?"] * 11 == [passage.heading for passage in shipped]


def test_short_paragraph_travels_with_the_one_before(shipped: tuple[Passage, ...]) -> None:
    """Eight words are no passage."""
    assert [True] == [len(p.sentences) == 2 for p in shipped if "Yet, the rift" in p.text]


def test_sentences_of_the_article_are_whole(shipped: tuple[Passage, ...]) -> None:
    """Who said it belongs to what was said, even where the quotation marks are wrong."""
    sentences = [passage.text[start:end] for passage in shipped for start, end in passage.sentences]
    assert "“I’m here to get [the war] over with,” said the US leader on Wednesday." in sentences
    assert any(s.startswith("Although") and "—”he’s just" in s and s.endswith("ceasefire.") for s in sentences)
    assert 30 == len(sentences)


@given(text=texts, cuts=st.lists(st.integers(0, 3000), max_size=8))
def test_passages_are_slices_in_order(text: str, cuts: list[int]) -> None:
    """Passages are not empty, do not overlap, stand in the order of the text, and are no longer than the bound."""
    passages = split(with_headings(text, cuts))
    position = 0
    for number, passage in enumerate(passages, start=1):
        assert (number, len(passages)) == (passage.number, passage.of)
        assert position <= passage.start < passage.end <= len(text)
        assert passage.text == passage.text.strip()
        assert len(passage.text) <= LONGEST
        position = passage.end


@given(text=texts, cuts=st.lists(st.integers(0, 3000), max_size=8))
def test_nothing_is_left_out(text: str, cuts: list[int]) -> None:
    """Passages and headings together cover everything but white space."""
    revision = with_headings(text, cuts)
    covered = [(passage.start, passage.end) for passage in split(revision)] + list(revision.headings)
    rest = list(text)
    for start, end in covered:
        rest[start:end] = " " * (end - start)
    assert not "".join(rest).strip()


@given(text=texts, language=st.sampled_from(["en", "ru", "zh", "de", "xx"]))
def test_sentences_cover_their_passage(text: str, language: str) -> None:
    """Sentences are not empty, stand in order in their passage, and cover everything in it but white space."""
    for passage in split(revision_of(text, language=language)):
        position = 0
        for start, end in passage.sentences:
            assert not passage.text[position:start].strip()
            assert passage.text[start:end].strip() == passage.text[start:end] != ""
            position = end
        assert not passage.text[position:].strip()


def test_long_paragraph_is_split_at_sentences(make_revision: MakeRevision) -> None:
    """A paragraph of 30 sentences becomes passages of about the same length, of whole sentences."""
    passages = split(make_revision(SENTENCE * 30))
    assert [770, 769 + 1, 769 + 1] == [round(len(p.text), -1) for p in passages]
    assert all(passage.text.startswith("The") and passage.text.endswith("tide.") for passage in passages)


def test_endless_sentence_is_cut_at_a_clause(make_revision: MakeRevision) -> None:
    """2,500 characters without a full stop are cut after a comma."""
    passages = split(make_revision("the ships came in with the tide, " * 76))
    assert 3 == len(passages)
    assert all(passage.text.endswith("tide,") for passage in passages)


def test_endless_word_is_cut_anywhere(make_revision: MakeRevision) -> None:
    """Even 5,000 characters without a space are read."""
    assert 5000 == sum(len(passage.text) for passage in split(make_revision("x" * 5000)))


def test_lead_in_goes_with_what_it_leads_to(make_revision: MakeRevision) -> None:
    """A paragraph that ends with a colon is not parted from its list."""
    lead_in = "The council wants three things of the harbour and of everybody who works in it:"
    text = f"{SENTENCE}\n\n{lead_in}\n\n- Lamps.\n- Horns."
    assert ["The harbour", "The council"] == [passage.text[:11] for passage in split(make_revision(text))]


WORDS = "“We shall keep the lamp burning through every night of the year, and nobody will pay a penny more.”"


@pytest.mark.parametrize(
    "text",
    [
        f"{WORDS}\n\nsaid the keeper.",
        f"{WORDS}\n\n— Jane Roe, who has kept the lamp of the harbour for longer than anybody can remember",
        f"The keeper of the lamp spoke to the council of the town on Tuesday night.\n\n{WORDS}",
    ],
)
def test_quotation_stays_with_its_speaker(make_revision: MakeRevision, text: str) -> None:
    """Whoever reads a quotation reads whose it is."""
    assert [text] == [passage.text for passage in split(make_revision(text))]


def test_short_paragraph_does_not_cross_a_heading(make_revision: MakeRevision) -> None:
    """What stands under a heading stays under it."""
    passages = split(make_revision("It rains.\n\nSunday\n\nIt shines.", headings=("Sunday",)))
    assert [("It rains.", None), ("It shines.", "Sunday")] == [(p.text, p.heading) for p in passages]


def test_run_of_short_paragraphs_is_no_endless_passage(make_revision: MakeRevision) -> None:
    """A dialogue of a hundred short lines becomes several passages."""
    passages = split(make_revision("“The ship is late again,” he said.\n\n" * 100))
    assert all(len(passage.text) <= 540 for passage in passages)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Dr. Smith left the U.S. Army at 5 p.m. on Monday.", "“Go!” Zelensky declared.", "“No.”", "She left."]),
        ("ru", ["А. С. Пушкин родился в г. Москве.", "Он сказал: «Да. Нет».", "— Да! — сказал он.", "Все."]),
        ("de", ["Am 3. Mai kam Dr. Müller.", "„Gut. Sehr gut!“, sagte er.", "Dann ging er."]),
        ("en", ["He said “it is over.”", "Then he left the “room”.", "Why?"]),
    ],
)
def test_sentences_end_where_readers_end_them(make_revision: MakeRevision, language: str, sentences: list[str]) -> None:
    """Abbreviations and quotations do not end a sentence."""
    (passage,) = split(make_revision(" ".join(sentences), language=language))
    assert sentences == [passage.text[start:end] for start, end in passage.sentences]


def test_chinese_sentences_need_no_space(make_revision: MakeRevision) -> None:
    """A quotation keeps its full stop, and who said it."""
    (passage,) = split(make_revision("今天天气好！“走吧！”他说。是吗？", language="zh"))
    assert ["今天天气好！", "“走吧！”他说。", "是吗？"] == [passage.text[slice(*span)] for span in passage.sentences]


def test_items_of_a_list_are_sentences(make_revision: MakeRevision) -> None:
    """A line of its own is a sentence of its own."""
    (passage,) = split(make_revision("Lamps and oil\nHorns\nA bell that\nrings by itself"))
    assert 3 == len(passage.sentences)


def test_headings_alone_give_no_passage(make_revision: MakeRevision) -> None:
    """There is nothing to cite in a revision of headings."""
    assert () == split(make_revision("Sunday", headings=("Sunday",)))
