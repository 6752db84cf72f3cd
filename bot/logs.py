"""What is logged: where it goes, in which form, and never with the token or anybody's number in it."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import sys
from datetime import UTC, datetime
from types import TracebackType

from bot.settings import Settings

_TOKEN = re.compile(r"(?<!\d)(\d{3,})(?::|%3A)[\w-]{30,}", re.ASCII | re.IGNORECASE)
"""The shape of any bot's token: one that was replaced while the log was kept is a secret too."""

_NUMBER = re.compile(r"(?<![A-Za-z_])((?:user_|chat_|from_|sender_)?id(?:\\?[\"'])?\s*[=:]\s*)(-?\d+)")
"""A number of a person or a chat, as we write it (user_id=7), as Python shows an object of PTB's, as JSON has it."""

LOUD = ("alembic", "httpcore", "httpx")
"""Loggers that tell at INFO what only matters when something is wrong; httpx tells each URL."""


def set_up(settings: Settings) -> None:
    """Log to standard error as the settings say, uncaught exceptions included."""
    token = settings.token.get_secret_value() if settings.token else ""
    handler = logging.StreamHandler()
    handler.setFormatter(_FORMATS[settings.log_format](token))
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.getLogger("telegram.ext.ExtBot").addFilter(_without_updates)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a record that cannot be formatted would be printed as it is, unmasked
    sys.excepthook = _log_uncaught


def _without_updates(record: logging.LogRecord) -> bool:
    """Of updates that PTB cannot read, it tells all that people wrote in them."""
    if str(record.msg).startswith("Error while parsing updates"):
        record.msg, record.args = "Updates cannot be read.", ()
    return True


class Masked(logging.Formatter):
    """A line of text a record, tracebacks below it. Masked last, so that nothing slips by."""

    def __init__(self, token: str = "") -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        bot, _, secret = token.partition(":")
        self._key = token.encode() or b"quoth"
        self._own = re.compile(f"({re.escape(bot)})(?::|%3A){re.escape(secret)}") if secret else _TOKEN

    def format(self, record: logging.LogRecord) -> str:
        line = _TOKEN.sub(r"\1:***", self._own.sub(r"\1:***", self._line(record)))
        return _NUMBER.sub(lambda found: found[1] + self._pseudonym(found[2]), line)

    def _pseudonym(self, number: str) -> str:
        """The same for the same number, so that a log can be followed; nobody without the token can find the number."""
        return "~" + hmac.new(self._key, number.encode(), hashlib.sha256).hexdigest()[:8]

    def _line(self, record: logging.LogRecord) -> str:
        return super().format(record)


class MaskedJson(Masked):
    """One JSON object a record."""

    def _line(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


_FORMATS = {"text": Masked, "json": MaskedJson}


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    logging.getLogger("bot").critical("Quoth stops on an error of its own.", exc_info=(kind, error, traceback))
