"""Inline mode: `@bot question` in any chat offers passages, `@bot` alone questions, `@bot #ID` an answer to share."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from telegram import ChosenInlineResult, InlineQuery, InlineQueryResultArticle, InlineQueryResultsButton, Update
from telegram.error import BadRequest

from bot import offers, pages, panels, receipts
from bot.context import Context
from bot.limits import spent
from bot.sharing import Sharing
from bot.texts import language
from corpus.answers import Citation, Verdict
from corpus.errors import StoreUnavailable
from corpus.library import Library
from corpus.queries import MAIN, Query
from corpus.recollection import places
from corpus.store import Limits, Preferences, Refusal, hurried

T = TypeVar("T")

log = logging.getLogger(__name__)

PAGE = 10
_MOST = 30
"""How many passages can be leafed through."""
_CACHED = 10
"""Seconds for which Telegram repeats an answer by itself: hardly longer than it takes to publish."""
_KEYSTROKES = 6
"""While somebody types a question, Telegram asks about so often."""
_ANYWHERE = 0
"""In place of a chat: of an inline query, we do not hear where."""
_RECEIPT = re.compile(r"#\w{1,12}", re.ASCII)


async def offer(update: Update, context: Context) -> None:
    """Somebody types."""
    query = update.inline_query
    assert query, "the table routes inline queries here"  # noqa: S101
    refusal = await _spend(context, query.from_user.id)
    if refusal:
        await _ask_to_wait(query, refusal)
        return
    text, pace = query.query.strip(), context.bot_data.pace
    of = await pace.run(partial(receipts.collection_of, context.library, text)) if _RECEIPT.fullmatch(text) else MAIN
    offered = partial(_offered, context.library, text, context.preferences, context.sharing)
    # Suggestions are found anew after each publication, which takes a while.
    found = await (pace.run(offered) if text else asyncio.to_thread(offered)) if await context.may_read(of) else []
    shown, more = page(found, query.offset)
    with contextlib.suppress(BadRequest):  # typed on meanwhile: nobody waits for this answer any more
        # Personal, because it speaks the language of whoever types, and reads the collection that they chose.
        # An empty offset would do, but with defaults PTB makes [] of it.
        await query.answer(shown, cache_time=_CACHED, is_personal=True, next_offset=more or None)


def page(found: Sequence[T], offset: str) -> tuple[Sequence[T], str]:
    """What stands at an offset, and the next offset; an empty one at the end."""
    first = int(offset) if offset.isascii() and offset.isdecimal() else 0
    return found[first : first + PAGE], str(first + PAGE) if len(found) > first + PAGE else ""


async def count(update: Update, context: Context) -> None:
    """Somebody sent one of the passages; where Telegram tells under which number, it can be corrected."""
    sent = update.chosen_inline_result
    assert sent, "the table routes chosen results here"  # noqa: S101
    pace, library = context.bot_data.pace, context.library
    quoted = await pace.run(partial(library.receipts.get, offers.chosen(sent.result_id)))
    if not quoted:
        return
    best = quoted[0]
    await pace.run(partial(library.shares.count, (best.article_id, best.revision, best.number), sent.from_user.id))
    if sent.inline_message_id:
        await pace.run(partial(_keep, library, sent, context.preferences.collection, language()))


def _keep(library: Library, sent: ChosenInlineResult, collection: str, spoken: str) -> None:
    library.inline_messages.sent(
        sent.inline_message_id or "",
        offers.chosen(sent.result_id),
        user_id=sent.from_user.id,
        asked=_asked(library, sent, collection),
        related=offers.is_related(sent.result_id),
        language=spoken,
    )


def _asked(library: Library, sent: ChosenInlineResult, collection: str) -> str:
    """What stands above the passage: what was typed, or the suggestion that was taken, but no number of an answer."""
    typed, number = sent.query.strip(), offers.suggested(sent.result_id)
    if number is not None:
        listed = library.suggestions(collection)
        return listed[number].answer.query.text if number < len(listed) else ""
    return "" if _RECEIPT.fullmatch(typed) else typed


async def _spend(context: Context, user_id: int) -> Refusal | None:
    limit = context.bot_data.limit * _KEYSTROKES
    number = -context.current.update_id  # no message asks
    return await spent(context, _ANYWHERE, user_id, number, Limits(person=limit)) if limit else None


async def _ask_to_wait(query: InlineQuery, refusal: Refusal) -> None:
    """No passages, and above their place a word that leads to us."""
    word = InlineQueryResultsButton(panels.wait(refusal).text.striptags(), start_parameter="wait")
    seconds = max(1, math.ceil((refusal.until - dt.datetime.now(dt.UTC)).total_seconds()))
    with contextlib.suppress(BadRequest):
        await query.answer([], cache_time=min(_CACHED, seconds), is_personal=True, button=word)


def _offered(library: Library, text: str, preferences: Preferences, sharing: Sharing) -> list[InlineQueryResultArticle]:
    if not text:
        return _suggested(library, preferences.collection, sharing)
    if _RECEIPT.fullmatch(text):
        return _shared(library, text, sharing)
    return _answered(library, text, preferences, sharing)


def _suggested(library: Library, collection: str, sharing: Sharing) -> list[InlineQueryResultArticle]:
    given = [suggestion.answer for suggestion in library.suggestions(collection)]
    numbers = _numbers(library, [answer.citations[:1] for answer in given])
    return [offers.suggestion(answer, at, numbers[at], sharing) for at, answer in enumerate(given)]


def _shared(library: Library, typed: str, sharing: Sharing) -> list[InlineQueryResultArticle]:
    receipt = receipts.quoted(library, typed)
    if receipt is None:
        return []
    (number,) = _numbers(library, [receipt.shown])
    return [offers.receipt(receipt.citations[0], receipts.worded(receipt, number or receipt.id, sharing), number)]


def _answered(
    library: Library, text: str, preferences: Preferences, sharing: Sharing
) -> list[InlineQueryResultArticle]:
    given = library.ask(
        Query(text=text, collection=preferences.collection, boldness=preferences.chosen_boldness, most=_MOST)
    )
    first: list[InlineQueryResultArticle] = []
    if given.verdict == Verdict.NONE or not given.citations:
        first = [offers.nothing(pages.answer(replace(given, citations=()), "", asked=text))]
        given = replace(given, citations=given.citations[: pages.TOGETHER])
    both = [given.citations[: pages.BOTH]] if given.both_say else []
    numbers = _numbers(library, [*both, *([cited] for cited in given.citations)])
    if both:
        first = [offers.both(given, numbers.pop(0), sharing)]
    return [*first, *(offers.passage(given, at, number, sharing) for at, number in enumerate(numbers))]


def _numbers(library: Library, quoted: Sequence[Sequence[Citation]]) -> list[str]:
    """Under which each of these can be verified; empty ones where they cannot be written just now: nobody waits."""
    try:
        with hurried():
            return library.receipts.lasting([places(citations) for citations in quoted])
    except StoreUnavailable as error:
        log.warning("what is offered bears no numbers: %s", error)
        return [""] * len(quoted)
