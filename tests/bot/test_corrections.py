"""An answer whose words were changed or withdrawn says so itself, once, whatever happens in between."""

import datetime as dt

import pytest
from sqlalchemy import update

from bot import corrections
from bot.application import build_application
from bot.settings import Settings
from corpus import bundled
from corpus.articles import Manuscript
from corpus.library import Library
from corpus.store.schema import inline_messages, receipts
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ADMIN, ASKER, GROUP, BotApi, Json, Refused, buttons, links
from tests.corpus.paragraphs import DEARER, FARES, TRADERS, one_text

TICKETS = "What do ferry tickets to the islands cost?"
NO_PAUSE = (0.0, 0.0, 0.0)


def ferry(*texts: str) -> Manuscript:
    """The article that all ask about."""
    return Manuscript(title="Ferries", text=one_text(*(texts or (FARES,))), language="en")


async def now(talk: Talk, answer: Json) -> str:
    """How an answer reads after all changes were followed."""
    await corrections.correct(talk.application, NO_PAUSE)
    return str(talk.api.messages[answer["chat"]["id"], answer["message_id"]]["text"])


async def test_changed_words(talk: Talk, library: Library) -> None:
    """The answer quotes what stands there now, with a note, its number and its buttons."""
    library.publish(ferry(), by="ann")
    answer = await talk.ask(TICKETS)
    assert "four euros" in answer["text"] and answer["text"] == await now(talk, answer)
    library.publish(ferry(DEARER, TRADERS), by="ann")
    text = await now(talk, answer)
    assert "five euros" in text and "four euros" not in text and "\nCorrected on " in text
    assert answer["text"].rpartition("#")[2].split()[0] in text and "Why this passage" in buttons(answer)


async def test_withdrawn_words(talk: Talk, library: Library) -> None:
    """They are no longer there; when the withdrawal is undone, they are back, without a note."""
    article = library.publish(ferry(), by="ann").article
    answer = dict(await talk.ask(TICKETS))
    library.history.withdraw(article.id, by="ann")
    text = await now(talk, answer)
    assert text.startswith("Corrected on ") and text.endswith("the words that stood here are no longer in the article.")
    library.history.make_live(article.id, 1, by="ann", base=None)
    assert answer["text"] == await now(talk, answer)


async def test_what_may_no_longer_be_read_here(talk: Talk, library: Library) -> None:
    """An answer in the private chat of one who edited a group's own articles is not brought up to date after that."""
    own = library.own_collections.open(GROUP["id"], by="x")
    library.chats.set(GROUP["id"], collection=own)
    library.people.set(ADMIN["id"], collection=own)
    library.publish(ferry(), by="ann", collection=own)
    in_group, in_private = await talk.ask(f"/ask {TICKETS}", to=GROUP), await talk.ask(TICKETS, by=ADMIN)
    library.publish(ferry(DEARER), by="ann", collection=own)
    talk.application.bot_data.rights.note(GROUP["id"], ADMIN["id"], is_admin=False)
    assert "five euros" in await now(talk, in_group)
    assert "four euros" in await now(talk, in_private)
    assert "Share" not in links(talk.api.messages[GROUP["id"], in_group["message_id"]])


async def test_what_stands_is_left_alone(talk: Talk, library: Library) -> None:
    """An answer whose words stand in the new revision is not touched; nor is one from three days ago."""
    library.publish(ferry(), by="ann")
    answer = await talk.ask(TICKETS)
    library.publish(ferry(FARES, TRADERS), by="ann")
    await now(talk, answer)
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    with library._store._database.writing() as connection:
        connection.execute(update(receipts).values(given_at=long_ago))
    library.publish(ferry(TRADERS), by="ann")
    await now(talk, answer)
    assert [] == talk.calls("editMessageText")


async def test_each_is_edited_once(talk: Talk, library: Library) -> None:
    """However often changes are looked at; also after a restart in the middle."""
    library.publish(ferry(), by="ann")
    answers = [await talk.ask(TICKETS) for _ in range(3)]
    library.publish(ferry(DEARER), by="ann")
    *_, change = library.corrections.waiting()
    await corrections._look_at(talk.application, library.corrections.answers(change)[0], change.id)
    assert 1 == len(talk.calls("editMessageText"))
    for answer in answers:
        assert "five euros" in await now(talk, answer)
    assert 3 == len(talk.calls("editMessageText"))


