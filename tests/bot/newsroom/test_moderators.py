"""Owners name moderators and take the right away; a right that is gone is gone at once, wherever it was used."""

import re

import pytest

from bot.application import build_application
from bot.settings import Settings
from corpus.library import Library
from tests.bot.talk import Talk, Telegram
from tests.bot.test_moderation import ARTICLE
from tests.bot_api import ANONYMOUS, ASKER, CHANNEL, GROUP, OTHER, OWNER, STRANGE_BOT, TOKEN, BotApi, Json, buttons

OFFER = "Make Ada a moderator of “main”? They may publish, change and withdraw its articles."
NOT_OWNER = "Only an owner of this bot can do that."


@pytest.fixture(name="met", autouse=True)
async def _met(talk: Talk) -> None:
    """Everybody wrote to the bot before."""
    for person in (ASKER, OTHER, OWNER):
        await talk.write("/privacy", by=person)


async def _named(talk: Talk, api: BotApi) -> None:
    forwarded = api.write("Hello", by=OWNER, forward_origin=_from(ASKER))["message"]
    (offer,) = await talk.write("/moderators", by=OWNER, reply_to_message=forwarded)
    await talk.press(offer, "Make moderator", by=OWNER)


def _from(user: Json) -> Json:
    return {"type": "user", "date": 1, "sender_user": user}


async def test_by_a_forwarded_message(talk: Talk, api: BotApi, library: Library) -> None:
    """A reply to it asks once; then the person is a moderator, is told so, and publishes."""
    forwarded = api.write("Hello", by=OWNER, forward_origin=_from(ASKER))["message"]
    (offer,) = await talk.write("/moderators", by=OWNER, reply_to_message=forwarded)
    assert OFFER == offer["text"] and [] == library.moderators.all()
    done = await talk.press(offer, "Make moderator", by=OWNER)
    assert "Ada is a moderator of “main” now. /moderators takes the right away again." == done["text"]
    assert "You are a moderator of “main” now. /help says what you can do." == api.said(ASKER["id"])[-1]["text"]
    (published,) = await talk.publish("harbour.txt", ARTICLE, by=ASKER)
    assert published["text"].startswith("✓ “Harbour opens on Monday” is live")
    assert "audit" in [one["command"] for one in api.menus['{"chat_id": 7, "type": "chat"}']]


async def test_by_a_reply_in_a_group(talk: Talk, library: Library) -> None:
    """There the one who wrote the message is named, and only an owner can say yes."""
    theirs = await _wrote(talk, by=ASKER)
    (offer,) = await talk.write("/moderators", by=OWNER, to=GROUP, reply_to_message=theirs)
    await talk.press(offer, "Make moderator", by=ASKER)
    assert NOT_OWNER == talk.notice and [] == library.moderators.all()
    await talk.press(offer, "Make moderator", by=OWNER)
    assert [ASKER["id"]] == [one.user_id for one in library.moderators.all()]


async def test_by_contact(talk: Talk, library: Library) -> None:
    """An owner's is an offer; anybody else's is no text."""
    contact = {"phone_number": "+1", "first_name": "Ada", "user_id": ASKER["id"]}
    (offer,) = await talk.write(by=OWNER, contact=contact)
    assert OFFER == offer["text"]
    cancelled = await talk.press(offer, "Cancel", by=OWNER)
    assert "Nobody was named." == cancelled["text"] and [] == library.moderators.all()
    (told,) = await talk.write(by=OTHER, contact=contact)
    assert told["text"].startswith("I can only read text.")


async def test_by_link(talk: Talk, api: BotApi, library: Library) -> None:
    """It works once; the owner hears who used it."""
    (listed,) = await talk.write("/moderators", by=OWNER)
    assert "Nobody yet but the owners." in listed["text"]
    await talk.press(listed, "Make a one-time link", by=OWNER)
    said = api.said(OWNER["id"])[-1]["text"]
    assert said.startswith("This link makes one person a moderator of “main”. It works once, until ")
    token = re.findall(r"https://t\.me/quoth_bot\?start=(m_[\w-]{40})$", said)[0]
    (welcome,) = await talk.write(f"/start {token}")
    assert welcome["text"].startswith("You are a moderator of “main” now.")
    assert "Ada used your link, and is a moderator of “main” now." == api.said(OWNER["id"])[-1]["text"]
    (late,) = await talk.write(f"/start {token}", by=OTHER)
    assert "This link was used before, or is too old. Ask for a new one." == late["text"]
    assert [ASKER["id"]] == [one.user_id for one in library.moderators.all()]


