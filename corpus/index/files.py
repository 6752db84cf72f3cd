"""Arrays in a file: a line of format, a checked line of JSON, the bytes. Never pickle: a file is not to be trusted."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from corpus.index.arrays import Array

_FORMAT = b"quoth index 1\n"
_LONGEST_HEAD = 1 << 16
_ABANDONED = 60.0
"""Seconds after which a draft that has not grown is nobody's."""
_TYPES = frozenset({"i8", "u8", "i4", "u4", "u2", "u1", "f4"})


def write_arrays(path: Path, head: Mapping[str, object], arrays: Mapping[str, Array]) -> None:
    """Write beside `path`, for its owner alone to read, make it durable, then rename."""
    described = [[name, array.dtype.str, len(array), zlib.crc32(array.data)] for name, array in arrays.items()]
    line = json.dumps({**head, "arrays": described}).encode() + b"\n"
    draft = path.with_name(f"{_draft(path)}{os.getpid()}.{threading.get_ident()}")
    try:
        draft.touch(0o600)
        with draft.open("wb") as out:
            out.write(_FORMAT + b"%08x\n" % zlib.crc32(line) + line)
            for array in arrays.values():
                out.write(array.data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def remove_drafts(path: Path) -> None:
    """Remove what killed processes began to write beside `path`; what still grows is another process's."""
    for draft in path.parent.iterdir():
        if draft.name.startswith(_draft(path)):
            with contextlib.suppress(OSError):  # another process was faster
                if time.time() - draft.stat().st_mtime > _ABANDONED:
                    draft.unlink()


def _draft(path: Path) -> str:
    return f".{path.name}."


def read_arrays(path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """The head and the arrays; ValueError where a byte differs from what was written.

    The file is read, not mapped: a mapped file that somebody cuts short ends the process.
    """
    with path.open("rb") as file:
        if file.readline(64) != _FORMAT:
            raise ValueError("not an index of this format")
        check, line = file.readline(16), file.readline(_LONGEST_HEAD)
        if check != b"%08x\n" % zlib.crc32(line):
            raise ValueError("damaged head")
        head = json.loads(line)
        if not isinstance(head, dict):
            raise ValueError("the head is no object")  # noqa: TRY004  (it is the file's fault)
        left = path.stat().st_size - file.tell()
        return head, {name: _read_array(file, left, *rest) for name, *rest in head.pop("arrays")}


def _read_array(file: BinaryIO, left: int, dtype: str, count: int, check: int) -> Array:
    if dtype[1:] not in _TYPES or not 0 <= count <= left:
        raise ValueError("an array of a kind that was never written")
    result: Array = np.fromfile(file, dtype, count)
    if len(result) != count or zlib.crc32(result.data) != check:
        raise ValueError("a damaged array")
    result.flags.writeable = False
    return result
