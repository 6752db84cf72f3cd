"""Names: how Telegram calls the people whose numbers we keep; we keep no names."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable

from telegram.error import TelegramError

from bot.context import Context
from bot.quotations import shortened

_LONGEST = 40
_PERSON = re.compile(r"telegram:([1-9][0-9]{0,18})", re.ASCII)


async def names(context: Context, user_ids: Iterable[int]) -> dict[int, str]:
    """Each with a name; who never wrote to us has only a number."""
    wanted = sorted(set(user_ids))
    found = await asyncio.gather(*(_name(context, user_id) for user_id in wanted))
    return dict(zip(wanted, found, strict=True))


async def written(context: Context, authors: Iterable[str]) -> dict[str, str]:
    """Of those who are people of Telegram, as changes and the audit log write them, how they are called."""
    found = {match[0]: int(match[1]) for match in map(_PERSON.fullmatch, authors) if match}
    called = await names(context, found.values())
    return {author: called[user_id] for author, user_id in found.items()}


async def collection_name(context: Context, collection: str) -> str:
    """What a collection is called; a chat's own has the chat's name."""
    chat_id = await context.bot_data.rights.chat_of(collection)
    return collection if chat_id is None else await _name(context, chat_id)


async def _name(context: Context, chat_id: int) -> str:
    try:
        chat = await context.bot.get_chat(chat_id)
    except TelegramError:
        return str(chat_id)
    return shortened(chat.effective_name or str(chat_id), _LONGEST)
