"""The backlog holds what was asked in vain, grouped, and lets go of what is answered, dismissed, forgotten or old."""

import datetime as dt
import itertools
from collections.abc import Callable

import pytest

from corpus.backlog import Waiting, answered, backlog, open_question
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember
from corpus.store import AskedQuestion
from tests.conftest import Write
from tests.corpus.paragraphs import FERRY, MARKET, one_text

Ask = Callable[..., AskedQuestion]
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
BANJO = "Who plays the banjo?"
ANSWERED = "When does the new ferry leave the northern pier?"


@pytest.fixture(name="article")
def _article(library: Library, write: Write) -> str:
    return library.publish(write(text=one_text(FERRY, MARKET)), by="ann").article.id


@pytest.fixture(name="ask")
def _ask(library: Library, article: str) -> Ask:
    number = itertools.count(1)

    def ask(text: str, *, chat_id: int = 7, collection: str = "main") -> AskedQuestion:
        assert article
        answer = library.ask(Query(text=text, collection=collection))
        return remember(library.questions, answer, chat_id=chat_id, message_id=next(number), user_id=chat_id)

    return ask


def _open(library: Library, collection: str = "main", *, dismissed: bool = False) -> list[Waiting]:
    return backlog(library, collection, LONG_AGO, dismissed=dismissed)


def test_what_was_asked_in_vain_is_grouped_and_counted(library: Library, ask: Ask) -> None:
    """Most asked first; what was answered and small talk are not there; nothing tells who asked."""
    asked = [ask(text) for text in ("Where is the hospital?", BANJO, "who plays banjo", BANJO, ANSWERED, "hello")]
    banjo, hospital = _open(library)
    assert ((BANJO, "who plays banjo"), 3, 0, 0) == (banjo.texts, banjo.times, banjo.doubted, banjo.waiting)
    assert (("Where is the hospital?",), 1) == (hospital.texts, hospital.times)
    assert asked[3].asked_at == banjo.last and banjo.ref in {one.id for one in asked}
    assert not {"user_id", "chat_id", "message_id"} & set(Waiting._fields)


def test_a_taught_question_is_no_longer_open(library: Library, ask: Ask, article: str) -> None:
    """Tied to a passage, or to none."""
    ask(BANJO)
    ask("Where is the hospital?")
    library.school.teach(BANJO, library.passages(article)[0], by="ann")
    library.school.teach("Where is the hospital?", None, by="ann")
    assert [] == _open(library)


def test_what_an_article_answers_now_is_no_longer_open(library: Library, ask: Ask, write: Write) -> None:
    """Published after it was asked."""
    ask(BANJO)
    library.publish(write(title="Music", text="Ann Brown plays the banjo on the quay every Sunday."), by="ann")
    assert [] == _open(library)


def test_an_answer_that_did_not_help_is_open(library: Library, ask: Ask, article: str) -> None:
    """Until another passage answers; one vote is enough, and helpful ones do not count."""
    first, second = ask(ANSWERED), ask(ANSWERED)
    library.votes.cast(second.id, second.cited[0], 8, helpful=True)
    assert [] == _open(library)
    library.votes.cast(first.id, first.cited[0], 8, helpful=False)
    (one,) = _open(library)
    assert (1, 1) == (one.times, one.doubted)
    library.school.teach(ANSWERED, library.passages(article)[1], by="ann")
    assert [] == _open(library)


def test_what_was_put_to_the_editors_is_open_with_how_many_wait(library: Library, ask: Ask) -> None:
    """Also after the question itself is too old to be kept."""
    for chat_id in (7, 8):
        library.open_questions.put(ask(BANJO, chat_id=chat_id), chat_id)
    (one,) = _open(library)
    assert (2, 2) == (one.times, one.waiting)
    library.traces.sweep(dt.timedelta())
    (one,) = _open(library)
    named = open_question(library, one.ref)
    assert (0, 2) == (one.times, one.waiting) and named and BANJO == named.text
    library.traces.forget(7)
    assert 1 == _open(library)[0].waiting
    library.traces.forget(8)
    assert [] == _open(library)


@pytest.mark.parametrize("ref", ["", "o", "o²", "o" + "9" * 30, "K7M2QX", "o99"])
def test_what_names_no_open_question(library: Library, ref: str) -> None:
    """Forged, or gone."""
    assert open_question(library, ref) is None


def test_a_question_with_the_one_before_it_is_one(library: Library, ask: Ask) -> None:
    """“Why?” after one question is not “why?” after another."""
    first = ask("Who plays the banjo at the opera?")
    query = Query(text="and the violin?", after=first.text)
    for number in (50, 51):
        remember(library.questions, library.ask(query), chat_id=7, message_id=number, user_id=7, earlier=first)
    assert "Who plays the banjo at the opera? → and the violin?" in [
        text for one in _open(library) for text in one.texts
    ]


def test_what_is_dismissed_is_not_seen_again(library: Library, ask: Ask) -> None:
    """Also when somebody else asks the same; it can be recovered, and goes when it is as old as a question may be."""
    ask(BANJO)
    library.open_questions.dismiss("main", [BANJO])
    ask("who plays the BANJO")
    assert [] == _open(library) and 1 == len(_open(library, dismissed=True))
    library.open_questions.recover("main", [BANJO])
    assert 1 == len(_open(library))
    library.open_questions.dismiss("main", [BANJO])
    library.open_questions.dismiss("main", [BANJO])
    library.traces.sweep(dt.timedelta())
    ask(BANJO)
    assert 1 == len(_open(library))


def test_each_collection_has_its_own(library: Library, ask: Ask, write: Write) -> None:
    """What was asked of one is not seen in another, nor dismissed there."""
    library.publish(write(title="Elsewhere"), by="ann", collection="other")
    ask(BANJO, collection="other")
    assert [] == _open(library) and 1 == len(_open(library, "other"))
    library.open_questions.dismiss("main", [BANJO])
    assert 1 == len(_open(library, "other"))


def test_old_questions_are_not_looked_at(library: Library, ask: Ask) -> None:
    """Nor those before the moment that is named."""
    ask(BANJO)
    assert [] == backlog(library, "main", dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))


def test_what_is_answered_now_is_found(library: Library, ask: Ask, article: str) -> None:
    """Of what was put to the editors, and only of that."""
    asked = ask(BANJO)
    library.open_questions.put(asked, 7)
    assert [] == answered(library, "main")
    library.school.teach(BANJO, library.passages(article)[0], by="ann")
    ((question, answer),) = answered(library, "main")
    assert (BANJO, FERRY) == (question.text, answer.citations[0].passage.text)
