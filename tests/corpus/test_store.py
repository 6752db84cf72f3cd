"""The store keeps articles, every revision of them, and who changed what."""

import datetime as dt
import re

import pytest

from corpus.articles import Manuscript, Revision
from corpus.errors import UnknownArticle, UnknownCollection
from corpus.store import Change, Placed, Store
from tests.conftest import Write


def _placed(store: Store, manuscript: Manuscript, *, collection: str = "main", by: str = "ann") -> Placed:
    return store.changes.publication(manuscript, collection=collection, by=by)


def _publish(store: Store, manuscript: Manuscript, *, collection: str = "main", by: str = "ann") -> Revision:
    placed = _placed(store, manuscript, collection=collection, by=by)
    assert store.changes.take(placed)
    return placed.revision


def _withdraw(store: Store, article_id: str) -> Change | None:
    return store.changes.take(store.changes.turn(article_id, None, by="bob"))


def test_a_published_manuscript_comes_back_to_the_last_detail(store: Store, write: Write) -> None:
    """Text, headings, source, author, date, language and what was left out are as they were read."""
    manuscript = write(
        text="Weather\n\nIt rains — “still”.\U0001f327",
        headings=((0, 7),),
        source="https://example.org/a",
        author="Ann Lee",
        date=dt.date(2025, 8, 7),
        language="de",
        left_out=("a comment form", "a cookie notice"),
    )
    revision = _publish(store, manuscript)
    assert revision == store.revision(revision.article_id, 1) == store.article(revision.article_id).live
    assert manuscript == Manuscript.model_validate(revision.model_dump(include=set(Manuscript.model_fields)))


def test_moments_are_in_utc(store: Store, write: Write) -> None:
    """Whatever the engine keeps, a moment comes out aware, in UTC, to the microsecond."""
    revision = _publish(store, write())
    kept = store.revision(revision.article_id, 1).published_at
    assert dt.UTC == kept.tzinfo
    assert revision.published_at == kept


def test_an_article_id_is_short_and_easy_to_type(store: Store, write: Write) -> None:
    """Eight lower-case letters and digits."""
    assert re.fullmatch(r"[a-z2-7]{8}", _publish(store, write()).article_id)


def test_the_same_title_is_the_next_revision(store: Store, write: Write) -> None:
    """Letter case, width and white space do not make another title."""
    first = _publish(store, write("The  Harbour ﬁle", "One."))
    second = _publish(store, write(" the harbour FILE", "Two."))
    assert (first.article_id, 2) == (second.article_id, second.number)
    assert [second, first] == store.revisions(first.article_id)
    assert [second] == [article.live for article in store.articles("main")]


def test_the_same_title_in_another_collection_is_another_article(store: Store, write: Write) -> None:
    """Collections share nothing."""
    here, there = _publish(store, write()), _publish(store, write(), collection="staff")
    assert here.article_id != there.article_id
    assert [here] == [article.live for article in store.articles("main")]
    assert [there] == [article.live for article in store.articles("staff")]


def test_a_draft_knows_when_nothing_would_change(store: Store, write: Write) -> None:
    """The same text with the same details is no revision; another detail is."""
    _publish(store, write())
    assert _placed(store, write(), by="bob").unchanged
    assert not _placed(store, write(author="Ann Lee"), by="bob").unchanged


def test_a_draft_is_refused_once_the_collection_moved_on(store: Store, write: Write) -> None:
    """Of two drafts made at the same moment one is published; the other is made again, and loses no number."""
    first, second = (_placed(store, write(text=text), by="ann") for text in ("One.", "Two."))
    assert store.changes.take(first)
    assert not store.changes.take(second)
    assert [1] == [revision.number for revision in store.revisions(first.revision.article_id)]


def test_articles_come_by_title(store: Store, write: Write) -> None:
    """Whatever their letter case and the order of publishing."""
    for title in ("beta", "Gamma", "Alpha"):
        _publish(store, write(title))
    assert ["Alpha", "beta", "Gamma"] == [article.live.title for article in store.articles("main") if article.live]


def test_a_removed_article_keeps_its_revisions_and_goes_on_counting(store: Store, write: Write) -> None:
    """Removed: not live, still there; published again: the next revision of the same article."""
    first = _publish(store, write())
    assert _withdraw(store, first.article_id)
    assert [] == store.articles("main")
    assert None is store.article(first.article_id).live
    assert [first] == store.revisions(first.article_id)
    again = _placed(store, write(), by="ann")
    assert (False, None, first.article_id, 2) == (
        again.unchanged,
        again.previous,
        again.revision.article_id,
        again.revision.number,
    )


def test_withdrawing_is_refused_once_the_collection_moved_on(store: Store, write: Write) -> None:
    """Nobody withdraws a revision that they have not seen."""
    article_id = _publish(store, write()).article_id
    step = store.changes.turn(article_id, None, by="bob")
    _publish(store, write(text="Two."))
    assert not store.changes.take(step)
    assert store.changes.take(store.changes.turn(article_id, None, by="bob"))
    assert store.changes.turn(article_id, None, by="bob").unchanged
    assert 3 == store.version("main")


def test_the_version_of_a_collection_counts_its_changes(store: Store, write: Write) -> None:
    """Each publish and each removal is one more, in that collection only."""
    assert 0 == store.version("main")
    article_id = _publish(store, write()).article_id
    _publish(store, write(), collection="staff")
    assert (1, 1) == (store.version("main"), store.version("staff"))
    _withdraw(store, article_id)
    assert 2 == store.version("main")


def test_every_change_is_on_record(store: Store, write: Write) -> None:
    """Who made which revision live, who removed it, and when; newest first."""
    first = _publish(store, write(), by="ann")
    _withdraw(store, first.article_id)
    removed, published = store.changes.of(first.article_id)
    assert (None, "bob") == (removed.live, removed.by)
    assert (1, "ann") == (published.live, published.by)
    assert published.at <= removed.at
    assert dt.UTC == removed.at.tzinfo


def test_a_store_is_fresh_until_the_first_article(store: Store, write: Write) -> None:
    """A removed article was there: the store is not fresh any more."""
    assert store.is_fresh()
    article_id = _publish(store, write()).article_id
    _withdraw(store, article_id)
    assert not store.is_fresh()


def test_what_is_unknown_is_named(store: Store, write: Write) -> None:
    """An unknown article, revision or collection is an error that says which."""
    known = _publish(store, write()).article_id
    for unknown in (
        lambda: store.article("nowhere"),
        lambda: store.revisions("nowhere"),
        lambda: store.revision("nowhere", 1),
        lambda: _withdraw(store, "nowhere"),
    ):
        with pytest.raises(UnknownArticle, match="nowhere"):
            unknown()
    with pytest.raises(UnknownArticle, match=known):
        store.revision(known, 7)
    with pytest.raises(UnknownCollection, match="staff"):
        store.version("staff")
