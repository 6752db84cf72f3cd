"""The address of a database, as people write it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from corpus.errors import StoreUnavailable

_FORMS = "sqlite:///file or postgresql://user:password@host/name"


def parse(address: str) -> URL:
    """Read an address; the driver is our affair, and no message repeats what may hold a password."""
    try:
        url = make_url(address.strip())
    except (ArgumentError, ValueError):
        raise StoreUnavailable(f"The database address is not of the form {_FORMS}.") from None
    match url.drivername.partition("+")[0]:
        case "sqlite":
            return _sqlite(url)
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case kind:
            raise StoreUnavailable(f"Quoth cannot use a database of the kind {kind}, only {_FORMS}.")


def _sqlite(url: URL) -> URL:
    if url.host or url.username or url.query:
        raise StoreUnavailable(
            "The address of a SQLite file has three slashes and then the file, as in sqlite:///quoth.db; "
            "four for an absolute path."
        )
    if not url.database or url.database == ":memory:":
        raise StoreUnavailable("The database address names no file, as in sqlite:///quoth.db.")
    try:
        file = Path(url.database).expanduser().absolute()
    except RuntimeError:  # nobody has that name, so nobody's home is meant
        raise StoreUnavailable("The database address names a home folder that does not exist.") from None
    if "\0" in str(file):
        raise StoreUnavailable("The database address names no file that can be.")
    return url.set(drivername="sqlite", database=str(file))
