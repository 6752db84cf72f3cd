"""What went wrong with the database, in one sentence for a person."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from corpus.errors import StoreBusy, StoreUnavailable, later

if TYPE_CHECKING:
    from collections.abc import Iterator

# By the name of SQLite's primary result code, with which the extended ones begin.
BUSY = later("The database is busy; try again in a moment.")
_SENTENCES = {
    "SQLITE_FULL": later("The disk is full; nothing was changed."),
    "SQLITE_IOERR": later("The disk cannot be read or written; nothing was changed."),
    "SQLITE_READONLY": later("The database is read-only; nothing was changed."),
    "SQLITE_PERM": later("Quoth may not open the database file."),
    "SQLITE_CANTOPEN": later("The database file cannot be opened."),
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_CORRUPT": later("The database file is damaged; put a backup in its place."),
    "SQLITE_NOTADB": later("The database file is not a database."),
}
_DRIVER_MISSING = "PostgreSQL needs its driver, psycopg: README.md says how to install it."
_UNREACHABLE = later("The database cannot be reached or used now.")


@contextlib.contextmanager
def explained(of_driver: type[Exception] = sqlite3.Error) -> Iterator[None]:
    """Let nothing of the database libraries out: each of their errors becomes StoreUnavailable."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise StoreUnavailable(_DRIVER_MISSING) from error
    except (SQLAlchemyError, of_driver) as error:
        kind = StoreBusy if is_busy(_original(error)) else StoreUnavailable
        raise kind(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    code = _code(error)
    return next((text for name, text in _SENTENCES.items() if code.startswith(name)), _UNREACHABLE)


def is_busy(error: BaseException | None) -> bool:
    """Whether another connection is in the way, for now."""
    return str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _code(error: Exception) -> str:
    return str(getattr(_original(error), "sqlite_errorname", ""))


def _original(error: Exception) -> BaseException | None:
    """The driver's."""
    return error.orig if isinstance(error, DBAPIError) else error
