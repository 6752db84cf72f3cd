"""Whatever the disk does, a failed change changes nothing, says why, and the next one succeeds."""

import contextlib
import errno
import os
import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event

from corpus.articles import Manuscript
from corpus.errors import StoreBusy, StoreUnavailable
from corpus.store import Store, hurried
from tests.conftest import Write

Failure = Callable[[Store, Path], contextlib.AbstractContextManager[None]]


@contextlib.contextmanager
def _with_pragma(store: Store, pragma: str, undo: str) -> Iterator[None]:
    """Put every connection of the store under a limit of SQLite's."""
    engine = store._database._engine

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(pragma)

    event.listen(engine, "checkout", limit)
    yield
    event.remove(engine, "checkout", limit)
    with store._database.reading() as connection:
        connection.exec_driver_sql(undo)


def _full(store: Store, _file: Path) -> contextlib.AbstractContextManager[None]:
    """The database may not grow by a page."""
    return _with_pragma(store, "PRAGMA max_page_count=1", "PRAGMA max_page_count=1000000")


def _read_only(store: Store, _file: Path) -> contextlib.AbstractContextManager[None]:
    return _with_pragma(store, "PRAGMA query_only=ON", "PRAGMA query_only=OFF")


@contextlib.contextmanager
def _failing_disk(_store: Store, file: Path) -> Iterator[None]:
    """The operating system refuses to make the log longer."""
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.with_name("quoth.db-wal").stat().st_size + 1, allowed[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)


@contextlib.contextmanager
def _busy(store: Store, file: Path) -> Iterator[None]:
    """Another program writes and does not come to an end; we have no patience."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with _with_pragma(store, "PRAGMA busy_timeout=0", "PRAGMA busy_timeout=5000"):
            yield


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "quoth.db"


@pytest.fixture(name="store")
def _sqlite_store(sqlite_url: str) -> Iterator[Store]:
    store = Store.open(sqlite_url)
    yield store
    store.close()


FAILURES = [
    pytest.param(_full, "The disk is full; nothing was changed.", id="full"),
    pytest.param(_read_only, "The database is read-only; nothing was changed.", id="read-only"),
    pytest.param(_failing_disk, "The disk cannot be read or written; nothing was changed.", id="failing"),
    pytest.param(_busy, "The database is busy; try again in a moment.", id="locked"),
]


def _publish(store: Store, manuscript: Manuscript) -> None:
    assert store.changes.take(store.changes.publication(manuscript, collection="main", by="ann"))


@pytest.mark.parametrize(("failure", "sentence"), FAILURES)
def test_a_failed_change_changes_nothing(
    store: Store, file: Path, write: Write, failure: Failure, sentence: str
) -> None:
    """The old revision stays live, and publishing, removing, receiving work again without a restart."""
    _publish(store, write(text="Old."))
    old = store.articles("main")
    new = store.changes.publication(write(text="New. " * 100_000), collection="main", by="ann")
    with failure(store, file):
        with pytest.raises(StoreUnavailable) as refusal:
            store.changes.take(new)
        assert sentence == str(refusal.value)
        with pytest.raises(StoreUnavailable):
            store.inbox.receive(1, "x" * 100_000)
        assert old == store.articles("main")
    assert (1, old) == (store.version("main"), store.articles("main"))
    assert [] == store.inbox.pending()
    assert store.changes.take(new)
    assert store.changes.take(store.changes.turn(new.revision.article_id, None, by="ann"))
    assert store.inbox.receive(1, "x")


def test_a_writer_waits_for_another(store: Store, file: Path, write: Write) -> None:
    """Who finds the database locked for a moment publishes a moment later, and nobody notices."""
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, other.execute, ["COMMIT"])
    timer.start()
    _publish(store, write())
    timer.join()
    other.close()
    assert 1 == store.version("main")


def test_a_damaged_file_is_said(sqlite_url: str, store: Store, file: Path, write: Write) -> None:
    """Not a traceback: a sentence that says what to do."""
    _publish(store, write())
    store.close()
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 200_000)
    with pytest.raises(StoreUnavailable, match="damaged"):
        Store.open(sqlite_url).articles("main")


def test_no_text_of_a_person_stands_in_an_error(store: Store, file: Path, write: Write) -> None:
    """Errors are logged with their causes: these name the statement, never what was to be stored."""
    _publish(store, write())
    with _read_only(store, file), pytest.raises(StoreUnavailable) as refusal:
        store.inbox.receive(1, "a secret question")
    assert "secret" not in f"{refusal.value}{refusal.value.__cause__}"


def test_a_hurried_writer_waits_for_nobody(store: Store, file: Path) -> None:
    """It is told so at once, and may try again; whoever has time waits until the other is done."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        for _ in range(2):
            with pytest.raises(StoreBusy), hurried():
                store.inbox.receive(1, "x")
            with pytest.raises(StoreBusy), hurried(), store._database.writing():
                pass
        assert time.monotonic() - started < 1
        threading.Timer(0.3, other.execute, ("ROLLBACK",)).start()
        assert store.inbox.receive(1, "x")


def test_a_writer_waits_no_longer_than_another_of_its_process_writes(store: Store) -> None:
    """SQLite would look again after ever longer pauses; a busy machine gets ten tries. Who hurries is told so."""
    assert any(_goes_on_at_once(store) for _ in range(10))
    with store._database.writing(), ThreadPoolExecutor(1) as thread, pytest.raises(StoreBusy, match="busy"):
        thread.submit(_receive_in_a_hurry, store).result()
    store.inbox.receive(1, "{}")


def _goes_on_at_once(store: Store) -> bool:
    with ThreadPoolExecutor(1) as thread:
        with store._database.writing():
            other = thread.submit(lambda: (store.inbox.receive(1, "{}"), time.perf_counter()))
            time.sleep(0.06)  # SQLite would look after 53 ms, and then after 78
        ended = time.perf_counter()
        return other.result()[1] - ended < 0.01


def _receive_in_a_hurry(store: Store) -> None:
    with hurried():
        store.inbox.receive(2, "{}")


def test_who_hurries_does_not_wait_for_the_disk(store: Store) -> None:
    """What is to be on the disk is written by whoever has time, also where nobody else writes."""
    with hurried(), pytest.raises(StoreBusy), store._database.writing():
        raise AssertionError


def test_others_write_while_what_was_written_goes_to_the_disk(
    store: Store, file: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow disk makes whoever publishes wait, and nobody who asks."""
    flushed: list[int] = []

    def slow(written: int) -> None:
        flushed.append(os.fstat(written).st_ino)
        with ThreadPoolExecutor(1) as thread:
            thread.submit(_receive_in_a_hurry, store).result()

    monkeypatch.setattr(os, "fsync", slow)
    _publish(store, write())
    log = file.with_name(f"{file.name}-wal").stat().st_ino
    assert flushed
    assert set(flushed) == {log}
    assert store.inbox.pending()


def test_a_disk_that_does_not_flush_is_logged(
    store: Store, write: Write, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The change stands, as everybody sees it; the operator learns that a power cut could take it back."""

    def failing(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    _publish(store, write())
    assert "power cut" in caplog.text
    assert store.articles("main")


def test_a_long_log_is_folded(store: Store, file: Path) -> None:
    """Into the file, before somebody has to who only wants to write; a short one is left where it is."""
    for update_id in range(1, 400):
        store.inbox.receive(update_id, "{}")
        store.fold()
    with contextlib.closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as alone:  # without the log
        ((folded,),) = alone.execute("SELECT count(*) FROM inbox")
    assert 200 <= folded < 399 == len(store.inbox.pending())
