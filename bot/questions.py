"""Questions: somebody asks."""

from __future__ import annotations

import datetime as dt
from functools import partial

from telegram import Update

from bot import examples, pages, replies
from bot.context import Context
from bot.groups import question_in
from bot.manners import hinted
from corpus.answers import Answer
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember
from corpus.store import AskedQuestion, Preferences

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
    """Answer once: the question is on disk before its answer is sent, and its answer's number right after."""
    asked = partial(
        _remembered, context.library, context.preferences, context.chat.id, message_id, context.asker_id, text, edited
    )
    remembered = await context.think(asked)
    if remembered is None:
        return  # the update came a second time
    known, answer, question = remembered
    reply = pages.answer(answer, question.id, asked=question.text if message_id < 0 else "", sharing=context.sharing)
    if question.reply_id:
        await context.edit(reply, question.reply_id)
    elif not await hinted(context, answer.verdict):
        reply_id = await context.reply(reply, doubtful=known is not None)
        await context.think(partial(context.library.questions.replied, question.id, reply_id))


def _remembered(  # noqa: PLR0913, PLR0917  (what is asked, how, where and by whom)
    library: Library,
    preferences: Preferences,
    chat_id: int,
    message_id: int,
    user_id: int | None,
    text: str,
    edited: AskedQuestion | None,
) -> tuple[AskedQuestion | None, Answer, AskedQuestion] | None:
    """The question as it was known, the answer, and the question as it is now; nothing where it was answered before."""
    known = edited or library.questions.of_message(chat_id, message_id)
    if known and known.reply_id and not edited:
        return None
    chosen = preferences.chosen_boldness
    answer = library.ask(Query(text=text, collection=preferences.collection, boldness=chosen))
    question = remember(library.questions, answer, chat_id=chat_id, message_id=message_id, user_id=user_id)
    return known, answer, question
