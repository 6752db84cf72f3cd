"""Limits: nobody gets more than their share, nobody is disturbed in quiet hours, and nobody is told so twice."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial

from telegram import Update

from bot import panels
from bot.access import Handler
from bot.context import Context
from corpus.errors import StoreUnavailable
from corpus.store import Bound, Limits, Refusal

log = logging.getLogger(__name__)


def within_limits(handler: Handler) -> Handler:
    """Handle what may be asked now; of what may not, tell once, and then be silent until it may."""

    async def guarded(update: Update, context: Context) -> None:
        if await _is_quiet(context):
            await context.notice(panels.QUIET_NOW)
            return
        refusal = await _spend(context)
        if refusal is None:
            await handler(update, context)
        elif refusal.is_new or update.callback_query:
            await context.tell(panels.wait(refusal))

    return guarded


async def _is_quiet(context: Context) -> bool:
    """In quiet hours a group hears us only when its admins ask."""
    if context.is_private or not context.group.is_quiet(dt.datetime.now(dt.UTC)):
        return False
    return not await context.is_admin()


async def _spend(context: Context) -> Refusal | None:
    limit = context.bot_data.limit
    if context.is_private:
        return await _count(context, Limits(person=limit))
    # An edit says nothing new in the group: it need not wait until the person may ask again.
    cool_down = 0 if context.current.edited_message else context.group.cool_down
    limits = Limits(person=-(-limit // 2), chat=limit, cool_down=cool_down)
    refusal = await _count(context, limits)
    if refusal and refusal.bound is not Bound.PERSON and await context.is_admin():
        return await _count(context, Limits(person=limits.person))
    return refusal


async def _count(context: Context, limits: Limits) -> Refusal | None:
    if limits == Limits():
        return None
    # Somebody who speaks as a chat counts as that chat; a press or an edit is no message, so its number is none of one.
    speaker = context.message.sender_chat
    who = context.asker_id or (speaker.id if speaker else context.chat.id)
    is_new = context.current.message is not None
    number = context.message.message_id if is_new else -context.current.update_id
    return await spent(context, context.chat.id, who, number, limits)


async def spent(context: Context, chat_id: int, who: int, number: int, limits: Limits) -> Refusal | None:
    """Count a question; where the database does not let us, nobody is refused."""
    try:
        return await context.bot_data.pace.run(partial(context.library.usage.spend, chat_id, who, number, limits))
    except StoreUnavailable as error:
        log.warning("questions are not counted: %s", error)
        return None
