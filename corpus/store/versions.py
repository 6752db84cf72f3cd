"""Versions: the changes of a collection, counted, so that whoever reads it knows when to read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from corpus.errors import UnknownCollection
from corpus.store.prepared import Driver, Ready
from corpus.store.schema import collections

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from corpus.store.database import Database


_OF = collections.c.name == bindparam("of")
_VERSION = Ready(select(collections.c.version).where(_OF))
_LOCKED = Ready(select(collections.c.version).where(_OF).with_for_update())
_ADVANCE = Ready(update(collections).where(_OF).values(version=collections.c.version + 1))


class Versions:
    """The versions of all collections."""

    def __init__(self, database: Database) -> None:
        new = database.upsert(collections).on_conflict_do_nothing(index_elements=["name"])
        self._found = database.prepare(new, "name", "version")

    def lock(self, connection: Connection, collection: str) -> int:
        """Keep other changes of the collection out until the transaction ends; the version that it has."""
        Driver(connection.connection).write(self._found, {"name": collection, "version": 0})
        return int(_LOCKED.scalar(connection, of=collection) or 0)


def version(connection: Connection, collection: str) -> int:
    """How often the collection was changed, by whatever process."""
    found = known(connection, collection)
    if found is None:
        raise UnknownCollection(collection)
    return int(found)


def known(connection: Connection, collection: str) -> int | None:
    """The same; None where there is no such collection."""
    found: int | None = _VERSION.scalar(connection, of=collection)
    return found


def advance(connection: Connection, collection: str) -> None:
    """Count a change of a locked collection."""
    _ADVANCE.write(connection, of=collection)
