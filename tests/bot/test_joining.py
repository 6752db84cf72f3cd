"""Joining, leaving, and becoming a supergroup."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import text

from bot import serving
from bot.application import build_application
from bot.settings import Settings
from corpus.library import Library
from tests.bot.talk import Talk, Telegram, until
from tests.bot_api import (
    ADMIN,
    ASKER,
    BOT,
    CHANNEL,
    FORUM,
    GROUP,
    OTHER,
    SMALL_GROUP,
    BotApi,
    Json,
    Refused,
    buttons,
    private,
)

QUESTION = "What surprised many in Helsinki in 2018?"
ANSWER = "Their meeting in Helsinki"
OUT: Json = {"status": "left", "user": BOT}
KICKED: Json = {"status": "kicked", "user": BOT, "until_date": 0}
MEMBER: Json = {"status": "member", "user": BOT}
_RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
).split()
PROMOTED: Json = {"status": "administrator", "user": BOT, **dict.fromkeys(_RIGHTS, False)}
_MAY = (
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes "
    "can_send_voice_notes can_send_polls can_send_other_messages can_add_web_page_previews can_change_info "
    "can_invite_users can_pin_messages can_manage_topics can_edit_tag can_react_to_messages"
).split()
MUTED: Json = {"status": "restricted", "user": BOT, "is_member": True, "until_date": 0, **dict.fromkeys(_MAY, False)}
LIKES = [{"type": "emoji", "emoji": "👍"}]
SUPERGROUP: Json = {"id": -1001000000055, "type": "supergroup", "title": "Three of us"}


def _here(api: BotApi, chat: Json) -> None:
    """Somebody wrote there before."""
    api.write("hello", to=chat)


@pytest.mark.parametrize("chat", [GROUP, SMALL_GROUP, FORUM])
@pytest.mark.parametrize("was", [OUT, KICKED])
@pytest.mark.parametrize("now", [MEMBER, PROMOTED, MUTED])
async def test_added(talk: Talk, api: BotApi, chat: Json, was: Json, now: Json) -> None:
    """One short message on how to ask; when the update comes twice, still one."""
    _here(api, chat)
    update = api.stand(chat, was, now)
    (greeting,) = await talk.take(update)
    assert "/ask" in greeting["text"] and len(greeting["text"]) < 400
    assert ("privacy mode is on" in greeting["text"]) == (now["status"] != "administrator")
    assert [] == await talk.take(update)


async def test_added_without_privacy_mode(settings: Settings, library: Library, api: BotApi) -> None:
    """Where mentions arrive, they are offered."""
    api.me = {"can_read_all_group_messages": True}
    _here(api, GROUP)
    async with build_application(settings, library, Telegram(api)) as application:
        (greeting,) = await Talk(api, application).take(api.stand(GROUP, OUT, MEMBER))
    assert "You can also mention @quoth_bot." in greeting["text"]


async def test_promoted_demoted_muted(talk: Talk, api: BotApi) -> None:
    """Is no joining."""
    _here(api, GROUP)
    await talk.take(api.stand(GROUP, OUT, MEMBER))
    for was, now in ((MEMBER, PROMOTED), (PROMOTED, MEMBER), (MEMBER, MUTED), (MUTED, MEMBER)):
        assert [] == await talk.take(api.stand(GROUP, was, now))


async def test_elsewhere(talk: Talk, api: BotApi) -> None:
    """A channel that adds us is not greeted, nor a person who blocks and unblocks us."""
    for chat in (CHANNEL, private(ASKER)):
        _here(api, chat)
        assert [] == await talk.take(api.stand(chat, KICKED, MEMBER))
        assert [] == await talk.take(api.stand(chat, MEMBER, KICKED))


async def test_sent_away_and_back(talk: Talk, api: BotApi, library: Library) -> None:
    """We leave without a word, keep what was chosen, and are greeted by nothing but our own greeting when back."""
    _here(api, GROUP)
    await talk.take(api.stand(GROUP, OUT, MEMBER))
    library.chats.set(GROUP["id"], cool_down=30)
    assert [] == await talk.take(api.stand(GROUP, MEMBER, KICKED))
    assert library.chats.has_left(GROUP["id"])
    assert 1 == len(await talk.take(api.stand(GROUP, KICKED, MEMBER)))
    assert not library.chats.has_left(GROUP["id"]) and 30 == library.chats.get(GROUP["id"]).cool_down
    assert ANSWER in (await talk.ask(f"/ask {QUESTION}", to=GROUP))["text"]


@pytest.mark.parametrize(
    ("refusal", "left"),
    [
        (Refused(403, "Forbidden: bot was kicked from the supergroup chat"), True),
        (Refused(403, "Forbidden: bot is not a member of the supergroup chat"), True),
        (Refused(403, "Forbidden: the group chat was deleted"), True),
        (Refused(403, "Forbidden: CHAT_WRITE_FORBIDDEN"), False),
        (Refused(400, "Bad Request: not enough rights to send text messages to the chat"), False),
        (Refused(400, "Bad Request: have no rights to send a message"), False),
        (Refused(400, "Bad Request: TOPIC_CLOSED"), False),
        (Refused(400, "Bad Request: message thread not found"), False),
    ],
    ids=str,
)
async def test_where_we_may_not_write(  # noqa: PLR0913
    talk: Talk, api: BotApi, library: Library, caplog: pytest.LogCaptureFixture, refusal: Refused, *, left: bool
) -> None:
    """No second try, no fuss in the log; where we were sent away, that is noted; later we answer as before."""
    _here(api, GROUP)
    await talk.take(api.stand(GROUP, OUT, MEMBER))
    api.calls.clear()
    api.refusals[GROUP["id"]] = refusal
    assert [] == await talk.write(f"/ask {QUESTION}", to=GROUP)
    assert 1 == len(talk.calls("sendMessage")) and left == library.chats.has_left(GROUP["id"])
    assert [] == [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
    api.refusals.clear()
    await talk.take(api.stand(GROUP, KICKED, MEMBER))
    assert ANSWER in (await talk.ask(f"/ask {QUESTION}", to=GROUP))["text"]


def _migrated(api: BotApi) -> list[Json]:
    """The service messages on both sides."""
    old = api.write(to=SMALL_GROUP, migrate_to_chat_id=SUPERGROUP["id"])
    new = api.write(to=SUPERGROUP, by=BOT, sender_chat=SUPERGROUP, migrate_from_chat_id=SMALL_GROUP["id"])
    return [old, new]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0,), (1,), (0, 1, 0, 1)])
async def test_a_group_becomes_a_supergroup(talk: Talk, api: BotApi, library: Library, order: tuple[int, ...]) -> None:
    """Whichever side says so first, once or often: the settings are the supergroup's, and nobody is greeted."""
    await talk.write("/ask Which zeppelin?", to=SMALL_GROUP)
    await talk.take(api.stand(SMALL_GROUP, OUT, MEMBER))
    library.chats.set(SMALL_GROUP["id"], cool_down=1, language="en", none_as_hint=True)
    updates = _migrated(api)
    for number in order:
        assert [] == await talk.take(updates[number])
    moved = library.chats.get(SUPERGROUP["id"])
    assert (1, "en", True) == (moved.cool_down, moved.language, moved.none_as_hint)
    assert [] == await talk.take(api.stand(SUPERGROUP, OUT, MEMBER))
    answer = await talk.ask(f"/ask {QUESTION}", to=SUPERGROUP)
    assert ANSWER in answer["text"] and SUPERGROUP["id"] == answer["chat"]["id"]
    assert 1 == answer["reply_to_message"]["message_id"] - updates[1]["message"]["message_id"]


