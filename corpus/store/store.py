"""Store: articles and their revisions, as the database has them."""

from __future__ import annotations

import datetime as dt
import secrets
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import bindparam, func, insert, select, update

from corpus.articles import Article, Manuscript, Revision
from corpus.errors import UnknownArticle
from corpus.passages import split
from corpus.store import lessons, versions
from corpus.store.audit import Act, Audit, record
from corpus.store.chats import Chats
from corpus.store.database import Database
from corpus.store.inbox import Inbox
from corpus.store.lessons import Lessons
from corpus.store.migrations import migrate
from corpus.store.moderators import Moderators
from corpus.store.open_questions import OpenQuestions
from corpus.store.own_collections import OwnCollections
from corpus.store.people import People
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

    from sqlalchemy import Connection, RowMapping

RevisionId = tuple[str, int]
"""Article id and revision number."""
_READ_AT_ONCE = 200
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
# A statement made once is not compared with its cached SQL again for every passage that is cited.
_ONE = select(revisions).where(
    revisions.c.article_id == bindparam("article"), revisions.c.number == bindparam("revision")
)
_IS_LIVE = (revisions.c.article_id == articles.c.id) & (revisions.c.number == articles.c.live)


@dataclass(frozen=True, slots=True)
class Draft:
    """A revision that is not yet published, in the place that it would take."""

    revision: Revision
    collection: str
    version: int
    """Of the collection as the draft found it: it can be published as long as that has not moved on."""
    previous: Revision | None
    """The live revision of the article."""

    @property
    def unchanged(self) -> bool:
        """Whether the live revision says the same, to the last detail."""
        return self.previous is not None and all(
            getattr(self.previous, name) == getattr(self.revision, name) for name in Manuscript.model_fields
        )


@dataclass(frozen=True, slots=True)
class Live:
    """What a collection answers from."""

    version: int
    """Of the collection; where it changed meanwhile, the one before."""
    revisions: dict[RevisionId, dt.datetime]
    """In the order in which they became live, with the moment since which each reads as it does, lessons included."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who made which revision of an article live, or (None) removed it, and when."""

    live: int | None
    by: str
    at: dt.datetime


