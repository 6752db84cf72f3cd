"""Folders: the files in them that can be read, and their bytes."""

import os
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import Unreadable
from corpus.reading.names import FORMATS
from corpus.reading.sandbox import LARGEST


def files(folder: Path) -> Iterator[Path]:
    """All files of a folder and of those in it that can be read, by name; hidden ones, as those of git, are not.

    A link counts when it leads to a file of the same folder: whoever fills a folder shows what is in it, and not what
    else lies on this machine.
    """
    root = folder.resolve()
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(place, name)
            if not name.startswith(".") and file.suffix.lower() in FORMATS and file.resolve().is_relative_to(root):
                yield file


def content(file: Path) -> bytes:
    """The bytes of a file, one more at most than can be read; raises OSError, and Unreadable for what may never end."""
    if file.exists() and not file.is_file() and not file.is_dir():
        raise Unreadable("This is no file.")
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)
