"""Privacy: what is kept is said, and goes when its person or its time says so."""

import asyncio
import datetime as dt
import json
import logging

import pytest
from sqlalchemy import func, select, update

from bot import serving
from bot.application import build_application
from bot.corrections import correct
from bot.settings import Settings
from corpus import bundled
from corpus.library import Library
from corpus.store.schema import metadata, questions
from tests.bot.talk import Talk, Telegram, until
from tests.bot_api import ADMIN, ASKER, FORUM, GROUP, OTHER, BotApi, Json, buttons, private

QUESTION = "What surprised many in Helsinki in 2018?"
PERSON: Json = ASKER | {"id": 7_000_000_007}
"""Whose number is part of no other."""
WORDS = "Which zeppelin carries bananas"


async def test_ten_lines(settings: Settings, library: Library, api: BotApi) -> None:
    """What, for how long, and how to be rid of it; the days are those of the setting."""
    short = settings.model_copy(update={"keep_days": 7})
    async with build_application(short, library, Telegram(api)) as application:
        said = (await Talk(api, application).ask("/privacy"))["text"]
    assert 10 == len(said.splitlines())
    assert "7 days" in said and "/forget" in said and "I keep no names" in said


def test_privacy_knows_every_table() -> None:
    """Each table that keeps something of people or chats is spoken of by /privacy: whoever adds one looks there."""
    spoken_of = {"questions", "votes", "subscribers", "open_questions", "people", "chats", "usage", "inbox"}
    spoken_of |= {"receipts", "deletions", "shares", "inline_messages", "moderators", "prompts"}
    of_the_corpus = {"articles", "revisions", "collections", "changes"}
    known = spoken_of | of_the_corpus
    keyed = {table.name for table in metadata.sorted_tables if {"user_id", "chat_id"} & set(table.c.keys())}
    assert set() == keyed - known


async def test_forget(talk: Talk, library: Library) -> None:
    """Everything of that person in every chat, counted; nothing of anybody else."""
    mine = await talk.ask(QUESTION)
    await talk.ask(f"/ask {QUESTION}", to=GROUP)
    theirs = dict(await talk.ask(f"/ask {QUESTION}", to=GROUP, by=OTHER))
    library.people.set(ASKER["id"], boldness="bold")
    said = (await talk.ask("/forget"))["text"]
    assert "2 questions" in said and said.endswith("Looked again: 0 entries of yours are left.")
    assert 0 == library.traces.count(ASKER["id"])
    await talk.press(mine, "In context")
    assert "I no longer know this answer. Please ask again." == talk.notice
    assert "◂ Back to answer" in buttons(await talk.press(theirs, "In context", by=OTHER))
    again = (await talk.ask("/forget"))["text"]
    assert again.startswith("I had nothing of yours.")


async def test_forget_what_waits(settings: Settings, library: Library, api: BotApi) -> None:
    """What the person sent and nobody dealt with yet goes too; the wish itself, which waits as well, is none of it."""
    waiting, theirs = api.write(QUESTION), api.write(QUESTION, by=OTHER)
    for one in (waiting, theirs):
        library.inbox.receive(one["update_id"], json.dumps(one))
    wish = api.write("/forget")
    library.inbox.receive(wish["update_id"], json.dumps(wish))
    async with build_application(settings, library, Telegram(api)) as application:
        (said,) = await Talk(api, application).take(wish)
    assert "1 other note" in said["text"]
    assert [theirs["update_id"]] == [number for number, _ in library.inbox.pending()]


async def test_forget_is_private(talk: Talk) -> None:
    """In a group nobody is asked whose."""
    assert [] == await talk.write("/forget", to=GROUP)


