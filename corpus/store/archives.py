"""Archives: what a database gives to another, and how it takes that in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import ColumnElement, insert, select, update

from corpus.articles import Manuscript, Revision
from corpus.errors import CollectionFull
from corpus.passages import split
from corpus.store import versions
from corpus.store.audit import Act, record
from corpus.store.changes import make, placed
from corpus.store.chats import ChatPreferences
from corpus.store.lessons import IN_FORCE, follow_live
from corpus.store.open_questions import key_of
from corpus.store.rows import article
from corpus.store.schema import articles, changes, chats, collections, lessons, revisions, synonyms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Select, Table

    from corpus.store.database import Database
    from corpus.store.own_collections import Fill, OwnCollections
    from corpus.store.versions import Versions

Name = Annotated[str, Field(min_length=1, max_length=100)]
ArticleId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,12}$")]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CollectionRow(_Row):
    """A collection, and the chat whose own it is."""

    name: Name
    chat_id: int | None


class ArticleRow(_Row):
    """An article without its revisions."""

    id: ArticleId
    collection: Name
    title_key: str = Field(min_length=1, max_length=2_000)
    live: int | None
    taught_at: dt.datetime | None


class RevisionRow(Revision, extra="forbid"):
    """A revision, live or not."""

    article_id: ArticleId

    @model_validator(mode="after")
    def _headings_stand_in_the_text(self) -> RevisionRow:
        end = 0
        for heading in self.headings:
            if not end <= heading[0] < heading[1] <= len(self.text):
                raise ValueError("a heading stands outside the text")
            end = heading[1]
        return self


class ChangeRow(_Row):
    """Who did what to an article."""

    article_id: ArticleId
    what: Act
    live: int | None
    number: int | None
    by: str
    at: dt.datetime


class LessonRow(_Row):
    """A lesson in force."""

    collection: Name
    text: str = Field(min_length=1, max_length=4_096)
    article_id: ArticleId | None
    number: int | None
    words: str | None
    taught_by: str
    taught_at: dt.datetime


class SynonymRow(_Row):
    """Names that mean the same in a collection."""

    collection: Name
    names: str = Field(max_length=500, pattern=r"^[^\n]+$")
    added_by: str
    added_at: dt.datetime


class ChatRow(ChatPreferences, extra="forbid"):
    """What a group's admins chose."""

    chat_id: int


class Archive(_Row):
    """What moves. What was asked, who voted and who may moderate does not: that is of people."""

    collections: tuple[CollectionRow, ...] = ()
    articles: tuple[ArticleRow, ...] = ()
    revisions: tuple[RevisionRow, ...] = ()
    """Of each article in order."""
    changes: tuple[ChangeRow, ...] = ()
    """As they happened: of passages that match alike, the one that became live first is cited first."""
    lessons: tuple[LessonRow, ...] = ()
    synonyms: tuple[SynonymRow, ...] = ()
    chats: tuple[ChatRow, ...] = ()


ROWS: dict[str, type[BaseModel]] = {
    "collections": CollectionRow,
    "articles": ArticleRow,
    "revisions": RevisionRow,
    "changes": ChangeRow,
    "lessons": LessonRow,
    "synonyms": SynonymRow,
    "chats": ChatRow,
}
_ALL: dict[str, Select[Any]] = {
    "collections": select(collections).order_by(collections.c.name),
    "articles": select(articles).order_by(articles.c.id),
    "revisions": select(revisions).order_by(revisions.c.article_id, revisions.c.number),
    "changes": select(changes).order_by(changes.c.id),
    "lessons": select(lessons).where(IN_FORCE).order_by(lessons.c.id),
    "synonyms": select(synonyms).order_by(synonyms.c.collection, synonyms.c.names),
    "chats": select(chats).where(chats.c.left_at.is_(None)).order_by(chats.c.chat_id),
}
_SHARED = select(collections.c.name).where(collections.c.chat_id.is_(None))
_OF_SHARED = select(articles.c.id).where(articles.c.collection.in_(_SHARED))
_IS_SHARED: dict[str, ColumnElement[bool]] = {
    "collections": collections.c.chat_id.is_(None),
    "articles": articles.c.collection.in_(_SHARED),
    "revisions": revisions.c.article_id.in_(_OF_SHARED),
    "changes": changes.c.article_id.in_(_OF_SHARED),
    "lessons": lessons.c.collection.in_(_SHARED),
    "synonyms": synonyms.c.collection.in_(_SHARED),
    "chats": chats.c.collection.in_(_SHARED),
}
"""Whether a row has to do with what all may read, and not with what is a chat's own."""


class Fate(StrEnum):
    """What becomes of an article of an archive."""

    NEW = "new"
    """It comes with its whole history."""
    REVISED = "revised"
    """Its live text becomes the next revision of the article that is here."""
    SAME = "same"
    """Its live text is live here."""
    LEFT = "left"
    """It was withdrawn there; what is here stays."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article of an archive, and what becomes of it."""

    title: str
    collection: str
    fate: Fate