async def test_a_link_taken_back(talk: Talk, api: BotApi, library: Library) -> None:
    """Names nobody; where it was used before, taking it back says so."""
    (listed,) = await talk.write("/moderators", by=OWNER)
    await talk.press(listed, "Make a one-time link", by=OWNER)
    link = api.said(OWNER["id"])[-1]
    token = link["text"].rpartition("=")[2]
    assert "The link is worth nothing any more." == (await talk.press(link, "Take the link back", by=OWNER))["text"]
    (told,) = await talk.write(f"/start {token}")
    assert told["text"].startswith("This link was used before") and [] == library.moderators.all()
    await talk.press(listed, "Make a one-time link", by=OWNER)
    link = api.said(OWNER["id"])[-1]
    await talk.write(f"/start {link['text'].rpartition('=')[2]}")
    assert (await talk.press(link, "Take the link back", by=OWNER))["text"].startswith("This link was used before")


async def test_an_owner_does_not_use_it_up(talk: Talk, library: Library) -> None:
    """Who tries the link before sending it on is told that they need none."""
    token = library.moderators.invite("main", by=f"telegram:{OWNER['id']}")
    (told,) = await talk.write(f"/start m_{token}", by=OWNER)
    assert "Owners may change everything already." == told["text"]
    assert library.moderators.invitation(token)


async def test_the_link_of_one_who_is_no_owner_now(talk: Talk, library: Library) -> None:
    """Is worth nothing: the right to name is asked for when it is used."""
    token = library.moderators.invite("main", by=f"telegram:{OTHER['id']}")
    (told,) = await talk.write(f"/start m_{token}")
    assert told["text"].startswith("This link was used before") and [] == library.moderators.all()


@pytest.mark.parametrize("token", ["m_", "m_x", "m_" + "A" * 40, "m_" + "A" * 62, "m_\u0000", "m_' OR 1=1 --"])
async def test_a_link_that_is_none(talk: Talk, library: Library, token: str) -> None:
    """Names nobody, and says the same."""
    (told,) = await talk.write(f"/start {token}")
    assert told["text"].startswith("This link was used before") and [] == library.moderators.all()


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        (_from(STRANGE_BOT), "A bot cannot be a moderator."),
        (_from(OWNER), "Owners may change everything already."),
        (_from(ANONYMOUS | {"is_bot": False}), "Telegram does not say who that is."),
        ({"type": "hidden_user", "date": 1, "sender_user_name": "Ada"}, "Telegram does not say who that is."),
        ({"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 1}, "Telegram does not say who that is."),
    ],
)
async def test_who_cannot_be_named(talk: Talk, api: BotApi, origin: Json, sentence: str) -> None:
    """Bots, owners, and whoever Telegram hides."""
    forwarded = api.write("Hello", by=OWNER, forward_origin=origin)["message"]
    (told,) = await talk.write("/moderators", by=OWNER, reply_to_message=forwarded)
    assert told["text"].startswith(sentence) and {} == buttons(told)


async def test_an_anonymous_admin_cannot_be_named(talk: Talk) -> None:
    """Nobody knows who that is."""
    theirs = await _wrote(talk, by=ANONYMOUS, sender_chat=GROUP)
    (told,) = await talk.write("/moderators", by=OWNER, to=GROUP, reply_to_message=theirs)
    assert told["text"].startswith("Telegram does not say who that is.")


async def test_a_contact_without_an_account(talk: Talk) -> None:
    """Is nobody whom Telegram knows."""
    (told,) = await talk.write(by=OWNER, contact={"phone_number": "+1", "first_name": "Ada"})
    assert told["text"].startswith("Telegram does not say who that is.")


async def test_the_list_stays_private(talk: Talk) -> None:
    """In a group, and in a topic where every message replies to its opening, nobody is listed."""
    (told,) = await talk.write("/moderators", by=OWNER, to=GROUP)
    assert told["text"].startswith("Here, reply with /moderators") and {} == buttons(told)
    opening = {"message_id": 1, "date": 1, "chat": GROUP, "forum_topic_created": {"name": "News", "icon_color": 1}}
    (told,) = await talk.write("/moderators", by=OWNER, to=GROUP, reply_to_message=opening)
    assert told["text"].startswith("Here, reply with /moderators")


