"""Folders: which files in them are read, and how much of each."""

import os
from pathlib import Path

import pytest

from corpus.errors import Unreadable
from corpus.reading import LARGEST, folders


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    for name in ("b.txt", "a/c.MD", "a/d.pdf", "e.sh", ".hidden.txt", ".git/f.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"The harbour.")
    return folder


def found(folder: Path) -> list[str]:
    """The names of the files that were found."""
    return [str(file.relative_to(folder)) for file in folders.files(folder)]


def test_readable_files_are_found(folder: Path) -> None:
    """In folders within, too; what is hidden or no article is not."""
    assert ["b.txt", "a/c.MD", "a/d.pdf"] == found(folder)


def test_links_lead_nowhere_else(folder: Path) -> None:
    """Whoever may write into the folder may not read this machine's other files by it."""
    secret = folder.parent / "secret.txt"
    secret.write_bytes(b"The secret.")
    (folder / "g.txt").symlink_to(secret)
    (folder / "h.txt").symlink_to("b.txt")
    (folder / "i").symlink_to(folder.parent)
    assert ["b.txt", "h.txt", "a/c.MD", "a/d.pdf"] == found(folder)


def test_no_more_is_read_than_can_be(folder: Path) -> None:
    """One byte more, so that it is refused."""
    with (folder / "b.txt").open("wb") as file:
        file.truncate(LARGEST * 10)
    assert LARGEST + 1 == len(folders.content(folder / "b.txt"))


def test_what_may_never_end_is_not_read(folder: Path) -> None:
    """A pipe with nobody at its other end."""
    os.mkfifo(folder / "pipe.txt")
    with pytest.raises(Unreadable):
        folders.content(folder / "pipe.txt")
