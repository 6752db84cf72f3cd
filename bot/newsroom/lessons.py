"""Lessons: /lessons, what a collection was taught; and /synonyms, the names that it adds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from telegram import Update

from bot import replies
from bot.access import of_code
from bot.context import Context
from bot.newsroom import classroom
from bot.newsroom.teaching import lesson_of, lesson_ref
from bot.replies import Reply, sentence
from corpus.lesson_files import packed
from corpus.lessons import Lesson
from corpus.library import Library
from corpus.passages import Passage

_FILE = "lessons-{}.jsonl"


async def show_all(update: Update, context: Context) -> None:
    """`/lessons`: of the collection that is read here."""
    await context.reply(await context.labour(partial(_page, context.library, context.collection, 0)))


async def turn(update: Update, context: Context) -> None:
    collection = await context.think(partial(of_code, context))
    await context.notice(None if collection else replies.UNKNOWN_BUTTON)
    if collection:
        await context.edit(await context.labour(partial(_page, context.library, collection, context.press.position)))


async def show(update: Update, context: Context) -> None:
    await _turn(context, _card)


async def delete(update: Update, context: Context) -> None:
    await _turn(context, partial(_deleted, by=context.by))


async def restore(update: Update, context: Context) -> None:
    await _turn(context, partial(_restored, by=context.by))


async def export(update: Update, context: Context) -> None:
    """All lessons as a file, which `quoth lessons import` reads."""
    collection = await context.think(partial(of_code, context))
    await context.notice(None if collection else replies.UNKNOWN_BUTTON)
    if collection:
        content = await context.labour(partial(packed, context.library, collection))
        await context.hand_over(_FILE.format(collection[:40]), content.encode(), classroom.exported(collection))


async def synonyms(update: Update, context: Context) -> None:
    """`/synonyms` lists them, `/synonyms ferry, boat` adds."""
    names, collection = " ".join(context.args or []), context.collection
    note = ""
    if names:
        add = partial(context.library.school.add_synonyms, names, by=context.by, collection=collection)
        note = classroom.ADDED if await context.labour(add) else classroom.KNOWN
    await context.reply(await context.labour(partial(_synonyms, context.library, collection, 0, note)))


async def turn_synonyms(update: Update, context: Context) -> None:
    collection = await context.think(partial(of_code, context))
    await context.notice(None if collection else replies.UNKNOWN_BUTTON)
    if collection:
        await context.edit(
            await context.labour(partial(_synonyms, context.library, collection, context.press.position))
        )


async def remove_synonyms(update: Update, context: Context) -> None:
    known = await context.think(partial(context.library.school.synonyms_line, _number(context)))
    if known is None:
        await context.notice(replies.UNKNOWN_BUTTON)
    else:
        await context.labour(partial(context.library.school.remove_synonyms, known, by=context.by))
        await context.notice()
        page = await context.labour(partial(_synonyms, context.library, known.collection, 0))
        await context.edit(classroom.removed(known.names, page))


def of_lesson(context: Context) -> str:
    """The collection of the lesson that a press is about; none has no name."""
    lesson = lesson_of(context.library, context.press.subject)
    return lesson.collection if lesson else ""


def of_synonyms(context: Context) -> str:
    """The collection of the synonyms that a press is about."""
    known = context.library.school.synonyms_line(_number(context))
    return known.collection if known else ""


async def _turn(context: Context, page: Callable[[Library, Lesson], Reply]) -> None:
    lesson = await context.think(partial(lesson_of, context.library, context.press.subject))
    reply = await context.labour(partial(page, context.library, lesson)) if lesson else None
    await context.notice(None if reply else replies.UNKNOWN_BUTTON)
    if reply:
        await context.edit(reply)


def _number(context: Context) -> int:
    subject = context.press.subject
    return int(subject) if subject.isascii() and subject.isdecimal() and len(subject) < 16 else 0  # noqa: PLR2004


def _page(library: Library, collection: str, page: int) -> Reply:
    lessons = library.school.lessons(collection)
    page = min(page, max(0, len(lessons) - 1) // classroom.SHOWN)
    shown = lessons[page * classroom.SHOWN : (page + 1) * classroom.SHOWN]
    listed = [(lesson_ref(lesson), lesson, passage_of(library, lesson)) for lesson in shown]
    return classroom.lessons(collection, listed, page, len(lessons))


def passage_of(library: Library, lesson: Lesson) -> Passage | None:
    """The live passage of a lesson."""
    if lesson.article_id is None or lesson.number is None:
        return None
    passages = library.passages(lesson.article_id)
    return passages[lesson.number - 1] if lesson.number <= len(passages) else None


def _card(library: Library, lesson: Lesson) -> Reply:
    return classroom.card(lesson_ref(lesson), lesson, passage_of(library, lesson))


def _deleted(library: Library, lesson: Lesson, *, by: str) -> Reply:
    library.school.unteach(lesson, by=by)
    return classroom.deleted(lesson_ref(lesson), lesson)


def _restored(library: Library, lesson: Lesson, *, by: str) -> Reply:
    if not library.school.reteach(lesson, by=by):
        return sentence(classroom.CHANGED_SINCE)
    return _card(library, library.school.lesson(lesson.id) or lesson)


def _synonyms(library: Library, collection: str, page: int, note: str = "") -> Reply:
    lines = library.school.synonyms(collection)
    page = min(page, max(0, len(lines) - 1) // classroom.SHOWN)
    shown = lines[page * classroom.SHOWN : (page + 1) * classroom.SHOWN]
    return classroom.synonyms(collection, shown, page, len(lines), note)
