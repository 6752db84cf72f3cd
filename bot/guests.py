"""Guests: somebody mentions us in a chat that we are no member of, and gets the answer; of errors nobody hears."""

from __future__ import annotations

import logging
from functools import partial

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import filters

from bot import offers, pages
from bot.access import PEOPLE
from bot.context import Context
from bot.groups import question_in
from bot.limits import spent
from bot.sharing import NOWHERE
from bot.texts import language
from corpus.answers import Answer
from corpus.errors import StoreUnavailable
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember
from corpus.store import AskedQuestion, Limits

log = logging.getLogger(__name__)

_BETWEEN_TWO = 0
"""In place of a chat."""


class _Guest(filters.UpdateFilter):
    """Asks us as a guest, and is a person."""

    def filter(self, update: Update) -> bool:
        message = update.guest_message
        return bool(message and message.guest_query_id and PEOPLE.filter(message))


GUEST = _Guest()


async def ask(update: Update, context: Context) -> None:
    """Answer, once, where something is asked and the one who asks has not had more than their share."""
    message, text = context.message, question_in(context.message)
    if not text or not message.guest_query_id or not await _may(context, message):
        return
    query = Query(text=text, collection=context.collection, boldness=context.preferences.chosen_boldness)
    given, question_id = await _answered(context, query)
    reply = pages.answer(given, question_id, sharing=context.sharing if question_id else NOWHERE)
    try:
        sent = await context.bot.answer_guest_query(message.guest_query_id, offers.guest(given, reply))
    except TelegramError as error:  # answered before, or too late
        log.info("a guest's question was not answered: %s", type(error).__name__)
        return
    if question_id and sent.inline_message_id:
        keep = partial(context.library.inline_messages.answered, sent.inline_message_id, question_id, context.asker_id)
        await context.bot_data.pace.run(keep)


async def _answered(context: Context, query: Query) -> tuple[Answer, str]:
    """The answer and the id of the question; none where nothing can be written."""
    library, pace, message = context.library, context.bot_data.pace, context.message
    # A private chat of two people would be taken for the one that one of them has with us.
    where = (_BETWEEN_TWO, context.current.update_id) if context.is_private else (message.chat.id, message.message_id)
    try:
        given, question = await pace.run(partial(_remembered, library, query, where, context.asker_id))
    except StoreUnavailable as error:
        log.warning("a guest's question is answered, but not remembered: %s", error)
        return await pace.run(partial(library.ask, query)), ""
    return given, question.id


async def _may(context: Context, message: Message) -> bool:
    limit = context.bot_data.limit
    who = context.asker_id or message.chat.id
    return not limit or await spent(context, message.chat.id, who, message.message_id, Limits(person=limit)) is None


def _remembered(
    library: Library, query: Query, where: tuple[int, int], user_id: int | None
) -> tuple[Answer, AskedQuestion]:
    given = library.ask(query)
    chat_id, message_id = where
    question = remember(
        library.questions, given, chat_id=chat_id, message_id=message_id, user_id=user_id, language=language()
    )
    return given, question
