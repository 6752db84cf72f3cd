"""Ours beside its peers, in one run: time to index, memory, latency; and what only ours does: publish, keep, start.

    make bench SIZES="10000 100000 1000000"

Each engine lives in a process of its own, so that its memory is its own. The processes answer the same questions in
turn, round by round, so that a change in the load of the machine meets all of them: compare the ratios, not the times.
Each round asks other questions; the figures are of all rounds but the first. What was measured for other sizes before
is kept and drawn too.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import multiprocessing
import statistics
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it can be started as a file

import numpy as np

from corpus.index import Index, Key
from corpus.passages import Passage
from tests.benchmarks import texts
from tests.benchmarks.engines import ENGINES, Quoth, documents

Figures = dict[str, float]
DOCS = Path(__file__).parents[2] / "docs" / "benchmarks"
_SLOW = {"rank_bm25": 10_000, "bm25s": 100_000}
"""Up to so many passages an engine answers as many questions as the others, beyond that few …"""
_FEW = 6
_UP_TO = {"rank_bm25": 100_000}
"""… and up to so many it can be measured in reasonable time."""
_ASKED_BESIDE = 300
_PAGE = 4096


def resident() -> int:
    """Bytes of memory that this process holds, after giving back what is free (Linux)."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def serve(pipe: Connection, name: str, size: int, questions: list[str]) -> None:
    """One engine's process: indexes, reports, then does as told."""
    engine = ENGINES[name]()
    given = engine.prepared(texts.passages(size))
    before = resident()
    took = seconds(lambda: engine.build(given))
    engine.ask(questions[0])
    held = resident() - before
    pipe.send({"build_s": took, "built_bytes": held / size})
    while (asked := pipe.recv()) is not None:
        if asked == "publish" and isinstance(engine, Quoth):
            pipe.send(answering(engine, given, questions) | publishing(engine, questions[:_ASKED_BESIDE]))
        else:
            times = [seconds(partial(engine.ask, question)) for question in questions[slice(*asked)]]
            pipe.send((times, (resident() - before) / size))


