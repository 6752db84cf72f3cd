"""Access: who may do what, as filters for the table."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, filters

from bot import replies
from bot.context import Context
from bot.presses import Action

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


class _People(filters.MessageFilter):
    """Written by a person: also one who speaks as a channel or as the group, but no bot, and nothing automatic."""

    def filter(self, message: Message) -> bool:
        person = message.sender_chat or (message.from_user and not message.from_user.is_bot)
        return bool(person) and not message.is_automatic_forward and not message.via_bot


class Owners(filters.UpdateFilter):
    """Written or pressed by an owner, under their own name."""

    def __init__(self, ids: frozenset[int]) -> None:
        super().__init__()
        self._ids = ids

    def filter(self, update: Update) -> bool:
        user, message = update.effective_user, update.message or update.edited_message
        return user is not None and user.id in self._ids and not (message and message.sender_chat)


class PressHandler(CallbackQueryHandler[Context, None]):
    """A line of the table: presses for these actions, by those who may."""

    def __init__(self, actions: set[Action], callback: Handler, may: filters.UpdateFilter | None = None) -> None:
        super().__init__(callback, pattern=rf"^[{''.join(sorted(actions))}]:[0-9]{{1,9}}:[\w-]{{1,50}}$")
        self._may = may

    def check_update(self, update: object) -> object:
        """Also whether there is a message that we sent: one sent by way of inline mode is none."""
        is_ours = isinstance(update, Update) and update.callback_query and update.callback_query.message
        if not isinstance(update, Update) or not is_ours or (self._may and not self._may.filter(update)):
            return None
        return super().check_update(update)


def private_only(handler: Handler) -> Handler:
    """Buttons that we make in private chats only: elsewhere a press of one is forged."""

    async def guarded(update: Update, context: Context) -> None:
        if context.is_private:
            await handler(update, context)
        else:
            await context.notice(replies.UNKNOWN_BUTTON)

    return guarded


def asker_or_admin(handler: Handler) -> Handler:
    """In a group, the pages of an answer are turned by the one who asked and by admins."""

    async def guarded(update: Update, context: Context) -> None:
        if context.chat.type == ChatType.PRIVATE or await _is_asker(context) or await context.is_admin():
            await handler(update, context)
        else:
            await context.notice(replies.NOT_YOURS)

    return guarded


def admins_only(handler: Handler) -> Handler:
    """In a group, what decides for all is done by its admins, also by anonymous ones; in private, by the person."""

    async def guarded(update: Update, context: Context) -> None:
        if context.is_private or await context.is_admin():
            await handler(update, context)
        else:
            await context.tell(replies.sentence(replies.ADMINS_ONLY))

    return guarded


async def _is_asker(context: Context) -> bool:
    user = context.current.effective_user
    question = await context.think(lambda: context.library.questions.get(context.press.subject))
    # Not only their own question: the message with its answer. What a press carries can be forged.
    here = (
        question is not None
        and question.chat_id == context.chat.id
        and question.reply_id in {None, context.message.message_id}
    )
    return question is None or (here and user is not None and question.user_id == user.id)


PEOPLE = _People()
PRIVATE = filters.ChatType.PRIVATE
GROUPS = filters.ChatType.GROUPS
NEW = filters.UpdateType.MESSAGE & PEOPLE
EDITED = filters.UpdateType.EDITED_MESSAGE & PEOPLE
