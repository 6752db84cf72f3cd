"""Telling: whoever asked the editors gets the answer as soon as the articles have one; once, whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Sequence
from functools import partial

from telegram import ReplyParameters
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import texts
from bot.context import Quoth
from bot.corrections import newest
from bot.delivery import Sending
from bot.newsroom import desk
from bot.sharing import NOWHERE, Sharing
from corpus.answers import Answer
from corpus.backlog import answered
from corpus.errors import CorpusError
from corpus.library import Library
from corpus.recollection import remember
from corpus.store import AskedQuestion, OpenQuestion, Subscriber

log = logging.getLogger(__name__)

_LOOK_EVERY = 5.0
_NOBODY_ASKED = -(10**11)
"""From here down, numbers of messages that no question has: an answer that nobody asked for just now."""


async def tell_for_ever(application: Quoth) -> None:
    """After every change of a collection, see whether it answers what was put to its editors."""
    known: dict[str, int] = {}
    while True:
        await asyncio.sleep(_LOOK_EVERY)  # first, what an earlier process may have said of corrections is looked for
        try:
            await tell(application, known)
        except CorpusError as error:
            log.warning("nobody is told: %s", error)


async def tell(application: Quoth, known: dict[str, int]) -> None:
    """Tell whoever waits; `known` holds the versions of collections in which all were told."""
    library = application.bot_data.library
    for collection in await asyncio.to_thread(library.collections):
        version = await asyncio.to_thread(library.version, collection)
        if known.get(collection) == version:
            continue
        found = await asyncio.to_thread(answered, library, collection)
        done = [await _tell_all(application, question, answer) for question, answer in found]
        if all(done):
            known[collection] = version


async def _tell_all(application: Quoth, question: OpenQuestion, answer: Answer) -> bool:
    """Each chat once, however many wait there; whether none is left for later."""
    library = application.bot_data.library
    waiting = await asyncio.to_thread(library.open_questions.subscribers, question.id)
    chats: dict[int, list[Subscriber]] = {}
    for one in waiting:
        chats.setdefault(one.chat_id, []).append(one)
    owner = await application.bot_data.rights.chat_of(question.collection)
    done = []
    for chat_id, those in chats.items():
        is_shown = owner in {None, chat_id}  # what is a chat's own is told nowhere else
        is_done = not is_shown or await _tell_chat(application, question, answer, those)
        if is_done:
            await asyncio.to_thread(library.open_questions.told, question.id, chat_id)
        done.append(is_done)
    return all(done)


async def _tell_chat(application: Quoth, question: OpenQuestion, answer: Answer, those: Sequence[Subscriber]) -> bool:
    """In the chat where they asked; where we may no longer write there, in private. Whether that is done with."""
    library, first = application.bot_data.library, those[0]
    preferences = await asyncio.to_thread(library.chats.get, first.chat_id)
    if first.chat_id < 0 and preferences.is_quiet(dt.datetime.now(dt.UTC)):
        return False
    try:
        await _send(application, question, answer, first, first.chat_id)
    except (BadRequest, Forbidden):
        if first.chat_id < 0 and await application.bot_data.rights.chat_of(question.collection) is None:
            for one in those:
                with contextlib.suppress(TelegramError):
                    await _send(application, question, answer, one, one.user_id)
    except TelegramError as error:
        log.warning("somebody who waits is told later: %s", type(error).__name__)
        return False
    return True


async def _send(application: Quoth, question: OpenQuestion, answer: Answer, one: Subscriber, chat_id: int) -> None:
    """Noted before it is sent, and found again where we were killed in between: see `Delivery`."""
    library, bot = application.bot_data.library, application.bot
    after = one.told_after
    if after is None:
        after = await newest(application, chat_id)
        await asyncio.to_thread(library.open_questions.telling, question.id, one.chat_id, after)
    language = await asyncio.to_thread(_language, library, one, chat_id)
    asked, earlier = await asyncio.to_thread(partial(_kept, library, question, answer, one, chat_id, language))
    is_own = await application.bot_data.rights.chat_of(question.collection) is not None
    sharing = NOWHERE if is_own else Sharing.of(bot)
    with texts.speaking(language):
        said = desk.told(answer, asked.id, question.text, sharing)
    sent = await bot.send_message(
        chat_id,
        said.text,
        # A reply goes to its topic by itself, but the question may be gone by now.
        message_thread_id=one.thread_id if chat_id == one.chat_id else None,
        reply_markup=said.keyboard,
        reply_parameters=ReplyParameters(earlier, allow_sending_without_reply=True) if earlier else None,
        rate_limit_args=Sending(after=after, doubtful=one.told_after is not None),
    )
    await asyncio.to_thread(library.questions.replied, asked.id, sent.message_id)
    await _delete_later(library, chat_id, sent.message_id)


def _kept(  # noqa: PLR0913, PLR0917  (an answer, and whom it is told)
    library: Library, question: OpenQuestion, answer: Answer, one: Subscriber, chat_id: int, language: str | None
) -> tuple[AskedQuestion, int]:
    """The answer, kept under one id however often it is tried, so that its buttons work; and the message that asked."""
    number = _NOBODY_ASKED - question.id
    user_id = one.user_id if chat_id < 0 else None  # in private, it is not the question that the next one follows
    asked = remember(library.questions, answer, chat_id=chat_id, message_id=number, user_id=user_id, language=language)
    earlier = library.questions.get(one.question_id)
    is_there = earlier and earlier.chat_id == chat_id and earlier.message_id > 0
    return asked, earlier.message_id if earlier and is_there else 0


def _language(library: Library, one: Subscriber, chat_id: int) -> str | None:
    """As chosen, else as the question was answered that was put to the editors: nobody writes just now."""
    chosen = (library.chats.get(chat_id) if chat_id < 0 else library.people.get(chat_id)).language
    asked = library.questions.get(one.question_id)
    return chosen or ((asked and asked.reasons) or {}).get("language")


async def _delete_later(library: Library, chat_id: int, message_id: int) -> None:
    """As the group has chosen for all that we say there."""
    minutes = (await asyncio.to_thread(library.chats.get, chat_id)).deletes_after if chat_id < 0 else None
    if minutes:
        await asyncio.to_thread(library.chats.delete_later, chat_id, message_id, dt.timedelta(minutes=minutes))
