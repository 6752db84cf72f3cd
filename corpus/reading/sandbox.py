"""Sandbox: each file is read in a process of its own, so that a hostile one costs a sentence and nothing else.

The first file starts a helper, which loads the readers once and then makes a child of itself for every file, in
milliseconds. A child has no network, no file to write, little time and little memory (`worker`); it gets the bytes over
a socket and answers in JSON. This process never looks into a file.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

from corpus.articles import Manuscript
from corpus.errors import Unreadable
from corpus.reading import names

log = logging.getLogger(__name__)

LARGEST = 20 * 1024 * 1024
"""In bytes; Telegram hands no larger file to a bot."""
LENGTHS = struct.Struct(">II")
"""What stands before a request: the length of what is said of the file, and that of the file."""
_LARGEST_ANSWER = 32 * 1024 * 1024
AT_ONCE = 2
"""So many files are read at a time, whoever sends them: it bounds the memory."""
_GRACE = 10.0
"""Seconds after which we no longer wait for a child that should have been ended."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost."""

    seconds: int = 30
    """Until the child is ended, whatever else the machine does."""
    cpu_seconds: int = 20
    megabytes: int = 1024
    """Of address space."""


class Sandbox:
    """A helper and its children; safe to use from several threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._helper: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._starting = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def read(self, name: str, content: bytes, *, source: str | None = None, charset: str | None = None) -> Manuscript:
        """Read a file; raises Unreadable, with a sentence for the one who sent it.

        `source` is the address that it came from; without it, the one that a web page itself names. `charset` is what
        came with it, where it does not say itself.
        """
        names.known(name)
        if len(content) > LARGEST:
            raise Unreadable("The file is larger than {most} MB, the most that I read.", most=LARGEST // 1024**2)
        said = json.dumps({"name": name, "source": source, "charset": charset}).encode()
        with self._places:
            begun = time.monotonic()
            answer = self._asked(LENGTHS.pack(len(said), len(content)), said, content)
        return _manuscript(answer) if answer else self._explain(time.monotonic() - begun)

    def close(self) -> None:
        """End the helper; the next file would start another."""
        with self._starting:
            if self._helper and self._control:
                self._control.close()
                self._helper.kill()
                self._helper.wait()
            self._helper = self._control = None

    def _asked(self, *parts: bytes) -> bytes:
        """The child's answer; empty where it ended without one."""
        ours, theirs = socket.socketpair()
        with ours:
            ours.settimeout(self._limits.seconds + _GRACE)
            with theirs:
                self._hand_over(theirs)
            try:
                for part in parts:
                    ours.sendall(part)
                return _received(ours)
            except OSError:  # it was ended while we spoke, or it does not end
                return b""

    def _hand_over(self, theirs: socket.socket) -> None:
        """Give the helper the other end; a helper that somebody ended is replaced."""
        with self._starting:
            for _ in range(2):
                control = self._control or self._start()
                try:
                    socket.send_fds(control, [b"."], [theirs.fileno()])
                except OSError:
                    control.close()
                    self._control = None
                else:
                    return
        raise Unreadable("Files cannot be read now.")

    def _start(self) -> socket.socket:
        if self._helper:
            self._helper.kill()
            self._helper.wait()
        ours, theirs = socket.socketpair()
        with theirs:
            # -P: modules come from where ours do, and not from the folder that we happen to be in.
            # Nothing of our environment: it holds the token. A session of its own: Ctrl-C is not meant for it.
            self._helper = subprocess.Popen(  # noqa: S603  (this Python, our module)
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "corpus.reading.worker",
                    str(theirs.fileno()),
                    json.dumps(asdict(self._limits)),
                ],
                env={
                    "PYTHONPATH": os.pathsep.join(filter(os.path.isabs, sys.path)),
                    "OPENBLAS_NUM_THREADS": "1",
                    "LC_ALL": "C.UTF-8",
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._control = ours
        return ours

    def _explain(self, seconds: float) -> Manuscript:
        """Why there is no answer."""
        log.warning("a child ended without an answer after %.1f s", seconds)
        if seconds >= min(self._limits.seconds, self._limits.cpu_seconds):
            raise Unreadable("Reading the file takes too long: it is damaged, or made to do harm.")
        raise Unreadable("The file cannot be read: it is damaged, or made to do harm.")


def _received(ours: socket.socket) -> bytes:
    answer = bytearray()
    while part := ours.recv(1 << 16):
        answer += part
        if len(answer) > _LARGEST_ANSWER:
            return b""
    return bytes(answer)


def _manuscript(answer: bytes) -> Manuscript:
    """What the child says is checked like anything from outside."""
    try:
        said: dict[str, Any] = json.loads(answer)
        if "refused" in said:
            if "why" in said:
                log.warning("a reader failed: %.100s", said["why"])
            raise _refusal(str(said["refused"]), said.get("details", {}))
        return Manuscript.model_validate(said["manuscript"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        log.warning("a child answered in no form that we know")
        raise Unreadable("The file cannot be read: it is damaged, or made to do harm.") from error


def _refusal(sentence: str, details: Mapping[str, object]) -> Unreadable:
    return Unreadable(sentence, **{name: one if isinstance(one, int) else str(one) for name, one in details.items()})


_sandbox = Sandbox()
atexit.register(_sandbox.close)
read = _sandbox.read
