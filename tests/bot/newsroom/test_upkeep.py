"""Upkeep: while the bot serves, articles follow what they come from."""

import os
from pathlib import Path

import pytest

from bot import serving
from bot.application import build_application
from bot.settings import Settings
from corpus.library import Library
from tests.bot.talk import Talk, Telegram, until
from tests.bot_api import BotApi

NEWS = "Harbour news\n\nThe harbour of Pellaby opens on Monday.\n"


async def test_a_watched_folder_is_published(
    settings: Settings, library: Library, api: BotApi, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What lies there is asked at once; a broken file is a line in the log, and the bot goes on."""
    caplog.set_level("INFO", "bot.newsroom.upkeep")
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in (("a.txt", NEWS), ("b.pdf", "%PDF-1.7 broken")):
        (folder / name).write_text(text, "utf-8")
        os.utime(folder / name, (0, 0))
    watching = settings.model_copy(update={"watch": folder})
    async with build_application(watching, library, Telegram(api)) as application:
        await serving.begin(application)
        await until(lambda: len(library.articles()) > 1 and len(caplog.records) > 1)
        (answer,) = await Talk(api, application).take(api.write("When does the harbour of Pellaby open?"))
        assert "opens on Monday" in answer["text"]
        await serving.end(application)
    said = [record.getMessage() for record in caplog.records]
    assert said[0].startswith("watched folder: a.txt: article ")
    assert "watched folder: b.pdf: The PDF is damaged or cut short." == said[1]
