"""The inbox keeps what came in until it is dealt with."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

from corpus.store import Store

ROOT = Path(__file__).parents[2]
RECEIVE_FOR_EVER = """
import itertools, sys
from corpus.store import Store
inbox = Store.open(sys.argv[1]).inbox
for update_id in itertools.count(1):
    inbox.receive(update_id, f'{{"update_id": {update_id}}}')
    if update_id % 3 == 0:
        inbox.done(update_id)
    print(update_id, flush=True)
"""


def test_an_update_is_received_once(store: Store) -> None:
    """The second time it says so, before and after it was dealt with, and keeps what came first."""
    assert store.inbox.receive(7, "first")
    assert not store.inbox.receive(7, "again")
    assert [(7, "first")] == store.inbox.pending()
    store.inbox.done(7)
    assert not store.inbox.receive(7, "again")
    assert [] == store.inbox.pending()


def test_pending_updates_come_in_the_order_of_their_ids(store: Store) -> None:
    """Also when they came in otherwise; ids are larger than 32 bits some day."""
    for update_id in (2**40, 3, 1, 2):
        store.inbox.receive(update_id, str(update_id))
    store.inbox.done(2)
    assert [(1, "1"), (3, "3"), (2**40, str(2**40))] == store.inbox.pending()


def test_done_is_harmless_twice_and_for_strangers(store: Store) -> None:
    """An id that is not pending changes nothing."""
    store.inbox.receive(1, "one")
    store.inbox.done(2)
    assert [(1, "one")] == store.inbox.pending()
    store.inbox.done(1)
    store.inbox.done(1)
    assert [] == store.inbox.pending()


def test_a_sweep_forgets_old_ids_and_nothing_pending(store: Store) -> None:
    """What was done long ago is dropped, what was done lately is known, what waits is kept however old."""
    store.inbox.receive(1, "done")
    store.inbox.done(1)
    store.inbox.receive(2, "waits")
    store.inbox.sweep(dt.timedelta(hours=1))
    assert not store.inbox.receive(1, "known")
    store.inbox.sweep(dt.timedelta(0))
    assert store.inbox.receive(1, "as new")
    assert [(1, "as new"), (2, "waits")] == store.inbox.pending()


def test_what_a_text_says_is_kept_word_for_word(store: Store) -> None:
    """A payload is any JSON: other scripts, emoji, quotation marks, a megabyte."""
    payload = '{"text": "Как дела? \U0001f642 \'\\"%s:x"}' + "x" * 2**20
    store.inbox.receive(1, payload)
    assert [(1, payload)] == store.inbox.pending()


def test_a_kill_loses_nothing_that_was_received(database_url: str) -> None:
    """Whatever a process said it received or did is so after it was killed in the middle of its work."""
    command = [sys.executable, "-c", RECEIVE_FOR_EVER, database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        said = [int(next(process.stdout)) for _ in range(100)]
        process.kill()
        said += map(int, process.stdout)
    store = Store.open(database_url)
    # It was killed between two lines: one more may have come in than it said.
    assert {n for n in said if n % 3} <= {n for n, _ in store.inbox.pending()} <= {*said, said[-1] + 1}
    assert not any(store.inbox.receive(n, "again") for n in said)
    store.close()


def test_many_at_once(store: Store) -> None:
    """A batch is kept in one go; of those that came before only the first words stay."""
    inbox = store.inbox
    inbox.receive(2, "first")
    assert {1, 3} == inbox.receive_all({1: "one", 2: "again", 3: "three"})
    assert [(1, "one"), (2, "first"), (3, "three")] == inbox.pending()
    assert set() == inbox.receive_all({1: "one", 3: "three"}) == inbox.receive_all({})
    inbox.done(1, 3)
    assert [(2, "first")] == inbox.pending()
    assert set() == inbox.receive_all({1: "one"})


def test_tries_are_counted(store: Store) -> None:
    """Of what is pending, until it is acquitted or done."""
    inbox = store.inbox
    inbox.receive_all({1: "kills", 2: "waits", 3: "bystander"})
    for update_id in (1, 1, 3):
        inbox.begin_again(update_id)
    assert {1: 2, 3: 1} == inbox.tries()
    inbox.acquit(3)
    assert {1: 2} == inbox.tries()
    inbox.done(1)
    assert {} == inbox.tries()
