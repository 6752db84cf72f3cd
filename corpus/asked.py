"""Asked: the words of a question as arrays, so that forty passages are compared with them at once."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.index import Index
from corpus.queries import AskedWord, Kind, Widened
from corpus.terms import LITTLE, form

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_WORDS = 32
"""A longer question is read by its rarest words, so that any question takes a bounded time."""
UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "zh"})
"""Languages whose terms are pairs of characters: that two of them stand side by side says nothing."""
ANY_FORM, NO_FORM = 1, 2
"""In place of the number of a form, which is never positive."""
_PHRASE_UNIT = 20
_MOST_RARITY = 12.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The distinct words of a question as arrays; `content` and `literal` number them apart."""

    content: tuple[AskedWord, ...]
    rarity: Floats
    """Of each content word."""
    idf: Floats
    """Of each content word, the highest of its meanings'."""
    terms: tuple[str, ...]
    """What is looked for in the passages; a code is a place in this list, plus one."""
    content_of: Ints
    """By code: the content word, or -1."""
    weight_of: Floats
    """By code: how well the term stands for it."""
    literal_of: Ints
    """By code: the word, stop words included, that it is letter for letter (slips repaired), or -1."""
    literal_rarity: Floats
    form_of: Ints
    """By literal word: the number of its form's token, 0 where the word is its own term, ANY_FORM for a slip."""
    pairs: tuple[tuple[int, int], ...]
    """Literal words that stand side by side in the question."""
    searched: Mapping[str, float]
    """The terms that candidates are found by, with their weights."""
    is_spaced: bool
    """Whether the language parts its words by spaces."""

    @property
    def pair_rarity(self) -> Floats:
        rarity = self.literal_rarity.tolist()
        return np.array([(rarity[left] + rarity[right]) / _PHRASE_UNIT for left, right in self.pairs])


def asked(widened: Widened, index: Index) -> Asked:
    """The distinct words of a question; of a very long one, the rarest."""
    order = _distinct(widened.words)
    content = [word for word in order.values() if word.term is not None]
    little = [word for word in order.values() if word.term is None]
    content, little = _rarest(content), _rarest(little)
    places = {_name(word): place for place, word in enumerate([*content, *little])}
    codes: dict[str, tuple[int, float, int]] = {}
    for place, word in enumerate(content):
        for meaning in word.meanings:
            if meaning.kind == Kind.RELATED:
                continue  # found by it, and compared by `nearness`
            literal = place if meaning.kind in (Kind.SAME, Kind.SLIP) else -1
            _, weight, known = codes.get(meaning.term, (-1, 0.0, -1))
            if meaning.weight > weight:
                codes[meaning.term] = (place, meaning.weight, max(literal, known))
    for word in little:
        codes.setdefault(LITTLE + word.folded, (-1, 0.0, places[_name(word)]))
    sequence = [places[_name(word)] for word in widened.words if _name(word) in places]
    is_spaced = widened.language not in UNSPACED
    nothing = index.idf("")
    return Asked(
        content=tuple(content),
        rarity=np.array([word.rarity for word in content]),
        idf=np.array([max((index.idf(m.term) for m in word.meanings), default=nothing) for word in content]),
        terms=tuple(codes),
        content_of=np.array([-1, *(content for content, _, _ in codes.values())]),
        weight_of=np.array([0.0, *(weight for _, weight, _ in codes.values())]),
        literal_of=np.array([-1, *(literal for _, _, literal in codes.values())]),
        literal_rarity=np.array([min(_MOST_RARITY, word.rarity) for word in (*content, *little)]),
        form_of=np.array([*(_form(word, index) for word in content), *(ANY_FORM for _ in little)], np.int64),
        pairs=_pairs_of(sequence) if is_spaced else (),
        searched=_searched(content),
        is_spaced=is_spaced,
    )


def _form(word: AskedWord, index: Index) -> int:
    if not any(meaning.kind == Kind.SAME for meaning in word.meanings):
        return ANY_FORM
    token = form(word.folded, word.term or "")
    return (index.number(token) or NO_FORM) if token else 0


def _searched(content: list[AskedWord]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for word in content:
        for meaning in word.meanings:
            weights[meaning.term] = max(meaning.weight, weights.get(meaning.term, 0.0))
    return weights


def _pairs_of(sequence: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple(dict.fromkeys(itertools.pairwise(sequence)))


def _name(word: AskedWord) -> str:
    return LITTLE + word.folded if word.term is None else word.term


def _distinct(words: Sequence[AskedWord]) -> dict[str, AskedWord]:
    distinct: dict[str, AskedWord] = {}
    for word in words:
        distinct.setdefault(_name(word), word)
    return distinct


def _rarest(words: list[AskedWord]) -> list[AskedWord]:
    if len(words) <= MOST_WORDS:
        return words
    least = sorted((word.rarity for word in words), reverse=True)[MOST_WORDS - 1]
    return [word for word in words if word.rarity >= least][:MOST_WORDS]
