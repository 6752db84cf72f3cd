"""Courtesy: who publishes lets questions go first.

Python runs one thread at a time, and one that waits for its turn waits 5 ms: a question of 1 ms would take six beside a
publication. So what publishes pauses every now and then, and goes on when no question is being answered.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_EVERY = 0.0003
"""Seconds of work between two pauses …"""
_PAUSE = 0.00002
"""… in which whoever waits gets its turn …"""
_LONGEST = 0.005
"""… and the longest, however many ask."""


class _Here(threading.local):
    """What this thread does."""

    answers = 0
    """It answers a question, or several, one within the other: then it gives way to nobody."""
    since = 0.0
    """When it last gave way."""


_here = _Here()


class _Asking:
    """How many questions are being answered in this process."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()
        self._nobody = threading.Event()
        self._nobody.set()

    def __enter__(self) -> None:
        _here.answers += 1
        with self._lock:
            self._count += 1
            self._nobody.clear()

    def __exit__(self, *_: object) -> None:
        _here.answers -= 1
        with self._lock:
            self._count -= 1
            if not self._count:
                self._nobody.set()

    def wait(self) -> None:
        """Wait until nobody asks, but not for ever."""
        self._nobody.wait(_LONGEST)


asking = _Asking()
"""A context in which questions are answered; of the process, as the lock is that makes it necessary."""


def give_way() -> None:
    """Let questions go first."""
    if not _here.answers:
        time.sleep(_PAUSE)
        asking.wait()
        _here.since = time.perf_counter()


def calmly(items: Iterable[T]) -> Iterator[T]:
    """The same items; what is done to make and to use them gives way to questions."""
    for item in items:
        yield item
        if time.perf_counter() - _here.since > _EVERY:
            give_way()
