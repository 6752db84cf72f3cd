"""Changes: the one way in which a revision goes live or ceases to be; each is on record, none overwrites a text."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, update

from corpus.articles import PURGED, Manuscript, Revision
from corpus.errors import Purged, UnknownArticle
from corpus.passages import split
from corpus.store import lessons, rows, versions
from corpus.store.audit import Act, record
from corpus.store.drafts import drop
from corpus.store.prepared import Ready
from corpus.store.schema import articles, changes, drafts, questions, receipts, revisions

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from corpus.store.database import Database
    from corpus.store.own_collections import OwnCollections
    from corpus.store.versions import Versions

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_APART = "\n"
"""In no title; parts the title that an article shares with an earlier one from its own id."""

_TITLED = Ready(
    select(articles.c.id).where(articles.c.collection == bindparam("of"), articles.c.title_key == bindparam("key"))
)
_KNOWN = Ready(select(articles.c.live, articles.c.collection).where(articles.c.id == bindparam("article")))
_LAST = Ready(select(func.max(revisions.c.number)).where(revisions.c.article_id == bindparam("article")))
_NEW_ARTICLE = Ready(insert(articles), "id", "collection", "title_key")
_NEW_REVISION = Ready(insert(revisions), *revisions.c.keys())
_GO_LIVE = Ready(
    update(articles)
    .where(articles.c.id == bindparam("article"))
    .values(live=bindparam("number"), title_key=bindparam("key"))
)
_MARK = Ready(
    update(drafts)
    .where(drafts.c.id == bindparam("draft"), drafts.c.published.is_(None))
    .values(article_id=bindparam("article"), published=bindparam("number"))
    .returning(drafts.c.id)
)
_HISTORY = Ready(
    select(*(changes.c[name] for name in ("id", "article_id", "what", "live", "number", "by", "at")))
    .where(changes.c.article_id == bindparam("article"))
    .order_by(changes.c.id.desc())
)
_RECORD = Ready(insert(changes).returning(changes.c.id), "article_id", "what", "live", "number", "by", "at", "followed")


@dataclass(frozen=True, slots=True)
class Change:
    """Who did what to an article, and when."""

    id: int
    article_id: str
    what: Act
    live: int | None
    """The revision that was live afterwards."""
    number: int | None
    """The revision that this was about; None: all of them."""
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A change that is not yet made, with all that it was found to change."""

    article_id: str
    collection: str
    version: int
    """Of the collection as it was found: the step can be taken as long as that has not moved on."""
    previous: Revision | None
    """What is live."""
    revision: Revision | None
    """What would be live; None: nothing of the article."""
    by: str
    what: Act
    draft_id: str | None = None
    """The draft that this publishes."""

    @property
    def unchanged(self) -> bool:
        """Whether what is live says the same, to the last detail."""
        if self.previous is None or self.revision is None:
            return self.previous is self.revision
        return all(getattr(self.previous, name) == getattr(self.revision, name) for name in Manuscript.model_fields)


@dataclass(frozen=True, slots=True)
class Placed(Step):
    """A manuscript in the place that it would take."""

    revision: Revision

    @property
    def is_new(self) -> bool:
        """Whether it begins an article."""
        return self.revision.number == 1

    @property
    def base(self) -> int | None:
        """The number of what is live of its article."""
        return self.previous.number if self.previous else None


class Changes:
    """What became of articles, and what is to become of them next."""

    def __init__(self, database: Database, versions_: Versions, own: OwnCollections) -> None:
        self._database = database
        self._versions = versions_
        self._own = own

    def of(self, article_id: str) -> list[Change]:
        """Of an article, newest first."""
        with self._database.reading() as connection:
            return [Change(**row | {"what": Act(row["what"])}) for row in _HISTORY.rows(connection, article=article_id)]

    def titled(self, title: str, collection: str) -> str | None:
        """The article that a manuscript of that title continues, live or not."""
        with self._database.reading() as connection:
            return titled(connection, title, collection)

    def publication(
        self, manuscript: Manuscript, *, collection: str, by: str, article_id: str | None = None, apart: bool = False
    ) -> Placed:
        """Find the place of a manuscript: the next revision of an article, or the first of a new one.

        Where no article is named it is the one with that title, unless the manuscript is to stand apart.
        """
        with self._database.reading() as connection:
            return placed(connection, manuscript, collection=collection, by=by, article_id=article_id, apart=apart)

    def turn(self, article_id: str, number: int | None, *, by: str) -> Step:
        """Make a revision live again, or (None) none."""
        with self._database.reading() as connection:
            collection = rows.article(connection, article_id).collection
            version = versions.version(connection, collection)  # before what it counts the changes of is read
            article = rows.article(connection, article_id)
            revision = rows.revision(connection, article_id, number) if number else None
        if revision and revision.is_purged:
            raise Purged
        what = Act.RESTORED if number else Act.WITHDRAWN
        return Step(article_id, article.collection, version, article.live, revision, by, what)

    def take(self, step: Step) -> Change | None:
        """Change it, on the disk before this returns; None when the collection or the draft has moved on since."""
        with self._database.writing() as connection:
            if self._versions.lock(connection, step.collection) != step.version:
                return None
            if step.draft_id and not _mark_published(connection, step):
                return None
            change = make(connection, step)
            if step.revision:
                self._own.refuse_too_much(connection, step.collection)
            return change

    def purge(self, article_id: str, number: int | None, *, by: str) -> Change:
        """Take the text of a revision, or of all, out of every table; what was quoted of it counts as withdrawn."""
        nothing: dict[str, object] = {"headings": [], "left_out": [], "source": None, "author": None}
        purged = {"title": PURGED, "text": PURGED, **nothing}
        these = revisions.c.article_id == article_id
        with self._database.writing() as connection:
            article = rows.article(connection, article_id)
            self._versions.lock(connection, article.collection)
            if number:
                rows.revision(connection, article_id, number)
                these &= revisions.c.number == number
            connection.execute(update(revisions).where(these).values(purged))
            drop(connection, drafts.c.article_id == article_id)
            lessons.forget(connection, article_id, lost_only=article.live is not None)
            quoting = select(receipts.c.id).where(receipts.c.article_id == article_id)
            connection.execute(update(questions).where(questions.c.id.in_(quoting)).values(reasons=None))
            if article.live is None or number in {None, article.live.number}:
                _set(connection, article_id, live=None, title_key=_APART + article_id)
            return _record(connection, article_id, Act.PURGED, by=by, number=number)


