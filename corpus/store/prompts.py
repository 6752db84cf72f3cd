"""Prompts: messages of ours that ask for a detail of a draft; the reply to one is the detail."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from corpus.store.schema import prompts

if TYPE_CHECKING:
    from corpus.store.database import Database


class Prompt(NamedTuple):
    """What a message asks for."""

    draft_id: str
    detail: str


class Prompts:
    """Kept for as long as the draft."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._add = database.upsert(prompts).on_conflict_do_nothing(index_elements=["chat_id", "message_id"])

    def add(self, prompt: Prompt, *, chat_id: int, message_id: int) -> None:
        """Note that a message asks for a detail."""
        with self._database.writing() as connection:
            connection.execute(self._add, {**prompt._asdict(), "chat_id": chat_id, "message_id": message_id})

    def of_message(self, chat_id: int, message_id: int) -> Prompt | None:
        """What a message asks for; None where it asks for nothing, or the draft is gone."""
        key = (prompts.c.chat_id == chat_id) & (prompts.c.message_id == message_id)
        with self._database.reading() as connection:
            row = connection.execute(select(prompts.c.draft_id, prompts.c.detail).where(key)).one_or_none()
        return None if row is None else Prompt(row.draft_id, row.detail)
