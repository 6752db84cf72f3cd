"""/settings: what a person, or the admins of a group, choose is kept, seen at once, and nobody else's to change."""

import asyncio
import datetime as dt

import pytest

from bot import choices
from bot.application import build_application
from bot.settings import Settings
from corpus.articles import Manuscript
from corpus.boldness import Boldness
from corpus.library import Library
from corpus.store import ChatPreferences
from tests.bot.talk import Talk, Telegram
from tests.bot_api import (
    ADMIN,
    ANONYMOUS,
    ASKER,
    CHANNEL,
    CHANNEL_USER,
    FORUM,
    GROUP,
    OTHER,
    BotApi,
    Json,
    Refused,
    buttons,
)

QUESTION = "What surprised many in Helsinki in 2018?"
NOBODY_KNOWS = "Which zeppelin?"
REFUSAL = "Only the admins of this group can do that."
Chosen = dict[str, object]


async def _open(talk: Talk, to: Json | None = GROUP, by: Json = ADMIN, **fields: object) -> Json:
    return await talk.ask("/settings", to=to, by=by, **fields)


async def _walk(talk: Talk, panel: Json, *labels: str, by: Json = ADMIN) -> Json:
    """Press one button after another, each known by how its label begins."""
    for beginning in labels:
        label = next(label for label in buttons(panel) if label.lstrip("●○ ").startswith(beginning))
        panel = await talk.press(panel, label, by=by)
    return panel


@pytest.mark.parametrize(
    ("labels", "chosen"),
    [
        (["Language", "Українська"], {"language": "uk"}),
        (["Boldness", "careful"], {"boldness": Boldness.CAREFUL}),
        (["When the articles", "a hint"], {"none_as_hint": True}),
        (["Cool-down", "5 minutes"], {"cool_down": 300}),
        (["Quiet hours", "22:00", "▸", "to 08", "+1 h"], {"quiet_from": 22, "quiet_to": 8, "utc_offset": 60}),
        (["Quiet hours", "22:00", "No quiet hours"], {}),
        (["My messages", "after 1 hour"], {"deletes_after": 60}),
        (["Cool-down", "10 seconds", "none"], {}),
    ],
)
async def test_choosing(talk: Talk, library: Library, labels: list[str], chosen: Chosen) -> None:
    """Buttons alone, in one message, and on disk when it says so."""
    panel = await _open(talk)
    panel = await _walk(talk, panel, *labels)
    assert "Saved." == talk.notice
    assert ChatPreferences.model_validate(chosen) == library.chats.get(GROUP["id"])
    assert 1 == len(talk.api.said(GROUP["id"]))


async def test_the_choice_is_marked(talk: Talk) -> None:
    """On its page, and in the list of all."""
    page = await _walk(talk, await _open(talk), "Boldness", "bold")
    assert ["○ careful", "○ balanced", "● bold", "◂ Back"] == list(buttons(page))
    assert "Boldness: bold" in buttons(await _walk(talk, page, "◂ Back"))


async def test_quiet_hours_are_listed(talk: Talk) -> None:
    """As a clock shows them there, west of Greenwich too."""
    page = await _walk(talk, await _open(talk), "Quiet hours", "22:00", "−1 h", "−15")
    assert "Quiet hours: 22:00–07:00, UTC-01:15" in buttons(await _walk(talk, page, "◂ Back"))


async def test_close(talk: Talk, api: BotApi) -> None:
    """Deletes the message; one that Telegram no longer deletes is emptied."""
    panel = await _open(talk)
    await talk.take(api.press(panel, "Close", by=ADMIN))
    assert [] == api.said(GROUP["id"])
    panel = await _open(talk)

    def too_old(_: Json) -> bool:
        raise Refused(400, "Bad Request: message can't be deleted for everyone")

    api._deleteMessage = too_old  # type: ignore[method-assign, assignment]
    closed = await _walk(talk, panel, "Close")
    assert "Closed. /settings opens this again." == closed["text"] and {} == buttons(closed)


@pytest.mark.parametrize("by", [OTHER, ASKER])
async def test_others_change_nothing(talk: Talk, library: Library, by: Json) -> None:
    """Neither by the command nor by a button; both say so."""
    assert REFUSAL == (await _open(talk, by=by))["text"]
    panel = dict(await _open(talk))
    for label in ("Boldness: balanced", "Close"):
        assert panel == await talk.press(panel, label, by=by)
        assert REFUSAL == talk.notice
    page = dict(await talk.press(panel, "Boldness: balanced", by=ADMIN))
    assert page == await talk.press(page, "○ bold", by=by)
    assert REFUSAL == talk.notice
    assert ChatPreferences() == library.chats.get(GROUP["id"])


async def test_anonymous_admins(talk: Talk, library: Library) -> None:
    """Write as the group itself, and press under their own names; one who writes as a channel is no admin."""
    panel = await _open(talk, by=ANONYMOUS, sender_chat=GROUP)
    await _walk(talk, panel, "Boldness", "bold", by=ADMIN)
    assert Boldness.BOLD is library.chats.get(GROUP["id"]).boldness
    assert REFUSAL == (await _open(talk, by=CHANNEL_USER, sender_chat=CHANNEL))["text"]


