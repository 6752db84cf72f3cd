"""Pace: whether work is so quick that it is best done at once.

A thread costs about 0.3 ms of processor time, because two threads contend for Python's lock: more than most of what we
ask of the library takes. So work goes to a thread until that kind of work has proved quick, and goes there again when
some of it was slow: a large collection, a slow disk. A database at the other end of a network is always asked in a
thread. And what is done at once waits for hardly anybody: where another holds the lock, it begins anew in a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import TypeVar

from corpus.courtesy import asking
from corpus.errors import StoreBusy
from corpus.store import hurried

T = TypeVar("T")

_TRUSTED = 32
"""So many quick ones in a row …"""
_QUICK = 0.008
"""… each in so many seconds; in a thread those of the processor: there the clock also counts the other threads …"""
_SLOW = 0.05
"""… and no single one as slow as that by the clock."""


class Pace:
    """How quick work was of late."""

    def __init__(self, *, is_near: bool = True) -> None:
        """`is_near` tells whether the database is in this process."""
        self._is_near = is_near
        self._in_a_row = 0

    @property
    def is_quick(self) -> bool:
        return self._is_near and self._in_a_row >= _TRUSTED

    def at_once(self, work: Callable[[], T]) -> T:
        """Do it here, while everything else waits; raises StoreBusy where it would have to wait itself.

        What publishes meanwhile waits, too: it would take Python's lock at each statement of the database.
        """
        started = time.perf_counter()
        try:
            with hurried(), asking:
                return work()
        finally:
            if time.perf_counter() - started > _SLOW:
                self._in_a_row = 0

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do it beside everything else."""

        def timed() -> tuple[T, float]:
            started = time.thread_time()
            return work(), time.thread_time() - started

        result, seconds = await asyncio.to_thread(timed)
        self._in_a_row = self._in_a_row + 1 if seconds < _QUICK else 0
        return result

    async def run(self, work: Callable[[], T]) -> T:
        """Do it where it is done soonest; work that another process kept from writing is begun anew."""
        if self.is_quick:
            with contextlib.suppress(StoreBusy):
                return self.at_once(work)
        return await self.in_thread(work)
