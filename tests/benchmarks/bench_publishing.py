"""A hundred questions a second while articles are published: how long the slowest takes, beside the median."""

import asyncio
import gc
import itertools
import json
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qsl

from corpus.articles import Manuscript
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Store
from tests.benchmarks.bench_throughput import started
from tests.benchmarks.local_telegram import MODERATOR, Chats, LocalTelegram

QUESTIONS = ("What do ferry tickets cost?", "When does the harbour open?", "Who sells fish in the southern hall?")
EVERY = 0.01
"""Seconds between two questions."""
WARM_UP, SECONDS, IN_TELEGRAM = 2.0, 10.0, 3.0
PAUSE = 0.1
"""Seconds between two publications."""
TEXTS = (
    "The harbour of Lisbon opens again on Monday, after a year of repairs to its northern quay and gates.",
    "A ferry to the islands sails every hour from the old pier, and the tickets cost {} euros each way.",
    "The fish market moves to the southern hall, where forty traders will sell what the boats bring in.",
)


Span = tuple[float, float]
"""When something began and ended."""


def manuscript(title: str, price: int, length: int) -> Manuscript:
    """An article of so many passages."""
    texts = itertools.islice(itertools.cycle(TEXTS), length)
    return Manuscript(title=title, text="\n\n".join(f"{text.format(price)} ({n})" for n, text in enumerate(texts)))


def asked(library: Library, until: threading.Event) -> list[Span]:
    """When each question was asked and answered, at their pace."""
    took: list[Span] = []
    due = time.perf_counter()
    for text in itertools.cycle(QUESTIONS):
        if until.is_set():
            return took
        begun = time.perf_counter()
        assert library.ask(Query(text=text)).citations
        took.append((begun, time.perf_counter()))
        due += EVERY
        time.sleep(max(0.0, due - time.perf_counter()))
    raise AssertionError


def published(library: Library, seconds: float) -> Iterator[Span]:
    """Publish over and over; when each publication began and ended."""
    end = time.perf_counter() + seconds
    for price in itertools.count(5):
        begun = time.perf_counter()
        if begun > end:
            return
        library.publish(manuscript("Ferries", price, 20), by="bench")
        yield begun, time.perf_counter()
        time.sleep(PAUSE)


def timed(library: Library, seconds: float) -> tuple[list[float], list[float]]:
    """Seconds that questions took, asked at their pace: those of no publication, and those that met one."""
    until = threading.Event()
    with ThreadPoolExecutor(1) as asking:
        asked_at = asking.submit(asked, library, until)
        publications = [*published(library, seconds)]
        until.set()
    alone: list[float] = []
    beside: list[float] = []
    for begun, ended in asked_at.result():
        met = any(begun < of[1] and of[0] < ended for of in publications)
        (beside if met else alone).append(ended - begun)
    return alone, beside


def bench_questions_while_publishing(tmp_path: Path) -> None:
    """No error; how long those take that meet a publication, beside the others of the same moments."""
    library = Library(Store.open(f"sqlite:///{tmp_path}/quoth.db"))
    for number in range(20):
        library.publish(manuscript(f"Article {number}", number, 20), by="bench")
    timed(library, WARM_UP)
    gc.collect()
    gc.freeze()  # as the bot does at its start: looking through all that pytest holds would stop everything for 80 ms
    alone, beside = timed(library, SECONDS)
    gc.unfreeze()
    median = statistics.median(alone)
    tell("others", alone, median)
    tell("publishing", beside, median)
    library.close()


def tell(what: str, seconds: Sequence[float], median: float) -> None:
    """How many there were, and the slowest in medians of those that met no publication."""
    took = sorted(seconds)
    print(
        f"\n{what:>10}: {len(took)} questions, median {statistics.median(took) * 1e3:.2f} ms, "
        f"99th percentile {took[int(len(took) * 0.99)] / median:.1f} medians, slowest {took[-1] / median:.1f}, "
        f"{sum(each > 2 * median for each in took)} above two"
    )


class Newsroom(LocalTelegram):
    """A Telegram with a moderator."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = asyncio.Queue[dict[str, str]]()
        """What the moderator gets to see."""

    async def answer(self, path: str, body: bytes) -> object:
        method = path.rpartition("/")[2]
        sent = dict(parse_qsl(body.decode())) if method in {"sendMessage", "editMessageText"} else {}
        if sent.get("chat_id") == str(MODERATOR):
            self.shown.put_nowait(sent)
        return True if method == "editMessageText" else await super().answer(path, body)

    async def publish(self, people: Chats, price: int) -> None:
        """The moderator brings a text, looks at the draft, and publishes it."""
        command = {"type": "bot_command", "offset": 0, "length": len("/add")}
        text = manuscript("Ferries", price, 20).text
        people.send("message", people.message(MODERATOR, f"/add Ferries\n\n{text}") | {"entities": [command]})
        rows = json.loads((await self.shown.get())["reply_markup"])["inline_keyboard"]
        press = next(button["callback_data"] for row in rows for button in row if button["text"] == "Publish")
        await asyncio.sleep(0.1)
        message = people.message(MODERATOR, "the draft")
        people.send(
            "callback_query",
            {"id": str(price), "from": message["from"], "message": message, "chat_instance": "1", "data": press},
        )
        assert "live" in (await self.shown.get())["text"]


async def asked_in_telegram(people: Chats) -> list[float]:
    """Seconds from each message to its reply; a hundred chats ask in turn, at their pace."""
    people.latencies.clear()
    due = time.perf_counter()
    for chat in range(int(IN_TELEGRAM / EVERY)):
        people.ask(1 + chat % 100)
        due += EVERY
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    await asyncio.sleep(0.2)
    return [*people.latencies]


async def publish_for_ever(telegram: Newsroom, people: Chats) -> None:
    """Some six times in the time that is measured."""
    for price in itertools.count(5):
        await telegram.publish(people, price)
        await asyncio.sleep(0.3)


async def measured(folder: Path) -> None:
    """The whole bot as its askers see it, while a moderator publishes in Telegram and not."""
    token = "1:AAHbench-bench-bench-bench-bench-bench"
    async with Newsroom().serving() as telegram:
        people = telegram.chats[token] = Chats(QUESTIONS, open=False)
        async with started(telegram, "quoth", token, folder):
            await asyncio.wait_for(people.polled.wait(), 60)
            await telegram.publish(people, 4)
            for chat in range(300):  # what is quick is then done at once
                people.ask(1 + chat % 100)
                await asyncio.sleep(EVERY / 2)
            alone = await asked_in_telegram(people)
            publishing = asyncio.create_task(publish_for_ever(telegram, people))
            beside = await asked_in_telegram(people)
            publishing.cancel()
    median = statistics.median(alone)
    tell("alone", alone, median)
    tell("publishing", beside, median)


def bench_replies_while_publishing(tmp_path: Path) -> None:
    """Each gets a reply; the slowest and the 99th percentile in medians."""
    asyncio.run(measured(tmp_path))
