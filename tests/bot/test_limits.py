"""Limits: who asks too much is told once, and answered again when it is over."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.application import build_application
from bot.context import Quoth
from bot.settings import Settings
from corpus.library import Library
from corpus.store import Limits
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ADMIN, ANONYMOUS, ASKER, GROUP, OTHER, BotApi, Json, buttons

QUESTION = "What surprised many in Helsinki in 2018?"
ANSWER = "Their meeting in Helsinki"
WAIT = "One moment, please: I answer again in "


@pytest.fixture(name="application")
async def _application(settings: Settings, library: Library, api: BotApi) -> AsyncIterator[Quoth]:
    strict = settings.model_copy(update={"limit": 4})
    async with build_application(strict, library, Telegram(api)) as application:
        yield application


def _wait_a_minute(library: Library) -> None:
    """Let time pass: all that was noted happened a minute earlier."""
    with library._store._database.writing() as connection:
        for name in ("since", "asked_at", "told_until"):
            connection.execute(text(f"UPDATE usage SET {name} = datetime({name}, '-61 seconds')"))  # noqa: S608


async def _said(talk: Talk, **fields: Json) -> list[str]:
    """What is said to a question: an answer, a word, or nothing."""
    said = await talk.write(f"/ask {QUESTION}", **fields)
    return ["answer" if ANSWER in message["text"] else message["text"][: len(WAIT)] for message in said]


@pytest.mark.parametrize(("to", "allowed"), [(None, 4), (GROUP, 2)])
async def test_a_person(talk: Talk, library: Library, to: Json | None, allowed: int) -> None:
    """So many questions, one word, silence; after a minute the same again; others are not held up by it."""
    fields = {"to": to} if to else {}
    for _ in range(2):
        said = [await _said(talk, **fields) for _ in range(allowed + 3)]
        assert [["answer"]] * allowed + [[WAIT], [], []] == said
        assert ["answer"] == await _said(talk, **fields | {"by": OTHER})
        _wait_a_minute(library)


async def test_a_chat(talk: Talk) -> None:
    """All together may ask so much; one word is said, whoever asks next."""
    people = [{"id": number, "is_bot": False, "first_name": "N"} for number in range(100, 106)]
    said = [await _said(talk, to=GROUP, by=person) for person in people]
    assert [["answer"]] * 4 + [[WAIT], []] == said
    assert ["answer"] == await _said(talk, to=GROUP, by=ADMIN)


async def test_cool_down(talk: Talk, library: Library) -> None:
    """A member waits; an admin need not, also an anonymous one; the word says how long."""
    library.chats.set(GROUP["id"], cool_down=300)
    assert ["answer"] == await _said(talk, to=GROUP)
    (word,) = await talk.write(f"/ask {QUESTION}", to=GROUP)
    assert f"{WAIT}5 minutes." == word["text"]
    assert [] == await _said(talk, to=GROUP)
    for admin in ({"by": ADMIN}, {"by": ANONYMOUS, "sender_chat": GROUP}):
        assert [["answer"], ["answer"]] == [await _said(talk, to=GROUP, **admin) for _ in range(2)]
    assert ["answer"] == await _said(talk)


async def test_edits(talk: Talk, api: BotApi, library: Library) -> None:
    """An edit of a question that was answered need not wait; one of anything else is not heard, and counts nothing."""
    library.chats.set(GROUP["id"], cool_down=300)
    asked = api.write("/ask Which zeppelin?", to=GROUP)
    (answer,) = await talk.take(asked)
    for _ in range(5):
        assert [] == await talk.take(api.edit(api.write("hello", to=GROUP), "hello everyone"))
    assert [] == await talk.take(api.edit(asked, f"/ask {QUESTION}"))
    assert ANSWER in api.messages[GROUP["id"], answer["message_id"]]["text"]
    assert [WAIT] == await _said(talk, to=GROUP)


async def test_verifying_by_a_button(talk: Talk, api: BotApi, library: Library) -> None:
    """Each press says something in the group: they are bounded as questions are, and silent in its quiet hours."""
    reasons = await talk.press(await talk.ask(f"/ask {QUESTION}", to=GROUP), "Why this passage")
    assert [1, 0, 0] == [len(await talk.take(api.press(reasons, "Verify"))) for _ in range(3)]
    assert str(list(api.answered.values())[-1]).startswith(WAIT)
    _wait_a_minute(library)
    hour = dt.datetime.now(dt.UTC).hour
    library.chats.set(GROUP["id"], quiet_from=hour, quiet_to=(hour + 2) % 24)
    assert [] == await talk.take(api.press(reasons, "Verify"))
    notice = "These are the quiet hours of this group. Please press again when they are over."
    assert notice == list(api.answered.values())[-1]


async def test_after_a_restart(settings: Settings, library: Library, api: BotApi) -> None:
    """Who was told is not told again by the next process."""
    library.chats.set(GROUP["id"], cool_down=300)
    for expected in (["answer"], [WAIT], []):
        async with build_application(settings, library, Telegram(api)) as application:
            assert expected == await _said(Talk(api, application), to=GROUP)


async def test_the_same_update_again(talk: Talk, api: BotApi, library: Library) -> None:
    """A question that was counted and not answered, as after a kill, is answered when it comes again."""
    library.chats.set(GROUP["id"], cool_down=300)
    update = api.write(f"/ask {QUESTION}", to=GROUP)
    message = update["message"]
    library.usage.spend(GROUP["id"], ASKER["id"], message["message_id"], Limits(person=2, chat=4, cool_down=300))
    (answer,) = await talk.take(update)
    assert ANSWER in answer["text"] and [] == await talk.take(update)


async def test_presses(talk: Talk) -> None:
    """Examples are questions too: who presses too many is told in a notice, each time, and nobody else sees it."""
    greeting = await talk.ask("/start")
    label = next(iter(buttons(greeting)))
    said = [len(await talk.take(talk.api.press(greeting, label))) for _ in range(6)]
    assert [1, 1, 1, 1, 0, 0] == said
    assert 2 == sum(str(notice).startswith(WAIT) for notice in talk.api.answered.values())


async def test_no_limit(settings: Settings, library: Library, api: BotApi) -> None:
    """Zero is none."""
    free = settings.model_copy(update={"limit": 0})
    async with build_application(free, library, Telegram(api)) as application:
        assert [["answer"]] * 25 == [await _said(Talk(api, application)) for _ in range(25)]
