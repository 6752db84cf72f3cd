"""What is stored of a person, a chat and the past goes, or moves, wherever it stands."""

import datetime as dt

import pytest
from sqlalchemy import inspect, select, text, update

from corpus.boldness import Boldness
from corpus.errors import StoreUnavailable
from corpus.store import AskedQuestion, ChatPreferences, Limits, Store
from corpus.store.schema import metadata, questions, usage

GROUP, SUPERGROUP, PERSON, OTHER = -55, -1001000000077, 7, 8


def _ask(store: Store, number: int = 5, *, chat_id: int = GROUP, user_id: int = PERSON) -> AskedQuestion:
    asked = store.questions.remember(
        chat_id=chat_id,
        message_id=number,
        user_id=user_id,
        text=f"What is {number}?",
        collection="main",
        verdict="none",
        cited=(),
        reply_id=number + 1,
    )
    store.votes.cast(asked.id, ("", 0, 0), user_id, helpful=True)
    store.open_questions.put(asked, user_id)
    store.usage.spend(chat_id, user_id, number, Limits(person=10))
    store.people.set(user_id, language="uk")
    return asked


def test_every_table_says_whose_its_rows_are() -> None:
    """By the names that forgetting and moving go by: a number of a person or a chat has no other name."""
    names = {column.name for table in metadata.sorted_tables for column in table.c}
    assert set() == names & {"user", "person_id", "asker_id", "by_id", "voter_id", "group_id", "chat"}


def test_forget(store: Store) -> None:
    """Everything of a person in every chat, and nothing of anybody else; a second time there is nothing left."""
    mine, theirs = _ask(store), _ask(store, 6, user_id=OTHER)
    _ask(store, 7, chat_id=PERSON)
    store.chats.delete_later(PERSON, 9, dt.timedelta(minutes=5))
    before = store.traces.count(OTHER)
    gone = store.traces.forget(PERSON)
    assert {"questions": 2, "votes": 2, "subscribers": 2, "people": 1} == {
        name: gone[name] for name in ("questions", "votes", "subscribers", "people")
    }
    assert 0 == store.traces.count(PERSON) and before == store.traces.count(OTHER) > 0
    assert None is store.questions.get(mine.id) and theirs == store.questions.get(theirs.id)
    assert ["What is 6?"] == [one.text for one in store.open_questions.all("main")]
    assert None is store.people.get(PERSON).language and "uk" == store.people.get(OTHER).language
    assert {} == store.traces.forget(PERSON)


def test_forget_what_is_pending(store: Store) -> None:
    """What a person sent and nobody dealt with is no longer dealt with, but for the wish to be forgotten."""
    for number, payload in ((1, "mine"), (2, "theirs"), (3, "mine")):
        store.inbox.receive(number, payload)
    assert 1 == store.inbox.forget(lambda payload: payload == "mine", but=3)
    assert [(2, "theirs"), (3, "mine")] == store.inbox.pending()


def test_a_group_becomes_a_supergroup(store: Store) -> None:
    """What admins chose, the questions and the subscriptions move; a second and a third telling change nothing."""
    asked = _ask(store)
    store.chats.joined(GROUP)
    store.chats.set(GROUP, cool_down=30, boldness=Boldness.BOLD)
    for _ in range(3):
        store.traces.move(GROUP, SUPERGROUP)
        store.chats.left(GROUP)
    assert ChatPreferences(cool_down=30, boldness=Boldness.BOLD) == store.chats.get(SUPERGROUP)
    assert ChatPreferences() == store.chats.get(GROUP)
    assert not store.chats.joined(SUPERGROUP)
    moved = store.questions.get(asked.id)
    assert moved and (SUPERGROUP, None, asked.text) == (moved.chat_id, moved.reply_id, moved.text)
    (subscriber,) = store.open_questions.subscribers(store.open_questions.all("main")[0].id)
    assert SUPERGROUP == subscriber.chat_id


def test_a_group_moves_as_a_whole(store: Store) -> None:
    """Killed or refused on the way, nothing of it has moved, and the next telling moves all of it."""
    asked = _ask(store)
    store.chats.set(GROUP, cool_down=30)
    with store._database.writing() as connection:
        connection.execute(text("ALTER TABLE subscribers RENAME TO elsewhere"))
    with pytest.raises(StoreUnavailable):
        store.traces.move(GROUP, SUPERGROUP)
    with store._database.writing() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO subscribers"))
    assert 30 == store.chats.get(GROUP).cool_down and ChatPreferences() == store.chats.get(SUPERGROUP)
    assert asked == store.questions.get(asked.id)
    store.traces.move(GROUP, SUPERGROUP)
    assert 30 == store.chats.get(SUPERGROUP).cool_down


def test_messages_of_a_supergroup_are_counted_anew(store: Store) -> None:
    """A message there that has the number of an old question is another message."""
    asked = _ask(store)
    store.traces.move(GROUP, SUPERGROUP)
    assert None is store.questions.of_message(SUPERGROUP, 5)
    assert None is store.questions.of_reply(SUPERGROUP, 6)
    assert asked.id != _ask(store, chat_id=SUPERGROUP).id


def test_what_was_chosen_in_the_supergroup_is_newer(store: Store) -> None:
    """It is not undone by a late word of the migration; a mere greeting is no choice."""
    store.chats.set(GROUP, cool_down=30)
    store.chats.joined(SUPERGROUP)
    store.traces.move(GROUP, SUPERGROUP)
    assert 30 == store.chats.get(SUPERGROUP).cool_down
    store.chats.set(GROUP, cool_down=5)
    store.traces.move(GROUP, SUPERGROUP)
    assert 30 == store.chats.get(SUPERGROUP).cool_down


def test_the_past(store: Store) -> None:
    """Questions older than they are kept go; votes and subscriptions stay, and refer to nothing."""
    old, new = _ask(store, 1), _ask(store, 2)
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=31)
    with store._database.writing() as connection:
        connection.execute(update(questions).where(questions.c.id == old.id).values(asked_at=long_ago))
    assert [1, 0] == [store.traces.sweep(dt.timedelta(days=30)) for _ in range(2)]
    assert None is store.questions.get(old.id) and new == store.questions.get(new.id)
    assert 1 == store.votes.tally(old.id, ("", 0, 0)).helpful
    assert 2 == len(store.open_questions.all("main"))


def test_usage_is_swept(store: Store) -> None:
    """What no longer bounds anybody is dropped."""
    _ask(store)
    store.usage.sweep(dt.timedelta(0))
    with store._database.reading() as connection:
        assert inspect(connection).has_table("usage") and [] == connection.execute(select(usage)).all()
