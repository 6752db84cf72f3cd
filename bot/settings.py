"""The settings; the only reader of the environment."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]
Boldness = Literal["careful", "balanced", "bold"]

NOBODY = frozenset({777000, 136817688, 1087968824})
"""User ids that Telegram itself writes under: channels, and every anonymous admin of every group."""


class Log(NamedTuple):
    """What is logged, and in which form."""

    level: LogLevel = "info"
    format: LogFormat = "text"


def _token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", token.get_secret_value(), re.ASCII):
        raise ValueError("this is not a bot's token; @BotFather gives one, like 123456:ABC-DEF.")
    return token


def _owners(value: object) -> object:
    if not isinstance(value, str):
        return value
    ids = [word for word in re.split(r"[\s,]+", value) if word]
    for word in ids:
        if not re.fullmatch(r"[1-9][0-9]{0,18}", word):
            raise ValueError(f"“{word}” is not a user id; write numbers, separated by commas.")
        if int(word) in NOBODY:
            raise ValueError(f"{word} stands for many people (anonymous admins, channels); name a person.")
    return frozenset(map(int, ids))


_SERVER = re.compile(r"postgres(?:ql)?://[^\s/]+/[^\s/?]+(?:\?\S*)?")


def _database(address: str) -> str:
    if _SERVER.fullmatch(address):
        return address
    path = address.removeprefix("sqlite:///")
    if path == address or not path or "?" in path:
        raise ValueError(
            "this is not a database Quoth can use; write sqlite:///file or postgresql://user:password@host/name."
        )
    try:
        return f"sqlite:///{Path(path).expanduser()}" if path.startswith("~") else address
    except RuntimeError:
        raise ValueError("this names a home folder that does not exist.") from None


_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?")
"""No name and password: they would stand in every log."""


def _api_url(address: str) -> str:
    try:
        parts = urlsplit(address)
        valid = parts.scheme in {"http", "https"} and _HOST.fullmatch(parts.netloc) and (parts.port or True)
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment or "/bot" in parts.path:
        raise ValueError("this is not the root of a Bot API server; write it like http://localhost:8081.")
    return address.rstrip("/")


def _count(least: int, most: int) -> Callable[[object], object]:
    def read(value: object) -> object:
        if isinstance(value, str) and not (re.fullmatch(r"[0-9]{1,9}", value) and least <= int(value) <= most):
            raise ValueError(f"this is no whole number from {least} to {most}.")
        return value

    return read


def _log(value: object) -> object:
    if not isinstance(value, str):
        return value
    log = Log()
    for word in re.findall(r"[^\s,]+", value.lower()):
        if word in {"debug", "info", "warning", "error"}:
            log = log._replace(level=word)
        elif word in {"text", "json"}:
            log = log._replace(format=word)
        else:
            raise ValueError(f"“{word}” is neither a level (debug, info, warning, error) nor a form (text, json).")
    return log


def _boldness(value: object) -> object:
    value = str(value).strip().lower()
    if value not in {"careful", "balanced", "bold"}:
        raise ValueError(f"“{value}” is no boldness; write careful, balanced or bold.")
    return value


def _folder(value: object) -> object:
    try:
        folder = Path(str(value)).expanduser()
        is_there = folder.is_dir()
    except (RuntimeError, ValueError, OSError):
        is_there = False
    if not is_there:
        raise ValueError("this is not a folder that is there.")
    return folder


def _default_database() -> str:
    return f"sqlite:///{user_data_path('quoth', appauthor=False) / 'quoth.db'}"


class Settings(BaseSettings):
    """What an operator decides. Each is read from the environment or `.env` under `QUOTH_` and its name."""

    model_config = SettingsConfigDict(
        env_prefix="QUOTH_",
        env_file=".env",
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    owners: Annotated[frozenset[int], NoDecode, BeforeValidator(_owners)] = frozenset()
    database: Annotated[str, AfterValidator(_database)] = Field(default_factory=_default_database)
    api_url: Annotated[str, AfterValidator(_api_url)] = "https://api.telegram.org"
    keep_days: Annotated[int, BeforeValidator(_count(1, 3_650))] = 30
    limit: Annotated[int, BeforeValidator(_count(0, 100_000))] = 20
    group_articles: Annotated[int, BeforeValidator(_count(0, 100_000))] = 50
    group_characters: Annotated[int, BeforeValidator(_count(1, 999_999_999))] = 5_000_000
    group_lessons: Annotated[int, BeforeValidator(_count(0, 100_000))] = 500
    log: Annotated[Log, NoDecode, BeforeValidator(_log)] = Log()
    boldness: Annotated[Boldness, BeforeValidator(_boldness)] = "balanced"
    vectors: str = ""
    refresh: Annotated[int, BeforeValidator(_count(0, 8_760))] = 0
    watch: Annotated[Path, BeforeValidator(_folder)] | None = None

    @property
    def log_level(self) -> LogLevel:
        return self.log.level

    @property
    def log_format(self) -> LogFormat:
        return self.log.format


def load() -> Settings:
    """The settings, or the end of the process: one sentence a wrong setting, and exit code 2.

    Values are never repeated as a whole: a value in the wrong place may be a secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        sentences = [_sentence(details) for details in error.errors(include_url=False, include_input=False)]
    except (OSError, UnicodeError):
        sentences = [".env: this file cannot be read; it must be UTF-8 text."]
    print(*sentences, sep="\n", file=sys.stderr)  # noqa: T201
    raise SystemExit(2)


def _sentence(details: ErrorDetails) -> str:
    name = f"QUOTH_{details['loc'][0]}".upper()
    return f"{name}: {details['msg'].removeprefix('Value error, ')}"
