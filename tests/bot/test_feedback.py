"""Feedback: votes and questions to the editors, by anyone who sees the answer, once each."""

import pytest

from bot.application import build_application
from bot.settings import Settings
from corpus.library import Library
from corpus.store import Tally
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ASKER, GROUP, OTHER, BotApi, Json, buttons

QUESTION = "What sanctions did Trump threaten to impose on Russia’s trading partners?"
NOTHING = "Which zeppelin carries bananas?"
HELPFUL, NOT_HELPFUL = "👍 Helpful", "👎 Not helpful"


def _id(answer: Json) -> str:
    return next(iter(buttons(answer).values())).split(":")[2]


def _ballot(answer: Json) -> list[str]:
    return [label for label in buttons(answer) if "elpful" in label]


async def test_a_vote_is_counted(talk: Talk) -> None:
    """The button shows how many think so; the one who pressed is thanked; the text stays."""
    answer = dict(await talk.ask(QUESTION))
    voted = await talk.press(answer, HELPFUL)
    assert [f"{HELPFUL} · 1", NOT_HELPFUL] == _ballot(voted)
    assert "Counted. You can change it at any time." == talk.notice
    assert (answer["text"], answer["entities"]) == (voted["text"], voted["entities"])


async def test_a_vote_is_changed(talk: Talk) -> None:
    """One vote a person: the other button takes it over, the same button changes nothing."""
    answer = await talk.ask(QUESTION)
    await talk.press(answer, HELPFUL)
    assert [HELPFUL, f"{NOT_HELPFUL} · 1"] == _ballot(await talk.press(answer, NOT_HELPFUL))
    assert [HELPFUL, f"{NOT_HELPFUL} · 1"] == _ballot(await talk.press(answer, f"{NOT_HELPFUL} · 1"))


async def test_anyone_in_a_group_votes(talk: Talk) -> None:
    """Not the asker alone."""
    answer = await talk.ask(f"/ask {QUESTION}", to=GROUP)
    await talk.press(answer, HELPFUL, by=ASKER)
    voted = await talk.press(answer, f"{HELPFUL} · 1", by=OTHER)
    assert [f"{HELPFUL} · 2", NOT_HELPFUL] == _ballot(voted)


async def test_each_passage_has_its_votes(talk: Talk) -> None:
    """The next passage starts at none; the way back shows the votes again, however many pages were turned between."""
    answer = await talk.ask(QUESTION)
    await talk.press(answer, HELPFUL)
    second = await talk.press(answer, "Next passage ▸")
    assert [HELPFUL, NOT_HELPFUL] == _ballot(second)
    assert [f"{HELPFUL} · 1", NOT_HELPFUL] == _ballot(await talk.press(second, "◂ Back"))


async def test_votes_survive_follow_up_messages(talk: Talk) -> None:
    """Whatever is said afterwards, the buttons stay and still count."""
    answer = await talk.ask(QUESTION)
    await talk.ask(NOTHING)
    await talk.ask(QUESTION)
    assert [HELPFUL, f"{NOT_HELPFUL} · 1"] == _ballot(await talk.press(answer, NOT_HELPFUL))


async def test_votes_after_a_restart(settings: Settings, library: Library, api: BotApi) -> None:
    """Votes and buttons outlive the process."""
    async with build_application(settings, library, Telegram(api)) as application:
        talk = Talk(api, application)
        answer = await talk.ask(QUESTION)
        await talk.press(answer, HELPFUL)
    library.close()
    reopened = Library.open(settings.database)
    async with build_application(settings, reopened, Telegram(api)) as application:
        voted = await Talk(api, application).press(answer, f"{HELPFUL} · 1", by=OTHER)
        assert [f"{HELPFUL} · 2", NOT_HELPFUL] == _ballot(voted)
    reopened.close()


@pytest.mark.parametrize("question", [NOTHING, "Did Trump visit Moscow?"])
async def test_votes_where_nothing_answers(talk: Talk, library: Library, question: str) -> None:
    """A reply that found nothing, or only what is close, can be voted on as a whole."""
    answer = await talk.ask(question)
    voted = await talk.press(answer, NOT_HELPFUL)
    assert [HELPFUL, f"{NOT_HELPFUL} · 1"] == _ballot(voted)
    assert Tally(0, 1) == library.votes.tally(_id(answer), ("", 0, 0))


async def test_a_vote_after_the_article_was_removed(talk: Talk, library: Library) -> None:
    """Still counts for the words that were quoted."""
    answer = await talk.ask(QUESTION)
    library.history.withdraw(library.articles()[0].id, by="test")
    assert [f"{HELPFUL} · 1", NOT_HELPFUL] == _ballot(await talk.press(answer, HELPFUL))


async def test_ask_the_editors(talk: Talk, library: Library) -> None:
    """The question is recorded for them, with who wants to be told; the button says so; twice does nothing."""
    answer = await talk.ask(NOTHING)
    asked = await talk.press(answer, "Ask the editors")
    assert "✓ Asked the editors" in buttons(asked)
    assert "Recorded for the editors." == talk.notice
    await talk.press(answer, "✓ Asked the editors")
    assert "You asked the editors before." == talk.notice
    (question,) = library.open_questions.all("main")
    assert (NOTHING, 1) == (question.text, question.waiting)
    assert [ASKER["id"]] == [person.user_id for person in library.open_questions.subscribers(question.id)]


async def test_others_in_a_group_want_to_be_told_too(talk: Talk, library: Library) -> None:
    """Nobody is subscribed but by their own press."""
    answer = await talk.ask(f"/ask {NOTHING}", to=GROUP)
    assert [] == library.open_questions.all("main")
    await talk.press(answer, "Ask the editors", by=OTHER)
    (question,) = library.open_questions.all("main")
    assert 1 == question.waiting
    await talk.press(answer, "✓ Asked the editors", by=ASKER)
    assert 2 == library.open_questions.all("main")[0].waiting


async def test_where_a_passage_answers_the_editors_are_left_alone(talk: Talk) -> None:
    """There is nothing to ask them."""
    assert "Ask the editors" not in buttons(await talk.ask(QUESTION))
    assert "Ask the editors" in buttons(await talk.ask("Did Trump visit Moscow?"))


@pytest.mark.parametrize("action", "pcwvhna")
async def test_a_press_from_another_chat(talk: Talk, api: BotApi, action: str, library: Library) -> None:
    """With an id from elsewhere, shows nothing of what was asked there, counts nothing, and asks nobody."""
    secret = await talk.ask(NOTHING, by=OTHER)
    own = await talk.ask(QUESTION)
    update = api.press_data(own, f"{action}:0:{_id(secret)}")
    said = await talk.take(update)
    assert "zeppelin" not in str([said, own, api.answered])
    assert (Tally(), []) == (library.votes.tally(_id(secret), ("", 0, 0)), library.open_questions.all("main"))


async def test_a_message_too_old_to_see(talk: Talk, api: BotApi) -> None:
    """Telegram hides old messages from bots: the buttons under one work all the same."""
    answer = await talk.ask(QUESTION)
    update = api.press(answer, HELPFUL)
    hidden = {name: answer[name] for name in ("chat", "message_id")} | {"date": 0}
    update["callback_query"]["message"] = hidden
    await talk.take(update)
    assert "Counted. You can change it at any time." == api.answered[update["callback_query"]["id"]]
    page = api.press(answer, "In context")
    page["callback_query"]["message"] = hidden
    await talk.take(page)
    assert "◂ Back to answer" in buttons(api.said(ASKER["id"])[0])
