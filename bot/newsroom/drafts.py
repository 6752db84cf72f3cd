"""Drafts: a moderator brings a text, looks at what it would change, and publishes or discards it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.ext import filters

from bot import replies
from bot.context import Context
from bot.newsroom import previews
from bot.newsroom.details import DETAILS, Wrong, read, shown
from bot.newsroom.manuscripts import of_album, of_document, of_message, of_post, of_text, part_of
from bot.replies import Reply, sentence
from corpus.articles import Manuscript
from corpus.errors import Overtaken, UnknownDraft
from corpus.gate import Preview
from corpus.library import Library
from corpus.reading import FORMATS
from corpus.store import Draft, Part, Prompt


async def take_document(update: Update, context: Context) -> None:
    """A file becomes a draft."""
    await _draft(context, partial(of_document, context, context.message))


async def take_link(update: Update, context: Context) -> None:
    """A message that is a link becomes a draft of the page."""
    await _draft(context, partial(of_text, context, context.message.text or ""))


async def take_post(update: Update, context: Context) -> None:
    """A forwarded post becomes a draft; an album, all of whose messages come by themselves, one."""
    message = context.message
    if message.media_group_id is None:
        await _draft(context, partial(of_post, context, message))
    elif (part := part_of(message)).words.strip():
        await _draft_album(context, part)


async def add(update: Update, context: Context) -> None:
    """`/add` with a link or a text, or as a reply to what is to be added."""
    message = context.message
    typed = "".join((message.text or "").split(maxsplit=1)[1:])
    if typed:
        await _draft(context, partial(of_text, context, typed))
    elif message.reply_to_message:
        await _draft(context, partial(of_message, context, message.reply_to_message))
    else:
        await context.reply(previews.how_to_add(", ".join(FORMATS)))


async def _draft(context: Context, bring: Callable[[], Coroutine[Any, Any, Manuscript | None]]) -> None:
    """Read what a message brings, and show it: once, also where we were killed over it and the update comes again."""
    brought, gate = f"{context.chat.id}:{context.message.message_id}", context.library.gate
    draft = known = await context.think(partial(gate.brought, brought))
    if draft is None:
        manuscript = await bring()
        if manuscript is None:
            await context.reply(sentence(previews.NO_WORDS))
            return
        keep = partial(gate.draft, manuscript, by=context.by, collection=context.collection, brought=brought)
        draft = await context.labour(keep)
    await _show(context, draft, doubtful=known is not None)


async def _draft_album(context: Context, part: Part) -> None:
    """The first of its messages that comes makes the draft and shows it; each other one adds its words to both."""
    message, gate = context.message, context.library.gate
    brought = f"{context.chat.id}:album:{message.media_group_id}"
    known = await context.think(partial(gate.brought, brought))
    manuscript = await of_album(context, message, [part])
    keep = partial(gate.draft, manuscript, by=context.by, collection=context.collection, brought=brought, part=part)
    draft = await context.labour(keep)
    if draft.album and len(draft.album) > 1:
        whole = await of_album(context, message, draft.album)
        await context.labour(partial(gate.rewrite, draft.id, whole))
    await _show(context, draft, doubtful=known is not None)


async def _show(context: Context, draft: Draft, *, doubtful: bool) -> None:
    """In the message that shows it already, or in a new one; `doubtful` as in `Sending`."""
    gate = context.library.gate
    reply = previews.preview(await context.labour(partial(gate.preview, draft.id)))
    if draft.shown:
        await context.edit(reply, draft.shown)
    else:
        message_id = await context.reply(reply, doubtful=doubtful)
        await context.think(partial(gate.show, draft.id, message_id))


async def list_waiting(update: Update, context: Context) -> None:
    """What waits to be published in the collection that is read here."""
    collection = context.collection
    await context.reply(previews.waiting(await context.think(partial(context.library.gate.open, collection))))


async def show(update: Update, context: Context) -> None:
    """Back to the draft."""
    await _turn(context, previews.preview)


async def show_difference(update: Update, context: Context) -> None:
    await _turn(context, partial(previews.difference, page=context.press.position))


async def show_lessons(update: Update, context: Context) -> None:
    await _turn(context, partial(previews.lessons, page=context.press.position))


async def publish(update: Update, context: Context) -> None:
    """It goes live, unless the article or the draft is no longer what was shown: then it is shown anew first."""
    press = context.press
    reply = await context.labour(partial(_published, context.library, press.subject, press.position, context.by))
    await context.notice()
    await context.edit(reply)


async def discard(update: Update, context: Context) -> None:
    gate, draft_id = context.library.gate, context.press.subject
    draft = await context.think(partial(gate.get, draft_id))
    if draft.published is not None:
        raise UnknownDraft
    await context.think(partial(gate.discard, draft_id))
    await context.notice()
    await context.edit(previews.discarded(draft))


async def replace(update: Update, context: Context) -> None:
    """It becomes a revision of the article that it is like."""
    draft_id, _, article_id = context.press.subject.partition("-")
    collection = (await context.think(partial(context.library.gate.get, draft_id))).collection
    if (await context.think(partial(context.library.article, article_id))).collection != collection:
        await context.notice(replies.UNKNOWN_BUTTON)  # forged: we offer only articles of the same collection
        return
    await context.labour(partial(context.library.gate.replace, draft_id, article_id))
    await _turn(context, previews.preview, draft_id)


async def keep_both(update: Update, context: Context) -> None:
    """It becomes an article of its own."""
    await context.labour(partial(context.library.gate.keep_both, context.press.subject))
    await _turn(context, previews.preview)


async def edit(update: Update, context: Context) -> None:
    """Let one of the details be chosen."""
    draft = await context.think(partial(context.library.gate.get, context.press.subject))
    await context.notice()
    await context.edit(previews.details(draft))


async def ask_detail(update: Update, context: Context) -> None:
    """A message of ours asks for it; the reply is the detail."""
    press = context.press
    draft = await context.think(partial(context.library.gate.get, press.subject))
    if press.position >= len(DETAILS):
        await context.notice(replies.UNKNOWN_BUTTON)
        return
    key = list(DETAILS)[press.position]
    await context.notice()
    message_id = await context.prompt(previews.ask(draft, key), shown(draft.manuscript, key))
    asking = partial(context.library.prompts.add, Prompt(draft.id, key))
    await context.think(partial(asking, chat_id=context.chat.id, message_id=message_id))


async def take_detail(update: Update, context: Context) -> None:
    """A reply to such a message."""
    prompt = await context.think(partial(_prompt, context.library, context.message))
    if prompt is None:
        return
    draft = await context.think(partial(context.library.gate.get, prompt.draft_id))
    if not await context.may_moderate(draft.collection):
        await context.reply(sentence(replies.NOT_MODERATOR))
        return
    try:
        value = read(prompt.detail, context.message.text or "")
    except Wrong as wrong:
        await context.reply(sentence(str(wrong)))
        return
    await context.labour(partial(context.library.gate.edit, draft.id, **{prompt.detail: value}))
    await context.reply(previews.preview(await context.labour(partial(context.library.gate.preview, draft.id))))


class Answers(filters.MessageFilter):
    """Replies to a message of ours that asks for a detail."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library

    def filter(self, message: Message) -> bool:
        return _prompt(self._library, message) is not None


def _prompt(library: Library, message: Message) -> Prompt | None:
    replied = message.reply_to_message
    return library.prompts.of_message(message.chat.id, replied.message_id) if replied else None


async def _turn(context: Context, page: Callable[[Preview], Reply], draft_id: str = "") -> None:
    seen = await context.labour(partial(context.library.gate.preview, draft_id or context.press.subject))
    await context.notice()
    await context.edit(page(seen))


def _published(library: Library, draft_id: str, seen: int, by: str) -> Reply:
    draft = library.gate.get(draft_id)
    if draft.published is None and draft.mark != seen:
        return previews.preview(library.gate.preview(draft_id), previews.CHANGED)
    try:
        return previews.published(library.gate.publish(draft_id, by=by))
    except Overtaken:
        library.gate.renew(draft_id)
        return previews.preview(library.gate.preview(draft_id), previews.OVERTAKEN)
