"""The bot as it runs: a process that is killed, repeated to, cut off and refused, and still answers once."""

import time
from collections.abc import Callable

import pytest

from tests.bot_api import ASKER, FORUM, GROUP, OTHER, OWNER, TOKEN, private
from tests.end_to_end.conftest import Start
from tests.end_to_end.server import Server

QUESTION = "What surprised many in Helsinki in 2018?"
ANSWER = "Their meeting in Helsinki"
ARTICLE = b"""Harbour opens on Monday

The harbour of Lisbon opens on Monday, the mayor said. Ferries will sail every hour from the northern pier.

The ferry tickets cost four euros. Children under six years of age travel free of charge on all lines.
"""
WORDS = ("Bananas", "Umbrellas", "Trombones", "Pyramids")
"""That no article has, so that each answer says which question it answers."""
MOMENT = 0.4
"""Seconds in which a wrong second answer would come."""


def test_asks_and_uploads_and_survives(server: Server, start: Start) -> None:
    """An answer, an article, SIGKILL right after it is live: the next process knows it, and repeats nothing."""
    process = start()
    server.deliver(server.api.write(QUESTION))
    (answer,) = server.wait(1, ASKER["id"])
    assert ANSWER in answer["text"]
    server.deliver(server.api.attach("harbour.txt", ARTICLE))
    (draft,) = server.wait(1, OWNER["id"])
    server.deliver(server.api.press(draft, "Publish", by=OWNER))
    server.wait_for("Undo", draft)
    process.kill()
    start()
    server.deliver(server.api.write("What do the ferry tickets cost?"))
    assert "four euros" in server.wait(2, ASKER["id"])[1]["text"]
    server.deliver(server.api.press(answer, "In context"))
    _until(lambda: server.calls("editMessageText"))
    time.sleep(MOMENT)
    assert 2 == len(server.api.said(ASKER["id"]))
    assert "is live as revision 1." in server.api.said(OWNER["id"])[0]["text"]
    assert TOKEN not in process.log.read_text() and TOKEN.partition(":")[2] not in process.log.read_text()
    assert "Traceback" not in process.log.read_text()


def test_an_update_comes_twice(server: Server, start: Start) -> None:
    """Twice to the same process and once more to the next one: one answer."""
    process = start()
    update = server.deliver(server.api.write(QUESTION))
    server.wait(1, ASKER["id"])
    server.repeat(update)
    server.deliver(server.api.write(QUESTION, by=OTHER))
    server.wait(1, OTHER["id"])
    process.kill()
    server.repeat(update)
    start()
    server.deliver(server.api.write("/help", by=OTHER))
    server.wait(2, OTHER["id"])
    time.sleep(MOMENT)
    assert 1 == len(server.api.said(ASKER["id"]))


FAULTS = (["429"], ["502"], ["drop before"], ["drop after"], ["drop after", "502", "drop before"])


def test_faults_on_the_way(server: Server, start: Start) -> None:
    """A 429, a 502, a connection dropped before or after Telegram took the message: the answer comes, once."""
    start()
    for chat in (private(ASKER), GROUP):
        for number, faults in enumerate(FAULTS):
            server.faults["sendMessage"] = list(faults)
            server.deliver(server.api.write(f"/ask {QUESTION}", to=chat))
            assert ANSWER in server.wait(2 * number + 1, chat["id"])[-1]["text"]
            server.deliver(server.api.write("/ask", to=chat))
            server.wait(2 * number + 2, chat["id"])
            assert [] == server.faults["sendMessage"]
        time.sleep(MOMENT)
        assert ["Their", "Write"] * len(FAULTS) == [
            message["text"].split()[0] for message in server.api.said(chat["id"])
        ]
        answer = server.api.said(chat["id"])[-2]
        server.deliver(server.api.press(answer, "In context"))
        server.wait_for("◂ Back to answer", answer)


