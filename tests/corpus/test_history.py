"""Each change of an article is on record and can be taken back; only a purge deletes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import Overtaken, Purged
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember
from corpus.store import Act, Prompt, Store
from corpus.verification import Standing, verify
from tests.conftest import Write
from tests.corpus.paragraphs import FARES, OPENING

SECRET = "The unpublishable zebra lives at number nine, Quince Lane, and its telephone is never answered on Sundays."


@pytest.fixture(name="kept")
def _kept(sqlite_url: str) -> Iterator[Library]:
    """A library that keeps its index in a file from the first passage on."""
    library = Library(Store.open(sqlite_url), kept_from=1)
    yield library
    library.close()


def test_a_history_says_who_did_what(library: Library, write: Write) -> None:
    """Published, withdrawn, made live again; newest first."""
    article = library.publish(write(text=OPENING), by="ann").article
    library.publish(write(text=FARES), by="bob")
    library.history.withdraw(article.id, by="cy")
    library.history.make_live(article.id, 1, by="di", base=None)
    assert [
        (Act.RESTORED, 1, 1, "di"),
        (Act.WITHDRAWN, None, 2, "cy"),
        (Act.PUBLISHED, 2, 2, "bob"),
        (Act.PUBLISHED, 1, 1, "ann"),
    ] == [(change.what, change.live, change.number, change.by) for change in library.history.of(article.id)]
    assert OPENING == library.ask(Query(text="harbour opens")).citations[0].passage.text


def test_undo_makes_live_what_was_before(library: Library, write: Write) -> None:
    """A first publication is withdrawn, a second gives way to the first, a withdrawal is taken back; and so on."""
    first = library.publish(write(text=OPENING), by="ann")
    second = library.publish(write(text=FARES), by="ann")
    assert second.change
    undone = library.history.undo(first.article.id, second.change.id, by="bob")
    assert (Act.RESTORED, 1) == (undone.what, undone.live)
    assert 2 == library.history.undo(first.article.id, undone.id, by="bob").live
    withdrawn = library.history.withdraw(first.article.id, by="bob")
    assert withdrawn
    assert 2 == library.history.undo(first.article.id, withdrawn.id, by="bob").live
    other = library.publish(write("Other", FARES), by="ann")
    assert other.change
    assert (Act.WITHDRAWN, None) == (
        (last := library.history.undo(other.article.id, other.change.id, by="ann")).what,
        last.live,
    )


def test_undo_twice_is_undo_once(library: Library, write: Write) -> None:
    """A press that comes again after a crash finds it done."""
    library.publish(write(text=OPENING), by="ann")
    second = library.publish(write(text=FARES), by="ann")
    assert second.change
    one, two = (library.history.undo(second.article.id, second.change.id, by="ann") for _ in range(2))
    assert one == two and 3 == len(library.history.of(second.article.id))


def test_nobody_takes_back_what_others_changed_since(library: Library, write: Write) -> None:
    """An old button is refused, and so is making live another revision than the one compared with."""
    first = library.publish(write(text=OPENING), by="ann")
    library.publish(write(text=FARES), by="bob")
    library.publish(write(text=OPENING + FARES), by="bob")
    assert first.change
    with pytest.raises(Overtaken):
        library.history.undo(first.article.id, first.change.id, by="ann")
    with pytest.raises(Overtaken):
        library.history.make_live(first.article.id, 1, by="ann", base=2)
    assert library.history.make_live(first.article.id, 1, by="ann", base=3)
    assert None is library.history.make_live(first.article.id, 1, by="ann", base=3)


def test_the_order_of_articles_is_the_same_after_a_restart(library: Library, database_url: str, write: Write) -> None:
    """Of two passages as good, the one that became live first stays first, also where it was live once before."""
    article = library.publish(write("One", FARES), by="ann").article
    library.publish(write("Two", FARES), by="ann")
    query = Query(text="What do ferry tickets cost?")
    library.ask(query)
    library.history.withdraw(article.id, by="ann")
    library.history.make_live(article.id, 1, by="ann", base=None)
    titles = [citation.passage.revision.title for citation in library.ask(query).citations]
    store = Store.open(database_url)
    assert titles == [citation.passage.revision.title for citation in Library(store).ask(query).citations]
    store.close()


@pytest.mark.parametrize("number", [None, 2])
def test_a_purge_leaves_nothing_of_the_text(kept: Library, tmp_path: Path, write: Write, number: int | None) -> None:
    """Not in a table, not on a free page, not in the log, not in the index file, not in memory."""
    kept.publish(write(text=OPENING, title="Zebras"), by="ann")
    article = kept.publish(write(text=SECRET, title="Zebras", author="Ann Quincey"), by="ann").article
    draft = kept.gate.draft(write(text=SECRET + " More.", title="Zebras"), by="ann")
    kept.prompts.add(Prompt(draft.id, "title"), chat_id=1, message_id=1)
    query = Query(text="Whose telephone is never answered?")
    answer = kept.ask(query)
    question = remember(kept.questions, answer, chat_id=1, message_id=1, user_id=1)
    assert SECRET == answer.citations[0].passage.text
    kept.history.purge(article.id, number, by="eve")
    kept._background.submit(lambda: None).result()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word in (b"Quince", b"unpublishable", b"quincey", b"unpublish"):
        assert word not in left
    assert () == kept.ask(query).citations
    assert [Standing.WITHDRAWN] == [one.standing for one in verify(kept, question.id)]
    change, *_ = kept.history.of(article.id)
    assert (Act.PURGED, None, number, "eve") == (change.what, change.live, change.number, change.by)
    with pytest.raises(Purged):
        kept.history.make_live(article.id, 2, by="eve", base=None)


def test_what_is_left_of_a_purged_article_goes_on(library: Library, write: Write) -> None:
    """Another revision can be made live; a purged number is never given again."""
    article = library.publish(write(text=OPENING), by="ann").article
    library.publish(write(text=SECRET), by="ann")
    library.history.purge(article.id, 2, by="eve")
    library.history.make_live(article.id, 1, by="ann", base=None)
    assert 3 == library.publish(write(text=FARES), by="ann").revision.number
    library.history.purge(article.id, by="eve")
    assert [] == library.articles()
    assert article.id != library.publish(write(text=FARES), by="ann").article.id


def test_purging_an_old_revision_leaves_the_live_one(library: Library, write: Write) -> None:
    """It goes on answering."""
    article = library.publish(write(text=SECRET), by="ann").article
    library.publish(write(text=FARES), by="ann")
    library.history.purge(article.id, 1, by="eve")
    assert FARES == library.ask(Query(text="What do ferry tickets cost?")).citations[0].passage.text
    assert 2 == library.history.of(article.id)[0].live


def test_another_process_forgets_what_was_purged(library: Library, database_url: str, write: Write) -> None:
    """It quotes nothing of it from that instant on: where it comes upon what was purged it looks at what is live."""
    store = Store.open(database_url)
    elsewhere = Library(store)
    article = library.publish(write(text=SECRET), by="ann").article
    assert SECRET == elsewhere.ask(Query(text="unpublishable zebra")).citations[0].passage.text
    elsewhere._forget()
    library.history.purge(article.id, by="eve")
    assert () == elsewhere.ask(Query(text="unpublishable zebra")).citations
    elsewhere._forget()
    assert all(SECRET != passage.text for passage in elsewhere.passages(article.id, 1))
    store.close()
