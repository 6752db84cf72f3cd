"""Where the database cannot be written, what is live is answered from all the same; who would change it is told."""

import sqlite3

import pytest
from sqlalchemy import event

from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot.test_moderation import ARTICLE
from tests.bot_api import ADMIN, GROUP, OWNER, BotApi, buttons

HELSINKI = "What surprised many in Helsinki in 2018?"


@pytest.fixture(name="unwritable", autouse=True)
def _unwritable(library: Library) -> None:
    """All connections read, and none writes; the groups chose before that our messages delete themselves."""
    library.chats.set(GROUP["id"], deletes_after=5)
    event.listen(library._store._database._engine, "checkout", _refuse)
    library._store._database._let_go()


def _refuse(connection: sqlite3.Connection, *_: object) -> None:
    connection.execute("PRAGMA query_only=ON")


async def test_in_private_and_in_groups(talk: Talk) -> None:
    """In one message, without the buttons that would need the question."""
    for where in (None, GROUP):
        answer = await talk.ask(f"/ask {HELSINKI}", to=where)
        assert "left many surprised" in answer["text"]
        assert [] == list(buttons(answer))


async def test_by_a_button(talk: Talk, api: BotApi) -> None:
    """An example that is pressed is repeated above its answer."""
    (start,) = await talk.write("/start")
    label = next(iter(buttons(start)))
    (answer,) = await talk.take(api.press(start, label))
    assert answer["text"].splitlines()[0] == label


async def test_where_the_bot_is_no_member(talk: Talk, api: BotApi) -> None:
    """Inline, and as a guest."""
    await talk.take(api.type(HELSINKI))
    assert "left many surprised" in api.offered[0]["text"] and "#" not in api.offered[0]["text"]
    assert len(api.offered) == len({one["id"] for one in api.offered})
    await talk.take(api.choose(api.offered[0]["id"], HELSINKI))
    await talk.take(api.call_as_guest(f"@quoth_bot {HELSINKI}"))
    assert "left many surprised" in api.guest_answers[0]["text"]


async def test_who_changes_something_is_told(talk: Talk, api: BotApi) -> None:
    """In one sentence."""
    said = [
        *await talk.take(api.attach("harbour.txt", ARTICLE)),
        *await talk.write("/synonyms ferry, boat", by=OWNER),
        *await talk.write("/teach Who rules?", by=OWNER),
    ]
    assert {"The database is read-only; nothing was changed."} == {one["text"] for one in said}
    (panel,) = await talk.write("/settings", by=ADMIN)
    await talk.press(await talk.press(panel, "Language: as Telegram says", by=ADMIN), "○ Deutsch", by=ADMIN)
    assert "The database is read-only; nothing was changed." == talk.notice
