"""Verification: whether words that were quoted still stand in the article as it now is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.answers import Citation
from corpus.differences import Edit, difference, successor
from corpus.passages import Passage
from corpus.recollection import recalled

if TYPE_CHECKING:
    from corpus.articles import Revision
    from corpus.library import Library


class Standing(StrEnum):
    """How quoted words stand to the live revision."""

    STANDS = "stands"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Verified:
    """A quoted passage, held against the live revision of its article."""

    citation: Citation
    standing: Standing
    since: dt.datetime | None = None
    """When it changed or was withdrawn, in UTC."""
    now: Passage | None = None
    """The passage of the live revision that holds the words, or that took their place."""
    edits: tuple[Edit, ...] = ()
    """From the words quoted to those of `now`."""


def verify(library: Library, receipt_id: str) -> tuple[Verified, ...]:
    """Hold each passage that an answer quoted against the live revision; empty where no receipt has that id."""
    citations = recalled(library.receipts.get(receipt_id), library.passages)
    return tuple(_verified(library, citation) for citation in citations)


def _verified(library: Library, citation: Citation) -> Verified:
    passage = citation.passage
    live = library.article(passage.revision.article_id).live
    if live is None or passage.revision.is_purged:
        return Verified(citation, Standing.WITHDRAWN, since=library.history.of(passage.revision.article_id)[0].at)
    passages = library.passages(live.article_id, live.number)
    if passage.text in live.text:
        return Verified(citation, Standing.STANDS, now=_holding(passage.text, passages))
    now = successor(passage.text, passages)
    edits = tuple(difference(passage.text, now.text)) if now else ()
    return Verified(citation, Standing.CHANGED, _gone_since(library, passage, live), now, edits)


def _holding(text: str, passages: Sequence[Passage]) -> Passage | None:
    return next((passage for passage in passages if text in passage.text), None)


def _gone_since(library: Library, passage: Passage, live: Revision) -> dt.datetime:
    """When the first of the revisions that no longer hold the words went live."""
    since = live.published_at
    for change in library.history.of(live.article_id):  # newest first
        if change.live is not None and passage.text in library.revision(live.article_id, change.live).text:
            return since
        since = change.at
    return since
