"""The audit log tells who changed what, and nobody can make it tell otherwise."""

import pytest
from sqlalchemy import text

from corpus.errors import StoreUnavailable
from corpus.library import Library
from corpus.store import Act, Store, record
from tests.conftest import Write


def test_publishing_and_removing_are_recorded(store: Store, write: Write) -> None:
    """With who did it, and which revision; what changed nothing is not recorded."""
    library = Library(store)
    article = library.publish(write(), by="ann").article
    library.publish(write(), by="bob")
    library.history.withdraw(article.id, by="cy")
    assert [
        ("cy", "withdrawn", "main", article.id, {}),
        ("ann", "published", "main", article.id, {"revision": 1}),
    ] == [(one.by, one.act, one.collection, one.subject, one.details) for one in library.audit.entries()]


def test_what_is_recorded_goes_with_the_change(store: Store) -> None:
    """A change that fails leaves no line."""

    def change_and_fail() -> None:
        with store._database.writing() as connection:
            record(connection, Act.IMPORTED, by="ann", collection=None)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        change_and_fail()
    assert [] == list(store.audit.entries())


_BY_DIALECT = {
    "sqlite": "INSERT OR REPLACE INTO audit SELECT id, at, 'bob', act, collection, subject, details FROM audit",
    "postgresql": "TRUNCATE audit",
}


@pytest.mark.parametrize("statement", ["UPDATE audit SET by = 'bob'", "DELETE FROM audit", _BY_DIALECT])
def test_it_is_append_only(store: Store, statement: str | dict[str, str]) -> None:
    """The database itself refuses to change or delete a line, whoever asks."""
    with store._database.writing() as connection:
        record(connection, Act.PUBLISHED, by="ann", collection="main", subject="abcdefgh", revision=1)
        wanted = statement if isinstance(statement, str) else statement[connection.dialect.name]

    def change() -> None:
        with store._database.writing() as connection:
            connection.execute(text(wanted))

    with pytest.raises(StoreUnavailable) as refused:
        change()
    assert "append-only" in str(refused.value.__cause__)
    assert ["ann"] == [one.by for one in store.audit.entries()]


def test_forgetting_a_person_leaves_it(store: Store) -> None:
    """Who changed the articles is no trace of a person's asking."""
    store.moderators.name("main", 7, by="telegram:9")
    store.traces.forget(7)
    assert ["telegram:7"] == [one.subject for one in store.audit.entries()]


def test_pages_and_all_of_it(store: Store) -> None:
    """A page is of one collection, newest first; all of it is read piece by piece, and misses none."""
    with store._database.writing() as connection:
        for number in range(1203):
            record(connection, Act.TAUGHT, by="ann", collection="main" if number % 3 else "staff", subject=str(number))
    page, of = store.audit.page("staff", 1, 2)
    assert (["1197", "1194"], 401) == ([one.subject for one in page], of)
    assert [str(number) for number in reversed(range(1203))] == [one.subject for one in store.audit.entries()]
    assert 401 == len(list(store.audit.entries("staff")))
