"""Chats: how each group wants to be served, whether we are in it, and which of our messages go when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from corpus.store.audit import Act, record
from corpus.store.preferences import Kept, Preferences
from corpus.store.schema import chats, collections, deletions

if TYPE_CHECKING:
    from corpus.store.database import Database


class ChatPreferences(Preferences):
    """What the admins of a group chose."""

    none_as_hint: bool = False
    """Whether “the articles do not say” is hinted at, not said."""
    cool_down: int = 0
    """Seconds between two questions of a member."""
    quiet_from: int | None = None
    """Hours of the day, 0-23, in the chat's time; both or none."""
    quiet_to: int | None = None
    utc_offset: int = 0
    """Minutes that the chat's clock is ahead of UTC."""
    deletes_after: int | None = None
    """Minutes after which our messages go."""

    def is_quiet(self, at: dt.datetime) -> bool:
        """Whether it is within the quiet hours."""
        if self.quiet_from is None or self.quiet_to is None:
            return False
        hour = (at.astimezone(dt.UTC) + dt.timedelta(minutes=self.utc_offset)).hour
        return (hour - self.quiet_from) % 24 < (self.quiet_to - self.quiet_from) % 24


class Chats(Kept[ChatPreferences]):
    """Groups by their number."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, chats, ChatPreferences)

    def choose(self, chat_id: int, *, by: str, **chosen: str | float | None) -> None:
        """An admin chooses; where the group has a collection of its own, its log tells of it."""
        own = select(collections.c.name).where(collections.c.chat_id == chat_id)
        with self._database.writing() as connection:
            self._set(connection, chat_id, chosen)
            for name in connection.scalars(own).all():
                for key, value in chosen.items():
                    record(connection, Act.SETTING_CHANGED, by=by, collection=name, subject=key, now=value)
        self._read(chat_id)

    def joined(self, chat_id: int) -> bool:
        """Note that we were added; False when we were there all the time."""
        now = dt.datetime.now(dt.UTC)
        with self._database.writing() as connection:
            row = connection.execute(select(chats).where(chats.c.chat_id == chat_id)).one_or_none()
            if row and row.greeted_at and not row.left_at:
                return False
            values = {"chat_id": chat_id, **self._defaults(), "greeted_at": now}
            connection.execute(self._upsert({"greeted_at": now}), values)
            connection.execute(update(chats).where(chats.c.chat_id == chat_id).values(left_at=None))
        return True

    def left(self, chat_id: int) -> None:
        """Note that we are no longer there; what was to be deleted there is out of our reach."""
        with self._database.writing() as connection:
            here = (chats.c.chat_id == chat_id) & chats.c.left_at.is_(None)
            connection.execute(update(chats).where(here).values(left_at=dt.datetime.now(dt.UTC)))
            connection.execute(delete(deletions).where(deletions.c.chat_id == chat_id))

    def has_left(self, chat_id: int) -> bool:
        """Whether we were there once and are no longer."""
        with self._database.reading() as connection:
            return connection.scalar(select(chats.c.left_at).where(chats.c.chat_id == chat_id)) is not None

    def delete_later(self, chat_id: int, message_id: int, after: dt.timedelta) -> None:
        """Note that a message of ours is to go."""
        values = {"chat_id": chat_id, "message_id": message_id, "due_at": dt.datetime.now(dt.UTC) + after}
        new = self._database.upsert(deletions).on_conflict_do_nothing(index_elements=["chat_id", "message_id"])
        with self._database.jotting() as connection:
            connection.execute(new, values)

    def due(self, at: dt.datetime | None = None) -> list[tuple[int, int]]:
        """Messages that are to go by now: chat and message."""
        statement = select(deletions).where(deletions.c.due_at <= (at or dt.datetime.now(dt.UTC)))
        with self._database.reading() as connection:
            return [(row.chat_id, row.message_id) for row in connection.execute(statement.order_by(deletions.c.due_at))]

    def deleted(self, chat_id: int, message_id: int) -> None:
        """Note that a message is gone, or cannot be made to go."""
        this = (deletions.c.chat_id == chat_id) & (deletions.c.message_id == message_id)
        with self._database.jotting() as connection:
            connection.execute(delete(deletions).where(this))
