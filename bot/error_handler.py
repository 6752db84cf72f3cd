"""Error handler: the one place where an exception becomes a reply or a log entry."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import traceback

from telegram import Update
from telegram.error import BadRequest, Forbidden, TelegramError

from bot import replies
from bot.context import Context
from corpus.errors import CorpusError

log = logging.getLogger(__name__)


async def report(update: object, context: Context) -> None:
    """Tell the person what a person may be told; log the rest, under a reference that the person is given."""
    error = context.error
    if isinstance(error, CorpusError):
        log.warning("refused: %s", type(error).__name__)
        await _say(update, context, replies.refusal(error))
    elif isinstance(error, Forbidden):
        log.info("not allowed to write there: %s", error.message)
        await _note_left(update, context, error)
    elif isinstance(error, BadRequest) and _is_muted(error):
        log.info("not allowed to write there: %s", error.message)
    elif isinstance(error, TelegramError):
        log.warning("Telegram refused or could not be reached: %s", error.message)
    elif error is not None:
        await _say(update, context, replies.went_wrong(_logged(error)))


def _is_muted(error: BadRequest) -> bool:
    """Whether the admins of a group, or a closed or deleted topic, keep us from writing: that is theirs to decide."""
    words = (
        "not enough rights",
        "have no rights",
        "chat_write_forbidden",
        "chat_restricted",
        "topic_closed",
        "topic_deleted",
        "message thread not found",
    )
    return any(word in error.message.lower() for word in words)


async def _note_left(update: object, context: Context, refusal: Forbidden) -> None:
    gone = any(words in refusal.message.lower() for words in ("kicked", "not a member", "was deleted"))
    if gone and isinstance(update, Update) and update.effective_chat:
        try:
            await asyncio.to_thread(context.library.chats.left, update.effective_chat.id)
        except CorpusError as error:
            log.warning("not noted that we left: %s", error)


def _logged(error: Exception) -> str:
    """Log where it happened; what the exception says may hold words of a user, so that only at DEBUG."""
    reference = secrets.token_hex(3).upper()
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("reference %s: %s\n%s", reference, type(error).__name__, frames.rstrip())
    log.debug("reference %s", reference, exc_info=error)
    return reference


async def _say(update: object, context: Context, text: str) -> None:
    if not isinstance(update, Update) or update.effective_message is None or update.guest_message:
        return
    with contextlib.suppress(TelegramError):
        if update.callback_query:
            await context.notice(text)
        else:
            await context.reply(replies.sentence(text))
