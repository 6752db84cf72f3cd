"""Introduction: what this is, said to whoever asks, and to Telegram's menus."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping

from telegram import (
    BotCommand,
    BotCommandScope,
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
from corpus.articles import Article
from corpus.library import Library

log = logging.getLogger(__name__)


async def start(update: Update, context: Context) -> None:
    articles, suggested = await context.think(lambda: _offer(context.library))
    await context.reply(replies.start(articles, suggested))


async def help_(update: Update, context: Context) -> None:
    await context.reply(replies.help_())


async def help_owner(update: Update, context: Context) -> None:
    await context.reply(replies.help_owner())


async def privacy(update: Update, context: Context) -> None:
    await context.reply(replies.privacy())


async def list_articles(update: Update, context: Context) -> None:
    await context.reply(replies.articles(await asyncio.to_thread(context.library.articles), removable=False))


async def only_text(update: Update, context: Context) -> None:
    await context.reply(replies.only_text())


async def unknown_command(update: Update, context: Context) -> None:
    await context.reply(replies.unknown_command())


async def fill_menus(bot: ExtBot[Sending], owners: Iterable[int]) -> None:
    """Tell Telegram our commands and descriptions, where it does not know them already."""
    menus: list[tuple[BotCommandScope, Mapping[str, str]]] = [
        (BotCommandScopeAllPrivateChats(), replies.COMMANDS),
        (BotCommandScopeAllGroupChats(), replies.GROUP_COMMANDS),
        *((BotCommandScopeChat(owner), replies.OWNER_COMMANDS) for owner in sorted(owners)),
    ]
    for scope, commands in menus:
        await _fill_menu(bot, scope, commands)
    await _describe(bot)


async def _fill_menu(bot: ExtBot[Sending], scope: BotCommandScope, commands: Mapping[str, str]) -> None:
    wanted = tuple(BotCommand(name, text) for name, text in commands.items())
    try:
        if await bot.get_my_commands(scope) != wanted:
            await bot.set_my_commands(wanted, scope)
    except TelegramError as error:  # an owner's chat is unknown to Telegram until the owner writes to us
        log.info("the commands for %s are not set: %s", scope.type, type(error).__name__)


async def _describe(bot: ExtBot[Sending]) -> None:
    try:
        if (await bot.get_my_description()).description != replies.DESCRIPTION:
            await bot.set_my_description(replies.DESCRIPTION)
        if (await bot.get_my_short_description()).short_description != replies.BRIEFLY:
            await bot.set_my_short_description(replies.BRIEFLY)
    except TelegramError as error:
        log.info("the description is not set: %s", type(error).__name__)


def _offer(library: Library) -> tuple[list[Article], list[tuple[str, str]]]:
    return library.articles(), examples.suggestions(library)
