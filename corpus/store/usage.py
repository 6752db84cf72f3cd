"""Usage: how much was asked lately, so that nobody takes more than their share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select

from corpus.store.schema import usage

if TYPE_CHECKING:
    from corpus.store.database import Database
    from corpus.store.prepared import Driver

_MINUTE = dt.timedelta(minutes=1)
_ALL = 0
"""In place of a person: all of a chat together."""
_ROW = select(usage).where(usage.c.chat_id == bindparam("chat"), usage.c.user_id == bindparam("user"))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be asked; 0 is no limit."""

    person: int = 0
    """Questions a minute."""
    chat: int = 0
    """Questions a minute, of all people together."""
    cool_down: int = 0
    """Seconds between two questions of a person."""


class Bound(StrEnum):
    """Which limit was met."""

    PERSON = "person"
    CHAT = "chat"
    COOL_DOWN = "cool down"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question too many."""

    bound: Bound
    until: dt.datetime
    is_new: bool
    """Whether this is the first one: whoever asks is told once, and then no more until it is over."""


class Usage:
    """What each person asked in each chat, and each chat as a whole."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.upsert(usage)
        names = [column.name for column in usage.c if not column.primary_key]
        note = new.on_conflict_do_update(
            index_elements=["chat_id", "user_id"], set_={name: new.excluded[name] for name in names}
        )
        self._note = database.prepare(note, *(column.name for column in usage.c))
        self._find = database.prepare(_ROW)

    def spend(self, chat_id: int, user_id: int, message_id: int, limits: Limits) -> Refusal | None:
        """Count a question, or refuse it. A message that was counted before is neither counted nor refused."""
        now = dt.datetime.now(dt.UTC)
        with self._database.noting() as connection:
            person, chat = (self._row(connection, chat_id, one, now) for one in (user_id, _ALL))
            if person["message_id"] == message_id:
                return None
            refusal = _refusal(person, chat, limits, now)
            if refusal is None:
                for row in (person, chat):
                    row |= {"asked": row["asked"] + 1, "asked_at": now, "message_id": message_id}
                connection.write(self._note, person, chat)
            elif refusal.is_new:
                told = chat if refusal.bound is Bound.CHAT else person
                connection.write(self._note, told | {"told_until": refusal.until})
            return refusal

    def sweep(self, older_than: dt.timedelta) -> None:
        """Drop what no longer bounds anybody."""
        with self._database.jotting() as connection:
            connection.execute(delete(usage).where(usage.c.asked_at < dt.datetime.now(dt.UTC) - older_than))

    def _row(self, connection: Driver, chat_id: int, user_id: int, now: dt.datetime) -> dict[str, Any]:
        found = connection.row(self._find, chat=chat_id, user=user_id)
        row = dict[str, Any](found or {"message_id": 0, "asked_at": dt.datetime.fromtimestamp(0, dt.UTC)})
        if found is None or found["since"] + _MINUTE <= now:
            row |= {"since": now, "asked": 0}
        return {"told_until": None, **row, "chat_id": chat_id, "user_id": user_id}


def _refusal(person: dict[str, Any], chat: dict[str, Any], limits: Limits, now: dt.datetime) -> Refusal | None:
    cooled = person["asked_at"] + dt.timedelta(seconds=limits.cool_down)
    if limits.cool_down and cooled > now:
        return Refusal(Bound.COOL_DOWN, cooled, _is_new(person, now))
    if limits.person and person["asked"] >= limits.person:
        return Refusal(Bound.PERSON, person["since"] + _MINUTE, _is_new(person, now))
    if limits.chat and chat["asked"] >= limits.chat:
        return Refusal(Bound.CHAT, chat["since"] + _MINUTE, _is_new(chat, now))
    return None


def _is_new(row: dict[str, Any], now: dt.datetime) -> bool:
    return row["told_until"] is None or row["told_until"] <= now
