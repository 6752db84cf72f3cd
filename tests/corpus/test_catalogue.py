"""A library publishes without indexing everything again, and keeps its index for the next start."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import candidates, nearness
from corpus.articles import Manuscript
from corpus.index import Index, Key
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Store
from tests.conftest import Write

Open = Callable[[], Library]
WORDS = "army border crimea drone ferry gate harbour island jetty".split()
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=12, max_size=20).map(" ".join), min_size=1, max_size=3)
# Which of two libraries does it; which of four titles; what is published, or None to remove it; who refreshes first.
STEPS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 3), st.none() | TEXTS.map("\n\n".join), st.booleans()), max_size=12
)
QUESTION = dict.fromkeys(WORDS, 1.0)


def _index(library: Library) -> Index:
    return library._catalogue("main").index


def _seen(index: Index) -> tuple[list[Key], list[int], list[float], dict[str, int]]:
    positions, scores = index.search(QUESTION, 5)
    keys = [index.key(i) for i in range(len(index))]
    return keys, positions.tolist(), scores.tolist(), dict(index.terms())


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_what_is_published_bit_by_bit_ranks_as_if_read_anew(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, int, str | None, bool]]
) -> None:
    """Through whichever process, refreshed or not: same passages, same positions, same scores, same terms."""
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('steps')}/quoth.db")
    libraries = Library(store), Library(store)
    for library in libraries:
        library.publish(Manuscript(title="Title 0", text="The harbour and the gate."), by="ann")
        _index(library)
    for who, number, text, refreshed in steps:
        library, title = libraries[who], f"Title {number}"
        if refreshed:
            library.refresh()
        if text is not None:
            library.publish(Manuscript(title=title, text=text), by="ann")
        for article in library.articles() if text is None else ():
            if article.live and article.live.title == title:
                library.history.withdraw(article.id, by="bob")
    anew = _seen(_index(Library(store)))
    for library in libraries:
        library.refresh()
        assert anew == _seen(_index(library))
    store.close()


@pytest.fixture(name="open_library")
def _open_library(sqlite_url: str) -> Open:
    """Opens a library that keeps even the smallest index in a file."""
    return lambda: Library(Store.open(sqlite_url), kept_from=1)


def _started(open_library: Open, caplog: pytest.LogCaptureFixture) -> tuple[Library, str]:
    """A library that was asked, and what it says about where its index is from."""
    caplog.clear()
    library = open_library()
    with caplog.at_level(logging.INFO, "corpus.catalogue"):
        _index(library)
    return library, caplog.records[0].getMessage()


def test_the_index_is_kept_for_the_next_start(
    open_library: Open, write: Write, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Beside the database; at the next start only what changed since is read."""
    library = open_library()
    first = library.publish(write("One", "The harbour opens."), by="ann").article
    library.publish(write("Two", "The gates of the harbour open."), by="ann")
    _index(library)
    library.close()
    assert (tmp_path / "quoth.db.index-main").exists()

    other = Library(Store.open(f"sqlite:///{tmp_path}/quoth.db"))
    other.publish(write("Three", "The harbour freezes."), by="bob")
    other.history.withdraw(first.id, by="bob")
    expected = _seen(_index(other))
    other.close()

    library, told = _started(open_library, caplog)
    assert "2 passages of the file are indexed" == told
    assert expected == _seen(_index(library))
    library.close()


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _spoil(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9] + b"\0" * 9)


