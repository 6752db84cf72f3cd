"""The library answers from what is live, and from nothing else, whatever happens meanwhile."""

import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, event

from corpus import bundled
from corpus.answers import Answer
from corpus.articles import Manuscript
from corpus.errors import StoreUnavailable, UnknownArticle, UnknownCollection
from corpus.gate import Publication
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Store
from tests.conftest import Write
from tests.corpus.paragraphs import one_text

ROOT = Path(__file__).parents[2]
FILLER = " ".join(["The gulls of the old quay circle above the nets while fishermen mend what the night has torn."] * 4)
OPENING = f"The harbour opens on Monday after the repair of its gates. {FILLER}"
FERRY = f"The ferry to the islands leaves at noon from the northern pier. {FILLER}"
MARKET = f"The market sells oysters until the evening bell has rung. {FILLER}"
QUAY = Query(text="What circles above the nets of the old quay?")
PUBLISH_FOR_EVER = """
import itertools, sys
from corpus.articles import Manuscript
from corpus.library import Library
library = Library.open(sys.argv[1])
for i in itertools.count():
    publication = library.publish(Manuscript(title="Harbour news", text=f"The harbour opens on day{i}."), by="ann")
    print(publication.revision.number, i, flush=True)
"""


def _quoted(answer: Answer) -> list[str]:
    return [citation.passage.text for citation in answer.citations]


def test_a_fresh_database_gets_the_shipped_article_once(database_url: str) -> None:
    """At the first start; a second start finds it; removed, it stays removed."""
    library = Library.open(database_url)
    (article,) = library.articles()
    assert article.live
    assert (bundled.manuscript().title, bundled.PUBLISHER) == (article.live.title, article.live.published_by)
    library.close()

    library = Library.open(database_url)
    assert [article] == library.articles()
    library.history.withdraw(article.id, by="ann")
    library.close()

    library = Library.open(database_url)
    assert [] == library.articles()
    library.close()


