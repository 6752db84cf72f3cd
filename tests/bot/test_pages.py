"""Answers as messages: always within Telegram's limits, and told apart at a glance."""

import dataclasses
import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from telegram import InputTextMessageContent

from bot import corrections, explanations, offers, pages, replies, texts, verifications
from bot.newsroom import desk
from bot.replies import Reply
from bot.sharing import NOWHERE, Sharing
from bot.texts import LANGUAGES
from corpus.answers import Answer, Citation, Match, Verdict
from corpus.articles import Revision
from corpus.differences import difference
from corpus.passages import Passage
from corpus.queries import Query
from corpus.verification import Standing, Verified
from tests.telegram_html import Parsed, parse, units

QUESTION_ID = "abcdefghijkl"
WORDY = ("wordy " * 2000).strip()

TEXTS = st.text(min_size=1, max_size=3000) | st.text("<>&\"'😀👨‍👩‍👧é\u0301 \n", min_size=1, max_size=3000)


def cite(
    *texts: str,
    number: int = 1,
    title: str = "Harbour news",
    highlight: tuple[int, int] | None = None,
    **details: object,
) -> Citation:
    """A citation of one of the passages, which all stand in one article."""
    revision = Revision.model_validate(
        {"title": title, "text": "\n\n".join(texts), "article_id": "a", "number": 1, "published_by": "test"}
        | {"published_at": dt.datetime.now(dt.UTC), **details}
    )
    start = sum(len(text) + 2 for text in texts[: number - 1])
    text = texts[number - 1]
    passage = Passage(revision, number, len(texts), start, start + len(text), None, ((0, len(text)),))
    return Citation(passage, highlight or (0, len(text)), 1.0, ())


def answer(verdict: Verdict, *citations: Citation, missing: tuple[str, ...] = ()) -> Answer:
    """What the library would give."""
    return Answer(Query(text="When?"), verdict, 0.9, citations, missing)


def read(reply: Reply) -> Parsed:
    """What Telegram makes of a reply; its refusals fail the test."""
    parsed = parse(str(reply.text))
    assert len(parsed.text) <= 4096
    boundaries = _boundaries(parsed.text)
    for entity in parsed.entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]  # type: ignore[operator]
        assert start < end and {start, end} <= boundaries
    for row in reply.keyboard.inline_keyboard if reply.keyboard else ():
        assert all(1 <= len(str(button.callback_data).encode()) <= 64 for button in row if not button.url)
    return parsed


def _boundaries(text: str) -> set[int]:
    """Where in the message a character begins or ends, in UTF-16 units."""
    return set(itertools.accumulate((units(character) for character in text), initial=0))


@given(text=TEXTS, title=st.text(min_size=1, max_size=300), asked=st.text(max_size=4096), note=st.text(max_size=100))
def test_any_answer_fits(text: str, title: str, asked: str, note: str) -> None:
    """Whatever stands in an article, its answer is a message that Telegram takes."""
    read(pages.answer(answer(Verdict.ANSWER, cite(text, title=title)), QUESTION_ID, asked=asked))
    read(pages.passage(cite(text, title=title), 3, 5, QUESTION_ID, asked=asked, note=note))


@given(
    texts=st.tuples(TEXTS, TEXTS, TEXTS), title=st.text(min_size=1, max_size=300), missing=st.lists(st.text(min_size=1))
)
def test_any_three_passages_fit(texts: tuple[str, str, str], title: str, missing: list[str]) -> None:
    """So are three related passages, and a passage between its neighbours."""
    cited = [cite(*texts, number=number, title=title, source="https://a.example/b") for number in (1, 2, 3)]
    read(pages.answer(answer(Verdict.CLOSEST, *cited, missing=tuple(missing)), QUESTION_ID))
    read(pages.answer(answer(Verdict.NONE, missing=tuple(missing)), QUESTION_ID))
    article = [citation.passage for citation in cited]
    read(pages.in_context(cited[1], article, 1, QUESTION_ID, note="changed"))


@given(
    texts=st.tuples(TEXTS, TEXTS),
    title=st.text(min_size=1, max_size=300),
    asked=st.text(max_size=4096),
    date=st.none() | st.dates(),
)
def test_any_two_articles_fit(texts: tuple[str, str], title: str, asked: str, date: dt.date | None) -> None:
    """So are two passages that say different things, with the question and the one before it above them."""
    cited = [cite(*texts, number=number, title=title, date=date, source="https://a.example/b") for number in (1, 2)]
    given_ = dataclasses.replace(answer(Verdict.ANSWER, *cited), both_say=True, after=asked)
    read(pages.answer(given_, QUESTION_ID, asked=asked))


