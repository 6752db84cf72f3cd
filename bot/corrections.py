"""Corrections: an answer whose words were changed or withdrawn says so itself, wherever Telegram lets us edit it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Sequence
from functools import partial

from markupsafe import Markup
from telegram import ReplyParameters
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import pages, replies, texts
from bot.buttons import Recalled, recall
from bot.context import Quoth
from bot.delivery import is_unchanged
from bot.quotations import day
from bot.replies import Reply
from bot.sharing import NOWHERE, Sharing
from bot.texts import _
from corpus.answers import Answer, Citation, Verdict
from corpus.errors import CorpusError
from corpus.library import Library
from corpus.queries import Query
from corpus.store import AskedQuestion
from corpus.verification import Standing, Verified, verify

log = logging.getLogger(__name__)

_LOOK_EVERY = 2.0
_SETTLED = dt.timedelta(minutes=1)
"""For so long after a change, an answer from before it may still be on its way."""
_PAUSES = (0.1, 1.0)
"""Seconds between two edits, and between two in one chat: people who ask come first."""


async def correct_for_ever(application: Quoth) -> None:
    """Follow every change, also those of an earlier process and of the command line."""
    while True:
        try:
            await correct(application)
        except CorpusError as error:
            log.warning("no answer is corrected: %s", error)
        except TelegramError as error:
            log.warning("answers are corrected later: %s", type(error).__name__)
        await asyncio.sleep(_LOOK_EVERY)


async def correct(application: Quoth, pauses: tuple[float, float] = _PAUSES) -> None:
    """Look at the answers that changes may have touched; killed in between, the next process goes on there."""
    corrections = application.bot_data.library.corrections
    waiting = await asyncio.to_thread(corrections.waiting)
    last_chat = 0
    for change in waiting:
        while answers := await asyncio.to_thread(corrections.answers, change):
            for question_id in answers:
                chat_id = await _look_at(application, question_id, waiting[-1].id)
                await asyncio.sleep(0 if chat_id is None else pauses[chat_id == last_chat])
                last_chat = chat_id or last_chat
        if change.at + _SETTLED < dt.datetime.now(dt.UTC):
            await asyncio.to_thread(corrections.followed, change)
    for question_id in await asyncio.to_thread(corrections.to_tell):
        await _tell(application, question_id)


async def _look_at(application: Quoth, question_id: str, change_id: int) -> int | None:
    """Edit an answer where it has to be, after all changes up to that one; the chat in which that was."""
    library, rights = application.bot_data.library, application.bot_data.rights
    question = await asyncio.to_thread(library.questions.get, question_id)
    found = await asyncio.to_thread(verify, library, question_id)
    if question is None:  # forgotten meanwhile
        return None
    noted = await asyncio.to_thread(library.corrections.is_noted, question_id)
    wrong = [one.standing != Standing.STANDS for one in found]
    is_shown = await rights.may_read(application.bot, question.chat_id, question.collection)
    if not (any(wrong) or noted) or not is_shown:
        await asyncio.to_thread(partial(library.corrections.looked_at, question_id, change_id, noted=False))
        return None
    is_own = await rights.chat_of(question.collection) is not None
    sharing = NOWHERE if is_own else Sharing(application.bot.username, application.bot.supports_inline_queries)
    with texts.speaking(await asyncio.to_thread(_language, library, question)):
        reply, says_so = await asyncio.to_thread(_corrected, library, question, found, sharing)
    is_noted = reply is not None and await _edited(application, question, reply) and says_so
    wants = question.user_id is not None and library.people.get(question.user_id).corrections
    to_tell = is_noted and not noted and wants
    done = partial(library.corrections.looked_at, question_id, change_id, noted=is_noted, to_tell=to_tell)
    await asyncio.to_thread(done)
    return question.chat_id


async def _edited(application: Quoth, question: AskedQuestion, reply: Reply) -> bool:
    """Whether it now reads like that; not where Telegram no longer lets us."""
    try:
        await application.bot.edit_message_text(
            reply.text, question.chat_id, question.reply_id, reply_markup=reply.keyboard
        )
    except BadRequest as error:
        return is_unchanged(error)
    except Forbidden:
        return False
    return True


async def _tell(application: Quoth, question_id: str) -> None:
    """Whoever wants to know is told in private, in reply to the answer where that is private, too."""
    library = application.bot_data.library
    question = await asyncio.to_thread(library.questions.get, question_id)
    if question and question.user_id:
        with texts.speaking(await asyncio.to_thread(_language, library, question)):
            said = replies.corrected(question_id)
        here = question.reply_id if question.chat_id == question.user_id else None
        answered = ReplyParameters(here, allow_sending_without_reply=True) if here else None
        try:
            await application.bot.send_message(question.user_id, said.text, reply_parameters=answered)
        except (BadRequest, Forbidden):
            log.info("somebody who wants to be told of corrections cannot be written to")
    await asyncio.to_thread(library.corrections.told, question_id)


def _corrected(
    library: Library, question: AskedQuestion, found: Sequence[Verified], sharing: Sharing
) -> tuple[Reply | None, bool]:
    """The answer as the articles now word it, and whether it says so: not where all that it shows at first stands.

    Then it is shown anew all the same: somebody may have turned to a passage that does not.
    """
    recalled = recall(library, question.id, question.chat_id)
    if recalled is None:
        return None, False
    shown = found if recalled.is_together(0) else found[:1]
    wrong = [one.since for one in shown if one.since]
    answer = _answer(library, recalled, [_now(one) for one in shown], sharing)
    if not wrong:
        return answer, False
    date = day(max(wrong).date())
    if answer is None:
        gone = _("Corrected on {}: the words that stood here are no longer in the article.").format(date)
        return Reply(Markup.escape(gone)), True
    note = _("Corrected on {}: the article has changed, and this is what it says now.").format(date)
    return Reply(Markup("{}\n<i>{}</i>").format(answer.text, note), answer.keyboard), True


def _answer(library: Library, found: Recalled, now: Sequence[Citation | None], sharing: Sharing) -> Reply | None:
    """With what stands there now in each place; None where nothing is left."""
    places = [place for place, citation in enumerate(now) if citation]
    kept = tuple(citation for citation in now if citation)
    if not kept:
        return None
    question, asked, after = found.question, found.asked, found.after
    tally = library.votes.tally(question.id, found.ballot_on(0))
    if not found.is_together(0):
        of = len(found.citations)
        return pages.passage(kept[0], 0, of, question.id, asked=asked, after=after, tally=tally, sharing=sharing)
    query, both = Query(text=question.text, collection=question.collection), found.is_both and len(kept) == len(now)
    answer = Answer(query, Verdict(question.verdict), 0.0, kept, found.missing, after=after, both_say=both)
    return pages.answer(answer, question.id, asked=asked, tally=tally, sharing=sharing, places=places)


def _now(one: Verified) -> Citation | None:
    if one.standing == Standing.STANDS:
        return one.citation
    return Citation(one.now, (0, 0), one.citation.score, one.citation.matched) if one.now else None


def _language(library: Library, question: AskedQuestion) -> str | None:
    """As chosen, else as the answer was given."""
    chosen = library.chats.get(question.chat_id) if question.chat_id < 0 else library.people.get(question.chat_id)
    return chosen.language or (question.reasons or {}).get("language")
