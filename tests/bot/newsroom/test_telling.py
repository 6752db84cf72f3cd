"""Whoever asked the editors is told once, where they asked, also when we are killed over it."""

import datetime as dt

import pytest

from bot.application import build_application
from bot.context import Quoth
from bot.newsroom.telling import tell
from bot.settings import Settings
from corpus.library import Library
from corpus.reading import read
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ASKER, FORUM, GROUP, OTHER, BotApi, Json, Refused, Value

BANJO = "Who plays the banjo?"
MUSIC = b"Music on the quay\n\nAnn Brown plays the banjo on the quay every Sunday."
TOLD = f"You asked the editors. The articles answer now:\n{BANJO}\nAnn Brown plays the banjo"


async def _asks(talk: Talk, by: Json = ASKER, **where: Value) -> Json:
    text = f"/ask {BANJO}" if where else BANJO
    update = talk.api.write(text, by=by, **where)
    (answer,) = await talk.take(update)
    await talk.press(answer, "Ask the editors", by=by)
    question: Json = update["message"]
    return question


def _publish(library: Library) -> None:
    library.publish(read("music.txt", MUSIC), by="ann")


def _told(api: BotApi, chat: Json) -> list[Json]:
    return [message for message in api.said(chat["id"]) if message["text"].startswith("You asked the editors.")]


async def test_a_published_article_is_told_once(talk: Talk, application: Quoth, library: Library, api: BotApi) -> None:
    """The answer comes as an answer comes, with its buttons; another look tells nobody."""
    await _asks(talk)
    known: dict[str, int] = {}
    await tell(application, known)
    assert [] == _told(api, ASKER)
    _publish(library)
    for _ in range(3):
        await tell(application, known)
        await tell(application, {})
    (told,) = _told(api, ASKER)
    assert told["text"].startswith(TOLD)
    assert [] == library.open_questions.all("main")
    context = await talk.press(told, "In context", by=ASKER)
    assert "➤ ¶ 1" in context["text"]


async def test_a_lesson_is_told_too(talk: Talk, application: Quoth, library: Library, api: BotApi) -> None:
    """It is an answer; that the articles do not answer is none."""
    await _asks(talk)
    library.school.teach(BANJO, None, by="ann")
    await tell(application, {})
    assert [] == _told(api, ASKER) and 1 == len(library.open_questions.all("main"))
    (article,) = library.articles()
    library.school.teach(BANJO, library.passages(article.id)[4], by="ann")
    await tell(application, {})
    assert 1 == len(_told(api, ASKER))


@pytest.mark.parametrize("is_kept", [True, False])
async def test_in_the_topic_of_the_question(
    talk: Talk, application: Quoth, library: Library, api: BotApi, *, is_kept: bool
) -> None:
    """Of a forum, also where the question is too old to be kept by then; General has no number."""
    await _asks(talk, to=FORUM, message_thread_id=5, is_topic_message=True)
    await talk.press(await talk.ask("/ask Who plays the fiddle?", to=FORUM), "Ask the editors")
    if not is_kept:
        library.traces.sweep(dt.timedelta())
    library.publish(read("music.txt", MUSIC.replace(b"the banjo on", b"the banjo and the fiddle on")), by="ann")
    await tell(application, {})
    assert {5, None} == {told.get("message_thread_id") for told in _told(api, FORUM)}


async def test_in_a_group_once_for_all_who_wait(talk: Talk, application: Quoth, library: Library, api: BotApi) -> None:
    """As a reply to the question that was put first."""
    asked = await _asks(talk, to=GROUP)
    await _asks(talk, by=OTHER, to=GROUP)
    _publish(library)
    await tell(application, {})
    (told,) = _told(api, GROUP)
    assert asked["message_id"] == told["reply_to_message"]["message_id"]
    assert ([] == _told(api, ASKER) and 1 == len(_told(api, OTHER))) or 1 == len(_told(api, GROUP))


async def test_who_is_forgotten_is_not_told(talk: Talk, application: Quoth, library: Library, api: BotApi) -> None:
    """/forget means it."""
    await _asks(talk)
    await talk.write("/forget", by=ASKER)
    _publish(library)
    await tell(application, {})
    assert [] == _told(api, ASKER)


