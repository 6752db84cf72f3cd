"""Check-up: what does not work in a group, and what an admin can tap to change it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from telegram import (
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ReactionTypeEmoji,
    Update,
    User,
)
from telegram.error import BadRequest, Forbidden

from bot import panels
from bot.context import Context
from bot.manners import HINT
from bot.panels import Finding
from bot.texts import _
from corpus.store import ChatPreferences


async def examine(update: Update, context: Context) -> None:
    """/doctor; where we may not write, the admin is told in private."""
    me, chat = await context.bot.get_me(), await context.bot.get_chat(context.chat.id)
    member = await context.bot.get_chat_member(context.chat.id, me.id)
    reply = panels.checkup(findings(me, chat, member, context.group))
    try:
        await context.reply(reply)
    except (BadRequest, Forbidden):
        if context.asker_id:
            with contextlib.suppress(BadRequest, Forbidden):  # who never wrote to us cannot be written to
                await context.bot.send_message(context.asker_id, reply.text)


def findings(me: User, chat: ChatFullInfo, member: ChatMember, group: ChatPreferences) -> Iterator[Finding]:
    """What is looked at, in the order of what matters."""
    is_admin = member.status == ChatMember.ADMINISTRATOR
    yield _sending(chat, member)
    yield _hearing(me, is_admin=is_admin)
    if chat.is_forum:
        yield _topics(member)
    if group.none_as_hint and not _may_react(chat):
        yield _bad(_("The reaction 🤷 is not allowed in this group: I say in a message what I should hint at."))
    if group.deletes_after:
        yield _good(_("My messages delete themselves: I need no right for that."))
    yield _inline(me)


def _sending(chat: ChatFullInfo, member: ChatMember) -> Finding:
    if isinstance(member, ChatMemberRestricted):
        may = member.can_send_messages
    else:
        is_allowed = chat.permissions is None or bool(chat.permissions.can_send_messages)
        may = member.status == ChatMember.ADMINISTRATOR or is_allowed
    if may:
        return _good(_("I may write here."))
    return _bad(_("I may not write here. Tap the group’s name → Edit → Permissions, or make me an admin."))


def _hearing(me: User, *, is_admin: bool) -> Finding:
    if me.can_read_all_group_messages or is_admin:
        return _good(_("I hear /ask, replies to me and mentions."))
    return _bad(
        _(
            "Privacy mode is on: I hear /ask and replies to me, but no mere mention. To change that: @BotFather → "
            "/setprivacy → Disable, then remove me from this group and add me again. Or make me an admin."
        ),
    )


def _topics(member: ChatMember) -> Finding:
    if isinstance(member, ChatMemberAdministrator) and member.can_manage_topics:
        return _good(_("I answer in the topic of the question, in closed topics too."))
    return _good(_("I answer in the topic of the question. In closed topics only admins who manage topics write."))


def _inline(me: User) -> Finding:
    if me.supports_inline_queries:
        return _good(_("Inline mode is on: @{} and a question works in any chat.").format(me.username))
    return _bad(_("Inline mode is off. To change that: @BotFather → /setinline."))


def _may_react(chat: ChatFullInfo) -> bool:
    """Where all are allowed Telegram names none; PTB makes one of that and of a group that allows none."""
    allowed = chat.available_reactions
    return not allowed or any(isinstance(one, ReactionTypeEmoji) and one.emoji == HINT for one in allowed)


def _good(sentence: str) -> Finding:
    return Finding(sentence, good=True)


def _bad(sentence: str) -> Finding:
    return Finding(sentence, good=False)
