"""Preferences: /settings, where a person or the admins of a group choose how I behave."""

from __future__ import annotations

import datetime as dt
from functools import partial

from telegram import Update
from telegram.error import BadRequest

from bot import choices, panels, replies, texts
from bot.context import Context
from bot.panels import Option
from bot.replies import Reply
from corpus.store import ChatPreferences


async def show(update: Update, context: Context) -> None:
    """/settings."""
    await context.reply(await _page(context, "menu"))


async def show_languages(update: Update, context: Context) -> None:
    """/language."""
    await context.reply(await _page(context, "language"))


async def turn(update: Update, context: Context) -> None:
    """A page was pressed."""
    await context.notice()
    if context.press.subject == "close":
        await _close(context)
    else:
        await context.edit(await _page(context, context.press.subject))


async def choose(update: Update, context: Context) -> None:
    """A value was pressed."""
    pressed = context.press.subject
    wanted = choices.chosen(pressed, context.preferences, await context.think(context.library.collections))
    await context.notice(panels.SAVED if wanted else replies.UNKNOWN_BUTTON)
    if wanted:
        kept = context.library.people if context.is_private else context.library.chats
        await context.think(partial(kept.set, context.chat.id, **wanted))
        if "language" in wanted:
            texts.use(context.language)
        await context.edit(await _page(context, choices.page_of(pressed)))


async def _page(context: Context, key: str) -> Reply:
    preferences, collections = context.preferences, await context.think(context.library.collections)
    keys = choices.offered(preferences, collections)
    if key not in keys:
        settings = {one: (texts._(choices.CHOICES[one].name), choices.reads(one, preferences)) for one in keys}
        return panels.menu(settings, private=context.is_private)
    if key == choices.QUIET and isinstance(preferences, ChatPreferences):
        return panels.steps(choices.CHOICES[key], choices.quiet_steps(preferences, dt.datetime.now(dt.UTC)))
    present = getattr(preferences, key)
    options = [
        Option(choices.code(key, value), choices.label(key, value), chosen=value == present)
        for value in choices.values(key, collections)
    ]
    return panels.page(choices.CHOICES[key], options)


async def _close(context: Context) -> None:
    """Delete the panel; where it is too old for that, empty it."""
    try:
        await context.bot.delete_message(context.chat.id, context.message.message_id)
    except BadRequest:
        await context.edit(panels.closed())
