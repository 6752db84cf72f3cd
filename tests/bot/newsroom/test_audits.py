"""/audit tells moderators who changed what in the collection that they read, and nobody else."""

import pytest

from bot.newsroom.ledger import PHRASES
from corpus.library import Library
from corpus.store import Act, record
from tests.bot.talk import Talk
from tests.bot.test_moderation import ARTICLE
from tests.bot_api import ASKER, OTHER, OWNER, buttons


async def test_what_it_says(talk: Talk, library: Library) -> None:
    """By day, newest first, with the names of people and articles as they are now."""
    await talk.publish("harbour.txt", ARTICLE)
    library.moderators.name("main", ASKER["id"], by=f"telegram:{OWNER['id']}")
    await talk.write("/start")
    (told,) = await talk.write("/audit", by=OWNER)
    lines = told["text"].splitlines()
    assert "Who changed what in “main”" == lines[0]
    assert lines[1].endswith(", UTC") and lines[2].endswith("Eve: made Ada a moderator")
    assert lines[3].endswith("Eve: published “Harbour opens on Monday”, revision 1")


async def test_who_may_look(talk: Talk, library: Library) -> None:
    """Moderators of the collection, asked anew when a page is turned."""
    (told,) = await talk.write("/audit", by=ASKER)
    assert "Only a moderator of these articles can do that." == told["text"]
    library.moderators.name("main", ASKER["id"], by="telegram:9")
    library.moderators.name("staff", OTHER["id"], by="telegram:9")
    for number in range(20):
        library.moderators.name("main", 100 + number, by="telegram:9")
    (told,) = await talk.write("/audit", by=ASKER)
    assert "119" in told["text"] and "telegram:" not in told["text"]
    (refused,) = await talk.write("/audit", by=OTHER)
    assert "Only a moderator of these articles can do that." == refused["text"]
    library.moderators.remove("main", ASKER["id"], by="telegram:9")
    before = dict(told)
    assert before == await talk.press(told, "More ▸", by=ASKER)
    assert "Only a moderator of these articles can do that." == talk.notice


async def test_pages(talk: Talk, library: Library) -> None:
    """Fifteen lines each."""
    for number in range(31):
        library.moderators.name("main", 100 + number, by="telegram:9")
    (told,) = await talk.write("/audit", by=OWNER)
    await talk.press(told, "More ▸", by=OWNER)
    last = await talk.press(told, "More ▸", by=OWNER)
    assert "made 100 a moderator" in last["text"] and ["◂ Back"] == list(buttons(last))


async def test_another_collection_is_not_shown(talk: Talk, library: Library) -> None:
    """Each moderator sees what was done to their own."""
    library.moderators.name("staff", 100, by="telegram:9")
    (told,) = await talk.write("/audit", by=OWNER)
    assert "made 100" not in told["text"]


@pytest.mark.parametrize("act", Act)
async def test_every_act_has_its_words(talk: Talk, library: Library, act: Act) -> None:
    """Whatever is recorded can be read."""
    with library._store._database.writing() as connection:
        record(connection, act, by="command line", collection="main", subject="K7", revision=3, articles=50)
    (told,) = await talk.write("/audit", by=OWNER)
    expected = PHRASES[act].format("K7")
    assert f"command line: {expected}, revision 3, articles 50" in told["text"]


async def test_an_act_of_a_later_version(talk: Talk, library: Library) -> None:
    """Is shown as it stands."""
    with library._store._database.writing() as connection:
        record(connection, "painted", by="<b>x</b>", collection="main", subject="K7")  # type: ignore[arg-type]
    (told,) = await talk.write("/audit", by=OWNER)
    assert "<b>x</b>: painted K7" in told["text"]