async def test_an_admin_no_more(talk: Talk, api: BotApi, library: Library) -> None:
    """Is one for at most a minute more; a new admin is one within seconds."""
    panel = await _open(talk)
    api.admins = {OTHER["id"]}
    known = talk.application.bot_data.rights.known
    assert all(until - asyncio.get_running_loop().time() <= 60 for until, _ in known.values())
    known.clear()  # that time passes
    await _walk(talk, panel, "Boldness", by=ADMIN)
    assert REFUSAL == talk.notice
    await _walk(talk, panel, "Boldness", "bold", by=OTHER)
    assert Boldness.BOLD is library.chats.get(GROUP["id"]).boldness


async def test_admins_are_asked_for_at_most_once_a_minute(talk: Talk) -> None:
    """Telegram need not say it at every press."""
    await _walk(talk, await _open(talk), "Boldness", "bold", "careful", "◂ Back")
    assert 1 == len(talk.calls("getChatMember"))


async def test_two_admins_at_once(talk: Talk, api: BotApi, library: Library) -> None:
    """Neither undoes what the other chose, and a press that comes twice is one."""
    api.admins |= {OTHER["id"]}
    one = dict(await _walk(talk, await _open(talk), "Cool-down"))
    two = dict(await _walk(talk, await _open(talk), "Quiet hours", "22:00"))
    later = next(label for label in buttons(two) if label == "▸")
    updates = [api.press(one, "○ 30 seconds", by=ADMIN), api.press(two, later, by=OTHER)]
    updates += [{**update, "update_id": update["update_id"] + 1000} for update in updates]
    await asyncio.gather(*(talk.take(update) for update in updates))
    chosen = library.chats.get(GROUP["id"])
    assert (30, 22, 8) == (chosen.cool_down, chosen.quiet_from, chosen.quiet_to)


@pytest.mark.parametrize(
    "data",
    [
        "u:0:cool_down-1",
        "u:0:cool_down-99999999",
        "u:0:quiet-24-7",
        "u:0:quiet-5-5",
        "u:0:zone-900",
        "u:0:boldness-wild",
        "u:0:collection-00000000",
        "u:0:left_at-none",
    ],
)
async def test_forged_choices(talk: Talk, api: BotApi, library: Library, data: str) -> None:
    """What no button offers cannot be chosen."""
    update = api.press_data(await _open(talk), data, by=ADMIN)
    await talk.take(update)
    assert "This button no longer does anything." == api.answered[update["callback_query"]["id"]]
    assert ChatPreferences() == library.chats.get(GROUP["id"])


def test_steps() -> None:
    """Each button leads to a value, not to a step; over midnight, never to all day or none, and to no zone too far."""
    rows = choices.quiet_steps(
        ChatPreferences(quiet_from=0, quiet_to=23, utc_offset=14 * 60), dt.datetime(2026, 11, 23, 11, 5, tzinfo=dt.UTC)
    )
    assert [
        ["quiet-22-23", "quiet-0-23", "quiet-1-23"],
        ["quiet-0-22", "quiet-0-23", "quiet-0-1"],
        ["quiet-none"],
        ["zone-780", "zone-825", "zone-840", "zone-840", "zone-840"],
    ] == [[code for code, _ in row] for row in rows]
    assert "now 01:05" == rows[3][2][1]


async def test_in_a_topic(talk: Talk) -> None:
    """The panel opens where it was asked for."""
    await talk.write("/settings", to=FORUM, by=ADMIN, message_thread_id=5, is_topic_message=True)
    (sent,) = talk.calls("sendMessage")
    assert 5 == sent["message_thread_id"]


async def test_in_private(talk: Talk, library: Library) -> None:
    """A person has settings of their own, fewer of them, and they are nobody else's."""
    panel = await _open(talk, to=None, by=ASKER)
    labels = ["Language: as Telegram says", "Boldness: balanced", "Corrections: do not write to me", "Close"]
    assert labels == list(buttons(panel))
    await _walk(talk, panel, "Boldness", "careful", by=ASKER)
    await _walk(talk, panel, "◂ Back", "Language", "Deutsch", by=ASKER)
    assert ("de", Boldness.CAREFUL) == (
        (mine := library.people.get(ASKER["id"])).language,
        mine.boldness,
    )
    assert None is library.people.get(OTHER["id"]).language
    for data in ("u:0:cool_down-30", "u:0:quiet-22-7"):
        update = talk.api.press_data(panel, data)
        await talk.take(update)
    assert ChatPreferences() == library.chats.get(ASKER["id"])