@given(
    text=TEXTS,
    title=st.text(min_size=1, max_size=300),
    asked=st.text(min_size=1, max_size=256).filter(str.strip),
    verdict=st.sampled_from(Verdict),
    data=st.data(),
)
def test_any_offer_fits(text: str, title: str, asked: str, verdict: Verdict, data: st.DataObject) -> None:
    """So is what inline mode and guest mode send: with a title, a short id, and no button that would need us there."""
    start = data.draw(st.integers(0, len(text) - 1))
    cited = cite(text, title=title, highlight=(start, data.draw(st.integers(start, len(text)))))
    given_ = Answer(Query(text=asked), verdict, 0.9, (cited, cited), ())
    reply, sharing = pages.answer(given_, QUESTION_ID), Sharing("quoth_bot")
    for offered in (
        offers.passage(given_, 1, QUESTION_ID, sharing),
        offers.suggestion(given_, 0, QUESTION_ID, sharing),
        offers.both(given_, QUESTION_ID, sharing),
        offers.receipt(cited, reply, QUESTION_ID),
        offers.guest(given_, reply),
    ):
        content = offered.input_message_content
        assert isinstance(content, InputTextMessageContent) and offered.title and 1 <= len(offered.id.encode()) <= 64
        read(Reply(Markup(content.message_text), offered.reply_markup))  # noqa: S704  (it was markup before)
        rows = offered.reply_markup.inline_keyboard if offered.reply_markup else ()
        assert all(button.callback_data is None for row in rows for button in row)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("asked", "after"), [(WORDY, ""), ("", WORDY)])
def test_the_longest_fit(code: str, asked: str, after: str) -> None:
    """Where everything is as long as it can be, which chance hardly finds: in every language, corrected or changed."""
    title, source = ("Title " * 50).strip(), f"https://a.example/{'b' * 999}"
    cited = [
        cite(WORDY, WORDY, WORDY, number=number, title=title, highlight=(0, 1200), date="2025-12-28", source=source)
        for number in (1, 2, 3)
    ]
    article = [citation.passage for citation in cited]
    missing = tuple(f"{'m' * 60}{number}" for number in range(30))
    with texts.speaking(code):
        corrected = Markup("\n<i>{}</i>").format(
            corrections._note(dt.datetime(2025, 12, 28, tzinfo=dt.UTC), is_left=True)
        )
        for verdict, both in ((Verdict.CLOSEST, False), (Verdict.NONE, False), (Verdict.ANSWER, True)):
            found = dataclasses.replace(answer(verdict, *cited, missing=missing), after=after, both_say=both)
            read(Reply(pages.answer(found, QUESTION_ID, asked=asked).text + corrected))
        for note in (replies.CHANGED, replies.WITHDRAWN):
            read(pages.passage(cited[1], 1, 5, QUESTION_ID, asked=asked, after=after, note=note))
            read(pages.in_context(cited[1], article, 1, QUESTION_ID, asked=asked, after=after, note=note))
        read(desk.told(answer(Verdict.ANSWER, *cited), QUESTION_ID, asked, NOWHERE))
        for quoted in (cited[:1], cited[:2]):
            note = corrected.striptags()
            read(offers.again(quoted, QUESTION_ID, Sharing("quoth_bot"), asked=asked, note=note, related=True))