def test_a_library_that_cannot_be_filled_is_not_opened(sqlite_url: str) -> None:
    """A new database on a disk that became read-only: one sentence at the start, and nothing stays open."""
    Store.open(sqlite_url).close()

    def refuse(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    event.listen(Engine, "connect", refuse)
    try:
        with pytest.raises(StoreUnavailable, match="read-only"):
            Library.open(sqlite_url)
    finally:
        event.remove(Engine, "connect", refuse)


def test_the_inbox_and_the_questions_are_the_stores(library: Library, store: Store) -> None:
    """The library is the one door."""
    assert (store.inbox, store.questions) == (library.inbox, library.questions)


def test_what_is_published_is_found_and_what_is_removed_is_not(library: Library, write: Write) -> None:
    """At once, in the same process."""
    query = Query(text="When does the harbour open?")
    assert [] == _quoted(library.ask(query))
    article = library.publish(write(text=OPENING), by="ann").article
    assert [OPENING] == _quoted(library.ask(query))
    library.history.withdraw(article.id, by="bob")
    assert None is library.article(article.id).live
    assert [] == _quoted(library.ask(query))
    library.publish(write(text=FERRY), by="ann")
    assert OPENING not in _quoted(library.ask(Query(text="repair gates")))


def test_a_quotation_is_a_slice_of_the_live_revision(library: Library, write: Write) -> None:
    """Of exactly that text which the store keeps."""
    text = one_text(OPENING, FERRY, MARKET)
    revision = library.publish(write(text=text), by="ann").revision
    (best, *_) = library.ask(Query(text="When does the ferry to the islands leave?")).citations
    assert revision == best.passage.revision
    assert FERRY == best.passage.text == text[best.passage.start : best.passage.end]


def test_a_publication_counts_what_changed(library: Library, write: Write) -> None:
    """Passages with the same words are kept, wherever they moved; the others were added or removed."""
    first = library.publish(write(text=one_text(OPENING, FERRY)), by="ann")
    assert (None, 2, 0, 0, False) == (first.previous, first.added, first.removed, first.kept, first.unchanged)
    second = library.publish(write(text=one_text(FERRY, MARKET, MARKET)), by="bob")
    assert (first.revision, 2, 1, 1) == (second.previous, second.added, second.removed, second.kept)
    assert (first.article.id, 2) == (second.article.id, second.revision.number)
    assert second.article == library.article(first.article.id)


def test_publishing_the_same_again_publishes_nothing(library: Library, write: Write) -> None:
    """The live revision stays, with its number and its publisher."""
    first = library.publish(write(text=OPENING), by="ann")
    again = library.publish(write(text=OPENING), by="bob")
    assert (True, 0, 0, 1) == (again.unchanged, again.added, again.removed, again.kept)
    assert first.revision == again.revision == again.previous
    assert ["ann"] == [change.by for change in library.history.of(first.article.id)]


def test_the_passages_of_any_revision_can_be_seen(library: Library, write: Write) -> None:
    """Of the live one unless another is named; a removed article has no live ones."""
    article = library.publish(write(text=OPENING), by="ann").article
    library.publish(write(text=one_text(FERRY, MARKET)), by="ann")
    assert [FERRY, MARKET] == [passage.text for passage in library.passages(article.id)]
    assert [OPENING] == [passage.text for passage in library.passages(article.id, 1)]
    library.history.withdraw(article.id, by="ann")
    assert () == library.passages(article.id)
    assert [FERRY, MARKET] == [passage.text for passage in library.passages(article.id, 2)]
    with pytest.raises(UnknownArticle):
        library.passages("nowhere")


def test_withdrawing_twice_is_withdrawing_once(library: Library, write: Write) -> None:
    """The second changes nothing, nor is it on record."""
    article = library.publish(write(), by="ann").article
    assert library.history.withdraw(article.id, by="bob") and not library.history.withdraw(article.id, by="cy")
    assert ["bob", "ann"] == [change.by for change in library.history.of(article.id)]


def test_collections_share_nothing(library: Library, write: Write) -> None:
    """A question is answered from its own collection; one that does not exist is an error."""
    library.publish(write(text=OPENING), by="ann")
    library.publish(write(text=FERRY), by="ann", collection="staff")
    assert FERRY not in _quoted(library.ask(Query(text="ferry islands")))
    assert [FERRY] == _quoted(library.ask(Query(text="ferry islands", collection="staff")))
    with pytest.raises(UnknownCollection):
        library.ask(Query(text="ferry islands", collection="nowhere"))


def test_what_another_process_published_is_seen_after_a_refresh(
    library: Library, elsewhere: Library, write: Write
) -> None:
    """Not before, and the refresh says whether there was anything."""
    query = Query(text="harbour opens")
    assert [] == _quoted(library.ask(query))
    assert not library.refresh()
    article = elsewhere.publish(write(text=OPENING), by="ann").article
    assert [] == _quoted(library.ask(query))
    assert library.refresh()
    assert [OPENING] == _quoted(library.ask(query))
    assert not library.refresh()
    elsewhere.history.withdraw(article.id, by="ann")
    assert library.refresh()
    assert [] == _quoted(library.ask(query))


def test_publishing_takes_in_what_others_published(library: Library, elsewhere: Library, write: Write) -> None:
    """A process that has not refreshed neither loses nor hides the articles of another."""
    library.ask(Query(text="harbour"))
    elsewhere.publish(write("One", OPENING), by="ann")
    library.publish(write("Two", FERRY), by="bob")
    assert [OPENING] == _quoted(library.ask(Query(text="harbour gates repair")))[:1]
    assert not library.refresh()


def test_a_question_never_sees_half_a_change(library: Library, elsewhere: Library, write: Write) -> None:
    """While revisions come and go, here and in another process, all citations of an answer are of one revision."""
    texts = [f"{paragraph} Word{n} counts." for n in range(2) for paragraph in (OPENING, FERRY, MARKET)]
    old, new = write(text=one_text(*texts[:3])), write(text=one_text(*texts[3:]))
    library.publish(old, by="ann")
    asked: list[Answer] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            asked.append(library.ask(QUAY))

    with ThreadPoolExecutor(4) as threads:
        futures = [threads.submit(ask) for _ in range(3)]
        try:
            for n in range(40):
                (library if n % 3 else elsewhere).publish(old if n % 2 else new, by="ann")
                library.refresh()
        finally:
            ended.set()
        for future in futures:
            future.result()
    assert {3} == {len(answer.citations) for answer in asked}
    assert all(1 == len({citation.passage.revision for citation in answer.citations}) for answer in asked)
    assert 5 < len({answer.citations[0].passage.revision.number for answer in asked})


def test_a_hundred_questions_a_second_while_publishing(library: Library, write: Write) -> None:
    """No error, each answer wholly old or wholly new, and their median at most twice that of those asked in between.

    A machine that is busy with other things gets three tries.
    """
    texts = [[f"{paragraph} Word{n} counts, {m}." for m in range(10) for paragraph in (OPENING, FERRY, MARKET)]
             for n in range(2)]  # fmt: skip
    old, new = (write(text=one_text(*text)) for text in texts)
    library.publish(old, by="ann")
    library.ask(QUAY)
    ratios = []
    for _ in range(3):
        asked = _asked_beside(library, [new, old] * 8)
        assert all(1 == len({citation.passage.revision for citation in one.answer.citations}) for one in asked)
        assert all(any(_quoted(one.answer)[0] in text for text in texts) for one in asked)
        beside = [one.took for one in asked if one.beside]
        ratios.append(statistics.median(beside) / statistics.median(one.took for one in asked if not one.beside))
        if ratios[-1] <= 2:
            return
    pytest.fail(f"beside a publication a question takes {ratios} times as long")


class Asked(NamedTuple):
    """A question, how many seconds it took, and whether something was being published meanwhile."""

    answer: Answer
    took: float
    beside: bool


def _asked_beside(library: Library, manuscripts: Iterable[Manuscript]) -> list[Asked]:
    """Publish one after another, with pauses; what is asked all the while, a hundred times a second."""
    publishing, ended = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as thread:
        asking = thread.submit(_ask_until, library, publishing, ended)
        try:
            for manuscript in manuscripts:
                time.sleep(0.05)
                publishing.set()
                library.publish(manuscript, by="ann")
                publishing.clear()
        finally:
            ended.set()
        return asking.result()


def _ask_until(library: Library, publishing: threading.Event, ended: threading.Event) -> list[Asked]:
    asked, due = [], time.perf_counter()
    while not ended.is_set():
        beside, begun = publishing.is_set(), time.perf_counter()
        answer = library.ask(QUAY)
        asked.append(Asked(answer, time.perf_counter() - begun, beside or publishing.is_set()))
        due += 0.01
        time.sleep(max(0.0, due - time.perf_counter()))
    return asked


def test_all_who_publish_at_once_lose_no_revision(library: Library, elsewhere: Library, write: Write) -> None:
    """Same title, same moment, two processes of two threads: no gap in the numbers; the last is what is found."""

    def publish(n: int) -> Publication:
        return (library, elsewhere)[n % 2].publish(write(text=f"{OPENING} {n}"), by="ann")

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(publish, range(20)))
    assert list(range(1, 21)) == sorted(publication.revision.number for publication in done)
    last = max(done, key=lambda publication: publication.revision.number)
    for each in (library, elsewhere):
        each.refresh()
        assert [last.revision.text] == _quoted(each.ask(Query(text="harbour opens")))


