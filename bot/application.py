"""The wiring, read like a table: which update goes to which handler."""

from __future__ import annotations

import datetime as dt

import uvloop
from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import (
    AIORateLimiter,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import (
    browsing,
    buttons,
    checkup,
    feedback,
    guests,
    inline,
    introduction,
    joining,
    preferences,
    privacy,
    questions,
    receipts,
    replies,
    serving,
)
from bot.access import (
    EDITED,
    GROUPS,
    NEW,
    PRIVATE,
    PressHandler,
    admins_only,
    answered_only,
    asker_or_admin,
    moderators_only,
    of_code,
    of_draft,
    of_revision,
    owners_only,
    private_only,
    readable_answer,
    readable_article,
)
from bot.context import BotData, Context, Quoth
from bot.delivery import NO_PREVIEW, Delivery
from bot.error_handler import report
from bot.groups import ASKED, COMMAND, NAMED, WORDS
from bot.guests import GUEST
from bot.limits import within_limits
from bot.newsroom import audits, backlog, drafts, exports, history, lessons, moderators, stats, teaching
from bot.newsroom.manuscripts import LINK, POST
from bot.pace import Pace
from bot.presses import Action
from bot.rights import Rights
from bot.settings import Settings
from bot.transport import Transport
from bot.updates import InOrder, Keeping, Received
from corpus.library import Library

_COMING_BACK = 1_000
"""How often we come back when Telegram says to: an answer that is given up is lost, and the next one out of order."""


def handlers(library: Library) -> list[BaseHandler[Update, Context, None]]:
    """The table: the first line that fits an update takes it."""
    private, ask = NEW & PRIVATE, within_limits(questions.ask)
    history_of_closed = owners_only(history.turn_closed, refusal=replies.NOT_MODERATOR)
    return [
        InlineQueryHandler(inline.offer),
        ChosenInlineResultHandler(inline.count),
        MessageHandler(GUEST, guests.ask),
        MessageHandler(
            filters.Document.ALL & private, moderators_only(drafts.take_document, refusal=replies.NOT_MODERATOR_UPLOADS)
        ),
        MessageHandler(private & drafts.Answers(library), drafts.take_detail),
        MessageHandler(POST & private, moderators_only(drafts.take_post, otherwise=ask)),
        MessageHandler(LINK & private, moderators_only(drafts.take_link, otherwise=ask)),
        ChatMemberHandler(joining.come_or_go, ChatMemberHandler.MY_CHAT_MEMBER),
        ChatMemberHandler(joining.note_admin, ChatMemberHandler.CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, joining.follow),
        MessageHandler(NEW & ASKED, ask),
        MessageHandler(EDITED & WORDS, answered_only(within_limits(questions.ask_edited))),
        CommandHandler("start", within_limits(moderators.accept), private & filters.Regex(r"^/start m_")),
        CommandHandler("start", within_limits(preferences.read_own), private & filters.Regex(r"^/start c_")),
        CommandHandler("start", browsing.open_link, private, has_args=True),
        CommandHandler("start", introduction.start, private),
        CommandHandler("help", introduction.help_, private),
        CommandHandler("privacy", privacy.explain, private),
        CommandHandler("forget", privacy.forget, private),
        CommandHandler("settings", within_limits(admins_only(preferences.show)), NEW),
        CommandHandler("language", within_limits(admins_only(preferences.show_languages)), NEW),
        CommandHandler("doctor", within_limits(admins_only(checkup.examine)), NEW & GROUPS),
        CommandHandler("articles", browsing.list_articles, private),
        CommandHandler("outline", browsing.outline, private),
        CommandHandler("export", owners_only(exports.export), private),
        CommandHandler("add", moderators_only(drafts.add, refusal=replies.NOT_MODERATOR_UPLOADS), private),
        CommandHandler("drafts", moderators_only(drafts.list_waiting), private),
        CommandHandler("history", history.show, private),
        CommandHandler("stats", moderators_only(stats.show), private),
        CommandHandler("audit", within_limits(moderators_only(audits.show)), private),
        CommandHandler("teach", within_limits(moderators_only(teaching.teach)), NEW),
        CommandHandler("open", within_limits(moderators_only(backlog.show_all)), private),
        CommandHandler("lessons", within_limits(moderators_only(lessons.show_all)), private),
        CommandHandler("synonyms", within_limits(moderators_only(lessons.synonyms)), private),
        CommandHandler("moderators", within_limits(owners_only(moderators.show)), NEW),
        MessageHandler(private & filters.CONTACT, owners_only(moderators.offer_contact, introduction.only_text)),
        CommandHandler("verify", within_limits(receipts.check), NEW),
        CommandHandler(introduction.AT_HOME, within_limits(introduction.lead_away), NEW & GROUPS & NAMED),
        MessageHandler(private & COMMAND, introduction.unknown_command),
        MessageHandler(private & ~filters.StatusUpdate.ALL, introduction.only_text),
        PressHandler({Action.PASSAGE}, readable_answer(asker_or_admin(buttons.show_passage))),
        PressHandler({Action.CONTEXT}, readable_answer(asker_or_admin(buttons.show_context))),
        PressHandler({Action.WHY}, readable_answer(asker_or_admin(buttons.show_reasons))),
        PressHandler({Action.VERIFY}, asker_or_admin(within_limits(receipts.check_pressed))),
        PressHandler({Action.HELPFUL, Action.NOT_HELPFUL}, readable_answer(feedback.vote)),
        PressHandler({Action.ASK_EDITORS}, readable_answer(feedback.ask_editors)),
        PressHandler({Action.EXAMPLE}, within_limits(questions.ask_example)),
        PressHandler({Action.ARTICLE}, private_only(readable_article(browsing.show_article))),
        PressHandler({Action.ARTICLES}, private_only(browsing.turn_list)),
        PressHandler({Action.OUTLINE}, private_only(readable_article(browsing.turn_outline))),
        PressHandler({Action.READ}, private_only(readable_article(browsing.read))),
        PressHandler({Action.SETTING}, admins_only(preferences.turn)),
        PressHandler({Action.CHOICE}, admins_only(preferences.choose)),
        PressHandler({Action.AUDIT}, private_only(moderators_only(audits.turn, of_code))),
        PressHandler({Action.MODERATORS}, owners_only(private_only(moderators.turn))),
        PressHandler({Action.INVITE}, owners_only(private_only(moderators.invite))),
        PressHandler({Action.REVOKE}, owners_only(private_only(moderators.revoke))),
        PressHandler({Action.REMOVE_MODERATOR}, owners_only(private_only(moderators.remove))),
        PressHandler({Action.NAME_MODERATOR}, owners_only(moderators.name)),
        PressHandler({Action.NAME_NOBODY}, owners_only(moderators.name_nobody)),
        PressHandler({Action.TEACH}, moderators_only(teaching.choose, teaching.of_subject)),
        PressHandler({Action.BROWSE}, moderators_only(teaching.browse, teaching.of_subject)),
        PressHandler({Action.TIE}, moderators_only(teaching.tie, teaching.of_subject)),
        PressHandler({Action.TEACH_NONE}, moderators_only(teaching.refuse, teaching.of_subject)),
        PressHandler({Action.TEACH_NOTHING}, moderators_only(teaching.close, teaching.of_subject)),
        PressHandler({Action.TAKE_BACK}, moderators_only(teaching.take_back, teaching.of_subject)),
        PressHandler({Action.OPEN}, private_only(moderators_only(backlog.turn, of_code))),
        PressHandler({Action.OPEN_QUESTION}, private_only(moderators_only(backlog.show, teaching.of_subject))),
        PressHandler({Action.DISMISS}, private_only(moderators_only(backlog.dismiss, teaching.of_subject))),
        PressHandler({Action.RECOVER}, private_only(moderators_only(backlog.recover, teaching.of_subject))),
        PressHandler({Action.HOW_TO_ADD}, private_only(moderators_only(backlog.say_how_to_add, teaching.of_subject))),
        PressHandler({Action.LESSONS}, private_only(moderators_only(lessons.turn, of_code))),
        PressHandler({Action.EXPORT_LESSONS}, private_only(moderators_only(lessons.export, of_code))),
        PressHandler({Action.LESSON}, private_only(moderators_only(lessons.show, lessons.of_lesson))),
        PressHandler({Action.DELETE_LESSON}, private_only(moderators_only(lessons.delete, lessons.of_lesson))),
        PressHandler({Action.RESTORE_LESSON}, private_only(moderators_only(lessons.restore, lessons.of_lesson))),
        PressHandler({Action.SYNONYMS}, private_only(moderators_only(lessons.turn_synonyms, of_code))),
        PressHandler(
            {Action.REMOVE_SYNONYMS}, private_only(moderators_only(lessons.remove_synonyms, lessons.of_synonyms))
        ),
        PressHandler({Action.PREVIEW}, private_only(moderators_only(drafts.show, of_draft))),
        PressHandler({Action.DIFFERENCE}, private_only(moderators_only(drafts.show_difference, of_draft))),
        PressHandler({Action.DRAFT_LESSONS}, private_only(moderators_only(drafts.show_lessons, of_draft))),
        PressHandler({Action.PUBLISH}, private_only(moderators_only(drafts.publish, of_draft))),
        PressHandler({Action.DISCARD}, private_only(moderators_only(drafts.discard, of_draft))),
        PressHandler({Action.EDIT}, private_only(moderators_only(drafts.edit, of_draft))),
        PressHandler({Action.DETAIL}, private_only(moderators_only(drafts.ask_detail, of_draft))),
        PressHandler({Action.REPLACE}, private_only(moderators_only(drafts.replace, of_draft))),
        PressHandler({Action.KEEP_BOTH}, private_only(moderators_only(drafts.keep_both, of_draft))),
        PressHandler(
            {Action.HISTORY}, private_only(moderators_only(history.turn, of_revision, otherwise=history_of_closed))
        ),
        PressHandler({Action.REVISION}, private_only(moderators_only(history.look, of_revision))),
        PressHandler({Action.COMPARE}, private_only(moderators_only(history.show_comparison, of_revision))),
        PressHandler({Action.MAKE_LIVE}, private_only(moderators_only(history.make_live, of_revision))),
        PressHandler({Action.UNDO}, private_only(moderators_only(history.undo, of_revision))),
        PressHandler({Action.REMOVE}, private_only(moderators_only(history.ask_to_withdraw, of_revision))),
        PressHandler({Action.REMOVE_INDEED}, private_only(moderators_only(history.withdraw, of_revision))),
        PressHandler({Action.PURGE}, private_only(owners_only(history.ask_to_purge))),
        PressHandler({Action.PURGE_SURELY}, private_only(owners_only(history.ask_again_to_purge))),
        PressHandler({Action.PURGE_INDEED}, private_only(owners_only(history.purge))),
        CallbackQueryHandler(buttons.expired),
    ]


def build_application(settings: Settings, library: Library, request: BaseRequest | None = None) -> Quoth:
    """Put the parts together; `request` takes the place of the network in tests."""
    if settings.token is None:
        raise ValueError("QUOTH_TOKEN is not set.")
    pace = Pace(is_near=library.is_near)
    received, replies = Received(library.inbox, pace), dict[str, int]()
    application = (
        ApplicationBuilder()
        .token(settings.token.get_secret_value())
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(request or Transport(connections=64))
        .get_updates_request(Keeping(request or Transport(connections=2), received))
        .rate_limiter(Delivery(AIORateLimiter(max_retries=_COMING_BACK), move=library.traces.move))
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW))
        .context_types(ContextTypes(context=Context, bot_data=BotData))
        .update_queue(received)
        .concurrent_updates(InOrder(library.inbox, pace, received.again, received.unkept, replies))
        .job_queue(None)
        .post_init(serving.begin)
        .post_stop(serving.end)
        .build()
    )
    application.bot_data.library = library
    application.bot_data.pace = pace
    application.bot_data.replies = replies
    application.bot_data.rights = Rights(library, settings.owners, pace)
    application.bot_data.keep = dt.timedelta(days=settings.keep_days)
    application.bot_data.limit = settings.limit
    application.bot_data.refreshed = dt.timedelta(hours=settings.refresh)
    application.bot_data.watched = settings.watch
    application.add_handlers(handlers(library))
    application.add_error_handler(report)
    return application


def run(settings: Settings, library: Library) -> None:
    """Serve Telegram by long polling until SIGTERM or Ctrl-C."""
    uvloop.run(serving.serve(build_application(settings, library), on_stop=serving.end_soon))
