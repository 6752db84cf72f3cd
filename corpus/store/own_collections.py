"""Own collections: those that one chat reads and nobody else, and that its admins change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, func, select

from corpus.errors import CollectionFull, UnknownCollection, later
from corpus.store.audit import Act, record
from corpus.store.prepared import Ready
from corpus.store.schema import articles, collections, drafts, lessons, revisions, synonyms

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from corpus.store.database import Database

_CHAT = select(collections.c.chat_id).where(collections.c.name == bindparam("of"))
_OWNER = Ready(_CHAT)


class Room(NamedTuple):
    """How much an own collection may have."""

    articles: int = 50
    """Live ones; 0: no chat gets a collection of its own."""
    characters: int = 5_000_000
    """Of all revisions: also those that are no longer live are kept."""
    lessons: int = 500
    """In force; and so many lines of synonyms."""


class Fill(NamedTuple):
    """How much an own collection has of what there is room for."""

    articles: int = 0
    characters: int = 0
    lessons: int = 0
    synonyms: int = 0


_MOST_DRAFTS = 20
"""That wait in one own collection."""
FULL = later("This group has as many articles, or as much text, as it may have.")
FULL_OF_LESSONS = later("This group has as many lessons, or lines of synonyms, as it may have.")
ROOM = Room()
"""Where nobody says otherwise."""


class OwnCollections:
    """Collections by their chats. A chat keeps its collection's name when it becomes another chat."""

    def __init__(self, database: Database, room: Room) -> None:
        self._database = database
        self.room = room
        new = database.upsert(collections).on_conflict_do_nothing(index_elements=["name"])
        self._new = new.returning(collections.c.name)
        self._chat = database.prepare(_CHAT)

    def chat_of(self, collection: str) -> int | None:
        """Whose own a collection is; None of one that all may read."""
        with self._database.glancing() as connection:
            row = connection.row(self._chat, of=collection)
        return None if row is None else row["chat_id"]

    def of(self, chat_id: int) -> str | None:
        """The own collection of a chat, if it has one."""
        first = select(collections.c.name).where(collections.c.chat_id == chat_id).order_by(collections.c.name)
        with self._database.reading() as connection:
            return connection.scalar(first.limit(1))

    def name_for(self, chat_id: int) -> str:
        """The name of a chat's own collection, or that which it would get."""
        return self.of(chat_id) or f"group{chat_id}"

    def open(self, chat_id: int, *, by: str) -> str:
        """Give a chat a collection of its own, or find the one that it has; its name.

        Raises UnknownCollection where somebody took that name for a collection that all may read.
        """
        name = self.name_for(chat_id)
        with self._database.writing() as connection:
            if connection.execute(self._new, {"name": name, "version": 0, "chat_id": chat_id}).first():
                record(connection, Act.COLLECTION_OPENED, by=by, collection=name)
            elif _OWNER.scalar(connection, of=name) != chat_id:
                raise UnknownCollection(name)
        return name

    def fill(self, connection: Connection, collection: str) -> Fill:
        """How much is there; nothing of what is not a chat's own, for which there is room."""
        if _OWNER.scalar(connection, of=collection) is None:
            return Fill()
        here = articles.c.collection == collection
        return Fill(*(connection.scalar(each) or 0 for each in (
            select(func.count()).select_from(articles).where(here, articles.c.live.is_not(None)),
            select(func.sum(func.length(revisions.c.text))).join(articles).where(here),
            select(func.count()).where(lessons.c.collection == collection, lessons.c.ended_at.is_(None)),
            select(func.count()).where(synonyms.c.collection == collection),
        )))  # fmt: skip

    def refuse_too_much(self, connection: Connection, collection: str) -> None:
        """Raise CollectionFull where a change, in its transaction, has left an own collection with too much text."""
        now = self.fill(connection, collection)
        if now.articles > self.room.articles or now.characters > self.room.characters:
            raise CollectionFull(FULL)

    def refuse_too_many_lessons(self, connection: Connection, collection: str) -> None:
        """The same of what it was taught."""
        now = self.fill(connection, collection)
        if max(now.lessons, now.synonyms) > self.room.lessons:
            raise CollectionFull(FULL_OF_LESSONS)

    def refuse_draft(self, connection: Connection, collection: str, text: str) -> None:
        """Raise CollectionFull where a draft, just written, is one too many or too long for an own collection."""
        if _OWNER.scalar(connection, of=collection) is None:
            return
        waiting = select(func.count()).where(drafts.c.collection == collection, drafts.c.published.is_(None))
        if len(text) > self.room.characters or (connection.scalar(waiting) or 0) > _MOST_DRAFTS:
            raise CollectionFull(FULL)

    def shared(self) -> list[str]:
        """The names of the others, which all may read."""
        names = select(collections.c.name).where(collections.c.chat_id.is_(None)).order_by(collections.c.name)
        with self._database.reading() as connection:
            return list(connection.scalars(names))
