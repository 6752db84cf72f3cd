"""How long a question takes: inside the process, and as a command of its own."""

import os
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.library import Library
from corpus.queries import Query

QUESTIONS = Path(__file__).parents[1] / "questions" / "shipped.toml"
ROUNDS = 5


@pytest.fixture(name="database_url")
def _database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/quoth.db"


def _tell(what: str, seconds: list[float]) -> None:
    middle, slow = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    print(f"\n{what}: {middle * 1000:.1f} ms, one in twenty over {slow * 1000:.1f} ms ({len(seconds)} runs)")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bench_a_question(database_url: str) -> None:
    """Each question on the shipped article, the library open and warm."""
    library = Library.open(database_url)
    questions = [Query(text=case["ask"]) for case in tomllib.loads(QUESTIONS.read_text("utf-8"))["question"]]
    asked = iter(questions * (ROUNDS + 1))
    seconds = [_seconds(lambda: library.ask(next(asked))) for _ in range(len(questions) * (ROUNDS + 1))]
    library.close()
    print(f"\nthe first question: {seconds[0] * 1000:.1f} ms")
    _tell("a question", seconds[len(questions) :])


@pytest.mark.parametrize("arguments", [["--version"], ["ask", "--json", "What are Russia's demands?"]])
def bench_a_command(database_url: str, arguments: list[str]) -> None:
    """A process from its start to its end, on a database that is there already."""
    Library.open(database_url).close()
    command = [sys.executable, "-m", "bot", *arguments]
    environment = os.environ | {"QUOTH_DATABASE": database_url}
    run = [
        _seconds(lambda: subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL))
        for _ in range(10)
    ]
    _tell(f"quoth {arguments[0]}", run)
