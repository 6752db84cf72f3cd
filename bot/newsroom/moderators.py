"""Moderators: owners name them, by a reply, by a contact or by a one-time link, and take the right away again."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from functools import partial

from telegram import Contact, Message, MessageOriginUser, Update
from telegram.error import TelegramError

from bot import replies, texts
from bot.access import of_code
from bot.context import Context
from bot.introduction import clear_menu, fill_menu
from bot.names import names
from bot.newsroom import roster
from bot.newsroom.roster import Person
from bot.replies import Reply, sentence
from bot.settings import NOBODY
from bot.sharing import Sharing
from corpus.store import Invitation
from corpus.store.moderators import INVITATION_LASTS, id_of

_LINK = "m_"
"""What a link that makes a moderator begins with."""


async def show(update: Update, context: Context) -> None:
    """`/moderators`: the list; as a reply to somebody's message, an offer to name them."""
    replied = _replied(context.message)
    if replied:
        await _offer(context, _writer(replied, is_private=context.is_private))
    elif context.is_private:
        await context.reply(await _page(context, context.collection, 0))
    else:
        await context.reply(sentence(roster.IN_PRIVATE))


async def offer_contact(update: Update, context: Context) -> None:
    """An owner sends somebody's contact."""
    await _offer(context, _contact(context.message.contact))


async def turn(update: Update, context: Context) -> None:
    """Another page of the list."""
    collection = await _collection(context)
    await context.notice(None if collection else replies.UNKNOWN_BUTTON)
    if collection:
        await context.edit(await _page(context, collection, context.press.position))


async def name(update: Update, context: Context) -> None:
    """The offer is taken."""
    collection, user_id = await _collection(context), _subject(context)
    may = collection and user_id and await _may_be_named(context, collection)
    if not (collection and may):
        await context.notice(replies.UNKNOWN_BUTTON)
    else:
        await context.think(partial(context.library.moderators.name, collection, user_id, by=context.by))
        await context.notice()
        called = await names(context, [user_id])
        await context.edit(roster.named(collection, called[user_id]))
        await fill_menu(context.bot, user_id, replies.MODERATOR_COMMANDS)
        await _tell(context, user_id, partial(roster.welcome, collection))


async def name_nobody(update: Update, context: Context) -> None:
    """The offer is not taken."""
    await context.notice()
    await context.edit(sentence(roster.CANCELLED))


async def remove(update: Update, context: Context) -> None:
    """The right is gone with this press: whatever they still have open refuses them."""
    collection, user_id = await _collection(context), _subject(context)
    if not collection:
        await context.notice(replies.UNKNOWN_BUTTON)
        return
    await context.think(partial(context.library.moderators.remove, collection, user_id, by=context.by))
    await context.notice()
    await context.edit(await _page(context, collection, 0))
    if not any(one.user_id == user_id for one in await context.think(context.library.moderators.all)):
        await clear_menu(context.bot, user_id)


async def invite(update: Update, context: Context) -> None:
    """Make a link for somebody whom we have no message of."""
    collection = await _collection(context)
    may = collection and await _may_be_named(context, collection)
    if not (collection and may):
        await context.notice(replies.UNKNOWN_BUTTON)
    else:
        token = await context.think(partial(context.library.moderators.invite, collection, by=context.by))
        await context.notice()
        address = Sharing(context.bot.username).link(_LINK + token)
        until = dt.datetime.now(dt.UTC) + INVITATION_LASTS
        await context.reply(roster.invitation(collection, id_of(token), address, until))


async def revoke(update: Update, context: Context) -> None:
    """The link fell into wrong hands, or is not needed."""
    gone = await context.think(partial(context.library.moderators.revoke, context.press.subject, by=context.by))
    await context.notice()
    await context.edit(sentence(roster.REVOKED if gone else roster.NO_LINK))


async def accept(update: Update, context: Context) -> None:
    """Somebody opens such a link. It is good for as long as whoever made it is an owner."""
    token, user_id = (context.args or [""])[0].removeprefix(_LINK), context.chat.id
    found = await context.think(partial(context.library.moderators.invitation, token))
    inviter = _inviter(context, found)
    if context.is_owner:
        await context.reply(sentence(roster.IS_OWNER))
    elif found and inviter and await context.think(partial(context.library.moderators.accept, token, user_id)):
        await context.reply(roster.welcome(found.collection))
        await fill_menu(context.bot, user_id, replies.MODERATOR_COMMANDS)
        called = context.chat.effective_name or str(user_id)
        await _tell(context, inviter, partial(roster.accepted, found.collection, called))
    else:
        await context.reply(sentence(roster.NO_LINK))


async def _page(context: Context, collection: str, page: int) -> Reply:
    if await context.bot_data.rights.chat_of(collection) is not None:
        return sentence(roster.BY_ADMINS)
    everybody = await context.think(partial(context.library.moderators.of, collection))
    shown = everybody[page * roster.SHOWN : (page + 1) * roster.SHOWN]
    called = await names(context, [one.user_id for one in shown])
    people = [Person(one.user_id, called[one.user_id]) for one in shown]
    return roster.moderators(collection, people, page, len(everybody))


async def _offer(context: Context, person: Person | None) -> None:
    """Say why not, or ask."""
    if await context.bot_data.rights.chat_of(context.collection) is not None:
        await context.reply(sentence(roster.BY_ADMINS))
    elif person is None or person.id in NOBODY:
        await context.reply(sentence(roster.UNKNOWN_PERSON))
    elif person.is_bot:
        await context.reply(sentence(roster.IS_BOT))
    elif person.id in context.bot_data.rights.owners:
        await context.reply(sentence(roster.IS_OWNER))
    else:
        await context.reply(roster.offer(context.collection, person))


async def _may_be_named(context: Context, collection: str) -> bool:
    """Nobody is named for what a chat's admins moderate."""
    return await context.bot_data.rights.chat_of(collection) is None


async def _collection(context: Context) -> str:
    return await context.think(partial(of_code, context))


def _subject(context: Context) -> int:
    """The person whose number a press carries."""
    number = context.press.subject.partition("-")[2]
    return int(number) if number.isascii() and number.isdecimal() else 0


def _inviter(context: Context, found: Invitation | None) -> int | None:
    number = found.by.rpartition(":")[2] if found else ""
    return int(number) if number.isdecimal() and int(number) in context.bot_data.rights.owners else None


def _replied(message: Message) -> Message | None:
    """The message that one replies to; in a topic, all that is no reply replies to the message that opened it."""
    replied = message.reply_to_message
    return replied if replied and not replied.forum_topic_created else None


def _writer(message: Message, *, is_private: bool) -> Person | None:
    """Who wrote a message: in private, of one that was forwarded, who wrote it first."""
    if message.contact:
        return _contact(message.contact)
    origin = message.forward_origin if is_private else None
    user = origin.sender_user if isinstance(origin, MessageOriginUser) else message.from_user
    if (origin and not isinstance(origin, MessageOriginUser)) or message.sender_chat or user is None:
        return None
    return Person(user.id, user.full_name, user.is_bot)


def _contact(contact: Contact | None) -> Person | None:
    if contact is None or not contact.user_id:
        return None
    return Person(contact.user_id, " ".join(filter(None, [contact.first_name, contact.last_name])))


async def _tell(context: Context, user_id: int, said: Callable[[], Reply]) -> None:
    """Tell somebody in private, in their language where we know it; who never wrote to us hears nothing."""
    chosen = (await context.think(partial(context.library.people.get, user_id))).language
    with texts.speaking(chosen or texts.language()), contextlib.suppress(TelegramError):
        await context.bot.send_message(user_id, said().text)
