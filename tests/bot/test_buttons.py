"""The pages of an answer: forth and back, in context, by those who may, at any later time."""

import dataclasses

import pytest

from bot.application import build_application
from bot.settings import Settings
from corpus.answers import Answer, Verdict
from corpus.articles import Manuscript
from corpus.library import Library
from corpus.queries import Query
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ADMIN, ANONYMOUS, ASKER, CHANNEL, CHANNEL_USER, GROUP, OTHER, BotApi, Json, buttons

QUESTION = "What sanctions did Trump threaten to impose on Russia’s trading partners?"


class Unsure(Library):
    """A library that never claims to answer."""

    def ask(self, query: Query) -> Answer:
        return dataclasses.replace(super().ask(query), verdict=Verdict.CLOSEST)


async def test_next_and_back(talk: Talk) -> None:
    """The next passage takes the answer's place, and Back brings the answer again, buttons and all."""
    answer = dict(await talk.ask(QUESTION))
    second = dict(await talk.press(answer, "Next passage ▸"))
    assert second["text"].startswith("Also related, 2 of ")
    assert {"◂ Back", "In context"} <= set(buttons(second))
    assert talk.notice is None
    again = await talk.press(answer, "◂ Back")
    assert (answer["text"], answer["entities"], buttons(answer)) == (again["text"], again["entities"], buttons(again))


async def test_to_the_last_passage(talk: Talk) -> None:
    """The last one has no next."""
    page = await talk.ask(QUESTION)
    while "Next passage ▸" in buttons(page):
        page = await talk.press(page, "Next passage ▸")
    assert ["◂ Back", "In context", "Why this passage", "👍 Helpful", "👎 Not helpful"] == list(buttons(page))


async def test_in_context(talk: Talk) -> None:
    """The passages before and after, the cited one marked between them, and a way back."""
    answer = dict(await talk.ask(QUESTION))
    number = int(answer["text"].rpartition("¶ ")[2].split()[0])
    page = await talk.press(answer, "In context")
    assert [f"¶ {number - 1}", f"➤ ¶ {number}", f"¶ {number + 1}"] == [
        line for line in page["text"].splitlines() if "¶" in line and "·" not in line
    ]
    assert answer["text"] == (await talk.press(page, "◂ Back to answer"))["text"]


async def test_related_passages_in_context(settings: Settings, api: BotApi) -> None:
    """Each of the closest passages can be seen in its context, and the way leads back to all of them."""
    library = Unsure.open(settings.database)
    async with build_application(settings, library, Telegram(api)) as application:
        talk = Talk(api, application)
        answer = dict(await talk.ask(QUESTION))
        assert answer["text"].startswith("≈")
        labels = [label for label in buttons(answer) if "in context" in label]
        assert 3 == len(labels)
        for label in labels:
            page = await talk.press(answer, label)
            assert f"➤ {label.removesuffix(' in context')}" in page["text"]
            assert answer["text"] == (await talk.press(page, "◂ Back to answer"))["text"]
    library.close()


async def test_after_a_restart(settings: Settings, library: Library, api: BotApi) -> None:
    """The buttons outlive the process."""
    async with build_application(settings, library, Telegram(api)) as application:
        answer = await Talk(api, application).ask(QUESTION)
    library.close()
    reopened = Library.open(settings.database)
    async with build_application(settings, reopened, Telegram(api)) as application:
        page = await Talk(api, application).press(answer, "Next passage ▸")
    reopened.close()
    assert page["text"].startswith("Also related, 2 of ")


async def test_the_article_changed(talk: Talk, library: Library) -> None:
    """The words that were cited are still shown, and that they are no longer live is said."""
    answer = dict(await talk.ask(QUESTION))
    (article,) = library.articles()
    assert article.live
    changed = article.live.model_copy(update={"text": "A new beginning.\n\n" + article.live.text, "headings": ()})
    library.publish(Manuscript.model_validate(changed.model_dump(include=set(Manuscript.model_fields))), by="test")
    await talk.press(answer, "Next passage ▸")
    assert "The article has changed since this answer." == talk.notice
    page = await talk.press(answer, "◂ Back")
    assert answer["text"].splitlines()[0] == page["text"].splitlines()[0]
    assert page["text"].endswith("The article has changed since this answer.")


