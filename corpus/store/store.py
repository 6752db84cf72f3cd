"""Store: articles and their revisions, as the database has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sqlalchemy import func, select

from corpus.articles import Article
from corpus.errors import UnknownArticle
from corpus.store import rows, versions
from corpus.store.archives import Archives
from corpus.store.audit import Act, Audit
from corpus.store.changes import Changes
from corpus.store.chats import Chats
from corpus.store.corrections import Corrections
from corpus.store.database import Database
from corpus.store.drafts import Drafts
from corpus.store.inbox import Inbox
from corpus.store.inline_messages import InlineMessages
from corpus.store.lessons import Lessons
from corpus.store.migrations import migrate
from corpus.store.moderators import Moderators
from corpus.store.open_questions import OpenQuestions
from corpus.store.origins import Origins
from corpus.store.own_collections import ROOM, OwnCollections, Room
from corpus.store.people import People
from corpus.store.prompts import Prompts
from corpus.store.questions import Questions
from corpus.store.receipts import Receipts
from corpus.store.schema import articles, changes, collections, revisions
from corpus.store.shares import Shares
from corpus.store.statistics import Statistics
from corpus.store.synonyms import OwnSynonyms
from corpus.store.traces import Traces
from corpus.store.usage import Usage
from corpus.store.versions import Versions
from corpus.store.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corpus.articles import Revision

RevisionId = tuple[str, int]
"""Article id and revision number."""
_READ_AT_ONCE = 200
_IS_LIVE = (revisions.c.article_id == articles.c.id) & (revisions.c.number == articles.c.live)
_MADE_LIVE = changes.c.what.in_([Act.PUBLISHED, Act.RESTORED])


@dataclass(frozen=True, slots=True)
class Live:
    """What a collection answers from."""

    version: int
    """Of the collection; where it changed meanwhile, the one before."""
    revisions: dict[RevisionId, dt.datetime]
    """In the order in which they became live, with the moment since which each reads as it does, lessons included."""


class Store:
    """The database, migrated to this version of Quoth."""

    def __init__(self, database: Database, room: Room = ROOM) -> None:
        self._database = database
        self._versions = Versions(database)
        self.own_collections = OwnCollections(database, room)
        self.archives = Archives(database, self._versions, self.own_collections)
        self.changes = Changes(database, self._versions, self.own_collections)
        self.drafts = Drafts(database, self.own_collections)
        self.prompts = Prompts(database)
        self.corrections = Corrections(database)
        self.inbox = Inbox(database)
        self.questions = Questions(database)
        self.receipts = Receipts(database)
        self.inline_messages = InlineMessages(database)
        self.votes = Votes(database)
        self.shares = Shares(database)
        self.origins = Origins(database)
        self.open_questions = OpenQuestions(database)
        self.lessons = Lessons(database, self._versions, self.own_collections)
        self.synonyms = OwnSynonyms(database, self._versions, self.own_collections)
        self.people = People(database)
        self.chats = Chats(database)
        self.statistics = Statistics(database)
        self.usage = Usage(database)
        self.moderators = Moderators(database)
        self.audit = Audit(database)
        self.traces = Traces(database, self.people, self.chats)

    @classmethod
    def open(cls, url: str, *, room: Room = ROOM) -> Self:
        """Open a database, making or migrating it where need be; `room` is how much a chat's own collection has."""
        database = Database.open(url)
        try:
            migrate(database)
        except BaseException:
            database.close()
            raise
        return cls(database, room)

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def shred(self) -> None:
        """Leave nothing of what was deleted in the file, nor in its log."""
        self._database.shred()

    def fold(self) -> None:
        """Spare those who write the disk, see Database.fold."""
        self._database.fold()

    @property
    def file(self) -> Path | None:
        """Where the database lies, if it is a file."""
        return self._database.file

    def back_up(self, target: Path) -> None:
        """Copy the database into a new file, see Database.copy."""
        self._database.copy(target)

    def is_fresh(self) -> bool:
        """Whether no article was ever stored."""
        with self._database.reading() as connection:
            return connection.scalar(select(articles.c.id).limit(1)) is None

    def collections(self) -> list[str]:
        """The names of all collections; the one that every chat reads at first is always among them."""
        with self._database.reading() as connection:
            return list(connection.scalars(select(collections.c.name).order_by(collections.c.name)))

    def version(self, collection: str) -> int:
        """Count the changes of a collection, by whatever process."""
        with self._database.reading() as connection:
            return versions.version(connection, collection)

    def articles(self, collection: str) -> list[Article]:
        """Live articles, by title: all that a question to the collection may be answered from."""
        statement = select(revisions).join(articles, _IS_LIVE).where(articles.c.collection == collection)
        with self._database.reading() as connection:
            found = connection.execute(statement.order_by(articles.c.title_key)).mappings().all()
        live = map(rows.read, found)
        return [Article(id=revision.article_id, collection=collection, live=revision) for revision in live]

    def live(self, collection: str) -> Live:
        """Which revisions the collection answers from, without their texts."""
        became = (changes.c.article_id == articles.c.id) & (changes.c.live == articles.c.live) & _MADE_LIVE
        columns = articles.c.id, articles.c.live, revisions.c.published_at, articles.c.taught_at
        statement = select(*columns).join(revisions, _IS_LIVE).join(changes, became)
        statement = statement.where(articles.c.collection == collection).group_by(*columns)
        with self._database.reading() as connection:
            version = versions.version(connection, collection)
            found = connection.execute(statement.order_by(func.max(changes.c.id))).all()
        return Live(version, {(row.id, row.live): _since(row.published_at, row.taught_at) for row in found})

    def read(self, wanted: Sequence[RevisionId]) -> Iterator[Revision]:
        """These revisions, in this order; no transaction stays open while one is looked at."""
        for first in range(0, len(wanted), _READ_AT_ONCE):
            with self._database.reading() as connection:
                read = [rows.revision(connection, *each) for each in wanted[first : first + _READ_AT_ONCE]]
            yield from read

    def page(self, collection: str, first: int, length: int) -> tuple[list[Article], int]:
        """Some of the live articles, by title, and how many there are in all."""
        of_collection = articles.c.collection == collection
        found = select(revisions).join(articles, _IS_LIVE).where(of_collection).order_by(articles.c.title_key)
        count = select(func.count()).select_from(articles).where(of_collection, articles.c.live.is_not(None))
        with self._database.reading() as connection:
            live = map(rows.read, connection.execute(found.offset(first).limit(length)).mappings().all())
            shown = [Article(id=revision.article_id, collection=collection, live=revision) for revision in live]
            return shown, connection.scalar(count) or 0

    def article(self, article_id: str) -> Article:
        """An article, removed or not."""
        with self._database.reading() as connection:
            return rows.article(connection, article_id)

    def collection_of(self, article_id: str) -> str:
        """Where an article is, removed or not; nowhere where there is none."""
        with self._database.reading() as connection:
            found = connection.scalar(select(articles.c.collection).where(articles.c.id == article_id))
            return str(found or "")

    def revision(self, article_id: str, number: int) -> Revision:
        """One revision, live or not."""
        with self._database.reading() as connection:
            return rows.revision(connection, article_id, number)

    def revisions(self, article_id: str) -> list[Revision]:
        """All revisions, newest first."""
        statement = select(revisions).where(revisions.c.article_id == article_id)
        with self._database.reading() as connection:
            found = connection.execute(statement.order_by(revisions.c.number.desc())).mappings().all()
        if not found:
            raise UnknownArticle(article_id)
        return list(map(rows.read, found))


def _since(published_at: dt.datetime, taught_at: dt.datetime | None) -> dt.datetime:
    return max(published_at, taught_at or published_at)
