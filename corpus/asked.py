"""Asked: the words of a question as arrays, so that forty passages are compared with them at once."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.index import Index
from corpus.queries import AskedWord, Kind, Widened
from corpus.tally import ANY_FORM, NO_FORM, Sought, Worth
from corpus.terms import LITTLE, form

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_WORDS = 32
"""A longer question is read by its rarest words, so that any question takes a bounded time."""
UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "zh"})
"""Languages whose terms are pairs of characters: that two of them stand side by side says nothing."""
_LITERAL = frozenset({Kind.SAME, Kind.SLIP})
_NOTHING = 0, 0.0, -1
"""What a term is that no word stands for: a word, how well, and none letter for letter."""
_PHRASE_UNIT = 20
_MOST_RARITY = 12.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The distinct words of a question as arrays; `content` and `literal` number them apart."""

    content: tuple[AskedWord, ...]
    rarity: Floats
    """Of each content word."""
    mass: float
    """Of all of them together."""
    idf: Floats
    """Of each content word, the highest of its meanings'."""
    terms: tuple[str, ...]
    """What is looked for in the passages; a code is a place in this list, plus one."""
    sought: Sought
    """The same, by code."""
    worth: Worth
    """What the words count for, stop words included, and those that stand side by side in the question."""
    searched: Mapping[str, float]
    """The terms that candidates are found by, with their weights."""
    is_spaced: bool
    """Whether the language parts its words by spaces."""


def asked(widened: Widened, index: Index) -> Asked:
    """The distinct words of a question; of a very long one, the rarest."""
    names = [LITTLE + word.folded if word.term is None else word.term for word in widened.words]
    distinct: dict[str, AskedWord] = {}
    for name, word in zip(names, widened.words, strict=True):
        distinct.setdefault(name, word)
    content = _rarest({name: word for name, word in distinct.items() if word.term is not None})
    little = _rarest({name: word for name, word in distinct.items() if word.term is None})
    places = {name: place for place, name in enumerate([*content, *little])}
    codes = _codes(content.values())
    for name in little:
        codes.setdefault(name, (0, 0.0, places[name]))
    forms = [*(_form(word, index) for word in content.values()), *(ANY_FORM for _ in little), NO_FORM]
    is_spaced = widened.language not in UNSPACED
    neighbours = set(itertools.pairwise([places[name] for name in names if name in places])) if is_spaced else ()
    rarity = np.array([word.rarity for word in content.values()])
    idf = np.array([_idf(word, index) for word in content.values()])
    return Asked(
        content=tuple(content.values()),
        rarity=rarity,
        mass=sum(rarity.tolist()),
        idf=idf,
        terms=tuple(codes),
        sought=Sought(
            array("q", [word for word, _, _ in codes.values()]),
            array("d", [weight for _, weight, _ in codes.values()]),
            array("q", [literal for _, _, literal in codes.values()]),
            array("q", [forms[literal] for _, _, literal in codes.values()]),
        ),
        worth=Worth(rarity.data, idf.data, _phrases([*content.values(), *little.values()], neighbours), len(places)),
        searched=_searched(content.values()),
        is_spaced=is_spaced,
    )


def _phrases(words: Sequence[AskedWord], neighbours: Iterable[tuple[int, int]]) -> array[float]:
    """By word, and then by the one after it, what it is worth that they are neighbours."""
    worth = array("d", bytes(8 * len(words) * len(words)))
    for left, right in neighbours:
        rarity = min(_MOST_RARITY, words[left].rarity) + min(_MOST_RARITY, words[right].rarity)
        worth[left * len(words) + right] = rarity / _PHRASE_UNIT
    return worth


def _codes(content: Iterable[AskedWord]) -> dict[str, tuple[int, float, int]]:
    """Of each term that content words mean: the word that it stands for best, how well, and the one that it is."""
    codes: dict[str, tuple[int, float, int]] = {}
    for place, word in enumerate(content):
        for meaning in word.meanings:
            if meaning.kind == Kind.RELATED:
                continue  # found by it, and compared by `nearness`
            literal = place if meaning.kind in _LITERAL else -1
            _, weight, known = codes.get(meaning.term, _NOTHING)
            if meaning.weight > weight:
                codes[meaning.term] = place, meaning.weight, max(literal, known)
    return codes


def _idf(word: AskedWord, index: Index) -> float:
    return max([index.idf(meaning.term) for meaning in word.meanings] or [index.idf("")])


def _form(word: AskedWord, index: Index) -> int:
    if not any(meaning.kind == Kind.SAME for meaning in word.meanings):
        return ANY_FORM
    token = form(word.folded, word.term or "")
    return (index.number(token) or NO_FORM) if token else 0


def _searched(content: Iterable[AskedWord]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for word in content:
        for meaning in word.meanings:
            weights[meaning.term] = max(meaning.weight, weights.get(meaning.term, 0.0))
    return weights


def _rarest(words: dict[str, AskedWord]) -> dict[str, AskedWord]:
    if len(words) <= MOST_WORDS:
        return words
    least = sorted((word.rarity for word in words.values()), reverse=True)[MOST_WORDS - 1]
    kept = [name for name, word in words.items() if word.rarity >= least][:MOST_WORDS]
    return {name: words[name] for name in kept}
