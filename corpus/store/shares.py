"""Shares: passages that people sent into other chats by way of inline mode, which is how they show that one helped."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from corpus.store.schema import shares

if TYPE_CHECKING:
    from corpus.store.database import Database
    from corpus.store.questions import Cited


class Shares:
    """How often each person sent each passage."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.upsert(shares)
        self._count = new.on_conflict_do_update(
            index_elements=["article_id", "revision", "number", "user_id"],
            set_={"times": shares.c.times + 1, "at": new.excluded.at},
        )

    def count(self, passage: Cited, user_id: int) -> None:
        """Somebody sent it once more."""
        article_id, revision, number = passage
        row = {"article_id": article_id, "revision": revision, "number": number, "user_id": user_id}
        with self._database.jotting() as connection:
            connection.execute(self._count, row | {"times": 1, "at": dt.datetime.now(dt.UTC)})

    def of_passage(self, passage: Cited) -> int:
        """How often people sent it."""
        article_id, revision, number = passage
        condition = (shares.c.article_id == article_id) & (shares.c.revision == revision) & (shares.c.number == number)
        with self._database.reading() as connection:
            return connection.scalar(select(func.sum(shares.c.times)).where(condition)) or 0
