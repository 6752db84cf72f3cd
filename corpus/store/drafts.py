"""Drafts: what a moderator may yet publish, kept until then."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, insert, select, update

from corpus.articles import Manuscript
from corpus.errors import UnknownDraft
from corpus.store.schema import drafts, prompts

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from corpus.store.database import Database
    from corpus.store.own_collections import OwnCollections

EXPIRES = dt.timedelta(days=14)
"""A draft that nobody published goes after so long."""
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_LENGTH = 8


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


class Drafts:
    """The drafts of all collections."""

    def __init__(self, database: Database, own: OwnCollections) -> None:
        self._database = database
        self._own = own

    def add(
        self, manuscript: Manuscript, *, collection: str, by: str, article_id: str | None, base: int | None
    ) -> Draft:
        """Keep a manuscript, on the disk before this returns."""
        place = {"collection": collection, "article_id": article_id, "base": base, "by": by}
        with self._database.writing() as connection:
            values = {"id": _unused_id(connection), "apart": False, "published": None, "at": dt.datetime.now(dt.UTC)}
            row = values | place | {"manuscript": _json(manuscript)}
            connection.execute(insert(drafts).values(row))
            self._own.refuse_draft(connection, collection, manuscript.text)
        return Draft.model_validate(row)

    def get(self, draft_id: str) -> Draft:
        """Find by id; raises UnknownDraft where it was discarded, or is too old."""
        with self._database.reading() as connection:
            row = connection.execute(select(drafts).where(drafts.c.id == draft_id)).mappings().one_or_none()
        if row is None:
            raise UnknownDraft
        return Draft.model_validate(dict[Any, Any](row))

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


def _json(manuscript: Manuscript) -> dict[str, Any]:
    return manuscript.model_dump(mode="json", include=set(Manuscript.model_fields))


def _unused_id(connection: Connection) -> str:
    while True:
        new = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        if connection.scalar(select(drafts.c.id).where(drafts.c.id == new)) is None:
            return new
