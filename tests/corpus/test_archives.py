"""What is exported comes in elsewhere as it was: the same words, the same answers; and nothing else comes in."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.archives import read
from corpus.articles import Manuscript
from corpus.errors import UnreadableArchive
from corpus.evaluation import load
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Fate, Store
from tests.conftest import Write

QUESTIONS = Path(__file__).parents[1] / "questions" / "shipped.toml"


@pytest.fixture(name="other")
def _other(tmp_path: Path) -> Iterator[Library]:
    """Another library, empty."""
    with closing(Library(Store.open(f"sqlite:///{tmp_path}/other.db"))) as other:
        yield other


@pytest.fixture(name="full")
def _full(library: Library) -> Library:
    return _filled(library)


@pytest.fixture(name="archive", scope="module")
def _archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a full library exports."""
    with closing(Library(Store.open(f"sqlite:///{tmp_path_factory.mktemp('full')}/quoth.db"))) as library:
        return _exported(_filled(library))


def _filled(library: Library) -> Library:
    """A library with a past: revisions, a withdrawn article, lessons, synonyms, a group's settings."""
    for manuscript in (
        load(QUESTIONS).manuscript,
        Manuscript(title="Harbour news", text="The harbour opens on Monday."),
        Manuscript(title="Harbour news", text="The harbour opens on Tuesday.", date=dt.date(2031, 3, 14)),
    ):
        library.publish(manuscript, by="Ada")
    withdrawn = library.publish(Manuscript(title="Old news", text="Nothing floats."), by="Ada").article
    library.history.withdraw(withdrawn.id, by="Bob")
    library.publish(Manuscript(title="Elsewhere", text="Другая новость."), by="Ada", collection="other")
    library.school.teach("Can I sail?", library.passages(library.articles()[0].id)[0], by="Ada")
    library.school.teach("Who pays?", None, by="Ada")
    library.school.add_synonyms("harbour, port", by="Ada")
    library.chats.set(-100, cool_down=30)
    return library


def _exported(library: Library) -> bytes:
    file = io.BytesIO()
    library.export(file)
    return file.getvalue()


def _answers(library: Library) -> list[Any]:
    return [library.ask(Query(text=case.ask)) for case in load(QUESTIONS).cases]


def test_it_answers_as_it_did(full: Library, other: Library) -> None:
    """Every question of a development set: verdict, passages, scores and reasons, to the last digit."""
    arrivals = other.take_in(io.BytesIO(_exported(full)), by="Cleo")
    assert {Fate.NEW: 4} == {
        fate: [one.fate for one in arrivals].count(fate) for fate in {one.fate for one in arrivals}
    }
    assert _answers(full) == _answers(other)
    assert full.collections() == other.collections()


def test_the_past_comes_along(full: Library, other: Library) -> None:
    """Revisions, who made which live and when, what was withdrawn."""
    other.take_in(io.BytesIO(_exported(full)), by="Cleo")
    for article in full.articles():
        assert full.history.of(article.id) == other.history.of(article.id)
        assert full._store.revisions(article.id) == other._store.revisions(article.id)


def test_the_same_content_makes_the_same_bytes(full: Library, other: Library) -> None:
    """Exported twice, and exported by the library that took it in."""
    exported = _exported(full)
    assert exported == _exported(full)
    other.take_in(io.BytesIO(exported), by="Cleo")
    assert exported == _exported(other)


def test_a_rehearsal_changes_nothing(full: Library, other: Library) -> None:
    """It tells what would become of each article, and nothing has."""
    before = _exported(other)
    told = other.take_in(io.BytesIO(_exported(full)), by="Cleo", rehearsing=True)
    assert before == _exported(other)
    assert told == other.take_in(io.BytesIO(_exported(full)), by="Cleo")


def test_what_was_taught_comes_along(full: Library, other: Library) -> None:
    """A lesson rules there, a synonym is understood, a group finds its settings."""
    other.take_in(io.BytesIO(_exported(full)), by="Cleo")
    taught = other.ask(Query(text="Can I sail?"))
    assert ("answer", "The harbour opens on Tuesday.") == (taught.verdict, taught.citations[0].passage.text)
    assert "none" == other.ask(Query(text="Who pays?")).verdict
    assert full.ask(Query(text="When does the port open?")) == other.ask(Query(text="When does the port open?"))
    assert 30 == other.chats.get(-100).cool_down


def test_it_is_asked_at_once(full: Library, other: Library) -> None:
    """Also by a library that has answered before, without a restart."""
    assert "none" == other.ask(Query(text="What happened in Helsinki in 2018?")).verdict
    other.take_in(io.BytesIO(_exported(full)), by="Cleo")
    assert full.ask(Query(text="What happened in Helsinki in 2018?")) == other.ask(
        Query(text="What happened in Helsinki in 2018?")
    )


def test_nothing_that_is_here_is_overwritten(full: Library, other: Library, write: Write) -> None:
    """An article of the same title gets a revision, which can be undone; all else that is here stays."""
    mine = other.publish(write(text="The harbour is closed."), by="Cleo").article
    other.publish(write(title="Old news", text="Something floats."), by="Cleo")
    other.publish(load(QUESTIONS).manuscript, by="Cleo")
    other.school.teach("Can I sail?", None, by="Cleo")
    other.chats.set(-100, cool_down=60)
    told = {one.title: one.fate for one in other.take_in(io.BytesIO(_exported(full)), by="Dan")}
    shipped = load(QUESTIONS).manuscript.title
    assert {"Harbour news": Fate.REVISED, "Old news": Fate.LEFT, shipped: Fate.SAME, "Elsewhere": Fate.NEW} == told
    assert ("The harbour opens on Tuesday.", 2) == (
        (live := other.article(mine.id).live) and live.text,
        live and live.number,
    )
    assert "none" == other.ask(Query(text="Can I sail?")).verdict
    assert 60 == other.chats.get(-100).cool_down
    other.history.undo(mine.id, other.history.of(mine.id)[0].id, by="Dan")
    assert "The harbour is closed." == ((live := other.article(mine.id).live) and live.text)
    again = {one.fate for one in full.take_in(io.BytesIO(_exported(full)), by="Dan")}
    assert {Fate.SAME, Fate.LEFT} == again


