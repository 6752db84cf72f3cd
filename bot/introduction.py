"""Introduction: what this is, said to whoever asks, and to Telegram's menus."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot import examples, replies
from bot.context import Context
from bot.delivery import Sending
from bot.sharing import Sharing
from bot.texts import ENGLISH, LANGUAGES, _, speaking
from corpus.articles import Article
from corpus.library import Library

log = logging.getLogger(__name__)


AT_HOME = sorted(replies.OWNER_COMMANDS.keys() - replies.ADMIN_COMMANDS.keys())
"""Commands that have their place in private; /start is none of them: Telegram gives it when we are added to a group."""


async def start(update: Update, context: Context) -> None:
    articles, of, suggested = await context.labour(partial(_offer, context.library, context.collection))
    await context.reply(replies.start(articles, of, suggested))


async def help_(update: Update, context: Context) -> None:
    suggested = await _suggested(context)
    moderates = await context.may_moderate(context.collection)
    await context.reply(replies.help_moderator(suggested) if moderates else replies.help_(suggested))


async def only_text(update: Update, context: Context) -> None:
    """Said once of an album, and not at all of one whose caption was answered."""
    message, albums = context.message, context.bot_data.albums
    album = message.media_group_id
    if album in albums:
        return
    if album:
        albums.append(album)
        captioned = partial(context.library.questions.of_message, message.chat.id, message.message_id - 1)
        if await context.think(captioned):
            return
    await context.reply(replies.only_text())


async def unknown_command(update: Update, context: Context) -> None:
    await context.reply(replies.unknown_command())


async def lead_away(update: Update, context: Context) -> None:
    """Whoever gives us by name, in a group, a command that has its place in private."""
    await context.reply(replies.in_private(Sharing(context.bot.username).to_us()))


async def fill_menus(bot: ExtBot[Sending], owners: Collection[int], moderators: Iterable[int] = ()) -> None:
    """Tell Telegram our commands and descriptions, where it does not know them already."""
    menus: list[tuple[BotCommandScope, Mapping[str, str]]] = [
        (BotCommandScopeAllPrivateChats(), replies.COMMANDS),
        (BotCommandScopeAllGroupChats(), replies.GROUP_COMMANDS),
        (BotCommandScopeAllChatAdministrators(), replies.ADMIN_COMMANDS),
        *((BotCommandScopeChat(owner), replies.OWNER_COMMANDS) for owner in sorted(owners)),
        *((BotCommandScopeChat(user_id), replies.MODERATOR_COMMANDS) for user_id in sorted({*moderators} - {*owners})),
    ]
    for code in _each_language():
        for scope, commands in menus:
            await _fill(bot, scope, commands, code)
        await _describe(bot, code)


async def fill_menu(bot: ExtBot[Sending], user_id: int, commands: Mapping[str, str]) -> None:
    """Give a person a menu of their own."""
    for code in _each_language():
        await _fill(bot, BotCommandScopeChat(user_id), commands, code)


async def clear_menu(bot: ExtBot[Sending], user_id: int) -> None:
    """Let a person have the menu that all have."""
    for code in _each_language():
        with contextlib.suppress(TelegramError):
            await bot.delete_my_commands(BotCommandScopeChat(user_id), code)


def _each_language() -> Iterator[str | None]:
    """Speak each language in turn, under the code that Telegram has for its menus.

    Who speaks a language that we do not is served in English: it is the menu of no language.
    """
    for language in LANGUAGES:
        with speaking(language):
            yield None if language == ENGLISH else language


async def _fill(
    bot: ExtBot[Sending], scope: BotCommandScope, commands: Mapping[str, str], language: str | None
) -> None:
    wanted = tuple(BotCommand(name, _(text)) for name, text in commands.items())
    try:
        if await bot.get_my_commands(scope, language) != wanted:
            await bot.set_my_commands(wanted, scope, language)
    except TelegramError as error:  # an owner's chat is unknown to Telegram until the owner writes to us
        log.info("the commands for %s are not set: %s", scope.type, type(error).__name__)


async def _describe(bot: ExtBot[Sending], language: str | None) -> None:
    try:
        if (await bot.get_my_description(language)).description != _(replies.DESCRIPTION):
            await bot.set_my_description(_(replies.DESCRIPTION), language)
        if (await bot.get_my_short_description(language)).short_description != _(replies.BRIEFLY):
            await bot.set_my_short_description(_(replies.BRIEFLY), language)
    except TelegramError as error:
        log.info("the description is not set: %s", type(error).__name__)


async def _suggested(context: Context) -> list[tuple[str, str]]:
    return await context.labour(partial(examples.suggestions, context.library, context.collection))


def _offer(library: Library, collection: str) -> tuple[list[Article], int, list[tuple[str, str]]]:
    return *library.page(collection, 0, 1), examples.suggestions(library, collection)