class Store:
    """The database, migrated to this version of Quoth."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._versions = Versions(database)
        self.inbox = Inbox(database)
        self.questions = Questions(database)
        self.receipts = Receipts(database)
        self.votes = Votes(database)
        self.shares = Shares(database)
        self.open_questions = OpenQuestions(database)
        self.lessons = Lessons(database, self._versions)
        self.synonyms = OwnSynonyms(database, self._versions)
        self.people = People(database)
        self.chats = Chats(database)
        self.statistics = Statistics(database)
        self.usage = Usage(database)
        self.moderators = Moderators(database)
        self.own_collections = OwnCollections(database)
        self.audit = Audit(database)
        self.traces = Traces(database, self.people, self.chats)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a database, making or migrating it where need be."""
        database = Database.open(url)
        try:
            migrate(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

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
            rows = connection.execute(statement.order_by(articles.c.title_key)).mappings().all()
        live = map(_revision, rows)
        return [Article(id=revision.article_id, collection=collection, live=revision) for revision in live]

    def live(self, collection: str) -> Live:
        """Which revisions the collection answers from, without their texts."""
        became = (changes.c.article_id == articles.c.id) & (changes.c.live == articles.c.live)
        columns = articles.c.id, articles.c.live, revisions.c.published_at, articles.c.taught_at
        statement = select(*columns).join(revisions, _IS_LIVE)
        statement = statement.join(changes, became).where(articles.c.collection == collection).order_by(changes.c.id)
        with self._database.reading() as connection:
            version = versions.version(connection, collection)
            rows = connection.execute(statement).all()
        return Live(version, {(row.id, row.live): _since(row.published_at, row.taught_at) for row in rows})

    def read(self, wanted: Sequence[RevisionId]) -> Iterator[Revision]:
        """These revisions, in this order; no transaction stays open while one is looked at."""
        for first in range(0, len(wanted), _READ_AT_ONCE):
            with self._database.reading() as connection:
                rows = [_row(connection, *each) for each in wanted[first : first + _READ_AT_ONCE]]
            yield from map(_revision, rows)

    def page(self, collection: str, first: int, length: int) -> tuple[list[Article], int]:
        """Some of the live articles, by title, and how many there are in all."""
        of_collection = articles.c.collection == collection
        rows = select(revisions).join(articles, _IS_LIVE).where(of_collection).order_by(articles.c.title_key)
        count = select(func.count()).select_from(articles).where(of_collection, articles.c.live.is_not(None))
        with self._database.reading() as connection:
            live = map(_revision, connection.execute(rows.offset(first).limit(length)).mappings().all())
            shown = [Article(id=revision.article_id, collection=collection, live=revision) for revision in live]
            return shown, connection.scalar(count) or 0

    def article(self, article_id: str) -> Article:
        """An article, removed or not."""
        with self._database.reading() as connection:
            return _article(connection, article_id)

    def revision(self, article_id: str, number: int) -> Revision:
        """One revision, live or not."""
        with self._database.reading() as connection:
            return _revision(_row(connection, article_id, number))

    def revisions(self, article_id: str) -> list[Revision]:
        """All revisions, newest first."""
        statement = select(revisions).where(revisions.c.article_id == article_id)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(revisions.c.number.desc())).mappings().all()
        if not rows:
            raise UnknownArticle(article_id)
        return list(map(_revision, rows))

    def changes(self, article_id: str) -> list[Change]:
        """Who did what to an article, newest first."""
        statement = select(changes).where(changes.c.article_id == article_id).order_by(changes.c.id.desc())
        with self._database.reading() as connection:
            return [Change(row.live, row.by, row.at) for row in connection.execute(statement)]

    def draft(self, manuscript: Manuscript, *, collection: str, by: str) -> Draft:
        """Find the place of a manuscript: a revision of the article with its title, or a new article."""
        key = (articles.c.collection == collection) & (articles.c.title_key == _title_key(manuscript.title))
        with self._database.reading() as connection:
            version = connection.scalar(select(collections.c.version).where(collections.c.name == collection)) or 0
            article_id = connection.scalar(select(articles.c.id).where(key)) or _unused_id(connection)
            of_article = revisions.c.article_id == article_id
            last = connection.scalar(select(func.max(revisions.c.number)).where(of_article)) or 0
            previous = _article(connection, article_id).live if last else None
        place = {
            "article_id": article_id,
            "number": last + 1,
            "published_by": by,
            "published_at": dt.datetime.now(dt.UTC),
        }
        return Draft(Revision.model_validate(manuscript.model_dump() | place), collection, version, previous)

    def publish(self, draft: Draft) -> bool:
        """Make a draft live, on the disk before this returns; False when the collection has moved on since."""
        revision = draft.revision
        with self._database.writing() as connection:
            if self._versions.lock(connection, draft.collection) != draft.version:
                return False
            if revision.number == 1:
                place = {"collection": draft.collection, "title_key": _title_key(revision.title)}
                connection.execute(insert(articles).values(id=revision.article_id, **place))
            connection.execute(insert(revisions).values(revision.model_dump()))
            _set_live(connection, draft.collection, revision.article_id, revision.number, revision.published_by)
        return True

    def remove(self, article_id: str, *, by: str, version: int) -> bool:
        """Take an article out, keeping its revisions; False when its collection has moved on since that version."""
        with self._database.writing() as connection:
            article = _article(connection, article_id)
            if self._versions.lock(connection, article.collection) != version or article.live is None:
                return False
            _set_live(connection, article.collection, article_id, None, by)
        return True


def _set_live(connection: Connection, collection: str, article_id: str, number: int | None, by: str) -> None:
    versions.advance(connection, collection)
    connection.execute(update(articles).where(articles.c.id == article_id).values(live=number))
    connection.execute(insert(changes).values(article_id=article_id, live=number, by=by, at=dt.datetime.now(dt.UTC)))
    act = Act.WITHDRAWN if number is None else Act.PUBLISHED
    record(connection, act, by=by, collection=collection, subject=article_id, revision=number)
    if number is not None and lessons.is_taught(connection, article_id):
        lessons.follow_live(connection, article_id, split(_revision(_row(connection, article_id, number))))


def _since(published_at: dt.datetime, taught_at: dt.datetime | None) -> dt.datetime:
    return max(published_at, taught_at or published_at)


def _article(connection: Connection, article_id: str) -> Article:
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        raise UnknownArticle(article_id)
    key = (revisions.c.article_id == article_id) & (revisions.c.number == row.live)
    live = connection.execute(select(revisions).where(key)).mappings().one_or_none()
    return Article(id=row.id, collection=row.collection, live=None if live is None else _revision(live))


def _row(connection: Connection, article_id: str, number: int) -> RowMapping:
    row = connection.execute(_ONE, {"article": article_id, "revision": number}).mappings().one_or_none()
    if row is None:
        raise UnknownArticle(article_id)
    return row


def _revision(row: RowMapping) -> Revision:
    return Revision.model_validate(dict[Any, Any](row))


def _unused_id(connection: Connection) -> str:
    while True:
        article_id = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        if connection.scalar(select(articles.c.id).where(articles.c.id == article_id)) is None:
            return article_id


def _title_key(title: str) -> str:
    """What two titles have in common that a person takes for the same."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())
