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
    private,
)

QUESTION = "What surprised many in Helsinki in 2018?"
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
    "command to another": Way({"text": f"/ask@noise_bot {QUESTION}"}, in_private=True, in_group=False),
    "mention": Way({"text": f"{QUESTION} @quoth_bot"}, in_private=True, in_group=True),
    "mention of another": Way({"text": f"{QUESTION} @noise_bot"}, in_private=True, in_group=False),
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
    """Whoever asks: once, in the topic of the question, as a reply to it in a group; or not at all."""
    for asker in [*PEOPLE, *NOBODIES]:
        if place == "private" and "sender_chat" in (PEOPLE | NOBODIES)[asker]:
            continue  # there nobody speaks as a chat
        update = _update(api, place, way, asker)
        talk.api.calls.clear()
        said = await talk.take(update) + await talk.take(update)
        if place != "private" or _speaks(place, way, asker):
            expected = [(PLACES[place].thread, _answered(update, place))] if _speaks(place, way, asker) else []
            sent = [(one.get("message_thread_id"), one.get("reply_parameters")) for one in talk.calls("sendMessage")]
            assert expected == [(thread, replied and replied["message_id"]) for thread, replied in sent], asker
        assert _speaks(place, way, asker) == any("Their meeting in Helsinki" in one["text"] for one in said), asker


def _answered(update: Json, place: str) -> int | None:
    return update["message"]["message_id"] if place != "private" else None


def _speaks(place: str, way: str, asker: str) -> bool:
    if place == "channel" or asker in NOBODIES or (place == "private" and way == "command to another"):
        return False
    if place == "private":
        return WAYS[way].in_private
    return WAYS[way].in_group


def _update(api: BotApi, place: str, way: str, asker: str) -> Json:
    chat, fields = PLACES[place].chat, dict(WAYS[way].fields)
    speaker = dict((PEOPLE | NOBODIES)[asker])
    if speaker.get("sender_chat") == "here":
        speaker["sender_chat"] = chat
    if "reply" in fields:
        fields["reply_to_message"] = api.write("Said before.", by=fields.pop("reply"), to=chat)["message"]
    update = api.write(fields.pop("text", None), to=chat, **PLACES[place].fields, **fields, **speaker)
    if place == "channel":
        return {"update_id": update["update_id"], "channel_post": update["message"]}
    return update
