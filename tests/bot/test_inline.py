"""Inline mode: passages, suggestions and shared answers in any chat."""

import statistics
import time
from collections.abc import Awaitable, Callable

import pytest
from telegram import Update

from bot.context import Quoth
from bot.inline import PAGE, page
from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot_api import BotApi, Json, Value, links

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


async def test_suggestions(type_: Type) -> None:
    """Nothing typed: questions, each with its answer."""
    offered = await type_("  ")
    assert 1 <= len(offered) <= PAGE
    assert all(one["text"].startswith(one["title"]) and "∅" not in one["text"] for one in offered)


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
    assert f"receipt.{receipt_id}" == only["id"] and QUESTION not in only["text"] and f"#{receipt_id}" in only["text"]
    assert [] == await type_("#AAAAAA")


async def test_soon_stale_and_personal(type_: Type, api: BotApi, library: Library) -> None:
    """Telegram keeps an answer for seconds only, so that a publication shows, and for that person."""
    await type_(QUESTION)
    assert api.offer["cache_time"] <= 10 and api.offer["is_personal"] is True
    library.remove(library.articles()[0].id, by="test")
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
    """Who sends a passage found it helpful: that is counted once a person, and forgotten with the person."""
    (first, *_) = await type_(QUESTION)
    article_id, revision, number = first["id"].split(".")
    for _twice in range(2):
        await talk.take(api.choose(first["id"], QUESTION))
    await talk.take(api.choose("suggestion.0", ""))
    assert 1 == library.votes.of_passage((article_id, int(revision), int(number))).helpful
    assert "1 vote on answers" in (await talk.ask("/forget"))["text"]


@pytest.mark.parametrize("text", ["💥" * 128, "<b>&amp;", "\u202e zeppelin", "#", "# ceasefire", "a" * 256, "/ask"])
async def test_whatever_is_typed(type_: Type, text: str) -> None:
    """Is answered, and never refused by Telegram."""
    await type_(text)


async def test_quick(application: Quoth, api: BotApi) -> None:
    """Under 50 ms inside the process."""
    took = []
    for text in (QUESTION, "", "zeppelin", QUESTION) * 5:
        update = Update.de_json(api.type(text), application.bot)
        started = time.perf_counter()
        await application.process_update(update)
        took.append(time.perf_counter() - started)
    assert statistics.median(took[4:]) < 0.05