async def test_whose_language(talk: Talk, library: Library) -> None:
    """A group's before the person's, theirs before that which Telegram names; that where nobody chose."""
    spanish, none = ASKER | {"language_code": "es"}, "/ask Which zeppelin?"
    said = [await talk.ask(none, to=GROUP, by=spanish)]
    library.people.set(ASKER["id"], language="uk")
    said += [await talk.ask(none, to=GROUP, by=spanish), await talk.ask(none, by=spanish)]
    library.chats.set(GROUP["id"], language="de")
    said += [await talk.ask(none, to=GROUP, by=spanish), await talk.ask(none, by=spanish)]
    assert ["Los artículos no", "У статтях про", "У статтях про", "Die Artikel sagen", "У статтях про"] == [
        " ".join(one["text"].split()[1:4]) for one in said
    ]


async def test_after_a_restart(settings: Settings, library: Library, api: BotApi) -> None:
    """A panel of an earlier process still works."""
    async with build_application(settings, library, Telegram(api)) as application:
        panel = dict(await _walk(Talk(api, application), await _open(Talk(api, application)), "Cool-down"))
    library.close()
    reopened = Library.open(settings.database)
    async with build_application(settings, reopened, Telegram(api)) as application:
        await _walk(Talk(api, application), panel, "1 minute")
    assert 60 == reopened.chats.get(GROUP["id"]).cool_down
    reopened.close()


async def test_collections(talk: Talk, library: Library) -> None:
    """Where there are several, a chat chooses what it is answered from; other chats are not changed by that."""
    text = "The ferry tickets cost four euros. Children under six travel free of charge on all ferry lines."
    library.publish(Manuscript(title="Ferries", text=text), by="test", collection="Häfen & mehr")
    await _walk(talk, await _open(talk), "Articles", "Häfen")
    assert "four euros" in (await talk.ask("/ask What do ferry tickets cost?", to=GROUP))["text"]
    assert "four euros" not in (await talk.ask("/ask What do ferry tickets cost?", to=FORUM))["text"]
    await _walk(talk, await _open(talk, to=None, by=ASKER), "Articles", "Häfen", by=ASKER)
    assert "four euros" in (await talk.ask("What do ferry tickets cost?"))["text"]


async def test_boldness(talk: Talk, library: Library) -> None:
    """The careful see as related what the bold are told as an answer; the passages are the same."""
    question = "/ask When did Russia invade Ukraine?"
    said = {}
    for boldness in Boldness:
        library.chats.set(GROUP["id"], boldness=boldness)
        said[boldness] = (await talk.ask(question, to=GROUP))["text"].startswith("≈")
    assert said[Boldness.CAREFUL] and not said[Boldness.BOLD]


async def test_a_hint(talk: Talk, api: BotApi, library: Library) -> None:
    """Instead of a message, a shrug at the question; it goes when an edit makes the question answerable."""
    library.chats.set(GROUP["id"], none_as_hint=True)
    update = api.write(f"/ask {NOBODY_KNOWS}", to=GROUP)
    key = GROUP["id"], update["message"]["message_id"]
    assert [] == await talk.take(update) == await talk.take(update)
    assert ["🤷"] == api.reactions[key]
    (answer,) = await talk.take(api.edit(update, f"/ask {QUESTION}"))
    assert "Helsinki" in answer["text"] and [] == api.reactions[key]


async def test_a_hint_that_is_not_allowed(talk: Talk, api: BotApi, library: Library) -> None:
    """Where reactions are off, it is said in words; in private it always is."""
    library.chats.set(GROUP["id"], none_as_hint=True)
    api.chats[GROUP["id"]] = {"available_reactions": []}
    assert (await talk.ask(f"/ask {NOBODY_KNOWS}", to=GROUP))["text"].startswith("∅")
    assert (await talk.ask(NOBODY_KNOWS))["text"].startswith("∅")


async def test_quiet_hours(talk: Talk, library: Library) -> None:
    """Members get no answer and no word, admins do, other groups and private chats too."""
    hour = dt.datetime.now(dt.UTC).hour
    library.chats.set(GROUP["id"], quiet_from=hour, quiet_to=(hour + 2) % 24)
    assert [] == await talk.write(f"/ask {QUESTION}", to=GROUP)
    assert [] == await talk.write("/settings", to=GROUP)
    assert 1 == len(await talk.write(f"/ask {QUESTION}", to=GROUP, by=ADMIN))
    assert 1 == len(await talk.write(f"/ask {QUESTION}", to=GROUP, by=ANONYMOUS, sender_chat=GROUP))
    assert 1 == len(await talk.write(f"/ask {QUESTION}", to=FORUM))
    assert 1 == len(await talk.write(QUESTION))


@pytest.mark.parametrize("key", choices.CHOICES)
def test_every_choice_fits_into_a_button(key: str) -> None:
    """Its code has only letters that a press may have, and at most fifty of them."""
    for value in choices.values(key, ["main", "Häfen & mehr" * 8]):
        code = choices.code(key, value)
        assert len(code) <= 50 and code.replace("-", "").replace("_", "").isalnum() and code.isascii()