@pytest.mark.parametrize("damage", [Path.unlink, _cut, _empty, _spoil])
def test_without_a_sound_file_the_texts_are_read(
    damage: Callable[[Path], object], open_library: Open, write: Write, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Deleted, cut short, emptied, or spoilt: the same answers, one line tells of it, and the file is made again."""
    library = open_library()
    library.publish(write(text="The harbour opens."), by="ann")
    expected = _seen(_index(library))
    library.close()
    file = tmp_path / "quoth.db.index-main"
    damage(file)
    library, told = _started(open_library, caplog)
    assert "1 passages of the texts are indexed" == told
    assert expected == _seen(_index(library))
    library.close()
    library, told = _started(open_library, caplog)
    assert "1 passages of the file are indexed" == told
    library.close()


def test_a_database_that_was_put_back_is_believed(
    open_library: Open, write: Write, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A backup is restored and published into: the same article and number, another text than the file knows."""
    database = tmp_path / "quoth.db"
    library = open_library()
    library.publish(write(text="The harbour opens."), by="ann")
    library.close()
    backup = database.read_bytes()
    library = open_library()
    library.publish(write(text="The harbour freezes."), by="ann")
    _index(library)
    library.close()

    database.write_bytes(backup)
    other = Library(Store.open(f"sqlite:///{database}"))
    other.publish(write(text="The harbour burns."), by="ann")
    other.close()
    library, told = _started(open_library, caplog)
    assert "1 passages of the file are indexed" == told
    assert ["The harbour burns."] == [
        c.passage.text for c in library.ask(Query(text="What about the harbour?")).citations
    ]
    assert {"harbour", "burn"} == set(dict(_index(library).terms()))
    library.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_costs_only_the_file(open_library: Open, write: Write, tmp_path: Path) -> None:
    """The library answers as ever."""
    library = open_library()
    tmp_path.chmod(0o500)
    library.publish(write(text="The harbour opens."), by="ann")
    assert 1 == len(_index(library))
    library.close()
    tmp_path.chmod(0o700)


def test_a_file_in_the_way_costs_only_the_file(
    open_library: Open, write: Write, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be kept is not kept; one line tells of it, and the library answers as ever."""
    (tmp_path / "quoth.db.index-main").mkdir()
    library = open_library()
    library.publish(write(text="The harbour opens."), by="ann")
    assert 1 == len(_index(library))
    library.close()
    assert "The index cannot be kept for the next start" in caplog.text


def test_a_small_collection_is_not_kept(sqlite_url: str, write: Write, tmp_path: Path) -> None:
    """It is read faster than a person can tell."""
    library = Library(Store.open(sqlite_url))
    library.publish(write(text="The harbour opens."), by="ann")
    _index(library)
    library.close()
    assert [] == [*tmp_path.glob("*index*")]


def test_any_name_of_a_collection_gives_a_file(open_library: Open, write: Write, tmp_path: Path) -> None:
    """Names from a moderator may hold anything, and be long."""
    library = open_library()
    for name in ("../../etc/passwd", "Ж" * 100, "main"):
        library.publish(write(text="The harbour opens."), by="ann", collection=name)
        assert 1 == len(library._catalogue(name).index)
    library.close()
    assert 3 == len([*tmp_path.glob("quoth.db.index-*")])


def test_publishing_goes_on_while_the_index_is_laid_out_anew(open_library: Open, write: Write) -> None:
    """What is published or removed meanwhile is there afterwards, in its place."""
    library = open_library()
    for i in range(8):
        library.publish(write(f"Title {i}", f"The {WORDS[i]} and the harbour."), by="ann")
    catalogue = library._catalogue("main")
    publication = library.publish(write("Title 3", "The jetty and the gate."), by="ann")
    library.history.withdraw(library.articles()[0].id, by="ann")
    catalogue._settle()
    anew = Library(library._store)
    assert _seen(_index(anew)) == _seen(catalogue.index)
    assert 7 == len(catalogue.index)
    assert Key(publication.article.id, 2, 1) == catalogue.index.key(6)
    library.close()


def test_what_is_kept_is_for_its_owner(open_library: Open, write: Write, tmp_path: Path) -> None:
    """The database, its log, and the index that is derived from it: they hold what people asked and wrote."""
    mask = os.umask(0o022)
    library = open_library()
    library.publish(write(), by="ann")
    _index(library)
    library._background.submit(lambda: None).result()
    kept = sorted(tmp_path.glob("quoth.db*"))
    modes = {oct(file.stat().st_mode & 0o777) for file in kept}
    os.umask(mask)
    library.close()
    assert ["quoth.db", "quoth.db-shm", "quoth.db-wal", "quoth.db.index-main"] == [file.name for file in kept]
    assert {"0o600"} == modes


def test_what_a_killed_process_began_to_write(open_library: Open, write: Write, tmp_path: Path) -> None:
    """Is removed at the next start; what another process writes just now, or of another collection, is not."""
    abandoned, growing, other = (tmp_path / f".quoth.db.index-{name}.7.8" for name in ("main", "main.1", "other"))
    for draft in (abandoned, growing, other):
        draft.write_bytes(b"quoth index 1")
    for draft in (abandoned, other):
        os.utime(draft, (1, 1))
    library = open_library()
    library.publish(write(), by="ann")
    _index(library)
    library.close()
    assert [False, True, True] == [draft.exists() for draft in (abandoned, growing, other)]


def test_the_first_question_after_a_publication_finds_all_prepared(tmp_path: Path, write: Write) -> None:
    """What is derived of a small collection as a whole is derived before the new index takes the old one's place."""
    library = Library.open(f"sqlite:///{tmp_path}/quoth.db")
    library.warm()
    for publish in (lambda: library.publish(write(title="Ferries"), by="ann"), lambda: _from_elsewhere(library, write)):
        before = _index(library)
        publish()
        assert _index(library) is not before
        assert _index(library) in candidates._ALL
        assert _index(library) in nearness._ALL
    library.close()


def _from_elsewhere(library: Library, write: Write) -> None:
    Library(library._store).publish(write(title="Markets"), by="bob")
    library.refresh()
