"""Audit: who changed what, and when; written with the change, and never changed itself.

Whoever changes anything that moderators decide records it, in the same transaction:

    with self._database.writing() as connection:
        connection.execute(...)                                   # the change
        record(connection, Act.TAUGHT, by=by, collection=collection, subject=str(lesson_id), article=article_id)

What is recorded stays for good, also when an article is purged or a person forgotten: put in ids, numbers and names of
settings, never words of an article or of somebody who asked.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, insert, select

from corpus.store.prepared import Ready
from corpus.store.schema import audit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection

    from corpus.store.database import Database

_READ_AT_ONCE = 500
_LINE = Ready(insert(audit), "at", "by", "act", "collection", "subject", "details")


class Act(StrEnum):
    """What was done; the subject is what it was done to."""

    PUBLISHED = "published"
    """A revision of an article became live; details: revision."""
    RESTORED = "restored"
    """An earlier revision became live again, by undo or from the history; details: revision."""
    WITHDRAWN = "withdrawn"
    """An article is no longer live."""
    PURGED = "purged"
    """An article, or one revision of it, was deleted for good; details: revision, where it was one."""
    TAUGHT = "taught"
    """A lesson was made or tied to another passage."""
    UNTAUGHT = "untaught"
    """A lesson was deleted."""
    SYNONYM_ADDED = "synonym-added"
    SYNONYM_REMOVED = "synonym-removed"
    MODERATOR_INVITED = "moderator-invited"
    """A one-time link was made."""
    INVITATION_REVOKED = "invitation-revoked"
    MODERATOR_NAMED = "moderator-named"
    """The subject is the number of a person, as in `by`."""
    MODERATOR_REMOVED = "moderator-removed"
    COLLECTION_OPENED = "collection-opened"
    """A group got a collection of its own."""
    SETTING_CHANGED = "setting-changed"
    """Of the group whose own the collection is; details: what it is now."""
    IMPORTED = "imported"


class Entry(BaseModel):
    """One line of the log."""

    model_config = ConfigDict(frozen=True)

    id: int
    at: dt.datetime
    by: str
    act: str
    """Of Act; a later version of Quoth may have written one that this does not know."""
    collection: str | None
    subject: str | None
    details: dict[str, Any]


def record(
    connection: Connection,
    act: Act,
    *,
    by: str,
    collection: str | None,
    subject: str | None = None,
    **details: str | float | None,
) -> None:
    """Write a line, in the transaction of the change."""
    said = {name: detail for name, detail in details.items() if detail is not None}
    now = dt.datetime.now(dt.UTC)
    _LINE.write(connection, at=now, by=by, act=act, collection=collection, subject=subject, details=said)


class Audit:
    """The log, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, collection: str, first: int, length: int) -> tuple[list[Entry], int]:
        """Some of the lines about a collection, and how many there are in all."""
        of_collection = audit.c.collection == collection
        rows = select(audit).where(of_collection).order_by(audit.c.id.desc()).offset(first).limit(length)
        with self._database.reading() as connection:
            entries = [Entry.model_validate(dict(row)) for row in connection.execute(rows).mappings()]
            return entries, connection.scalar(select(func.count()).where(of_collection)) or 0

    def entries(self, collection: str | None = None) -> Iterator[Entry]:
        """All lines, or those about one collection."""
        last: int | None = None
        while True:
            rows = self._older(audit.c.collection == collection if collection else None, last)
            yield from rows
            if len(rows) < _READ_AT_ONCE:
                return
            last = rows[-1].id

    def _older(self, condition: ColumnElement[bool] | None, last: int | None) -> list[Entry]:
        statement = select(audit).order_by(audit.c.id.desc()).limit(_READ_AT_ONCE)
        if condition is not None:
            statement = statement.where(condition)
        if last is not None:
            statement = statement.where(audit.c.id < last)
        with self._database.reading() as connection:
            return [Entry.model_validate(dict(row)) for row in connection.execute(statement).mappings()]
