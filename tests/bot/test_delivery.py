"""Delivery: every message arrives, and arrives once, whatever happens to the request or its confirmation."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from aiohttp import ConnectionTimeoutError, ServerDisconnectedError, SocketTimeoutError
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.ext import AIORateLimiter, ExtBot

from bot import delivery
from bot.delivery import Delivery, Sending
from tests.bot.talk import Telegram
from tests.bot_api import ASKER, GROUP, TOKEN, BotApi, Json, Refused


class Faulty(Telegram):
    """An edge at which the next requests go wrong, each in its own way."""

    def __init__(self, api: BotApi, *faults: str) -> None:
        super().__init__(api)
        self.faults = list(faults)

    async def do_request(self, url: str, *args: object, **kwargs: object) -> tuple[int, bytes]:
        fault = self.faults.pop(0) if self.faults and not url.endswith("getMe") else ""
        if fault in {"lost confirmation", "502 too late"}:
            await super().do_request(url, *args, **kwargs)  # type: ignore[arg-type]
        match fault:
            case "no connection":
                raise NetworkError("refused") from ConnectionTimeoutError
            case "lost request" | "lost confirmation":
                raise NetworkError("reset") from ServerDisconnectedError
            case "timeout":
                raise TimedOut from SocketTimeoutError
            case "502" | "502 too late":
                return 502, b"<html>Bad Gateway</html>"
            case "429":
                return 429, b'{"ok":false,"description":"Too Many Requests","parameters":{"retry_after":1}}'
            case "400":
                return 400, b'{"ok":false,"description":"Bad Request: chat not found"}'
        return await super().do_request(url, *args, **kwargs)  # type: ignore[arg-type]


@pytest.fixture(name="bot_with")
def _bot_with(api: BotApi) -> Callable[..., ExtBot[Sending]]:
    def bot_with(
        *faults: str, pauses: Sequence[float] = (0.0, 0.0, 0.0), outage: Sequence[float] = (0.0,)
    ) -> ExtBot[Sending]:
        api.write("hello")
        api.write("hello", to=GROUP)
        edge = Faulty(api, *faults)
        limiter = Delivery(AIORateLimiter(max_retries=5), pauses, outage)
        return ExtBot(TOKEN, request=edge, get_updates_request=edge, rate_limiter=limiter)

    return bot_with


@pytest.mark.filterwarnings("ignore:.*`retry_after`")
@pytest.mark.parametrize("chat", [ASKER["id"], GROUP["id"]])
@pytest.mark.parametrize(
    "faults",
    [
        ("no connection", "no connection"),
        ("lost request",),
        ("lost confirmation",),
        ("timeout", "timeout"),
        ("502",),
        ("502 too late",),
        ("429",),
        ("lost confirmation", "502", "timeout"),
        ("no connection", "lost confirmation"),
        ("lost request", "429"),
    ],
    ids=" then ".join,
)
async def test_once(api: BotApi, bot_with: Callable[..., ExtBot[Sending]], faults: tuple[str, ...], chat: int) -> None:
    """One message, whose number the sender learns."""
    async with bot_with(*faults) as bot:
        sent = await bot.send_message(chat, "<b>answer</b>", "HTML", rate_limit_args=Sending(after=1))
    (message,) = api.said(chat)
    assert message["message_id"] == sent.message_id
    assert "answer" == message["text"]


async def test_what_is_refused_is_not_repeated(api: BotApi, bot_with: Callable[..., ExtBot[Sending]]) -> None:
    """A refusal is final."""
    async with bot_with("400") as bot:
        with pytest.raises(BadRequest):
            await bot.send_message(ASKER["id"], "answer")
    assert [] == api.said(ASKER["id"])


async def test_patience_ends(bot_with: Callable[..., ExtBot[Sending]]) -> None:
    """What never works fails in the end."""
    async with bot_with(*["no connection"] * 5) as bot:
        with pytest.raises(NetworkError):
            await bot.send_message(ASKER["id"], "answer")


async def test_an_outage(
    api: BotApi, bot_with: Callable[..., ExtBot[Sending]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes without Telegram cost no message; what is of no use so late does not wait for as long."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        if sum(waited) > 600:
            bot.request.faults.clear()  # type: ignore[attr-defined]

    monkeypatch.setattr(asyncio, "sleep", sleep)
    async with bot_with(*["no connection"] * 99, pauses=delivery.PAUSES, outage=delivery.OUTAGE) as bot:
        with pytest.raises(NetworkError):
            await bot.delete_message(ASKER["id"], 1)
        assert 60 < sum(waited) < 120
        waited.clear()
        await bot.send_message(ASKER["id"], "answer")
    assert ["answer"] == [message["text"] for message in api.said(ASKER["id"])]


async def test_other_messages_are_left_alone(api: BotApi, bot_with: Callable[..., ExtBot[Sending]]) -> None:
    """Looking for a lost message touches no other: neither an earlier one of ours nor anybody else's."""
    async with bot_with() as bot:
        await bot.send_message(ASKER["id"], "earlier")
        api.write("meanwhile")
        bot.request.faults.append("lost confirmation")  # type: ignore[attr-defined]
        await bot.send_message(ASKER["id"], "answer")
    assert ["earlier", "answer"] == [message["text"] for message in api.said(ASKER["id"])]
    assert {"hello", "meanwhile"} == {
        message["text"] for message in api.messages.values() if message["from"]["id"] == ASKER["id"]
    }


async def test_edits_are_repeated(api: BotApi, bot_with: Callable[..., ExtBot[Sending]]) -> None:
    """An edit whose confirmation was lost is made again, which Telegram says is no change."""
    async with bot_with() as bot:
        sent = await bot.send_message(ASKER["id"], "answer")
        bot.request.faults += ["lost request", "502"]  # type: ignore[attr-defined]
        await bot.edit_message_text("edited", ASKER["id"], sent.message_id)
    assert ["edited"] == [message["text"] for message in api.said(ASKER["id"])]


async def test_typing_is_not_repeated(bot_with: Callable[..., ExtBot[Sending]]) -> None:
    """A typing action is worth nothing a second later."""
    async with bot_with("502") as bot:
        with pytest.raises(NetworkError):
            await bot.send_chat_action(ASKER["id"], "typing")


async def test_no_more_probes_than_that(api: BotApi, bot_with: Callable[..., ExtBot[Sending]]) -> None:
    """A lost message is looked for in a few places only; one that is not found is sent."""
    calls: list[Json] = []

    def not_found(sent: Json) -> None:
        calls.append(sent)
        raise Refused(400, "Bad Request: message to edit not found")

    api._editMessageText = not_found  # type: ignore[method-assign]
    async with bot_with("lost request") as bot:
        await bot.send_message(ASKER["id"], "answer", rate_limit_args=Sending(after=1000))
    assert [1001, 1002, 1003, 1004] == [call["message_id"] for call in calls]
    assert 1 == len(api.said(ASKER["id"]))
