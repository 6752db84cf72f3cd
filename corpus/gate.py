"""Gate: every change of a text is a draft first, looked at, and then published or discarded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.articles import Article, Manuscript, Revision
from corpus.catalogue import Catalogue
from corpus.courtesy import calmly, give_way
from corpus.differences import Difference, compare
from corpus.duplicates import Duplicate, duplicates
from corpus.errors import Overtaken
from corpus.lessons import Followed, follow
from corpus.passages import Passage, layout, split
from corpus.queries import MAIN
from corpus.store import Act

if TYPE_CHECKING:
    from corpus.store import Change, Draft, Part, Placed, Store

DETAILS = ("title", "author", "date", "source", "language")
"""What of a manuscript can be changed before it is published."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft as it would be if it were published now."""

    draft: Draft
    revision: Revision
    passages: tuple[Passage, ...]
    previous: Revision | None
    """What is live of the article."""
    difference: Difference
    """From what is live, or from nothing."""
    duplicates: tuple[Duplicate, ...]
    """Other articles that say the same, until a moderator says that both are wanted."""
    lessons: Followed
    """What becomes of the lessons of the article."""
    unchanged: bool
    """What is live says the same, to the last detail."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing a manuscript did, in passages: the same words are the same passage, wherever they stand."""

    article: Article
    revision: Revision
    previous: Revision | None
    added: int
    removed: int
    kept: int
    change: Change | None
    """What can be undone; None where the live revision says the same, and nothing was published."""

    @property
    def unchanged(self) -> bool:
        """Whether nothing was published."""
        return self.change is None


