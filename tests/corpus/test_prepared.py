"""Prepared statements say and hear just what SQLAlchemy's own do."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from corpus.errors import StoreUnavailable
from corpus.store import Store
from corpus.store.prepared import Ready
from corpus.store.schema import questions

ROW: dict[str, Any] = {
    "id": "K7M2QX",
    "chat_id": -(10**12),
    "message_id": 2**40,
    "user_id": None,
    "reply_id": 5,
    "text": "Was kostet’s? \U0001f642 %s :x ?",
    "collection": "main",
    "verdict": "answer",
    "cited": [["ab", 1, 2]],
    "asked_at": dt.datetime(2025, 8, 7, 12, 30, 15, 123456, dt.timezone(dt.timedelta(hours=2))),
    "reasons": {"missing": ["x"], "found": []},
    "took": 0.25,
}
FOUND = select(questions).where(questions.c.id == bindparam("wanted"), questions.c.message_id > 0)


def test_what_is_written_and_read(store: Store) -> None:
    """Moments come back in UTC, JSON as values, other scripts and the drivers' own signs as they are."""
    database = store._database
    with database.noting() as connection:
        connection.write(database.prepare(questions.insert(), *ROW), ROW)
    with database.glancing() as connection:
        prepared = connection.rows(database.prepare(FOUND), wanted="K7M2QX")
    with database.reading() as connection:
        usual = connection.execute(FOUND, {"wanted": "K7M2QX"}).mappings().all()
    assert [ROW] == prepared == [dict(row) for row in usual]
    assert prepared[0]["asked_at"].tzinfo is dt.UTC


def test_an_error_in_the_middle(store: Store) -> None:
    """Nothing of the transaction stays, the error is one for people, and the next transaction succeeds."""
    database = store._database
    new = database.prepare(questions.insert(), *ROW)
    with pytest.raises(StoreUnavailable), database.noting() as connection:
        connection.write(new, ROW, ROW | {"message_id": 1})
    with database.noting() as connection:
        assert None is connection.row(database.prepare(FOUND), wanted="K7M2QX")
        connection.write(new, ROW)


def test_a_reading_is_of_one_moment(store: Store) -> None:
    """What is prepared at its first use reads in a transaction, as what SQLAlchemy runs does."""
    database, found, wanted = store._database, Ready(FOUND), {"wanted": "K7M2QX"}
    if database.file is None:
        pytest.skip("PostgreSQL reads what is committed meanwhile")
    with database.reading() as connection:
        assert [] == found.rows(connection, **wanted)
        with database.writing() as other:
            Ready(questions.insert(), *ROW).write(other, **ROW)
        assert None is found.row(connection, **wanted) is found.scalar(connection, **wanted)
    with database.reading() as connection:
        assert [ROW] == found.rows(connection, **wanted)


def test_no_rows(store: Store) -> None:
    """Nothing to write is nothing written."""
    database = store._database
    with database.noting() as connection:
        connection.write(database.prepare(questions.insert(), *ROW))
        assert [] == connection.rows(database.prepare(FOUND), wanted="K7M2QX")
