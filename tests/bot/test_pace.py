"""Pace: quick work is done at once, slow work beside everything else."""

import threading
import time

import pytest

from bot.pace import Pace


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