async def test_killed_between_the_edit_and_the_note(talk: Talk, library: Library) -> None:
    """The edit comes again, is refused as changing nothing, and counts as done."""
    library.publish(ferry(), by="ann")
    answer = await talk.ask(TICKETS)
    library.publish(ferry(DEARER), by="ann")
    before = await now(talk, answer)
    with library._store._database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM corrections")
    assert before == await now(talk, answer)
    assert 2 == len(talk.calls("editMessageText")) and 1 == len(talk.api.said(ASKER["id"]))


async def test_an_answer_that_was_on_its_way(talk: Talk, library: Library) -> None:
    """A change is looked at for a minute: an answer from just before it may be written down just after it."""
    library.publish(ferry(), by="ann")
    await talk.ask(TICKETS)
    library.publish(ferry(DEARER), by="ann")
    await corrections.correct(talk.application, NO_PAUSE)
    late = await talk.ask(TICKETS)
    with library._store._database.writing() as connection:
        connection.execute(update(receipts).values(revision=1, start=0, end=len(FARES)))
    assert "Corrected on " in await now(talk, late)
    assert library.corrections.waiting()


async def test_what_quotes_the_live_words_is_not_looked_at(talk: Talk, library: Library) -> None:
    """In the minute after a change, only answers from before it and those that say that they were corrected are."""
    library.publish(ferry(), by="ann")
    await talk.ask(TICKETS)
    *_, first = library.corrections.waiting()
    assert [] == library.corrections.answers(first)
    library.publish(ferry(DEARER), by="ann")
    *_, second = library.corrections.waiting()
    before = library.corrections.answers(second)
    await talk.ask(TICKETS)
    assert before == library.corrections.answers(second) and 1 == len(before)


async def test_a_change_is_followed_to_its_end(talk: Talk, library: Library) -> None:
    """After that minute it waits no more."""
    library.publish(ferry(), by="ann")
    with library._store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE changes SET at = '2026-01-01 00:00:00.000000'")
    await corrections.correct(talk.application, NO_PAUSE)
    assert [] == library.corrections.waiting()


async def test_what_was_put_to_the_editors(talk: Talk, library: Library) -> None:
    """The button under a corrected answer says so still, and after a look at a passage in its context."""
    library.publish(ferry(FARES, TRADERS), by="ann")
    answer = await talk.ask("ferry tickets zeppelin tariffs")
    await talk.press(answer, "Ask the editors")
    await talk.press(answer, next(label for label, data in buttons(answer).items() if data.startswith("c:")))
    answer = await talk.press(answer, "◂ Back to answer")
    assert "✓ Asked the editors" in buttons(answer)
    library.publish(ferry(DEARER, TRADERS), by="ann")
    assert "five euros" in await now(talk, answer)
    assert "✓ Asked the editors" in buttons(talk.api.messages[ASKER["id"], answer["message_id"]])


async def sent_inline(talk: Talk, typed: str = TICKETS, place: int = 0) -> Json:
    """A passage that somebody sent by way of inline mode, as it stands in that chat."""
    await talk.take(talk.api.type(typed))
    offered = talk.api.offered[place]
    await talk.take(talk.api.choose(offered["id"], typed))
    return talk.api.inline[list(talk.api.inline)[-1]]


def sourced(*texts: str) -> Manuscript:
    """The article, with an address: only with the button that opens it does Telegram tell of what is sent."""
    return ferry(*texts).model_copy(update={"source": "https://example.org/ferries"})


async def test_what_was_sent_inline(talk: Talk, library: Library) -> None:
    """Reads as the article now does, with a note, below what was asked; withdrawn it is gone, and comes back."""
    article = library.publish(sourced(), by="ann").article
    message = await sent_inline(talk)
    before = dict(message)
    assert "four euros" in message["text"]
    library.publish(sourced(DEARER, TRADERS), by="ann")
    await corrections.correct(talk.application, NO_PAUSE)
    assert message["text"].startswith(f"{TICKETS}\n") and "five euros" in message["text"]
    assert "\nCorrected on " in message["text"] and "Open the source" in links(message)
    library.history.withdraw(article.id, by="ann")
    await corrections.correct(talk.application, NO_PAUSE)
    assert message["text"].endswith("the words that stood here are no longer in the article.")
    library.history.make_live(article.id, 1, by="ann", base=None)
    await corrections.correct(talk.application, NO_PAUSE)
    assert before["text"] == message["text"] and links(before) == links(message)
    await corrections.correct(talk.application, NO_PAUSE)
    assert 3 == len(talk.calls("editMessageText"))


