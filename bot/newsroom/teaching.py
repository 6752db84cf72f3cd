"""Teaching: /teach, which ties a question to the passage that answers it, or says that none does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from telegram import Update

from bot import contents, replies
from bot.context import Context
from bot.newsroom import classroom
from bot.replies import Reply, sentence
from corpus.answers import Verdict
from corpus.backlog import open_question
from corpus.errors import UnknownArticle
from corpus.lessons import Lesson
from corpus.library import Library
from corpus.passages import Passage
from corpus.queries import Query
from corpus.recollection import asked_after, remember
from corpus.store import AskedQuestion
from corpus.teaching import teachable

_LESSON = "l"
"""Before the number of a lesson; ids of questions have capital letters."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be taught, as a press names it."""

    ref: str
    """The id of a question, or `l` and that of a lesson that is to be tied anew."""
    text: str
    collection: str


async def teach(update: Update, context: Context) -> None:
    """`/teach` as a reply to a question or to its answer; `/teach question`."""
    subject = await context.labour(partial(_named, context.library, context, update))
    reply = await context.labour(partial(_choices, context.library, subject)) if subject else classroom.how_to_teach()
    await context.reply(reply)


async def choose(update: Update, context: Context) -> None:
    """Of an open question or a lesson: ask which passage."""
    await _turn(context, _choices)


async def browse(update: Update, context: Context) -> None:
    """Look for the passage in an article, page by page."""
    await _turn(context, partial(_browsed, page=context.press.position, article_id=_part(context, 1)))


async def tie(update: Update, context: Context) -> None:
    """This passage answers."""
    await _turn(
        context, partial(_tied, at=(_part(context, 1), _part(context, 2), context.press.position), by=context.by)
    )


async def refuse(update: Update, context: Context) -> None:
    """None does."""
    await _turn(context, partial(_refused, by=context.by))


async def take_back(update: Update, context: Context) -> None:
    """Undo what was just taught."""
    await _turn(context, partial(_taken_back, by=context.by))


async def close(update: Update, context: Context) -> None:
    await context.notice()
    await context.edit(sentence(classroom.CANCELLED))


def of_subject(context: Context) -> str:
    """The collection of what a press is about; none has no name."""
    subject = _subject(context.library, context.press.subject.partition("-")[0], context.chat.id)
    return subject.collection if subject else ""


def lesson_ref(lesson: Lesson) -> str:
    """How a press names a lesson."""
    return f"{_LESSON}{lesson.id}"


def lesson_of(library: Library, ref: str) -> Lesson | None:
    """The lesson that a press names."""
    number = ref.removeprefix(_LESSON)
    is_lesson = ref.startswith(_LESSON) and number.isascii() and number.isdecimal() and len(number) < 16  # noqa: PLR2004
    return library.school.lesson(int(number)) if is_lesson else None


async def _turn(context: Context, page: Callable[[Library, Subject], Reply]) -> None:
    """Show another page about what the press names, whose rights were checked."""
    found = partial(_subject, context.library, _part(context, 0), context.chat.id)
    subject = await context.think(found)
    reply = await context.labour(partial(page, context.library, subject)) if subject else None
    await context.notice(None if reply else replies.FORGOTTEN)
    if reply:
        await context.edit(reply)


def _part(context: Context, place: int) -> str:
    parts = context.press.subject.split("-")
    return parts[place] if place < len(parts) else ""


def _subject(library: Library, ref: str, chat_id: int) -> Subject | None:
    lesson = lesson_of(library, ref)
    if lesson:
        return Subject(ref, lesson.text, lesson.collection)
    waiting = open_question(library, ref)
    if waiting:
        return Subject(ref, waiting.text, waiting.collection)
    question = library.questions.get(ref)
    if question is None or not _is_open(library, question, chat_id):
        return None
    return _of_question(library, question)


def _of_question(library: Library, question: AskedQuestion) -> Subject:
    earlier = asked_after(library.questions, question)
    return Subject(question.id, f"{earlier} → {question.text}" if earlier else question.text, question.collection)


def _is_open(library: Library, question: AskedQuestion, chat_id: int) -> bool:
    """Whether a moderator may know a question: it was asked here, or was not answered well. Ids can be guessed."""
    is_answered = question.verdict == Verdict.ANSWER
    return question.chat_id == chat_id or not is_answered or library.votes.is_doubted(question.id)


def _named(library: Library, context: Context, update: Update) -> Subject | None:
    """The question that is meant: of the answer or the question replied to, or the words after the command."""
    message = context.message
    replied = message.reply_to_message
    known = None
    if replied:
        questions, chat_id = library.questions, message.chat.id
        known = questions.of_reply(chat_id, replied.message_id) or questions.of_message(chat_id, replied.message_id)
    text = " ".join(context.args or []) or (replied.text if replied else "") or ""
    if known and not context.args:
        return _of_question(library, known) if known.collection == context.collection else None
    if not text:
        return None
    query = Query(text=teachable(text), collection=context.collection)
    number = -update.update_id  # nobody asks: the command is no question that an edit or a reply could mean
    asked = remember(
        library.questions, library.ask(query), chat_id=message.chat.id, message_id=number, user_id=context.asker_id
    )
    return Subject(asked.id, asked.text, asked.collection)


def _choices(library: Library, subject: Subject, note: str = "") -> Reply:
    """What comes nearest by itself, first."""
    found = library.nearest(Query(text=subject.text[:4096], collection=subject.collection))
    return classroom.choices(subject.ref, subject.text, found, note)


def _browsed(library: Library, subject: Subject, *, page: int, article_id: str) -> Reply:
    """A page of an article; without one, of the list of articles; of the only one at once."""
    listed, of = library.page(subject.collection, page * contents.LISTED, contents.LISTED)
    if not article_id and of == 1:
        article_id = listed[0].id
    if not article_id:
        return classroom.articles(subject.ref, subject.text, listed, page, of)
    passages = _passages(library, subject, article_id)
    if not passages:
        return _choices(library, subject)
    return classroom.outline(subject.ref, subject.text, passages, min(page, (len(passages) - 1) // contents.OUTLINED))


def _passages(library: Library, subject: Subject, article_id: str) -> tuple[Passage, ...]:
    try:
        article = library.article(article_id)
    except UnknownArticle:
        return ()
    return library.passages(article_id) if article.live and article.collection == subject.collection else ()


def _tied(library: Library, subject: Subject, *, at: tuple[str, str, int], by: str) -> Reply:
    article_id, revision, number = at
    passages = _passages(library, subject, article_id)
    passage = next((each for each in passages if each.number == number), None)
    if passage is None or str(passage.revision.number) != revision:
        return _choices(library, subject, classroom.CHOOSE_AGAIN)
    lesson = library.school.teach(subject.text, passage, by=by, collection=subject.collection)
    return classroom.taught(lesson_ref(lesson), lesson, passage)


def _refused(library: Library, subject: Subject, *, by: str) -> Reply:
    lesson = library.school.teach(subject.text, None, by=by, collection=subject.collection)
    return classroom.taught(lesson_ref(lesson), lesson, None)


def _taken_back(library: Library, subject: Subject, *, by: str) -> Reply:
    lesson = lesson_of(library, subject.ref)
    is_done = lesson is not None and library.school.take_back(lesson, by=by)
    return classroom.taken_back(subject.text) if is_done else sentence(classroom.CHANGED_SINCE)
