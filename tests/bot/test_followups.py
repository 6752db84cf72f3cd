"""Follow-ups in Telegram: which question a message may follow, and that the answer says so."""

import sqlite3

import pytest

from bot import pages
from corpus.answers import Answer, Verdict
from corpus.library import Library
from corpus.queries import Query
from tests.bot.talk import Talk
from tests.bot_api import ASKER, FORUM, GROUP, OTHER, BotApi, buttons

FIRST = "What did Trump say about Putin in April?"
THEN = "and in 2018?"
AFTER = f"↳ asked after: “{FIRST}”\n"


async def test_in_private_after_the_last_question(talk: Talk) -> None:
    """Understood with it, and told so on top; the pages of the answer tell it too."""
    assert "↳" not in (await talk.ask(FIRST))["text"]
    answer = await talk.ask(THEN)
    assert answer["text"].startswith(AFTER) and "Helsinki in 2018" in answer["text"]
    page = await talk.press(answer, next(label for label in buttons(answer) if "in context" in label.lower()))
    assert page["text"].startswith(AFTER)
    assert (await talk.press(page, "◂ Back to answer"))["text"].startswith(AFTER)


async def test_a_new_subject_starts_afresh(talk: Talk) -> None:
    """With the answer that it gets when nothing was asked before."""
    alone = await talk.ask("Who is Steve Witkoff?")
    await talk.ask(FIRST)
    again = await talk.ask("Who is Steve Witkoff?")
    assert alone["text"].rpartition(" · #")[0] == again["text"].rpartition(" · #")[0]


async def test_a_follow_up_of_a_follow_up(talk: Talk) -> None:
    """It knows both before it."""
    await talk.ask("What did Rubio say?")
    await talk.ask("and Stanovaya?")
    assert (await talk.ask("and why?"))["text"].startswith("↳ asked after: “What did Rubio say? → and Stanovaya?”\n")


async def test_after_an_example(talk: Talk, api: BotApi) -> None:
    """A question that a button asked is followed as one that was written."""
    start = await talk.ask("/start")
    example = next(label for label in buttons(start) if label.endswith("?"))
    await talk.ask(FIRST)
    await talk.take(api.press(start, example))
    followed = (await talk.ask("and why?"))["text"]
    assert followed.startswith(f"↳ asked after: “{example}")


async def test_not_after_ten_minutes(talk: Talk, database: str) -> None:
    """By then it is another conversation."""
    await talk.ask(FIRST)
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE questions SET asked_at = datetime(asked_at, '-11 minutes')")
    connection.close()
    assert "↳" not in (await talk.ask(THEN))["text"]


async def test_a_reply_to_an_earlier_answer(talk: Talk) -> None:
    """Goes before the last question."""
    answer = await talk.ask(FIRST)
    await talk.ask("What did Rubio say?")
    assert (await talk.ask(THEN, reply_to_message=answer))["text"].startswith(AFTER)


@pytest.mark.parametrize("chat", [GROUP, FORUM], ids=["group", "forum"])
async def test_a_reply_in_a_group(talk: Talk, chat: dict[str, object]) -> None:
    """To an answer, whoever asked for it; without a reply, nobody's question is taken for the one before."""
    answer = await talk.ask(f"/ask {FIRST}", to=chat)
    assert (await talk.ask(THEN, to=chat, by=OTHER, reply_to_message=answer))["text"].startswith(AFTER)
    assert "↳" not in (await talk.ask(f"/ask {THEN}", to=chat))["text"]


async def test_edited(talk: Talk, api: BotApi) -> None:
    """An edit follows the question that stood before the message, not one that was asked since."""
    await talk.ask(FIRST)
    update = api.write("Who is Steve Witkoff?")
    (answer,) = await talk.take(update)
    await talk.ask("What did Rubio say?")
    await talk.take(api.edit(update, THEN))
    assert api.messages[ASKER["id"], answer["message_id"]]["text"].startswith(AFTER)


async def test_another_chat_is_not_told(talk: Talk) -> None:
    """What was asked in a group is followed by nothing in private."""
    await talk.ask(f"/ask {FIRST}", to=GROUP)
    assert "↳" not in (await talk.ask(THEN))["text"]


async def test_forgotten(talk: Talk, library: Library) -> None:
    """Whoever forgets their question takes it out of the answers of others too."""
    first = await talk.ask(f"/ask {FIRST}", to=GROUP)
    answer = await talk.ask(THEN, to=GROUP, by=OTHER, reply_to_message=first)
    library.traces.forget(ASKER["id"])
    label = next(label for label in buttons(answer) if "in context" in label.lower())
    assert "April" not in (await talk.press(answer, label, by=OTHER))["text"]


def test_the_earlier_question_is_bounded_and_escaped() -> None:
    """However long it was, and whatever stands in it."""
    said = pages.answer(Answer(Query(text="why?"), Verdict.NONE, 0.0, (), (), after="<b>" + "why " * 900), "K7M2QX")
    assert "&lt;b&gt;why" in said.text and len(said.text) < 400
