"""Inbox: what came in and is not yet dealt with, kept where a kill cannot reach it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, literal, select, update

from corpus.store.questions import REPLIED
from corpus.store.schema import inbox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

    from corpus.store.database import Database


_DONE = (
    update(inbox)
    .where(inbox.c.update_id == bindparam("of"), inbox.c.done_at.is_(None))
    .values(done_at=bindparam("done_at"), payload=None)
)
_KNOWN = select(inbox.c.update_id).where(inbox.c.update_id.between(bindparam("first"), bindparam("last")))


class Inbox:
    """Updates by their id: received once, done once, dealt with again after a crash between the two."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known, self._done, self._replied = map(database.prepare, (_KNOWN, _DONE, REPLIED))
        new = database.upsert(inbox).on_conflict_do_nothing(index_elements=["update_id"])
        self._new = database.prepare(new, "update_id", "payload", "received_at")

    def receive(self, update_id: int, payload: str) -> bool:
        """Keep an update before anything is done about it; False when it was received before."""
        return update_id in self.receive_all({update_id: payload})

    def receive_all(self, payloads: Mapping[int, str]) -> set[int]:
        """Keep many in one transaction; the ids of those that were not received before."""
        if not payloads:
            return set()
        now = dt.datetime.now(dt.UTC)
        with self._database.noting() as connection:
            known = connection.rows(self._known, first=min(payloads), last=max(payloads))
            new = payloads.keys() - {row["update_id"] for row in known}
            rows = [{"update_id": of, "payload": payloads[of], "received_at": now} for of in sorted(new)]
            connection.write(self._new, *rows)
        return new

    def done(self, *update_ids: int, replies: Mapping[str, int] | None = None) -> None:
        """Forget what they said, remember that they were dealt with; and by which messages questions were answered."""
        now = dt.datetime.now(dt.UTC)
        with self._database.noting() as connection:
            if replies:
                connection.write(self._replied, *({"question": of, "reply": reply} for of, reply in replies.items()))
            connection.write(self._done, *({"of": of, "done_at": now} for of in update_ids))

    def pending(self) -> list[tuple[int, str]]:
        """Received and not done, in the order of their ids."""
        statement = select(inbox.c.update_id, inbox.c.payload).where(inbox.c.done_at.is_(None))
        with self._database.reading() as connection:
            return [(row.update_id, row.payload) for row in connection.execute(statement.order_by(inbox.c.update_id))]

    def tries(self) -> dict[int, int]:
        """Of what is pending, how often it was begun again and not finished; without what never was."""
        statement = select(inbox.c.update_id, inbox.c.tries).where(inbox.c.done_at.is_(None), inbox.c.tries > 0)
        with self._database.reading() as connection:
            return {row.update_id: row.tries for row in connection.execute(statement)}

    def begin_again(self, update_id: int) -> None:
        """Count a try; it is told from the others should the process be killed over it."""
        self._set_tries(update_id, inbox.c.tries + 1)

    def acquit(self, update_id: int) -> None:
        """Count no try: it was not for this update that it was not finished."""
        self._set_tries(update_id, literal(0))

    def _set_tries(self, update_id: int, tries: ColumnElement[int]) -> None:
        with self._database.jotting() as connection:
            connection.execute(update(inbox).where(inbox.c.update_id == update_id).values(tries=tries))

    def forget(self, is_theirs: Callable[[str], bool], *, but: int) -> int:
        """Deal no more with what a person sent, except one update, and forget what it said; how much there was."""
        theirs = [update_id for update_id, payload in self.pending() if update_id != but and is_theirs(payload)]
        for update_id in theirs:
            self.done(update_id)
        return len(theirs)

    def sweep(self, older_than: dt.timedelta) -> None:
        """Drop the ids of what was done longer ago than that; what is pending stays."""
        with self._database.jotting() as connection:
            connection.execute(delete(inbox).where(inbox.c.done_at < dt.datetime.now(dt.UTC) - older_than))
