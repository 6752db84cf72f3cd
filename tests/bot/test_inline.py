"""Inline mode: passages, suggestions and shared answers in any chat."""

import statistics
import time
from collections.abc import Awaitable, Callable

import pytest
from telegram import Update

from bot import offers
from bot.context import Quoth
from bot.inline import PAGE, page
from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot_api import OTHER, BotApi, Json, Value, links
from tests.telegram_html import Parsed

Type = Callable[..., Awaitable[list[Json]]]

QUESTION = "What sanctions has Trump threatened?"


@pytest.fixture(name="type_")
def _type(talk: Talk, api: BotApi) -> Type:
    async def type_(text: str, **fields: Value) -> list[Json]:
        api.offered, api.offer = [], {}
        await talk.take(api.type(text, **fields))
        assert api.offer
        return api.offered

    return type_


async def test_passages(type_: Type, library: Library) -> None:
    """Each with its place for a title, its sentence for a preview, and the message that an answer is."""
    offered = await type_(QUESTION)
    assert 1 < len(offered) <= PAGE
    first = offered[0]
    assert first["title"].startswith("¶ ") and "Why Trump-Putin Talks" in first["title"]
    assert first["preview"] and first["preview"].rstrip("…") in " ".join(first["text"].split())
    assert first["text"].startswith(f"{QUESTION}\n") and " · ¶ " in first["text"]
    assert "Open the source" in links(first) or not library.articles()[0].live.source  # type: ignore[union-attr]
    assert "Also related" not in first["text"] and "Also related" in offered[1]["text"]


async def test_what_may_not_answer_says_so(type_: Type) -> None:
    """Nobody takes a neighbour for an answer, in whatever chat it is sent."""
    offered = await type_("sanctions ceasefire zeppelin tariffs")
    assert offered and all("it may not answer this" in one["text"] or "∅" in one["text"] for one in offered)


async def test_nothing(type_: Type) -> None:
    """That the articles do not say can be sent too."""
    (only,) = await type_("zeppelin")
    assert "∅ The articles do not say." == only["title"]
    assert "This word appears nowhere in the articles: zeppelin." in only["text"]
    assert "reply_markup" not in only or not only["reply_markup"]


async def test_what_is_related_can_be_sent(type_: Type) -> None:
    """Where the articles do not say, that quotes nothing; the passages nearby are offered below, each by itself."""
    nothing, *related = await type_("What is the price of oil?")
    assert "none" == nothing["id"] and "#" not in nothing["text"]
    assert not Parsed(nothing["text"], tuple(nothing["entities"])).marked("blockquote")
    assert related and all("≈ Related" in one["text"] and offers.chosen(one["id"]) for one in related)


@pytest.mark.parametrize("typed", [QUESTION, "Putin zeppelin sanctions", ""])
async def test_each_has_a_number(talk: Talk, type_: Type, typed: str) -> None:
    """Under which anybody can verify it, and open it; typed again, by whomever, the same words have the same."""
    offered = [one for one in await type_(typed) if "none" != one["id"]]
    assert offered
    for one in offered:
        receipt_id = one["text"].rpartition("#")[2]
        assert offers.chosen(one["id"]) == receipt_id
        assert "still word for word in the article" in (await talk.ask(f"/verify {receipt_id}"))["text"]
        opened = (await talk.ask(f"/start q_{receipt_id}"))["text"]
        assert opened.partition("\n")[0] in one["text"]
    again = [one for one in await type_(typed, by=OTHER) if "none" != one["id"]]
    assert [one["text"] for one in offered] == [one["text"] for one in again]


async def test_a_way_to_us(type_: Type, library: Library) -> None:
    """What has no address has a button that opens us at the answer: with one, Telegram lets us correct it later."""
    library.publish(Manuscript(title="Ferries", text="The ferry to Lisbon leaves at noon, every day."), by="test")
    first = (await type_("When does the ferry to Lisbon leave?"))[0]
    receipt_id = offers.chosen(first["id"])
    assert {"Open in private": f"https://t.me/quoth_bot?start=q_{receipt_id}"} == links(first)


async def test_suggestions(type_: Type) -> None:
    """Nothing typed: questions, each with its answer."""
    offered = await type_("  ")
    assert 1 <= len(offered) <= PAGE
    assert all(one["text"].startswith(one["title"]) and "∅" not in one["text"] for one in offered)


async def test_pages(api: BotApi, type_: Type, library: Library) -> None:
    """Ten passages, and the next ten at the next offset, each once; at the end Telegram is told of no further page."""
    paragraphs = [
        f"The ferry number {number} leaves the harbour for an island that nobody knows." for number in range(25)
    ]
    text = "\n\n".join(f"{one} {one}" for one in paragraphs)
    library.publish(Manuscript(title="Ferries", text=text), by="test")
    ids: list[str] = []
    offset = ""
    while not ids or offset:
        offered = await type_("When does the ferry leave the harbour?", offset=offset)
        ids += [one["id"] for one in offered]
        offset = str(api.offer.get("next_offset", ""))
        assert PAGE == len(offered) or not offset
    assert 25 <= len(ids) == len(set(ids)) and "next_offset" not in api.offer


