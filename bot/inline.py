"""Inline mode: `@bot question` in any chat offers passages, `@bot` alone questions, `@bot #ID` an answer to share."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from telegram import InlineQuery, InlineQueryResultArticle, Update
from telegram.error import BadRequest

from bot import examples, offers, pages, receipts
from bot.context import Context
from bot.sharing import Sharing
from corpus.answers import Verdict
from corpus.library import Library
from corpus.queries import Query

T = TypeVar("T")

PAGE = 10
_CACHED = 10
"""Seconds for which Telegram repeats an answer by itself: hardly longer than it takes to publish."""
_SUGGESTED = 50
_RECEIPT = re.compile(r"#\w{1,12}", re.ASCII)
_CHOSEN = re.compile(r"([\w-]{1,12})\.(\d{1,9})\.(\d{1,9})", re.ASCII)
INLINE = "inline"
"""In place of a question's id, where one was chosen of what inline mode offers."""


async def offer(update: Update, context: Context) -> None:
    """Somebody types."""
    query = update.inline_query
    assert query, "the table routes inline queries here"  # noqa: S101
    offered = partial(_offered, context.library, query, context.collection, context.sharing)
    found = await context.bot_data.pace.run(offered)
    shown, more = page(found, query.offset)
    with contextlib.suppress(BadRequest):  # typed on meanwhile: nobody waits for this answer any more
        # Personal, because it speaks the language of whoever types, and reads the collection that they chose.
        await query.answer(shown, cache_time=_CACHED, is_personal=True, next_offset=more)


def page(found: Sequence[T], offset: str) -> tuple[Sequence[T], str]:
    """What stands at an offset, and the next offset; none at the end."""
    first = int(offset) if offset.isascii() and offset.isdecimal() else 0
    return found[first : first + PAGE], str(first + PAGE) if len(found) > first + PAGE else ""


async def count(update: Update, context: Context) -> None:
    """Somebody sent one of the passages: they found it helpful."""
    chosen = update.chosen_inline_result
    passage = chosen and _CHOSEN.fullmatch(chosen.result_id)
    if chosen and passage:
        on = passage[1], int(passage[2]), int(passage[3])
        votes = context.library.votes
        await context.bot_data.pace.run(partial(votes.cast, INLINE, on, chosen.from_user.id, helpful=True))


def _offered(library: Library, query: InlineQuery, collection: str, sharing: Sharing) -> list[InlineQueryResultArticle]:
    text = query.query.strip()
    if not text:
        return _suggested(library, collection)
    if _RECEIPT.fullmatch(text):
        return _shared(library, text, sharing)
    return _answered(library, text, collection)


def _suggested(library: Library, collection: str) -> list[InlineQueryResultArticle]:
    """Each question with its answer."""
    found: list[InlineQueryResultArticle] = []
    for _key, question in examples.suggestions(library, collection, _SUGGESTED):
        given = library.ask(Query(text=question, collection=collection))
        if given.citations:
            found.append(offers.suggestion(given, len(found)))
    return found


def _shared(library: Library, typed: str, sharing: Sharing) -> list[InlineQueryResultArticle]:
    receipt, reply = receipts.quoted(library, typed), receipts.shared(library, typed, sharing)
    return [offers.receipt(receipt.id, receipt.citations[0], reply)] if receipt and reply else []


def _answered(library: Library, text: str, collection: str) -> list[InlineQueryResultArticle]:
    given = library.ask(Query(text=text, collection=collection))
    if given.verdict == Verdict.NONE or not given.citations:
        return [offers.nothing(pages.answer(given, "", asked=text))]
    both = [offers.both(pages.answer(given, "", asked=text), given)] if given.both_say else []
    return [*both, *(offers.passage(given, position) for position in range(len(given.citations)))]
