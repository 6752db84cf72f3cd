"""Own collections: those that one chat reads and nobody else, and that its admins change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from corpus.store.audit import Act, record
from corpus.store.schema import collections

if TYPE_CHECKING:
    from corpus.store.database import Database

_CHAT = select(collections.c.chat_id).where(collections.c.name == bindparam("of"))


class OwnCollections:
    """Collections by their chats. A chat keeps its collection's name when it becomes another chat."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._new = database.upsert(collections).on_conflict_do_nothing(index_elements=["name"])

    def chat_of(self, collection: str) -> int | None:
        """Whose own a collection is; None of one that all may read."""
        with self._database.reading() as connection:
            return connection.scalar(_CHAT, {"of": collection})

    def of(self, chat_id: int) -> str | None:
        """The own collection of a chat, if it has one."""
        first = select(collections.c.name).where(collections.c.chat_id == chat_id).order_by(collections.c.name)
        with self._database.reading() as connection:
            return connection.scalar(first.limit(1))

    def open(self, chat_id: int, *, by: str) -> str:
        """Give a chat a collection of its own, or find the one that it has; its name."""
        name = self.of(chat_id) or f"group{chat_id}"
        with self._database.writing() as connection:
            made = connection.execute(self._new, {"name": name, "version": 0, "chat_id": chat_id}).rowcount
            if made:
                record(connection, Act.COLLECTION_OPENED, by=by, collection=name)
        return name

    def shared(self) -> list[str]:
        """The names of the others, which all may read."""
        names = select(collections.c.name).where(collections.c.chat_id.is_(None)).order_by(collections.c.name)
        with self._database.reading() as connection:
            return list(connection.scalars(names))
