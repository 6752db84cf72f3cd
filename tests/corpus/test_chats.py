"""How people and chats want to be served is kept, moved with a group, and known to every process."""

import datetime as dt
import threading

import pytest

from corpus.boldness import Boldness
from corpus.store import ChatPreferences, Store

GROUP, SUPERGROUP, PERSON = -55, -1001000000077, 7


def test_at_first(store: Store) -> None:
    """The defaults, for whoever chose nothing."""
    assert ChatPreferences() == store.chats.get(GROUP)
    assert (None, Boldness.BALANCED, "main") == (
        (person := store.people.get(PERSON)).language,
        person.boldness,
        person.collection,
    )


def test_what_is_chosen_stays(store: Store, database_url: str) -> None:
    """After a restart too; what is not chosen stays as it was."""
    store.chats.set(GROUP, cool_down=30)
    store.chats.set(GROUP, boldness=Boldness.BOLD)
    store.people.set(PERSON, language="uk")
    again = Store.open(database_url)
    assert ChatPreferences(cool_down=30, boldness=Boldness.BOLD) == again.chats.get(GROUP) == store.chats.get(GROUP)
    assert "uk" == again.people.get(PERSON).language
    again.close()


def test_two_choose_at_once(store: Store) -> None:
    """Neither choice undoes the other."""
    chosen: list[dict[str, object]] = [
        {"cool_down": 60},
        {"language": "de"},
        {"deletes_after": 5},
        {"none_as_hint": True},
    ]
    threads = [threading.Thread(target=store.chats.set, args=(GROUP,), kwargs=one) for one in chosen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = ChatPreferences(cool_down=60, language="de", deletes_after=5, none_as_hint=True)
    assert expected == store.chats.get(GROUP)


@pytest.mark.parametrize(
    ("quiet", "offset", "hour", "is_quiet"),
    [
        ((22, 7), 0, 23, True),
        ((22, 7), 0, 6, True),
        ((22, 7), 0, 7, False),
        ((22, 7), 120, 20, True),
        ((22, 7), 120, 5, False),
        ((9, 17), -300, 14, True),
        ((9, 17), 0, 17, False),
        ((9, 9), 0, 9, False),
        ((None, None), 0, 3, False),
    ],
)
def test_quiet_hours(quiet: tuple[int | None, int | None], offset: int, hour: int, *, is_quiet: bool) -> None:
    """Over midnight or not, on the clock of the chat; from its first hour to before its last."""
    preferences = ChatPreferences(quiet_from=quiet[0], quiet_to=quiet[1], utc_offset=offset)
    assert is_quiet == preferences.is_quiet(dt.datetime(2026, 11, 23, hour, 59, tzinfo=dt.UTC))


def test_joining_and_leaving(store: Store) -> None:
    """Each joining is greeted once; being promoted or told twice is no joining."""
    assert [True, False] == [store.chats.joined(GROUP), store.chats.joined(GROUP)]
    store.chats.set(GROUP, cool_down=30)
    store.chats.left(GROUP)
    assert store.chats.has_left(GROUP)
    assert [True, False] == [store.chats.joined(GROUP), store.chats.joined(GROUP)]
    assert not store.chats.has_left(GROUP) and 30 == store.chats.get(GROUP).cool_down


def test_deletions(store: Store, database_url: str) -> None:
    """What is to go is known after a restart, until it is gone; where we left, nothing is due."""
    store.chats.joined(GROUP)
    for number, minutes in ((5, 1), (6, 5), (7, 0)):
        store.chats.delete_later(GROUP, number, dt.timedelta(minutes=minutes))
    again = Store.open(database_url)
    assert [(GROUP, 7)] == again.chats.due()
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=2)
    assert [(GROUP, 7), (GROUP, 5)] == again.chats.due(later)
    again.chats.deleted(GROUP, 7)
    assert [(GROUP, 5)] == again.chats.due(later)
    again.chats.left(GROUP)
    assert [] == again.chats.due(later + dt.timedelta(days=1))
    again.close()