def test_paging() -> None:
    """What has more than a page is turned by offset, nothing twice, nothing left out."""
    seen: list[int] = []
    offset = ""
    while True:
        shown, offset = page(range(2 * PAGE + 1), offset)
        seen += shown
        if not offset:
            break
    assert list(range(2 * PAGE + 1)) == seen


async def test_strange_offsets(type_: Type, api: BotApi) -> None:
    """Behind the end there is nothing; what is no number begins anew."""
    assert [] == await type_("", offset="1000")
    assert await type_("", offset="what?") and not api.offer.get("next_offset")


async def test_sharing(talk: Talk, type_: Type) -> None:
    """`#ID` offers the answer with that number, without the question; an unknown number nothing."""
    answer = await talk.ask(QUESTION)
    receipt_id = answer["text"].rsplit("#", 1)[1].strip()
    (only,) = await type_(f"#{receipt_id}")
    assert QUESTION not in only["text"] and answer["text"].partition("\n")[0] in only["text"]
    shared = only["text"].rpartition("#")[2]
    assert f"receipt.{shared}" == only["id"] and links(only)["Share"].endswith(shared)
    assert "still word for word" in (await talk.ask(f"/verify {shared}"))["text"]
    assert await type_(f"#{shared}") == [only]
    assert [] == await type_("#AAAAAA")


async def test_soon_stale_and_personal(type_: Type, api: BotApi, library: Library) -> None:
    """Telegram keeps an answer for seconds only, so that a publication shows, and for that person."""
    await type_(QUESTION)
    assert api.offer["cache_time"] <= 10 and api.offer["is_personal"] is True
    library.history.withdraw(library.articles()[0].id, by="test")
    (only,) = await type_(QUESTION)
    assert "none" == only["id"]


async def test_too_late(talk: Talk, api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    """Who typed on waits for no answer: that Telegram refuses it is no error."""
    update = api.type(QUESTION)
    await talk.take(update)
    api.offered = []
    await talk.take(update)
    assert [] == api.offered and "error" not in caplog.text.lower()


async def test_chosen(talk: Talk, api: BotApi, library: Library, type_: Type) -> None:
    """Each passage that somebody sends is counted, however it was offered, and forgotten with the person."""
    answer = await talk.ask(QUESTION)
    offered = [(await type_(typed))[0]["id"] for typed in (QUESTION, f"#{answer['text'].rpartition('#')[2]}")]
    receipt_id = offers.chosen(offered[0])
    for result_id in (*offered, "suggestion0." + offered[0], f"both.{receipt_id}", offered[0]):
        await talk.take(api.choose(result_id, QUESTION))
        await talk.take(api.choose(result_id, QUESTION, by=OTHER))
    for no_passage in ("none", "x" * 64, "a.b.c.d", "", "passage.0", "passage.AAAAAA"):
        await talk.take(api.choose(no_passage, ""))
    (place,) = library.receipts.get(receipt_id)
    passage = place.article_id, place.revision, place.number
    assert 10 == library.shares.of_passage(passage)
    assert "1 passage sent inline" in (await talk.ask("/forget"))["text"]
    assert 5 == library.shares.of_passage(passage)


async def test_limits(talk: Talk, api: BotApi, type_: Type, application: Quoth) -> None:
    """Who types too much gets no passages but one word, and soon an answer again; nobody else is held up."""
    application.bot_data.limit = 2
    offered = [await type_(QUESTION) for _ in range(13)]
    assert all(offered[:12]) and [] == offered[12]
    assert "One moment, please" in api.offer["button"]["text"] and api.offer["cache_time"] <= 10
    assert (await talk.ask("/start wait"))["text"].startswith("Ask me, and I answer")
    assert await type_(QUESTION, by=OTHER)
    assert "button" not in api.offer


@pytest.mark.parametrize("text", ["💥" * 128, "<b>&amp;", "\u202e zeppelin", "#", "# ceasefire", "a" * 256, "/ask"])
async def test_whatever_is_typed(type_: Type, text: str) -> None:
    """Is answered, and never refused by Telegram."""
    await type_(text)


async def test_quick(application: Quoth, api: BotApi) -> None:
    """Under 50 ms inside the process, suggestions too, once they are found."""
    took = []
    for text in (QUESTION, "", "zeppelin", "") * 5:
        update = Update.de_json(api.type(text), application.bot)
        started = time.perf_counter()
        await application.process_update(update)
        took.append(time.perf_counter() - started)
    assert statistics.median(took[4:]) < 0.05
