"""The history of an article in Telegram: looked at, compared, taken back; deleted for good by owners only."""

import pytest

from corpus.library import Library
from corpus.store import Act
from tests.bot.newsroom.test_drafts import PRICE, published
from tests.bot.talk import Talk
from tests.bot.test_moderation import REVISED
from tests.bot_api import ASKER, OTHER, OWNER, Json, buttons


async def chronicle(talk: Talk, library: Library) -> Json:
    """The history of the article that `published` publishes, on the screen of an owner."""
    (told,) = await talk.write(f"/history {harbour(library)}", by=OWNER)
    return told


def harbour(library: Library) -> str:
    """Its id."""
    return next(entry.subject for entry in library.audit.entries() if entry.act == Act.PUBLISHED) or ""


async def test_undo(talk: Talk, library: Library) -> None:
    """What was live before is live again, and that can be undone, too."""
    await published(talk)
    live = await talk.press(await published(talk, REVISED), "Undo", by=OWNER)
    assert "✓ Revision 1 of “Harbour opens on Monday” is live again." == live["text"]
    assert "four euros" in library.ask(PRICE).citations[0].passage.text
    assert (
        "✓ Revision 2 of “Harbour opens on Monday” is live again." == (await talk.press(live, "Undo", by=OWNER))["text"]
    )
    assert "five euros" in library.ask(PRICE).citations[0].passage.text


async def test_undo_of_a_first_publication(talk: Talk, library: Library) -> None:
    """The article is withdrawn."""
    gone = await talk.press(await published(talk), "Undo", by=OWNER)
    assert "“Harbour opens on Monday” is withdrawn: nothing of it is quoted any more." == gone["text"]
    assert 1 == len(library.articles())


async def test_an_old_undo(talk: Talk, library: Library) -> None:
    """Takes nothing back that others did since."""
    first = await published(talk)
    await published(talk, REVISED)
    before = library.articles()
    await talk.press(first, "Undo", by=OWNER)
    assert "Somebody changed the article meanwhile." == talk.notice
    assert before == library.articles()


async def test_the_history(talk: Talk, library: Library) -> None:
    """Who did what, newest first, with names as Telegram has them; from /history, the article and its outline."""
    await talk.press(await published(talk), "Undo", by=OWNER)
    await published(talk, REVISED)
    await talk.write("/start", by=OWNER)
    told = await chronicle(talk, library)
    assert told["text"].startswith("History of “Harbour opens on Monday”\nLive: revision 2.\n")
    lines = [line.partition(" ")[2] for line in told["text"].splitlines()[3:]]
    assert ["Eve: published revision 2", "Eve: withdrew revision 1", "Eve: published revision 1"] == lines
    (listed,) = await talk.write("/articles", by=OWNER)
    (card,) = await talk.take(talk.api.press(listed, "1", by=OWNER))
    assert told["text"] == (await talk.press(card, "History", by=OWNER))["text"]
    (outline,) = await talk.write(f"/outline {harbour(library)}", by=OWNER)
    assert told["text"] == (await talk.press(outline, "History", by=OWNER))["text"]
    (card,) = await talk.take(talk.api.press((await talk.write("/articles"))[0], "1"))
    assert not {"History", "Withdraw"} & set(buttons(card))


async def test_which_history(talk: Talk, library: Library) -> None:
    """Without an id it says how; of what is not, or is not theirs to change, it says that it is not there."""
    await published(talk)
    (said,) = await talk.write("/history", by=OWNER)
    assert said["text"].startswith("Which article?")
    for named, by in (("nosuch", OWNER), (harbour(library), ASKER)):
        (said,) = await talk.write(f"/history {named}", by=by)
        assert "There is no such article here." == said["text"]


async def test_look_compare_and_make_live(talk: Talk, library: Library) -> None:
    """A revision is read as it was, held against the live one, and made live by a second press."""
    await published(talk)
    await published(talk, REVISED)
    look = await talk.press(await chronicle(talk, library), "№ 1", by=OWNER)
    assert "revision 1, not live" in look["text"] and "four euros" in look["text"]
    compared = await talk.press(look, "Compare with live", by=OWNER)
    assert compared["text"].startswith("From revision 2, which is live, to revision 1")
    assert "cost five four euros" in compared["text"]
    live = await talk.press(compared, "Make live", by=OWNER)
    assert "✓ Revision 1 of “Harbour opens on Monday” is live again." == live["text"]


async def test_what_each_revision_changed(talk: Talk, library: Library) -> None:
    """It is held against the one before it, also where neither is live, or it is live; a forged number is none."""
    await published(talk)
    for price in (b"six", b"seven", b"eight"):
        await published(talk, REVISED.replace(b"five", price))
    told = await chronicle(talk, library)
    look = await talk.press(told, "№ 3", by=OWNER)
    step = await talk.press(look, "Compare with № 2", by=OWNER)
    assert "From revision 2 to revision 3" in step["text"] and "cost six seven euros" in step["text"]
    assert {"◂ Back"} == set(buttons(step))
    look = await talk.press(await talk.press(step, "◂ Back", by=OWNER), "History", by=OWNER)
    live = await talk.press(look, "№ 4", by=OWNER)
    assert "cost seven eight euros" in (await talk.press(live, "Compare with № 3", by=OWNER))["text"]
    await talk.take(talk.api.press_data(live, f"f:0:{harbour(library)}-4-99", by=OWNER))


