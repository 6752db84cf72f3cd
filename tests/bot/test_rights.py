"""Who may do what, and where: every line is tried, by message and by a press that anybody can forge."""

from collections.abc import Awaitable, Callable

import pytest

from bot.choices import collection_code
from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot.test_moderation import ARTICLE
from tests.bot_api import ADMIN, ANONYMOUS, ASKER, CHANNEL, CHANNEL_USER, GROUP, OTHER, OWNER, Json

FORMER: Json = {"id": 12, "is_bot": False, "first_name": "Fay"}
PEOPLE: dict[str, Json] = {
    "owner": {"by": OWNER},
    "moderator": {"by": ASKER},
    "former moderator": {"by": FORMER},
    "group admin": {"by": ADMIN},
    "asker": {"by": OTHER},
    "anonymous admin": {"by": ANONYMOUS, "sender_chat": GROUP},
    "channel": {"by": CHANNEL_USER, "sender_chat": CHANNEL},
}
OWN = f"group{GROUP['id']}"
MAIN_CODE, OWN_CODE = collection_code("main"), collection_code(OWN)
NOT_OWNER = "Only an owner of this bot can do that."
NOT_MODERATOR = "Only a moderator of these articles can do that."
NO_FILES = "I read files only from moderators. Ask me a question instead."
NOT_ADMIN = "Only the admins of this group can do that."
NOT_ITS_ADMIN = "Only the admins of that group can edit its articles."

Deed = Callable[[Talk, Json], Awaitable[str]]
"""Does it, and gives what the one who does it is told."""


@pytest.fixture(name="world", autouse=True)
async def _world(talk: Talk, library: Library) -> None:
    """A moderator of `main`, one who was, and a group that has a collection of its own."""
    for person in (ASKER, FORMER):
        library.moderators.name("main", person["id"], by="telegram:9")
    library.moderators.remove("main", FORMER["id"], by="telegram:9")
    library.own_collections.open(GROUP["id"], by="telegram:10")
    library.publish(Manuscript(title="Port", text="The port opens.", headings=()), by="x", collection=OWN)
    library.school.teach("Which port opens?", None, by="x")
    library.gate.draft(Manuscript(title="Draft", text="The pier closes.", headings=()), by="x")
    for person in (OWNER, ASKER, FORMER, ADMIN, OTHER):
        await talk.write("/privacy", by=person)


def says(text: str, to: Json | None = None) -> Deed:
    """Write a message."""

    async def do(talk: Talk, who: Json) -> str:
        told = await talk.write(text, to=to, **who)
        return told[0]["text"] if told else ""

    return do


def presses(data: str, to: Json | None = None) -> Deed:
    """Press a button that the bot never gave them, on a message that it wrote there."""

    async def do(talk: Talk, who: Json) -> str:
        library: Library = talk.application.bot_data.library
        ids = {"main": library.articles("main")[0].id, "own": library.articles(OWN)[0].id}
        ids |= {"lesson": f"l{library.school.lessons()[0].id}", "draft": library.gate.open()[0].id}
        message = (await talk.write("/verify", by=OTHER, to=to))[0] if to else talk.api.said(who["by"]["id"])[-1]
        update = talk.api.press_data(message, data.format(**ids), by=who["by"])
        await talk.take(update)
        return talk.api.answered[update["callback_query"]["id"]] or ""

    return do


async def publish(talk: Talk, who: Json) -> str:
    """Send a file in private."""
    (told,) = await talk.publish("harbour.txt", ARTICLE, **who)
    return str(told["text"])


async def send_to_the_group(talk: Talk, who: Json) -> str:
    """Send a file to the group."""
    return str(await talk.publish("harbour.txt", ARTICLE, to=GROUP, **who))


async def name_in_the_group(talk: Talk, who: Json) -> str:
    """Reply to somebody there."""
    theirs = talk.api.write("Hello", by=OTHER, to=GROUP)["message"]
    (told,) = await talk.write("/moderators", to=GROUP, reply_to_message=theirs, **who)
    return str(told["text"])


