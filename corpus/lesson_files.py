"""Lessons as a file that another collection can be taught from: one JSON object a line."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import CorpusError, Unreadable
from corpus.lessons import Lesson, follow
from corpus.library import Library
from corpus.passages import Passage
from corpus.teaching import LONGEST

MOST = 10_000
"""Lines of a file."""


class Line(BaseModel):
    """A question, the title of the article that answers it, and the passage word for word; or that none does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str = Field(max_length=LONGEST)
    article: str | None
    passage: str | None = Field(default=None, max_length=20_000)


@dataclass(slots=True)
class Unpacked:
    """What came of a file."""

    kept: int = 0
    """Tied to the same words, or to none, as the file says."""
    moved: int = 0
    """Tied to the most similar passage."""
    left: list[str] = field(default_factory=list)
    """Questions whose passage is not here."""


def packed(library: Library, collection: str) -> str:
    """The lessons of a collection, oldest first; also those that have lost their passage, with its words."""
    return "".join(
        f"{_line(library, lesson).model_dump_json()}\n" for lesson in reversed(library.school.lessons(collection))
    )


def unpack(library: Library, text: str, *, by: str, collection: str) -> Unpacked:
    """Teach a collection what a file holds; all lines are read before the first is taught. Raises Unreadable."""
    lines = _read(text)
    live = {article.live.title: article.id for article in library.articles(collection) if article.live}
    done = Unpacked()
    for line in lines:
        passages = library.passages(live[line.article]) if line.article in live else ()
        try:
            _teach(library, line, passages, done, by=by, collection=collection)
        except CorpusError as error:
            done.left.append(f"{line.ask} ({error})")
    return done


def _teach(  # noqa: PLR0913  (as above)
    library: Library, line: Line, passages: tuple[Passage, ...], done: Unpacked, *, by: str, collection: str
) -> None:
    if line.article is None:
        library.school.teach(line.ask, None, by=by, collection=collection)
        done.kept += 1
        return
    followed = follow([_as_lesson(line, collection)], passages)
    if followed.lost:
        done.left.append(line.ask)
        return
    library.school.teach(line.ask, followed.tied[0].passage, by=by, collection=collection)
    done.kept += len(followed.kept)
    done.moved += len(followed.moved)


def _line(library: Library, lesson: Lesson) -> Line:
    if lesson.article_id is None:
        return Line(ask=lesson.text, article=None)
    article = library.article(lesson.article_id)
    title = article.live.title if article.live else library.revision(lesson.article_id, 1).title
    return Line(ask=lesson.text, article=title, passage=lesson.words)


def _as_lesson(line: Line, collection: str) -> Lesson:
    now = dt.datetime.now(dt.UTC)
    place = {"article_id": line.article, "number": None, "words": line.passage}
    return Lesson.model_validate(
        {"id": 0, "collection": collection, "text": line.ask, **place, "taught_by": "", "taught_at": now}
    )


def _read(text: str) -> list[Line]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Unreadable("A file of lessons has at most {most} lines.", most=MOST)
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(Line.model_validate(json.loads(line)))
        except (ValueError, ValidationError, RecursionError) as error:
            raise Unreadable("Line {number} is no lesson: nothing was taught.", number=number) from error
    return found
