"""Killed at one point after the other while it follows a change through: each asker is told, and told once.

A fresh interpreter forks a child for each point: before and after each request to Telegram, at the statements and
commits of SQLite. Each child kills itself there with SIGKILL, a point later than the one before it; the next goes on
where that one was, over the same database and against the same Telegram, until one comes through.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

from bot.application import build_application
from bot.settings import Settings
from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ADMIN, ASKER, GROUP, OTHER, OWNER, TOKEN, BotApi, Json
from tests.corpus.paragraphs import DEARER, FARES
from tests.end_to_end.server import Server

ROOT = Path(__file__).parents[2]
TICKETS, BANJO = "What do ferry tickets to the islands cost?", "Who plays the banjo?"
PEOPLE = (ASKER, OTHER, OWNER)
SCRIPT = """
import asyncio, itertools, os, signal, sys
from sqlalchemy import event
from bot.application import build_application
from bot.corrections import correct
from bot.newsroom.telling import tell
from bot.settings import Settings
from bot.transport import Transport
from corpus.library import Library
from corpus.queries import Query

url, database, token = sys.argv[1:]

class Marked(Transport):
    async def do_request(self, *args, **kwargs):
        pass_by()
        answer = await super().do_request(*args, **kwargs)
        pass_by()
        return answer

async def follow(library):
    settings = Settings(_env_file=None, token=token, api_url=url, database=database)
    async with build_application(settings, library, Marked(connections=4)) as application:
        await application.bot.get_me()
        engine = library._store._database._engine
        event.listen(engine, "checkout", lambda driver, *_: driver.set_trace_callback(pass_by))
        event.listen(engine, "checkin", pass_by)
        started.append(True)
        await correct(application, (0.0, 0.0, 0.0))
        await tell(application, {})
        started.clear()

Library.open(database, vectors="off").close()
for point in itertools.count(1):
    pid = os.fork()
    if pid == 0:
        passed, started = itertools.count(1), []
        def pass_by(*_):
            if started and next(passed) == point:
                os.kill(os.getpid(), signal.SIGKILL)
        asyncio.run(follow(Library.open(database, vectors="off")))
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    print("killed" if os.WIFSIGNALED(status) else status, flush=True)
    if not os.WIFSIGNALED(status):
        break
"""


async def asked(api: BotApi, library: Library, settings: Settings) -> None:
    """Answers of every kind that a change is followed to: in private, in a group, as a guest, inline, on the list."""
    async with build_application(settings, library, Telegram(api)) as application:
        talk = Talk(api, application)
        for person in PEOPLE:
            library.people.set(person["id"], corrections=True)
            await talk.ask(TICKETS, by=person)
            await talk.press(await talk.ask(BANJO, by=person), "Ask the editors", by=person)
        await talk.ask(f"/ask {TICKETS}", to=GROUP, by=ADMIN)
        await talk.take(api.call_as_guest(f"@quoth_bot {TICKETS}", by=ADMIN))
        await talk.take(api.type(TICKETS, by=ADMIN))
        await talk.take(api.choose(api.offered[0]["id"], TICKETS, by=ADMIN))


def standing(api: BotApi, text: str) -> list[str]:
    """What stands anywhere and begins like that, or has it."""
    everywhere: list[Json] = [*api.messages.values(), *api.inline.values()]
    return [str(one.get("text")) for one in everywhere if text in str(one.get("text"))]


def test_killed_while_it_follows_through(server: Server, sqlite_url: str) -> None:
    """At ten points and more: all answers are corrected with one note, all who wait or want it are told once."""
    library = Library.open(sqlite_url)
    ferries = Manuscript(title="Ferries", text=FARES, source="https://example.org/ferries", language="en")
    library.publish(ferries, by="ann")
    asyncio.run(asked(server.api, library, Settings(_env_file=None, token=TOKEN, database=sqlite_url)))
    library.publish(ferries.model_copy(update={"text": DEARER}), by="ann")
    library.publish(Manuscript(title="Music", text="Ann Brown plays the banjo on the quay every Sunday."), by="ann")
    library.close()
    command = [sys.executable, "-c", SCRIPT, server.url, sqlite_url, TOKEN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    *killed, last = done.stdout.split()
    assert ("0", len(killed) * ["killed"]) == (last, killed) and len(killed) >= 10, done.stderr
    corrected = standing(server.api, "five euros")
    assert 6 == len(corrected) == len(standing(server.api, "Corrected on "))
    assert all(1 == text.count("Corrected on ") for text in corrected) and [] == standing(server.api, "four euros")
    for person in PEOPLE:
        said = [message["text"] for message in server.api.said(person["id"])]
        assert 1 == sum(text.startswith("An answer that I gave you is corrected") for text in said)
        assert 1 == sum(text.startswith("You asked the editors. The articles answer now:") for text in said)
