"""Guests: mentioned where we are no member."""

import contextlib
import sqlite3

import pytest

from bot.context import Quoth
from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot_api import ADMIN, ASKER, GROUP, OTHER, STRANGE_BOT, BotApi, Json, buttons, private

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


@pytest.mark.parametrize("chat", [ASKER, OTHER])
async def test_between_two_people(talk: Talk, api: BotApi, library: Library, chat: Json) -> None:
    """Their chat is taken for nobody's chat with us: its questions are neither there, nor followed there."""
    asked = api.write("Which zeppelin?")
    (ours,) = await talk.take(asked)
    await talk.take(api.call_as_guest(QUESTION, chat=private(chat), message_id=asked["message"]["message_id"]))
    kept = library.questions.of_message(ASKER["id"], asked["message"]["message_id"])
    assert kept and "Which zeppelin?" == kept.text
    assert "∅" in (await talk.press(ours, "Ask the editors"))["text"]
    assert "↳ asked after: “Which zeppelin?”" in (await talk.ask("And why?"))["text"]
    assert "left many surprised" in api.guest_answers[0]["text"]


async def test_a_groups_own_articles_between_two_people(talk: Talk, api: BotApi, library: Library) -> None:
    """Who may read them in private, alone with us, shows them to nobody by asking as a guest."""
    own = library.own_collections.open(GROUP["id"], by="telegram:10")
    text = "The quetzal nests in the tower of Lisbon."
    library.publish(Manuscript(title="Quetzal news", text=text, headings=()), by="telegram:10", collection=own)
    library.people.set(ADMIN["id"], collection=own)
    asked = "Where in the tower of Lisbon does the quetzal nest?"
    assert text in (await talk.ask(asked, by=ADMIN))["text"]
    for chat in (ADMIN, OTHER):
        await talk.take(api.call_as_guest(f"@quoth_bot {asked}", by=ADMIN, chat=private(chat)))
    assert 2 == len(api.guest_answers) and text not in str(api.guest_answers)


async def test_corrected_in_the_language_of_the_guest(talk: Talk, api: BotApi, library: Library) -> None:
    """As the answer was given."""
    await talk.take(api.call_as_guest(QUESTION, by=ASKER | {"language_code": "es"}))
    number = api.guest_answers[0]["text"].rpartition("#")[2].split()[0]
    question = library.questions.get(number)
    assert question and "es" == (question.reasons or {})["language"]


async def test_an_error_of_ours(talk: Talk, api: BotApi, database: str, caplog: pytest.LogCaptureFixture) -> None:
    """Is logged, and said to nobody."""
    with contextlib.closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
        connection.execute("DROP TABLE revisions")
    await talk.take(api.call_as_guest(QUESTION))
    assert [] == api.guest_answers and [] == talk.calls("sendMessage")
    assert "StoreUnavailable" in caplog.text