async def test_what_may_not_answer_still_says_so(talk: Talk, library: Library) -> None:
    """A passage that was sent as a related one is corrected as one."""
    library.publish(sourced(FARES, TRADERS), by="ann")
    message = await sent_inline(talk, "ferry tickets zeppelin tariffs")
    assert "it may not answer this" in message["text"] and "four euros" in message["text"]
    library.publish(sourced(DEARER, TRADERS), by="ann")
    await corrections.correct(talk.application, NO_PAUSE)
    assert "it may not answer this" in message["text"] and "five euros" in message["text"]


async def test_a_suggestion(talk: Talk, library: Library) -> None:
    """Is corrected below its question, which nobody typed."""
    text = bundled.manuscript().model_copy(update={"source": "https://example.org/talks"})
    library.publish(text, by="ann")
    suggestion, message = library.suggestions()[0], await sent_inline(talk, "")
    quoted = suggestion.answer.citations[0].passage.text
    assert message["text"].startswith(f"{suggestion.answer.query.text}\n") and quoted in message["text"]
    revised = quoted.replace(" the ", " that very ", 1)
    library.publish(text.model_copy(update={"text": text.text.replace(quoted, revised)}), by="ann")
    await corrections.correct(talk.application, NO_PAUSE)
    assert message["text"].startswith(f"{suggestion.answer.query.text}\n") and revised in message["text"]


async def test_a_shared_answer(talk: Talk, library: Library) -> None:
    """Is corrected; its number, which was typed, is no question to stand above it."""
    library.publish(sourced(), by="ann")
    message = await sent_inline(talk, "#" + (await talk.ask(TICKETS))["text"].rpartition("#")[2])
    number, ways = message["text"].rpartition("#")[2], {*links(message)}
    library.publish(sourced(DEARER), by="ann")
    await corrections.correct(talk.application, NO_PAUSE)
    assert message["text"].startswith(DEARER) and f"#{number}\n" in message["text"] and ways == {*links(message)}


async def test_what_a_guest_got(talk: Talk, library: Library) -> None:
    """An answer in a chat that we are no member of is corrected, by the number that Telegram gave for it."""
    library.publish(ferry(), by="ann")
    await talk.take(talk.api.call_as_guest(f"@quoth_bot {TICKETS}"))
    (answer,) = talk.api.guest_answers
    number = answer["text"].rpartition("#")[2]
    library.publish(ferry(DEARER), by="ann")
    await corrections.correct(talk.application, NO_PAUSE)
    assert "five euros" in answer["text"] and "\nCorrected on " in answer["text"]
    assert number in answer["text"] and {} == buttons(answer)
    await corrections.correct(talk.application, NO_PAUSE)
    assert 1 == len(talk.calls("editMessageText"))


async def test_a_forgotten_sender(talk: Talk, library: Library) -> None:
    """What a person sent is forgotten with them, and after some days anyway: it stays as it is."""
    library.publish(sourced(), by="ann")
    mine, old = await sent_inline(talk), await sent_inline(talk)
    with library._store._database.writing() as connection:
        long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=5)
        connection.execute(update(inline_messages).where(inline_messages.c.id == "inline-1").values(sent_at=long_ago))
    library.traces.sweep(dt.timedelta(days=30))
    assert 1 == library.traces.forget(ASKER["id"])["inline_messages"]
    library.publish(sourced(DEARER), by="ann")
    await corrections.correct(talk.application, NO_PAUSE)
    assert "four euros" in mine["text"] and "four euros" in old["text"] and [] == talk.calls("editMessageText")


