"""The whole table: kind of chat, way of asking and kind of asker decide whether the bot speaks, where, and to whom."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from tests.bot.talk import Talk
from tests.bot_api import (
    ADMIN,
    ANONYMOUS,
    ASKER,
    BOT,
    CHANNEL,
    CHANNEL_USER,
    FORUM,
    GROUP,
    SMALL_GROUP,
    STRANGE_BOT,
    TELEGRAM_USER,
    BotApi,
    Json,
    entities_of,
    private,
)

QUESTION = "What surprised many in Helsinki in 2018?"
ANSWER = "Their meeting in Helsinki"
PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
LINKED: Json = {"id": -1001000000009, "type": "supergroup", "title": "Comments", "linked_chat_id": CHANNEL["id"]}


class Place(NamedTuple):
    """A kind of chat, and where in it."""

    chat: Json
    fields: Mapping[str, Any] = MappingProxyType({})
    thread: int | None = None
    """The thread that the answer must name."""


class Way(NamedTuple):
    """A way of asking: what the message has, and whether that is asking in private and in a group."""

    fields: dict[str, Any]
    in_private: bool
    in_group: bool


PLACES = {
    "private": Place(private(ASKER)),
    "group": Place(SMALL_GROUP),
    "supergroup": Place(GROUP),
    "General": Place(FORUM),
    "topic": Place(FORUM, {"message_thread_id": 5, "is_topic_message": True}, 5),
    "thread": Place(GROUP, {"message_thread_id": 7}),
    "comments": Place(LINKED, {"message_thread_id": 8}),
    "channel": Place(CHANNEL),
}
WAYS = {
    "plain": Way({"text": QUESTION}, in_private=True, in_group=False),
    "command": Way({"text": f"/ask {QUESTION}"}, in_private=True, in_group=True),
    "command to us": Way({"text": f"/ask@quoth_bot {QUESTION}"}, in_private=True, in_group=True),
    "command to us, shouted": Way({"text": f"/ASK@Quoth_Bot {QUESTION}"}, in_private=True, in_group=True),
    "command to another": Way({"text": f"/ask@noise_bot {QUESTION}"}, in_private=False, in_group=False),
    "another's command that mentions us": Way(
        {"text": f"/ban @quoth_bot {QUESTION}"}, in_private=False, in_group=False
    ),
    "a command of nobody": Way({"text": f"/rules {QUESTION}"}, in_private=False, in_group=False),
    "mention": Way({"text": f"{QUESTION} @quoth_bot"}, in_private=True, in_group=True),
    "mention first": Way({"text": f"@quoth_bot {QUESTION}"}, in_private=True, in_group=True),
    "mention in the middle": Way(
        {"text": "What surprised many, @quoth_bot, in Helsinki in 2018?"}, in_private=True, in_group=True
    ),
    "mention after an astral character": Way({"text": f"😀🇺🇦 {QUESTION} @QUOTH_bot"}, in_private=True, in_group=True),
    "mention of another": Way({"text": f"{QUESTION} @noise_bot"}, in_private=True, in_group=False),
    "our name in a longer one": Way({"text": f"@quoth_bot_too {QUESTION}"}, in_private=True, in_group=False),
    "plain caption": Way({"photo": PHOTO, "caption": QUESTION}, in_private=True, in_group=False),
    "caption": Way(
        {
            "photo": PHOTO,
            "caption": f"@quoth_bot {QUESTION}",
            "caption_entities": [{"type": "mention", "offset": 0, "length": 10}],
        },
        in_private=True,
        in_group=True,
    ),
    "reply to us": Way({"text": QUESTION, "reply": BOT}, in_private=True, in_group=True),
    "reply to another": Way({"text": QUESTION, "reply": ADMIN}, in_private=True, in_group=False),
    "joining": Way({"new_chat_members": [ASKER]}, in_private=False, in_group=False),
    "a new title": Way({"new_chat_title": f"@quoth_bot {QUESTION}"}, in_private=False, in_group=False),
    "a topic": Way({"forum_topic_created": {"name": "@quoth_bot", "icon_color": 1}}, in_private=False, in_group=False),
    "a pin": Way(
        {"pinned_message": {"message_id": 1, "date": 1, "chat": GROUP, "text": f"/ask {QUESTION}"}},
        in_private=False,
        in_group=False,
    ),
    "a boost": Way({"boost_added": {"boost_count": 1}}, in_private=False, in_group=False),
}
PEOPLE: dict[str, Json] = {
    "person": {"by": ASKER},
    "anonymous admin": {"by": ANONYMOUS, "sender_chat": "here"},
    "as a channel": {"by": CHANNEL_USER, "sender_chat": CHANNEL},
}
NOBODIES: dict[str, Json] = {
    "another bot": {"by": STRANGE_BOT},
    "by way of a bot": {"by": ASKER, "via_bot": STRANGE_BOT},
    "an automatic forward": {"by": TELEGRAM_USER, "sender_chat": CHANNEL, "is_automatic_forward": True},
}


@pytest.mark.parametrize(("place", "way"), list(itertools.product(PLACES, WAYS)))
async def test_who_is_answered_where(talk: Talk, api: BotApi, place: str, way: str) -> None:
    """Whoever asks: once, though it comes twice, in the topic of the question, as a reply in a group; or not at all."""
    for asker in [*PEOPLE, *NOBODIES]:
        if place == "private" and "sender_chat" in (PEOPLE | NOBODIES)[asker]:
            continue  # there nobody speaks as a chat
        update = _update(api, place, way, asker)
        api.calls.clear()
        said = await talk.take(update) + await talk.take(update)
        expected = [(PLACES[place].thread, _replied_to(update, place))] if _speaks(place, way, asker) else []
        answers = [sent for sent in talk.calls("sendMessage") if ANSWER in sent["text"]]
        assert expected == [_where(sent) for sent in answers] and len(expected) == len(_answers(said)), asker
        if place != "private":  # there, who is not understood is told how to ask
            assert len(expected) == len(talk.calls("sendMessage")), asker


@pytest.mark.parametrize("asker", [*PEOPLE, *NOBODIES])
async def test_who_is_answered_as_a_guest(talk: Talk, api: BotApi, asker: str) -> None:
    """Whoever is answered in a group: once, though it comes twice, and by nothing else than an answer to the query."""
    speaker = dict((PEOPLE | NOBODIES)[asker])
    if speaker.get("sender_chat") == "here":
        speaker["sender_chat"] = {"id": -1009000000001, "type": "supergroup", "title": "Elsewhere"}
    update = api.call_as_guest(f"@quoth_bot {QUESTION}", **speaker)
    await talk.take(update)
    await talk.take(update)
    assert (asker in PEOPLE) == len(_answers(api.guest_answers)) and [] == talk.calls("sendMessage")


@pytest.mark.parametrize(("place", "way"), list(itertools.product(PLACES, ("plain", "command", "mention", "caption"))))
async def test_who_edits(talk: Talk, api: BotApi, place: str, way: str) -> None:
    """An edit changes the answer that the question has, in its place; one that has none gets none."""
    for asker in [*PEOPLE, *NOBODIES]:
        if place in {"private", "channel"} and "sender_chat" in (PEOPLE | NOBODIES)[asker]:
            continue
        first = _update(api, place, way, asker, of="Which zeppelin?")
        said = await talk.take(first)
        api.calls.clear()
        assert [] == await talk.take(_edited(first, way))
        edits = [sent for sent in talk.calls("editMessageText") if ANSWER in sent["text"]]
        assert [one["message_id"] for one in said] == [one["message_id"] for one in edits], asker
        assert [] == await talk.take(_edited(_update(api, place, "plain", asker, of="hello"), way)), asker


def _edited(update: Json, way: str) -> Json:
    """Somebody writes the question in the place of what the message said."""
    ((kind, message),) = ((name, value) for name, value in update.items() if name != "update_id")
    fields = {name: value for name, value in WAYS[way].fields.items() if name != "photo"}
    entities = {"entities": entities_of(fields["text"])} if "text" in fields else {}
    later = {**message, **fields, **entities, "edit_date": message["date"] + 60}
    return {"update_id": update["update_id"] + 10_000, f"edited_{kind}": later}


def _where(sent: Json) -> tuple[int | None, int | None]:
    replied = sent.get("reply_parameters")
    return sent.get("message_thread_id"), replied and replied["message_id"]


def _answers(said: list[Json]) -> list[Json]:
    return [one for one in said if ANSWER in one["text"]]


def _replied_to(update: Json, place: str) -> int | None:
    return update["message"]["message_id"] if place != "private" else None


def _speaks(place: str, way: str, asker: str) -> bool:
    if place == "channel" or asker in NOBODIES:
        return False
    return WAYS[way].in_private if place == "private" else WAYS[way].in_group


def _update(api: BotApi, place: str, way: str, asker: str, of: str = QUESTION) -> Json:
    chat, fields = PLACES[place].chat, dict(WAYS[way].fields)
    fields |= {name: fields[name].replace(QUESTION, of) for name in ("text", "caption") if name in fields}
    speaker = dict((PEOPLE | NOBODIES)[asker])
    if speaker.get("sender_chat") == "here":
        speaker["sender_chat"] = chat
    if "reply" in fields:
        fields["reply_to_message"] = api.write("Said before.", by=fields.pop("reply"), to=chat)["message"]
    update = api.write(fields.pop("text", None), to=chat, **PLACES[place].fields, **fields, **speaker)
    if place == "channel":
        return {"update_id": update["update_id"], "channel_post": update["message"]}
    return update
