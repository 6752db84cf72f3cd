"""Delivery: how a request reaches Telegram once, through limits, failures and lost confirmations.

Four things can go wrong with a sending, and each is dealt with here and nowhere else.

- Telegram says when to come back (429): `AIORateLimiter` waits for as long as it says.
- The group has become a supergroup: what is stored of it moves there, and so does the message.
- The request did not arrive (no connection), or an edit, an answer to a press or a question of ours got lost: it is
  repeated after a pause.
- A message was sent and no confirmation came (a dropped connection, a 5xx, a process killed before it took note):
  it may stand in the chat or not, and Telegram knows no key that would make a second sending harmless. But an edit that
  changes nothing is refused as "not modified". The ids that the message can have are few, because ids grow: so it is
  looked for there by editing it into itself, and sent again only where it is not found.
"""

from __future__ import annotations

import asyncio
import logging
import time
import warnings
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple, TypeVar

from telegram import LinkPreviewOptions, TelegramObject
from telegram.error import BadRequest, ChatMigrated, NetworkError
from telegram.ext import AIORateLimiter, BaseRateLimiter, ExtBot
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.transport import NOT_SENT

log = logging.getLogger(__name__)

# PTB warns its own rate limiter of a coming change of this attribute; nothing here reads it.
warnings.filterwarnings("ignore", message=r".*attribute `retry_after`", category=PTBDeprecationWarning)
warnings.filterwarnings("ignore", message="Please use 'Bot.sendMessage'", category=PTBUserWarning)  # see `post`

T = TypeVar("T")
Result = bool | dict[str, Any] | list[dict[str, Any]]
Call = Callable[[str, dict[str, Any]], Awaitable[Result]]
Move = Callable[[int, int], None]
"""Told of a group that became a supergroup: its old number, its new one."""

PAUSES = (0.3, 0.7, 1.5, 3.0, 6.0, 12.0, 25.0, 40.0)
"""Seconds between attempts: about a minute and a half in all …"""
OUTAGE = (20.0,) * 42
"""… and of a message a quarter of an hour: whoever asked just before Telegram was away still wants the answer."""
_REACH = 4
"""How many ids past the last known one a lost message may have."""
_MOST_PROBES = 20
_FIRST_SUPERGROUP = -1_000_000_000_000
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NO_PREVIEW = NO_PREVIEW.to_json()
_OF_THE_OLD_CHAT = {"message_thread_id", "reply_parameters"}
_KNOWN_OF_SENT = ("message_id", "date", "chat")
_EDITABLE = ("chat_id", "text", "parse_mode", "entities", "link_preview_options", "reply_markup")


class Sending(NamedTuple):
    """What is known about a message before it is sent."""

    after: int
    """A message of the chat that it follows: its own id will be higher."""
    doubtful: bool = False
    """It may have been sent before, by a process that was killed before it took note."""


