"""Lessons: questions that moderators tied to passages. What is taken back stays for a while, for an undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from corpus.errors import PassageChanged
from corpus.lessons import Lesson, follow
from corpus.store import versions
from corpus.store.audit import Act, record
from corpus.store.open_questions import key_of
from corpus.store.prepared import Ready
from corpus.store.schema import articles, lessons
from corpus.store.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from corpus.passages import Passage
    from corpus.store.database import Database
    from corpus.store.own_collections import OwnCollections

IN_FORCE = lessons.c.ended_at.is_(None)
"""Whether a lesson was not taken back."""

_TAUGHT = Ready(select(lessons.c.id).where(lessons.c.article_id == bindparam("article")).limit(1))

_Change = Callable[["Connection", "RowMapping", dt.datetime], None]


class Lessons:
    """The lessons of all collections."""

    def __init__(self, database: Database, versions_: Versions, own: OwnCollections) -> None:
        self._database = database
        self._versions = versions_
        self._own = own

    def all(self, collection: str) -> list[Lesson]:
        """Those in force, newest first."""
        return self._found(lessons.c.collection == collection)

    def of_article(self, article_id: str) -> list[Lesson]:
        """Those in force that are tied to an article."""
        return self._found(lessons.c.article_id == article_id)

    def get(self, lesson_id: int) -> Lesson | None:
        """One of them, also one that was taken back and can still be revived."""
        with self._database.reading() as connection:
            row = _row(connection, lesson_id)
        return None if row is None else _lesson(row)

    def teach(self, text: str, passage: Passage | None, *, by: str, collection: str) -> Lesson:
        """Tie a question to a passage, or to none, in the place of what it was tied to; on the disk before it returns.

        Raises PassageChanged unless the passage is live in the collection, CollectionFull where there is no room.
        """
        now = dt.datetime.now(dt.UTC)
        tie = _tie(passage) if passage else {"article_id": None, "number": None, "words": None}
        with self._database.writing() as connection:
            self._versions.lock(connection, collection)
            if passage and not _is_live(connection, collection, passage):
                raise PassageChanged
            _end(connection, and_(_same(collection, key_of(text)), IN_FORCE), now)
            named = {"collection": collection, "text": text, "text_key": key_of(text)}
            new = insert(lessons).values(**named, **tie, taught_by=by, taught_at=now).returning(lessons)
            row = connection.execute(new).mappings().one()
            connection.execute(update(articles).where(articles.c.id == row["article_id"]).values(taught_at=now))
            self._own.refuse_too_many_lessons(connection, collection)
            versions.advance(connection, collection)
            _record(connection, Act.TAUGHT, row, by)
        return _lesson(row)

    def end(self, lesson_id: int, *, by: str) -> bool:
        """Take a lesson out of force; whether it was."""

        def end(connection: Connection, _row: RowMapping, now: dt.datetime) -> None:
            _end(connection, lessons.c.id == lesson_id, now)

        return self._change(lesson_id, Act.UNTAUGHT, end, by)

    def take_back(self, lesson_id: int, *, by: str) -> bool:
        """Undo a teaching: what the question was tied to before holds again; whether there was anything to undo."""

        def take_back(connection: Connection, row: RowMapping, now: dt.datetime) -> None:
            _end(connection, lessons.c.id == lesson_id, now)
            _revive(
                connection, and_(_same(row["collection"], row["text_key"]), lessons.c.ended_at == row["taught_at"]), now
            )

        return self._change(lesson_id, Act.UNTAUGHT, take_back, by)

    def revive(self, lesson_id: int, *, by: str) -> bool:
        """Undo `end`; False where the question was taught anew since, or the lesson is gone."""

        def revive(connection: Connection, _row: RowMapping, now: dt.datetime) -> None:
            _revive(connection, lessons.c.id == lesson_id, now)

        return self._change(lesson_id, Act.TAUGHT, revive, by)

    def _change(self, lesson_id: int, act: Act, change: _Change, by: str) -> bool:
        """End a lesson that is in force, or put one that is not in force again; False where it is not so."""
        with self._database.writing() as connection:
            row = _row(connection, lesson_id)
            if row is None:
                return False
            self._versions.lock(connection, row["collection"])
            same = and_(_same(row["collection"], row["text_key"]), IN_FORCE)
            in_force = connection.scalar(select(lessons.c.id).where(same))
            if in_force != (None if act == Act.TAUGHT else lesson_id):
                return False
            change(connection, row, dt.datetime.now(dt.UTC))
            if act == Act.TAUGHT:
                self._own.refuse_too_many_lessons(connection, row["collection"])
            versions.advance(connection, row["collection"])
            _record(connection, act, row, by)
        return True

    def _found(self, condition: ColumnElement[bool]) -> list[Lesson]:
        statement = select(lessons).where(condition, IN_FORCE).order_by(lessons.c.id.desc())
        with self._database.reading() as connection:
            return [_lesson(row) for row in connection.execute(statement).mappings()]


def follow_live(connection: Connection, article_id: str, passages: Sequence[Passage]) -> None:
    """Tie the lessons of an article to the passages that are becoming live; also those taken back, for an undo."""
    rows = connection.execute(select(lessons).where(lessons.c.article_id == article_id)).mappings().all()
    followed = follow(map(_lesson, rows), passages)
    for tie in followed.tied:
        connection.execute(update(lessons).where(lessons.c.id == tie.lesson.id).values(_tie(tie.passage)))
    lost = [lesson.id for lesson in followed.lost]
    connection.execute(update(lessons).where(lessons.c.id.in_(lost)).values(number=None))


def forget(connection: Connection, article_id: str, *, lost_only: bool) -> None:
    """Delete the lessons of an article, or those that the live revision has lost: they hold words of another one."""
    theirs = lessons.c.article_id == article_id
    connection.execute(delete(lessons).where(theirs & lessons.c.number.is_(None) if lost_only else theirs))


def is_taught(connection: Connection, article_id: str) -> bool:
    """Whether there is any lesson of an article."""
    return _TAUGHT.row(connection, article=article_id) is not None


def drop_ended(connection: Connection, before: dt.datetime) -> None:
    """Delete what was taken out of force before that."""
    connection.execute(delete(lessons).where(lessons.c.ended_at < before))


def _end(connection: Connection, condition: ColumnElement[bool], now: dt.datetime) -> None:
    _touch(connection, condition, now)
    connection.execute(update(lessons).where(condition).values(ended_at=now))


def _revive(connection: Connection, condition: ColumnElement[bool], now: dt.datetime) -> None:
    _touch(connection, condition, now)
    connection.execute(update(lessons).where(condition).values(ended_at=None))


def _touch(connection: Connection, condition: ColumnElement[bool], now: dt.datetime) -> None:
    """Note that the articles of these lessons are to be read anew."""
    of_theirs = articles.c.id.in_(select(lessons.c.article_id).where(condition))
    connection.execute(update(articles).where(of_theirs).values(taught_at=now))


def _same(collection: str, text_key: str) -> ColumnElement[bool]:
    return and_(lessons.c.collection == collection, lessons.c.text_key == text_key)


def _record(connection: Connection, act: Act, row: RowMapping, by: str) -> None:
    place = {"article": row["article_id"], "passage": row["number"]}
    record(connection, act, by=by, collection=row["collection"], subject=str(row["id"]), **place)


def _is_live(connection: Connection, collection: str, passage: Passage) -> bool:
    revision = passage.revision
    of_article = and_(articles.c.id == revision.article_id, articles.c.collection == collection)
    return connection.scalar(select(articles.c.live).where(of_article)) == revision.number


def _tie(passage: Passage) -> dict[str, Any]:
    return {"article_id": passage.revision.article_id, "number": passage.number, "words": passage.text}


def _row(connection: Connection, lesson_id: int) -> RowMapping | None:
    return connection.execute(select(lessons).where(lessons.c.id == lesson_id)).mappings().one_or_none()


def _lesson(row: RowMapping) -> Lesson:
    return Lesson.model_validate(dict[Any, Any](row))
