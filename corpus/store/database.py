"""Database: one engine, its connections, and the kinds of transaction."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import sqlite3
import threading
import time
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import create_engine, event, func, select
from sqlalchemy.dialects import sqlite

from corpus.errors import StoreBusy, StoreUnavailable
from corpus.store import address
from corpus.store.failures import BUSY, explained, is_busy
from corpus.store.prepared import Driver, Prepared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from sqlite3 import Connection as SqliteConnection

    from sqlalchemy import URL, Connection, Engine, Executable, PoolProxiedConnection, Table
    from sqlalchemy.dialects import postgresql

log = logging.getLogger(__name__)

_PATIENCE = 5.0
"""Seconds to wait for another connection's transaction."""
_HURRIED = 0.01
"""The same for who is in a hurry: long enough for a transaction of this process's own, or one busy piece of work would
drive the next into a thread, and that the one after it, for ever."""
_LOG_PAGES = 16_000
"""Of SQLite's log (64 MB), before whoever writes just then folds it into the file, and waits for the disk, twice …"""
_LONG_LOG = 8_000
"""… unless `fold` has come before: it lets writers wait only for a log of this length …"""
_FOLDED_AFTER = 200
"""… and does without, after so many transactions."""
_MIGRATION_LOCK = 0x51756F7468
"""Any number, the same in every process: "Quoth" in ASCII."""
# BEGIN IMMEDIATE queues for the write lock; a BEGIN that reads first and writes later cannot wait, it fails.
_BEGIN = {"read": "BEGIN", "write": "BEGIN IMMEDIATE"}
_hurried: ContextVar[bool] = ContextVar("hurried", default=False)


@contextlib.contextmanager
def hurried() -> Iterator[None]:
    """In this while, wait hardly for another writer: raise StoreBusy before anything is changed."""
    token = _hurried.set(True)
    try:
        yield
    finally:
        _hurried.reset(token)


