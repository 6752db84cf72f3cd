"""The wiring, read like a table: which update goes to which handler."""

from __future__ import annotations

import asyncio

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import InvalidToken, NetworkError
from telegram.ext import (
    AIORateLimiter,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot import buttons, introduction, moderation, questions, serving
from bot.access import EDITED, NEW, PRIVATE, Owners, PressHandler, asker_or_admin
from bot.context import BotData, Context, Quoth
from bot.delivery import Delivery
from bot.entrance import WRONG_USE, fail
from bot.error_handler import report
from bot.groups import ASKED, COMMAND, WORDS
from bot.presses import Action
from bot.settings import Settings
from bot.updates import InOrder, Received
from corpus.library import Library


def handlers(owners: Owners) -> list[BaseHandler[Update, Context, None]]:
    """The table: the first line that fits an update takes it."""
    private = NEW & PRIVATE
    return [
        MessageHandler(private & filters.Document.ALL & owners, moderation.publish),
        MessageHandler(private & filters.Document.ALL, moderation.refuse),
        MessageHandler(NEW & ASKED, questions.ask),
        MessageHandler(EDITED & WORDS, questions.ask_edited),
        CommandHandler("start", introduction.start, private),
        CommandHandler("help", introduction.help_owner, private & owners),
        CommandHandler("help", introduction.help_, private),
        CommandHandler("privacy", introduction.privacy, private),
        CommandHandler("articles", moderation.list_removable, private & owners),
        CommandHandler("articles", introduction.list_articles, private),
        MessageHandler(private & COMMAND, introduction.unknown_command),
        MessageHandler(private & ~filters.StatusUpdate.ALL, introduction.only_text),
        PressHandler({Action.PASSAGE}, asker_or_admin(buttons.show_passage)),
        PressHandler({Action.CONTEXT}, asker_or_admin(buttons.show_context)),
        PressHandler({Action.EXAMPLE}, questions.ask_example),
        PressHandler({Action.REMOVE}, moderation.ask_to_remove, owners),
        PressHandler({Action.REMOVE_INDEED}, moderation.remove, owners),
        PressHandler({Action.KEEP}, moderation.keep, owners),
        PressHandler({Action.REMOVE, Action.REMOVE_INDEED, Action.KEEP}, moderation.refuse_press),
        CallbackQueryHandler(buttons.expired),
    ]


def build_application(settings: Settings, library: Library, request: BaseRequest | None = None) -> Quoth:
    """Put the parts together; `request` takes the place of the network in tests."""
    if settings.token is None:
        fail("QUOTH_TOKEN is not set.", WRONG_USE)
    application = (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(request or HTTPXRequest(connection_pool_size=64, read_timeout=20, pool_timeout=20))
        .get_updates_request(request or HTTPXRequest(connection_pool_size=2))
        .rate_limiter(Delivery(AIORateLimiter(max_retries=5)))
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .context_types(ContextTypes(context=Context, bot_data=BotData))
        .update_queue(Received(library.inbox))
        .concurrent_updates(InOrder(library.inbox))
        .job_queue(None)
        .post_init(serving.begin)
        .post_stop(serving.end)
        .build()
    )
    application.bot_data.library = library
    application.bot_data.owners = settings.owners
    application.add_handlers(handlers(Owners(settings.owners)))
    application.add_error_handler(report)
    return application


def run(settings: Settings, library: Library) -> None:
    """Serve Telegram by long polling until SIGTERM or Ctrl-C."""
    try:
        asyncio.run(serving.serve(build_application(settings, library), on_stop=serving.end_soon))
    except InvalidToken:  # PTB's message repeats the token
        fail("QUOTH_TOKEN: Telegram does not know this token; @BotFather shows the one that is valid now.", WRONG_USE)
    except NetworkError:
        fail(f"QUOTH_API_URL: nothing that speaks the Bot API was reached at {settings.api_url}.", WRONG_USE)
