"""Worker: what runs in the sandbox. `python -m corpus.reading.worker FD LIMITS` is the helper that `sandbox` starts.

It has one thread and no secrets, so that it may fork. Each child gives up what it does not need before it looks at a
byte: the kernel ends it when it uses more time or memory than it may; it writes to no file and reaches no network.
"""

import gc
import json
import logging
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import corpus
from corpus.errors import Unreadable, later
from corpus.reading import formats
from corpus.reading.sandbox import LENGTHS

_READABLE = tuple(
    {str(Path(place).resolve()) for place in (sys.prefix, sys.base_prefix, str(Path(corpus.__file__).parent))}
)
"""Where Python's modules are, some of which are imported only when a file needs them."""
_NICE = 10
"""Whoever asks goes first, where there are not processors enough."""
_SAMPLE = (
    "<p>Der Rat der Stadt hat beschlossen, den Leuchtturm zu behalten, und niemand schlief in dieser Nacht im Hafen,"
    " denn die Entscheidung war knapp."
)
"""Read once before the first file, so that each child finds loaded what it would have to load anew."""
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.kill", "ctypes.")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def serve(control: socket.socket, limits: dict[str, int]) -> None:
    """Make a child for every socket that is handed over, until the one who hands them over is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave nothing to wait for
    os.nice(_NICE)
    logging.disable()  # the readers' libraries tell what they find in a file
    formats.read("sample.html", _SAMPLE.encode())
    gc.freeze()
    while True:
        message, handed, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            _answer(socket.socket(fileno=handed[0]), limits)
        os.close(handed[0])


def _answer(asking: socket.socket, limits: dict[str, int]) -> None:
    """Read the one file that this process is for, and end."""
    try:
        _confine(limits)
        asking.sendall(json.dumps(_said(*_request(asking))).encode())
    finally:
        os._exit(0)


def _request(asking: socket.socket) -> tuple[dict[str, Any], bytes]:
    with asking.makefile("rb") as stream:
        said, content = LENGTHS.unpack(stream.read(LENGTHS.size))
        return json.loads(stream.read(said)), stream.read(content)


def _said(about: dict[str, Any], content: bytes) -> dict[str, Any]:
    """The manuscript, or why there is none: a reader that stumbles was handed no file of its kind."""
    try:
        return {"manuscript": formats.read(content=content, **about).model_dump(mode="json")}
    except Unreadable as error:
        return {"refused": error.sentence, "details": error.details}
    except MemoryError:
        return {"refused": later("Reading the file takes too much memory: it is damaged, or made to do harm.")}
    except Exception as error:  # noqa: BLE001  (whatever a library raises at bytes made to make it raise)
        return {"refused": "The file cannot be read: it is damaged, or made to do harm.", "why": type(error).__name__}


def _confine(limits: dict[str, int]) -> None:
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(silence, stream)
    signal.alarm(limits["seconds"])  # nobody handles it: the kernel ends us, also within a library's C code
    memory = limits["megabytes"] * 1024**2
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_guard)


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what no reader needs; what the kernel does not forbid is forbidden here."""
    if event.startswith(_FORBIDDEN) or (event == "open" and not _is_module(*arguments)):
        raise PermissionError(event)


def _is_module(path: object, _mode: object, flags: int) -> bool:
    return isinstance(path, str) and not flags & _WRITES and os.path.realpath(path).startswith(_READABLE)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), json.loads(sys.argv[2]))
