"""Upkeep: while the bot serves, articles follow what they come from."""

import datetime as dt
import os
from pathlib import Path

import pytest

from bot import serving
from bot.application import build_application
from bot.newsroom.upkeep import refresh_due
from bot.settings import Settings
from corpus.fetching import Fetched
from corpus.library import Library
from corpus.queries import Query
from tests.bot.talk import Talk, Telegram, until
from tests.bot_api import OTHER, OWNER, BotApi

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


PAGE = b"<title>Harbour news</title><p>The harbour of Pellaby opens on Monday.</p><p>The fare is two crowns.</p>"
LINK = "https://harbour.example/news"


async def test_a_page_that_changed_becomes_a_draft(settings: Settings, library: Library, api: BotApi) -> None:
    """Each who may publish it gets it, once; what is live stays until one does."""
    library.moderators.name("main", OTHER["id"], by="test")
    library.people.set(OTHER["id"], language="de")
    library.publish(Fetched(LINK, "text/html", PAGE).read(), by="test")

    async def fetch(link: str) -> Fetched:
        return Fetched(link, "text/html", PAGE.replace(b"two", b"three"))

    async with build_application(settings, library, Telegram(api)) as application:
        application.bot_data.fetch, application.bot_data.refreshed = fetch, dt.timedelta(0)
        for person in (OWNER, OTHER):
            await Talk(api, application).write("/privacy", by=person)
        await refresh_due(application)
        await refresh_due(application)
        (_, preview), (_, german) = api.said(OWNER["id"]), api.said(OTHER["id"])
        assert preview["text"].startswith("The page that this article came from has changed.\n\nDraft of revision 2")
        assert german["text"].startswith("Die Seite, von der dieser Artikel stammt, hat sich geändert.")
        assert "two crowns" in library.ask(Query(text="What is the fare?")).citations[0].passage.text
        live = await Talk(api, application).press(preview, "Publish", by=OWNER)
        assert "is live as revision 2" in live["text"]
        assert "three crowns" in library.ask(Query(text="What is the fare?")).citations[0].passage.text