def test_the_limits_of_telegram(server: Server, start: Start) -> None:
    """Sent away with a 429, however often, we come back when told; what was asked meanwhile is answered in order."""
    start()
    for chat, refused in ((private(ASKER), 1), (FORUM, 7)):
        server.faults["sendMessage"] = ["429"] * refused
        began = time.monotonic()
        asked = [server.deliver(server.api.write(f"/ask {word} zeppelin?", to=chat)) for word in WORDS]
        answers = server.wait(len(asked), chat["id"])
        assert time.monotonic() - began >= refused
        assert list(WORDS) == [next(word for word in WORDS if word in answer["text"]) for answer in answers]
    time.sleep(MOMENT)
    assert len(asked) == len(server.api.said(FORUM["id"]))


def test_what_cannot_be_read(server: Server, start: Start) -> None:
    """An update of another Bot API than ours is passed over, and not told to the log; all others are answered, once."""
    process = start(QUOTH_LOG="info")
    poll = {"id": "1", "question": "Where is the treasure?"}  # without what must be there
    strange = server.api.write(poll=poll, by=OTHER)
    for update in (strange, server.api.write(QUESTION), server.api.write(poll=poll, by=OTHER)):
        server.deliver(update)
    assert ANSWER in server.wait(1, ASKER["id"])[0]["text"]
    server.repeat(strange)
    server.deliver(server.api.write("/help"))
    server.wait(2, ASKER["id"])
    time.sleep(MOMENT)
    assert 2 == len(server.api.said(ASKER["id"]))
    log = process.log.read_text()
    assert "cannot be read, and is passed over" in log and "treasure" not in log


def test_faults_of_everything_else(server: Server, start: Start) -> None:
    """Start, presses, edits and downloads get through a bad network too."""
    for method in ("getMe", "deleteWebhook", "getFile", "answerCallbackQuery", "editMessageText", "setMyCommands"):
        server.faults[method] = ["drop before", "502"]
    start()
    server.deliver(server.api.attach("harbour.txt", ARTICLE))
    server.wait(1, OWNER["id"])
    server.deliver(server.api.write(QUESTION))
    (answer,) = server.wait(1, ASKER["id"])
    server.deliver(server.api.press(answer, "In context"))
    server.wait_for("◂ Back to answer", answer)


def test_killed_at_any_moment(server: Server, start: Start) -> None:
    """Killed at several moments around a question, the bot answers it exactly once after the next start."""
    process = start()
    for number, delay in enumerate((0.0, 0.01, 0.02, 0.03, 0.05), 1):
        server.deliver(server.api.write(QUESTION))
        time.sleep(delay)
        process.kill()
        process = start()
        server.wait(number, ASKER["id"])
        time.sleep(MOMENT)
        assert number == len(server.api.said(ASKER["id"])), f"killed after {delay} s"


def test_sigterm(server: Server, start: Start) -> None:
    """Ends the process within two seconds, with exit code 0."""
    process = start()
    server.deliver(server.api.write(QUESTION))
    server.wait(1, ASKER["id"])
    code, seconds = process.stop()
    assert 0 == code and seconds < 2


def test_sigterm_in_trouble(server: Server, start: Start) -> None:
    """Also while a message cannot be sent and a long text is read; both are done after the next start."""
    process = start()
    server.faults["sendMessage"] = ["502"] * 100
    server.deliver(server.api.write(QUESTION))
    paragraph = b"The harbour of Lisbon opens on Monday, the mayor of Lisbon said to the reporters of the newspaper. "
    server.deliver(server.api.attach("long.txt", b"A long text\n\n" + b"\n\n".join([paragraph * 4] * 20_000)))
    _until(lambda: server.calls("getFile") and len(server.faults["sendMessage"]) < 100)
    code, seconds = process.stop()
    assert 0 == code and seconds < 2
    server.faults.clear()
    start()
    assert ANSWER in server.wait(1, ASKER["id"])[0]["text"]


def test_a_wrong_token(start: Start) -> None:
    """One sentence that names the setting, exit code 2, and neither a token nor other errors in the log."""
    wrong = "4242:AAHwrong-wrong-wrong-wrong-wrong-wrong"
    with pytest.raises(AssertionError, match="QUOTH_TOKEN: Telegram does not know this token") as ended:
        start(QUOTH_TOKEN=wrong)
    assert "ERROR" not in str(ended.value)


def _until(done: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)
