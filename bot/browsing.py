"""Browsing: the list of articles, an article, its outline, its passages; and links that open them."""

from __future__ import annotations

from functools import partial

from telegram import Update

from bot import contents, examples, receipts, replies
from bot.context import Context
from bot.replies import Reply
from bot.sharing import Sharing
from corpus.errors import UnknownArticle
from corpus.library import Library

_ARTICLE, _ANSWER = "a_", "q_"
"""What a link that opens us leads to."""


async def list_articles(update: Update, context: Context) -> None:
    """`/articles`: what can be asked about."""
    await context.reply(await context.think(partial(_listed, context.library, context.collection, 0)))


async def turn_list(update: Update, context: Context) -> None:
    await context.notice()
    page = context.press.position
    await context.edit(await context.think(partial(_listed, context.library, context.collection, page)))


async def outline(update: Update, context: Context) -> None:
    """`/outline ID`, or of the only article."""
    named = (context.args or [""])[0].strip("<>#")
    may = await context.may_moderate(context.collection)
    if await context.may_read(await context.think(partial(context.library.collection_of, named))):
        outlined = partial(_named_outline, context.library, context.collection, named, may)
        await context.reply(await context.think(outlined))
    else:
        await context.reply(replies.sentence(replies.NO_SUCH_ARTICLE))


async def turn_outline(update: Update, context: Context) -> None:
    await context.notice()
    press, may = context.press, await context.may_moderate(context.collection)
    await context.edit(await context.think(partial(_outline, context.library, press.subject, press.position, may)))


async def show_article(update: Update, context: Context) -> None:
    await context.notice()
    may = await context.may_moderate(context.collection)
    found = partial(_card, context.library, context.collection, context.press.subject, context.sharing, may)
    await context.reply(await context.labour(found))


async def read(update: Update, context: Context) -> None:
    await context.notice()
    press = context.press
    await context.edit(await context.think(partial(_reading, context.library, press.subject, press.position)))


async def open_link(update: Update, context: Context) -> None:
    """`/start a_ID` or `/start q_ID`, as a link to us brings it."""
    link = (context.args or [""])[0]
    if await context.may_read(await context.think(partial(_linked_to, context.library, link))):
        opened = partial(_opened, context.library, context.collection, link, context.sharing)
        await context.reply(await context.labour(opened))
    else:
        await context.reply(replies.sentence(_unknown(link)))


def _linked_to(library: Library, link: str) -> str:
    """The collection that a link leads into."""
    if link.startswith(_ANSWER):
        return receipts.collection_of(library, link.removeprefix(_ANSWER))
    return library.collection_of(link.removeprefix(_ARTICLE))


def _unknown(link: str) -> str:
    return replies.NO_RECEIPT if link.startswith(_ANSWER) else replies.NO_SUCH_ARTICLE


def _opened(library: Library, collection: str, link: str, sharing: Sharing) -> Reply:
    if link.startswith(_ARTICLE):
        return _card(library, collection, link.removeprefix(_ARTICLE), sharing)
    if link.startswith(_ANSWER):
        return receipts.shared(library, link.removeprefix(_ANSWER), sharing) or replies.sentence(_unknown(link))
    return replies.start(*library.page(collection, 0, 1), examples.suggestions(library, collection))


def _listed(library: Library, collection: str, page: int) -> Reply:
    listed, of = library.page(collection, page * contents.LISTED, contents.LISTED)
    if page and not listed:  # articles went since the page was shown
        return _listed(library, collection, 0)
    return contents.articles(listed, page, of)


def _card(
    library: Library,
    collection: str,
    article_id: str,
    sharing: Sharing,
    moderates: bool = False,  # noqa: FBT001, FBT002
) -> Reply:
    try:
        article = library.article(article_id)
    except UnknownArticle:
        return replies.sentence(replies.NO_SUCH_ARTICLE)
    passages = len(library.passages(article_id))
    asked = examples.of_article(library, article_id, collection)
    return contents.card(article, passages, asked, sharing, moderates=moderates)


def _named_outline(library: Library, collection: str, article_id: str, moderates: bool) -> Reply:  # noqa: FBT001
    if article_id:
        return _outline(library, article_id, 0, moderates)
    listed, of = library.page(collection, 0, contents.LISTED)
    return _outline(library, listed[0].id, 0, moderates) if of == 1 else contents.which(listed, 0, of)


def _outline(library: Library, article_id: str, page: int, moderates: bool) -> Reply:  # noqa: FBT001
    try:
        live = library.article(article_id).live
    except UnknownArticle:
        return replies.sentence(replies.NO_SUCH_ARTICLE)
    if live is None:
        return contents.withdrawn()
    passages = library.passages(article_id, live.number)
    last = (len(passages) - 1) // contents.OUTLINED
    return contents.outline(live, passages, min(page, last), moderates=moderates)


def _reading(library: Library, article_id: str, number: int) -> Reply:
    passages = library.passages(article_id)
    if not passages:
        return contents.withdrawn()
    if not 1 <= number <= len(passages):
        return replies.sentence(replies.NO_SUCH_PASSAGE)
    return contents.reading(passages[number - 1])
