"""Disk full, read-only or locked: one sentence, the old revision serving, and the next press succeeds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import StoreUnavailable
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Store
from tests.conftest import Write
from tests.corpus.paragraphs import FARES
from tests.corpus.test_store_failures import FAILURES, Failure, _failing_disk, _full

QUERY = Query(text="What do ferry tickets to the islands cost?")


@pytest.mark.parametrize(("failure", "sentence"), FAILURES)
def test_every_step_of_a_change(sqlite_url: str, tmp_path: Path, write: Write, failure: Failure, sentence: str) -> None:
    """Drafting, publishing, withdrawing, undoing and purging: what fails changes nothing, and works again at once."""
    store = Store.open(sqlite_url)
    library = Library(store)
    first = library.publish(write(text=FARES), by="ann")
    long = (
        FARES
        + "\n\n"
        + "\n\n".join(f"Paragraph {number} says that all is well on the pier." for number in range(5_000))
    )
    draft = library.gate.draft(write(text=long), by="bob")
    article, change = first.article.id, first.change
    assert change
    steps: list[Callable[[], object]] = [
        lambda: library.gate.draft(write(text=long), by="bob"),
        lambda: library.gate.publish(draft.id, by="bob"),
        lambda: library.history.withdraw(article, by="bob"),
        lambda: library.history.undo(article, change.id, by="bob"),
        lambda: library.history.purge(article, by="eve"),
    ]
    tried = steps[:2] if failure in {_full, _failing_disk} else steps  # short changes fit in what there is
    with failure(store, tmp_path / "quoth.db"):
        for step in tried:
            with pytest.raises(StoreUnavailable) as refusal:
                step()
            assert sentence == str(refusal.value)
            assert FARES == library.ask(QUERY).citations[0].passage.text
    assert [first.article] == library.articles() and [draft] == library.gate.open()
    assert 2 == library.gate.publish(draft.id, by="bob").revision.number
    library.close()
