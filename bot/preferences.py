"""Preferences: /settings, where a person or the admins of a group choose how I behave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import BadRequest

from bot import choices, panels, replies, texts
from bot.context import Context
from bot.names import collection_name
from bot.panels import Option
from bot.replies import Reply
from bot.sharing import Sharing
from corpus.store import ChatPreferences

OWN = "c_"
"""What a link begins with that leads to editing a group's own collection."""


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
    wanted = choices.chosen(pressed, context.preferences, await context.think(partial(_collections, context)))
    if not wanted:
        await context.notice(replies.UNKNOWN_BUTTON)
    else:
        if not context.is_private and wanted.get("collection") == await context.think(partial(_own, context)):
            await context.think(partial(context.library.own_collections.open, context.chat.id, by=context.by))
        await context.think(partial(_choose, context, wanted))
        await context.notice(panels.SAVED)
        if "language" in wanted:
            texts.use(context.language)
        await context.reads_anew()
        await context.edit(await _page(context, choices.page_of(pressed)))


def _choose(context: Context, wanted: dict[str, Any]) -> None:
    if context.is_private:
        context.library.people.set(context.chat.id, **wanted)
    else:
        context.library.chats.choose(context.chat.id, by=context.by, **wanted)


async def read_own(update: Update, context: Context) -> None:
    """`/start c_NAME`, as a group's settings link to it: its admins edit its own collection in private."""
    name = (context.args or [""])[0].removeprefix(OWN)
    is_own = await context.bot_data.rights.chat_of(name) is not None
    if is_own and await context.may_moderate(name):
        await context.think(partial(context.library.people.set, context.chat.id, collection=name))
        await context.reply(panels.editing(await collection_name(context, name)))
    else:
        await context.reply(replies.sentence(panels.NOT_ITS_ADMIN))


def _collections(context: Context) -> list[str]:
    """What can be read here: what all may read, and what is this chat's own or what a person edits for theirs."""
    collections = context.library.own_collections
    if context.is_private:
        own = context.collection if context.reads_its_own else None
    else:
        own = _own(context) if collections.room.articles else collections.of(context.chat.id)
    return [*collections.shared(), *([own] if own else [])]


def _own(context: Context) -> str:
    return context.library.own_collections.name_for(context.chat.id)


async def _page(context: Context, key: str) -> Reply:
    preferences, collections = context.preferences, await context.think(partial(_collections, context))
    keys = choices.offered(preferences, collections)
    if key not in keys:
        settings = {one: (texts._(choices.CHOICES[one].name), choices.reads(one, preferences)) for one in keys}
        if "collection" in keys:
            settings["collection"] = settings["collection"][0], await _called(context, preferences.collection)
        return panels.menu(settings, private=context.is_private)
    if key == choices.QUIET and isinstance(preferences, ChatPreferences):
        return panels.steps(choices.CHOICES[key], choices.quiet_steps(preferences, dt.datetime.now(dt.UTC)))
    if key == "collection":
        return await _articles(context, collections)
    present = getattr(preferences, key)
    options = [
        Option(choices.code(key, value), choices.label(key, value), chosen=value == present)
        for value in choices.values(key, collections)
    ]
    return panels.page(choices.CHOICES[key], options)


async def _articles(context: Context, collections: Sequence[str]) -> Reply:
    options = [
        Option(choices.code("collection", name), await _called(context, name), chosen=name == context.collection)
        for name in collections
    ]
    is_own = context.reads_its_own and not context.is_private
    address = Sharing(context.bot.username).link(OWN + context.collection) if is_own else ""
    return panels.page(choices.CHOICES["collection"], options, "" if context.is_private else panels.OWN, address)


async def _called(context: Context, collection: str) -> str:
    """A collection's name; of its own, a group says “own”."""
    if not context.is_private and collection == await context.think(partial(_own, context)):
        return texts._("this group’s own")
    return await collection_name(context, collection)


async def _close(context: Context) -> None:
    """Delete the panel; where it is too old for that, empty it."""
    try:
        await context.bot.delete_message(context.chat.id, context.message.message_id)
    except BadRequest:
        await context.edit(panels.closed())
