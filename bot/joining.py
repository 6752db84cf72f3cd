"""Joining: a group adds us, sends us away, or becomes a supergroup."""

from __future__ import annotations

from functools import partial

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.constants import ChatType

from bot import panels
from bot.context import Context
from bot.rights import ADMINS

_GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}
_GONE = {ChatMember.LEFT, ChatMember.BANNED}


async def come_or_go(update: Update, context: Context) -> None:
    """Our own standing in a group changed: greet it when we come, and note it when we go."""
    change = update.my_chat_member
    if change is None or context.chat.type not in _GROUPS:
        return
    if not _is_there(change.new_chat_member):
        await context.think(partial(context.library.chats.left, context.chat.id))
    elif not _is_there(change.old_chat_member) and await context.think(
        partial(context.library.chats.joined, context.chat.id)
    ):
        await context.say(panels.greeting(context.bot.username, hears_all=_hears_all(context, change.new_chat_member)))


async def note_admin(update: Update, context: Context) -> None:
    """Somebody became an admin, or is one no longer: from this moment on. Telegram tells us where we are admins too."""
    change = update.chat_member
    if change is None:
        return
    was, now = change.old_chat_member.status in ADMINS, change.new_chat_member.status in ADMINS
    if was or now:
        context.bot_data.rights.note(context.chat.id, change.new_chat_member.user.id, is_admin=now)


async def follow(update: Update, context: Context) -> None:
    """A group became a supergroup: what is stored of it goes along, whichever of the two says so first."""
    message, here = context.message, context.chat.id
    old, new = message.migrate_from_chat_id or here, message.migrate_to_chat_id or here
    await context.labour(partial(context.library.traces.move, old, new))


def _is_there(member: ChatMember) -> bool:
    return member.is_member if isinstance(member, ChatMemberRestricted) else member.status not in _GONE


def _hears_all(context: Context, member: ChatMember) -> bool:
    return context.bot.can_read_all_group_messages or member.status in ADMINS
