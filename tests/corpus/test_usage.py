"""Usage: a question too many is refused, and its asker told once."""

import datetime as dt

import pytest
from sqlalchemy import update

from corpus.store import Bound, Limits, Refusal, Store
from corpus.store.schema import usage

GROUP, PERSON, OTHER = -55, 7, 8


def _later(store: Store, seconds: int) -> None:
    """Let time pass: what is noted happened so much earlier."""
    with store._database.writing() as connection:
        for row in connection.execute(usage.select()).mappings().all():
            moved = {
                name: row[name] and row[name] - dt.timedelta(seconds=seconds)
                for name in ("since", "asked_at", "told_until")
            }
            key = (usage.c.chat_id == row["chat_id"]) & (usage.c.user_id == row["user_id"])
            connection.execute(update(usage).where(key).values(moved))


def _told(refusals: list[Refusal | None]) -> list[tuple[Bound, bool] | None]:
    return [(refusal.bound, refusal.is_new) if refusal else None for refusal in refusals]


@pytest.mark.parametrize(
    ("limits", "bound"), [(Limits(person=2), Bound.PERSON), (Limits(chat=2, person=9), Bound.CHAT)]
)
def test_so_many_a_minute(store: Store, limits: Limits, bound: Bound) -> None:
    """Then one word, then silence; and in the next minute all over again."""
    for _ in range(2):
        refusals = [store.usage.spend(GROUP, PERSON, number, limits) for number in range(1, 6)]
        assert [None, None, (bound, True), (bound, False), (bound, False)] == _told(refusals)
        _later(store, 61)
        store.usage.spend(GROUP, PERSON, 99, Limits())
        _later(store, 61)


def test_a_person_is_one_of_many(store: Store) -> None:
    """One who asks too much takes nothing from the others, and nothing in another chat; all together count too."""
    limits = Limits(person=1, chat=2)
    assert None is store.usage.spend(GROUP, PERSON, 1, limits)
    assert [(Bound.PERSON, True)] == _told([store.usage.spend(GROUP, PERSON, 2, limits)])
    assert None is store.usage.spend(-66, PERSON, 2, limits)
    assert None is store.usage.spend(GROUP, OTHER, 3, limits)
    assert [(Bound.CHAT, True)] == _told([store.usage.spend(GROUP, 9, 4, limits)])


def test_cool_down(store: Store, database_url: str) -> None:
    """So many seconds between two questions, over a restart too."""
    limits = Limits(cool_down=30)
    assert None is store.usage.spend(GROUP, PERSON, 1, limits)
    assert [(Bound.COOL_DOWN, True)] == _told([store.usage.spend(GROUP, PERSON, 2, limits)])
    again = Store.open(database_url)
    assert [(Bound.COOL_DOWN, False)] == _told([again.usage.spend(GROUP, PERSON, 3, limits)])
    again.close()
    _later(store, 31)
    assert None is store.usage.spend(GROUP, PERSON, 4, limits)


def test_the_same_message_again(store: Store) -> None:
    """A message that was counted before, as after a kill, is neither counted nor refused."""
    limits = Limits(person=1, cool_down=30)
    assert [None, None] == [store.usage.spend(GROUP, PERSON, 1, limits) for _ in range(2)]