async def test_the_database_forgets(talk: Talk, api: BotApi, library: Library) -> None:
    """Whatever a person did: no table has their number or their words afterwards, and each row was counted."""
    sourced = bundled.manuscript().model_copy(update={"source": "https://example.org/talks"})
    library.publish(sourced, by="ann")
    by: Json = {"by": PERSON}
    await talk.press(await talk.ask(f"{WORDS}?", **by), "Ask the editors", **by)
    in_group = await talk.ask(f"/ask {QUESTION}", to=GROUP, **by)
    await talk.press(in_group, "👍 Helpful", **by)
    await talk.press(await talk.ask(f"/ask {WORDS} now?", to=GROUP, **by), "Ask the editors", **by)
    await talk.take(api.type(QUESTION, **by))
    await talk.take(api.choose(api.offered[0]["id"], WORDS, **by))
    await talk.take(api.call_as_guest(f"@quoth_bot {WORDS}", **by))
    await talk.take(api.call_as_guest(f"@quoth_bot {WORDS}", chat=private(OTHER), **by))
    (panel,) = await talk.write("/settings", **by)
    page = await talk.press(panel, "Corrections: do not write to me", **by)
    await talk.press(page, "○ write to me", **by)
    of_people = {"corrections", "inline_messages", "open_questions", "people", "questions", "shares", "subscribers"}
    library.publish(sourced.model_copy(update={"text": sourced.text.replace("surprised", "baffled")}), by="ann")
    await correct(talk.application, (0.0, 0.0, 0.0))
    assert of_people | {"usage", "votes"} <= set(_mentioned(library))
    (said,) = await talk.write("/forget", **by)
    for counted in ("5 questions", "1 vote on answers", "1 passage sent inline", "2 wishes to be told", "other notes"):
        assert counted in said["text"]
    assert {} == _mentioned(library)


def _mentioned(library: Library) -> dict[str, int]:
    """In which tables something of the person stands, and in how many rows."""
    found = dict[str, int]()
    with library._store._database.reading() as connection:
        asked = connection.scalars(select(questions.c.id).where(questions.c.user_id == PERSON["id"])).all()
        for table in metadata.sorted_tables:
            rows = [str(list(row)) for row in connection.execute(table.select()).all()]
            marks = (str(PERSON["id"]), WORDS.casefold(), *(asked if table.name == "corrections" else ()))
            count = sum(any(mark in row.casefold() or mark in row for mark in marks) for row in rows)
            found |= {table.name: count} if count else {}
    return found


async def test_old_questions(settings: Settings, library: Library, api: BotApi) -> None:
    """Go by themselves."""
    async with build_application(settings, library, Telegram(api)) as application:
        await Talk(api, application).ask(QUESTION)
        new = await Talk(api, application).ask(QUESTION, by=OTHER)
        old = dt.datetime.now(dt.UTC) - dt.timedelta(days=31)
        with library._store._database.writing() as connection:
            connection.execute(update(questions).where(questions.c.user_id == ASKER["id"]).values(asked_at=old))
        await serving.begin(application)
        await until(lambda: not _asked_by(library, ASKER["id"]))
        await serving.end(application)
        assert "◂ Back to answer" in buttons(await Talk(api, application).press(new, "In context", by=OTHER))
    assert 1 == _asked_by(library, OTHER["id"])


def _asked_by(library: Library, user_id: int) -> int:
    with library._store._database.reading() as connection:
        return connection.scalar(select(func.count()).where(questions.c.user_id == user_id)) or 0


async def test_one_chat_sees_nothing_of_another(talk: Talk, api: BotApi) -> None:
    """A forged press with the number of a question of another chat shows nothing of it, also to an admin of both."""
    secret = await talk.ask(f"/ask {QUESTION}", to=FORUM, by=ADMIN)
    mine = await talk.ask(QUESTION, by=ADMIN)
    ours = await talk.ask(f"/ask {QUESTION}", to=GROUP, by=ADMIN)
    for data in buttons(secret).values():
        for message in (mine, ours):
            before = json.dumps(message["text"])
            forged = api.press_data(message, data, by=ADMIN)
            await talk.take(forged)
            now = api.messages[message["chat"]["id"], message["message_id"]]
            assert before == json.dumps(now["text"])


async def test_no_user_id_in_the_log(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    """What we log of people goes through the mask of `bot.logs`, which knows a number by the name before it."""
    caplog.set_level(logging.INFO)
    await talk.ask(QUESTION)
    await talk.ask("/forget")
    (line,) = [record.getMessage() for record in caplog.records if record.getMessage().startswith("forgotten")]
    assert f"user_id={ASKER['id']}," in line


async def test_two_wishes_at_once(talk: Talk, api: BotApi) -> None:
    """Pressed twice in a hurry, both are answered, and the second finds nothing."""
    await talk.ask(QUESTION)
    wishes: list[Json] = [api.write("/forget"), api.write("/forget")]
    await asyncio.gather(*(talk.take(wish) for wish in wishes))
    said = [message["text"] for message in api.said(ASKER["id"]) if "Looked again" in message["text"]]
    assert 2 == len(said) and 1 == sum("1 question" in one for one in said)
