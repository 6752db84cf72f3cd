"""Traces: what the database holds of a person, of a chat and of the past, in whatever table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, false, func, literal, or_, select, update

from corpus.store.chats import ChatPreferences
from corpus.store.inline_messages import drop_old
from corpus.store.lessons import drop_ended
from corpus.store.open_questions import drop_dismissed, drop_unwanted
from corpus.store.schema import Utc, chats, deletions, metadata, questions, usage

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Table

    from corpus.store.chats import Chats
    from corpus.store.database import Database
    from corpus.store.people import People

_NO_MESSAGE = -(10**12)
"""From here down, message numbers that no message has: those of a group mean nothing in its supergroup."""


class Traces:
    """Forgets people, moves chats, and lets the past go."""

    def __init__(self, database: Database, people: People, chats: Chats) -> None:
        self._database = database
        self._known = people, chats

    def forget(self, user_id: int) -> dict[str, int]:
        """Delete all rows of a person, with their private chat; how many, by table."""
        gone = Counter[str]()
        with self._database.writing() as connection:
            for table in metadata.sorted_tables:
                gone[table.name] += _delete(connection, table, _is_of(table, user_id))
            gone["open_questions"] += drop_unwanted(connection)
        self._read_anew()
        return {name: count for name, count in gone.items() if count}

    def count(self, user_id: int) -> int:
        """How many rows there are of a person."""
        with self._database.reading() as connection:
            return sum(
                connection.scalar(select(func.count()).select_from(table).where(_is_of(table, user_id))) or 0
                for table in metadata.sorted_tables
            )

    def move(self, old: int, new: int) -> None:
        """Give everything of a group to the supergroup that it became; a second time it changes nothing."""
        with self._database.writing() as connection:
            for table in metadata.sorted_tables:
                if table in {deletions, usage}:
                    connection.execute(delete(table).where(table.c.chat_id == old))
                elif table is chats:
                    _move_preferences(connection, old, new)
                elif "chat_id" in table.c:
                    _move(connection, table, old, new)
        self._read_anew()

    def sweep(self, older_than: dt.timedelta) -> int:
        """Delete the questions asked longer ago than that (how many), and what was taken back or dismissed before."""
        before = dt.datetime.now(dt.UTC) - older_than
        with self._database.writing() as connection:
            drop_ended(connection, before)
            drop_dismissed(connection, before)
            drop_old(connection)
            return _delete(connection, questions, questions.c.asked_at < before)

    def _read_anew(self) -> None:
        for known in self._known:
            known.forget_known()


def _is_of(table: Table, user_id: int) -> ColumnElement[bool]:
    """Whether a row is of a person; a private chat has its person's number."""
    columns = [table.c[name] for name in ("user_id", "chat_id") if name in table.c]
    return or_(false(), *(column == user_id for column in columns if not column.info.get("kept")))


def _delete(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    """Delete rows; what refers to them is detached where it can stand alone, and goes with them where it cannot."""
    for other in metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                theirs = key.parent.in_(select(key.column).where(condition))
                if key.parent.nullable:
                    connection.execute(update(other).where(theirs).values({key.parent.name: None}))
                else:
                    _delete(connection, other, theirs)
    return connection.execute(delete(table).where(condition)).rowcount


def _move(connection: Connection, table: Table, old: int, new: int) -> None:
    moved: dict[str, object] = {"chat_id": new}
    if "message_id" in table.c:
        number = table.c.message_id
        moved["message_id"] = case((number > 0, _NO_MESSAGE - number), else_=number)
    if "reply_id" in table.c:
        moved["reply_id"] = None
    connection.execute(update(table).where(table.c.chat_id == old).values(moved))


def _move_preferences(connection: Connection, old: int, new: int) -> None:
    """What was chosen in the supergroup itself is newer than what was chosen in the group."""
    theirs = connection.execute(select(chats).where(chats.c.chat_id == new)).mappings().one_or_none()
    if theirs and ChatPreferences.model_validate(dict(theirs)) != ChatPreferences():
        connection.execute(delete(chats).where(chats.c.chat_id == old))
    elif connection.scalar(select(chats.c.chat_id).where(chats.c.chat_id == old)):
        # Nobody joins by moving: there is nobody to greet.
        greeted_at = func.coalesce(chats.c.greeted_at, literal(dt.datetime.now(dt.UTC), Utc()))
        moved = {"chat_id": new, "left_at": None, "greeted_at": greeted_at}
        connection.execute(delete(chats).where(chats.c.chat_id == new))
        connection.execute(update(chats).where(chats.c.chat_id == old).values(moved))
