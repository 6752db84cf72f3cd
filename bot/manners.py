"""Manners: how what a chat chose shows in an answer."""

from __future__ import annotations

from telegram.error import BadRequest

from bot.context import Context
from corpus.answers import Verdict

HINT = "🤷"


async def hinted(context: Context, verdict: str) -> bool:
    """In a group that wants it so, shrug at a question that the articles do not answer; whether that says it all."""
    if context.is_private or context.current.callback_query or not context.group.none_as_hint:
        return False
    unanswered = verdict == Verdict.NONE
    try:
        if unanswered or context.current.edited_message:  # an edit may have made a question answerable
            await context.bot.set_message_reaction(
                context.chat.id, context.message.message_id, HINT if unanswered else None
            )
    except BadRequest:  # reactions are off there, or the question is gone: then it is said in words
        return False
    return unanswered