def placed(  # noqa: PLR0913  (as Changes.publication)
    connection: Connection,
    manuscript: Manuscript,
    *,
    collection: str,
    by: str,
    article_id: str | None = None,
    apart: bool = False,
) -> Placed:
    """Find the place of a manuscript, as Changes.publication does."""
    version = versions.known(connection, collection) or 0
    if article_id is None and not apart:
        article_id = titled(connection, manuscript.title, collection)
    previous = rows.article(connection, article_id).live if article_id else None
    place = {
        "article_id": article_id or _unused_id(connection),
        "number": _last(connection, article_id) + 1 if article_id else 1,
        "published_by": by,
        "published_at": dt.datetime.now(dt.UTC),
    }
    revision = Revision.model_validate(manuscript.model_dump(include=set(Manuscript.model_fields)) | place)
    return Placed(revision.article_id, collection, version, previous, revision, by, Act.PUBLISHED)


def make(connection: Connection, step: Step) -> Change:
    """Change it, in a transaction that keeps other changes of the collection out."""
    if step.revision and step.what == Act.PUBLISHED:
        _add(connection, step.collection, step.revision)
    if step.revision:
        key = _free_key(connection, step.collection, step.revision)
        _GO_LIVE.write(connection, article=step.article_id, number=step.revision.number, key=key)
        if lessons.is_taught(connection, step.article_id):
            lessons.follow_live(connection, step.article_id, split(step.revision))
    else:
        _set(connection, step.article_id, live=None)
    about = step.revision or step.previous
    return _record(connection, step.article_id, step.what, by=step.by, number=about.number if about else None)


def _add(connection: Connection, collection: str, revision: Revision) -> None:
    if revision.number == 1:
        key = _APART + revision.article_id  # `take` gives it its own, with the live revision
        _NEW_ARTICLE.write(connection, id=revision.article_id, collection=collection, title_key=key)
    _NEW_REVISION.write(connection, **revision.model_dump())


def _mark_published(connection: Connection, step: Step) -> bool:
    number = step.revision.number if step.revision else None
    return _MARK.row(connection, draft=step.draft_id, article=step.article_id, number=number) is not None


def _set(connection: Connection, article_id: str, **values: object) -> None:
    connection.execute(update(articles).where(articles.c.id == article_id).values(values))


def _record(connection: Connection, article_id: str, what: Act, *, by: str, number: int | None) -> Change:
    article = _KNOWN.row(connection, article=article_id)
    if article is None:
        raise UnknownArticle(article_id)
    live, collection, now = article["live"], article["collection"], dt.datetime.now(dt.UTC)
    versions.advance(connection, collection)
    values = {"article_id": article_id, "what": what, "live": live, "number": number, "by": by, "at": now}
    change_id = _RECORD.scalar(connection, **values, followed=False)
    named = None if what == Act.WITHDRAWN else number
    record(connection, what, by=by, collection=collection, subject=article_id, revision=named)
    return Change(change_id, **values)


def titled(connection: Connection, title: str, collection: str) -> str | None:
    found: str | None = _TITLED.scalar(connection, of=collection, key=rows.title_key(title))
    return found


def _free_key(connection: Connection, collection: str, revision: Revision) -> str:
    """The key of its title; where another article has that, one of its own beside it."""
    key, other = rows.title_key(revision.title), titled(connection, revision.title, collection)
    return key if other in {None, revision.article_id} else f"{key}{_APART}{revision.article_id}"


def _last(connection: Connection, article_id: str) -> int:
    return int(_LAST.scalar(connection, article=article_id) or 0)


def _unused_id(connection: Connection) -> str:
    while True:
        article_id = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        if _KNOWN.row(connection, article=article_id) is None:
            return article_id
