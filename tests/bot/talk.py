"""The edge of the application, and people who talk to it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

from telegram import Update
from telegram.request import BaseRequest, RequestData
from typer.testing import Result

from bot.context import Quoth
from tests.bot_api import OWNER, BotApi, Json, Refused, Value, buttons

Command = Callable[..., Result]
"""Calls `quoth` with these arguments."""


class Telegram(BaseRequest):
    """The edge: requests go to a `BotApi` instead of the network."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    @property
    def read_timeout(self) -> float:
        return 1

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        """Answer as Telegram answers."""
        name = url.rpartition("/")[2]
        assert method == ("GET" if "/file/bot" in url else "POST")
        if "/file/bot" in url:
            return 200, self.api.files[name]
        try:
            result = self.api.call(name, _parameters(request_data))
        except Refused as refused:
            return refused.code, json.dumps(refused.body()).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()


def _parameters(request_data: RequestData | None) -> Json:
    if request_data is None:
        return {}
    files = request_data.multipart_data if request_data.contains_files else {}
    return dict(request_data.json_parameters) | {name: content for name, (_, content, _) in files.items()}


class Talk:
    """People and the bot, talking."""

    def __init__(self, api: BotApi, application: Quoth) -> None:
        self.api = api
        self.application = application

    async def take(self, update: Json) -> list[Json]:
        """Let the bot handle an update; what it then says anew in that chat."""
        content = next(value for name, value in update.items() if name != "update_id")
        chat_id = ((content.get("message") or content).get("chat") or content["from"])["id"]
        before = {message["message_id"] for message in self.api.said(chat_id)}
        taken = Update.de_json(json.loads(json.dumps(update)), self.application.bot)
        await self.application.update_processor.process_update(taken, self.application.process_update(taken))
        return [message for message in self.api.said(chat_id) if message["message_id"] not in before]

    async def publish(self, name: str, content: bytes, *, by: Json = OWNER, **fields: Value) -> list[Json]:
        """Somebody sends a file and publishes the draft of it, if there is one; what the bot then says."""
        said = await self.take(self.api.attach(name, content, by=by, **fields))
        return [await self.press(one, "Publish", by=by) if "Publish" in buttons(one) else one for one in said]

    async def write(self, text: str | None = None, **fields: Value) -> list[Json]:
        return await self.take(self.api.write(text, **fields))

    async def ask(self, text: str, **fields: Value) -> Json:
        """Ask, and expect one answer."""
        (answer,) = await self.write(text, **fields)
        return answer

    async def press(self, message: Json, label: str, **fields: Value) -> Json:
        """Press a button; the message as it then is."""
        update = self.api.press(message, label, **fields)
        await self.take(update)
        self.notice = self.api.answered.get(update["callback_query"]["id"], "unanswered")
        return self.api.messages[message["chat"]["id"], message["message_id"]]

    def calls(self, method: str) -> list[Json]:
        return [sent for name, sent in self.api.calls if name == method]


async def until(done: Callable[[], object], seconds: float = 10) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