class Delivery(BaseRateLimiter[Sending]):
    """PTB's rate limiter, and around it the patience that it has not."""

    def __init__(
        self,
        limiter: AIORateLimiter,
        pauses: Sequence[float] = PAUSES,
        outage: Sequence[float] = OUTAGE,
        *,
        move: Move | None = None,
    ) -> None:
        self._limiter = limiter
        self._move = move
        self._pauses = pauses
        self._pauses_of_messages = (*pauses, *outage)
        self._highest: defaultdict[int, int] = defaultdict(int)

    async def initialize(self) -> None:
        await self._limiter.initialize()

    async def shutdown(self) -> None:
        await self._limiter.shutdown()

    def newest(self, chat_id: int) -> int:
        """The number of the newest message that we sent there, as far as this process knows; 0 where it does not."""
        return self._highest[_counter({"chat_id": chat_id})]

    async def process_request(  # noqa: PLR0913, PLR0917  (PTB's signature)
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,  # noqa: ANN401, ARG002  (PTB's signature)
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Sending | None,
    ) -> Result:
        wanted = endpoint

        async def call(endpoint: str, data: dict[str, Any]) -> Result:
            # Probes take no part of the few messages a minute that a group may get.
            limited = data if endpoint == wanted else {}
            return await self._limiter.process_request(callback, (endpoint, data), kwargs, endpoint, limited, None)

        if endpoint == "sendMessage":
            return await self._send_after(call, data, rate_limit_args or Sending(after=0))
        if endpoint in {"sendChatAction", "answerInlineQuery"}:  # worth nothing a second later
            return await call(endpoint, data)
        return await persist(lambda: call(endpoint, data), self._pauses, endpoint)

    async def _send_after(self, call: Call, data: dict[str, Any], sending: Sending) -> Result:
        """Send to the chat, or to what it has become."""
        try:
            return await self._send(call, data, sending)
        except ChatMigrated as error:
            if self._move:
                await asyncio.to_thread(self._move, data["chat_id"], error.new_chat_id)
            kept = {name: value for name, value in data.items() if name not in _OF_THE_OLD_CHAT}
            return await self._send(call, kept | {"chat_id": error.new_chat_id}, Sending(after=0))

    async def _send(self, call: Call, data: dict[str, Any], sending: Sending) -> Result:
        floor = max(sending.after, self._highest[_counter(data)])
        doubtful = sending.doubtful

        async def attempt() -> Result:
            nonlocal doubtful
            if doubtful and (found := await self._find(call, data, floor)):
                return found
            try:
                return await call("sendMessage", data)
            except NetworkError as error:
                doubtful = doubtful or not isinstance(error.__cause__, NOT_SENT)
                raise

        message = await persist(attempt, self._pauses_of_messages, "sendMessage")
        if not isinstance(message, dict):
            return message
        self._highest[_counter(data)] = max(self._highest[_counter(data)], message["message_id"])
        # PTB makes objects of what it is given here: the whole text and all buttons, which nobody looks at.
        return {name: message[name] for name in _KNOWN_OF_SENT if name in message}

    async def _find(self, call: Call, data: dict[str, Any], floor: int) -> Result | None:
        last = max(floor, self._highest[_counter(data)]) + _REACH
        edit = {key: data[key] for key in _EDITABLE if key in data}
        for message_id in range(floor + 1, last + 1)[:_MOST_PROBES]:
            try:
                await call("editMessageText", {**edit, "message_id": message_id})
            except BadRequest as error:
                if is_unchanged(error):
                    return _as_sent(data, message_id)
        return None


class Sent(NamedTuple):
    """Where a message now stands."""

    chat_id: int
    message_id: int


async def post(bot: ExtBot[Sending], chat_id: int, text: str, *, sending: Sending, **options: object) -> Sent:
    """Send as `send_message` does, which makes an object with a hundred fields of what is trimmed here to three."""
    # As JSON at once: PTB would ask of each of these what it is, and write it twice.
    said = {name: one.to_json() if isinstance(one, TelegramObject) else one for name, one in options.items()}
    message = {"chat_id": chat_id, "text": text, "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW, **said}
    sent = await bot.do_api_request("sendMessage", message, rate_limit_args=sending)
    return Sent(sent["chat"]["id"], sent["message_id"])


async def persist(attempt: Callable[[], Awaitable[T]], pauses: Sequence[float] = PAUSES, what: str = "") -> T:
    """Try until it works, Telegram refuses, or patience is at its end."""
    for pause in chain(pauses, repeat(None)):
        try:
            return await attempt()
        except NetworkError as error:
            if isinstance(error, BadRequest) or pause is None:
                raise
            log.warning("%s failed (%s); trying again in %s s", what, type(error.__cause__ or error).__name__, pause)
            await asyncio.sleep(pause)
    raise AssertionError  # `repeat` has no end


def is_unchanged(error: BadRequest) -> bool:
    """Whether an edit was refused because the message is as wanted already."""
    return "not modified" in error.message.lower()


def _counter(data: dict[str, Any]) -> int:
    """Whose message ids grow together: a supergroup has its own, private chats and small groups share the bot's."""
    chat_id = data.get("chat_id")
    return chat_id if isinstance(chat_id, int) and chat_id < _FIRST_SUPERGROUP else 0


def _as_sent(data: dict[str, Any], message_id: int) -> dict[str, Any]:
    chat_id = int(data["chat_id"])
    chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
    return {"message_id": message_id, "date": int(time.time()), "chat": chat, "text": str(data["text"])}
