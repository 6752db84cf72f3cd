"""Serving: from the start of the process to SIGTERM, and what runs beside the updates."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import datetime as dt
import gc
import logging
import os
import signal
import threading
from collections.abc import Callable, Sequence

from telegram import ReplyParameters, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, TelegramError

from bot import replies, texts
from bot.context import Quoth
from bot.corrections import correct_for_ever
from bot.groups import ASKED
from bot.introduction import fill_menus
from bot.newsroom.telling import tell_for_ever
from bot.newsroom.upkeep import refresh_for_ever, watch_for_ever
from bot.updates import InOrder, Received
from corpus.errors import CorpusError
from corpus.library import Library
from corpus.store import Moderator

log = logging.getLogger(__name__)

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
    Update.INLINE_QUERY,
    Update.CHOSEN_INLINE_RESULT,
    Update.GUEST_MESSAGE,
)

_LONG_POLL = dt.timedelta(seconds=25)
_FINISHING = 0.4
"""Seconds that handlers get to finish after SIGTERM …"""
_STOPPING = 0.8
"""… and all of the stop together …"""
_ENDING = 1.0
"""… and the process, whatever it does."""
_GARBAGE = 20_000, 20, 50
"""After how many new objects garbage is looked for; Python's own figures are 700, 10, 10."""
_LOOK_FOR_CHANGES = 1.0
_FOLD_EVERY = 0.5
_REMEMBERED = dt.timedelta(days=2)
"""Telegram repeats an update for at most a day."""
_SWEEP_EVERY = 3600
_USAGE_KEPT = dt.timedelta(days=1)
_DELETE_EVERY = 5.0


async def begin(application: Quoth) -> None:
    """What is to run beside the updates."""
    library = application.bot_data.library
    for work in (
        _warm(library),
        _follow(library),
        _fold(library),
        _sweep(library, application.bot_data.keep),
        _delete_due(application),
        tell_for_ever(application),
        watch_for_ever(application),
        refresh_for_ever(application),
        correct_for_ever(application),
        _fill_menus(application),
    ):
        application.bot_data.tasks.add(asyncio.create_task(work))


async def end(application: Quoth) -> None:
    tasks = application.bot_data.tasks
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    tasks.clear()


async def serve(application: Quoth, on_stop: Callable[[], None] = lambda: None) -> None:
    """Serve until SIGTERM or SIGINT.

    PTB's `run_polling` waits at the end for every handler and request, however long; we promise two seconds, and
    can: what is not finished is still in the inbox.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    starting, stopping = asyncio.create_task(_start(application)), asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if starting.done():
            starting.result()
            log.info("Quoth listens as @%s", application.bot.username)
            await stopping
    finally:
        on_stop()
        stopping.cancel()
        starting.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOPPING):
                await _stop(application)


def end_soon() -> None:
    """End the process even where a thread is still reading a file: Python would wait for it, and nothing is lost."""
    deadline = threading.Timer(_ENDING, os._exit, (0,))
    deadline.daemon = True
    deadline.start()
    atexit.register(_call_off, deadline)  # Python has waited for every thread by then


def _call_off(deadline: threading.Timer) -> None:
    """Leave the end to one thread: this one, or the one that has begun with it."""
    deadline.cancel()
    deadline.join()


async def _start(application: Quoth) -> None:
    queue, updater = application.update_queue, application.updater
    assert isinstance(queue, Received) and updater, "build_application made them"  # noqa: S101, PT018
    await application.initialize()
    given_up = await queue.replay(application.bot)
    await begin(application)
    await application.start()
    application.bot_data.tasks.add(asyncio.create_task(_own_up(application, given_up)))
    _settle()
    await updater.start_polling(
        timeout=_LONG_POLL, allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1, error_callback=_polling_failed
    )


async def _own_up(application: Quoth, given_up: Sequence[Update]) -> None:
    """Tell whoever asked us something, or wrote or sent it in private, that we cannot deal with it; the log has all."""
    for update in given_up:
        message, user = update.message, update.effective_user
        is_asked = ASKED.check_update(update)
        if not message or not user or not (is_asked or message.chat.type == ChatType.PRIVATE):
            continue
        said = replies.GIVEN_UP if is_asked else replies.LEFT_ALONE
        with contextlib.suppress(TelegramError), texts.speaking(user.language_code):
            await application.bot.send_message(
                message.chat.id,
                replies.sentence(said).text,
                message_thread_id=message.message_thread_id if message.is_topic_message else None,
                reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
            )


def _settle() -> None:
    """What is in memory now stays there: looking through all of it for garbage stops everything for 80 ms a time.

    And a question makes thousands of objects, hardly one of them in a circle: looking seldom saves a twentieth of it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


