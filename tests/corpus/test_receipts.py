"""Receipts, votes and open questions: what answers leave behind."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import places, recalled, remember
from corpus.store import AskedQuestion, Store, Tally, read_id, receipts
from corpus.store.votes import WHOLE
from tests.conftest import Write

EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)
QUESTION = "When does the harbour open?"


@pytest.fixture(name="asked")
def _asked(library: Library, write: Write) -> AskedQuestion:
    library.publish(write(), by="test")
    return _ask(library)


def _ask(library: Library, text: str = QUESTION, message_id: int = 5, chat_id: int = 7) -> AskedQuestion:
    answer = library.ask(Query(text=text))
    return remember(library.questions, answer, chat_id=chat_id, message_id=message_id, user_id=7)


def test_an_id_is_comfortable(store: Store) -> None:
    """Six characters, none of which reads as another; two questions never share one."""
    details: dict[str, Any] = {"chat_id": 7, "text": "?", "collection": "main", "verdict": "none", "cited": ()}
    ids = {store.questions.remember(message_id=number, **details).id for number in range(300)}
    assert 300 == len(ids)
    assert all(re.fullmatch("[2-9A-HJKMNP-TV-Z]{6}", id_) for id_ in ids)


@pytest.mark.parametrize("typed", ["K7M2QX", "#k7m2qx", " `#K7M2QX` ", "k7m2-qx", "#K7M2QX."])
def test_an_id_is_read_as_people_type_it(typed: str) -> None:
    """With or without its mark, in small letters, with what stood around it."""
    assert "K7M2QX" == read_id(typed)


def test_a_receipt_says_where_the_words_stand(library: Library, asked: AskedQuestion) -> None:
    """Article, revision, start and end: the slice is the quotation."""
    (place, *_) = library.receipts.get(asked.id)
    revision = library.revision(place.article_id, place.revision)
    assert "The harbour opens on Monday." == revision.text[place.start : place.end]
    assert [asked.id] == library.receipts.of_article(place.article_id)


def test_a_receipt_holds_public_facts_only(library: Library, asked: AskedQuestion) -> None:
    """No word of the question, no chat, no person."""
    (place, *_) = library.receipts.get(asked.id)
    assert not {"chat_id", "user_id", "text", "message_id"} & set(type(place).model_fields)


def test_an_answer_is_recalled_as_it_was_given(library: Library, asked: AskedQuestion) -> None:
    """Passage, sentence, score and reasons, from the database alone."""
    given = library.ask(Query(text=QUESTION)).citations
    again = recalled(library.receipts.get(asked.id), library.passages, asked.reasons)
    assert [(c.passage, c.highlight) for c in given] == [(c.passage, c.highlight) for c in again]
    assert [m.word for c in given for m in c.matched] == [m.word for c in again for m in c.matched]


def test_recalled_where_a_newer_quoth_splits_elsewhere(library: Library, asked: AskedQuestion) -> None:
    """The words are a slice of their revision, whatever the passages are now."""
    (place, *_) = library.receipts.get(asked.id)
    shorter = place.model_copy(update={"end": place.end - 8, "sentence_end": place.sentence_end - 8})
    (citation,) = recalled([shorter], library.passages)
    assert "The harbour opens on" == citation.passage.text.rstrip()


def test_an_edit_writes_the_receipt_anew(library: Library, write: Write, asked: AskedQuestion) -> None:
    """The id stays, and stands for what is quoted now."""
    library.publish(write("Ferries", "The ferry leaves at noon."), by="test")
    edited = _ask(library, "When does the ferry leave?")
    assert asked.id == edited.id
    (place, *_) = library.receipts.get(edited.id)
    assert "Ferries" == library.revision(place.article_id, place.revision).title


def test_found_by_its_reply(library: Library, asked: AskedQuestion) -> None:
    """A reply to an answer leads to the answer."""
    library.questions.replied(asked.id, 99)
    found = library.questions.of_reply(7, 99)
    assert found and asked.id == found.id
    assert library.questions.of_reply(8, 99) is None


def test_one_vote_a_person(library: Library, asked: AskedQuestion) -> None:
    """It can be changed, and counts once."""
    votes, on = library.votes, asked.cited[0]
    assert Tally(1, 0) == votes.cast(asked.id, on, 7, helpful=True)
    assert Tally(1, 0) == votes.cast(asked.id, on, 7, helpful=True)
    assert Tally(1, 1) == votes.cast(asked.id, on, 8, helpful=False)
    assert Tally(0, 2) == votes.cast(asked.id, on, 7, helpful=False)
    assert Tally() == votes.tally(asked.id, WHOLE)


def test_votes_on_a_passage(library: Library, asked: AskedQuestion) -> None:
    """Whatever people had asked, each counts once for a passage, by the last vote."""
    other, on = _ask(library, "harbour opens Monday?", message_id=6), asked.cited[0]
    library.votes.cast(asked.id, on, 7, helpful=True)
    library.votes.cast(other.id, on, 7, helpful=False)
    library.votes.cast(other.id, on, 8, helpful=True)
    assert Tally(1, 1) == library.votes.of_passage(on)


def test_votes_are_forgotten(library: Library, asked: AskedQuestion) -> None:
    """Those of the person who wants it; how many is said."""
    for user_id in (7, 8):
        library.votes.cast(asked.id, asked.cited[0], user_id, helpful=True)
    assert [1, 0] == [library.traces.forget(7).get("votes", 0), library.traces.forget(7).get("votes", 0)]
    assert Tally(1, 0) == library.votes.tally(asked.id, asked.cited[0])


def test_an_open_question(library: Library, asked: AskedQuestion) -> None:
    """The same words are one question, a person waits for it once, and most-wanted comes first."""
    same = _ask(library, "when does the  harbour open", message_id=6, chat_id=8)
    other = _ask(library, "Who built it?", message_id=7)
    put = library.open_questions.put
    assert [True, True, False, True] == [put(other, 7), put(asked, 7), put(asked, 7), put(same, 8)]
    first, second = library.open_questions.all("main")
    assert [(QUESTION, 2), ("Who built it?", 1)] == [(q.text, q.waiting) for q in (first, second)]
    assert [(7, 7), (8, 8)] == [(s.user_id, s.chat_id) for s in library.open_questions.subscribers(first.id)]
    assert [] == library.open_questions.all("other")


def test_an_open_question_is_closed(library: Library, asked: AskedQuestion) -> None:
    """Then nobody waits, and it can be put again."""
    library.open_questions.put(asked, 7)
    (question,) = library.open_questions.all("main")
    library.open_questions.told(question.id, asked.chat_id)
    assert [] == library.open_questions.all("main")
    assert library.open_questions.put(asked, 7)


def test_subscriptions_are_forgotten(library: Library, asked: AskedQuestion) -> None:
    """A question that nobody else waits for goes with them."""
    other = _ask(library, "Who built it?", message_id=7, chat_id=-5)
    for question, user_id in ((asked, 7), (other, 7), (other, 8)):
        library.open_questions.put(question, user_id)
    assert 2 == library.traces.forget(7)["subscribers"]
    assert ["Who built it?"] == [question.text for question in library.open_questions.all("main")]


def test_words_keep_their_number(library: Library, asked: AskedQuestion) -> None:
    """What is quoted without a question has one number, whoever quotes it; other words, or one more, have another."""
    one = places(library.ask(Query(text=QUESTION)).citations)[0]
    both = [one, one.model_copy(update={"end": one.end - 1})]
    first = library.receipts.lasting([both[:1], both])
    assert first == library.receipts.lasting([[one.model_copy(update={"given_at": EPOCH})], both])
    assert 3 == len({*first, asked.id})
    assert [1, 2] == [len(library.receipts.get(one)) for one in first]


def test_a_number_is_of_one_answer(library: Library, asked: AskedQuestion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where chance gives words a number that something else has already, they get the next."""
    here = places(library.ask(Query(text=QUESTION)).citations)[:1]
    there = [here[0].model_copy(update={"end": here[0].end - 1})]
    numbers = iter(["AAAAAA", asked.id])
    monkeypatch.setattr(receipts, "_derived", lambda _, attempt: f"BBBB{attempt}B" if attempt else next(numbers))
    with library._store._database.noting() as connection:
        assert "AAAAAA" == library.receipts._writing.lasting_id(connection, here)
        assert "BBBB1B" == library.receipts._writing.lasting_id(connection, there)
    assert here[0].end == library.receipts.get("AAAAAA")[0].end


@pytest.mark.usefixtures("asked")
def test_two_quote_at_once(library: Library) -> None:
    """Each in an order of their own: both get the same numbers, each is written once, and neither waits for long."""
    (one,) = places(library.ask(Query(text=QUESTION)).citations)
    for round_ in range(8):
        quoted = [[one.model_copy(update={"start": 100 * round_ + number})] for number in range(30)]
        with ThreadPoolExecutor(2) as threads:
            here, there = threads.map(library.receipts.lasting, (quoted, quoted[::-1]))
        assert here == there[::-1] and 30 == len({*here})
        assert all(1 == len(library.receipts.get(number)) for number in here)


def test_a_page_of_articles(library: Library, write: Write) -> None:
    """By title, with how many there are; removed ones are not among them."""
    for number in range(5):
        library.publish(write(f"Title {number}"), by="test")
    library.history.withdraw(library.articles()[0].id, by="test")
    shown, of = library.page("main", 1, 2)
    assert (["Title 2", "Title 3"], 4) == ([article.live.title for article in shown if article.live], of)
