"""Manners: how what a chat chose shows in an answer. The one place where boldness and hints are decided."""

from __future__ import annotations

import dataclasses

from telegram.error import BadRequest

from bot.context import Context
from corpus.answers import Answer, Verdict
from corpus.store import Boldness

_SURE = 0.75
"""Confidence from which the careful say that a passage answers."""
_WILLING = 0.4
"""Confidence from which the bold do."""
HINT = "🤷"


def weighed(answer: Answer, boldness: Boldness) -> Answer:
    """The answer as the careful or the bold give it: the same passages, another verdict on the first one."""
    if boldness is Boldness.CAREFUL and answer.verdict == Verdict.ANSWER and answer.confidence < _SURE:
        return dataclasses.replace(answer, verdict=Verdict.CLOSEST)
    if boldness is Boldness.BOLD and answer.verdict == Verdict.CLOSEST and answer.confidence >= _WILLING:
        return dataclasses.replace(answer, verdict=Verdict.ANSWER)
    return answer


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