@given(text=st.text(min_size=1, max_size=1500), data=st.data())
def test_a_quotation_is_verbatim(text: str, data: st.DataObject) -> None:
    """A passage of usual length is quoted whole and word for word, with its sentence emphasised."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    parsed = parse(str(pages.answer(answer(Verdict.ANSWER, cite(text, highlight=(start, end))), QUESTION_ID).text))
    assert parsed.text.startswith(text)
    assert [text[start:end]] == parsed.marked("bold")


def test_an_answer_is_a_quotation_and_its_place() -> None:
    """A passage, its sentence emphasised, and below it title, paragraph and date; the title opens the source there."""
    cited = cite(
        "First.",
        "It rained. The harbour opens on Monday.",
        number=2,
        highlight=(11, 39),
        date=dt.date(2025, 8, 8),
        source="https://news.example/harbour",
    )
    parsed = read(pages.answer(answer(Verdict.ANSWER, cited), QUESTION_ID))
    assert (
        "It rained. The harbour opens on Monday.\nHarbour news · ¶ 2 of 2 · 8 August 2025 · #abcdefghijkl"
        == parsed.text
    )
    assert ["It rained. The harbour opens on Monday."] == parsed.marked("blockquote")
    assert ["The harbour opens on Monday."] == parsed.marked("bold")
    (link,) = (entity["url"] for entity in parsed.entities if entity["type"] == "text_link")
    assert "https://news.example/harbour#:~:text=The%20harbour%20opens%20on%20Monday." == link


def test_verdicts_look_different() -> None:
    """The first character tells an answer from what is only close, and from nothing."""
    cited = cite("The harbour opens on Monday.")
    shown = [
        read(pages.answer(answer(verdict, *citations, missing=("zeppelin",)), QUESTION_ID)).text
        for verdict, citations in ((Verdict.ANSWER, [cited]), (Verdict.CLOSEST, [cited]), (Verdict.NONE, []))
    ]
    assert ["T", "≈", "∅"] == [text[0] for text in shown]
    assert "may not answer this directly" in shown[1]
    assert "∅ The articles do not say.\nThis word appears nowhere in the articles: zeppelin." == shown[2]


def test_a_long_quotation_is_folded() -> None:
    """More than 500 characters fold."""
    parsed = read(pages.answer(answer(Verdict.ANSWER, cite("word " * 120)), QUESTION_ID))
    assert ["expandable_blockquote"] == [entity["type"] for entity in parsed.entities if "quote" in str(entity["type"])]


def test_of_several_none_is_bold_as_a_whole() -> None:
    """Where all is emphasised, nothing is; a sentence among others is."""
    several = [cite("It opens.", "It shuts. It rains.", number=1), cite("It opens.", "It shuts. It rains.", number=2)]
    several[1] = dataclasses.replace(several[1], highlight=(0, 9))
    parsed = read(pages.answer(answer(Verdict.CLOSEST, *several), QUESTION_ID))
    assert ["It shuts."] == [text for text in parsed.marked("bold") if "closest" not in text.lower()]


def test_a_passage_too_long_for_three_is_cut_around_its_sentence() -> None:
    """Cut between words, with dots where something is left out; the sentence that matters stays."""
    text = "Before it. " * 200 + "The harbour opens. " + "After it. " * 200
    start = text.index("The harbour")
    cited = cite(text, highlight=(start, start + 18))
    parsed = read(pages.answer(answer(Verdict.CLOSEST, cited), QUESTION_ID))
    (quoted,) = parsed.marked("expandable_blockquote")
    assert quoted.startswith("… The harbour opens. After it.") and quoted.endswith((" it.…", "After…"))
    assert "The harbour opens." in parsed.marked("bold")


def test_no_link_to_what_telegram_drops() -> None:
    """An address that Telegram would drop in silence is not made a link."""
    for source in (
        "http://localhost/a",
        "ftp://a.example/b",
        "harbour",
        "http://[bad/",
        "https://a.example/" + "x" * 3000,
    ):
        parsed = read(pages.answer(answer(Verdict.ANSWER, cite("It opens.", source=source)), QUESTION_ID))
        assert "<a " not in str(
            pages.answer(answer(Verdict.ANSWER, cite("It opens.", source=source)), QUESTION_ID).text
        )
        assert "It opens.\nHarbour news · ¶ 1 of 1 · #abcdefghijkl" == parsed.text


def test_related_passages_where_nothing_answers() -> None:
    """They are marked as related and as no answer, after the words that are missing; three at most."""
    cited = [cite("It opens.", "It shuts.", "It rains.", number=number) for number in (1, 2, 3)]
    reply = pages.answer(answer(Verdict.NONE, *cited, missing=("zeppelin",)), QUESTION_ID)
    text = read(reply).text
    assert text.startswith("∅ The articles do not say.\nThis word appears nowhere in the articles: zeppelin.\n\n")
    assert text.index("Related, though no answer:") < text.index("It opens.") < text.index("It shuts.")
    assert text.endswith(f"#{QUESTION_ID}")


@given(
    text=TEXTS,
    title=st.text(min_size=1, max_size=300),
    words=st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=60),
    missing=st.lists(st.text(min_size=1), max_size=60),
)
def test_any_reasons_fit(text: str, title: str, words: list[tuple[str, str]], missing: list[str]) -> None:
    """Whatever matched, why a passage was cited is a message that Telegram takes."""
    matched = tuple(Match(word, found, 0.1) for word, found in words)
    cited = dataclasses.replace(cite(text, title=title), matched=matched)
    read(explanations.why((cited, cited, None), 0, QUESTION_ID, missing, note="changed"))


@given(old=TEXTS, new=TEXTS, title=st.text(min_size=1, max_size=300))
def test_any_difference_fits(old: str, new: str, title: str) -> None:
    """So is what /verify says of five passages that changed."""
    now = cite(new, title=title).passage
    changed = Verified(
        cite(old, title=title), Standing.CHANGED, dt.datetime.now(dt.UTC), now, tuple(difference(old, new))
    )
    read(verifications.verified(QUESTION_ID, [changed] * 5))
