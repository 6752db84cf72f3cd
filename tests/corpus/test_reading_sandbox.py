"""The sandbox: what a file can do, and what becomes of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import Unreadable
from corpus.reading import LARGEST, formats, read
from corpus.reading.sandbox import Limits, Sandbox
from corpus.reading.worker import _guard

NOTES = b"Harbour news\n\nThe harbour of Pellaby opens on Monday, and the ferries sail at noon.\n"


@pytest.fixture(name="sandbox")
def _sandbox() -> Iterator[Sandbox]:
    with closing(Sandbox()) as sandbox:
        yield sandbox


def test_what_is_read_inside_is_what_is_read() -> None:
    """The way through another process changes nothing."""
    assert formats.read("notes.txt", NOTES, source="https://a.example/b") == read(
        "notes.txt", NOTES, source="https://a.example/b"
    )


def test_a_refusal_comes_out_as_it_was_made() -> None:
    """With the reader's own sentence."""
    with pytest.raises(Unreadable, match="UTF-16"):
        read("notes.txt", NOTES.decode().encode("utf-16"))


def test_a_refusal_keeps_its_details() -> None:
    """So that it can be said in other languages."""
    with pytest.raises(Unreadable) as refusal:
        read("notes.txt", b"x" * 100_001)
    assert {"count": 100_001} == refusal.value.details and "{count}" in refusal.value.sentence


def test_too_large_a_file_is_not_even_handed_over() -> None:
    """What Telegram would not hand over either."""
    with pytest.raises(Unreadable, match="20 MB"):
        read("notes.txt", b"x" * (LARGEST + 1))


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(seconds=1), "takes too long"),
        (Limits(cpu_seconds=1), "takes too long"),
        (Limits(megabytes=1), "memory|damaged"),
    ],
)
def test_a_file_gets_no_more_than_its_limits(limits: Limits, why: str) -> None:
    """The kernel ends what goes beyond."""
    with closing(Sandbox(limits)) as sandbox, pytest.raises(Unreadable, match=why):
        sandbox.read("a.md", (b"> " * 30 + b"- x\n\n") * 16_000)


def test_a_helper_that_was_killed_is_replaced(sandbox: Sandbox) -> None:
    """By the out-of-memory killer, say: nobody has to start the bot again."""
    sandbox.read("notes.txt", NOTES)
    assert sandbox._helper
    sandbox._helper.kill()
    sandbox._helper.wait()
    assert "Harbour news" == sandbox.read("notes.txt", NOTES).title


def test_files_are_read_by_many_at_a_time(sandbox: Sandbox) -> None:
    """Each gets its own."""
    with ThreadPoolExecutor(8) as threads:
        titles = list(threads.map(lambda n: sandbox.read("a.txt", b"News %d\n\n" % n + NOTES).title, range(24)))
    assert [f"News {number}" for number in range(24)] == titles


def test_the_helper_knows_no_secret(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token of the bot is in the environment of the bot, and there only."""
    monkeypatch.setenv("QUOTH_TOKEN", "123456:secret")
    sandbox.read("notes.txt", NOTES)
    assert sandbox._helper
    assert b"secret" not in Path(f"/proc/{sandbox._helper.pid}/environ").read_bytes()


def test_readers_give_way(sandbox: Sandbox) -> None:
    """Where there are not processors enough, whoever asks goes before whoever reads a file."""
    sandbox.read("a.txt", NOTES)
    assert sandbox._helper
    assert os.getpriority(os.PRIO_PROCESS, sandbox._helper.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_the_helper_takes_no_module_from_where_it_stands(tmp_path: Path) -> None:
    """A folder of articles may hold a `json.py`."""
    (tmp_path / "json.py").write_text("raise SystemExit", "utf-8")
    code = f"from corpus.reading import read; print(read('a.txt', {NOTES!r}).title)"
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, check=True)
    assert b"Harbour news" == done.stdout.strip()


def test_the_helper_goes_with_its_starter() -> None:
    """Also where that had no time to say so."""
    code = (
        "import os, signal\nfrom corpus.reading import read, sandbox\n"
        f"read('a.txt', {NOTES!r})\nprint(sandbox._sandbox._helper.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert -signal.SIGKILL == killed.returncode
    helper = int(killed.stdout)
    for _ in range(100):
        if not _is_running(helper):
            return
        time.sleep(0.05)
    pytest.fail("the helper is still there")


def _is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", ()),
        ("socket.getaddrinfo", ()),
        ("subprocess.Popen", ()),
        ("os.fork", ()),
        ("open", ("/etc/passwd", "r", os.O_RDONLY)),
        ("open", (os.__file__, "w", os.O_WRONLY)),
    ],
)
def test_readers_reach_nothing(event: str, arguments: tuple) -> None:
    """No network, no other process, no file but Python's modules."""
    with pytest.raises(PermissionError):
        _guard(event, arguments)


def test_readers_may_import() -> None:
    """Some of what they need is loaded late."""
    _guard("open", (os.__file__, "r", os.O_RDONLY))
    _guard("import", ("json",))
