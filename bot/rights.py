"""Rights: the settings' owners, the database's moderators, and the admins that Telegram knows."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any

from telegram import ChatMember
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ExtBot

from bot.pace import Pace
from corpus.library import Library
from corpus.queries import MAIN

ADMINS = {ChatMember.OWNER, ChatMember.ADMINISTRATOR}
_TRUSTED = {True: 60.0, False: 5.0}
"""Seconds for which we go by what Telegram said of an admin, and of one who is none."""
_MOST_KNOWN = 10_000


class Rights:
    """Who may do what. Asked anew at every update: a right that was taken away is gone."""

    def __init__(self, library: Library, owners: frozenset[int], pace: Pace) -> None:
        self.owners = owners
        self.known: dict[tuple[int, int], tuple[float, bool]] = {}
        """Who was or was not an admin of which chat, and until when that is believed."""
        self._library = library
        self._pace = pace

    async def may_moderate(self, bot: ExtBot[Any], user_id: int, collection: str) -> bool:
        """A chat's own collection its admins and nobody else; of all others, owners each and moderators theirs."""
        chat_id = await self.chat_of(collection)
        if chat_id is not None:
            return await self.is_admin(bot, chat_id, user_id)
        return user_id in self.owners or await self._pace.run(
            partial(self._library.moderators.has, collection, user_id)
        )

    async def may_read(self, bot: ExtBot[Any], chat_id: int, collection: str) -> bool:
        """Whether a collection may be shown in a chat.

        What is a chat's own is shown in that chat, and in private to whoever may change it.
        """
        owner = await self.chat_of(collection)
        return owner in {None, chat_id} or (chat_id > 0 and await self.may_moderate(bot, chat_id, collection))

    async def chat_of(self, collection: str) -> int | None:
        """Whose own a collection is; None of one that all may read."""
        if collection == MAIN:
            return None
        return await self._pace.run(partial(self._library.own_collections.chat_of, collection))

    async def is_admin(self, bot: ExtBot[Any], chat_id: int, user_id: int) -> bool:
        """Whether Telegram says so, or said so within the last minute."""
        until, is_admin = self.known.get((chat_id, user_id), (0.0, False))
        if until < time.monotonic():
            is_admin = await self._ask(bot, chat_id, user_id)
            self.note(chat_id, user_id, is_admin=is_admin)
        return is_admin

    def note(self, chat_id: int, user_id: int, *, is_admin: bool) -> None:
        """Go by this from now on."""
        if len(self.known) >= _MOST_KNOWN:
            self.known.clear()
        self.known[chat_id, user_id] = time.monotonic() + _TRUSTED[is_admin], is_admin

    async def _ask(self, bot: ExtBot[Any], chat_id: int, user_id: int) -> bool:
        try:
            return (await bot.get_chat_member(chat_id, user_id)).status in ADMINS
        except ChatMigrated as error:
            await asyncio.to_thread(self._library.traces.move, chat_id, error.new_chat_id)
            return await self._ask(bot, error.new_chat_id, user_id)
        except (BadRequest, Forbidden):  # somebody unknown to the chat, or we are not there: no admin that we know of
            return False
