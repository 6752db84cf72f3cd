"""Nothing of a group's own collection shows elsewhere, whatever anybody writes or presses there."""

import itertools
from collections.abc import Iterator

import pytest

from bot import replies
from bot.choices import collection_code
from bot.presses import Action
from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot_api import ADMIN, ANONYMOUS, ASKER, FORUM, GROUP, OTHER, SMALL_GROUP, Json

OWN = f"group{GROUP['id']}"
SECRETS = ("quetzal", "kakapo", "numbat", "secret draft")
COMMANDS = sorted(
    {*replies.OWNER_COMMANDS, *replies.GROUP_COMMANDS, *replies.ADMIN_COMMANDS, "start", "history", "add"}
)
STRANGERS: list[tuple[Json, Json | None]] = [(ASKER, None), (OTHER, SMALL_GROUP), (ADMIN, FORUM)]
"""A member of the group in private, somebody in another group, an admin of the group in another group."""


@pytest.fixture(name="ids")
async def _ids(talk: Talk, library: Library) -> list[str]:
    """An article, a lesson, a synonym, a draft and an answer of the group's own; all that a button may name of them."""
    library.own_collections.open(GROUP["id"], by="telegram:10")
    library.chats.set(GROUP["id"], collection=OWN)
    manuscript = Manuscript(title="Quetzal news", text="The quetzal nests in the tower of Lisbon.", headings=())
    article = library.publish(manuscript, by="telegram:10", collection=OWN).article
    lesson = library.school.teach(
        "Where is the kakapo?", library.passages(article.id)[0], by="telegram:10", collection=OWN
    )
    library.school.add_synonyms("numbat, anteater", by="telegram:10", collection=OWN)
    draft = library.gate.draft(manuscript.model_copy(update={"title": "Secret draft"}), by="x", collection=OWN)
    answer = await talk.ask("/ask Where in the tower of Lisbon?", to=GROUP)
    assert "quetzal" in answer["text"]
    number, code = answer["text"].rpartition("#")[2].split()[0], collection_code(OWN)
    synonym = library.school.synonyms(OWN)[0].id
    return [
        *(article.id, f"{article.id}-1", number, f"{number}-{article.id}-1", f"l{lesson.id}", str(synonym), draft.id),
        *(f"l{lesson.id}-{article.id}-1", f"{draft.id}-{article.id}", code, f"{code}-7", f"collection-{code}"),
    ]


def _commands(ids: list[str]) -> Iterator[str]:
    for command in COMMANDS:
        yield f"/{command}"
        yield f"/{command} {ids[0]}"
    yield from (f"/{command} {one}" for command in ("outline", "verify", "history", "start") for one in ids)
    yield from (f"/start {kind}_{one}" for kind in "aqcm" for one in (*ids[:3], OWN))


def _leaked(talk: Talk, before: int) -> list[str]:
    """What the bot said or showed of it since, anywhere but in the group."""
    said = (
        f"{method} {sent}".lower() for method, sent in talk.api.calls[before:] if sent.get("chat_id") != GROUP["id"]
    )
    return [one for one in said if any(word in one for word in SECRETS)]


@pytest.fixture(name="stranger", params=STRANGERS)
def _stranger(request: pytest.FixtureRequest) -> Json:
    who, where = request.param
    return {"by": who, "to": where}


async def test_no_button_shows_it(talk: Talk, library: Library, ids: list[str], stranger: Json) -> None:
    """Every action there is, on everything there is of it, forged elsewhere: nothing shows, and nothing changes."""
    (message,) = await talk.write("/verify", **stranger)
    before, kept = len(talk.api.calls), _kept(library)
    for number, (action, subject) in enumerate(itertools.product(Action, ids)):
        # Passages are counted from 1, all else from 0. Telegram lets us say only so much in one group.
        there = message["chat"] if stranger["to"] is None else message["chat"] | {"id": message["chat"]["id"] - number}
        data = f"{action}:{int(action in {Action.READ, Action.TIE})}:{subject}"
        await talk.take(talk.api.press_data(message | {"chat": there}, data, by=stranger["by"]))
    assert [] == _leaked(talk, before) and kept == _kept(library)


async def test_no_command_shows_it(talk: Talk, library: Library, ids: list[str], stranger: Json) -> None:
    """Every command there is, with the ids of it, and as a reply to a message with the number of one in the group."""
    talk.application.bot_data.limit = 0
    theirs = max(number for chat, number in talk.api.messages if chat == GROUP["id"])
    before, kept = len(talk.api.calls), _kept(library)
    for number, text in enumerate(_commands(ids)):
        # Telegram lets us say only so much in one group.
        there = stranger["to"] and stranger["to"] | {"id": stranger["to"]["id"] - number}
        replied = {"message_id": theirs, "date": 1, "chat": there or GROUP, "text": "x"}
        await talk.write(text, by=stranger["by"], to=there, reply_to_message=None if " " in text else replied)
    assert [] == _leaked(talk, before) and kept == _kept(library)


async def test_an_anonymous_admin_of_another_group(talk: Talk, ids: list[str]) -> None:
    """Has no rights here: each group's admins are its own."""
    before = len(talk.api.calls)
    for command in ("teach", "moderators", "settings", "verify"):
        await talk.write(f"/{command} {ids[0]}", by=ANONYMOUS, sender_chat=SMALL_GROUP, to=SMALL_GROUP)
    assert [] == _leaked(talk, before)


def _kept(library: Library) -> object:
    return library.articles(OWN), library.school.lessons(OWN), library.school.synonyms(OWN), library.gate.open(OWN)
