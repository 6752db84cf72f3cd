"""The doctor: what is wrong with this installation, and what to change where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from enum import StrEnum
from typing import Any, NamedTuple

import httpx

from bot.settings import Settings
from corpus.errors import CorpusError, VectorsUnreadable
from corpus.index import COMPILED
from corpus.library import Library

_PATIENCE = 5.0
"""Seconds that Telegram has to answer."""


class Mark(StrEnum):
    """How bad it is."""

    GOOD = "✓"
    NOTE = "–"
    """It works; somebody may want it otherwise."""
    BAD = "✗"


class Finding(NamedTuple):
    """One thing that was looked at."""

    mark: Mark
    subject: str
    sentence: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything, each finding as soon as it is known."""
    yield from _settings(settings)
    yield _database(settings)
    yield _index()
    if settings.token:
        yield from _telegram(settings, settings.token.get_secret_value())


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.token:
        yield Finding(Mark.GOOD, "QUOTH_TOKEN", "is set.")
    else:
        yield Finding(
            Mark.NOTE,
            "QUOTH_TOKEN",
            "is not set: there is no Telegram bot. @BotFather → /newbot gives a token; put it into .env.",
        )
    if settings.owners:
        yield Finding(
            Mark.GOOD, "QUOTH_OWNERS", f"may change articles: {', '.join(map(str, sorted(settings.owners)))}."
        )
    else:
        yield Finding(
            Mark.NOTE,
            "QUOTH_OWNERS",
            "is not set: nobody can change articles in Telegram. Put your numeric user id into .env.",
        )
    yield Finding(Mark.GOOD, "QUOTH_API_URL", f"is {settings.api_url}")
    yield Finding(Mark.GOOD, "QUOTH_LOG", f"is {settings.log_level} {settings.log_format}")


def without_password(address: str) -> str:
    """An address of a database as anybody may read it."""
    return re.sub(r"^(postgres\w*://).*@", r"\1", address)


def _database(settings: Settings) -> Finding:
    try:
        with closing(Library.open(settings.database, vectors=settings.vectors)) as library:
            articles = len(library.articles())
    except VectorsUnreadable as error:
        return Finding(Mark.BAD, "QUOTH_VECTORS", str(error))
    except CorpusError as error:
        return Finding(Mark.BAD, "QUOTH_DATABASE", f"{error} Change the setting, or mend what stands there.")
    place = without_password(settings.database)
    if not articles:
        return Finding(
            Mark.NOTE,
            "QUOTH_DATABASE",
            f"opens ({place}) and holds no article. Add one: quoth articles add FILE",
        )
    return Finding(Mark.GOOD, "QUOTH_DATABASE", f"opens ({place}) and holds {_articles(articles)}.")


def _index() -> Finding:
    if COMPILED:
        return Finding(Mark.GOOD, "Search", "runs as machine code.")
    sentence = (
        "is not compiled: as exact, and slow beyond some ten thousand paragraphs. "
        "Install a C compiler and Python's headers, remove .venv, then: make setup"
    )
    return Finding(Mark.NOTE, "Search", sentence)


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count} articles"


def _telegram(settings: Settings, token: str) -> Iterator[Finding]:
    try:
        # No message of httpx is shown: the address that it names holds the token.
        response = httpx.get(f"{settings.api_url}/bot{token}/getMe", timeout=_PATIENCE)
        bot = response.json()["result"] if response.is_success else None
    except (httpx.HTTPError, httpx.InvalidURL):
        yield Finding(
            Mark.BAD, "Telegram", f"{settings.api_url} does not answer. Is the network up? QUOTH_API_URL right?"
        )
    except (ValueError, LookupError, TypeError):
        yield Finding(Mark.BAD, "Telegram", f"{settings.api_url} is no Bot API server. Mend QUOTH_API_URL.")
    else:
        yield from _bot(bot) if bot else [_refusal(response.status_code)]


def _refusal(status: int) -> Finding:
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.NOT_FOUND}:
        return Finding(
            Mark.BAD,
            "Telegram",
            "does not know this token. @BotFather → /mybots → API Token shows it; mend QUOTH_TOKEN.",
        )
    return Finding(Mark.BAD, "Telegram", f"answers with error {status}. Try again in a minute.")


def _bot(bot: dict[str, Any]) -> Iterator[Finding]:
    yield Finding(Mark.GOOD, "Telegram", f"knows the token: this is @{bot.get('username', '')}.")
    if bot.get("can_read_all_group_messages"):
        yield Finding(Mark.GOOD, "Privacy mode", "is off: in groups, a mention reaches the bot.")
    else:
        yield Finding(
            Mark.NOTE,
            "Privacy mode",
            "is on: in groups, /ask and replies reach the bot, a bare mention does not. To change it: "
            "@BotFather → /setprivacy → Disable, then remove the bot from the group and add it again.",
        )
    if bot.get("supports_inline_queries"):
        yield Finding(Mark.GOOD, "Inline mode", "is on.")
    else:
        yield Finding(Mark.NOTE, "Inline mode", "is off. To change it: @BotFather → /setinline.")
