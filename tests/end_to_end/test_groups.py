"""Groups over HTTP: joining, choosing, moving, and deleting, also when the process is killed on the way."""

import datetime as dt
import time
from collections.abc import Callable

from sqlalchemy import func, select, update

from corpus.store.database import Database
from corpus.store.schema import deletions
from tests.bot_api import ADMIN, BOT, GROUP, OWNER, SMALL_GROUP, Json, buttons
from tests.end_to_end.conftest import Start
from tests.end_to_end.server import Server

QUESTION = "What surprised many in Helsinki in 2018?"
SUPERGROUP: Json = {"id": -1001000000055, "type": "supergroup", "title": "Three of us"}
OUT, MEMBER = {"status": "left", "user": BOT}, {"status": "member", "user": BOT}


def test_joined_and_chosen_and_killed(server: Server, start: Start, database_url: str) -> None:
    """Greeted once though the update comes twice; what is chosen outlives a kill, and so do deletions that are due."""
    process = start()
    server.api.write("hello", to=GROUP)
    joined = server.deliver(server.api.stand(GROUP, OUT, MEMBER))
    (greeting,) = server.wait(1, GROUP["id"])
    assert "/ask" in greeting["text"]
    server.repeat(joined)
    server.deliver(server.api.write("/settings", to=GROUP, by=ADMIN))
    panel = server.wait(2, GROUP["id"])[1]
    (label,) = [label for label in buttons(panel) if label.startswith("My messages")]
    server.deliver(server.api.press(panel, label, by=ADMIN))
    server.wait_for("○ after 1 minute", panel)
    server.deliver(server.api.press(panel, "○ after 1 minute", by=ADMIN))
    server.wait_for("● after 1 minute", panel)
    server.deliver(server.api.write(f"/ask {QUESTION}", to=GROUP))
    answer = server.wait(3, GROUP["id"])[2]
    database = Database.open(database_url)
    _until(lambda: _noted(database))  # the process may be killed before, and then it asks itself whether it answered
    process.kill()
    _make_due(database)
    database.close()
    start()
    _until(lambda: answer["message_id"] not in [message["message_id"] for message in server.api.said(GROUP["id"])])
    assert 2 == len(server.api.said(GROUP["id"]))


def test_a_group_that_moved(server: Server, start: Start) -> None:
    """Telegram's 400 says where it went: the answer arrives there, once, also when the update comes again."""
    process = start()
    server.api.write("hello", to=SUPERGROUP)
    asked = server.api.write(f"/ask {QUESTION}", to=SMALL_GROUP)
    server.api.moved[SMALL_GROUP["id"]] = SUPERGROUP["id"]
    server.deliver(asked)
    (answer,) = server.wait(1, SUPERGROUP["id"])
    assert "Their meeting in Helsinki" in answer["text"]
    process.kill()
    server.repeat(asked)
    start()
    server.deliver(server.api.write("/help", by=OWNER))
    server.wait(1, OWNER["id"])
    assert 1 == len(server.api.said(SUPERGROUP["id"]))


def _noted(database: Database) -> int:
    """How many deletions are on disk."""
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(deletions)) or 0


def _make_due(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(update(deletions).values(due_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)))


def _until(done: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)
