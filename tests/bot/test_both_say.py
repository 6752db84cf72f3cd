"""Both say: where two articles answer with other figures, both are quoted, wherever somebody asks."""

import json

import pytest

from bot import corrections
from bot.commandline.lines import answer_line
from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot.test_corrections import NO_PAUSE
from tests.bot_api import OTHER, BotApi, Json, buttons
from tests.telegram_html import Parsed

QUESTION = "What do the ferry tickets cost?"
OLD = "The ferry tickets cost four euros. Children under six years of age travel free of charge."
NEW = "From July the ferry tickets cost five euros, the authority announced on Tuesday in Lisbon."
_FILLER = "Nobody knows what the weather will be like for the rest of the week."
SAID = "⇄ Two articles answer this, newest first:"


@pytest.fixture(name="publish", autouse=True)
def _publish(library: Library) -> None:
    """Beside the article that ships."""
    for title, text, date in (
        ("Harbour opens", f"{OLD}\n\nThe harbour opens on Monday. {_FILLER}", "2024-03-01"),
        ("Dearer ferries", f"{NEW}\n\nFishermen complain about the noise of the engines. {_FILLER}", "2025-06-10"),
    ):
        library.publish(Manuscript.model_validate({"title": title, "text": text, "date": date}), by="test")


def _quoted(message: Json) -> list[str]:
    return Parsed(message["text"], tuple(message["entities"])).marked("blockquote")


async def test_both_are_quoted(talk: Talk) -> None:
    """Each with its place and its day, the newer one first, and with a button to its context."""
    answer = await talk.ask(QUESTION)
    assert answer["text"].startswith(f"{SAID}\n{NEW}\nDearer ferries · ¶ 1 of 2 · 10 June 2025\n\n{OLD}")
    assert "\nHarbour opens · ¶ 1 of 2 · 1 March 2024\n\n#" in answer["text"]
    assert "Ask the editors" not in buttons(answer)


async def test_there_and_back(talk: Talk) -> None:
    """Each can be seen in its context and explained, and the way back leads to both; the next passage is the third."""
    answer = dict(await talk.ask(QUESTION))
    seen = []
    for press in ("c:0", "c:1", "w:1", "p:2"):
        await talk.take(talk.api.press_data(answer, f"{press}:{answer['text'].rpartition('#')[2]}"))
        page = dict(talk.api.messages[answer["chat"]["id"], answer["message_id"]])
        seen.append(page["text"])
        back = next(label for label in buttons(page) if label.startswith("◂ Back"))
        assert answer["text"] == (await talk.press(page, back))["text"]
    assert "Dearer ferries" in seen[0] and "Harbour opens" in seen[1] and "Harbour opens" in seen[2]
    assert seen[3].startswith("Also related, 3 of ")


async def test_one_vote_for_both(talk: Talk) -> None:
    """Helpful is the answer as a whole, and a vote stays when pages are turned."""
    answer = await talk.ask(QUESTION)
    await talk.press(answer, "👍 Helpful", by=OTHER)
    await talk.press(answer, "Next passage ▸")
    assert "👍 Helpful · 1" in buttons(await talk.press(answer, "◂ Back"))


async def test_one_is_withdrawn(talk: Talk, library: Library) -> None:
    """What is left is shown by itself: there is nothing to set it against."""
    answer = await talk.ask(QUESTION)
    number = answer["text"].rpartition("#")[2]
    newer = next(article for article in library.articles() if article.live and article.live.title == "Dearer ferries")
    library.history.withdraw(newer.id, by="test")
    await talk.take(talk.api.press_data(answer, f"p:1:{number}"))
    page = talk.api.messages[answer["chat"]["id"], answer["message_id"]]
    assert SAID not in page["text"] and [OLD] == _quoted(page)


async def test_inline(talk: Talk, api: BotApi) -> None:
    """Both in one message come first, then each by itself, neither as merely related."""
    await talk.take(api.type(QUESTION))
    first, *others = api.offered
    assert "Two articles answer this" == first["title"] and [NEW, OLD] == _quoted(first)
    verified = (await talk.ask(f"/verify {first['text'].rpartition('#')[2]}"))["text"]
    assert 2 == verified.count("still word for word")
    opened = await talk.ask(f"/start q_{first['text'].rpartition('#')[2]}")
    assert opened["text"].startswith(SAID) and [NEW, OLD] == _quoted(opened)
    await talk.take(api.type(f"#{first['text'].rpartition('#')[2]}"))
    assert opened["text"] == api.offered[0]["text"]
    assert [NEW, OLD] == [_quoted(one)[0] for one in others[:2]]
    assert ["related" in one["text"] for one in others[:3]] == [False, False, True]


async def test_corrected_inline(talk: Talk, api: BotApi, library: Library) -> None:
    """Whichever of the two changes; where one is withdrawn, the other is left, and both come back."""
    await talk.take(api.type(QUESTION))
    await talk.take(api.choose(api.offered[0]["id"], QUESTION))
    (message,) = api.inline.values()
    before, numbered = message["text"], f"#{message['text'].rpartition('#')[2]}"
    older = next(article for article in library.articles() if article.live and article.live.title == "Harbour opens")
    assert older.live
    text = older.live.text.replace("four euros", "three euros")
    library.publish(older.live.model_copy(update={"text": text, "headings": ()}), by="test")
    await corrections.correct(talk.application, NO_PAUSE)
    assert [NEW, OLD.replace("four", "three")] == _quoted(message)
    assert message["text"].startswith(f"{QUESTION}\n{SAID}") and f"{numbered}\nCorrected on " in message["text"]
    verified = (await talk.ask(f"/verify {numbered}"))["text"]
    assert "Harbour opens\nWhat changed from ¶ 1 to what is now ¶ 1:" in verified
    library.history.withdraw(older.id, by="test")
    await corrections.correct(talk.application, NO_PAUSE)
    assert [NEW] == _quoted(message) and SAID not in message["text"] and "\nCorrected on " in message["text"]
    library.history.make_live(older.id, older.live.number, by="test", base=None)
    await corrections.correct(talk.application, NO_PAUSE)
    assert before == message["text"]


async def test_as_a_guest(talk: Talk, api: BotApi) -> None:
    """The same message."""
    await talk.take(api.call_as_guest(f"@quoth_bot {QUESTION}"))
    assert api.guest_answers[0]["text"].startswith(SAID)


def test_as_json(library: Library) -> None:
    """A program is told."""
    assert json.loads(answer_line(library, QUESTION))["both_say"] is True
    assert json.loads(answer_line(library, "When does the harbour open?"))["both_say"] is False