@pytest.mark.parametrize("label", ["Next passage ▸", "In context"])
async def test_the_article_was_removed(talk: Talk, library: Library, label: str) -> None:
    """It is no longer quoted, and the one who presses is told why."""
    answer = await talk.ask(QUESTION)
    (article,) = library.articles()
    library.history.withdraw(article.id, by="test")
    page = await talk.press(answer, label)
    assert "The article has been removed since this answer." == talk.notice
    assert "The article that stood here has been removed, so it is no longer quoted." == page["text"]


async def test_in_a_group(talk: Talk) -> None:
    """The asker and admins turn the pages; others are told that they cannot."""
    answer = await talk.ask(f"/ask {QUESTION}", to=GROUP)
    for presser, may in ((ASKER, True), (OTHER, False), (ADMIN, True)):
        before = answer["text"]
        label = next(iter(buttons(answer)))
        answer = dict(await talk.press(answer, label, by=presser))
        assert may == (before != answer["text"])
        assert may == (talk.notice is None)


@pytest.mark.parametrize(("by", "speaks_as"), [(ANONYMOUS, GROUP), (CHANNEL_USER, CHANNEL)])
async def test_the_question_of_nobody_known(talk: Talk, library: Library, by: Json, speaks_as: Json) -> None:
    """An anonymous admin, a channel: the number that all of these share is kept of none, and admins turn the pages."""
    answer = await talk.ask(f"/ask {QUESTION}", to=GROUP, by=by, sender_chat=speaks_as)
    asked = library.questions.get(buttons(answer)["In context"].rpartition(":")[2])
    assert asked and asked.user_id is None
    before = answer["text"]
    assert before == (await talk.press(answer, "Next passage ▸", by=OTHER))["text"]
    assert before != (await talk.press(answer, "Next passage ▸", by=ADMIN))["text"]


@pytest.mark.parametrize(
    ("data", "notice"),
    [
        ("p:0:unknownquest", "I no longer know this answer. Please ask again."),
        ("c:0:unknownquest", "I no longer know this answer. Please ask again."),
        ("e:0:00000000", "This button no longer does anything."),
        ("?:1:2", "This button no longer does anything."),
        ("p:-1:abc", "This button no longer does anything."),
        ("p", "This button no longer does anything."),
    ],
)
async def test_every_press_is_answered(talk: Talk, api: BotApi, data: str, notice: str) -> None:
    """Also one of a button that nobody knows."""
    answer = await talk.ask(QUESTION)
    update = api.press_data(answer, data)
    await talk.take(update)
    assert notice == api.answered[update["callback_query"]["id"]]


async def test_a_position_beyond_the_last(talk: Talk, api: BotApi) -> None:
    """A forged position breaks nothing."""
    answer = await talk.ask(QUESTION)
    question_id = next(iter(buttons(answer).values())).split(":")[2]
    update = api.press_data(answer, f"c:99:{question_id}")
    await talk.take(update)
    assert update["callback_query"]["id"] in api.answered


async def test_pressed_twice_in_a_hurry(talk: Talk, api: BotApi) -> None:
    """The second press of the same button, sent before the first was answered, is no error."""
    answer = await talk.ask(QUESTION)
    first, second = api.press(answer, "In context"), api.press(answer, "In context")
    await talk.take(first)
    await talk.take(second)
    assert {first["callback_query"]["id"], second["callback_query"]["id"]} <= set(api.answered)
    assert 1 == len(api.said(ASKER["id"]))


async def test_a_press_that_came_too_late(talk: Talk, api: BotApi) -> None:
    """Telegram no longer takes the answer to an old press; the page turns all the same."""
    answer = await talk.ask(QUESTION)
    update = api.press(answer, "In context")
    api._open_presses.clear()
    await talk.take(update)
    assert "◂ Back to answer" in buttons(api.said(ASKER["id"])[0])