class Archives:
    """Gives everything that moves, and takes it in."""

    def __init__(self, database: Database, versions_: Versions, own: OwnCollections) -> None:
        self._database = database
        self._versions = versions_
        self._own = own

    def give(self, *, own: bool) -> Iterator[tuple[str, Iterator[BaseModel]]]:
        """Every table that moves, as it was at one moment, with what is chats' `own` or without.

        Each is read before the next is asked for.
        """
        with self._database.reading() as connection:
            for name, statement in _ALL.items():
                yield name, _read(connection, ROWS[name], statement if own else statement.where(_IS_SHARED[name]))

    def take(self, archive: Archive, *, by: str, rehearsing: bool) -> tuple[Arrival, ...]:
        """Take everything in, in one transaction; or, rehearsing, only see what would become of it.

        Nothing that is here is overwritten: an article that is here too (by its id, else by its title) gets another
        revision, a question that was taught otherwise here stays taught so, a group keeps its settings. Raises
        CollectionFull where a group would have more than it may.
        """
        with self._database.writing() as connection:
            _insert_missing(
                connection, collections, ({**row.model_dump(), "version": 0} for row in archive.collections)
            )
            for row in archive.collections:
                self._versions.lock(connection, row.name)
            before = {row.name: self._own.fill(connection, row.name) for row in archive.collections}
            arrivals = _take(connection, archive, by)
            for name, fill in before.items():
                self._refuse_too_much(connection, name, fill)
            if rehearsing:
                connection.rollback()
        return arrivals

    def _refuse_too_much(self, connection: Connection, collection: str, before: Fill) -> None:
        """What was too much before, because there was more room once, is not held against an archive."""
        now = self._own.fill(connection, collection)
        try:
            if now[:2] != before[:2]:
                self._own.refuse_too_much(connection, collection)
            if now[2:] != before[2:]:
                self._own.refuse_too_many_lessons(connection, collection)
        except CollectionFull as error:
            raise CollectionFull(
                "Collection {collection} would have more than a group may have of its own; nothing was imported.",
                collection=collection,
            ) from error


def _read(connection: Connection, kind: type[BaseModel], statement: Select[Any]) -> Iterator[BaseModel]:
    for row in connection.execute(statement).mappings():
        yield kind.model_validate({name: row[name] for name in kind.model_fields})


def _take(connection: Connection, archive: Archive, by: str) -> tuple[Arrival, ...]:
    here = {row.id: _here(connection, row) for row in archive.articles}
    _take_new(connection, archive, {article_id for article_id, known in here.items() if known is None})
    texts = {(row.article_id, row.number): row for row in archive.revisions}
    arrivals = []
    for row in archive.articles:
        known, live = here[row.id], texts.get((row.id, row.live or 0))
        fate = _revise(connection, known, live, row.collection, by) if known else Fate.NEW
        last = live or next(text for text in reversed(archive.revisions) if text.article_id == row.id)
        arrivals.append(Arrival(last.title, row.collection, fate))
    _take_lessons(connection, archive.lessons, here)
    _take_synonyms(connection, archive.synonyms)
    _insert_missing(connection, chats, (row.model_dump() for row in archive.chats))
    for name in [row.name for row in archive.collections]:
        fates = [arrival.fate for arrival in arrivals if arrival.collection == name]
        versions.advance(connection, name)
        counted: dict[str, Any] = {fate.value: fates.count(fate) for fate in Fate if fate in fates}
        record(connection, Act.IMPORTED, by=by, collection=name, **counted)
    return tuple(arrivals)


def _here(connection: Connection, article: ArticleRow) -> str | None:
    """The id of the article that is here already: by its id, else by its title."""
    same_title = (articles.c.collection == article.collection) & (articles.c.title_key == article.title_key)
    by_id = connection.scalar(select(articles.c.id).where(articles.c.id == article.id))
    return by_id or connection.scalar(select(articles.c.id).where(same_title))


def _take_new(connection: Connection, archive: Archive, new: set[str]) -> None:
    """All of the articles that are not here, as it was."""
    _insert(connection, articles, (row.model_dump() for row in archive.articles if row.id in new))
    _insert(connection, revisions, (row.model_dump() for row in archive.revisions if row.article_id in new))
    past = (row.model_dump() | {"followed": True} for row in archive.changes if row.article_id in new)
    _insert(connection, changes, past)


def _revise(connection: Connection, article_id: str, live: RevisionRow | None, collection: str, by: str) -> Fate:
    """Make a text the next revision of an article that is here, unless it is live already."""
    if live is None:
        return Fate.LEFT
    manuscript = Manuscript.model_validate(live.model_dump(include=set(Manuscript.model_fields)))
    step = placed(connection, manuscript, collection=collection, by=by, article_id=article_id)
    if step.unchanged:
        return Fate.SAME
    make(connection, step)
    return Fate.REVISED


def _take_lessons(connection: Connection, theirs: Iterable[LessonRow], here: dict[str, str | None]) -> None:
    """What was not taught otherwise here; tied to the passages that are live here."""
    taught = select(lessons.c.collection, lessons.c.text_key).where(IN_FORCE)
    known = {(row.collection, row.text_key) for row in connection.execute(taught)}
    new = [row for row in theirs if (row.collection, key_of(row.text)) not in known]
    ids = {theirs: ours or theirs for theirs, ours in here.items()}
    tied = (
        {**row.model_dump(), "text_key": key_of(row.text), "article_id": ids.get(row.article_id or "")} for row in new
    )
    _insert(connection, lessons, tied)
    for article_id in sorted({here[row.article_id] or "" for row in new if row.article_id} - {""}):
        connection.execute(
            update(articles).where(articles.c.id == article_id).values(taught_at=dt.datetime.now(dt.UTC))
        )
        live = article(connection, article_id).live
        if live:
            follow_live(connection, article_id, split(live))


def _take_synonyms(connection: Connection, theirs: Iterable[SynonymRow]) -> None:
    known = {(row.collection, row.names) for row in connection.execute(select(synonyms))}
    _insert(connection, synonyms, (row.model_dump() for row in theirs if (row.collection, row.names) not in known))


def _insert_missing(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Leave alone what is here."""
    (key,) = table.primary_key.columns
    known = set(connection.scalars(select(key)))
    _insert(connection, table, (row for row in rows if row[key.name] not in known))


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    if listed:
        connection.execute(insert(table), listed)
