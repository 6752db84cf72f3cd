"""Quoth as it runs, without the limits that Telegram sets: inbox, library and delivery are the real ones."""

import sys
from pathlib import Path

import uvloop
from pydantic import SecretStr
from telegram.ext import AIORateLimiter

from bot import serving
from bot.application import build_application
from bot.delivery import Delivery
from bot.settings import Settings
from corpus.library import Library
from tests.benchmarks.local_telegram import MODERATOR


def main(url: str, token: str, folder: str) -> None:
    """Poll until stopped."""
    settings = Settings(
        _env_file=None, token=SecretStr(token), api_url=url, database=f"sqlite:///{Path(folder) / 'quoth.db'}", limit=0,
        owners=frozenset({MODERATOR}),
    )  # fmt: skip
    library = Library.open(settings.database)
    application = build_application(settings, library)
    application.bot._rate_limiter = Delivery(AIORateLimiter(overall_max_rate=0, group_max_rate=0, max_retries=5))
    uvloop.run(serving.serve(application))
    library.close()


main(*sys.argv[1:])
