"""Pace: quick work is done at once, slow work beside everything else."""

import asyncio
import contextlib
import sqlite3
import threading
import time

import pytest

from bot.pace import Pace
from corpus.library import Library


async def ran_in(pace: Pace) -> bool:
    """Whether work is done in this thread."""
    return await pace.run(threading.get_ident) == threading.get_ident()


@pytest.fixture(name="trusting")
async def _trusting() -> Pace:
    pace = Pace()
    while not pace.is_quick:
        await pace.run(lambda: None)
    return pace


async def test_at_first_in_a_thread() -> None:
    """Nobody knows yet how slow it is."""
    assert not await ran_in(Pace())


async def test_at_once_where_it_proved_quick(trusting: Pace) -> None:
    """A thread would cost more than the work."""
    assert await ran_in(trusting)


async def test_slow_work_costs_the_trust(trusting: Pace) -> None:
    """What was slow once is done in a thread until it has proved quick again."""
    await trusting.run(lambda: time.sleep(0.06))
    assert not await ran_in(trusting)


async def test_slow_work_never_gets_it() -> None:
    """Work that keeps the processor busy stays in threads."""
    pace = Pace()

    def busy() -> None:
        until = time.thread_time() + 0.012
        while time.thread_time() < until:
            pass

    for _ in range(40):
        await pace.run(busy)
    assert not pace.is_quick


async def test_errors_come_through(trusting: Pace) -> None:
    """Both ways."""
    for pace in (Pace(), trusting):
        with pytest.raises(ZeroDivisionError):
            await pace.run(lambda: 1 // 0)


async def test_a_database_far_away() -> None:
    """Is asked in a thread, however quick the processor is done with it."""
    pace = Pace(is_near=False)
    for _ in range(40):
        await pace.run(lambda: None)
    assert not await ran_in(pace)


async def test_nobody_waits_for_a_lock(trusting: Pace, library: Library, database: str) -> None:
    """Where another process writes, only this piece of work waits for it, and then it is done."""
    with contextlib.closing(sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        work = asyncio.create_task(trusting.run(lambda: library.inbox.receive(1, "x")))
        for _ in range(10):
            started = time.monotonic()
            await asyncio.sleep(0.01)
            assert time.monotonic() - started < 1
        assert not work.done()
        other.execute("ROLLBACK")
        assert await work
