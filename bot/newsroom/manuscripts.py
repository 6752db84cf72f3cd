"""Manuscripts: what a moderator's message brings: a file, a link, pasted text, a forwarded post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from telegram import Message, MessageOriginChannel
from telegram.ext import filters

from bot.context import Context
from corpus.articles import Manuscript
from corpus.reading import read
from corpus.reading.addresses import web_address
from corpus.store import Part

_PASTED = ".txt"
"""A file name that lends no title."""


class _Link(filters.MessageFilter):
    """Is a link and nothing else."""

    def filter(self, message: Message) -> bool:
        return link_in(message.text) is not None


class _Post(filters.MessageFilter):
    """Was forwarded from a channel."""

    def filter(self, message: Message) -> bool:
        return isinstance(message.forward_origin, MessageOriginChannel)


LINK, POST = _Link(), _Post()


def link_in(text: str | None) -> str | None:
    """The web address that a text is."""
    words = (text or "").split()
    return web_address(words[0]) if len(words) == 1 and words[0].startswith(("http://", "https://")) else None


async def of_message(context: Context, message: Message) -> Manuscript | None:
    """What a message brings; None where it has neither file nor words."""
    if message.document:
        return await of_document(context, message)
    if isinstance(message.forward_origin, MessageOriginChannel):
        return await of_post(context, message)
    return await of_text(context, message.text or message.caption or "")


async def of_document(context: Context, message: Message) -> Manuscript:
    name = (message.document and message.document.file_name) or ""
    content = await context.fetch(message)
    return await _read(context, partial(read, name, content))


async def of_text(context: Context, text: str) -> Manuscript | None:
    """A page, where the text is a link to it; else the text itself."""
    link = link_in(text)
    if link is None:
        return await _read(context, partial(read, _PASTED, text.encode("utf-8", "replace"))) if text.strip() else None
    fetched = await context.bot_data.fetch(link)
    return await _read(context, fetched.read)


async def of_post(context: Context, message: Message) -> Manuscript | None:
    """A channel's post, with its author, its day and, where anybody can open it, its link."""
    part = part_of(message)
    return await of_album(context, message, [part]) if part.words.strip() else None


async def of_album(context: Context, message: Message, parts: Sequence[Part]) -> Manuscript:
    """The words of a post that is several messages, one of which this is; its link is that of the first."""
    origin, text = _origin(message), "\n\n".join(part.words for part in parts)
    found = await _read(context, partial(read, _PASTED, text.encode("utf-8", "replace")))
    author, date = origin.author_signature or origin.chat.title, origin.date.date()
    return found.model_copy(update={"source": parts[0].source, "author": author, "date": date})


def part_of(message: Message) -> Part:
    """What a forwarded message says, and, where anybody can open it, the link to it."""
    origin, name = _origin(message), _origin(message).chat.username
    link = f"https://t.me/{name}/{origin.message_id}" if name else None
    return Part(message.message_id, message.text or message.caption or "", link)


def _origin(message: Message) -> MessageOriginChannel:
    assert isinstance(message.forward_origin, MessageOriginChannel), "the table routes only these"  # noqa: S101
    return message.forward_origin


async def _read(context: Context, work: Callable[[], Manuscript]) -> Manuscript:
    async with context.bot_data.reading:
        return await context.labour(work)
