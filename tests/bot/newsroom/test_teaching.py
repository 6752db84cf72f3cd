"""/teach ties a question to a passage at once; only moderators, at every press, and it can be undone."""

import pytest

from bot.newsroom.teaching import lesson_ref
from bot.presses import Action, Press
from corpus.answers import Verdict
from corpus.errors import Unteachable
from corpus.library import Library
from corpus.queries import Query
from corpus.reading import read
from corpus.teaching import teachable
from tests.bot.talk import Talk
from tests.bot.test_moderation import ARTICLE
from tests.bot_api import ASKER, GROUP, OTHER, OWNER, BotApi, Json, buttons

QUESTION = "Who plays the banjo at the summit?"
NOT_MODERATOR = "Only a moderator of these articles can do that."


async def _offered(talk: Talk, text: str = QUESTION, by: Json = OWNER) -> Json:
    (offer,) = await talk.write(f"/teach {text}", by=by)
    return offer


def _first_words(library: Library, question: str) -> str:
    return library.ask(Query(text=question)).citations[0].passage.text


async def test_a_passage_that_was_found_answers_from_now_on(talk: Talk, library: Library) -> None:
    """The nearest passages are offered; one press teaches, shows what will be said, and the next asker gets it."""
    offer = await _offered(talk)
    assert offer["text"].startswith(f"{QUESTION}\nWhich passage answers this?\n1. ¶ ")
    wanted = library.nearest(Query(text=QUESTION))[1]
    done = await talk.press(offer, "2", by=OWNER)
    assert done["text"].startswith(f"Taught: to “{QUESTION}” I answer:\n{wanted.text[:40]}")
    assert f"¶ {wanted.number} of" in done["text"]
    answer = await talk.ask(QUESTION, by=ASKER)
    assert answer["text"].startswith(wanted.text[:40]) and "Next passage ▸" in buttons(answer)


async def test_a_passage_is_found_by_paging_through_the_article(talk: Talk, library: Library) -> None:
    """Of the only article at once; every passage can be reached and tied."""
    page = await talk.press(await _offered(talk), "Look in the articles", by=OWNER)
    for _ in range(2):
        page = await talk.press(page, "More ▸", by=OWNER)
    assert "More ▸" not in buttons(page)
    await talk.press(page, "¶ 21", by=OWNER)
    assert (21, Verdict.ANSWER) == (library.school.lessons()[0].number, library.ask(Query(text=QUESTION)).verdict)


async def test_of_several_articles_one_is_chosen_first(talk: Talk, library: Library) -> None:
    """The list, then the article, then the passage; and back to what was found."""
    await talk.publish("harbour.txt", ARTICLE)
    listed = await talk.press(await _offered(talk), "Look in the articles", by=OWNER)
    assert "1. Harbour opens on Monday" in listed["text"]
    page = await talk.press(listed, "1", by=OWNER)
    assert page["text"].startswith(f"{QUESTION}\nWhich passage answers this?\nHarbour opens on Monday\n¶ 1 ")
    back = await talk.press(page, "◂ Back", by=OWNER)
    assert "Cancel" in buttons(back)
    await talk.press(
        await talk.press(await talk.press(back, "Look in the articles", by=OWNER), "1", by=OWNER), "¶ 1", by=OWNER
    )
    assert "harbour" in _first_words(library, QUESTION)


async def test_that_nothing_answers_can_be_taught_too(talk: Talk, library: Library) -> None:
    """A confident answer stops with one press; the asker is told that the articles do not say."""
    asked = "What sanctions did Trump threaten?"
    given = await talk.ask(asked, by=OWNER)
    (offer,) = await talk.write("/teach", by=OWNER, reply_to_message=given)
    done = await talk.press(offer, "The articles do not answer this", by=OWNER)
    assert f"Taught: I will say that the articles do not answer “{asked}”." == done["text"]
    assert (await talk.ask(asked, by=ASKER))["text"].startswith("∅ The articles do not say.")
    undone = await talk.press(done, "Undo", by=OWNER)
    assert f"Taken back: “{asked}” is answered as it was before." == undone["text"]
    assert Verdict.ANSWER == library.ask(Query(text=asked)).verdict and [] == library.school.lessons()


