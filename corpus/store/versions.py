"""Versions: the changes of a collection, counted, so that whoever reads it knows when to read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from corpus.errors import UnknownCollection
from corpus.store.schema import collections

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from corpus.store.database import Database


class Versions:
    """The versions of all collections."""

    def __init__(self, database: Database) -> None:
        self._found = database.upsert(collections).on_conflict_do_nothing(index_elements=["name"])

    def lock(self, connection: Connection, collection: str) -> int:
        """Keep other changes of the collection out until the transaction ends; the version that it has."""
        connection.execute(self._found, {"name": collection, "version": 0})
        row = select(collections.c.version).where(collections.c.name == collection).with_for_update()
        return int(connection.scalar(row) or 0)


def version(connection: Connection, collection: str) -> int:
    """How often the collection was changed, by whatever process."""
    found = connection.scalar(select(collections.c.version).where(collections.c.name == collection))
    if found is None:
        raise UnknownCollection(collection)
    return int(found)


def advance(connection: Connection, collection: str) -> None:
    """Count a change of a locked collection."""
    of_collection = update(collections).where(collections.c.name == collection)
    connection.execute(of_collection.values(version=collections.c.version + 1))