@pytest.mark.parametrize("as_", [{"by": ASKER}, {"by": ANONYMOUS, "sender_chat": GROUP, "to": GROUP}])
async def test_others_name_nobody(talk: Talk, library: Library, as_: Json) -> None:
    """Neither by the command, nor by any press, forged as it may be."""
    (told,) = await talk.write("/moderators", **as_)
    assert NOT_OWNER == told["text"]
    (listed,) = await talk.write("/moderators", by=OWNER)
    code = buttons(listed)["Make a one-time link"].rpartition(":")[2]
    for data in (f"N:0:{code}-7", f"R:0:{code}-7", f"I:0:{code}", f"M:0:{code}"):
        update = talk.api.press_data(listed, data, by=ASKER)
        await talk.take(update)
        assert NOT_OWNER == talk.api.answered[update["callback_query"]["id"]]
    assert [] == library.moderators.all()


@pytest.mark.parametrize("data", ["N:0:deadbeef-7", "N:0:{}-0", "N:0:{}-x", "N:0:{}", "I:0:deadbeef", "R:0:deadbeef-7"])
async def test_a_button_for_nobody(talk: Talk, library: Library, data: str) -> None:
    """Does nothing, and says so."""
    (listed,) = await talk.write("/moderators", by=OWNER)
    code = buttons(listed)["Make a one-time link"].rpartition(":")[2]
    update = talk.api.press_data(listed, data.format(code), by=OWNER)
    await talk.take(update)
    assert "This button no longer does anything." == talk.api.answered[update["callback_query"]["id"]]
    assert [] == library.moderators.all()


async def test_a_right_taken_away(talk: Talk, api: BotApi, library: Library) -> None:
    """Is gone with the press, also under messages that were open: the next step refuses."""
    await _named(talk, api)
    await talk.publish("harbour.txt", ARTICLE, by=ASKER)
    (articles,) = await talk.write("/articles", by=ASKER)
    (card,) = await talk.take(api.press(articles, "1", by=ASKER))
    asked = await talk.press(card, "Withdraw", by=ASKER)
    (listed,) = await talk.write("/moderators", by=OWNER)
    assert "1. Ada" in listed["text"]
    listed = await talk.press(listed, "✕ Ada", by=OWNER)
    assert "Nobody yet but the owners." in listed["text"] and [] == library.moderators.all()
    before = library.articles()
    await talk.press(asked, "Withdraw", by=ASKER)
    assert "Only a moderator of these articles can do that." == talk.notice and before == library.articles()
    (told,) = await talk.publish("harbour.txt", ARTICLE, by=ASKER)
    assert told["text"].startswith("I read files only from moderators.")
    assert '{"chat_id": 7, "type": "chat"}' not in api.menus


async def test_a_long_list(talk: Talk, library: Library) -> None:
    """Has pages; who never wrote to the bot has a number for a name."""
    for user_id in range(100, 141):
        library.moderators.name("main", user_id, by="telegram:9")
    (listed,) = await talk.write("/moderators", by=OWNER)
    assert "20. 119" in listed["text"] and "◂ Back" not in buttons(listed)
    await talk.press(listed, "More ▸", by=OWNER)
    last = await talk.press(listed, "More ▸", by=OWNER)
    assert "41. 140" in last["text"] and "More ▸" not in buttons(last)


async def test_after_a_restart(talk: Talk, api: BotApi, library: Library, settings: Settings) -> None:
    """A right is on disk before it is said to be given."""
    await _named(talk, api)
    async with build_application(settings, library, Telegram(api)) as application:
        (reply,) = await Talk(api, application).publish("harbour.txt", ARTICLE, by=ASKER)
    assert reply["text"].startswith("✓ “Harbour opens on Monday” is live")
    assert TOKEN not in str(api.messages)


async def _wrote(talk: Talk, *, by: Json, **fields: object) -> Json:
    update = talk.api.write("Hello", by=by, to=GROUP, **fields)
    await talk.take(update)
    return update["message"]
