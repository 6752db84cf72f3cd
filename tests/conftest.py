"""What tests of several rooms share: a real database, the store and the library on it, and manuscripts."""

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from corpus.articles import Manuscript
from corpus.library import Library
from corpus.store import Store

POSTGRESQL = os.environ.get("QUOTH_TEST_POSTGRESQL")
"""The address of a server to test with too, besides SQLite; needs the driver, psycopg."""

Write = Callable[..., Manuscript]


@pytest.fixture(name="sqlite_url")
def _sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/quoth.db"


@pytest.fixture(name="database_url", params=["sqlite", "postgresql"] if POSTGRESQL else ["sqlite"])
def _database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server = create_engine(
        make_url(POSTGRESQL or "").set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    name = f"quoth_test_{secrets.token_hex(6)}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(name="store")
def _store(database_url: str) -> Iterator[Store]:
    store = Store.open(database_url)
    yield store
    store.close()


@pytest.fixture(name="library")
def _library(store: Store) -> Library:
    """Without the article that ships with Quoth: `Library.open` brings that."""
    return Library(store)


@pytest.fixture(name="elsewhere")
def _elsewhere(database_url: str) -> Iterator[Library]:
    """Another library on the same database, as another process has it."""
    store = Store.open(database_url)
    yield Library(store)
    store.close()


@pytest.fixture(name="write")
def _write() -> Write:
    def write(title: str = "Harbour news", text: str = "The harbour opens on Monday.", **details: object) -> Manuscript:
        return Manuscript.model_validate({"title": title, "text": text, **details})

    return write
