"""Backlog: /open, what was asked in vain, and what can be done about it."""

from __future__ import annotations

import datetime as dt
from functools import partial

from telegram import Update

from bot import replies
from bot.access import of_code
from bot.context import Context
from bot.newsroom import desk
from bot.newsroom.teaching import of_subject
from bot.replies import Reply
from corpus.backlog import Waiting, backlog
from corpus.library import Library


async def show_all(update: Update, context: Context) -> None:
    """`/open`: of the collection that is read here."""
    keep = context.bot_data.keep
    await context.reply(await context.labour(partial(_page, context.library, context.collection, keep, 0)))


async def turn(update: Update, context: Context) -> None:
    """Another page."""
    collection = await context.think(partial(of_code, context))
    await context.notice(None if collection else replies.UNKNOWN_BUTTON)
    if collection:
        page = partial(_page, context.library, collection, context.bot_data.keep, context.press.position)
        await context.edit(await context.labour(page))


async def show(update: Update, context: Context) -> None:
    """One group of questions."""
    collection, found = await _found(context)
    if found:
        await context.notice()
        await context.edit(desk.card(collection, found))


async def dismiss(update: Update, context: Context) -> None:
    """It need not be seen again; who waits is told all the same, should it ever be answered."""
    collection, found = await _found(context)
    if found:
        await context.labour(partial(context.library.open_questions.dismiss, collection, found.texts))
        await context.notice()
        await context.edit(desk.dismissed(collection, found))


async def recover(update: Update, context: Context) -> None:
    """Undo that."""
    collection, found = await _found(context)
    if found:
        await context.labour(partial(context.library.open_questions.recover, collection, found.texts))
        await context.notice()
        await context.edit(desk.card(collection, found))


async def say_how_to_add(update: Update, context: Context) -> None:
    """An article would answer: how one is added."""
    await context.notice(desk.HOW_TO_ADD)


async def _found(context: Context) -> tuple[str, Waiting | None]:
    """The group with the question that a press names, as it is now, after its collection; where none is, it is said."""
    collection, ref = await context.think(partial(of_subject, context)), context.press.subject
    since = dt.datetime.now(dt.UTC) - context.bot_data.keep
    listed = await context.labour(partial(backlog, context.library, collection, since, dismissed=True))
    found = next((one for one in listed if ref in one.refs), None)
    if found is None:
        await context.notice(desk.SETTLED)
    return collection, found


def _page(library: Library, collection: str, keep: dt.timedelta, page: int) -> Reply:
    listed = backlog(library, collection, dt.datetime.now(dt.UTC) - keep)
    page = min(page, max(0, len(listed) - 1) // desk.SHOWN)
    return desk.waiting(collection, listed[page * desk.SHOWN : (page + 1) * desk.SHOWN], page, len(listed), keep.days)
