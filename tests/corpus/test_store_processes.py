"""Several processes publish at once, and any of them may be killed at any instant."""

import secrets
import sqlite3
import subprocess
import sys
from pathlib import Path

from corpus.store import Store

ROOT = Path(__file__).parents[2]
PADDING = " padding" * 2000
PUBLISH = """
import itertools, sys
from corpus.articles import Manuscript
from corpus.store import Store
url, me, count = sys.argv[1:]
store = Store.open(url)
for i in range(int(count)):
    manuscript = Manuscript(title="Shared", text=f"{me} {i}" + " padding" * 2000)
    while not store.changes.take(placed := store.changes.publication(manuscript, collection="main", by=me)):
        pass
    print(placed.revision.number, me, i, flush=True)
    if i % 5 == 4:
        while not (step := store.changes.turn(placed.revision.article_id, None, by=me)).unchanged:
            if store.changes.take(step):
                break
store.close()
"""


def _publisher(url: str, name: str, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PUBLISH, url, name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def _said(process: "subprocess.Popen[str]") -> dict[int, str]:
    """What the process said it published; a kill may have cut its last line short."""
    lines = (line.split() for line in process.communicate()[0].splitlines(keepends=True) if line.endswith("\n"))
    return {int(number): f"{me} {i}" for number, me, i in lines}


def _kept(store: Store) -> dict[int, str]:
    """Of the one article that all write: the revisions, as the processes speak of them."""
    kept = store.revisions(_article_id(store))
    return {revision.number: revision.text.removesuffix(PADDING).strip() for revision in kept}


def _article_id(store: Store) -> str:
    with store._database.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM articles").scalar_one())


def test_processes_that_publish_at_once_lose_no_revision(database_url: str) -> None:
    """Same title, same moment: the numbers run from 1 without a gap, and each text is under the number it was told."""
    processes = [_publisher(database_url, name, 20) for name in ("ann", "bob", "cy")]
    said = [_said(process) for process in processes]
    assert [0, 0, 0] == [process.returncode for process in processes]
    store = Store.open(database_url)
    assert list(range(1, 61)) == sorted(number for numbers in said for number in numbers)
    assert {number: text for numbers in said for number, text in numbers.items()} == _kept(store)
    store.close()


def test_a_kill_at_any_instant_loses_nothing_that_was_said(sqlite_url: str, tmp_path: Path) -> None:
    """Three processes publish and remove, each is killed in the middle, twice over: what they said is there."""
    said: dict[int, str] = {}
    for _ in range(2):
        processes = [_publisher(sqlite_url, name, 10**6) for name in ("ann", "bob", "cy")]
        for process in processes:
            assert process.stdout
            first = [process.stdout.readline().split() for _ in range(secrets.randbelow(8) + 1)]
            process.kill()
            said |= {int(number): f"{me} {i}" for number, me, i in first} | _said(process)
        store = Store.open(sqlite_url)
        kept = _kept(store)
        assert said.items() <= kept.items()
        assert list(range(1, len(kept) + 1)) == sorted(kept)
        changes = store.changes.of(_article_id(store))
        assert len(changes) == store.version("main")
        assert changes[0].live in {None, len(kept)}
        live = store.article(_article_id(store)).live
        assert changes[0].live == (live.number if live else None)
        store.close()
        with sqlite3.connect(tmp_path / "quoth.db") as connection:
            assert [("ok",)] == connection.execute("PRAGMA integrity_check").fetchall()
        connection.close()
