"""Updates: on disk before Telegram hears that we have them, handled in order within a chat, each once."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Bot, Update
from telegram.error import NetworkError
from telegram.ext import BaseUpdateProcessor

from corpus.errors import CorpusError
from corpus.store import Inbox

log = logging.getLogger(__name__)

_AT_ONCE = 32
"""How many chats are served side by side."""


class Received(asyncio.Queue[object]):
    """The update queue of the application, with a copy of what is not yet dealt with in the inbox.

    PTB's Updater puts each update of a batch here and acknowledges the batch only afterwards, by the offset of its next
    getUpdates. So a kill at any instant leaves an update with Telegram, in the inbox, or in both; never in neither.
    """

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox

    async def put(self, item: object) -> None:
        """Keep the update, then queue it; one that came before is dropped."""
        if isinstance(item, Update) and not await self._receive(item):
            return
        await super().put(item)

    async def _receive(self, update: Update) -> bool:
        try:
            return await asyncio.to_thread(self._inbox.receive, update.update_id, update.to_json())
        except CorpusError as error:
            # Of all errors, PTB's polling survives only Telegram's: it then asks for the same updates again.
            raise NetworkError(f"The update could not be kept: {error}") from error

    async def replay(self, bot: Bot) -> None:
        """Queue what an earlier process received and did not finish; to be called before polling starts."""
        for update_id, payload in await asyncio.to_thread(self._inbox.pending):
            update = Update.de_json(json.loads(payload), bot)
            log.info("update %s is taken up again", update_id)
            await super().put(update)


class InOrder(BaseUpdateProcessor):
    """Updates of one chat one after another, of different chats side by side."""

    def __init__(self, inbox: Inbox) -> None:
        # PTB's own places would be taken by updates that only wait for their chat.
        super().__init__(max_concurrent_updates=sys.maxsize)
        self._inbox = inbox
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._under_way: set[asyncio.Task[Any] | None] = set()
        self._stopping = False

    async def initialize(self) -> None:
        self._stopping = False

    async def shutdown(self) -> None:
        """Nothing is held."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn and a place, handle, and only then forget the update."""
        turn = self._turns.setdefault(_chat_of(update), asyncio.Lock())
        task = asyncio.current_task()
        self._under_way.add(task)
        try:
            async with turn, self._places:
                if not self._stopping:
                    await coroutine
                    await self._done(update)
        finally:
            self._under_way.discard(task)
            if asyncio.iscoroutine(coroutine):
                coroutine.close()  # one that was never begun would warn

    async def _done(self, update: object) -> None:
        if isinstance(update, Update):
            try:
                await asyncio.to_thread(self._inbox.done, update.update_id)
            except CorpusError as error:  # it will come again after a restart, and be known as answered
                log.warning("update %s could not be marked as done: %s", update.update_id, error)

    async def stop(self, grace: float) -> None:
        """Give what is under way a moment to finish; the rest waits in the inbox for the next start."""
        self._stopping = True
        tasks = [task for task in self._under_way if task]
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=grace)
            for task in unfinished:
                task.cancel()


def _chat_of(update: object) -> int:
    if not isinstance(update, Update):
        return 0
    place = update.effective_chat or update.effective_user
    return place.id if place else -update.update_id
