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
from bot.delivery import Delivery, Sending, is_unchanged
from bot.offers import again, for_good
from bot.pages import BOTH
from bot.quotations import day
from bot.replies import Reply
from bot.sharing import NOWHERE, Sharing
from bot.texts import _
from corpus.answers import Answer, Citation, Verdict
from corpus.errors import CorpusError
from corpus.library import Library
from corpus.queries import Query
from corpus.store import AskedQuestion, InlineMessage, Notice
from corpus.verification import Standing, Verified, verify

log = logging.getLogger(__name__)

_LOOK_EVERY = 2.0
_SETTLED = dt.timedelta(minutes=1)
"""For so long after a change, an answer from before it may still be on its way."""
_PAUSES = (0.01, 0.1, 1.0)
"""Seconds after a look at an answer that stands, between two edits, and between two in one chat: people who ask come
first."""


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


async def correct(application: Quoth, pauses: tuple[float, float, float] = _PAUSES) -> None:
    """Look at the answers that changes may have touched; killed in between, the next process goes on there."""
    library = application.bot_data.library
    corrections = library.corrections
    waiting = await asyncio.to_thread(corrections.waiting)
    last_chat = 0
    for change in waiting:
        while answers := await asyncio.to_thread(corrections.answers, change):
            for question_id in answers:
                chat_id = await _look_at(application, question_id, waiting[-1].id)
                await asyncio.sleep(pauses[0 if chat_id is None else 1 + (chat_id == last_chat)])
                last_chat = chat_id or last_chat
        while sent := await asyncio.to_thread(library.inline_messages.quoting, change):
            for message in sent:
                await _look_at_inline(application, message, waiting[-1].id)
                await asyncio.sleep(pauses[1])
        if change.at + _SETTLED < dt.datetime.now(dt.UTC):
            await asyncio.to_thread(corrections.followed, change)
    for notice in await asyncio.to_thread(corrections.to_tell):
        await _tell(application, notice)


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
    sharing = NOWHERE if is_own else Sharing.of(application.bot)
    with texts.speaking(await asyncio.to_thread(_language, library, question)):
        reply, says_so = await asyncio.to_thread(_corrected, library, question, found, sharing)
    is_noted = reply is not None and await _edited_answer(application, question, reply) and says_so
    wants = question.user_id is not None and library.people.get(question.user_id).corrections
    to_tell = is_noted and not noted and wants
    done = partial(library.corrections.looked_at, question_id, change_id, noted=is_noted, to_tell=to_tell)
    await asyncio.to_thread(done)
    return question.chat_id


async def _edited_answer(application: Quoth, question: AskedQuestion, reply: Reply) -> bool:
    """Where it is known as a message of a chat; else as one that a guest got."""
    if question.reply_id:
        return await _edited(application, reply, chat_id=question.chat_id, message_id=question.reply_id)
    inline_id = await asyncio.to_thread(application.bot_data.library.inline_messages.of_question, question.id)
    return inline_id is not None and await _edited(application, for_good(reply), inline_message_id=inline_id)


async def _look_at_inline(application: Quoth, message: InlineMessage, change_id: int) -> None:
    """The same for what somebody sent into a chat that we are no member of."""
    library = application.bot_data.library
    found = await asyncio.to_thread(verify, library, message.receipt_id)
    sharing = Sharing.of(application.bot)
    wrong = [one.since for one in found if one.since]
    is_noted = False
    if wrong or message.noted:
        with texts.speaking(message.language):
            now = [cited for cited in map(_now, found) if cited]
            note = _note(max(wrong), is_left=bool(now)) if wrong else ""
            reply = again(now, message.receipt_id, sharing, asked=message.asked, note=note, related=message.related)
        is_noted = await _edited(application, reply, inline_message_id=message.id) and bool(wrong)
    await asyncio.to_thread(partial(library.inline_messages.looked_at, message.id, change_id, noted=is_noted))


async def _edited(
    application: Quoth,
    reply: Reply,
    *,
    chat_id: int | None = None,
    message_id: int | None = None,
    inline_message_id: str | None = None,
) -> bool:
    """Whether it now reads like that; not where Telegram no longer lets us."""
    try:
        await application.bot.edit_message_text(
            reply.text, chat_id, message_id, inline_message_id, reply_markup=reply.keyboard
        )
    except BadRequest as error:
        return is_unchanged(error)
    except Forbidden:
        return False
    return True


