"""Upkeep: articles that follow a folder are kept in step with it."""

from __future__ import annotations

import asyncio
import logging

from bot.context import Quoth
from corpus.errors import CorpusError
from corpus.watching import Sight, Watch

log = logging.getLogger(__name__)

_LOOK_EVERY = 3.0


async def watch_for_ever(application: Quoth) -> None:
    """Publish what changes in the watched folder, where one is named."""
    if application.bot_data.watched is None:
        return
    watch = Watch(application.bot_data.library, application.bot_data.watched)
    while True:
        try:
            await asyncio.to_thread(_look, watch)
        except (CorpusError, OSError) as error:
            log.warning("the watched folder is not looked at: %s", type(error).__name__)
        await asyncio.sleep(_LOOK_EVERY)


def _look(watch: Watch) -> None:
    for sight in watch.look():
        _log(sight)


def _log(sight: Sight) -> None:
    if sight.is_problem:
        log.warning("watched folder: %s: %s", sight.name, sight.said)
    else:
        log.info("watched folder: %s: %s", sight.name, sight.said)