async def test_a_migration_that_nobody_told_us(talk: Talk, api: BotApi, library: Library) -> None:
    """The refused sending tells it: the answer goes to the supergroup, once, and the settings with it."""
    await talk.write("/ask Which zeppelin?", to=SMALL_GROUP)
    library.chats.set(SMALL_GROUP["id"], deletes_after=5)
    _here(api, SUPERGROUP)
    update = api.write(f"/ask {QUESTION}", to=SMALL_GROUP)
    api.moved[SMALL_GROUP["id"]] = SUPERGROUP["id"]
    assert [] == await talk.take(update)
    (answer,) = api.said(SUPERGROUP["id"])
    assert ANSWER in answer["text"] and "reply_to_message" not in answer
    assert 5 == library.chats.get(SUPERGROUP["id"]).deletes_after
    page = await talk.press(answer, "In context")
    assert "◂ Back to answer" in buttons(page)


async def test_messages_delete_themselves(settings: Settings, library: Library, api: BotApi) -> None:
    """After the time that the group chose, also when another process serves by then; other chats keep theirs."""
    library.chats.set(GROUP["id"], deletes_after=1)
    async with build_application(settings, library, Telegram(api)) as application:
        talk = Talk(api, application)
        await talk.ask(f"/ask {QUESTION}", to=GROUP)
        await talk.ask(f"/ask {QUESTION}", to=FORUM)
        await talk.ask(QUESTION)
    assert 1 == len(api.said(GROUP["id"]))
    _make_due(library)
    async with build_application(settings, library, Telegram(api)) as application:
        await serving.begin(application)
        await until(lambda: not api.said(GROUP["id"]))
        await until(lambda: not library.chats.due())
        await serving.end(application)
    assert [1, 1] == [len(api.said(chat["id"])) for chat in (FORUM, private(ASKER))]