@pytest.mark.parametrize(
    "refusal", [Refused(403, "Forbidden: bot was kicked"), Refused(400, "Bad Request: message can't be edited")]
)
async def test_where_telegram_refuses(talk: Talk, library: Library, refusal: Refused) -> None:
    """It is not tried again, and the others are edited all the same."""
    library.publish(ferry(), by="ann")
    closed, answer = await talk.ask(f"/ask {TICKETS}", to=GROUP), await talk.ask(TICKETS)
    library.publish(ferry(DEARER), by="ann")
    edit = talk.api._editMessageText

    def refuse(sent: Json) -> Json:
        if sent["chat_id"] == GROUP["id"]:
            raise refusal
        return edit(sent)

    talk.api._editMessageText = refuse  # type: ignore[method-assign]
    assert "five euros" in await now(talk, answer)
    assert "four euros" in await now(talk, closed)
    assert 2 == len(talk.calls("editMessageText"))


async def test_who_wants_to_be_told(talk: Talk, library: Library) -> None:
    """Chosen in /settings: told once, in reply to the answer; others are not."""
    library.publish(ferry(), by="ann")
    (panel,) = await talk.write("/settings")
    page = await talk.press(panel, "Corrections: do not write to me")
    await talk.press(page, "○ write to me")
    answer = await talk.ask(TICKETS)
    library.publish(ferry(DEARER), by="ann")
    await now(talk, answer)
    await now(talk, answer)
    last = max(talk.api.said(ASKER["id"]), key=lambda message: message["message_id"])
    assert last["text"].startswith("An answer that I gave you is corrected, because its article has changed: /verify ")
    assert answer["message_id"] == last["reply_to_message"]["message_id"]
    assert 3 == len(talk.api.said(ASKER["id"]))


async def test_in_the_language_of_the_answer(talk: Talk, library: Library) -> None:
    """Nobody's language changes because an article did."""
    library.publish(ferry(), by="ann")
    answer = await talk.ask(TICKETS, by=ASKER | {"language_code": "de"})
    library.publish(ferry(DEARER), by="ann")
    assert "Berichtigt am " in await now(talk, answer)


async def test_a_purged_text(talk: Talk, library: Library) -> None:
    """Is gone from the chats, too."""
    article = library.publish(ferry(), by="ann").article
    answer = await talk.ask(TICKETS)
    library.history.purge(article.id, by="eve")
    assert "four euros" not in await now(talk, answer)


async def test_several_passages_at_once(talk: Talk, library: Library) -> None:
    """The closest passages: each as it reads now, the others as they were."""
    library.publish(ferry(FARES, TRADERS), by="ann")
    library.people.set(ASKER["id"], boldness="careful")
    answer = await talk.ask("Which hall do traders of the ferry islands like?")
    assert "four euros" in answer["text"] or "forty traders" in answer["text"]
    library.publish(ferry(DEARER, TRADERS.replace("forty", "fifty")), by="ann")
    text = await now(talk, answer)
    assert "four euros" not in text and "forty traders" not in text and "Corrected on " in text


async def test_a_passage_that_was_not_shown(talk: Talk, library: Library) -> None:
    """An answer that shows three passages is not corrected for the sake of one that it only knows of."""
    library.people.set(ASKER["id"], boldness="careful", corrections=True)
    halls = "Hall {} of the market belongs to the traders of the northern islands."
    paragraphs = [halls.format(number) for number in range(9)]
    library.publish(ferry(*paragraphs), by="ann")
    answer = dict(await talk.ask("Which hall do the zeppelin traders of the islands rent?"))
    quoted = [paragraph for paragraph in paragraphs if paragraph in answer["text"]]
    assert 3 == len(quoted) and "closest" in answer["text"].casefold()
    kept = [paragraph if paragraph in quoted else paragraph.replace("northern", "western") for paragraph in paragraphs]
    library.publish(ferry(*kept), by="ann")
    assert answer["text"] == await now(talk, answer) and 1 == len(talk.api.said(ASKER["id"]))
    library.publish(ferry(*(paragraph for paragraph in kept if paragraph != quoted[0])), by="ann")
    assert "Corrected on " in await now(talk, answer)


async def test_after_a_restart(talk: Talk, library: Library, settings: Settings, api: BotApi) -> None:
    """What one process published, the next one follows."""
    library.publish(ferry(), by="ann")
    answer = await talk.ask(TICKETS)
    library.publish(ferry(DEARER), by="ann")
    async with build_application(settings, library, Telegram(api)) as application:
        assert "five euros" in await now(Talk(api, application), answer)
