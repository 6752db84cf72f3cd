"""Audits: /audit, who changed what."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from telegram import Update

from bot import choices, replies
from bot.access import of_code
from bot.context import Context
from bot.names import collection_name, written
from bot.newsroom import ledger
from bot.quotations import shortened
from bot.replies import Reply
from bot.texts import _
from corpus.errors import UnknownArticle
from corpus.library import Library
from corpus.store import Entry

_TITLE = 50


async def show(update: Update, context: Context) -> None:
    """`/audit`: about the collection that is read here."""
    await context.reply(await _page(context, context.collection, 0))


async def turn(update: Update, context: Context) -> None:
    """Another page."""
    collection = await context.think(partial(of_code, context))
    await context.notice(None if collection else replies.UNKNOWN_BUTTON)
    if collection:
        await context.edit(await _page(context, collection, context.press.position))


async def _page(context: Context, collection: str, page: int) -> Reply:
    first = page * ledger.SHOWN
    entries, of = await context.think(partial(context.library.audit.page, collection, first, ledger.SHOWN))
    titles = await context.think(partial(_titles, context.library, entries))
    named = (name for entry in entries for name in (entry.by, entry.subject or ""))
    called = titles | _settings() | await written(context, named)
    return ledger.audit(collection, await collection_name(context, collection), entries, called, page, of)


def _settings() -> dict[str, str]:
    """As /settings calls what is kept under these names."""
    quiet = dict.fromkeys(("quiet_from", "quiet_to", "utc_offset"), choices.QUIET)
    keys = {key: key for key in choices.CHOICES} | quiet
    return {name: f"“{_(choices.CHOICES[key].name)}”" for name, key in keys.items()}


def _titles(library: Library, entries: Iterable[Entry]) -> dict[str, str]:
    """Of the articles: as they are now, or were when last live; what is no article any more has only its id."""
    found = {}
    for subject in {entry.subject for entry in entries if entry.subject}:
        try:
            article = library.article(subject)
            revision = article.live or library.revision(subject, 1)
        except UnknownArticle:
            continue
        found[subject] = f"“{shortened(revision.title, _TITLE)}”"
    return found