@pytest.mark.parametrize(
    ("refusal", "left"),
    [
        (Refused(400, "Bad Request: message can't be deleted for everyone"), 0),
        (Refused(403, "Forbidden: bot was kicked from the supergroup chat"), 0),
        (Refused(401, "Unauthorized"), 1),
    ],
    ids=str,
)
async def test_what_cannot_be_deleted(
    settings: Settings, library: Library, api: BotApi, refusal: Refused, left: int
) -> None:
    """Is given up where it never can be, and tried again where it may be later."""
    library.chats.delete_later(GROUP["id"], 1, dt.timedelta(0))
    api.refusals[GROUP["id"]] = refusal
    async with build_application(settings, library, Telegram(api)) as application:
        await serving.begin(application)
        await until(lambda: [name for name, _ in api.calls if name == "deleteMessage"])
        await until(lambda: len(library.chats.due()) == left)
        await serving.end(application)


def _make_due(library: Library) -> None:
    with library._store._database.writing() as connection:
        connection.execute(text("UPDATE deletions SET due_at = datetime(due_at, '-1 hour')"))


# --- /doctor


@pytest.mark.parametrize(
    ("chat", "change", "said"),
    [
        (GROUP, {}, "✅ I may write here."),
        (GROUP, {}, "⚠️ Privacy mode is on"),
        (GROUP, {}, "⚠️ Inline mode is off. To change that: @BotFather → /setinline."),
        (GROUP, {"standing": PROMOTED}, "✅ I hear /ask, replies to me and mentions."),
        (GROUP, {"me": {"can_read_all_group_messages": True}}, "✅ I hear /ask, replies to me and mentions."),
        (GROUP, {"me": {"supports_inline_queries": True}}, "✅ Inline mode is on"),
        (GROUP, {"standing": MUTED}, "⚠️ I may not write here."),
        (GROUP, {"chat": {"permissions": dict.fromkeys(_MAY, False)}}, "⚠️ I may not write here."),
        (FORUM, {}, "✅ I answer in the topic of the question. In closed topics"),
        (FORUM, {"standing": PROMOTED | {"can_manage_topics": True}}, "in closed topics too."),
        (GROUP, {"hint": True, "chat": {"available_reactions": LIKES}}, "⚠️ The reaction 🤷 is not allowed"),
    ],
)
async def test_doctor(  # noqa: PLR0913, PLR0917
    talk: Talk, api: BotApi, library: Library, chat: Json, change: dict[str, Any], said: str
) -> None:
    """What works, what does not, and what to tap."""
    api.me = change.get("me", {})
    api.standing[chat["id"]] = change.get("standing", {})
    api.chats[chat["id"]] = change.get("chat", {})
    library.chats.set(chat["id"], none_as_hint=change.get("hint", False), deletes_after=5)
    checkup = (await talk.ask("/doctor@quoth_bot", to=chat, by=ADMIN))["text"]
    assert said in checkup and "My messages delete themselves" in checkup


async def test_doctor_where_all_reactions_are_allowed(talk: Talk, api: BotApi, library: Library) -> None:
    """Telegram then names none: nothing is said of the one that we need."""
    _here(api, GROUP)
    library.chats.set(GROUP["id"], none_as_hint=True)
    assert "🤷" not in (await talk.ask("/doctor", to=GROUP, by=ADMIN))["text"]


async def test_doctor_is_for_admins(talk: Talk) -> None:
    """Of groups."""
    assert "Only the admins of this group can do that." == (await talk.ask("/doctor", to=GROUP, by=OTHER))["text"]
    assert "I do not know this command. /help says what I can do." == (await talk.ask("/doctor"))["text"]


async def test_doctor_where_we_may_not_write(talk: Talk, api: BotApi) -> None:
    """The admin is told in private, if they ever wrote to us."""
    refusal = Refused(400, "Bad Request: not enough rights to send text messages to the chat")
    send = api._sendMessage

    def refuse(sent: Json) -> Json:
        if sent["chat_id"] == GROUP["id"]:
            raise refusal
        return send(sent)

    api._sendMessage = refuse  # type: ignore[method-assign]
    api.standing[GROUP["id"]] = MUTED
    assert [] == await talk.write("/doctor", to=GROUP, by=ADMIN)
    _here(api, private(ADMIN))
    assert [] == await talk.write("/doctor", to=GROUP, by=ADMIN)
    (told,) = api.said(ADMIN["id"])
    assert "I may not write here" in told["text"]
