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
from corpus.answers import Answer
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember
from corpus.store import AskedQuestion, Limits

log = logging.getLogger(__name__)


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
    work = partial(_remembered, context.library, message, Query(text=text, collection=context.collection))
    given, question = await context.bot_data.pace.run(work)
    reply = pages.answer(given, question.id, sharing=context.sharing)
    try:
        await context.bot.answer_guest_query(message.guest_query_id, offers.guest(given, reply))
    except TelegramError as error:  # answered before, or too late
        log.info("a guest's question was not answered: %s", type(error).__name__)


async def _may(context: Context, message: Message) -> bool:
    limit = context.bot_data.limit
    who = context.asker_id or message.chat.id
    spend = partial(context.library.usage.spend, message.chat.id, who, message.message_id, Limits(person=limit))
    return not limit or await context.bot_data.pace.run(spend) is None


def _remembered(library: Library, message: Message, query: Query) -> tuple[Answer, AskedQuestion]:
    given = library.ask(query)
    user_id = message.from_user.id if message.from_user and not message.sender_chat else None
    chat_id, message_id = message.chat.id, message.message_id
    return given, remember(library.questions, given, chat_id=chat_id, message_id=message_id, user_id=user_id)
