"""A hundred questions a second while articles are published: how long the slowest takes, beside the median."""

import itertools
import statistics
import threading
import time
from pathlib import Path

from corpus.articles import Manuscript
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Store

QUESTIONS = ("What do ferry tickets cost?", "When does the harbour open?", "Who sells fish in the southern hall?")
EVERY = 0.01
"""Seconds between two questions."""
SECONDS = 5.0
TEXTS = (
    "The harbour of Lisbon opens again on Monday, after a year of repairs to its northern quay and gates.",
    "A ferry to the islands sails every hour from the old pier, and the tickets cost {} euros each way.",
    "The fish market moves to the southern hall, where forty traders will sell what the boats bring in.",
)


def manuscript(title: str, price: int, length: int) -> Manuscript:
    """An article of so many passages."""
    texts = itertools.islice(itertools.cycle(TEXTS), length)
    return Manuscript(title=title, text="\n\n".join(f"{text.format(price)} ({n})" for n, text in enumerate(texts)))


def asked(library: Library, until: threading.Event) -> list[float]:
    """Seconds that each question took, asked at their pace."""
    took: list[float] = []
    due = time.perf_counter()
    for text in itertools.cycle(QUESTIONS):
        if until.is_set():
            return took
        begun = time.perf_counter()
        assert library.ask(Query(text=text)).citations
        took.append(time.perf_counter() - begun)
        due += EVERY
        time.sleep(max(0.0, due - time.perf_counter()))
    raise AssertionError


def timed(library: Library, *, publishing: bool) -> list[float]:
    """The same questions, beside publications or alone."""
    until = threading.Event()
    took: list[float] = []
    asking = threading.Thread(target=lambda: took.extend(asked(library, until)))
    asking.start()
    end = time.perf_counter() + SECONDS
    for price in itertools.count(5):
        if time.perf_counter() > end:
            break
        if publishing:
            library.publish(manuscript("Ferries", price, 20), by="bench")
        time.sleep(0.5)
    until.set()
    asking.join()
    return took


def bench_questions_while_publishing(tmp_path: Path) -> None:
    """No error; the slowest and the 99th percentile in medians, beside the same without publishing."""
    library = Library(Store.open(f"sqlite:///{tmp_path}/quoth.db"))
    for number in range(20):
        library.publish(manuscript(f"Article {number}", number, 20), by="bench")
    library.publish(manuscript("Ferries", 4, 20), by="bench")
    timed(library, publishing=False)
    for publishing in (False, True):
        took = sorted(timed(library, publishing=publishing))
        median = statistics.median(took)
        print(
            f"\n{'publishing' if publishing else 'alone':>10}: {len(took)} questions, median {median * 1e3:.2f} ms, "
            f"99th percentile {took[int(len(took) * 0.99)] / median:.1f} medians, slowest {took[-1] / median:.1f}"
        )
    library.close()
