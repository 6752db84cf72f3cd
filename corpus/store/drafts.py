"""Drafts: what a moderator may yet publish, kept until then."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from pydantic import BaseModel, ConfigDict
from sqlalchemy import bindparam, delete, select, update

from corpus.articles import Manuscript
from corpus.errors import UnknownDraft
from corpus.store.prepared import Ready
from corpus.store.schema import drafts, prompts

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from corpus.store.database import Database
    from corpus.store.own_collections import OwnCollections

EXPIRES = dt.timedelta(days=14)
"""A draft that nobody published goes after so long."""
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_LENGTH = 8
_MARKS = 10**9
_COLUMNS = (
    "id", "collection", "article_id", "base", "by", "brought", "apart", "published", "at", "manuscript", "album",
)  # fmt: skip
_SELECT_BROUGHT = select(drafts).where(drafts.c.brought == bindparam("brought"))
_BROUGHT, _HELD = Ready(_SELECT_BROUGHT), Ready(_SELECT_BROUGHT.with_for_update())
_DRAFT = Ready(select(drafts).where(drafts.c.id == bindparam("id")))


class Part(NamedTuple):
    """What one message of an album says."""

    number: int
    """Of the message: the words of an album stand in this order."""
    words: str
    source: str | None


class Draft(BaseModel):
    """A manuscript that waits for a moderator."""

    model_config = ConfigDict(frozen=True)

    id: str
    collection: str
    article_id: str | None
    """The article that it would be a revision of; None: a new one."""
    base: int | None
    """The revision of that article that was live when the draft was last held against it; None: none was."""
    apart: bool
    """Whether a moderator wants it beside an article that is like it."""
    published: int | None
    """The number of the revision that it became."""
    manuscript: Manuscript
    by: str
    at: dt.datetime
    """In UTC."""
    album: tuple[Part, ...] | None = None
    """In order; None where no album brought it."""
    shown: int | None = None
    """The message of ours that shows it."""

    @property
    def mark(self) -> int:
        """Stands for what is published with it, and in which place: nobody publishes what was changed behind them."""
        said = f"{self.article_id} {self.base} {self.apart} {self.manuscript.model_dump_json()}"
        return crc32(said.encode()) % _MARKS


class Drafts:
    """The drafts of all collections."""

    def __init__(self, database: Database, own: OwnCollections) -> None:
        self._database = database
        self._own = own
        new = database.upsert(drafts).on_conflict_do_nothing(index_elements=["brought"]).returning(drafts.c.id)
        self._new = Ready(new, *_COLUMNS)

    def add(  # noqa: PLR0913  (a draft, and what it is about)
        self,
        manuscript: Manuscript,
        *,
        collection: str,
        by: str,
        article_id: str | None,
        base: int | None,
        brought: str | None = None,
        part: Part | None = None,
    ) -> Draft:
        """Keep a manuscript, on the disk before this returns; of what `brought` names there is one draft.

        Where that is there already, it is given, with `part` among its album; its manuscript stays as it was.
        """
        place = {"collection": collection, "article_id": article_id, "base": base, "by": by, "brought": brought}
        with self._database.writing() as connection:
            values = {"id": _unused_id(connection), "apart": False, "published": None, "at": dt.datetime.now(dt.UTC)}
            row = values | place | {"manuscript": _json(manuscript), "album": [part] if part else None}
            while self._new.row(connection, **row) is None:  # PostgreSQL waits here for who brings the same just now
                held = _HELD.row(connection, brought=brought)
                if held:  # else it was discarded meanwhile
                    known = Draft.model_validate(held)
                    return _with_part(connection, known, part) if part else known
            self._own.refuse_draft(connection, collection, manuscript.text)
        return Draft.model_validate(row)

    def brought(self, brought: str) -> Draft | None:
        """The draft that a message, or an album, became."""
        with self._database.reading() as connection:
            row = _BROUGHT.row(connection, brought=brought)
        return None if row is None else Draft.model_validate(row)

    def show(self, draft_id: str, message_id: int) -> None:
        """Note which message of ours shows it."""
        with self._database.writing() as connection:
            connection.execute(update(drafts).where(drafts.c.id == draft_id).values(shown=message_id))

    def get(self, draft_id: str) -> Draft:
        """Find by id; raises UnknownDraft where it was discarded, or is too old."""
        with self._database.reading() as connection:
            row = _DRAFT.row(connection, id=draft_id)
        if row is None:
            raise UnknownDraft
        return Draft.model_validate(row)

    def open(self, collection: str) -> list[Draft]:
        """Those of a collection that wait, newest first."""
        waiting = (drafts.c.collection == collection) & drafts.c.published.is_(None)
        with self._database.reading() as connection:
            rows = connection.execute(select(drafts).where(waiting).order_by(drafts.c.at.desc(), drafts.c.id))
            return [Draft.model_validate(dict[Any, Any](row)) for row in rows.mappings()]

    def change(self, draft: Draft) -> Draft:
        """Keep what differs from what is kept; raises UnknownDraft where it is no longer open."""
        values = draft.model_dump(include={"article_id", "base", "apart"})
        is_open = (drafts.c.id == draft.id) & drafts.c.published.is_(None)
        with self._database.writing() as connection:
            changed = update(drafts).where(is_open).values(**values, manuscript=_json(draft.manuscript))
            if connection.execute(changed).rowcount != 1:
                raise UnknownDraft
            self._own.refuse_draft(connection, draft.collection, draft.manuscript.text)
        return draft

    def discard(self, draft_id: str) -> None:
        """Delete it; one that was published is no draft any more, and stays until it expires."""
        is_open = (drafts.c.id == draft_id) & drafts.c.published.is_(None)
        with self._database.writing() as connection:
            drop(connection, is_open)

    def sweep(self, older_than: dt.timedelta = EXPIRES) -> int:
        """Delete what was drafted longer ago than that; how many."""
        with self._database.writing() as connection:
            return drop(connection, drafts.c.at < dt.datetime.now(dt.UTC) - older_than)


def drop(connection: Connection, condition: ColumnElement[bool]) -> int:
    """Delete drafts, and what asks for their details; how many."""
    theirs = select(drafts.c.id).where(condition)
    connection.execute(delete(prompts).where(prompts.c.draft_id.in_(theirs)))
    return connection.execute(delete(drafts).where(condition)).rowcount


def _with_part(connection: Connection, draft: Draft, part: Part) -> Draft:
    album = tuple(sorted({one.number: one for one in (*(draft.album or ()), part)}.values()))
    connection.execute(update(drafts).where(drafts.c.id == draft.id).values(album=album))
    return draft.model_copy(update={"album": album})


def _json(manuscript: Manuscript) -> dict[str, Any]:
    return manuscript.model_dump(mode="json", include=set(Manuscript.model_fields))


def _unused_id(connection: Connection) -> str:
    while True:
        new = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        if _DRAFT.row(connection, id=new) is None:
            return new