@pytest.mark.parametrize("to_answer", [True, False])
async def test_as_a_reply_in_a_group(talk: Talk, library: Library, to_answer: bool) -> None:  # noqa: FBT001
    """To the question or to its answer; what others write is theirs: their presses teach nothing."""
    update = talk.api.write(f"/ask {QUESTION}", by=ASKER, to=GROUP)
    (answer,) = await talk.take(update)
    replied = answer if to_answer else update["message"]
    (offer,) = await talk.write("/teach", by=OWNER, to=GROUP, reply_to_message=replied)
    assert offer["text"].startswith(QUESTION)
    await talk.press(offer, "1", by=ASKER)
    assert NOT_MODERATOR == talk.notice and [] == library.school.lessons()
    await talk.press(offer, "1", by=OWNER)
    assert QUESTION == library.school.lessons()[0].text


async def test_a_message_that_was_no_question_can_be_taught(talk: Talk, library: Library) -> None:
    """Somebody wrote it to somebody else: the moderator's reply makes it one."""
    theirs = talk.api.write(QUESTION, by=ASKER, to=GROUP)["message"]
    (offer,) = await talk.write("/teach", by=OWNER, to=GROUP, reply_to_message=theirs)
    await talk.press(offer, "1", by=OWNER)
    assert [QUESTION] == [lesson.text for lesson in library.school.lessons()]


async def test_without_a_question_it_says_how(talk: Talk) -> None:
    """Nothing to teach is no error."""
    (told,) = await talk.write("/teach", by=OWNER)
    assert told["text"].startswith("Reply with /teach to a question")


async def test_who_may_teach(talk: Talk, library: Library) -> None:
    """Moderators of the collection; a right taken away is gone with the next press."""
    (refused,) = await talk.write(f"/teach {QUESTION}", by=ASKER)
    assert NOT_MODERATOR == refused["text"]
    library.moderators.name("main", ASKER["id"], by="telegram:9")
    offer = await _offered(talk, by=ASKER)
    library.moderators.remove("main", ASKER["id"], by="telegram:9")
    for label in ("1", "Look in the articles", "The articles do not answer this", "Cancel"):
        await talk.press(offer, label, by=ASKER)
        assert NOT_MODERATOR == talk.notice
    assert [] == library.school.lessons()


async def test_a_question_of_another_collection_is_not_shown(talk: Talk, library: Library, api: BotApi) -> None:
    """A forged press with somebody's question of it gets nothing."""
    library.moderators.name("main", OTHER["id"], by="telegram:9")
    library.publish(read("harbour.txt", ARTICLE), by="ann", collection="staff")
    asked = library.questions.remember(
        chat_id=ASKER["id"], message_id=1, text="a secret", collection="staff", verdict="none", cited=[]
    )
    offer = await _offered(talk, by=OTHER)
    await talk.take(api.press_data(offer, Press(Action.TEACH, asked.id).data, by=OTHER))
    assert offer["text"] == _now(api, offer)


async def test_an_answered_question_of_another_chat_is_not_shown(talk: Talk, library: Library, api: BotApi) -> None:
    """Its number is known where the answer was shared; once somebody found it not helpful, it is an open question."""
    answer = await talk.ask("What sanctions did Trump threaten?", by=ASKER)
    asked = library.questions.of_reply(ASKER["id"], answer["message_id"])
    assert asked
    offer = await _offered(talk)
    forged = Press(Action.TEACH, asked.id).data
    await talk.take(api.press_data(offer, forged, by=OWNER))
    assert offer["text"] == _now(api, offer)
    await talk.press(answer, "👎 Not helpful", by=ASKER)
    await talk.take(api.press_data(offer, forged, by=OWNER))
    assert _now(api, offer).startswith("What sanctions did Trump threaten?")


