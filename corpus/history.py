"""History: what became of an article, change by change, and how a change is taken back. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.catalogue import Catalogue
from corpus.errors import Overtaken

if TYPE_CHECKING:
    from corpus.store import Change, Step, Store


class History:
    """Changes of articles, and changes of those changes."""

    def __init__(self, store: Store, catalogue_of: Callable[[str], Catalogue], forget: Callable[[], None]) -> None:
        """`forget` lets go of the texts that are kept in memory."""
        self._store = store
        self._catalogue_of = catalogue_of
        self._forget = forget

    def of(self, article_id: str) -> list[Change]:
        """Who did what, newest first."""
        return self._store.changes.of(article_id)

    def make_live(self, article_id: str, number: int | None, *, by: str, base: int | None) -> Change | None:
        """Answer from another revision, or (None) from none of the article; None where that was so before.

        Raises Overtaken where another one than `base` is live: nobody replaces what they have not seen.
        """

        def step() -> Step | None:
            found = self._store.changes.turn(article_id, number, by=by)
            live = found.previous.number if found.previous else None
            if live == number:
                return None
            if live != base:
                raise Overtaken
            return found

        return self._catalogue_of(self._store.article(article_id).collection).change(step)

    def withdraw(self, article_id: str, *, by: str) -> Change | None:
        """Answer from no revision of it, whichever is live; None where none was."""
        collection = self._store.article(article_id).collection
        return self._catalogue_of(collection).change(lambda: self._store.changes.turn(article_id, None, by=by))

    def undo(self, article_id: str, change_id: int, *, by: str) -> Change:
        """Make live what was live before a change, and give the change that did it; a second time it is only given.

        Raises Overtaken where something was changed since.
        """
        history = self.of(article_id)
        position = next((at for at, change in enumerate(history) if change.id == change_id), None)
        if position is None or position > 1:
            raise Overtaken
        before = history[position + 1].live if position + 1 < len(history) else None
        if position == 1 and history[0].live != before:
            raise Overtaken
        if position == 0:
            self.make_live(article_id, before, by=by, base=history[0].live)
        return self.of(article_id)[0]

    def purge(self, article_id: str, number: int | None = None, *, by: str) -> Change:
        """Delete the text of a revision, or of all of them, for good: from every table and from the index."""
        article = self._store.article(article_id)
        if article.live and number in {None, article.live.number}:
            self.withdraw(article_id, by=by)  # first, so that no question finds it while its text goes
        change = self._store.changes.purge(article_id, number, by=by)
        self._forget()
        self._catalogue_of(article.collection).purge()
        self._store.shred()
        return change
