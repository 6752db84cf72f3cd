"""Questions: somebody asks."""

from __future__ import annotations

import datetime as dt
import logging
import time
from dataclasses import dataclass
from functools import partial

from telegram import Update

from bot import examples, offers, pages, replies
from bot.context import Context
from bot.groups import question_in
from bot.manners import hinted
from bot.texts import language
from corpus.answers import Answer
from corpus.errors import StoreUnavailable
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember, thread_to
from corpus.store import AskedQuestion, Preferences, Questions

log = logging.getLogger(__name__)

FRESH = dt.timedelta(minutes=10)
"""For how long the last question is what the next one may follow."""
EDITABLE = dt.timedelta(hours=1)
"""For how long an edit of the question changes the answer."""


async def ask(update: Update, context: Context) -> None:
    """A message asks."""
    text = question_in(context.message)
    if text:
        await _answer(context, context.message.message_id, text)
    else:
        await context.reply(replies.how_to_ask(context.bot.username))


async def ask_example(update: Update, context: Context) -> None:
    """A pressed button asks; no message holds the question, so its number is none that a message can have."""
    text = examples.question(context.message, context.press)
    await context.notice(None if text else replies.UNKNOWN_BUTTON)
    if text:
        await _answer(context, -update.update_id, text)


async def ask_edited(update: Update, context: Context) -> None:
    """A question was edited: its answer follows, where there is one and it is not too old."""
    message, text = context.message, question_in(context.message)
    known = await context.think(partial(context.library.questions.of_message, message.chat.id, message.message_id))
    if known and text and (message.edit_date or message.date) - message.date <= EDITABLE:
        await _answer(context, message.message_id, text, edited=known)


async def _answer(context: Context, message_id: int, text: str, edited: AskedQuestion | None = None) -> None:
    """Answer once: the question is on disk before its answer is sent, its answer's number with the update's end."""
    message = context.message
    replied = message.reply_to_message.message_id if message_id > 0 and message.reply_to_message else None
    asking = _Asking(context.chat.id, message_id, context.asker_id, text, context.is_private, replied, edited,
                      context.collection)  # fmt: skip
    try:
        remembered = await context.think(partial(_remembered, context.library, context.preferences, asking))
    except StoreUnavailable as error:
        if edited:
            raise
        await _answer_forgetfully(context, asking, error)
        return
    if remembered is None:
        return  # the update came a second time
    known, answer, question = remembered
    reply = pages.answer(answer, question.id, asked=question.text if message_id < 0 else "", sharing=context.sharing)
    if question.reply_id:
        await context.edit(reply, question.reply_id)
    elif not await hinted(context, answer.verdict):
        # Known, and not by an edit: a process was killed over it. Its answer, if sent, came after all that is known.
        doubtful = known is not None and edited is None
        last = await context.think(partial(context.library.questions.last_reply, context.chat.id)) if doubtful else 0
        context.bot_data.replies[question.id] = await context.reply(reply, doubtful=doubtful, after=last)


async def _answer_forgetfully(context: Context, asking: _Asking, error: StoreUnavailable) -> None:
    """Where nothing can be written, the articles answer all the same, without the buttons that need the question."""
    log.warning("a question is answered, but not remembered: %s", error)
    query = Query(text=asking.text, collection=asking.collection, boldness=context.preferences.chosen_boldness)
    answer = await context.think(partial(context.library.ask, query))
    if not await hinted(context, answer.verdict):
        asked = asking.text if asking.message_id < 0 else ""
        await context.reply(offers.for_good(pages.answer(answer, "", asked=asked)))


@dataclass(frozen=True, slots=True)
class _Asking:
    """What is asked, where and by whom."""

    chat_id: int
    message_id: int
    """Negative where a button asks."""
    user_id: int | None
    text: str
    is_private: bool
    replied: int | None
    """The message that it replies to."""
    edited: AskedQuestion | None
    """What it was before it was edited."""
    collection: str


def _remembered(
    library: Library, preferences: Preferences, asking: _Asking
) -> tuple[AskedQuestion | None, Answer, AskedQuestion] | None:
    """The question as it was known, the answer, and the question as it is now; nothing where it was answered before."""
    chat_id, message_id, questions = asking.chat_id, asking.message_id, library.questions
    known = asking.edited or questions.of_message(chat_id, message_id)
    if known and known.reply_id and not asking.edited:
        return None
    earlier = _earlier(questions, asking, known.asked_at if known else dt.datetime.now(dt.UTC))
    query = Query(
        text=asking.text,
        collection=asking.collection,
        boldness=preferences.chosen_boldness,
        after=thread_to(questions, earlier) if earlier else None,
    )
    began = time.perf_counter()
    answer = library.ask(query)
    question = remember(
        questions,
        answer,
        chat_id=chat_id,
        message_id=message_id,
        user_id=asking.user_id,
        earlier=earlier,
        took=(time.perf_counter() - began) * 1_000,
        language=language(),
    )
    return known, answer, question


def _earlier(questions: Questions, asking: _Asking, now: dt.datetime) -> AskedQuestion | None:
    """The question that this one may follow: the one whose answer it replies to; in private, else the last one."""
    replied = questions.of_reply(asking.chat_id, asking.replied) if asking.replied else None
    if replied or not asking.is_private or asking.user_id is None or asking.message_id < 0:
        return replied
    last = questions.before(asking.chat_id, asking.message_id, asking.user_id)
    return last if last and now - last.asked_at <= FRESH else None
