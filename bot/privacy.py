"""Privacy: what is kept of a person, and how it goes."""

from __future__ import annotations

import json
import logging
from functools import partial

from telegram import Update

from bot import panels
from bot.context import Context
from corpus.library import Library

log = logging.getLogger(__name__)


async def explain(update: Update, context: Context) -> None:
    """/privacy."""
    await context.reply(panels.privacy(context.bot_data.keep.days))


async def forget(update: Update, context: Context) -> None:
    """/forget: everything of the person who writes, in every chat; then look again, and say what is left."""
    user_id = context.chat.id  # of a private chat: its person's
    gone, left = await context.labour(partial(_forgotten, context.library, user_id, update.update_id))
    log.info("forgotten: user_id=%s, %s entries, %s left", user_id, sum(gone.values()), left)
    await context.reply(panels.forgotten(gone, left))


def _forgotten(library: Library, user_id: int, update_id: int) -> tuple[dict[str, int], int]:
    pending = library.inbox.forget(partial(_is_from, user_id), but=update_id)
    gone = library.traces.forget(user_id)
    return gone | ({"inbox": pending} if pending else {}), library.traces.count(user_id)


def _is_from(user_id: int, payload: str) -> bool:
    """Whether an update, as Telegram writes it, comes from a person."""
    return any(
        isinstance(content, dict) and content.get("from", {}).get("id") == user_id
        for content in json.loads(payload).values()
    )
