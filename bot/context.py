"""Context: what a handler can reach, typed, and the ways in which it speaks."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from markupsafe import Markup
from telegram import Chat, ForceReply, InlineKeyboardMarkup, Message, ReplyParameters, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, CallbackContext, ExtBot

from bot import texts
from bot.delivery import Sending, is_unchanged, persist, post
from bot.pace import Pace
from bot.presses import Press
from bot.quotations import shortened
from bot.replies import NOT_FETCHED, TOO_LARGE, Reply
from bot.rights import Rights
from bot.sharing import NOWHERE, Sharing
from bot.texts import _
from corpus.errors import StoreBusy, StoreUnavailable, Unreadable
from corpus.fetching import Fetched, fetch
from corpus.library import Library
from corpus.queries import MAIN
from corpus.reading import AT_ONCE, LARGEST
from corpus.store import ChatPreferences, Preferences, person

log = logging.getLogger(__name__)

T = TypeVar("T")

_IMPATIENT = 0.5
"""Seconds of thinking after which the asker sees us type."""
_TYPING_LASTS = 4.5
_PLACEHOLDER = 64
_NOTICE = 200
_ALBUMS = 1_000


@dataclass(slots=True)
class BotData:
    """What lives as long as the application; PTB makes it empty, `build_application` fills it."""

    library: Library = field(init=False)
    rights: Rights = field(init=False)
    keep: dt.timedelta = dt.timedelta(days=30)
    """For how long questions are kept."""
    limit: int = 0
    """Questions a minute of a chat; 0 is no limit."""
    refreshed: dt.timedelta = dt.timedelta(0)
    """How often pages that articles came from are looked at again; 0 is never."""
    watched: Path | None = None
    """A folder whose files are articles."""
    pace: Pace = field(default_factory=Pace)
    fetch: Callable[[str], Coroutine[Any, Any, Fetched]] = fetch
    """What gets the page behind a link."""
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    """Who waits for a turn to have a file read waits here, and not in a thread that others need."""
    replies: dict[str, int] = field(default_factory=dict)
    """Which messages answer questions, until `InOrder` notes that with the end of the update."""
    albums: deque[str] = field(default_factory=lambda: deque(maxlen=_ALBUMS))
    """Of which something was said: each of their pictures is a message."""
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """What runs beside the updates."""


class Context(CallbackContext[ExtBot[Sending], dict[Any, Any], dict[Any, Any], BotData]):
    """One update, and what may be done about it."""

    current: Update
    """The update."""
    collection: str
    """What this chat reads: what was chosen here, as long as it may be read here."""
    reads_its_own: bool
    """Whether nobody else may read that."""

    @classmethod
    def from_update(cls, update: object, application: Application[Any, Any, Any, Any, Any, Any]) -> Self:
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context.current = update
        return context

    async def refresh_data(self) -> None:
        """PTB calls this before any handler: from here on we speak the language of whoever is served."""
        await super().refresh_data()
        user = self.current.effective_user
        texts.use(user.language_code if user else None)  # also where the database does not tell
        texts.use(await self.bot_data.pace.run(lambda: self.language))
        await self.reads_anew()

    async def reads_anew(self) -> None:
        """See what is read here, as it is chosen now."""
        chosen = self._chosen.collection
        self.collection = chosen if await self.may_read(chosen) else MAIN
        self.reads_its_own = await self.bot_data.rights.chat_of(self.collection) is not None

    @property
    def library(self) -> Library:
        return self.bot_data.library

    @property
    def message(self) -> Message:
        """The message that came, or that holds the pressed button."""
        message = self.current.effective_message
        assert message is not None, "the table routes only messages, and presses of buttons in messages"  # noqa: S101
        return message

    @property
    def chat(self) -> Chat:
        chat = self.current.effective_chat
        assert chat is not None, "the table routes only what happens in chats"  # noqa: S101
        return chat

    @property
    def is_private(self) -> bool:
        """Whether nobody else is there; an inline query comes from no chat at all."""
        chat = self.current.effective_chat
        return chat is None or chat.type == ChatType.PRIVATE

    @property
    def group(self) -> ChatPreferences:
        """What its admins chose for this group."""
        return self.library.chats.get(self.chat.id)

    @property
    def preferences(self) -> Preferences:
        """What holds here: what the person chose in private, or the admins for their group, as far as it may."""
        chosen = self._chosen
        is_readable = chosen.collection == self.collection
        return chosen if is_readable else chosen.model_copy(update={"collection": self.collection})

    @property
    def _chosen(self) -> Preferences:
        user = self.current.effective_user
        return self.library.people.get(user.id if user else 0) if self.is_private else self.group

    @property
    def asker_id(self) -> int | None:
        """Who asks; None for one who speaks as a chat: an anonymous admin, a channel."""
        user = self.current.effective_user
        return user.id if user and not (self.message.sender_chat and not self.current.callback_query) else None

    @property
    def press(self) -> Press:
        return Press.of(self.current)

    @property
    def language(self) -> str | None:
        """In which language we speak here: as the group or the person chose, else as Telegram says of the person."""
        user = self.current.effective_user
        chosen = self._chosen.language or (user and self.library.people.get(user.id).language)
        return chosen or (user.language_code if user else None)

    @property
    def sharing(self) -> Sharing:
        """What a chat's own collection says goes nowhere else."""
        return NOWHERE if self.reads_its_own else Sharing.of(self.bot)

    async def think(self, work: Callable[[], T]) -> T:
        """Work that is quick as a rule; where it takes long, the chat sees us type."""
        pace = self.bot_data.pace
        if pace.is_quick:
            with contextlib.suppress(StoreBusy):
                return pace.at_once(work)
        return await self._typing_while(pace.in_thread(work))

    async def labour(self, work: Callable[[], T]) -> T:
        """Work that takes its time; the chat sees us type."""
        return await self._typing_while(asyncio.to_thread(work))

    async def _typing_while(self, work: Coroutine[Any, Any, T]) -> T:
        working = asyncio.ensure_future(work)
        patience = _IMPATIENT
        while not (await asyncio.wait([working], timeout=patience))[0]:
            with contextlib.suppress(TelegramError):
                await self.bot.send_chat_action(self.chat.id, ChatAction.TYPING, message_thread_id=self.topic)
            patience = _TYPING_LASTS
        return working.result()

    async def reply(self, reply: Reply, *, doubtful: bool = False, after: int = 0) -> int:
        """Answer in the chat and topic of the update, in a group to its message.

        `doubtful` as in `Sending`; `after` is another message of ours that the answer comes after.
        """
        answered = self.message.message_id
        in_group = not self.is_private
        sent = await post(
            self.bot,
            self.chat.id,
            reply.text,
            message_thread_id=self.topic,
            reply_parameters=ReplyParameters(answered, allow_sending_without_reply=True) if in_group else None,
            reply_markup=reply.keyboard,
            sending=Sending(after=max(answered, after), doubtful=doubtful),
        )
        await self._delete_later(*sent)
        return sent.message_id

    async def prompt(self, reply: Reply, now: str) -> int:
        """Ask in private for a reply to our message; the field in which it is written shows what is so now."""
        field = ForceReply(input_field_placeholder=shortened(now, _PLACEHOLDER) or None)
        return (await self.bot.send_message(self.chat.id, reply.text, reply_markup=field)).message_id

    async def show(self, picture: bytes, caption: Markup) -> None:
        """Send a picture in private."""
        await self.bot.send_photo(self.chat.id, picture, caption=caption)

    async def hand_over(self, name: str, content: bytes, caption: Markup) -> None:
        """Send a file in private."""
        await self.bot.send_document(self.chat.id, content, filename=name, caption=caption)

    async def say(self, reply: Reply) -> None:
        """Say something in the chat that answers nobody."""
        sent = await self.bot.send_message(self.chat.id, reply.text, reply_markup=reply.keyboard)
        await self._delete_later(sent.chat.id, sent.message_id)

    async def tell(self, reply: Reply) -> None:
        """Tell the one who writes; or the one who presses, whom nobody else sees being told."""
        if self.current.callback_query:
            await self.notice(reply.text.striptags())
        else:
            await self.reply(reply)

    async def _delete_later(self, chat_id: int, message_id: int) -> None:
        minutes = None if self.is_private else self.group.deletes_after
        if minutes:
            after = dt.timedelta(minutes=minutes)
            try:
                await self.think(partial(self.library.chats.delete_later, chat_id, message_id, after))
            except StoreUnavailable as error:
                log.warning("a message will not delete itself: %s", error)

    @property
    def topic(self) -> int | None:
        """The forum topic; General has none that Telegram would accept."""
        message = self.current.effective_message
        return message.message_thread_id if message and message.is_topic_message else None

    async def edit(self, reply: Reply, message_id: int | None = None) -> None:
        """Replace a message of ours, by default the one with the pressed button."""
        try:
            await self.bot.edit_message_text(
                reply.text, self.chat.id, message_id or self.message.message_id, reply_markup=reply.keyboard
            )
        except BadRequest as error:
            if not is_unchanged(error) and not _is_gone(error):
                raise

    async def relabel(self, keyboard: InlineKeyboardMarkup) -> None:
        """Put other buttons under the message with the pressed one."""
        try:
            await self.bot.edit_message_reply_markup(self.chat.id, self.message.message_id, reply_markup=keyboard)
        except BadRequest as error:
            if not is_unchanged(error) and not _is_gone(error):
                raise

    async def notice(self, text: str | None = None) -> None:
        """Answer a press: Telegram shows a waiting button until then."""
        query = self.current.callback_query
        if query:
            with contextlib.suppress(BadRequest):  # too late to be shown, which harms nobody
                await query.answer(text and shortened(_(text), _NOTICE))

    @property
    def by(self) -> str:
        """Who changes something, as the history and the audit log tell it; an anonymous admin is the group."""
        speaker = self.current.message.sender_chat if self.current.message else None
        user = self.current.effective_user
        return person(speaker.id if speaker else user.id if user else 0)

    async def is_admin(self) -> bool:
        """Whether the one who writes or presses is an admin of the chat; anonymous admins write as the chat itself."""
        user, message = self.current.effective_user, self.current.message or self.current.edited_message
        if message and message.sender_chat:
            return message.sender_chat.id == self.chat.id
        return user is not None and await self.bot_data.rights.is_admin(self.bot, self.chat.id, user.id)

    @property
    def is_owner(self) -> bool:
        """Whether the one who writes or presses may also name moderators."""
        return self.asker_id in self.bot_data.rights.owners

    async def may_moderate(self, collection: str) -> bool:
        """Whether the one who writes or presses may change a collection; to be asked again at every press."""
        user, message = self.current.effective_user, self.current.message or self.current.edited_message
        if message and message.sender_chat:
            return await self.is_admin() and await self.bot_data.rights.chat_of(collection) == self.chat.id
        return user is not None and await self.bot_data.rights.may_moderate(self.bot, user.id, collection)

    async def may_read(self, collection: str) -> bool:
        """Whether a collection may be shown here.

        Inline mode has no chat: what it offers is sent anywhere. A guest's private chat is one of two people.
        """
        chat, rights = self.current.effective_chat, self.bot_data.rights
        if chat is None or (self.is_private and self.current.guest_message):
            return await rights.chat_of(collection) is None
        return await rights.may_read(self.bot, chat.id, collection)

    async def fetch(self, message: Message | None = None) -> bytes:
        """The document of the message, or of another."""
        document = (message or self.message).document
        if document is None or (document.file_size or 0) > LARGEST:
            raise Unreadable(TOO_LARGE)
        try:
            file = await self.bot.get_file(document.file_id)
            return bytes(await persist(file.download_as_bytearray, what="download"))
        except TelegramError as error:
            raise Unreadable(NOT_FETCHED) from error


def _is_gone(error: BadRequest) -> bool:
    """Whether somebody deleted the message that was to be edited: then nobody misses the edit."""
    return any(words in error.message.lower() for words in ("message to edit not found", "message can't be edited"))


Quoth = Application[ExtBot[Sending], Context, dict[Any, Any], dict[Any, Any], BotData, None]
