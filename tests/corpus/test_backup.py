"""A backup is the whole database at one moment, made while others write, and never in another file's place."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import StoreUnavailable
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Store
from tests.conftest import Write


@pytest.fixture(name="kept")
def _kept(sqlite_url: str) -> Iterator[Library]:
    with closing(Library(Store.open(sqlite_url))) as library:
        yield library


def test_a_backup_answers_as_the_original(kept: Library, tmp_path: Path, write: Write) -> None:
    """All of it is there, in one file that only its owner may read."""
    kept.publish(write(), by="Ada")
    kept.back_up(tmp_path / "copy.db")
    with closing(Library(Store.open(f"sqlite:///{tmp_path}/copy.db"))) as copy:
        question = Query(text="When does the harbour open?")
        assert kept.ask(question) == copy.ask(question)
    assert 0o600 == (tmp_path / "copy.db").stat().st_mode & 0o777


def test_nothing_is_overwritten(kept: Library, tmp_path: Path) -> None:
    """Neither the file that is there nor its rights change, and no half-made copy is left beside it."""
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(FileExistsError):
        kept.back_up(tmp_path / "notes.txt")
    assert "mine" == (tmp_path / "notes.txt").read_text("utf-8")
    assert before == sorted(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_an_os_error(kept: Library, tmp_path: Path) -> None:
    """The command line says what the system says."""
    with pytest.raises(FileNotFoundError):
        kept.back_up(tmp_path / "missing" / "copy.db")


def test_backups_are_whole_while_others_write(kept: Library, tmp_path: Path, write: Write) -> None:
    """Every revision of a copy is an article of it, and later copies have more; no writer is refused."""
    done = threading.Event()
    failed: list[BaseException] = []

    def publish() -> None:
        number = 0
        while not done.is_set():
            number += 1
            try:
                kept.publish(write(title=f"News {number}", text=f"Ferry {number} sails at noon.\n\n" * 40), by="Ada")
            except BaseException as error:  # noqa: BLE001  (told to the test, which is in another thread)
                failed.append(error)
                return

    writer = threading.Thread(target=publish)
    writer.start()
    counts = []
    try:
        for number in range(8):
            kept.back_up(tmp_path / f"{number}.db")
            counts.append(_checked(tmp_path / f"{number}.db"))
    finally:
        done.set()
        writer.join()
    assert not failed
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def _checked(file: Path) -> int:
    with closing(sqlite3.connect(file)) as copy:
        assert ("ok",) == copy.execute("PRAGMA integrity_check").fetchone()
        assert [] == copy.execute("PRAGMA foreign_key_check").fetchall()
        (live,) = copy.execute(
            "SELECT count(*) FROM articles JOIN revisions ON article_id = id AND number = live"
        ).fetchone()
        (articles,) = copy.execute("SELECT count(*) FROM articles").fetchone()
    assert live == articles
    return int(articles)


def test_postgresql_names_its_own_tool(database_url: str, tmp_path: Path) -> None:
    """One sentence, where the database is no file."""
    if database_url.startswith("sqlite"):
        pytest.skip("needs PostgreSQL")
    with closing(Store.open(database_url)) as store, pytest.raises(StoreUnavailable, match="pg_dump"):
        store.back_up(tmp_path / "copy.db")
