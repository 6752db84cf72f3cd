"""Prepared statements: made by SQLAlchemy once, and from then on given to the driver itself.

SQLAlchemy takes about 70 µs for a statement, the drivers of both engines about 5; a question needs a dozen. What is
asked at every update is therefore prepared, and what a publication asks, which questions wait for; everything else is
not.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from corpus.store.schema import Utc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Dialect, Executable
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
    from sqlalchemy.types import TypeEngine

    Convert = Callable[[Any], Any] | None


class Prepared:
    """A statement as the driver of one database takes it, with what turns our values into the driver's, and back."""

    def __init__(self, statement: Executable, dialect: Dialect, names: Sequence[str] = ()) -> None:
        """`names` are the columns that an INSERT is given."""
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(names) or None)  # type: ignore[attr-defined]
        self.text = str(compiled)
        bind: dict[str, Convert] = {
            name: _into(bind.type, dialect) for name, bind in compiled.binds.items() if bind.required
        }
        self._fixed = {name: value for name, value in compiled.params.items() if name not in bind}
        self._is_ordered = compiled.positiontup is not None
        """Whether the driver wants values in order, not by name."""
        self._bind = [(name, bind.get(name)) for name in compiled.positiontup or compiled.params]
        self._returned = tuple(getattr(statement, "exported_columns", ()))
        self._dialect = dialect
        self._read: list[tuple[str, Convert]] = []

    def values(self, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  (a list or a dict)
        """As the driver wants them."""
        known = {**self._fixed, **given} if self._fixed else given
        if self._is_ordered:
            return [convert(known[name]) if convert else known[name] for name, convert in self._bind]
        return {name: convert(known[name]) if convert else known[name] for name, convert in self._bind}

    def row(self, found: Sequence[Any], cursor: DBAPICursor) -> dict[str, Any]:
        """As we want it; the driver's cursor tells of each column what it hands over, which is always the same."""
        if not self._read:
            self._read = [
                (column.key, _out_of(column.type, self._dialect, description[1]))
                for column, description in zip(self._returned, cursor.description, strict=True)
            ]
        return {
            name: convert(value) if convert else value for (name, convert), value in zip(self._read, found, strict=True)
        }


class Driver:
    """The driver's own connection, in a transaction or (of a single reading) in none."""

    def __init__(self, connection: DBAPIConnection) -> None:
        self._connection = connection

    def rows(self, statement: Prepared, **values: object) -> list[dict[str, Any]]:
        """What a statement finds, or what it returns of what it wrote."""
        cursor = self._run(statement, values)
        return [statement.row(found, cursor) for found in cursor.fetchall()]

    def row(self, statement: Prepared, **values: object) -> dict[str, Any] | None:
        """The first of these."""
        cursor = self._run(statement, values)
        found = cursor.fetchone()
        return None if found is None else statement.row(found, cursor)

    def write(self, statement: Prepared, *rows: Mapping[str, Any]) -> None:
        """Once for each of the rows."""
        cursor = self._connection.cursor()
        cursor.executemany(statement.text, [statement.values(row) for row in rows])
        cursor.close()

    def _run(self, statement: Prepared, values: Mapping[str, Any]) -> DBAPICursor:
        cursor = self._connection.cursor()
        cursor.execute(statement.text, statement.values(values))
        return cursor


class Ready:
    """A statement for who is given SQLAlchemy's connection, with or without a transaction: prepared at first use."""

    def __init__(self, statement: Executable, *names: str) -> None:
        """`names` are the columns that an INSERT is given."""
        self._statement = statement
        self._names = names
        self._of_dialect: dict[tuple[str, str], Prepared] = {}

    def row(self, connection: Connection, **values: object) -> dict[str, Any] | None:
        """The first that it finds, or returns of what it wrote."""
        driver, prepared = self._on(connection)
        return driver.row(prepared, **values)

    def rows(self, connection: Connection, **values: object) -> list[dict[str, Any]]:
        """All of them."""
        driver, prepared = self._on(connection)
        return driver.rows(prepared, **values)

    def scalar(self, connection: Connection, **values: object) -> Any:  # noqa: ANN401  (as SQLAlchemy's)
        """The first column of that; None where there is none."""
        row = self.row(connection, **values)
        return None if row is None else next(iter(row.values()))

    def write(self, connection: Connection, **values: object) -> None:
        """Run it for what it does."""
        driver, prepared = self._on(connection)
        driver.write(prepared, values)

    def _on(self, connection: Connection) -> tuple[Driver, Prepared]:
        if not connection.in_transaction():
            connection.begin()  # as SQLAlchemy does by itself before it runs a statement
        dialect = connection.dialect
        of = dialect.name, dialect.driver
        if of not in self._of_dialect:
            self._of_dialect[of] = Prepared(self._statement, dialect, self._names)
        return Driver(connection.connection), self._of_dialect[of]


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    if isinstance(kind, Utc) and dialect.name == "sqlite":
        return _written
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _written(moment: dt.datetime | None) -> str | None:
    """As SQLAlchemy writes a moment into SQLite, in a fifth of the time."""
    if moment is None:
        return None
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _out_of(kind: TypeEngine[Any], dialect: Dialect, code: object) -> Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, code)
