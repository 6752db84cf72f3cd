"""People: how each wants to be served in private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.store.preferences import Kept, Preferences
from corpus.store.schema import people

if TYPE_CHECKING:
    from corpus.store.database import Database


class PersonPreferences(Preferences):
    """What a person chose."""

    corrections: bool = False
    """Whether they want to be told when an answer that they got is corrected."""


class People(Kept[PersonPreferences]):
    """People by their number."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, people, PersonPreferences)
