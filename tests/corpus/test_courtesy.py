"""Who publishes lets questions go first, and is not kept for ever."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from corpus.courtesy import asking, calmly, give_way


def test_a_publication_pauses_while_a_question_is_answered() -> None:
    """What is made between two pauses waits for the answer; a machine that is busy gets ten tries."""
    assert any(_is_paused() for _ in range(10))


def test_many_short_works_pause_as_a_long_one_does() -> None:
    """What is worked on counts from the last pause, not from the beginning of each loop."""
    assert any(_is_paused(lambda: chain.from_iterable(calmly([item]) for item in range(3))) for _ in range(10))


def _is_paused(works: Callable[[], Iterable[int]] = lambda: calmly(range(3))) -> bool:
    begun, answered = threading.Event(), list[float]()

    def answer() -> None:
        with asking:
            begun.set()
            time.sleep(0.003)
            answered.append(time.perf_counter())

    thread = threading.Thread(target=answer)
    seen = []
    for item in works():
        if item == 1:
            thread.start()
            begun.wait()
            _work()
        seen.append((item, time.perf_counter()))
    thread.join()
    assert [0, 1, 2] == [item for item, _ in seen]
    return seen[1][1] < answered[0] < seen[2][1]


def _work() -> None:
    end = time.perf_counter() + 0.001
    while time.perf_counter() < end:
        pass


def test_nobody_waits_for_ever() -> None:
    """However many questions there are, a publication goes on after a few milliseconds."""
    with asking, asking, ThreadPoolExecutor(1) as thread:
        begun = time.perf_counter()
        thread.submit(give_way).result()
        assert 0.004 < time.perf_counter() - begun < 1


def test_who_answers_gives_way_to_nobody() -> None:
    """What a question itself has to do is done at once, however many others are asked."""
    with asking:
        begun = time.perf_counter()
        for _ in calmly(range(1000)):
            give_way()
        assert time.perf_counter() - begun < 1
