"""Updates: on disk before Telegram hears that we have them, handled in order within a chat, each once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from functools import partial
from http import HTTPStatus
from typing import Any
from weakref import WeakValueDictionary

from telegram import Bot, Update
from telegram.error import NetworkError
from telegram.ext import BaseUpdateProcessor
from telegram.request import BaseRequest

from bot.pace import Pace
from corpus.errors import CorpusError
from corpus.store import Inbox

log = logging.getLogger(__name__)

_AT_ONCE = 32
"""How many chats are served side by side."""
_DEALT_WITH = 60.0
"""Seconds after which an update that could not be kept is acknowledged, whatever became of it."""
_MOST_TRIES = 2
"""How often an update is begun again after it may have ended a process: three tries in all."""


class Received(asyncio.Queue[object]):
    """The update queue of the application, with a copy of what is not yet dealt with in the inbox.

    PTB's Updater puts each update of a batch here and acknowledges the batch only afterwards, by the offset of its next
    getUpdates. So a kill at any instant leaves an update with Telegram, in the inbox, or in both; never in neither.

    Where the inbox cannot be written (a full disk, a read-only one), an update is dealt with before it is acknowledged:
    killed meanwhile, Telegram brings it again.
    """

    def __init__(self, inbox: Inbox, pace: Pace) -> None:
        super().__init__()
        self._inbox = inbox
        self._pace = pace
        self._kept: set[int] = set()
        """In the inbox, as part of a batch, and not yet put here."""
        self._repeated: set[int] = set()
        """In the inbox since an earlier batch."""
        self.unkept: set[int] = set()
        """What could not be kept and is not yet dealt with; `InOrder` takes out what is."""
        self._served: set[int] = set()
        """Dealt with, though not kept."""
        self.again: dict[int, int] = {}
        """What an earlier process received, and how often it was begun again."""

    async def keep(self, updates: Iterable[dict[str, Any]]) -> None:
        """Keep a batch as it came, in one transaction, before any of it is put."""
        payloads = {int(update["update_id"]): json.dumps(update) for update in updates}
        new = {of: payload for of, payload in payloads.items() if of not in self._served}
        try:
            self._kept |= await self._pace.run(lambda: self._inbox.receive_all(new))
            self._repeated |= payloads.keys() - self._kept
            self.unkept.difference_update(new)
        except CorpusError as error:
            self._give_up_keeping(new, error)

    async def put(self, item: object) -> None:
        """Queue an update that is kept, or keep it now; one that came before is dropped."""
        if isinstance(item, Update):
            await self._take_in(item)
        else:
            await super().put(item)

    async def _take_in(self, update: Update) -> None:
        of, is_new = update.update_id, False
        if of not in self.unkept | self._served:
            try:
                is_new = await self._is_new(update)
            except CorpusError as error:
                self._give_up_keeping([of], error)
        if of in self.unkept:
            await self._serve(update)
        elif is_new:
            await super().put(update)

    def _give_up_keeping(self, update_ids: Iterable[int], error: CorpusError) -> None:
        log.warning("updates are not kept, but dealt with before they are acknowledged: %s", error)
        self.unkept.update(update_ids)

    async def _serve(self, update: Update) -> None:
        """Return when it is dealt with; not even one that takes for ever keeps us from the next.

        Where we were told to stop before that, it is not to be acknowledged.
        """
        await super().put(update)
        try:
            async with asyncio.timeout(_DEALT_WITH):
                await self.join()
        except TimeoutError:
            self.unkept.discard(update.update_id)
        if update.update_id in self.unkept:
            # Of all errors, PTB's polling survives only Telegram's: it then asks for the same updates again.
            raise NetworkError("The update was neither kept nor dealt with.")
        self._served.add(update.update_id)

    async def _is_new(self, update: Update) -> bool:
        of = update.update_id
        if of in self._kept or of in self._repeated:
            is_new = of in self._kept
            self._kept.discard(of)
            self._repeated.discard(of)
            return is_new
        return await self._pace.run(lambda: self._inbox.receive(of, update.to_json()))

    async def replay(self, bot: Bot) -> list[Update]:
        """Queue what an earlier process received and did not finish; to be called before polling starts.

        What ended a process each time that it was tried is given up, and returned.
        """
        given_up, tries = [], await asyncio.to_thread(self._inbox.tries)
        for update_id, payload in await asyncio.to_thread(self._inbox.pending):
            update = _read(payload, bot)
            if update and tries.get(update_id, 0) < _MOST_TRIES:
                log.info("update %s is taken up again", update_id)
                self.again[update_id] = tries.get(update_id, 0)
                await super().put(update)
                continue
            log.error("update %s is given up: it %s", update_id, "ended a process each time" if update else "is none")
            await asyncio.to_thread(self._inbox.done, update_id)
            given_up += [update] if update else []
        return given_up


def _read(payload: str, bot: Bot | None) -> Update | None:
    try:
        return Update.de_json(json.loads(payload), bot)
    except Exception:  # whatever it is, it must not keep us from starting
        log.debug("an update cannot be read", exc_info=True)
        return None


class Keeping(BaseRequest):
    """The edge through which updates come: a batch is kept before PTB sees it.

    Over an update that PTB cannot read, as of a Bot API older or newer than it knows, it would ask for the same batch
    again and again, and nobody be served any more. So of a batch that comes a second time, it gets of what cannot be
    read only the number, which it then acknowledges.
    """

    def __init__(self, edge: BaseRequest, received: Received) -> None:
        self._edge = edge
        self._received = received
        self._first = 0
        """The first update of the last batch."""

    @property
    def read_timeout(self) -> float | None:
        return self._edge.read_timeout

    async def initialize(self) -> None:
        await self._edge.initialize()

    async def shutdown(self) -> None:
        await self._edge.shutdown()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401  (PTB's signature)
        code, payload = await self._edge.do_request(*args, **kwargs)
        if code == HTTPStatus.OK:
            updates = self.parse_json_payload(payload)["result"]
            if updates:
                await self._received.keep(updates)
                if updates[0]["update_id"] == self._first:
                    payload = json.dumps({"ok": True, "result": list(map(_readable, updates))}).encode()
                self._first = updates[0]["update_id"]
        return code, payload


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    """The update, or what is left of one that PTB cannot read."""
    if _read(json.dumps(update), None):
        return update
    log.error("update %s cannot be read, and is passed over", update["update_id"])
    return {"update_id": update["update_id"]}


class InOrder(BaseUpdateProcessor):
    """Updates of one chat one after another, of different chats side by side.

    Those that were begun again before, and not finished, come one by one: so it is seen which of them ends the process.
    """

    def __init__(
        self, inbox: Inbox, pace: Pace, again: dict[int, int], unkept: set[int], replies: dict[str, int]
    ) -> None:
        """`replies` is what handlers leave to be noted with the end of their update."""
        # PTB's own places would be taken by updates that only wait for their chat.
        super().__init__(max_concurrent_updates=sys.maxsize)
        self._inbox = inbox
        self._pace = pace
        self._again = again
        self._unkept = unkept
        self._suspected = asyncio.Lock()
        self._replies = replies
        self._finished: list[int] = []
        self._noting = asyncio.Lock()
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
                    async with self._tried(update):
                        await coroutine
                    await self._done(update)
        finally:
            self._under_way.discard(task)
            if asyncio.iscoroutine(coroutine):
                coroutine.close()  # one that was never begun would warn

    @contextlib.asynccontextmanager
    async def _tried(self, update: object) -> AsyncIterator[None]:
        """Count a try of what is handled again; a stop that interrupts it is not its fault."""
        update_id = update.update_id if isinstance(update, Update) else 0
        if update_id not in self._again:
            yield
            return
        async with self._suspected if self._again.pop(update_id) else contextlib.nullcontext():
            try:
                await self._note(self._inbox.begin_again, update_id)
                yield
            except asyncio.CancelledError:
                await asyncio.shield(self._note(self._inbox.acquit, update_id))
                raise

    async def _note(self, note: Callable[[int], None], update_id: int) -> None:
        try:
            await self._pace.run(partial(note, update_id))
        except CorpusError as error:
            log.warning("the tries of update %s could not be counted: %s", update_id, error)

    async def _done(self, update: object) -> None:
        """Mark as done, and note which message answers, in one transaction with what else ends by then."""
        if isinstance(update, Update):
            self._unkept.discard(update.update_id)
            self._finished.append(update.update_id)
            await asyncio.sleep(0)
        async with self._noting:
            finished, self._finished = self._finished, []
            if finished:
                replies = self._replies.copy()
                self._replies.clear()
                try:
                    await self._pace.run(partial(self._inbox.done, *finished, replies=replies))
                except CorpusError as error:  # they will come again after a restart, and be known as answered
                    log.warning("updates %s could not be marked as done: %s", finished, error)

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
