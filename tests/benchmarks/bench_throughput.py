"""Questions per second and latency of the whole bot, against PTB's stock echo bot: one Telegram, one run.

The echo bot sends the words back, over httpx, and keeps nothing. Quoth keeps every update on disk until it is dealt
with, finds the answer in a real library, remembers it for its buttons, and sends it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from tests.benchmarks.local_telegram import Chats, LocalTelegram

ROOT = Path(__file__).parents[2]
BOTS = Path(__file__).parent / "bots"
LEVELS = (1, 10, 100)
SECONDS, WARM_UP = 5.0, 200
"""For how long is measured, after how many turns."""
ASKED = ROOT / "tests" / "questions" / "shipped.toml"


class Figures(NamedTuple):
    """What one bot did at one level."""

    turns: float
    """A second."""
    p50: float
    p99: float
    """Milliseconds."""
    cpu: float
    """Milliseconds of the processor a turn: what the wall clock says when nothing else runs."""


def bench_throughput(tmp_path: Path) -> None:
    """Turns of the whole bot beside those of an echo bot: it is to reach a ratio of 1 at every level."""
    figures = asyncio.run(_compare(tmp_path))
    head = f"{'p50':>6} {'p99 ms':>7} {'cpu ms':>7}"
    print(f"\n{'chats':>5}  {'echo/s':>7} {head}  {'quoth/s':>7} {head}  ratio")
    for chats in LEVELS:
        echo, quoth = figures["echo", chats], figures["quoth", chats]
        print(
            f"{chats:>5}  {echo.turns:>7.0f} {echo.p50:>6.1f} {echo.p99:>7.1f} {echo.cpu:>7.2f}  "
            f"{quoth.turns:>7.0f} {quoth.p50:>6.1f} {quoth.p99:>7.1f} {quoth.cpu:>7.2f}  {quoth.turns / echo.turns:.2f}"
        )


async def _compare(folder: Path) -> dict[tuple[str, int], Figures]:
    figures: dict[tuple[str, int], Figures] = {}
    async with LocalTelegram().serving() as telegram:
        for chats in LEVELS:
            for name in ("echo", "quoth"):
                (own := folder / f"{name}-{chats}").mkdir()
                figures[name, chats] = await _measure(telegram, name, chats, own)
    return figures


async def _measure(telegram: LocalTelegram, name: str, chats: int, folder: Path) -> Figures:
    token = f"{len(telegram.chats) + 1}:AAHbench-bench-bench-bench-bench-bench"
    people = telegram.chats[token] = Chats(_questions())
    async with started(telegram, name, token, folder) as bot:
        await asyncio.wait_for(people.polled.wait(), 60)
        for chat in range(1, chats + 1):
            people.ask(chat)
        await people.after(WARM_UP)
        people.latencies.clear()
        busy = _processor_seconds(bot)
        await asyncio.sleep(SECONDS)
        busy = _processor_seconds(bot) - busy
        people.open = False
        latencies = [1000 * latency for latency in people.latencies]
    percentiles = quantiles(latencies, n=100)
    return Figures(len(latencies) / SECONDS, percentiles[49], percentiles[98], 1000 * busy / len(latencies))


def _questions() -> list[str]:
    """Some two hundred, all on the article that ships, so that none comes back before the others were asked."""
    return [str(case["ask"]) for case in tomllib.loads(ASKED.read_text("utf-8"))["question"]]


def _processor_seconds(bot: int) -> float:
    user, system = Path(f"/proc/{bot}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def started(telegram: LocalTelegram, name: str, token: str, folder: Path) -> AsyncIterator[int]:
    """One of `bots` as a process, by its number."""
    arguments = [f"http://127.0.0.1:{telegram.port}", token, *([str(folder)] if name == "quoth" else [])]
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(BOTS / f"{name}.py"), *arguments, cwd=ROOT, env={"PYTHONPATH": str(ROOT)},
            stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield process.pid
        finally:
            process.terminate()
            await process.wait()
