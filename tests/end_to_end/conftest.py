"""The real command as a process, against a Bot API over HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.bot_api import OWNER, TOKEN
from tests.end_to_end.server import Server

ROOT = Path(__file__).parents[2]


class Process:
    """`python -m bot run`."""

    def __init__(
        self, server: Server, folder: Path, database: str, within: Sequence[str] = (), **environment: str
    ) -> None:
        """`within` is a command that ends by executing the one that it is given."""
        self._server = server
        self._command = [*within, sys.executable, "-m", "bot", "run"]
        self.log = folder / "log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")},
            "PYTHONPATH": str(ROOT),
            "QUOTH_TOKEN": TOKEN,
            "QUOTH_OWNERS": str(OWNER["id"]),
            "QUOTH_DATABASE": database,
            "QUOTH_API_URL": server.url,
            "QUOTH_LOG": "debug",
            **environment,
        }
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Process:
        """Start, and wait until it asks for updates."""
        polls = self._server.polls
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, cwd=self._folder, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 30
        while self._server.polls == polls:
            assert self._process.poll() is None and time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.01)
        return self

    @property
    def id(self) -> int:
        assert self._process
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> tuple[int, float]:
        """SIGTERM; the exit code, and how long it took."""
        started = time.monotonic()
        return self._signal(signal.SIGTERM), time.monotonic() - started

    def _signal(self, number: int) -> int:
        assert self._process
        self._process.send_signal(number)
        return self._process.wait(20)

    def end(self) -> None:
        if self._process and self._process.poll() is None:
            self.kill()


Start = Callable[..., Process]


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    with Server().serving() as server:
        yield server


@pytest.fixture(name="start")
def _start(server: Server, tmp_path: Path, database_url: str) -> Iterator[Start]:
    processes: list[Process] = []

    def start(database: str = database_url, within: Sequence[str] = (), **environment: str) -> Process:
        processes.append(Process(server, tmp_path, database, within, **environment))
        return processes[-1].start()

    yield start
    for process in processes:
        process.end()
