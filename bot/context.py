"""Context: what a handler can reach, typed, and the ways in which it speaks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from telegram import Chat, ChatMember, Message, ReplyParameters, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, CallbackContext, ExtBot

from bot.delivery import Sending, is_unchanged, persist
from bot.presses import Press
from bot.replies import NOT_FETCHED, TOO_LARGE, Reply
from corpus.errors import Unreadable
from corpus.library import Library

T = TypeVar("T")

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes that Telegram lets a bot fetch."""
_IMPATIENT = 0.5
"""Seconds of thinking after which the asker sees us type."""
_TYPING_LASTS = 4.5
_ADMINS = {ChatMember.OWNER, ChatMember.ADMINISTRATOR}


@dataclass(slots=True)
class BotData:
    """What lives as long as the application; PTB makes it empty, `build_application` fills it."""

    library: Library = field(init=False)
    owners: frozenset[int] = frozenset()
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """What runs beside the updates."""


class Context(CallbackContext[ExtBot[Sending], dict[Any, Any], dict[Any, Any], BotData]):
    """One update, and what may be done about it."""

    current: Update
    """The update."""

    @classmethod
    def from_update(cls, update: object, application: Application[Any, Any, Any, Any, Any, Any]) -> Self:
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context.current = update
        return context

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
        return self.message.chat

    @property
    def asker_id(self) -> int | None:
        """Who asks; None for one who speaks as a chat: an anonymous admin, a channel."""
        user = self.current.effective_user
        return user.id if user and not (self.message.sender_chat and not self.current.callback_query) else None

    @property
    def press(self) -> Press:
        return Press.of(self.current)

    async def think(self, work: Callable[[], T]) -> T:
        """Work in a thread; where it takes long, the chat sees us type."""
        working = asyncio.ensure_future(asyncio.to_thread(work))
        patience = _IMPATIENT
        while not (await asyncio.wait([working], timeout=patience))[0]:
            with contextlib.suppress(TelegramError):
                await self.bot.send_chat_action(self.chat.id, ChatAction.TYPING, message_thread_id=self._topic)
            patience = _TYPING_LASTS
        return working.result()

    async def reply(self, reply: Reply, *, doubtful: bool = False) -> int:
        """Answer in the chat and topic of the update, in a group to its message; `doubtful` as in `Sending`."""
        answered = self.message.message_id
        in_group = self.chat.type != ChatType.PRIVATE
        sent = await self.bot.send_message(
            self.chat.id,
            reply.text,
            message_thread_id=self._topic,
            reply_parameters=ReplyParameters(answered, allow_sending_without_reply=True) if in_group else None,
            reply_markup=reply.keyboard,
            rate_limit_args=Sending(after=answered, doubtful=doubtful),
        )
        return sent.message_id

    @property
    def _topic(self) -> int | None:
        """The forum topic; General has none that Telegram would accept."""
        return self.message.message_thread_id if self.message.is_topic_message else None

    async def edit(self, reply: Reply, message_id: int | None = None) -> None:
        """Replace a message of ours, by default the one with the pressed button."""
        try:
            await self.bot.edit_message_text(
                reply.text, self.chat.id, message_id or self.message.message_id, reply_markup=reply.keyboard
            )
        except BadRequest as error:
            if not is_unchanged(error) and not _is_gone(error):
                raise

    async def notice(self, text: str | None = None) -> None:
        """Answer a press: Telegram shows a waiting button until then."""
        query = self.current.callback_query
        if query:
            with contextlib.suppress(BadRequest):  # too late to be shown, which harms nobody
                await query.answer(text)

    async def is_admin(self) -> bool:
        """Whether the one who writes or presses is an admin of the chat."""
        user = self.current.effective_user
        return user is not None and (await self.bot.get_chat_member(self.chat.id, user.id)).status in _ADMINS

    async def fetch(self) -> bytes:
        """The document of the message."""
        document = self.message.document
        if document is None or (document.file_size or 0) > LARGEST_FILE:
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