async def newest(application: Quoth, chat_id: int) -> int:
    """A message of a chat that whatever we send next comes after, and all that we are known to have sent there before.

    To be noted before something is sent outside of a conversation: see `Delivery`.
    """
    limiter = application.bot.rate_limiter
    assert isinstance(limiter, Delivery), "build_application made it"  # noqa: S101
    last = await asyncio.to_thread(application.bot_data.library.questions.last_reply, chat_id)
    return max(last, limiter.newest(chat_id))


async def _tell(application: Quoth, notice: Notice) -> None:
    """Whoever wants to know is told in private, in reply to the answer where that is private, too."""
    library = application.bot_data.library
    question = await asyncio.to_thread(library.questions.get, notice.question_id)
    message_id = await _noticed(application, notice, question) if question else None
    await asyncio.to_thread(library.corrections.told, notice.question_id, message_id)


async def _noticed(application: Quoth, notice: Notice, question: AskedQuestion) -> int | None:
    """The message that tells, noted before it is sent and found again where we were killed in between."""
    library = application.bot_data.library
    if question.user_id is None:
        return None
    after = notice.told_after
    if after is None:
        after = await newest(application, question.user_id)
        await asyncio.to_thread(library.corrections.telling, question.id, after)
    with texts.speaking(await asyncio.to_thread(_language, library, question)):
        said = replies.corrected(question.id)
    here = question.reply_id if question.chat_id == question.user_id else None
    answered = ReplyParameters(here, allow_sending_without_reply=True) if here else None
    sending = Sending(after=after, doubtful=notice.told_after is not None)
    try:
        sent = await application.bot.send_message(
            question.user_id, said.text, reply_parameters=answered, rate_limit_args=sending
        )
    except (BadRequest, Forbidden):
        log.info("somebody who wants to be told of corrections cannot be written to")
        return None
    return sent.message_id


def _corrected(
    library: Library, question: AskedQuestion, found: Sequence[Verified], sharing: Sharing
) -> tuple[Reply | None, bool]:
    """The answer as the articles now word it, and whether it says so: not where all that it shows at first stands.

    Then it is shown anew all the same: somebody may have turned to a passage that does not.
    """
    recalled = recall(library, question.id, question.chat_id)
    if recalled is None:
        return None, False
    shown = found[: recalled.shown_at_first]
    wrong = [one.since for one in shown if one.since]
    answer = _answer(library, recalled, [_now(one) for one in (shown if wrong else found)], sharing)
    if not wrong:
        return answer, False
    note = _note(max(wrong), is_left=answer is not None)
    if answer is None:
        return Reply(Markup.escape(note)), True
    return Reply(Markup("{}\n<i>{}</i>").format(answer.text, note), answer.keyboard), True


def _note(since: dt.datetime, *, is_left: bool) -> str:
    """When that was, and whether anything is left to quote."""
    said = (
        _("Corrected on {}: the article has changed, and this is what it says now.")
        if is_left
        else _("Corrected on {}: the words that stood here are no longer in the article.")
    )
    return said.format(day(since.date()))


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
    query, both = Query(text=question.text, collection=question.collection), found.is_both and all(now[:BOTH])
    answer = Answer(query, Verdict(question.verdict), 0.0, kept, found.missing, after=after, both_say=both)
    is_put = library.open_questions.is_put(question.id)
    return pages.answer(answer, question.id, asked=asked, tally=tally, sharing=sharing, places=places, is_put=is_put)


def _now(one: Verified) -> Citation | None:
    if one.standing == Standing.STANDS:
        return one.citation
    return Citation(one.now, (0, 0), one.citation.score, one.citation.matched) if one.now else None


def _language(library: Library, question: AskedQuestion) -> str | None:
    """As chosen, else as the answer was given."""
    chosen = library.chats.get(question.chat_id) if question.chat_id < 0 else library.people.get(question.chat_id)
    return chosen.language or (question.reasons or {}).get("language")