def _now(api: BotApi, message: Json) -> str:
    text: str = api.messages[message["chat"]["id"], message["message_id"]]["text"]
    return text


async def test_an_article_that_changed_meanwhile(talk: Talk, library: Library) -> None:
    """Its passages have other numbers now: nothing is tied, and the choice is offered anew."""
    await talk.publish("harbour.txt", ARTICLE)
    listed = await talk.press(await _offered(talk), "Look in the articles", by=OWNER)
    page = await talk.press(listed, "1", by=OWNER)
    await talk.publish("harbour.txt", ARTICLE + b"\n\nAnother paragraph, which was added later, about the old pier.")
    again = await talk.press(page, "¶ 1", by=OWNER)
    assert again["text"].startswith("The article has changed meanwhile. Please choose again.")
    assert [] == library.school.lessons()


async def test_what_says_nothing_is_refused_in_a_sentence(talk: Talk) -> None:
    """And so is what is too long."""
    for text in ("what is it?", "boat " * 120):
        (told,) = await talk.write(f"/teach {text}", by=OWNER)
        with pytest.raises(Unteachable, match=told["text"]):
            teachable(text)


async def test_lessons_are_listed_opened_retied_deleted_and_put_back(talk: Talk, library: Library) -> None:
    """Everything that was taught, newest first, each with what can be done about it."""
    await talk.press(await _offered(talk), "1", by=OWNER)
    await talk.press(await _offered(talk, "Who pays the piper?"), "The articles do not answer this", by=OWNER)
    (listed,) = await talk.write("/lessons", by=OWNER)
    first, second = listed["text"].splitlines()[1:]
    assert "1. “Who pays the piper?” → ∅ the articles do not answer this" == first
    assert second.startswith(f"2. “{QUESTION}” → Why Trump-Putin Talks")
    card = await talk.press(listed, "2", by=OWNER)
    assert card["text"].startswith(QUESTION)
    offer = await talk.press(card, "Another passage", by=OWNER)
    retied = await talk.press(offer, "2", by=OWNER)
    assert 2 == len(library.school.lessons())
    await talk.press(retied, "Undo", by=OWNER)
    assert 2 == len(library.school.lessons())
    (listed,) = await talk.write("/lessons", by=OWNER)
    gone = await talk.press(await talk.press(listed, "2", by=OWNER), "Delete", by=OWNER)
    assert f"Deleted: “{QUESTION}”." == gone["text"] and 1 == len(library.school.lessons())
    card = await talk.press(gone, "Undo", by=OWNER)
    assert card["text"].startswith(QUESTION) and 2 == len(library.school.lessons())
    assert "◂ Lessons" in buttons(card)


async def test_a_lesson_that_lost_its_passage_says_so(talk: Talk) -> None:
    """The list and the card show it, and offer another passage."""
    await talk.publish("harbour.txt", ARTICLE)
    listed = await talk.press(await _offered(talk), "Look in the articles", by=OWNER)
    await talk.press(await talk.press(listed, "1", by=OWNER), "¶ 1", by=OWNER)
    await talk.publish(
        "harbour.txt", b"Harbour opens on Monday\n\nNothing of what was said before is said again in this text."
    )
    (listed,) = await talk.write("/lessons", by=OWNER)
    assert f"1. “{QUESTION}” → ⚠ its passage is gone" == listed["text"].splitlines()[1]
    assert "⚠ its passage is gone" in (await talk.press(listed, "1", by=OWNER))["text"]


async def test_pages_of_lessons(talk: Talk, library: Library) -> None:
    """Ten each; none is an empty list."""
    (listed,) = await talk.write("/lessons", by=OWNER)
    assert "Nothing yet." in listed["text"]
    for number in range(11):
        library.school.teach(f"Where is pier number {number}?", None, by="ann")
    (listed,) = await talk.write("/lessons", by=OWNER)
    last = await talk.press(listed, "More ▸", by=OWNER)
    assert "11. “Where is pier number 0?”" in last["text"]


