"""Error handler: the one place where an exception becomes a reply or a log entry."""

from __future__ import annotations

import contextlib
import logging
import secrets
import traceback

from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot import replies
from bot.context import Context
from corpus.errors import CorpusError

log = logging.getLogger(__name__)


async def report(update: object, context: Context) -> None:
    """Tell the person what a person may be told; log the rest, under a reference that the person is given."""
    error = context.error
    if isinstance(error, CorpusError):
        log.warning("refused: %s", type(error).__name__)
        await _say(update, context, str(error))
    elif isinstance(error, Forbidden):
        log.info("not allowed to write there any more")
    elif isinstance(error, TelegramError):
        log.warning("Telegram refused or could not be reached: %s", error.message)
    elif error is not None:
        await _say(update, context, replies.went_wrong(_logged(error)))


def _logged(error: Exception) -> str:
    """Log where it happened; what the exception says may hold words of a user, so that only at DEBUG."""
    reference = secrets.token_hex(3).upper()
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("reference %s: %s\n%s", reference, type(error).__name__, frames.rstrip())
    log.debug("reference %s", reference, exc_info=error)
    return reference


async def _say(update: object, context: Context, text: str) -> None:
    if not isinstance(update, Update) or update.effective_message is None:
        return
    with contextlib.suppress(TelegramError):
        if update.callback_query:
            await context.notice(text)
        else:
            await context.reply(replies.sentence(text))
