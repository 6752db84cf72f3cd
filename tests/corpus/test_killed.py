"""Killed at every point of draft, publish, swap and undo: the article is entirely the old one or entirely the new one.

A fresh interpreter forks a child for each point: the statements and commits of SQLite, the renaming of the index file.
The child kills itself there with SIGKILL; another one then looks at what is left.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus.paragraphs import DEARER, FARES

ROOT = Path(__file__).parents[2]
SCRIPT = """
import itertools, json, os, shutil, signal, sys
from pathlib import Path
from sqlalchemy import event
from corpus.articles import Manuscript
from corpus.errors import CorpusError
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Store
from tests.corpus.paragraphs import DEARER, FARES

folder = Path(sys.argv[1])
ASKED = Query(text="What do ferry tickets to the islands cost?")

def opened(name):
    return Library(Store.open(f"sqlite:///{folder / name}/quoth.db"), vectors="off", kept_from=1)

def manuscript(text):
    return Manuscript(title="Ferries", text=text)

def made(act):
    (folder / "made").mkdir()
    library = opened("made")
    library.publish(manuscript(FARES), by="ann")
    library.ask(ASKED)
    article = library.articles()[0].id
    draft = change = None
    if act == "undo":
        change = library.publish(manuscript(DEARER), by="ann").change.id
    elif act == "publish":
        draft = library.gate.draft(manuscript(DEARER), by="bob").id
    library.close()
    return article, draft, change

def acts(library, act, article, draft, change):
    if act == "draft":
        library.gate.draft(manuscript(DEARER), by="bob")
    elif act == "publish":
        library.gate.publish(draft, by="bob")
    elif act == "undo":
        library.history.undo(article, change, by="bob")
    else:
        library.history.purge(article, by="eve")

def killed_at(point, name, act, made):
    library = opened(name)
    library.ask(ASKED)
    passed = itertools.count(1)
    def pass_by(*_):
        if next(passed) == point:
            os.kill(os.getpid(), signal.SIGKILL)
    engine = library._store._database._engine
    def run(sql):
        if sql not in ("BEGIN", "ROLLBACK"):  # of a transaction that only reads
            pass_by()
    event.listen(engine, "checkout", lambda driver, *_: driver.set_trace_callback(run))
    event.listen(engine, "checkin", pass_by)
    sys.addaudithook(lambda name, _: pass_by() if name == "os.rename" else None)
    acts(library, act, *made)
    library.close()

def looked_at(name, article):
    library = opened(name)
    live = library.article(article).live
    store = library._store
    quoted = [one.passage.text for one in library.ask(ASKED).citations]
    anew = [one.passage.text for one in Library(store, vectors="off").ask(ASKED).citations]
    history = library.history.of(article)
    state = {
        "live": live and live.text,
        "number": live and live.number,
        "quoted": quoted,
        "anew": anew,
        "last": history[0].live,
        "audit": sum(1 for _ in library.audit.entries()),
        "changes": len(history),
        "drafts": [draft.manuscript.text for draft in library.gate.open()],
        "numbers": [revision.number for revision in store.revisions(article)],
    }
    library.close()
    again = opened(name)
    state["after"] = again.publish(manuscript(DEARER + " It is said."), by="cy").revision.number
    again.close()
    return state

def in_child(work):
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        result = work()
        os.write(write, json.dumps(result).encode())
        os.close(write)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    return os.waitpid(pid, 0)[1], said

act = sys.argv[2]
article, draft, change = made(act)  # here, so that no child has to load again what it takes to answer
for point in itertools.count(1):
    name = f"at{point}"
    shutil.copytree(folder / "made", folder / name)
    status, _ = in_child(lambda: killed_at(point, name, act, (article, draft, change)))
    _, said = in_child(lambda: looked_at(name, article))
    print(json.dumps({"killed": os.WIFSIGNALED(status), "status": status, **json.loads(said)}), flush=True)
    if status == 0:
        break
"""


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        ("draft", FARES, FARES),
        ("publish", FARES, DEARER),
        ("undo", DEARER, FARES),
        ("purge", FARES, None),  # it withdraws first
    ],
    ids=["draft", "publish", "undo", "purge"],
)
def test_killed_at_every_point(tmp_path: Path, act: str, before: str, after: str | None) -> None:
    """Old or new, never between: database, index, history and audit log agree, and the next publication succeeds."""
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), act]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    states = [json.loads(line) for line in done.stdout.splitlines()]
    killed = [state for state in states if state["killed"]]
    assert len(states) - 1 == len(killed) and len(killed) >= {"draft": 3, "publish": 10, "undo": 10, "purge": 20}[act]
    for state in states:
        assert state["live"] in {before, after} and state["last"] == state["number"]
        assert state["quoted"] == state["anew"] == ([state["live"]] if state["live"] else [])
        assert state["changes"] == state["audit"]
        assert state["numbers"] == list(range(len(state["numbers"]), 0, -1))
        if act == "publish":  # the draft goes with the publication
            assert state["drafts"] == ([] if state["live"] == DEARER else [DEARER])
    assert after == states[-1]["live"]
    # Once it is done it stays done: later points do not bring the old one back.
    lives = [state["live"] for state in states]
    assert lives == sorted(lives, key=lambda live: live == after) or before == after
