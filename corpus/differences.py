"""Differences: what became of the passages of an article, and of the words of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

import regex

from corpus.passages import Pace, Passage

_ALIKE = 0.4
"""The share of words in common that makes a passage what became of another."""
_RARE = 20
"""A word in more passages than this tells nothing of which became which."""
_NEAREST = 3
_WORD = regex.compile(r"\w+|\s+|[^\w\s]")


class Edit(NamedTuple):
    """A stretch of words that stayed (both the same), went (`new` empty), came (`old` empty) or were replaced."""

    old: str
    new: str


class Changed(NamedTuple):
    """A passage, and what became of it."""

    old: Passage
    new: Passage


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of passages; the same words are the same passage, wherever they stand."""

    added: tuple[Passage, ...]
    changed: tuple[Changed, ...]
    removed: tuple[Passage, ...]
    kept: int

    def __len__(self) -> int:
        """How many passages are not as they were."""
        return len(self.added) + len(self.changed) + len(self.removed)


def compare(old: Sequence[Passage], new: Sequence[Passage], pace: Pace = iter) -> Difference:
    """Pair each passage with what became of it."""
    gone, come = _left(old, new), _left(new, old)
    changed = list(_paired(gone, come, pace))
    before, after = {id(pair.old) for pair in changed}, {id(pair.new) for pair in changed}
    return Difference(
        added=tuple(passage for passage in come if id(passage) not in after),
        changed=tuple(sorted(changed, key=lambda pair: pair.new.number)),
        removed=tuple(passage for passage in gone if id(passage) not in before),
        kept=len(new) - len(come),
    )


def successor(text: str, passages: Sequence[Passage]) -> Passage | None:
    """What became of a passage, if anything did."""
    words = _words(text)
    best = max(passages, key=lambda passage: _alike(words, _words(passage.text)), default=None)
    return best if best and _alike(words, _words(best.text)) >= _ALIKE else None


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


def _left(passages: Sequence[Passage], others: Sequence[Passage]) -> list[Passage]:
    """Those of which the others have no copy left."""
    copies = Counter(passage.text for passage in others)
    left = []
    for passage in passages:
        if copies[passage.text]:
            copies[passage.text] -= 1
        else:
            left.append(passage)
    return left


def _paired(gone: Sequence[Passage], come: Sequence[Passage], pace: Pace) -> Iterator[Changed]:
    """The most alike first; each once."""
    before, after = ([_words(passage.text) for passage in pace(passages)] for passages in (gone, come))
    nearest = enumerate(pace(_nearest(before, after)))
    likeness = [(_alike(before[i], after[j]), -i, -j) for j, near in nearest for i in near]
    paired_old, paired_new = set[int](), set[int]()
    for alike, i, j in sorted(likeness, reverse=True):
        if alike >= _ALIKE and i not in paired_old and j not in paired_new:
            paired_old.add(i)
            paired_new.add(j)
            yield Changed(gone[-i], come[-j])


def _nearest(before: Sequence[Counter[str]], after: Sequence[Counter[str]]) -> Iterator[list[int]]:
    """For each, those few that share the most words with it: to hold all against all takes minutes for a book."""
    holders = defaultdict[str, list[int]](list)
    for number, words in enumerate(before):
        for word in words:
            holders[word].append(number)
    for words in after:
        shared = Counter[int]()
        for word in words:
            if len(holders.get(word, ())) <= _RARE:
                shared.update(holders.get(word, ()))
        yield [number for number, _ in shared.most_common(_NEAREST)]


def _words(text: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(text.casefold()) if word[0].isalnum())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)
