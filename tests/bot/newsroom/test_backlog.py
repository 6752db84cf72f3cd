"""/open shows editors what was asked in vain, never who asked; what can be done about it is a press away."""

from bot.presses import Action, Press
from corpus.library import Library
from corpus.reading import read
from tests.bot.talk import Talk
from tests.bot.test_moderation import ARTICLE
from tests.bot_api import ASKER, GROUP, OTHER, OWNER, BotApi, Json, buttons

BANJO = "Who plays the banjo?"
NOT_MODERATOR = "Only a moderator of these articles can do that."


async def _listed(talk: Talk, by: Json = OWNER) -> Json:
    (listed,) = await talk.write("/open", by=by)
    return listed


async def test_what_it_shows(talk: Talk) -> None:
    """Grouped, most asked first, with how often and when; of those who asked, only how many wait."""
    await talk.ask("Where is the hospital?", by=OTHER)
    for text in (BANJO, "who plays banjo"):
        answer = await talk.ask(text, by=ASKER)
    await talk.press(answer, "Ask the editors", by=ASKER)
    lines = (await _listed(talk))["text"].splitlines()
    assert "Asked in vain · main · 30 days" == lines[0]
    assert "1. who plays banjo" == lines[1]  # the wording that somebody waits for
    assert lines[2].startswith("asked 2 times · last on ") and lines[2].endswith(" · 1 waits")
    assert "2. Where is the hospital?" == lines[3]
    assert not any(name in " ".join(lines) for name in ("Ada", "Ben", "7", "8"))


async def test_nothing_is_open(talk: Talk) -> None:
    """Then it says so."""
    assert "Asked in vain · main · 30 days\nNothing is open." == (await _listed(talk))["text"]


async def test_pages(talk: Talk) -> None:
    """Ten each."""
    for number in range(11):
        await talk.ask(f"xylophone{number} zither{number} {number}", by=ASKER)
    last = await talk.press(await _listed(talk), "More ▸", by=OWNER)
    assert "\n11. " in last["text"] and "◂ Back" in buttons(last)


async def test_an_open_question_is_taught(talk: Talk, library: Library) -> None:
    """From the list to the passage; then it is no longer open, in any wording that it answers."""
    await talk.ask(BANJO, by=ASKER)
    card = await talk.press(await _listed(talk), "1", by=OWNER)
    assert card["text"].startswith(f"• {BANJO}\nasked 1 time · last on ")
    offer = await talk.press(card, "Teach", by=OWNER)
    assert offer["text"].startswith(f"{BANJO}\nWhich passage answers this?")
    await talk.press(offer, "The articles do not answer this", by=OWNER)
    assert [BANJO] == [lesson.text for lesson in library.school.lessons()]
    assert (await _listed(talk))["text"].endswith("Nothing is open.")


async def test_an_answer_that_did_not_help_is_taught(talk: Talk, library: Library) -> None:
    """A vote opens it."""
    answer = await talk.ask("What sanctions did Trump threaten?", by=ASKER)
    await talk.press(answer, "👎 Not helpful", by=ASKER)
    listed = await _listed(talk)
    assert "👎 1" in listed["text"]
    card = await talk.press(listed, "1", by=OWNER)
    offer = await talk.press(card, "Teach", by=OWNER)
    await talk.press(offer, "2", by=OWNER)
    assert 1 == len(library.school.lessons()) and "Nothing is open." in (await _listed(talk))["text"]


async def test_an_open_question_is_dismissed_and_recovered(talk: Talk) -> None:
    """One press each; how to add an article is said in a notice."""
    await talk.ask(BANJO, by=ASKER)
    card = await talk.press(await _listed(talk), "1", by=OWNER)
    await talk.press(card, "Add an article", by=OWNER)
    assert str(talk.notice).startswith("Send me the article")
    gone = await talk.press(card, "Dismiss", by=OWNER)
    assert f"Dismissed: “{BANJO}”." == gone["text"]
    assert "Nothing is open." in (await _listed(talk))["text"]
    back = await talk.press(gone, "Undo", by=OWNER)
    assert back["text"].startswith(f"• {BANJO}") and BANJO in (await _listed(talk))["text"]


async def test_what_is_settled_meanwhile(talk: Talk, library: Library) -> None:
    """The button says so and changes nothing."""
    await talk.ask(BANJO, by=ASKER)
    card = await talk.press(await _listed(talk), "1", by=OWNER)
    library.school.teach(BANJO, None, by="ann")
    await talk.press(card, "Dismiss", by=OWNER)
    assert "This is answered, dismissed or too old by now." == talk.notice


async def test_who_may_see_it(talk: Talk, library: Library) -> None:
    """Moderators of the collection, asked anew at every press; nobody in a group."""
    await talk.ask(BANJO, by=ASKER)
    library.moderators.name("main", OTHER["id"], by="telegram:9")
    listed = await _listed(talk, by=OTHER)
    card = await talk.press(listed, "1", by=OTHER)
    library.moderators.remove("main", OTHER["id"], by="telegram:9")
    for label in ("Teach", "Dismiss", "Add an article"):
        await talk.press(card, label, by=OTHER)
        assert NOT_MODERATOR == talk.notice
    assert NOT_MODERATOR == (await _listed(talk, by=OTHER))["text"]
    assert [] == await talk.write("/open", by=OWNER, to=GROUP)


async def test_a_question_of_another_collection(talk: Talk, library: Library, api: BotApi) -> None:
    """Is neither listed nor opened by a forged press."""
    library.publish(read("harbour.txt", ARTICLE), by="ann", collection="staff")
    asked = library.questions.remember(
        chat_id=1, message_id=1, text="a secret", collection="staff", verdict="none", cited=[]
    )
    library.moderators.name("main", OTHER["id"], by="telegram:9")
    await talk.ask(BANJO, by=ASKER)
    listed = dict(await _listed(talk, by=OTHER))
    assert "secret" not in listed["text"]
    for action in (Action.OPEN_QUESTION, Action.DISMISS, Action.TEACH):
        update = api.press_data(listed, Press(action, asked.id).data, by=OTHER)
        await talk.take(update)
        assert NOT_MODERATOR == api.answered[update["callback_query"]["id"]]
    assert listed["text"] == api.messages[OTHER["id"], listed["message_id"]]["text"]
