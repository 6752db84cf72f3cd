"""Votes: what people found helpful; one a person for each passage of an answer, and it can be changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from corpus.store.schema import votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row

    from corpus.store.database import Database
    from corpus.store.questions import Cited

WHOLE: Cited = ("", 0, 0)
"""A vote on an answer that shows no passage, or several at once."""


class Tally(NamedTuple):
    """How many people found it helpful, and how many did not."""

    helpful: int = 0
    not_helpful: int = 0


class Votes:
    """The votes of people."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.upsert(votes)
        keys = ["question_id", "article_id", "revision", "number", "user_id"]
        changed = {"helpful": new.excluded.helpful, "at": new.excluded.at}
        self._cast = new.on_conflict_do_update(index_elements=keys, set_=changed)

    def cast(self, question_id: str, on: Cited, user_id: int, *, helpful: bool) -> Tally:
        """Count a person's vote on a passage of an answer, in the place of an earlier one."""
        article_id, revision, number = on
        vote = {"article_id": article_id, "revision": revision, "number": number, "helpful": helpful}
        key = {"question_id": question_id, "user_id": user_id, "at": dt.datetime.now(dt.UTC)}
        with self._database.jotting() as connection:
            connection.execute(self._cast, vote | key)
        return self.tally(question_id, on)

    def tally(self, question_id: str, on: Cited) -> Tally:
        """How people voted on a passage of an answer."""
        condition = (votes.c.question_id == question_id) & _is_on(on)
        with self._database.reading() as connection:
            rows = connection.execute(select(votes.c.helpful).where(condition)).all()
        return _counted(rows)

    def is_doubted(self, question_id: str) -> bool:
        """Whether somebody found an answer, or a passage of it, not helpful."""
        doubted = select(votes.c.user_id).where(votes.c.question_id == question_id, votes.c.helpful.is_(False))
        with self._database.reading() as connection:
            return connection.scalar(doubted.limit(1)) is not None

    def of_passage(self, on: Cited) -> Tally:
        """How people voted on a passage, whatever they had asked: each counts once, by the last vote."""
        last = func.row_number().over(partition_by=votes.c.user_id, order_by=votes.c.at.desc())
        ranked = select(votes.c.helpful, last.label("place")).where(_is_on(on)).subquery()
        with self._database.reading() as connection:
            return _counted(connection.execute(select(ranked.c.helpful).where(ranked.c.place == 1)).all())


def _is_on(on: Cited) -> ColumnElement[bool]:
    article_id, revision, number = on
    return (votes.c.article_id == article_id) & (votes.c.revision == revision) & (votes.c.number == number)


def _counted(rows: Sequence[Row[tuple[bool]]]) -> Tally:
    helpful = sum(row.helpful for row in rows)
    return Tally(helpful, len(rows) - helpful)
