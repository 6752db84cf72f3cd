"""Synonyms that a collection adds: lines of names that mean the same."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, select

from corpus.store import versions
from corpus.store.audit import Act, record
from corpus.store.schema import synonyms

if TYPE_CHECKING:
    from corpus.store.database import Database
    from corpus.store.own_collections import OwnCollections
    from corpus.store.versions import Versions


class OwnSynonym(BaseModel):
    """Names that mean the same in a collection."""

    model_config = ConfigDict(frozen=True)

    id: int
    collection: str
    names: str
    """As corpus.synonyms reads a line: `ferry, boat`."""
    added_by: str
    added_at: dt.datetime
    """In UTC."""


class OwnSynonyms:
    """The synonyms that collections add."""

    def __init__(self, database: Database, versions_: Versions, own: OwnCollections) -> None:
        self._database = database
        self._versions = versions_
        self._own = own
        new = database.upsert(synonyms).on_conflict_do_nothing(index_elements=["collection", "names"])
        self._add = new.returning(synonyms.c.id)

    def all(self, collection: str) -> list[OwnSynonym]:
        """Those of a collection, in the order of their names."""
        statement = select(synonyms).where(synonyms.c.collection == collection).order_by(synonyms.c.names)
        with self._database.reading() as connection:
            return [OwnSynonym.model_validate(dict(row)) for row in connection.execute(statement).mappings()]

    def get(self, synonym_id: int) -> OwnSynonym | None:
        """One of them."""
        with self._database.reading() as connection:
            row = connection.execute(select(synonyms).where(synonyms.c.id == synonym_id)).mappings().one_or_none()
        return None if row is None else OwnSynonym.model_validate(dict(row))

    def add(self, names: str, *, by: str, collection: str) -> bool:
        """Add a line; whether it is new. Raises CollectionFull where there is no room."""
        values = {"collection": collection, "names": names, "added_by": by, "added_at": dt.datetime.now(dt.UTC)}
        with self._database.writing() as connection:
            self._versions.lock(connection, collection)
            new = connection.scalar(self._add, values)
            if new is not None:
                self._own.refuse_too_many_lessons(connection, collection)
                versions.advance(connection, collection)
                record(connection, Act.SYNONYM_ADDED, by=by, collection=collection, subject=str(new), names=names)
        return new is not None

    def remove(self, synonym_id: int, *, by: str) -> bool:
        """Take a line out; whether it was there."""
        with self._database.writing() as connection:
            gone = (
                delete(synonyms).where(synonyms.c.id == synonym_id).returning(synonyms.c.collection, synonyms.c.names)
            )
            row = connection.execute(gone).one_or_none()
            if row is not None:
                versions.advance(connection, row.collection)
                about = {"collection": row.collection, "subject": str(synonym_id), "names": row.names}
                record(connection, Act.SYNONYM_REMOVED, by=by, **about)
        return row is not None