class Gate:
    """Drafts on their way into collections."""

    def __init__(self, store: Store, catalogue_of: Callable[[str], Catalogue]) -> None:
        self._store = store
        self._drafts = store.drafts
        self._catalogue_of = catalogue_of

    def draft(  # noqa: PLR0913  (a draft, and what it is about)
        self,
        manuscript: Manuscript,
        *,
        by: str,
        collection: str = MAIN,
        article_id: str | None = None,
        brought: str | None = None,
        part: Part | None = None,
    ) -> Draft:
        """Keep a manuscript for a moderator to look at.

        It is for the article with that id; where none is named, for the one with its title, or a new one. What
        `brought` names (a message, or an album, of which this is a `part`) brings one draft, however often it comes.
        """
        placed = self._store.changes.publication(manuscript, collection=collection, by=by, article_id=article_id)
        target = None if placed.is_new else placed.article_id
        return self._drafts.add(
            manuscript, collection=collection, by=by, article_id=target, base=placed.base, brought=brought, part=part
        )

    def brought(self, brought: str) -> Draft | None:
        """The draft that a message, or an album, became."""
        return self._drafts.brought(brought)

    def show(self, draft_id: str, message_id: int) -> None:
        """Note which message shows it."""
        self._drafts.show(draft_id, message_id)

    def rewrite(self, draft_id: str, manuscript: Manuscript) -> Draft:
        """Put another manuscript in the place of its own, as if it had been drafted so."""
        draft = self._drafts.get(draft_id)
        placed = self._store.changes.publication(manuscript, collection=draft.collection, by=draft.by)
        place = {"article_id": None if placed.is_new else placed.article_id, "base": placed.base}
        return self._drafts.change(draft.model_copy(update={**place, "manuscript": manuscript}))

    def get(self, draft_id: str) -> Draft:
        """A draft; raises UnknownDraft."""
        return self._drafts.get(draft_id)

    def open(self, collection: str = MAIN) -> list[Draft]:
        """What waits, newest first."""
        return self._drafts.open(collection)

    def edit(self, draft_id: str, **details: object) -> Draft:
        """Give it another title, author, date, source or language; pydantic's ValidationError where that is none."""
        draft = self._drafts.get(draft_id)
        manuscript = Manuscript.model_validate({**draft.manuscript.model_dump(), **details})
        return self._drafts.change(draft.model_copy(update={"manuscript": manuscript}))

    def replace(self, draft_id: str, article_id: str) -> Draft:
        """Make it a revision of that article, as that now is."""
        live = self._store.article(article_id).live
        place = {"article_id": article_id, "base": live.number if live else None, "apart": False}
        return self._drafts.change(self._drafts.get(draft_id).model_copy(update=place))

    def keep_both(self, draft_id: str) -> Draft:
        """Make it an article of its own, whatever it is like."""
        place = {"article_id": None, "base": None, "apart": True}
        return self._drafts.change(self._drafts.get(draft_id).model_copy(update=place))

    def renew(self, draft_id: str) -> Draft:
        """Hold it against what is live now, after somebody else was faster."""
        draft = self._drafts.get(draft_id)
        placed = self._placed(draft, draft.by)
        place = {"article_id": None if placed.is_new else placed.article_id, "base": placed.base}
        return self._drafts.change(draft.model_copy(update=place))

    def preview(self, draft_id: str) -> Preview:
        """What publishing would do."""
        draft = self._drafts.get(draft_id)
        step = self._placed(draft, draft.by)
        give_way()
        passages = split(step.revision, calmly)
        before = split(step.previous, calmly) if step.previous else ()
        give_way()
        alike = () if draft.apart else self._alike(step.revision, passages, draft.collection)
        give_way()
        difference = compare(before, passages, calmly)
        give_way()
        lessons = follow(self._store.lessons.of_article(step.article_id), passages)
        return Preview(draft, step.revision, passages, step.previous, difference, alike, lessons, step.unchanged)

    def publish(self, draft_id: str, *, by: str) -> Publication:
        """Make it live; what was published before, by whomever, is only told again.

        Raises Overtaken where the article is no longer what the draft was held against: nobody publishes a
        difference that they have not seen.
        """
        draft = self._drafts.get(draft_id)
        if draft.published is None:
            self._catalogue_of(draft.collection).change(lambda: self._step(draft_id, by))
            draft = self._drafts.get(draft_id)
            give_way()
        if draft.published is None:
            step = self._placed(draft, by)
            return publication(step, None)
        return self._told(draft.article_id or "", draft.published)

    def discard(self, draft_id: str) -> None:
        """Delete it; twice is once."""
        self._drafts.discard(draft_id)

    def sweep(self) -> int:
        """Delete the drafts that nobody published for too long; how many."""
        return self._drafts.sweep()

    def _step(self, draft_id: str, by: str) -> Placed | None:
        draft = self._drafts.get(draft_id)
        if draft.published is not None:
            return None
        placed = self._placed(draft, by)
        if placed.is_new != (draft.article_id is None) or placed.base != draft.base:
            raise Overtaken
        return replace(placed, draft_id=draft_id)

    def _placed(self, draft: Draft, by: str) -> Placed:
        return self._store.changes.publication(
            draft.manuscript, collection=draft.collection, by=by, article_id=draft.article_id, apart=draft.apart
        )

    def _alike(self, revision: Revision, passages: Sequence[Passage], collection: str) -> tuple[Duplicate, ...]:
        found = duplicates(
            revision,
            passages,
            self._catalogue_of(collection).index,
            lambda article_id: self._store.article(article_id).live,
        )
        titled = self._store.changes.titled(revision.title, collection)
        other = self._store.article(titled).live if titled and titled != revision.article_id else None
        is_told = other is None or any(one.revision.article_id == other.article_id for one in found)
        return found if is_told or other is None else (*found, Duplicate(other, 0.0))

    def _told(self, article_id: str, number: int) -> Publication:
        """What publishing a revision did, as it is on record."""
        history = self._store.changes.of(article_id)
        change = next(change for change in history if (change.what, change.number) == (Act.PUBLISHED, number))
        before = next((one.live for one in history if one.id < change.id), None)
        article = self._store.article(article_id)
        revision = self._store.revision(article_id, number)
        previous = self._store.revision(article_id, before) if before else None
        give_way()
        return _counted(article, revision, previous, change)


def publication(step: Placed, change: Change | None) -> Publication:
    """What a step did; nothing, where it brought no change."""
    revision = step.revision if change else step.previous or step.revision
    article = Article(id=step.article_id, collection=step.collection, live=revision)
    return _counted(article, revision, step.previous, change)


def _counted(article: Article, revision: Revision, previous: Revision | None, change: Change | None) -> Publication:
    new, old = _texts(revision), _texts(previous) if previous else Counter[str]()
    return Publication(
        article=article,
        revision=revision,
        previous=previous,
        added=(new - old).total(),
        removed=(old - new).total(),
        kept=(new & old).total(),
        change=change,
    )


def _texts(revision: Revision) -> Counter[str]:
    return Counter(revision.text[slice(*span)] for span, _ in layout(revision, calmly))