async def _stop(application: Quoth) -> None:
    updater, processor = application.updater, application.update_processor
    assert isinstance(processor, InOrder), "build_application made it"  # noqa: S101
    stopping = [processor.stop(_FINISHING), *([updater.stop()] if updater and updater.running else [])]
    await asyncio.gather(*stopping, return_exceptions=True)
    if application.running:
        await application.stop()
    await end(application)
    await application.shutdown()
    await application.bot.shutdown()  # PTB leaves its connections open where it could not start


def _polling_failed(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("Another process polls with this token, or a webhook is set: %s", error.message)
    else:
        log.warning("Telegram was not reached: %s", type(error.__cause__ or error).__name__)


async def _fill_menus(application: Quoth) -> None:
    moderators: Sequence[Moderator] = ()
    try:
        moderators = await asyncio.to_thread(application.bot_data.library.moderators.all)
    except CorpusError as error:
        log.warning("the moderators' menus are not set: %s", error)
    await fill_menus(application.bot, application.bot_data.rights.owners, {one.user_id for one in moderators})


async def _warm(library: Library) -> None:
    """The first who asks waits no longer than the others."""
    try:
        await asyncio.to_thread(library.warm)
    except CorpusError as error:
        log.warning("what questions need is not read beforehand: %s", error)


async def _follow(library: Library) -> None:
    """See what other processes publish."""
    while True:
        await asyncio.sleep(_LOOK_FOR_CHANGES)
        try:
            await asyncio.to_thread(library.refresh)
        except CorpusError as error:
            log.warning("no look at what others published: %s", error)


async def _fold(library: Library) -> None:
    """Keep the database's log short."""
    while True:
        await asyncio.sleep(_FOLD_EVERY)
        try:
            await asyncio.to_thread(library.fold)
        except CorpusError as error:
            log.warning("the database's log is not folded: %s", error)


async def _sweep(library: Library, keep: dt.timedelta) -> None:
    """Let go of what was kept for long enough."""
    while True:
        try:
            await asyncio.to_thread(library.inbox.sweep, _REMEMBERED)
            await asyncio.to_thread(library.usage.sweep, _USAGE_KEPT)
            await asyncio.to_thread(library.gate.sweep)
            gone = await asyncio.to_thread(library.traces.sweep, keep)
            if gone:
                log.info("%s questions were older than %s days", gone, keep.days)
        except CorpusError as error:
            log.warning("nothing is swept: %s", error)
        await asyncio.sleep(_SWEEP_EVERY)


async def _delete_due(application: Quoth) -> None:
    """Delete the messages of ours whose time has come, also those of an earlier process."""
    chats = application.bot_data.library.chats
    while True:
        try:
            for chat_id, message_id in await asyncio.to_thread(chats.due):
                if await _deleted(application, chat_id, message_id):
                    await asyncio.to_thread(chats.deleted, chat_id, message_id)
        except CorpusError as error:
            log.warning("messages are not deleted: %s", error)
        await asyncio.sleep(_DELETE_EVERY)


async def _deleted(application: Quoth, chat_id: int, message_id: int) -> bool:
    """Whether it is gone, or will never go: it is too old, the chat is another one, or we are no longer there."""
    try:
        await application.bot.delete_message(chat_id, message_id)
    except (BadRequest, Forbidden, ChatMigrated):
        return True
    except TelegramError:
        return False
    return True