class Database:
    """The door to the engine; every error leaves it as StoreUnavailable."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._opened = _identity(self.file)
        self._writers = threading.Lock()
        """SQLite's, one after another: SQLite itself lets whoever waits sleep, for longer than the other writes."""
        self._idle: list[PoolProxiedConnection] = []
        """Of SQLite, what `glancing` and `noting` left in order: the engine takes longer than they to hand one out."""
        self._noted = 0
        """Transactions since SQLite's log was folded last."""

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect, making the folder of a SQLite file where there is none."""
        parsed = address.parse(url)
        with explained():
            return cls(_postgresql(parsed) if parsed.get_backend_name() == "postgresql" else _sqlite(parsed))

    @property
    def file(self) -> Path | None:
        """Of SQLite."""
        url = self._engine.url
        return Path(url.database) if self._is_sqlite and url.database else None

    def upsert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """INSERT that can say ON CONFLICT, which each dialect has for itself."""
        if self._is_sqlite:
            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  (SQLite's users need not wait for its import)

        return postgresql.insert(table)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read what is committed; on SQLite all of it from one moment."""
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write, one transaction after another; when it ends without an error it is on the disk.

        Whoever is in a hurry does not wait for the disk: raises StoreBusy before anything is written.
        """
        if _hurried.get():
            raise StoreBusy(BUSY)
        with self.jotting() as connection:
            yield connection
        self._flush()

    @contextlib.contextmanager
    def jotting(self) -> Iterator[Connection]:
        """Write what a killed process keeps, without waiting for the disk (4 ms a commit) as `writing` does."""
        is_our_turn = self._await_turn()
        try:
            with self._explained(), self._engine.connect() as connection:
                connection.execution_options(quoth_transaction="write")
                with connection.begin():
                    yield connection
        finally:
            if is_our_turn:
                self._writers.release()

    def prepare(self, statement: Executable, *names: str) -> Prepared:
        """A statement for `glancing` and `noting`; `names` are the columns that an INSERT is given."""
        return Prepared(statement, self._engine.dialect, names)

    def glancing(self) -> AbstractContextManager[Driver]:
        """Read as `reading` does, by prepared statements, each from a moment of its own."""
        return self._driving("glance")

    def noting(self) -> AbstractContextManager[Driver]:
        """Write as `jotting` does, by prepared statements."""
        return self._driving("write")

    @contextlib.contextmanager
    def _driving(self, kind: str) -> Iterator[Driver]:
        # One generator and not one a layer: this stands around every statement of a question.
        connection = None
        is_our_turn = kind == "write" and self._await_turn()
        try:
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._engine.raw_connection()
            if self._is_sqlite:
                _start(connection, kind)
            yield Driver(connection)
            if kind == "write":
                connection.commit()
                self._noted += 1
        except BaseException:
            if connection:
                connection.close()  # the engine undoes what it left
            with self._explained():
                raise
        finally:
            if is_our_turn:
                self._writers.release()
        if self._is_sqlite:
            self._idle.append(connection)
        else:
            connection.close()

    @contextlib.contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Write alone, even before there is any table."""
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            yield connection

    def _flush(self) -> None:
        """Bring SQLite's log to the disk: what is in it then survives a power cut, not only a kill.

        SQLite would do so at the commit itself (synchronous=FULL), and let everybody wait who writes meanwhile.
        """
        if self.file is None:
            return
        try:
            with open(f"{self.file.resolve()}-wal", "rb+") as written:  # noqa: PTH123  (the name has an ending already)
                os.fsync(written.fileno())
        except FileNotFoundError:  # whoever closed it last folded it into the file, and flushed that
            pass
        except OSError as error:  # it is committed, and everybody sees it: it would be wrong to say that it is not
            log.warning("what was written last may not survive a power cut: %s", error.strerror)

    def _await_turn(self) -> bool:
        """Wait for who writes in this process; whether we are to say when we are done. Raises StoreBusy."""
        if self._is_sqlite and not self._writers.acquire(timeout=_patience()):
            raise StoreBusy(BUSY)
        return self._is_sqlite

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            with explained(self._error):
                yield
        except StoreUnavailable:
            self._look_again()
            raise

    def _look_again(self) -> None:
        """The file may be another by now, its disk mounted anew: what is open belongs to one that is gone."""
        now = _identity(self.file)
        if now not in {None, self._opened}:
            self._opened = now
            self._let_go()

    def _let_go(self) -> None:
        """Close every connection, those in use as soon as they are not."""
        idle, self._idle = self._idle, []
        while idle:
            idle.pop().close()
        self._engine.dispose()

    def copy(self, target: Path) -> None:
        """Make a SQLite file of everything that is committed, from one moment, while others go on writing.

        It is whole and checked when it gets its name; only its owner may read it. Raises FileExistsError.
        """
        if self.file is None:
            raise StoreUnavailable("PostgreSQL has a command of its own to back up a database: pg_dump.")
        unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            with open(os.open(unfinished, os.O_CREAT | os.O_EXCL, 0o600), "wb"):  # noqa: PTH123  (a mode from the start)
                pass
            with explained(), self._engine.connect() as connection:
                _copy(connection.connection.dbapi_connection, unfinished)  # type: ignore[arg-type]
            if target.exists():
                raise FileExistsError(target)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)

    def shred(self) -> None:
        """Write the file anew, so that no page of it still has what was deleted; PostgreSQL does so by itself."""
        if self.file:
            with explained(), self._engine.connect() as connection:
                driver = connection.connection.dbapi_connection
                driver.execute("VACUUM")  # type: ignore[union-attr]
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

    def fold(self) -> None:
        """Fold SQLite's log into the file where it has become long, before somebody has to who only wants to write."""
        if self._is_sqlite and self._noted >= _FOLDED_AFTER:
            self._noted = 0
            with self._explained(), self._engine.connect() as connection:
                driver = connection.connection.dbapi_connection
                # Beside all who write; what they wrote meanwhile is left, and where they never pause, the log grows.
                _, pages, _ = driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()  # type: ignore[union-attr]
                if pages >= _LONG_LOG:
                    with self._writers:
                        driver.execute("PRAGMA wal_checkpoint(FULL)")  # type: ignore[union-attr]

    def close(self) -> None:
        """Close every connection; SQLite then folds its log into the file."""
        with explained():
            self._let_go()


def _patience() -> float:
    return _HURRIED if _hurried.get() else _PATIENCE


def _identity(file: Path | None) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None where there is none."""
    try:
        found = file.stat() if file else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _postgresql(url: URL) -> Engine:
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)


def _sqlite(url: URL) -> Engine:
    file = Path(url.database or "")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable("The folder of the database cannot be made.") from error
    with contextlib.suppress(OSError):  # it is there, or SQLite will say what is wrong
        file.touch(0o600, exist_ok=False)  # what people asked is for its owner to read; SQLite's log follows it
    # The connection last used knows most pages: what another one writes, SQLite makes the others read anew.
    engine = create_engine(url, hide_parameters=True, pool_use_lifo=True, connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _copy(connection: SqliteConnection, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
        connection.backup(copy)  # all pages in one step: a writer in between would make it start anew
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError


def _prepare(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late, see _begin
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")  # see Database._flush
    connection.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except Exception as error:  # SQLite does not wait where two processes turn WAL on at the same moment
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    _start(connection.connection, connection.get_execution_options().get("quoth_transaction", "read"))


def _start(connection: PoolProxiedConnection, kind: str) -> None:
    # By the driver: SQLAlchemy takes 30 times as long for each, and this stands before every transaction.
    known, patience = connection.info, _patience()
    if known.get("patience") != patience:
        connection.dbapi_connection.execute(f"PRAGMA busy_timeout={1000 * patience:.0f}")  # type: ignore[union-attr]
        known["patience"] = patience
    if kind in _BEGIN:
        connection.dbapi_connection.execute(_BEGIN[kind])  # type: ignore[union-attr]
