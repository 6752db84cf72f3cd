"""Guests: mentioned where we are no member."""

import contextlib
import sqlite3

import pytest

from bot.context import Quoth
from tests.bot.talk import Talk
from tests.bot_api import ASKER, STRANGE_BOT, BotApi, buttons

QUESTION = "@quoth_bot What surprised many in Helsinki in 2018?"


async def test_answered(talk: Talk, api: BotApi) -> None:
    """With the answer; no button that would need us there."""
    assert [] == await talk.take(api.call_as_guest(QUESTION))
    (answer,) = api.guest_answers
    assert "left many surprised" in answer["text"] and {} == buttons(answer)
    assert [] == talk.calls("sendMessage")


async def test_once(talk: Talk, api: BotApi) -> None:
    """Also when the update comes twice: Telegram refuses the second, and nobody hears of it."""
    update = api.call_as_guest(QUESTION)
    await talk.take(update)
    await talk.take(update)
    assert 1 == len(api.guest_answers) and [] == talk.calls("sendMessage")


async def test_verifiable(talk: Talk, api: BotApi) -> None:
    """A guest's answer has a number like any other."""
    await talk.take(api.call_as_guest(QUESTION))
    (answer,) = api.guest_answers
    receipt_id = answer["text"].rsplit("#", 1)[1].strip()
    assert "still word for word" in (await talk.ask(f"/verify {receipt_id}"))["text"]


async def test_nothing_asked(talk: Talk, api: BotApi) -> None:
    """A mere mention is no question, and other bots are not answered."""
    await talk.take(api.call_as_guest("@quoth_bot"))
    await talk.take(api.call_as_guest(QUESTION, by=STRANGE_BOT))
    assert [] == api.guest_answers and [] == talk.calls("sendMessage")


async def test_bounded(talk: Talk, api: BotApi, application: Quoth) -> None:
    """Nobody gets more than their share; who asked too much hears nothing."""
    application.bot_data.limit = 2
    for _ in range(4):
        await talk.take(api.call_as_guest(QUESTION))
    assert 2 == len(api.guest_answers) and [] == talk.calls("sendMessage")


async def test_the_language_of_the_guest(talk: Talk, api: BotApi) -> None:
    """As Telegram says of the one who asks."""
    await talk.take(api.call_as_guest("@quoth_bot zeppelin", by=ASKER | {"language_code": "es"}))
    assert "Los artículos no lo dicen." in api.guest_answers[0]["text"]


async def test_an_error_of_ours(talk: Talk, api: BotApi, database: str, caplog: pytest.LogCaptureFixture) -> None:
    """Is logged, and said to nobody."""
    with contextlib.closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
        connection.execute("DROP TABLE revisions")
    await talk.take(api.call_as_guest(QUESTION))
    assert [] == api.guest_answers and [] == talk.calls("sendMessage")
    assert "StoreUnavailable" in caplog.text