def test_all_who_withdraw_at_once_withdraw_once(library: Library, elsewhere: Library, write: Write) -> None:
    """Ten articles, withdrawn in two processes while others come: each is gone, and one withdrawal is on record."""
    ids = [library.publish(write(f"News {n}", OPENING), by="ann").article.id for n in range(10)]

    def change(n: int) -> object:
        if n % 3 == 2:
            return library.publish(write(f"More news {n}", FERRY), by="ann")
        return (library, elsewhere)[n % 3].history.withdraw(ids[n // 3], by="bob")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(change, range(30)))
    assert all(article.live and FERRY == article.live.text for article in library.articles())
    assert {("bob", "ann")} == {tuple(change.by for change in library.history.of(article_id)) for article_id in ids}


def test_the_first_question_after_a_publication_reads_no_text(sqlite_url: str, write: Write) -> None:
    """What was published is in memory when the first question meets it, long or short; purged, it no longer is."""
    store = Store.open(sqlite_url)
    library = Library(store)
    library.ask(QUAY)
    article = library.publish(write(text=one_text(OPENING, FERRY)), by="ann").article

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    event.listen(store._database._engine, "checkout", refuse)
    assert {OPENING, FERRY} == set(_quoted(library.ask(QUAY)))
    event.remove(store._database._engine, "checkout", refuse)
    library.history.purge(article.id, by="ann")
    assert not library.ask(QUAY).citations
    assert not library._fresh
    library.close()


def test_a_failed_publish_leaves_the_old_revision_serving(sqlite_url: str, write: Write) -> None:
    """The disk refuses: one sentence, the same answer as before, and afterwards publishing works again."""
    store = Store.open(sqlite_url)
    library = Library(store)
    query = QUAY
    article = library.publish(write(text=OPENING), by="ann").article
    engine = store._database._engine

    def refuse(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    event.listen(engine, "checkout", refuse)
    for change in (
        lambda: library.publish(write(text=FERRY), by="ann"),
        lambda: library.history.withdraw(article.id, by="ann"),
    ):
        with pytest.raises(StoreUnavailable, match="read-only"):
            change()
        assert [OPENING] == _quoted(library.ask(query))
        assert [article] == library.articles()
    event.remove(engine, "checkout", refuse)
    with store._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    assert 2 == library.publish(write(text=FERRY), by="ann").revision.number
    assert [FERRY] == _quoted(library.ask(query))
    library.close()


def test_a_killed_process_leaves_what_it_said(sqlite_url: str) -> None:
    """Killed in the middle of publishing, the article is entirely its last revision, and that is what is found."""
    command = [sys.executable, "-c", PUBLISH_FOR_EVER, sqlite_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(5)]
        process.kill()
        lines += [line for line in process.stdout if line.endswith("\n")]
    number, said = map(int, lines[-1].split())
    library = Library.open(sqlite_url)
    (article,) = (article for article in library.articles() if article.live and article.live.title == "Harbour news")
    assert article.live
    # It was killed between two lines: it may have published one more than it said.
    assert article.live.number in {number, number + 1}
    assert f"The harbour opens on day{said + article.live.number - number}." == article.live.text
    (best, *_) = library.ask(Query(text="The harbour opens")).citations
    assert article.live == best.passage.revision
    library.close()


def test_a_heading_leads_to_the_passage_under_it_and_is_never_quoted(store: Store) -> None:
    """A question in the words of a heading is answered by what stands under it."""
    library = Library(store)
    library.publish(bundled.manuscript(), by="quoth")
    first = library.ask(Query(text="Why would Putin engage in talks now?")).citations[0]
    assert "Why would Putin engage in talks now?" == first.passage.heading == first.passage.opens
    assert first.passage.text.startswith("One possibility") and first.sentence.startswith("One possibility")
