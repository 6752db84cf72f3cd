"""History: what became of an article, and taking it back: look, compare, make live again, withdraw, undo, purge."""

from __future__ import annotations

from functools import partial

from telegram import Update

from bot import replies
from bot.context import Context
from bot.names import written
from bot.newsroom import chronicles
from bot.replies import Reply, sentence
from corpus.articles import Article
from corpus.differences import compare
from corpus.errors import Overtaken
from corpus.library import Library
from corpus.store import Change

_UNTITLED = "…"


async def show(update: Update, context: Context) -> None:
    """`/history ID`."""
    named = (context.args or [""])[0].strip("<>#")
    if not named:
        await context.reply(chronicles.which())
    elif await _may(context, named):
        await context.reply(await _page(context, named, 0))
    elif context.is_owner and await _collection(context, named):
        await context.reply(chronicles.closed(named))
    else:
        await context.reply(sentence(replies.NO_SUCH_ARTICLE))


async def turn(update: Update, context: Context) -> None:
    reply = await _page(context, context.press.subject, context.press.position)
    await context.notice()
    await context.edit(reply)


async def turn_closed(update: Update, context: Context) -> None:
    """An owner comes back to an article that is a group's own, which they may delete and not read."""
    await context.notice()
    await context.edit(chronicles.closed(context.press.subject))


async def look(update: Update, context: Context) -> None:
    """A revision as it is."""
    article_id, number = _named(context)
    page, is_owner = context.press.position, context.is_owner
    await _edit(context, partial(_revision, context.library, article_id, number, page, is_owner))


async def show_comparison(update: Update, context: Context) -> None:
    """With what is live; or, where the press carries the number of another revision, with that."""
    article_id, number = _named(context)
    page, other = context.press.position, _number(context.press.subject, 2)
    work = partial(_step, earlier=other) if other else _comparison
    await _edit(context, partial(work, context.library, article_id, number, page))


async def make_live(update: Update, context: Context) -> None:
    """The button carries which revision was live when it was made: what is shown is what is replaced."""
    article_id, number = _named(context)
    await _edit(context, partial(_made_live, context.library, article_id, number, context.press.position, context.by))


async def undo(update: Update, context: Context) -> None:
    press = context.press
    await _edit(context, partial(_undone, context.library, press.subject, press.position, context.by))


async def ask_to_withdraw(update: Update, context: Context) -> None:
    article = await context.think(partial(context.library.article, context.press.subject))
    await context.notice()
    await context.edit(replies.withdraw(article))


async def withdraw(update: Update, context: Context) -> None:
    await _edit(context, partial(_withdrawn, context.library, context.press.subject, context.by))


async def ask_to_purge(update: Update, context: Context) -> None:
    await _ask_to_purge(context, surely=False)


async def ask_again_to_purge(update: Update, context: Context) -> None:
    await _ask_to_purge(context, surely=True)


async def purge(update: Update, context: Context) -> None:
    article_id, number = _named(context)
    await context.labour(partial(context.library.history.purge, article_id, number or None, by=context.by))
    await context.notice()
    await context.edit(chronicles.purged(number))


async def _ask_to_purge(context: Context, *, surely: bool) -> None:
    article_id, number = _named(context)
    known = await context.think(partial(_title, context.library, article_id))
    title = known if await _may(context, article_id) else article_id
    await context.notice()
    await context.edit(chronicles.purge(article_id, number, title, surely=surely))


async def _edit(context: Context, work: partial[Reply]) -> None:
    reply = await context.labour(work)
    await context.notice()
    await context.edit(reply)


async def _collection(context: Context, article_id: str) -> str:
    """Where it is; nowhere where there is none."""
    return await context.think(partial(context.library.collection_of, article_id))


async def _may(context: Context, article_id: str) -> bool:
    """Whether there is such an article, and it is theirs: what they may not change they are not told of."""
    collection = await _collection(context, article_id)
    return bool(collection) and await context.may_moderate(collection)


async def _page(context: Context, article_id: str, page: int) -> Reply:
    article, title, changes = await context.think(partial(_told, context.library, article_id))
    shown = changes[page * chronicles.SHOWN : (page + 1) * chronicles.SHOWN]
    called = await written(context, (change.by for change in shown))
    return chronicles.chronicle(article, title, changes, called, page, is_owner=context.is_owner)


def _told(library: Library, article_id: str) -> tuple[Article, str, list[Change]]:
    return library.article(article_id), _title(library, article_id), library.history.of(article_id)


def _named(context: Context) -> tuple[str, int]:
    """The article and the number of the revision that a press carries; 0 stands for all."""
    return context.press.subject.partition("-")[0], _number(context.press.subject, 1)


def _number(subject: str, place: int) -> int:
    number = "".join(subject.split("-")[place : place + 1])
    return int(number) if number.isascii() and number.isdecimal() else 0


def _title(library: Library, article_id: str) -> str:
    """As it is, or was when last live and not purged."""
    live = library.article(article_id).live
    if live:
        return live.title
    for change in library.history.of(article_id):
        if change.number and not (found := library.revision(article_id, change.number)).is_purged:
            return found.title
    return _UNTITLED


def _revision(library: Library, article_id: str, number: int, page: int, is_owner: bool) -> Reply:  # noqa: FBT001
    live = library.article(article_id).live
    shown, passages = library.revision(article_id, number), library.passages(article_id, number)
    return chronicles.revision(shown, passages, live.number if live else None, page, is_owner=is_owner)


def _comparison(library: Library, article_id: str, number: int, page: int) -> Reply:
    live = library.article(article_id).live
    before = library.passages(article_id, live.number) if live else ()
    found = compare(before, library.passages(article_id, number))
    return chronicles.comparison(library.revision(article_id, number), live, found, page)


def _step(library: Library, article_id: str, number: int, page: int, *, earlier: int) -> Reply:
    found = compare(library.passages(article_id, earlier), library.passages(article_id, number))
    return chronicles.step(library.revision(article_id, number), earlier, found, page)


def _made_live(library: Library, article_id: str, number: int, base: int, by: str) -> Reply:
    try:
        library.history.make_live(article_id, number, by=by, base=base or None)
    except Overtaken:
        return _comparison(library, article_id, number, 0)
    return chronicles.again(library.history.of(article_id)[0], _title(library, article_id))


def _undone(library: Library, article_id: str, change_id: int, by: str) -> Reply:
    change = library.history.undo(article_id, change_id, by=by)
    return chronicles.again(change, _title(library, article_id))


def _withdrawn(library: Library, article_id: str, by: str) -> Reply:
    library.history.withdraw(article_id, by=by)
    return chronicles.again(library.history.of(article_id)[0], _title(library, article_id))
