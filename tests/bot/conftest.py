"""The real application over a Telegram that lives in this process."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.application import build_application
from bot.context import Quoth
from bot.settings import Settings
from corpus.library import Library
from tests.bot.talk import Command, Talk, Telegram
from tests.bot_api import OWNER, TOKEN, BotApi


@pytest.fixture(name="seeded", scope="session")
def _seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seeded") / "quoth.db"
    Library.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(name="database")
def _database(seeded: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(seeded, tmp_path / 'quoth.db')}"


@pytest.fixture(name="library")
def _library(database: str) -> Iterator[Library]:
    library = Library.open(database)
    yield library
    library.close()


@pytest.fixture(name="settings")
def _settings(database: str) -> Settings:
    return Settings(_env_file=None, token=TOKEN, owners=frozenset({OWNER["id"]}), database=database)


@pytest.fixture(name="api")
def _api() -> BotApi:
    return BotApi()


@pytest.fixture(name="application")
async def _application(settings: Settings, library: Library, api: BotApi) -> AsyncIterator[Quoth]:
    application = build_application(settings, library, Telegram(api))
    async with application:
        yield application


@pytest.fixture(name="talk")
def _talk(api: BotApi, application: Quoth) -> Talk:
    return Talk(api, application)


@pytest.fixture(name="quoth")
def _quoth(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Call a command as `quoth` would, in a folder without `.env`."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUOTH_{name.upper()}", raising=False)
    monkeypatch.setenv("QUOTH_DATABASE", database)
    monkeypatch.chdir(tmp_path)

    def quoth(*arguments: str, stdin: bytes = b"") -> Result:
        result = CliRunner().invoke(app, arguments, input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return quoth
