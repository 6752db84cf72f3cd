"""Feedback: whether an answer helped, and questions put to the editors."""

from __future__ import annotations

from functools import partial

from telegram import Update

from bot import ballots, replies
from bot.buttons import recall
from bot.context import Context
from bot.presses import Action, Press
from corpus.library import Library
from corpus.recollection import thread_to
from corpus.store import AskedQuestion, Tally


async def vote(update: Update, context: Context) -> None:
    """Anyone who sees an answer may vote on it, and change the vote."""
    press, user = context.press, update.effective_user
    tally = await context.think(partial(_voted, context.library, press, context.chat.id, user.id)) if user else None
    await context.notice(replies.COUNTED if tally else replies.FORGOTTEN)
    if tally and context.message.reply_markup:
        buttons = ballots.ballot(press.subject, press.position, tally)
        await context.relabel(ballots.replaced(context.message.reply_markup, *buttons))


async def ask_editors(update: Update, context: Context) -> None:
    """Whoever presses wants to be told when there is an answer."""
    user = update.effective_user
    question = await context.think(partial(_question, context.library, context.press.subject, context.chat.id))
    if question is None or user is None:
        await context.notice(replies.FORGOTTEN)
        return
    is_new = await context.think(partial(_put, context.library, question, user.id, context.topic))
    await context.notice(replies.ASKED if is_new else replies.ASKED_BEFORE)
    if context.message.reply_markup:
        asked = ballots.ask_editors(question.id, asked=True)
        await context.relabel(ballots.replaced(context.message.reply_markup, *asked))


def _voted(library: Library, press: Press, chat_id: int, user_id: int) -> Tally | None:
    found = recall(library, press.subject, chat_id)
    if found is None:
        return None
    helpful = press.action == Action.HELPFUL
    return library.votes.cast(press.subject, found.ballot_on(press.position), user_id, helpful=helpful)


def _put(library: Library, question: AskedQuestion, user_id: int, topic: int | None) -> bool:
    return library.open_questions.put(question, user_id, thread_to(library.questions, question), thread_id=topic)


def _question(library: Library, question_id: str, chat_id: int) -> AskedQuestion | None:
    question = library.questions.get(question_id)
    return question if question and question.chat_id == chat_id else None
