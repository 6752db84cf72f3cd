"""Serving: from the first poll to SIGTERM, in this process."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from telegram.error import Conflict, NetworkError

from bot import serving
from bot.application import build_application
from bot.settings import Settings
from corpus.errors import StoreUnavailable
from corpus.library import Library
from tests.bot.talk import Telegram, until
from tests.bot_api import ASKER, BotApi, Json

QUESTION = "What surprised many in Helsinki in 2018?"


class Polled(Telegram):
    """An edge that can be polled."""

    def __init__(self, api: BotApi) -> None:
        super().__init__(api)
        self.updates: list[Json] = []

    async def do_request(self, url: str, *args: object, **kwargs: object) -> tuple[int, bytes]:
        if not url.endswith("getUpdates"):
            return await super().do_request(url, *args, **kwargs)  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
        updates, self.updates = self.updates, []
        return 200, json.dumps({"ok": True, "result": updates}).encode()


class Locked(Library):
    """A library whose database cannot be looked at now."""

    looks = 0

    def refresh(self) -> bool:
        self.looks += 1
        raise StoreUnavailable("The database is busy; try again in a moment.")


async def serve(settings: Settings, library: Library, edge: Polled, seconds: float = 5) -> float:
    """Serve until the asker got an answer, then end by SIGTERM; how long the end took."""
    serving_ = asyncio.create_task(serving.serve(build_application(settings, library, edge)))
    with contextlib.suppress(AssertionError):
        await until(lambda: edge.api.said(ASKER["id"]), seconds)
    started = time.monotonic()
    os.kill(os.getpid(), signal.SIGTERM)
    await serving_
    return time.monotonic() - started


async def test_from_start_to_sigterm(settings: Settings, library: Library, api: BotApi) -> None:
    """Polls, answers, and ends on SIGTERM."""
    edge = Polled(api)
    edge.updates.append(api.write(QUESTION))
    assert await serve(settings, library, edge) < 2
    assert 1 == len(api.said(ASKER["id"])) and [] == library.inbox.pending()


async def test_what_others_publish(settings: Settings, library: Library, api: BotApi) -> None:
    """What another process publishes is known within seconds."""
    edge = Polled(api)
    task = asyncio.create_task(serving.serve(build_application(settings, library, edge)))
    other = Library.open(settings.database)
    live = other.articles()[0].live
    assert live
    library.articles()
    edge.updates.append(api.write(QUESTION))
    other.publish(
        live.model_copy(update={"title": "Ferries", "text": "Ferries cost four euros.", "headings": ()}), by="x"
    )
    other.close()
    await asyncio.sleep(1.5)
    edge.updates.append(api.write("What do ferries cost?"))
    await until(lambda: len(api.said(ASKER["id"])) == 2)
    os.kill(os.getpid(), signal.SIGTERM)
    await task
    assert "Ferries cost four euros." in api.said(ASKER["id"])[1]["text"]


async def test_a_locked_database(settings: Settings, api: BotApi) -> None:
    """A database that cannot be looked at for a moment ends nothing."""
    library = Locked.open(settings.database)
    edge = Polled(api)
    await serve(settings, library, edge, seconds=1.3)
    library.close()
    assert library.looks


async def test_stopped_before_it_started(settings: Settings, library: Library, api: BotApi) -> None:
    """SIGTERM ends a start that does not get through to Telegram."""
    edge = Polled(api)

    def unreachable(*_: object) -> None:
        raise NetworkError("httpx.ConnectError")

    api.call = unreachable  # type: ignore[method-assign, assignment]
    assert await serve(settings, library, edge, seconds=0.2) < 2


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (Conflict("terminated by other getUpdates request"), "Another process polls"),
        (NetworkError("x"), "was not reached"),
    ],
)
def test_polling_in_trouble(caplog: pytest.LogCaptureFixture, error: NetworkError, logged: str) -> None:
    """A second poller and a lost network are said in one line."""
    serving._polling_failed(error)
    assert logged in caplog.text


@pytest.mark.parametrize(
    ("seconds", "after", "told"),
    [
        pytest.param(0.0, 0.5, "the last word", id="what Python does last"),
        pytest.param(20.0, 0.0, "", id="a thread that reads on"),
    ],
)
def test_the_end_of_the_process(seconds: float, after: float, told: str) -> None:
    """A thread that does not end is cut off; what the process does once all have ended is not."""
    program = f"""
import atexit, threading, time
from bot import serving
atexit.register(lambda: (time.sleep({after}), print("the last word")))
threading.Thread(target=time.sleep, args=({seconds},)).start()
serving._ENDING = 0.2
serving.end_soon()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=15)
    assert (0, told, "") == (done.returncode, done.stdout.strip(), done.stderr)