async def test_after_the_question_is_too_old_to_be_kept(
    talk: Talk, application: Quoth, library: Library, api: BotApi
) -> None:
    """Who waits is told all the same, without a reply to anything."""
    await _asks(talk, to=GROUP)
    library.traces.sweep(dt.timedelta())
    _publish(library)
    await tell(application, {})
    (told,) = _told(api, GROUP)
    assert "reply_to_message" not in told


async def test_where_we_may_no_longer_write_they_are_told_in_private(
    talk: Talk, application: Quoth, library: Library, api: BotApi
) -> None:
    """The group threw us out; nobody waits for ever."""
    await talk.write("/start", by=ASKER)
    await _asks(talk, to=GROUP)
    _publish(library)
    api.refusals[GROUP["id"]] = Refused(403, "Forbidden: bot was kicked from the supergroup chat")
    await tell(application, {})
    assert [] == _told(api, GROUP) and 1 == len(_told(api, ASKER))
    assert [] == library.open_questions.all("main")


async def test_not_in_the_quiet_hours(talk: Talk, application: Quoth, library: Library, api: BotApi) -> None:
    """The group is told when they are over."""
    await _asks(talk, to=GROUP)
    _publish(library)
    hour = dt.datetime.now(dt.UTC).hour
    library.chats.set(GROUP["id"], quiet_from=hour, quiet_to=(hour + 2) % 24)
    known: dict[str, int] = {}
    await tell(application, known)
    assert [] == _told(api, GROUP) and {} == known
    library.chats.set(GROUP["id"], quiet_from=None, quiet_to=None)
    await tell(application, known)
    assert 1 == len(_told(api, GROUP))


async def test_messages_that_delete_themselves(talk: Talk, application: Quoth, library: Library, api: BotApi) -> None:
    """This one too, where the group chose so."""
    await _asks(talk, to=GROUP)
    _publish(library)
    library.chats.set(GROUP["id"], deletes_after=1)
    await tell(application, {})
    (told,) = _told(api, GROUP)
    assert [] == library.chats.due()
    assert [(GROUP["id"], told["message_id"])] == library.chats.due(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))


async def test_in_the_language_of_whoever_waits(talk: Talk, application: Quoth, library: Library, api: BotApi) -> None:
    """As they chose it; else as they were answered: nobody writes just now whose language Telegram could tell."""
    question = await talk.ask(BANJO, by=OTHER | {"language_code": "de"})
    await talk.press(question, "Redaktion fragen", by=OTHER | {"language_code": "de"})
    await _asks(talk)
    library.people.set(ASKER["id"], language="de")
    _publish(library)
    await tell(application, {})
    for person in (ASKER, OTHER):
        told = api.said(person["id"])[-1]
        assert told["text"].startswith("Sie haben die Redaktion gefragt. Jetzt antworten die Artikel:")


async def test_a_groups_own_articles_are_told_nowhere_else(
    talk: Talk, application: Quoth, library: Library, api: BotApi
) -> None:
    """Who put a question to them in private is not told there: nobody knows whether they may still read them."""
    await talk.write("/start", by=ASKER)
    own = library.own_collections.open(GROUP["id"], by="telegram:10")
    asked = library.questions.remember(
        chat_id=ASKER["id"], message_id=1, text=BANJO, collection=own, verdict="none", cited=[]
    )
    library.open_questions.put(asked, ASKER["id"])
    library.publish(read("music.txt", MUSIC), by="ann", collection=own)
    await tell(application, {})
    assert [] == _told(api, ASKER) and [] == library.open_questions.all(own)


async def test_killed_after_it_was_sent(
    talk: Talk, application: Quoth, settings: Settings, library: Library, api: BotApi
) -> None:
    """The message stands there and was not noted: after the start it is found, and not sent again."""
    await _asks(talk)
    _publish(library)
    (waiting,) = library.open_questions.all("main")
    (before,) = library.open_questions.subscribers(waiting.id)
    await tell(application, {})
    (told,) = _told(api, ASKER)
    asked = library.questions.get(before.question_id)
    assert asked and library.open_questions.put(asked, ASKER["id"])  # as if it had not been noted …
    library.open_questions.telling(waiting.id, ASKER["id"], told["message_id"] - 1)  # … but begun
    async with build_application(settings, library, Telegram(api)) as anew:
        await tell(anew, {})
    assert [told] == _told(api, ASKER)
    assert [] == library.open_questions.all("main")
