"""Moderators are named and removed at once; a one-time link names one, once, for a day."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import select

from corpus.errors import UnknownCollection
from corpus.library import Library
from corpus.store import Store
from corpus.store.schema import invitations
from tests.conftest import Write


def _acts(store: Store) -> list[str]:
    return [one.act for one in store.audit.entries()]


def test_name_and_remove(store: Store) -> None:
    """A right is for one collection; twice given it is given once, and both ends are in the audit log."""
    assert [True, False] == [store.moderators.name("main", 7, by="telegram:9") for _ in range(2)]
    assert store.moderators.has("main", 7)
    assert not store.moderators.has("staff", 7) and not store.moderators.has("main", 8)
    assert [True, False] == [store.moderators.remove("main", 7, by="telegram:9") for _ in range(2)]
    assert not store.moderators.has("main", 7)
    assert ["moderator-removed", "moderator-named"] == _acts(store)


def test_the_list(store: Store) -> None:
    """Of a collection, or all; first named first, with who named them."""
    for collection, user_id in (("main", 8), ("staff", 7), ("main", 7)):
        store.moderators.name(collection, user_id, by="telegram:9")
    assert [8, 7] == [one.user_id for one in store.moderators.of("main")]
    assert [("main", 8), ("staff", 7), ("main", 7)] == [(one.collection, one.user_id) for one in store.moderators.all()]
    assert {"telegram:9"} == {one.by for one in store.moderators.all()}


def test_a_right_outlives_forgetting(store: Store) -> None:
    """It is no trace of a person's asking."""
    store.moderators.name("main", 7, by="telegram:9")
    assert {} == store.traces.forget(7) and 0 == store.traces.count(7)
    assert store.moderators.has("main", 7)


def test_an_invitation(store: Store) -> None:
    """Names whoever uses it, once; only what its secret hashes to is kept."""
    token = store.moderators.invite("main", by="telegram:9")
    found = store.moderators.invitation(token)
    assert found and ("main", "telegram:9") == (found.collection, found.by)
    with store._database.reading() as connection:
        kept = " ".join(map(str, connection.execute(select(invitations)).one()))
    assert token[8:] not in kept
    assert [True, False] == [store.moderators.accept(token, user_id) for user_id in (7, 8)]
    assert None is store.moderators.invitation(token)
    assert [7] == [one.user_id for one in store.moderators.of("main")]
    assert ["moderator-named", "moderator-invited"] == _acts(store)


def test_an_invitation_that_is_none(store: Store) -> None:
    """An expired one, one with another secret, with another id, half of one, and nothing."""
    late = store.moderators.invite("main", by="telegram:9", lasts=dt.timedelta(0))
    token = store.moderators.invite("main", by="telegram:9")
    other = store.moderators.invite("main", by="telegram:9")
    forged = (
        late,
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[:8] + other[8:],
        token[:8],
        "",
        "\udc80" * 40,
    )
    assert not any(store.moderators.accept(each, 7) or store.moderators.invitation(each) for each in forged)
    assert [] == store.moderators.all()
    assert store.moderators.accept(token, 7)


def test_a_revoked_invitation(store: Store) -> None:
    """Is worth nothing, and that is in the audit log; nothing is revoked twice, or after it was used."""
    token, used = (store.moderators.invite("main", by="telegram:9") for _ in range(2))
    assert store.moderators.accept(used, 7)
    assert [True, False] == [store.moderators.revoke(token[:8], by="telegram:9") for _ in range(2)]
    assert not store.moderators.revoke(used[:8], by="telegram:9") and not store.moderators.accept(token, 8)
    assert 1 == _acts(store).count("invitation-revoked")


def test_two_people_use_one_invitation_at_once(store: Store) -> None:
    """One of them is named."""
    token = store.moderators.invite("main", by="telegram:9")
    with ThreadPoolExecutor(8) as threads:
        accepted = list(threads.map(partial(store.moderators.accept, token), range(1, 9)))
    assert 1 == sum(accepted) == len(store.moderators.all())


def test_an_own_collection(store: Store) -> None:
    """A chat opens it once, is its only reader, and takes it along when it becomes a supergroup."""
    name = store.own_collections.open(-55, by="telegram:10")
    assert name == store.own_collections.open(-55, by="telegram:11") == store.own_collections.of(-55)
    assert -55 == store.own_collections.chat_of(name)
    assert ["main"] == store.own_collections.shared() and {"main", name} == set(store.collections())
    store.traces.move(-55, -1001000000077)
    assert name == store.own_collections.of(-1001000000077) == store.own_collections.open(-1001000000077, by="x")
    assert (None, -1001000000077) == (store.own_collections.of(-55), store.own_collections.chat_of(name))
    assert ["collection-opened"] == _acts(store)


def test_a_name_that_is_taken(store: Store, write: Write) -> None:
    """What all may read becomes nobody's own, whatever it is called."""
    Library(store).publish(write(), by="ann", collection="group-55")
    with pytest.raises(UnknownCollection):
        store.own_collections.open(-55, by="telegram:10")
    assert "group-55" in store.own_collections.shared()