IN_PRIVATE = ["owner", "moderator", "former moderator", "group admin", "asker"]
IN_A_GROUP = [*IN_PRIVATE, "anonymous admin", "channel"]
TABLE: dict[str, tuple[Deed, list[str], list[str], str]] = {
    "publish": (publish, IN_PRIVATE, ["owner", "moderator"], NO_FILES),
    "publish in a group": (send_to_the_group, IN_A_GROUP, [], "[]"),
    "edit a group's own": (says(f"/start c_{OWN}"), IN_PRIVATE, ["group admin"], NOT_ITS_ADMIN),
    "ask to remove": (presses("r:0:{main}"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "remove": (presses("x:0:{main}"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "remove a group's own": (presses("x:0:{own}"), IN_PRIVATE, ["group admin"], NOT_MODERATOR),
    "look at a group's own": (presses("V:0:{own}-1"), IN_PRIVATE, ["group admin"], NOT_MODERATOR),
    "list a group's lessons": (presses(f"2:0:{OWN_CODE}"), IN_PRIVATE, ["group admin"], NOT_MODERATOR),
    "export a group's lessons": (presses(f"6:0:{OWN_CODE}"), IN_PRIVATE, ["group admin"], NOT_MODERATOR),
    "list a group's synonyms": (presses(f"7:0:{OWN_CODE}"), IN_PRIVATE, ["group admin"], NOT_MODERATOR),
    "see what a group asked in vain": (presses(f"9:0:{OWN_CODE}"), IN_PRIVATE, ["group admin"], NOT_MODERATOR),
    "read the log": (says("/audit"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "turn the log": (presses(f"A:0:{MAIN_CODE}"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "turn a group's log": (presses(f"A:0:{OWN_CODE}"), IN_PRIVATE, ["group admin"], NOT_MODERATOR),
    "look at a draft": (presses("P:0:{draft}"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "publish a draft": (presses("U:0:{draft}"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "read a history": (presses("H:0:{main}"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "purge": (presses("q:0:{own}-1"), IN_PRIVATE, ["owner"], NOT_OWNER),
    "export": (says("/export"), IN_PRIVATE[1:], [], NOT_OWNER),
    "teach": (says("/teach Who opens the port?"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "list lessons": (says("/lessons"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "delete a lesson": (presses("4:0:{lesson}"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "add synonyms": (says("/synonyms ferry, boat"), IN_PRIVATE, ["owner", "moderator"], NOT_MODERATOR),
    "see figures": (says("/stats"), IN_PRIVATE[2:], [], NOT_MODERATOR),
    "list moderators": (says("/moderators"), IN_PRIVATE, ["owner"], NOT_OWNER),
    "turn the list": (presses(f"M:0:{MAIN_CODE}"), IN_PRIVATE, ["owner"], NOT_OWNER),
    "name": (presses(f"N:0:{MAIN_CODE}-8"), IN_PRIVATE, ["owner"], NOT_OWNER),
    "take a right away": (presses(f"R:0:{MAIN_CODE}-7"), IN_PRIVATE, ["owner"], NOT_OWNER),
    "take a link back": (presses("J:0:AAAAAAAA"), IN_PRIVATE, ["owner"], NOT_OWNER),
    "make a link": (presses(f"I:0:{MAIN_CODE}"), IN_PRIVATE, ["owner"], NOT_OWNER),
    "name by a reply": (name_in_the_group, IN_A_GROUP, ["owner"], NOT_OWNER),
    "name by a press there": (presses(f"N:0:{MAIN_CODE}-8", GROUP), IN_PRIVATE, ["owner"], NOT_OWNER),
    "open a group's settings": (says("/settings", GROUP), IN_A_GROUP, ["group admin", "anonymous admin"], NOT_ADMIN),
    "choose a group's own": (presses(f"u:0:collection-{OWN_CODE}", GROUP), IN_PRIVATE, ["group admin"], NOT_ADMIN),
}
REFUSALS = {NOT_OWNER, NOT_MODERATOR, NO_FILES, NOT_ADMIN, NOT_ITS_ADMIN, "This button no longer does anything."}


def _written(library: Library) -> object:
    """All that any of these deeds can change."""
    return (
        [one.live for name in ("main", OWN) for one in library.articles(name)],
        library.moderators.all(),
        library.school.lessons(),
        library.school.synonyms(),
        library.gate.open(),
        [(one.act, one.subject) for one in library.audit.entries()],
        library.chats.get(GROUP["id"]),
    )


@pytest.mark.parametrize(("deed", "who"), [(deed, who) for deed, (_, whom, _, _) in TABLE.items() for who in whom])
async def test_who_may(talk: Talk, library: Library, deed: str, who: str) -> None:
    """Whoever may is not refused; whoever may not is told so in one sentence, and nothing is changed."""
    do, _whom, may, refusal = TABLE[deed]
    before = _written(library)
    said = await do(talk, PEOPLE[who])
    if who in may:
        assert said not in REFUSALS
    else:
        assert refusal == said and before == _written(library)
