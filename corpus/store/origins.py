"""Origins: what articles are kept in step with, and what was last seen there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select

from corpus.store.schema import articles, origins, revisions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.store.database import Database


class Origin(BaseModel):
    """A file or a page that an article follows."""

    model_config = ConfigDict(frozen=True)

    address: str
    article_id: str
    digest: str
    """Of what was last seen there, whatever became of it."""
    looked_at: dt.datetime
    """In UTC."""


class Origins:
    """Of all articles that follow something."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.upsert(origins)
        self._keep = new.on_conflict_do_update(
            index_elements=["address", "article_id"],
            set_={"digest": new.excluded.digest, "looked_at": new.excluded.looked_at},
        )

    def at(self, start: str) -> dict[str, Origin]:
        """Those whose addresses begin so, by address."""
        statement = select(origins).where(origins.c.address.startswith(start, autoescape=True))
        with self._database.reading() as connection:
            found = [Origin.model_validate(dict(row)) for row in connection.execute(statement).mappings()]
        return {origin.address: origin for origin in found}

    def of(self, article_id: str, address: str) -> Origin | None:
        """What an article was last seen to have at an address."""
        key = (origins.c.article_id == article_id) & (origins.c.address == address)
        with self._database.reading() as connection:
            row = connection.execute(select(origins).where(key)).mappings().one_or_none()
        return None if row is None else Origin.model_validate(dict(row))

    def due(self, collections: Sequence[str], before: dt.datetime, most: int) -> list[str]:
        """Live articles with a web address that nobody looked at since then, those first that waited longest."""
        live = (revisions.c.article_id == articles.c.id) & (revisions.c.number == articles.c.live)
        seen = (origins.c.article_id == articles.c.id) & (origins.c.address == revisions.c.source)
        statement = (
            select(articles.c.id)
            .join(revisions, live)
            .outerjoin(origins, seen)
            .where(articles.c.collection.in_(collections), revisions.c.source.startswith("http"))
            .where(func.coalesce(origins.c.looked_at, revisions.c.published_at) < before)
            .order_by(func.coalesce(origins.c.looked_at, revisions.c.published_at), articles.c.id)
        )
        with self._database.reading() as connection:
            return list(connection.scalars(statement.limit(most)))

    def keep(self, address: str, article_id: str, digest: str) -> Origin:
        """Note what was seen just now."""
        row = {"address": address, "article_id": article_id, "digest": digest, "looked_at": dt.datetime.now(dt.UTC)}
        with self._database.writing() as connection:
            connection.execute(self._keep, row)
        return Origin.model_validate(row)
