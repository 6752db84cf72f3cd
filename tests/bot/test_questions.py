"""Asking: one answer to a question, in the right place, whatever happens on the way."""

import asyncio
import time

import pytest

from bot.application import build_application
from bot.settings import Settings
from corpus.answers import Answer
from corpus.library import Library
from corpus.queries import Query
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ASKER, FORUM, GROUP, BotApi, buttons

QUESTION = "What surprised many in Helsinki in 2018?"


class Killed(Telegram):
    """The process ends right after a message was sent, before anything took note."""

    armed = True

    async def do_request(self, url: str, *args: object, **kwargs: object) -> tuple[int, bytes]:
        result = await super().do_request(url, *args, **kwargs)  # type: ignore[arg-type]
        if self.armed and url.endswith("sendMessage"):
            self.armed = False
            raise asyncio.CancelledError
        return result


class Slow(Library):
    """A library that thinks for longer than a person likes to wait."""

    def ask(self, query: Query) -> Answer:
        time.sleep(0.7)
        return super().ask(query)


async def test_an_answer_in_private(talk: Talk) -> None:
    """A plain question is answered by one message: the passage, its sentence emphasised, and its place."""
    answer = await talk.ask(QUESTION)
    assert "Their meeting in Helsinki in 2018 left many surprised" in answer["text"]
    assert "Why Trump-Putin Talks Are Unlikely to Quickly End the Ukraine War · ¶ " in answer["text"]
    kinds = {entity["type"] for entity in answer["entities"]}
    assert {"blockquote", "bold"} <= kinds
    expected = {"Next passage ▸", "In context", "Why this passage", "👍 Helpful", "👎 Not helpful"}
    assert expected >= set(buttons(answer)) >= expected - {"Next passage ▸"}
    assert [] == talk.calls("sendChatAction")


async def test_the_command_asks_too(talk: Talk) -> None:
    """`/ask question` is the question."""
    asked, commanded = await talk.ask(QUESTION), await talk.ask(f"/ask {QUESTION}")
    assert asked["text"].rpartition(" · #")[0] == commanded["text"].rpartition(" · #")[0]


@pytest.mark.parametrize("text", ["/ask", "/ask   ", "@quoth_bot"])
async def test_a_bare_command_explains(talk: Talk, text: str) -> None:
    """Without a question, how to ask."""
    assert "Write your question after the command" in (await talk.ask(text))["text"]


async def test_nothing_in_the_articles(talk: Talk) -> None:
    """What the articles do not speak of is said so, with the words that they lack and what can be done about it."""
    answer = await talk.ask("Which zeppelin carries bananas?")
    assert answer["text"].startswith("∅ The articles do not say.")
    assert "zeppelin" in answer["text"]
    assert ["Ask the editors", "👍 Helpful", "👎 Not helpful"] == list(buttons(answer))


async def test_link_previews_are_off(talk: Talk) -> None:
    """No preview of a source covers the quotation."""
    await talk.ask(QUESTION)
    (sent,) = talk.calls("sendMessage")
    assert {"is_disabled": True} == sent["link_preview_options"]


async def test_the_same_update_twice(talk: Talk, api: BotApi) -> None:
    """Telegram repeats an update whose confirmation was lost; the answer is not repeated."""
    update = api.write(QUESTION)
    assert [1, 0] == [len(await talk.take(update)), len(await talk.take(update))]


async def test_killed_after_sending(settings: Settings, library: Library, api: BotApi) -> None:
    """Killed between the answer and its note, the next process finds the answer in the chat and does not repeat it."""
    edge, update = Killed(api), api.write(QUESTION)
    async with build_application(settings, library, edge) as application:
        with pytest.raises(asyncio.CancelledError):
            await Talk(api, application).take(update)
    async with build_application(settings, library, edge) as application:
        assert [] == await Talk(api, application).take(update)
    (answer,) = api.said(ASKER["id"])
    question = library.questions.of_message(ASKER["id"], update["message"]["message_id"])
    assert question and question.reply_id == answer["message_id"]


async def test_an_edit_within_the_hour(talk: Talk, api: BotApi) -> None:
    """Edits the answer, which keeps its place and gets its buttons anew."""
    update = api.write("Which zeppelin carries bananas?")
    (answer,) = await talk.take(update)
    assert [] == await talk.take(api.edit(update, QUESTION))
    edited = api.messages[ASKER["id"], answer["message_id"]]
    assert "Helsinki" in edited["text"] and "In context" in buttons(edited)


async def test_an_edit_that_changes_nothing(talk: Talk, api: BotApi) -> None:
    """An edit to the same words is no error."""
    update = api.write(QUESTION)
    await talk.take(update)
    await talk.take(api.edit(update, QUESTION))
    assert 1 == len(api.said(ASKER["id"]))


async def test_an_edit_after_more_than_an_hour(talk: Talk, api: BotApi) -> None:
    """Comes too late."""
    update = api.write("Which zeppelin carries bananas?")
    (answer,) = await talk.take(update)
    assert [] == await talk.take(api.edit(update, QUESTION, after=3601))
    assert "zeppelin" in api.messages[ASKER["id"], answer["message_id"]]["text"]


async def test_an_edit_of_what_was_no_question(talk: Talk, api: BotApi) -> None:
    """Something that we were not asked stays unanswered when it is edited."""
    assert [] == await talk.take(api.edit(api.write("hello all", to=GROUP), QUESTION))


async def test_an_edit_of_a_deleted_answer(talk: Talk, api: BotApi) -> None:
    """Nobody misses the edit of an answer that was deleted."""
    update = api.write(QUESTION)
    (answer,) = await talk.take(update)
    del api.messages[ASKER["id"], answer["message_id"]]
    assert [] == await talk.take(api.edit(update, "Who is Stanovaya?"))


async def test_typing(settings: Settings, database: str, api: BotApi) -> None:
    """Where an answer takes longer than half a second, the asker sees us type, in the right topic."""
    library = Slow.open(database)
    async with build_application(settings, library, Telegram(api)) as application:
        talk = Talk(api, application)
        await talk.write(f"/ask {QUESTION}", to=FORUM, message_thread_id=5, is_topic_message=True)
    library.close()
    assert [{"chat_id": FORUM["id"], "action": "typing", "message_thread_id": 5}] == talk.calls("sendChatAction")


async def test_a_caption_asks(talk: Talk) -> None:
    """The words under a photo are a question like others."""
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    (answer,) = await talk.write(caption=QUESTION, photo=photo)
    assert "Helsinki" in answer["text"]
