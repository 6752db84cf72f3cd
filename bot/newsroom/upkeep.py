"""Upkeep: articles that follow a folder are kept in step with it; of pages that changed, moderators get a draft."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from telegram.error import TelegramError

from bot import texts
from bot.context import Quoth
from bot.newsroom import previews
from bot.texts import later
from corpus.errors import CorpusError
from corpus.refreshing import refresh
from corpus.store import Draft
from corpus.watching import Sight, Watch

log = logging.getLogger(__name__)

_LOOK_EVERY = 3.0
_REFRESH_EVERY = 60.0
"""Seconds between looks at whether it is time for a page."""
PAGE_CHANGED = later("The page that this article came from has changed.")


async def watch_for_ever(application: Quoth) -> None:
    """Publish what changes in the watched folder, where one is named."""
    if application.bot_data.watched is None:
        return
    watch = Watch(application.bot_data.library, application.bot_data.watched)
    while True:
        try:
            await asyncio.to_thread(_look, watch)
        except (CorpusError, OSError) as error:
            log.warning("the watched folder is not looked at: %s", type(error).__name__)
        await asyncio.sleep(_LOOK_EVERY)


async def refresh_for_ever(application: Quoth) -> None:
    """Look again at the pages that articles came from, where that is wanted."""
    if not application.bot_data.refreshed:
        return
    while True:
        try:
            await refresh_due(application)
        except CorpusError as error:
            log.warning("no page is looked at: %s", error)
        await asyncio.sleep(_REFRESH_EVERY)


async def refresh_due(application: Quoth) -> None:
    """Look at those pages whose time has come. What is a chat's own is its own affair."""
    data = application.bot_data
    named = await asyncio.to_thread(data.library.collections)
    shared = [name for name in named if await data.rights.chat_of(name) is None]
    async for found in refresh(data.library, shared, data.refreshed, fetch=data.fetch):
        if found.problem:
            log.warning("the page of article %s: %s", found.article.id, found.problem)
        if found.draft:
            log.info("the page of article %s changed: draft %s", found.article.id, found.draft.id)
            await _show(application, found.draft)


async def _show(application: Quoth, draft: Draft) -> None:
    """Send a draft to all who may publish it, each in their language; who never wrote to us cannot be written to."""
    library, owners = application.bot_data.library, application.bot_data.rights.owners
    moderators = await asyncio.to_thread(library.moderators.of, draft.collection)
    seen = await asyncio.to_thread(library.gate.preview, draft.id)
    for user_id in sorted(owners | {one.user_id for one in moderators}):
        texts.use((await asyncio.to_thread(library.people.get, user_id)).language)
        reply = previews.preview(seen, PAGE_CHANGED)
        with contextlib.suppress(TelegramError):
            await application.bot.send_message(user_id, reply.text, reply_markup=reply.keyboard)


def _look(watch: Watch) -> None:
    for sight in watch.look():
        _log(sight)


def _log(sight: Sight) -> None:
    if sight.is_problem:
        log.warning("watched folder: %s: %s", sight.name, sight.said)
    else:
        log.info("watched folder: %s: %s", sight.name, sight.said)
