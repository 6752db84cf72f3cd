"""Killed while it corrects answers: the next process goes on there, and each says so once."""

from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot_api import ASKER
from tests.corpus.paragraphs import DEARER, FARES
from tests.end_to_end.conftest import Start
from tests.end_to_end.server import Server
from tests.end_to_end.test_telegram import _until

TICKETS = "What do ferry tickets to the islands cost?"


def test_killed_while_it_corrects(server: Server, start: Start, database_url: str) -> None:
    """Before an edit arrives, after it arrived and was not confirmed, and right after: all end up right."""
    library = Library.open(database_url)
    library.publish(Manuscript(title="Ferries", text=FARES), by="ann")
    process = start()
    for number in range(1, 4):
        server.deliver(server.api.write(TICKETS))
        assert "four euros" in server.wait(number, ASKER["id"])[-1]["text"]
    library.publish(Manuscript(title="Ferries", text=DEARER), by="bob")
    for fault in ("drop before", "drop after", ""):
        server.faults["editMessageText"] = [fault]
        _until(lambda: not server.faults["editMessageText"])
        process.kill()
        process = start()

    def corrected() -> list[str]:
        return [message["text"] for message in server.api.said(ASKER["id"]) if "five euros" in message["text"]]

    _until(lambda: 3 == len(corrected()))
    assert 3 == len(server.api.said(ASKER["id"])) and all(1 == text.count("Corrected on ") for text in corrected())
    library.close()
