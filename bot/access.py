"""Access: who may do what, as filters for the table."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, filters

from bot import replies
from bot.choices import collection_of
from bot.context import Context
from bot.presses import Action

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


class _People(filters.MessageFilter):
    """Written by a person: also one who speaks as a channel or as the group, but no bot, and nothing automatic."""

    def filter(self, message: Message) -> bool:
        person = message.sender_chat or (message.from_user and not message.from_user.is_bot)
        return bool(person) and not message.is_automatic_forward and not message.via_bot


class PressHandler(CallbackQueryHandler[Context, None]):
    """A line of the table: presses for these actions."""

    def __init__(self, actions: set[Action], callback: Handler) -> None:
        super().__init__(callback, pattern=rf"^[{''.join(sorted(actions))}]:[0-9]{{1,9}}:[\w-]{{1,50}}$")

    def check_update(self, update: object) -> object:
        """Also whether there is a message that we sent: one sent by way of inline mode is none."""
        is_ours = isinstance(update, Update) and update.callback_query and update.callback_query.message
        return super().check_update(update) if is_ours else None


def private_only(handler: Handler) -> Handler:
    """Buttons that we make in private chats only: elsewhere a press of one is forged."""

    async def guarded(update: Update, context: Context) -> None:
        if context.is_private:
            await handler(update, context)
        else:
            await context.notice(replies.UNKNOWN_BUTTON)

    return guarded


def answered_only(handler: Handler) -> Handler:
    """What people edit is ours only where we answered it."""

    async def guarded(update: Update, context: Context) -> None:
        message = context.message
        asked = partial(context.library.questions.of_message, message.chat.id, message.message_id)
        if await context.think(asked):
            await handler(update, context)

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


def owners_only(handler: Handler, otherwise: Handler | None = None, *, refusal: str = replies.NOT_OWNER) -> Handler:
    """Naming moderators is done by owners, under their own name."""

    async def guarded(update: Update, context: Context) -> None:
        if context.is_owner:
            await handler(update, context)
        elif otherwise:
            await otherwise(update, context)
        else:
            await context.tell(replies.sentence(refusal))

    return guarded


def here(context: Context) -> str:
    """The collection that is read here."""
    return context.collection


def of_article(context: Context) -> str:
    """The collection of the article that a press is about; none has no name."""
    return context.library.collection_of(context.press.subject)


def of_answer(context: Context) -> str:
    """The collection that the answer was taken from which a press is about."""
    library, answer_id = context.library, context.press.subject
    question = library.questions.get(answer_id)
    return question.collection if question else library.receipts.collection_of(answer_id)


def readable_answer(handler: Handler) -> Handler:
    """What was quoted from articles that may not be read here (any more) is not shown again."""
    return _readable(handler, of_answer, replies.FORGOTTEN)


def readable_article(handler: Handler) -> Handler:
    """An article that may not be read here does not exist here."""
    return _readable(handler, of_article, replies.NO_SUCH_ARTICLE)


def _readable(handler: Handler, of: Callable[[Context], str], unknown: str) -> Handler:
    async def guarded(update: Update, context: Context) -> None:
        if await context.may_read(await context.think(partial(of, context))):
            await handler(update, context)
        else:
            await context.notice(unknown)

    return guarded


def of_code(context: Context) -> str:
    """The collection whose code a press begins with; none has no name."""
    return collection_of(context.press.subject.partition("-")[0], context.library.collections()) or ""


def of_revision(context: Context) -> str:
    """The collection of the article whose id a press begins with."""
    return context.library.collection_of(context.press.subject.partition("-")[0])


def of_draft(context: Context) -> str:
    """The collection of the draft whose id a press begins with."""
    return context.library.gate.get(context.press.subject.partition("-")[0]).collection


def moderators_only(
    handler: Handler,
    of: Callable[[Context], str] = here,
    *,
    refusal: str = replies.NOT_MODERATOR,
    otherwise: Handler | None = None,
) -> Handler:
    """What changes a collection is done by those who may moderate it, asked anew at every message and press.

    `of` finds the collection that is changed: it need not be the one that is read here, but one that may be.
    `otherwise` is what the same message or press does for others.
    """

    async def guarded(update: Update, context: Context) -> None:
        collection = await context.think(partial(of, context))
        if await context.may_moderate(collection) and await context.may_read(collection):
            await handler(update, context)
        elif otherwise:
            await otherwise(update, context)
        else:
            await context.tell(replies.sentence(refusal))

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