async def test_what_is_compared_is_what_is_replaced(talk: Talk, library: Library) -> None:
    """Where somebody was faster, the new difference is shown instead."""
    await published(talk)
    await published(talk, REVISED)
    look = await talk.press(await chronicle(talk, library), "№ 1", by=OWNER)
    compared = await talk.press(look, "Compare with live", by=OWNER)
    await published(talk, REVISED.replace(b"five", b"six"))
    again = await talk.press(compared, "Make live", by=OWNER)
    assert again["text"].startswith("From revision 3, which is live, to revision 1")
    assert "six euros" in library.ask(PRICE).citations[0].passage.text


async def test_withdraw(talk: Talk, library: Library) -> None:
    """Asked once, undone with a press; a withdrawn revision can be made live from the history."""
    await published(talk)
    asked = await talk.press(await chronicle(talk, library), "Withdraw", by=OWNER)
    assert "Withdraw “Harbour opens on Monday”? It will no longer be quoted." == asked["text"]
    kept = await talk.press(asked, "Keep", by=OWNER)
    assert 2 == len(library.articles())
    gone = await talk.press(await talk.press(kept, "Withdraw", by=OWNER), "Withdraw", by=OWNER)
    assert "is withdrawn: nothing of it is quoted any more." in gone["text"] and 1 == len(library.articles())
    told = await talk.press(gone, "History", by=OWNER)
    assert "Withdrawn: nothing of it is quoted." in told["text"] and "Withdraw" not in buttons(told)
    look = await talk.press(told, "№ 1", by=OWNER)
    await talk.press(await talk.press(look, "Make live", by=OWNER), "Make live", by=OWNER)
    assert 2 == len(library.articles())


async def test_an_owner_deletes_for_good(talk: Talk, library: Library) -> None:
    """Asked twice; then the text is nowhere, the audit log says who did it, and receipts say withdrawn."""
    await published(talk)
    answer = await talk.ask("What do ferry tickets cost?")
    article_id = harbour(library)
    once = await talk.press(await chronicle(talk, library), "Delete for good", by=OWNER)
    twice = await talk.press(once, "Go on", by=OWNER)
    assert "Nobody can bring it back" in twice["text"] and 2 == len(library.articles())
    done = await talk.press(twice, "Delete for good", by=OWNER)
    assert "The article is deleted for good." == done["text"] and 1 == len(library.articles())
    assert [Act.PURGED, Act.WITHDRAWN] == [entry.act for entry in library.audit.entries()][:2]
    assert "four euros" not in str(library.revision(article_id, 1))
    told = (await chronicle(talk, library))["text"]
    assert (told.startswith("History of “…”") and "Eve: deleted all revisions for good" in told) or "9: deleted" in told
    receipt = answer["text"].rpartition("#")[2][:6]
    (said,) = await talk.write(f"/verify {receipt}")
    assert "withdrawn with its article" in said["text"]
    await talk.press(answer, "In context")
    assert "four euros" not in talk.api.messages[answer["chat"]["id"], answer["message_id"]]["text"]


async def test_moderators_do_not_delete_for_good(talk: Talk, library: Library) -> None:
    """They have no button for it, and a forged one is refused."""
    await published(talk)
    library.moderators.name("main", OTHER["id"], by="telegram:9")
    (told,) = await talk.write(f"/history {harbour(library)}", by=OTHER)
    assert "Withdraw" in buttons(told) and "Delete for good" not in buttons(told)
    for letter in "Dmq":
        update = talk.api.press_data(told, f"{letter}:0:{harbour(library)}-0", by=OTHER)
        await talk.take(update)
        assert "Only an owner of this bot can do that." == talk.api.answered[update["callback_query"]["id"]]
    assert 2 == len(library.articles())


@pytest.mark.parametrize("data", ["H:0:{}", "V:0:{}-1", "f:0:{}-1", "k:1:{}-1", "Z:1:{}", "r:0:{}", "x:0:{}"])
async def test_rights_are_checked_at_each_press(talk: Talk, library: Library, data: str) -> None:
    """A button is no right: pressed by anybody else it does nothing but say so."""
    live = await published(talk)
    before = library.articles()
    update = talk.api.press_data(live, data.format(harbour(library)), by=ASKER)
    await talk.take(update)
    assert "Only a moderator of these articles can do that." == talk.api.answered[update["callback_query"]["id"]]
    assert before == library.articles()
    assert library.ask(PRICE).citations
