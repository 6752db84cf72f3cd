"""A Telegram that costs next to nothing: as much of HTTP and of the Bot API as two bots need to be compared."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl

MODERATOR = 4243
"""Of Quoth: an owner."""
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_ME = {"id": 4242, "is_bot": True, "first_name": "Bot", "username": "some_bot"}
_CANNED = {
    "getMe": _ME,
    "getMyCommands": [],
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}


@dataclass
class Chats:
    """People who each wait for the reply to a question before they ask the next; all talk to the bot of one token."""

    questions: Sequence[str]
    waiting: deque[dict[str, object]] = field(default_factory=deque)
    asked_at: dict[int, float] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    warm: asyncio.Event = field(default_factory=asyncio.Event)
    awaited: int = 1
    count: int = 0
    open: bool = True

    def ask(self, chat: int) -> None:
        """The person of a chat asks."""
        self.send("message", self.message(chat, self.questions[self.count % len(self.questions)]))
        self.asked_at[chat] = time.perf_counter()

    def message(self, chat: int, text: str) -> dict[str, object]:
        """What the person of a chat writes."""
        self.count += 1
        person = {"id": chat, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        return {
            "message_id": 2 * self.count,
            "date": 1_760_000_000,
            "from": person,
            "chat": {"id": chat, "type": "private", "first_name": "Ada"},
            "text": text,
        }

    def send(self, kind: str, content: dict[str, object]) -> None:
        """Telegram has an update."""
        self.count += 1
        self.waiting.append({"update_id": self.count, kind: content})
        self.arrived.set()

    async def after(self, turns: int) -> None:
        """Wait until so many got their reply."""
        self.awaited = turns
        await self.warm.wait()

    def replied(self, chat: int) -> None:
        asked_at = self.asked_at.pop(chat, None)
        if asked_at is not None:
            self.latencies.append(time.perf_counter() - asked_at)
            if len(self.latencies) >= self.awaited:
                self.warm.set()
            if self.open:
                self.ask(chat)


class LocalTelegram:
    """Bots of any token, each with its chats."""

    def __init__(self) -> None:
        self.chats: dict[str, Chats] = {}
        self.port = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Self]:
        server = await asyncio.get_running_loop().create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def answer(self, path: str, body: bytes) -> object:
        """The result of a method."""
        _, token, method = path.split("/")
        chats = self.chats[token.removeprefix("bot")]
        if method == "sendMessage":
            sent = dict(parse_qsl(body.decode()))
            chat = int(sent["chat_id"])
            chats.replied(chat)
            chats.count += 1
            return {
                "message_id": 2 * chats.count + 1,
                "date": 1_760_000_000,
                "from": _ME,
                "chat": {"id": chat, "type": "private", "first_name": "Ada"},
                "text": sent["text"],
            }
        if method == "getUpdates":
            return await self._updates(chats, dict(parse_qsl(body.decode())))
        return _CANNED.get(method, True)

    async def _updates(self, chats: Chats, asked: dict[str, str]) -> object:
        chats.polled.set()
        offset = int(asked.get("offset", 0))
        while chats.waiting and chats.waiting[0]["update_id"] < offset:  # type: ignore[operator]
            chats.waiting.popleft()
        if not chats.waiting and int(asked.get("timeout", 0)):
            chats.arrived.clear()
            await chats.arrived.wait()
        return list(chats.waiting)[:100]


class _Connection(asyncio.Protocol):
    """HTTP/1.1 with Content-Length, one request after another."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram
        self._buffer = b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        length = int(found.group(1)) if found else 0
        if separator and len(body) >= length:
            self._buffer = body[length:]
            task = asyncio.ensure_future(self._answer(head.split(b" ", 2)[1].decode(), body[:length]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, path: str, body: bytes) -> None:
        content = json.dumps(
            {"ok": True, "result": await self._telegram.answer(path.replace("%3A", ":"), body)}
        ).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self._transport.write(head.encode() + content)  # type: ignore[attr-defined]

    def connection_lost(self, _: Exception | None) -> None:
        for task in self._tasks:
            task.cancel()
