"""Preferences: how a person or a chat wants to be served, read at every update."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import bindparam, select

from corpus.boldness import Boldness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table

    from corpus.store.database import Database

_FRESH = 2.0
"""Seconds after which what another process wrote is looked for."""
_MOST = 10_000


class Preferences(BaseModel):
    """What a person may choose in private, and admins for their group."""

    model_config = ConfigDict(frozen=True)

    collection: str = "main"
    language: str | None = None
    """None: as Telegram says of whoever asks."""
    boldness: Boldness = Boldness.BALANCED

    @property
    def chosen_boldness(self) -> Boldness | None:
        """What was chosen over the operator's choice; None leaves it to that."""
        return None if self.boldness is Boldness.BALANCED else self.boldness


P = TypeVar("P", bound=Preferences)


class Kept(Generic[P]):
    """Preferences by an id, in a table whose columns have the names of the fields."""

    def __init__(self, database: Database, table: Table, kind: type[P]) -> None:
        self._database = database
        self._table = table
        self._kind = kind
        (self._key,) = table.primary_key.columns
        self._find = database.prepare(select(table).where(self._key == bindparam("of")))
        self._known: dict[int, tuple[float, P]] = {}

    def get(self, of: int) -> P:
        """What was chosen, or the defaults; what another process writes is seen within two seconds."""
        until, known = self._known.get(of, (0.0, None))
        return known if known is not None and until > time.monotonic() else self._read(of)

    def set(self, of: int, **chosen: object) -> P:
        """Choose; what is not named stays as it is, also when somebody else chooses at the same moment."""
        with self._database.writing() as connection:
            self._set(connection, of, chosen)
        return self._read(of)

    def _set(self, connection: Connection, of: int, chosen: Mapping[str, object]) -> None:
        connection.execute(self._upsert(chosen), {self._key.name: of, **self._defaults(), **chosen})

    def forget_known(self) -> None:
        """Read everything anew: it was changed by another door."""
        self._known.clear()

    def _upsert(self, chosen: Mapping[str, object]) -> Any:  # noqa: ANN401  (each dialect has a type of its own)
        new = self._database.upsert(self._table)
        return new.on_conflict_do_update(index_elements=[self._key], set_={name: new.excluded[name] for name in chosen})

    def _defaults(self) -> dict[str, Any]:
        return self._kind().model_dump()

    def _read(self, of: int) -> P:
        with self._database.glancing() as connection:
            row = connection.row(self._find, of=of)
        found = self._kind.model_validate(row or {})
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[of] = (time.monotonic() + _FRESH, found)
        return found