def answering(engine: Quoth, given: list[Passage], questions: list[str]) -> Figures:
    """The whole answer, for questions of which every third has a slip of the finger."""
    from corpus.answers import answer, warm  # noqa: PLC0415  (no part of the first stage's memory)
    from corpus.queries import Query  # noqa: PLC0415

    def passage_of(key: Key) -> Passage:
        return given[(int(key.article_id[1:]) - 1) * texts.ARTICLE + key.number - 1]

    warm(engine.index)
    asked = [Query(text=texts.slipped(each) if i % 3 == 0 else each) for i, each in enumerate(questions)]
    times = [seconds(partial(answer, query, engine.index, passage_of)) for query in asked]
    p50, p99 = np.percentile(times[len(times) // 4 :], (50, 99))
    return {"answer_p50_ms": float(p50) * 1e3, "answer_p99_ms": float(p99) * 1e3}


def publishing(engine: Quoth, questions: list[str]) -> Figures:
    """An article of twenty passages comes and goes; questions meanwhile; the file."""
    article = [(Key("new", 1, p.number), p) for p in documents(list(texts.passages(texts.ARTICLE, seed=3)), "new")]
    figures: Figures = {}
    for what, removed, added in (("add", [], article), ("replace", [("a7", 1)], article), ("remove", [("a7", 1)], [])):
        times = [seconds(partial(_publish, engine.index, removed, added)) for _ in range(9)]
        figures[f"publish_{what}_ms"] = statistics.median(times) * 1e3
    with TemporaryDirectory() as folder:
        file = Path(folder) / "index"
        figures["save_s"] = seconds(lambda: engine.index.save(file, "bench"))
        figures["load_s"] = statistics.median(seconds(lambda: Index.load(file, "bench")) for _ in range(3))
    changed = engine.index.replace([("a8", 1)], article)
    for what, work in (("publish", partial(_publish_and_rest, changed, article)),
                       ("merge", changed.merged)):  # fmt: skip
        figures[f"while_{what}_ratio"] = beside(work, engine, questions)
    return figures


def _publish(index: Index, removed: list[tuple[str, int]], added: list[tuple[Key, Passage]]) -> None:
    index.replace(removed, added).search({"new": 1.0}, 1)


def _publish_and_rest(index: Index, article: list[tuple[Key, Passage]]) -> None:
    index.replace([("a9", 1)], article)
    time.sleep(0.05)


def _repeat(work: Callable[[], object], stop: threading.Event) -> None:
    while not stop.is_set():
        work()


def beside(work: Callable[[], object], engine: Quoth, questions: list[str]) -> float:
    """How many times longer the median question takes while another thread works."""
    quiet: list[float] = []
    busy: list[float] = []
    for _ in range(4):
        quiet += [seconds(partial(engine.ask, q)) for q in questions]
        stop = threading.Event()
        thread = threading.Thread(target=_repeat, args=(work, stop))
        thread.start()
        busy += [seconds(partial(engine.ask, q)) for q in questions]
        stop.set()
        thread.join()
    return statistics.median(busy) / statistics.median(quiet)


def measure(size: int, asked: int, rounds: int) -> dict[str, Figures]:
    """All engines on so many passages."""
    questions = texts.questions(asked * rounds, size)
    context = multiprocessing.get_context("spawn")
    pipes: dict[str, Connection] = {}
    found: dict[str, Figures] = {}
    for name in ENGINES:  # one after the other: indexing is heavy
        if size <= _UP_TO.get(name, size):
            pipes[name], theirs = context.Pipe()
            context.Process(target=serve, args=(theirs, name, size, questions), daemon=True).start()
            found[name] = pipes[name].recv()
            print(f"{size:>9,} {name:9} indexed in {found[name]['build_s']:.1f} s", flush=True)
    times: dict[str, list[float]] = {name: [] for name in pipes}
    for turn in range(rounds):
        for name, pipe in pipes.items():
            first = turn * asked
            pipe.send((first, first + (asked if size <= _SLOW.get(name, size) else _FEW)))
            took, found[name]["bytes"] = pipe.recv()
            times[name] += took if turn else []
    for name, took in times.items():
        found[name]["p50_us"], found[name]["p99_us"] = (float(x) * 1e6 for x in np.percentile(took, (50, 99)))
    for name, pipe in pipes.items():
        if name != "quoth":
            pipe.send(None)
    pipes["quoth"].send("publish")
    found["quoth"] |= pipes["quoth"].recv()
    pipes["quoth"].send(None)
    return found


def show(size: int, found: dict[str, Figures]) -> None:
    """Print a table; the ratios are a peer's figure by ours."""
    ours = found["quoth"]
    print(f"\n{size:,} passages   index s   bytes each     p50 µs     p99 µs |     p50   index   bytes (by ours)")
    for name, of in found.items():
        ratios = "".join(f"{of[key] / ours[key]:7.2f}x" for key in ("p50_us", "build_s", "bytes"))
        print(f"  {name:16}{of['build_s']:9.2f}{of['bytes']:13.0f}{of['p50_us']:11.0f}{of['p99_us']:11.0f} |{ratios}")
    for key, value in ours.items():
        if key.startswith(("answer", "publish", "while", "load", "save")):
            print(f"    {key:24}{value:10.3f}")


def draw(everything: dict[str, dict[str, Figures]]) -> None:
    """Latency and memory over size, as SVG."""
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "quoth"
    import matplotlib.pyplot as plt  # noqa: PLC0415

    for key, title, unit in (("p50_us", "A question, at the median", "µs"), ("bytes", "Memory a passage", "bytes")):
        figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
        for name in ENGINES:
            points = [(int(size), found[name][key]) for size, found in everything.items() if name in found]
            axes.plot(*zip(*points, strict=True), marker="o", label=name, linewidth=3 if name == "quoth" else 1.5)
        axes.set(xscale="log", yscale="log", xlabel="passages of 60 words", ylabel=unit, title=title)
        axes.grid(visible=True, which="both", alpha=0.2)
        axes.legend()
        figure.savefig(DOCS / f"{'latency' if key == 'p50_us' else 'memory'}.svg", metadata={"Date": None})
        plt.close(figure)


def main() -> None:
    """Measure, show, keep and draw."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    DOCS.mkdir(parents=True, exist_ok=True)
    file = DOCS / "figures.json"
    everything: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for size in options.sizes or [10_000, 100_000]:
        everything[str(size)] = measure(size, options.questions, options.rounds)
        show(size, everything[str(size)])
        everything = dict(sorted(everything.items(), key=lambda item: int(item[0])))
        file.write_text(json.dumps(everything, indent=1) + "\n", "utf-8")
    draw(everything)


if __name__ == "__main__":
    main()
