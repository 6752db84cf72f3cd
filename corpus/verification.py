"""Verification: whether words that were quoted still stand in the article as it now is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import regex

from corpus.answers import Citation
from corpus.passages import Passage
from corpus.recollection import recalled

if TYPE_CHECKING:
    from corpus.articles import Revision
    from corpus.library import Library

_ALIKE = 0.4
"""The share of words in common that makes a passage what became of another."""
_WORD = regex.compile(r"\w+|\s+|[^\w\s]")


class Standing(StrEnum):
    """How quoted words stand to the live revision."""

    STANDS = "stands"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class Edit(NamedTuple):
    """A stretch of words that stayed (both the same), went (`new` empty), came (`old` empty) or were replaced."""

    old: str
    new: str


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
    if live is None:
        return Verified(citation, Standing.WITHDRAWN, since=library.changes(passage.revision.article_id)[0].at)
    passages = library.passages(live.article_id, live.number)
    if passage.text in live.text:
        return Verified(citation, Standing.STANDS, now=_holding(passage.text, passages))
    now = _successor(passage.text, passages)
    edits = tuple(difference(passage.text, now.text)) if now else ()
    return Verified(citation, Standing.CHANGED, _gone_since(library, passage, live), now, edits)


def _holding(text: str, passages: Sequence[Passage]) -> Passage | None:
    return next((passage for passage in passages if text in passage.text), None)


def _successor(text: str, passages: Sequence[Passage]) -> Passage | None:
    words = _words(text)
    best = max(passages, key=lambda passage: _alike(words, _words(passage.text)), default=None)
    return best if best and _alike(words, _words(best.text)) >= _ALIKE else None


def _words(text: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(text.casefold()) if word[0].isalnum())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _gone_since(library: Library, passage: Passage, live: Revision) -> dt.datetime:
    """When the first of the revisions that no longer hold the words went live."""
    since = live.published_at
    for change in library.changes(live.article_id):  # newest first
        if change.live is not None and passage.text in library.revision(live.article_id, change.live).text:
            return since
        since = change.at
    return since


def difference(old: str, new: str) -> Iterator[Edit]:
    """What became of a text, in whole words."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    waiting: Edit | None = None
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        edit = Edit("".join(before[i:j]), "".join(after[k:m]))
        if waiting and (kind != "equal" or edit.old.isspace()):
            waiting = Edit(waiting.old + edit.old, waiting.new + edit.new)
            continue
        if waiting:
            yield waiting
        waiting = None if kind == "equal" else edit
        if kind == "equal":
            yield edit
    if waiting:
        yield waiting
