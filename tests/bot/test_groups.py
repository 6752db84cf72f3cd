"""Groups: what a message asks, and where its answer goes; who is answered at all stands in test_manners."""

from typing import Any

import pytest

from tests.bot.talk import Talk
from tests.bot_api import (
    BOT,
    FORUM,
    GROUP,
    OTHER,
    BotApi,
    Json,
)

QUESTION = "What surprised many in Helsinki in 2018?"
ANSWER = "Their meeting in Helsinki"


async def test_a_reply_to_our_message(talk: Talk) -> None:
    """Asks us, also by somebody else than the first asker."""
    first = await talk.ask("/ask Which zeppelin?", to=GROUP)
    answer = await talk.ask(QUESTION, to=GROUP, by=OTHER, reply_to_message=first)
    assert ANSWER in answer["text"]


async def test_a_reply_to_others(talk: Talk, api: BotApi) -> None:
    """Asks others."""
    theirs = api.write("I was there", to=GROUP, by=OTHER)["message"]
    assert [] == await talk.write(QUESTION, to=GROUP, reply_to_message=theirs)


async def test_a_topic_that_we_opened(talk: Talk, api: BotApi) -> None:
    """In a topic that we opened, every message replies to a service message of ours; that is not speaking to us."""
    opened = api.write(by=BOT, to=FORUM, forum_topic_created={"name": "Harbour", "icon_color": 1})["message"]
    place = {"reply_to_message": opened, "message_thread_id": 3, "is_topic_message": True}
    assert [] == await talk.write(QUESTION, to=FORUM, **place)


@pytest.mark.parametrize(
    ("place", "thread"),
    [
        ({"message_thread_id": 5, "is_topic_message": True}, 5),
        ({}, None),
        ({"message_thread_id": 7}, None),
    ],
    ids=["topic", "General", "a thread of replies"],
)
async def test_the_topic(talk: Talk, place: dict[str, Any], thread: int | None) -> None:
    """The answer goes to the topic that was asked in; General and threads of replies have no number to name."""
    await talk.write(f"/ask {QUESTION}", to=FORUM, **place)
    (sent,) = talk.calls("sendMessage")
    assert thread == sent.get("message_thread_id")


@pytest.mark.parametrize("text", ["/ask", "@quoth_bot", "/ask @quoth_bot"])
async def test_the_question_of_somebody_else(talk: Talk, api: BotApi, text: str) -> None:
    """A bare /ask or mention as a reply to somebody's message asks that message's text."""
    theirs = api.write(QUESTION, to=GROUP, by=OTHER)["message"]
    answer = await talk.ask(text, to=GROUP, reply_to_message=theirs)
    assert ANSWER in answer["text"]


@pytest.mark.parametrize("theirs", [f"@quoth_bot {QUESTION}", f"/ask@quoth_bot {QUESTION}", f"/ask {QUESTION}"])
async def test_what_somebody_else_asked_us(talk: Talk, api: BotApi, theirs: str) -> None:
    """Asked again, it is the same question: our name is no word of it."""
    asked = api.write(theirs, to=GROUP, by=OTHER)
    (first,) = await talk.take(asked)
    again = await talk.ask("/ask", to=GROUP, reply_to_message=asked["message"])
    assert _words(first) == _words(again)


async def test_the_caption_of_somebody_else(talk: Talk, api: BotApi) -> None:
    """Its caption, where it is a photo."""
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    theirs = api.write(to=GROUP, by=OTHER, photo=photo, caption=QUESTION)["message"]
    assert ANSWER in (await talk.ask("/ask", to=GROUP, reply_to_message=theirs))["text"]


async def test_the_part_that_is_quoted(talk: Talk, api: BotApi) -> None:
    """Only the part of it that the reply quotes, where it quotes."""
    theirs = api.write(f"Bananas! {QUESTION}", to=GROUP, by=OTHER)["message"]
    quote = {"text": QUESTION, "position": 9, "is_manual": True}
    answer = await talk.ask("/ask", to=GROUP, reply_to_message=theirs, quote=quote)
    assert ANSWER in answer["text"]


async def test_a_bare_ask(talk: Talk, api: BotApi) -> None:
    """Alone, or as a reply to us or to something without words, says how to ask."""
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}
    more = {"is_animated": False, "is_video": False}
    wordless = api.write(to=GROUP, by=OTHER, sticker=sticker | more)["message"]
    ours = await talk.ask(f"/ask {QUESTION}", to=GROUP)
    for replied in ({}, {"reply_to_message": wordless}, {"reply_to_message": ours}):
        assert "Write your question after the command" in (await talk.ask("/ask", to=GROUP, **replied))["text"]


@pytest.mark.parametrize(
    ("caption", "entity"),
    [
        (f"@quoth_bot {QUESTION}", {"type": "mention", "offset": 0, "length": 10}),
        (f"Quoth: {QUESTION}", {"type": "text_mention", "offset": 0, "length": 5, "user": BOT}),
        (f"/ask {QUESTION}", {"type": "bot_command", "offset": 0, "length": 4}),
    ],
)
async def test_captions(talk: Talk, caption: str, entity: Json) -> None:
    """A caption speaks to us as a text does."""
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    (answer,) = await talk.write(to=GROUP, photo=photo, caption=caption, caption_entities=[entity])
    assert ANSWER in answer["text"]


async def test_an_edited_question(talk: Talk, api: BotApi) -> None:
    """Edits its answer, also when the mention was lost; an edit that first mentions us is not answered."""
    update = api.write("@quoth_bot Which zeppelin?", to=GROUP)
    (answer,) = await talk.take(update)
    await talk.take(api.edit(update, QUESTION))
    assert ANSWER in api.messages[GROUP["id"], answer["message_id"]]["text"]
    assert [] == await talk.take(api.edit(api.write("hello", to=GROUP), f"@quoth_bot {QUESTION}"))


async def test_the_asking_message_is_gone(talk: Talk, api: BotApi) -> None:
    """A question that was deleted meanwhile is still answered, as no reply."""
    update = api.write(f"/ask {QUESTION}", to=GROUP)
    api.write("still here", to=GROUP)
    del api.messages[GROUP["id"], update["message"]["message_id"]]
    (answer,) = await talk.take(update)
    assert "reply_to_message" not in answer


def _words(answer: Json) -> str:
    """All but its number."""
    return str(answer["text"]).rpartition("#")[0]