def test_an_import_is_on_record(full: Library, other: Library) -> None:
    """Who, into which collection, how many articles."""
    other.take_in(io.BytesIO(_exported(full)), by="Cleo")
    lines = [(line.by, line.collection, line.details) for line in other.audit.entries() if line.act == "imported"]
    assert [("Cleo", "other", {"new": 1}), ("Cleo", "main", {"new": 3})] == lines


# --- what others wrote


def _rewritten(archive: bytes, change: Callable[[dict[str, bytes]], None], *, vouched: bool = True) -> bytes:
    """The archive with other members; with a manifest that vouches for them, as a forger would make it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    if vouched:
        manifest = json.loads(members["manifest.json"])
        manifest["sha256"] = {n: hashlib.sha256(c).hexdigest() for n, c in members.items() if n != "manifest.json"}
        members["manifest.json"] = json.dumps(manifest).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return file.getvalue()


def _in_row(name: str, **fields: object) -> Callable[[dict[str, bytes]], None]:
    """Other values in the first row of a table."""

    def change(members: dict[str, bytes]) -> None:
        first, *rest = members[f"{name}.jsonl"].splitlines(keepends=True)
        members[f"{name}.jsonl"] = json.dumps(json.loads(first) | fields).encode() + b"\n" + b"".join(rest)

    return change


def _with(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.__setitem__(name, content)


def _without(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.__delitem__(name)


def _twice(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.__setitem__(name, members[name] * 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_in_row("revisions", headings=[[5, 10**9]]), "Line 1 of revisions"),
        (_in_row("revisions", headings=[[5, 9], [0, 3]]), "Line 1 of revisions"),
        (_in_row("revisions", title=""), "Line 1 of revisions"),
        (_in_row("revisions", article_id="../../etc"), "Line 1 of revisions"),
        (_in_row("revisions", article_id="nowhere"), "not whole"),
        (_in_row("revisions", secret="x"), "Line 1 of revisions"),
        (_in_row("articles", live=99), "not whole"),
        (_in_row("articles", collection="nowhere"), "not whole"),
        (_in_row("changes", what="burnt"), "Line 1 of changes"),
        (_in_row("changes", article_id="nowhere"), "not whole"),
        (_in_row("lessons", article_id="nowhere"), "not whole"),
        (_in_row("synonyms", names="a, b\nc"), "Line 1 of synonyms"),
        (_in_row("chats", cool_down="soon"), "Line 1 of chats"),
        (_in_row("chats", collection="nowhere"), "not whole"),
        (_twice("articles.jsonl"), "one of its articles twice"),
        (_twice("revisions.jsonl"), "one of its revisions twice"),
        (_with("revisions.jsonl", b"[" * 10**6), "Line 1 of revisions"),
        (_with("revisions.jsonl", b"\xff\xfe\n"), "Line 1 of revisions"),
        (_with("evil.sh", b"rm"), "not hold what its manifest says"),
        (_with("../evil.jsonl", b""), "not hold what its manifest says"),
        (_with("revisions.jsonl", b""), "not whole"),
        (_without("revisions.jsonl"), "not whole"),
    ],
    ids=map(str, range(22)),
)
def test_what_a_forger_wrote_is_refused(
    archive: bytes, other: Library, change: Callable[[dict[str, bytes]], None], sentence: str
) -> None:
    """In one sentence that says where it is wrong, and nothing of it comes in."""
    before = _exported(other)
    with pytest.raises(UnreadableArchive, match=sentence):
        other.take_in(io.BytesIO(_rewritten(archive, change)), by="Cleo")
    assert before == _exported(other)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_in_row("revisions", text="Something else."), "changed after it was exported"),
        (_without("lessons.jsonl"), "not hold what its manifest says"),
        (_without("manifest.json"), "no manifest"),
        (_with("manifest.json", b"[]"), "says nothing"),
        (_with("manifest.json", b"{"), "no archive"),
        (_with("manifest.json", b'{"format": 2, "sha256": {}}'), "Another version"),
        (_with("manifest.json", b" " * 10**6), "no manifest"),
    ],
    ids=map(str, range(7)),
)
def test_what_was_changed_is_noticed(archive: bytes, change: Callable[[dict[str, bytes]], None], sentence: str) -> None:
    """Every byte is vouched for by the manifest."""
    with pytest.raises(UnreadableArchive, match=sentence):
        read(io.BytesIO(_rewritten(archive, change, vouched=False)))


def test_a_bomb_is_not_unpacked() -> None:
    """What claims to be larger than any archive is refused before it is read; a claim that lies is no archive."""
    for claimed in (2**31, 2**10):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("manifest.json", bytes(2**22))
            bomb.infolist()[0].file_size = claimed
        with pytest.raises(UnreadableArchive):
            read(file)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_damage_is_taken_for_an_archive(archive: bytes, data: st.DataObject) -> None:
    """Whatever bytes are lost or changed: the same content, or a sentence."""
    start = data.draw(st.integers(0, len(archive) - 1))
    damaged = archive[:start] + data.draw(st.binary(max_size=8)) + archive[start + data.draw(st.integers(0, 8)) :]
    try:
        content = read(io.BytesIO(damaged))
    except UnreadableArchive:
        return
    assert read(io.BytesIO(archive)) == content
