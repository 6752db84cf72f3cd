"""School: what moderators teach a collection, lessons and other names; it holds from the next question on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus import synonyms
from corpus.catalogue import Catalogue
from corpus.queries import MAIN
from corpus.teaching import teachable

if TYPE_CHECKING:
    from corpus.lessons import Lesson
    from corpus.passages import Passage
    from corpus.store import OwnSynonym, Store


class School:
    """The lessons and the synonyms of all collections."""

    def __init__(self, store: Store, catalogue_of: Callable[[str], Catalogue]) -> None:
        self._store = store
        self._catalogue_of = catalogue_of

    def lessons(self, collection: str = MAIN) -> list[Lesson]:
        """What the collection was taught, newest first."""
        return self._store.lessons.all(collection)

    def lesson(self, lesson_id: int) -> Lesson | None:
        """One lesson, also one that was taken back and can still be put back."""
        return self._store.lessons.get(lesson_id)

    def teach(self, text: str, passage: Passage | None, *, by: str, collection: str = MAIN) -> Lesson:
        """Tie a question to a live passage, or say that the articles do not answer it; it holds at once.

        Raises Unteachable and PassageChanged.
        """
        lesson = self._store.lessons.teach(teachable(text), passage, by=by, collection=collection)
        self._catalogue_of(collection).refresh()
        return lesson

    def unteach(self, lesson: Lesson, *, by: str) -> bool:
        """Take a lesson out; whether it was in force."""
        return self._retaught(lesson, self._store.lessons.end(lesson.id, by=by))

    def take_back(self, lesson: Lesson, *, by: str) -> bool:
        """Undo a teaching: the question is tied again to what it was tied to before, or to nothing."""
        return self._retaught(lesson, self._store.lessons.take_back(lesson.id, by=by))

    def reteach(self, lesson: Lesson, *, by: str) -> bool:
        """Undo `unteach`; False where the question was taught anew since, or too much time has passed."""
        return self._retaught(lesson, self._store.lessons.revive(lesson.id, by=by))

    def _retaught(self, lesson: Lesson, changed: bool) -> bool:  # noqa: FBT001
        self._catalogue_of(lesson.collection).refresh()
        return changed

    def synonyms(self, collection: str = MAIN) -> list[OwnSynonym]:
        """The names that a collection adds, each line of which mean the same."""
        return self._store.synonyms.all(collection)

    def synonyms_line(self, synonym_id: int) -> OwnSynonym | None:
        """One line of them."""
        return self._store.synonyms.get(synonym_id)

    def add_synonyms(self, names: str, *, by: str, collection: str = MAIN) -> bool:
        """Add names that mean the same, parted by commas; whether they are new. Raises Unteachable."""
        is_new = self._store.synonyms.add(synonyms.line(names), by=by, collection=collection)
        self._catalogue_of(collection).refresh()
        return is_new

    def remove_synonyms(self, known: OwnSynonym, *, by: str) -> bool:
        """Take a line of names out; whether it was there."""
        was_there = self._store.synonyms.remove(known.id, by=by)
        self._catalogue_of(known.collection).refresh()
        return was_there
