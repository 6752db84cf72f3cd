"""Library: ask, and the door to articles, their drafts and changes, index and store."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Self

from corpus import answers, archives, suggestions
from corpus.boldness import Boldness
from corpus.catalogue import KEPT_FROM, Catalogue
from corpus.courtesy import asking
from corpus.errors import Purged
from corpus.gate import Gate, publication
from corpus.history import History
from corpus.index import Key
from corpus.passages import Layout, Passage, layout, passage, split
from corpus.queries import MAIN, Query
from corpus.school import School
from corpus.store import ROOM, Room, Store
from corpus.vectors import BUNDLED, word_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import BinaryIO

    from corpus.answers import Answer
    from corpus.articles import Article, Manuscript, Revision
    from corpus.gate import Publication
    from corpus.store import Arrival, Placed
    from corpus.suggestions import Suggestion

_KEPT = 512
"""How many passages, and how many revisions, are kept in memory, of those that answers were taken from last."""
_SPLIT_KEPT = 32
"""How many revisions are kept as all their passages, and of how many it is known where these lie."""
_SUGGESTED_FROM = 30
"""How many articles suggestions are made from."""


class Library:
    """Articles, and the answers that they give.

    Questions may come from several threads. Each sees one snapshot of its collection; a change makes the next
    snapshot before it is written, and puts it in place, in one assignment, after it is on the disk.
    """

    def __init__(
        self,
        store: Store,
        *,
        vectors: str = BUNDLED,
        boldness: Boldness = Boldness.BALANCED,
        kept_from: int = KEPT_FROM,
    ) -> None:
        """Collections of `kept_from` passages or more have their index kept in a file beside the database.

        Raises VectorsUnreadable where `vectors` (see vectors.word_vectors) names none.
        """
        word_vectors("en", vectors)
        self._vectors, self._boldness = vectors, boldness
        self._store = store
        self._kept_from = kept_from
        self._catalogues: dict[str, Catalogue] = {}
        self._opening = threading.Lock()
        self._background = ThreadPoolExecutor(1, "index")
        self._revision = lru_cache(maxsize=_KEPT)(store.revision)
        self._passage = lru_cache(maxsize=_KEPT)(self._passage_of)
        self._layout = lru_cache(maxsize=_SPLIT_KEPT)(self._layout_of)
        self._split = lru_cache(maxsize=_SPLIT_KEPT)(self._split_of)
        self._fresh: dict[Key, Passage] = {}
        """Passages of the revision that was published last."""
        self._suggested: dict[str, tuple[int, tuple[Suggestion, ...]]] = {}
        self.gate = Gate(store, self._catalogue)
        self.school = School(store, self._catalogue)
        self.history = History(store, self._catalogue, self._forget)
        # Of the store, what callers use as it is.
        self.audit = store.audit
        self.chats = store.chats
        self.corrections = store.corrections
        self.inbox = store.inbox
        self.inline_messages = store.inline_messages
        self.moderators = store.moderators
        self.open_questions = store.open_questions
        self.origins = store.origins
        self.own_collections = store.own_collections
        self.people = store.people
        self.prompts = store.prompts
        self.questions = store.questions
        self.receipts = store.receipts
        self.shares = store.shares
        self.statistics = store.statistics
        self.traces = store.traces
        self.usage = store.usage
        self.votes = store.votes

    @classmethod
    def open(
        cls,
        database_url: str,
        *,
        vectors: str = BUNDLED,
        boldness: Boldness = Boldness.BALANCED,
        room: Room = ROOM,
        furnished: bool = True,
    ) -> Self:
        """Open a database; into a fresh one goes the article that ships with Quoth, where wanted."""
        library = cls(Store.open(database_url, room=room), vectors=vectors, boldness=boldness)
        try:
            if furnished and library._store.is_fresh():
                from corpus import bundled  # noqa: PLC0415  (what reads files is slow to import; most starts read none)

                library.publish(bundled.manuscript(), by=bundled.PUBLISHER)
        except BaseException:
            library.close()
            raise
        return library

    def close(self) -> None:
        """Close the database, after what was begun is written."""
        self._background.shutdown()
        self._store.close()

    @property
    def is_near(self) -> bool:
        """Whether the database is a file of this machine, not a server that takes a journey to ask."""
        return self._store.file is not None

    def warm(self, collection: str = MAIN) -> None:
        """Read and derive now what the first question would wait for."""
        answers.warm(self._catalogue(collection).index, vectors=self._vectors)

    def ask(self, query: Query) -> Answer:
        """Answer from the collection as it was before a change or as it is after, never between."""
        try:
            with asking:
                return self._answer(query)
        except Purged:  # by another process, between two looks at what others change
            self.refresh()
            return self._answer(query)

    def _answer(self, query: Query) -> Answer:
        snapshot = self._catalogue(query.collection).snapshot
        return answers.answer(
            query,
            snapshot.index,
            self._passage,
            vectors=self._vectors,
            boldness=query.boldness or self._boldness,
            teaching=snapshot.teaching,
        )

    def version(self, collection: str) -> int:
        """Counts the changes of a collection, by whatever process."""
        return self._store.version(collection)

    def nearest(self, query: Query) -> tuple[Passage, ...]:
        """The passages that come nearest to a question, answered or not: for whoever teaches it."""
        now = self._catalogue(query.collection).snapshot
        return answers.nearest(query, now.index, self._passage, vectors=self._vectors, teaching=now.teaching)

    def collections(self) -> list[str]:
        """What a chat can read."""
        return self._store.collections()

    def articles(self, collection: str = MAIN) -> list[Article]:
        """Live articles, by title."""
        return self._store.articles(collection)

    def page(self, collection: str, first: int, length: int) -> tuple[list[Article], int]:
        """Some of the live articles, by title, and how many there are in all."""
        return self._store.page(collection, first, length)

    def suggestions(self, collection: str = MAIN) -> tuple[Suggestion, ...]:
        """Questions that the collection answers well; found once for each version of it."""
        version = self._store.version(collection)
        made = self._suggested.get(collection)
        if made is None or made[0] != version:
            made = version, self._suggest(collection)
            self._suggested[collection] = made
        return made[1]

    def _suggest(self, collection: str) -> tuple[Suggestion, ...]:
        articles, _ = self.page(collection, 0, _SUGGESTED_FROM)
        passages = (self.passages(article.id) for article in articles)
        return suggestions.suggest(passages, lambda text: self.ask(Query(text=text, collection=collection)))

    def article(self, article_id: str) -> Article:
        """An article, removed or not."""
        return self._store.article(article_id)

    def collection_of(self, article_id: str) -> str:
        """Where an article is, removed or not; nowhere where there is none."""
        return self._store.collection_of(article_id)

    def revision(self, article_id: str, number: int) -> Revision:
        """One revision, live or not."""
        return self._store.revision(article_id, number)

    def passages(self, article_id: str, number: int | None = None) -> tuple[Passage, ...]:
        """All passages of a revision; of the live one where none is named, and none of a removed article."""
        if number is not None:
            return self._split(article_id, number)
        live = self._store.article(article_id).live
        return self._split(article_id, live.number) if live else ()

    def publish(
        self, manuscript: Manuscript, *, by: str, collection: str = MAIN, article_id: str | None = None
    ) -> Publication:
        """Make a manuscript the live revision of that article, or of the one with its title, or a new one."""
        steps: list[Placed] = []

        def step() -> Placed:
            steps.append(
                self._store.changes.publication(manuscript, collection=collection, by=by, article_id=article_id)
            )
            return steps[-1]

        change = self._catalogue(collection).change(step)
        return publication(steps[-1], change)

    def titled(self, title: str, collection: str = MAIN) -> str | None:
        """The id of the article that a manuscript of that title would continue, live or not."""
        return self._store.changes.titled(title, collection)

    def back_up(self, target: Path) -> None:
        """Copy the whole database into a new file, as it is at one moment; others may go on writing.

        Raises FileExistsError where there is such a file, OSError where there cannot be one.
        """
        self._store.back_up(target)

    def fold(self) -> None:
        """Do now and then, beside the questions, what one of them would wait for: see Database.fold."""
        self._store.fold()

    def export(self, file: BinaryIO, *, own: bool = True) -> None:
        """Write everything that moves with the articles into one file, see archives; chats' `own` only where wanted."""
        archives.write(self._store.archives.give(own=own), file)

    def take_in(self, file: BinaryIO, *, by: str, rehearsing: bool = False) -> tuple[Arrival, ...]:
        """Take in what another library exported, all of it or nothing; or, rehearsing, only tell what it would do.

        Raises UnreadableArchive.
        """
        arrivals = self._store.archives.take(archives.read(file), by=by, rehearsing=rehearsing)
        self.refresh()
        return arrivals

    def refresh(self) -> bool:
        """See what other processes published; whether there was anything. Waits while this process publishes."""
        refreshed = [catalogue.refresh() for catalogue in tuple(self._catalogues.values())]
        if any(refreshed):
            self._forget()
        return any(refreshed)

    def _forget(self) -> None:
        """Read anew what was read: a text may have been purged."""
        self._fresh = {}
        for known in (self._revision, self._passage, self._layout, self._split):
            known.cache_clear()

    def _keep(self, passages: Sequence[Passage]) -> None:
        self._fresh = {Key(each.revision.article_id, each.revision.number, each.number): each for each in passages}

    def _catalogue(self, collection: str) -> Catalogue:
        with self._opening:
            if collection not in self._catalogues:
                self._catalogues[collection] = Catalogue(
                    self._store,
                    collection,
                    self._background,
                    self._kept_from,
                    prepare=partial(answers.warm, vectors=self._vectors),
                    keep=self._keep,
                )
            return self._catalogues[collection]

    def _passage_of(self, key: Key) -> Passage:
        if fresh := self._fresh.get(key):
            return fresh
        revision = self._revision(key.article_id, key.revision)
        if revision.is_purged:
            raise Purged
        return passage(revision, self._layout(key.article_id, key.revision), key.number)

    def _layout_of(self, article_id: str, number: int) -> Layout:
        return layout(self._revision(article_id, number))

    def _split_of(self, article_id: str, number: int) -> tuple[Passage, ...]:
        return split(self._revision(article_id, number))
