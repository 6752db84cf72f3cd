"""Duplicates: live articles that say what a manuscript says, in the same words or nearly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from corpus.articles import Revision
from corpus.courtesy import calmly
from corpus.index import Index
from corpus.passages import Passage
from corpus.terms import terms

_SAMPLES = 5
"""Passages that are looked up, the longest ones …"""
_FOUND = 3
"""… with so many passages found for each."""
_RUN = 5
"""Words in a row that count as one."""
_NEARLY = 0.6
"""The share of such runs in common from which two texts are nearly the same."""


class Duplicate(NamedTuple):
    """A live revision that is like the manuscript."""

    revision: Revision
    share: float
    """Of the text, that both have; 1: the same words."""


def duplicates(
    revision: Revision, passages: Sequence[Passage], index: Index, live: Callable[[str], Revision | None]
) -> tuple[Duplicate, ...]:
    """Of other articles, the most alike first; `live` gives the live revision of an article."""
    runs = _runs(revision.text)
    found = (live(article_id) for article_id in calmly(_candidates(revision, passages, index)))
    alike = [Duplicate(one, _share(runs, _runs(one.text))) for one in found if one]
    return tuple(sorted((one for one in alike if one.share >= _NEARLY), key=lambda one: -one.share))


def _candidates(revision: Revision, passages: Sequence[Passage], index: Index) -> set[str]:
    """The articles that the index finds for whole passages: one that has the same words is the first it finds."""
    found = set()
    for passage in calmly(sorted(passages, key=lambda passage: -len(passage.text))[:_SAMPLES]):
        weights = dict.fromkeys(terms(passage.text, revision.language), 1.0)
        positions, _ = index.search(weights, _FOUND)
        found |= {index.key(int(position)).article_id for position in positions}
    return found - {revision.article_id}


def _runs(text: str) -> frozenset[str]:
    words = text.casefold().split()
    return frozenset(" ".join(words[start : start + _RUN]) for start in calmly(range(max(1, len(words) - _RUN + 1))))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