async def test_lessons_are_handed_over_as_a_file(talk: Talk, api: BotApi, library: Library) -> None:
    """Which another collection can be taught from."""
    await talk.press(await _offered(talk), "1", by=OWNER)
    (listed,) = await talk.write("/lessons", by=OWNER)
    await talk.press(listed, "Export", by=OWNER)
    (sent,) = talk.calls("sendDocument")
    assert "lessons-main.jsonl" in str(sent) or sent
    assert api.said(OWNER["id"])[-1]["caption"].startswith("What “main” was taught.")
    assert 1 == len(library.school.lessons())


async def test_who_may_see_lessons(talk: Talk, library: Library) -> None:
    """Moderators of the collection, asked anew at every press."""
    lesson = library.school.teach(QUESTION, None, by="ann")
    library.moderators.name("main", ASKER["id"], by="telegram:9")
    (listed,) = await talk.write("/lessons", by=ASKER)
    card = await talk.press(listed, "1", by=ASKER)
    library.moderators.remove("main", ASKER["id"], by="telegram:9")
    for label in ("Another passage", "Delete", "◂ Lessons"):
        await talk.press(card, label, by=ASKER)
        assert NOT_MODERATOR == talk.notice
    (refused,) = await talk.write("/lessons", by=ASKER)
    assert NOT_MODERATOR == refused["text"]
    assert lesson_ref(lesson) == lesson_ref(library.school.lessons()[0])


async def test_synonyms_are_added_listed_and_removed(talk: Talk, library: Library) -> None:
    """They hold from the next question on; removed, the message says how to undo it."""
    (listed,) = await talk.write("/synonyms", by=OWNER)
    assert "Other names in “main”\nTo add some: /synonyms ferry, boat" == listed["text"]
    (added,) = await talk.write("/synonyms parley, talks", by=OWNER)
    assert added["text"].startswith(
        "Added. It holds from the next question on.\nOther names in “main”\n• parley = talks"
    )
    assert ["parley, talks"] == [line.names for line in library.school.synonyms()]
    (known,) = await talk.write("/synonyms parley, talks", by=OWNER)
    assert known["text"].startswith("They were there before.")
    removed = await talk.press(known, "✕ parley, talks", by=OWNER)
    assert removed["text"].startswith("Removed. To undo: /synonyms parley, talks\n") and [] == library.school.synonyms()
    (refused,) = await talk.write("/synonyms parley", by=OWNER)
    assert refused["text"].startswith("Name at least two words")


async def test_who_may_change_synonyms(talk: Talk, library: Library) -> None:
    """Moderators of the collection, asked anew at every press."""
    library.moderators.name("main", ASKER["id"], by="telegram:9")
    (added,) = await talk.write("/synonyms parley, talks", by=ASKER)
    library.moderators.remove("main", ASKER["id"], by="telegram:9")
    await talk.press(added, "✕ parley, talks", by=ASKER)
    assert NOT_MODERATOR == talk.notice and 1 == len(library.school.synonyms())
    (refused,) = await talk.write("/synonyms one, two", by=ASKER)
    assert NOT_MODERATOR == refused["text"] and 1 == len(library.school.synonyms())


async def test_an_answer_that_was_taught_says_why(talk: Talk) -> None:
    """The reasons name the lesson, and tell words of the passage from words that only a lesson has."""
    await talk.press(await _offered(talk), "1", by=OWNER)
    why = await talk.press(await talk.ask(QUESTION, by=ASKER), "Why this passage", by=ASKER)
    assert "A moderator tied this question to this passage." in why["text"]
    assert "• banjo, only by a question that was taught – " in why["text"]


async def test_a_none_that_was_taught_says_so(talk: Talk) -> None:
    """It is no matter of other words; the same after a button was pressed."""
    await talk.press(await _offered(talk), "The articles do not answer this", by=OWNER)
    answer = await talk.ask(QUESTION, by=ASKER)
    assert answer["text"].startswith("∅ The articles do not say.\nA moderator has confirmed this.")
