"""Moderation: those who may publish and remove articles."""

from __future__ import annotations

import asyncio
from functools import partial

from telegram import Update

from bot import replies
from bot.browsing import turn_list
from bot.context import Context
from corpus.gate import Publication
from corpus.library import Library
from corpus.reading import read


async def publish(update: Update, context: Context) -> None:
    """A document becomes an article, or a new revision of the one with its title."""
    document = context.message.document
    name = (document and document.file_name) or ""
    content = await context.fetch()
    collection = context.collection
    publication = await context.labour(partial(_published, context.library, name, content, context.by, collection))
    await context.reply(replies.published(publication))


async def ask_to_remove(update: Update, context: Context) -> None:
    article = await asyncio.to_thread(context.library.article, context.press.subject)
    await context.notice()
    await context.edit(replies.remove(article))


async def remove(update: Update, context: Context) -> None:
    article_id = context.press.subject
    before = await asyncio.to_thread(context.library.article, article_id)
    await context.labour(partial(context.library.remove, article_id, by=context.by))
    await context.notice()
    await context.edit(replies.removed(before))


async def keep(update: Update, context: Context) -> None:
    await turn_list(update, context)


def _published(library: Library, name: str, content: bytes, by: str, collection: str) -> Publication:
    return library.publish(read(name, content), by=by, collection=collection)
