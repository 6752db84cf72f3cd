"""Numbered migrations: `migrate` brings a database to this version of Quoth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from corpus.errors import DatabaseTooNew

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from corpus.store.database import Database

_HERE = Path(__file__).parent
NUMBERS = tuple(sorted(path.name[:4] for path in (_HERE / "versions").glob("[0-9]*.py")))
"""Of all migrations, oldest first: each file begins with its number."""


def migrate(database: Database) -> None:
    """Bring a database up to date; of two processes that start at once, one does it and the other waits."""
    with database.reading() as connection:
        if _number(connection) == NUMBERS[-1]:
            return
    with database.migrating() as connection:
        if _number(connection) != NUMBERS[-1]:
            _upgrade(connection)


def _number(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    number: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if number is not None and number not in NUMBERS:
        raise DatabaseTooNew("The database was written by a newer version of Quoth; install that or a later one.")
    return number


def _upgrade(connection: Connection) -> None:
    # Alembic takes a third of a second to import, and nearly every start finds nothing to do.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    command.upgrade(config, "head")
