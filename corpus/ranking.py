"""Ranking: a few signals, each of which can be said in a line, order the candidates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus import weights
from corpus.asked import Asked, Floats, Ints, asked
from corpus.candidates import CANDIDATES, Candidates, candidates
from corpus.index import Index
from corpus.nearness import Nearness, nearness
from corpus.queries import Widened
from corpus.tally import Tally
from corpus.vectors import WordVectors

FINALISTS = 12
"""How many candidates are looked at for words that are only similar."""
MOSTLY = 0.5
"""If no passage has this share of a question in its words, all candidates are looked at for that."""
_ALWAYS_UNSAID = 0.1
"""What meaning counts even where all words of a question stand in a passage: they may stand there by chance."""
TYPICAL_LENGTH = 33
"""Terms of a passage; the weights of some signals move with the logarithm of the ratio to it."""
_SHORTEST, _LONGEST = 10.0, 80.0
"""How long passages were when the weights were fitted: beyond that, nothing is extrapolated."""

SIGNALS = {
    "bm25": "BM25 of the passage",
    "sentence": "the rarity of the asked words that its best sentence covers",
    "phrases": "neighbouring words of the question, stop words included, that stand there side by side",
    "exact": "the idf of the asked words that stand there in just the form of the question",
    "related": "for asked words that it lacks: the most similar word that it has, by letters or meaning, squared",
    "unsaid": "its likeness in meaning to the question, times a tenth plus the share of it that no passage says",
}
_SPOKEN = 4
"""The first of them are known before words are compared that are only similar."""
BY_LENGTH = ("bm25", "phrases")
"""The signals whose weight depends on how long the passages of the collection are."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the candidates hold of the question, letter for letter."""

    strength: Floats
    """Candidate by content word: how well the passage has it, in [0, 1]."""
    in_sentence: Floats
    """The same by sentence."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates of a question in order, with all that speaks for them."""

    question: Asked
    found: Candidates
    seen: Evidence
    near: Nearness
    signals: Mapping[str, Floats]
    scores: Floats
    order: Ints
    """Candidates, best first."""
    has_meaning: bool
    """Whether there were word vectors."""
    meant: Floats
    """Of each candidate, its likeness in meaning."""

    def sentences(self, candidate: int) -> slice:
        """The sentences of a candidate."""
        return slice(int(self.found.first_sentence[candidate]), int(self.found.first_sentence[candidate + 1]))


def rank(
    widened: Widened,
    index: Index,
    vectors: WordVectors | None = None,
    *,
    limit: int = CANDIDATES,
    finalists: int = FINALISTS,
) -> Ranking:
    """Order the passages that may answer.

    The finalists by the words themselves are compared in meaning too; they stay ahead of the others.
    """
    question = asked(widened, index)
    found = candidates(question, index, limit)
    weigh = rank_weights(vectors is not None, index.mean_length)
    table = np.zeros((len(SIGNALS), len(found.positions)))
    bm25, sentence, phrases, exact, related, unsaid = table
    seen = Evidence(np.zeros((len(bm25), len(question.content))), np.zeros((found.sentences, len(question.content))))
    tally = Tally(question.worth, found.read.text, seen.in_sentence.data, seen.strength.data)
    bm25[:] = found.bm25
    tally.count(question.sought, found.codes.data, phrases.data, exact.data)
    lacking = 1.0 - tally.cover(sentence.data) / question.mass if question.mass else 1.0
    scores = weigh[:_SPOKEN] @ table[:_SPOKEN]
    compared = finalists if lacking < MOSTLY else limit
    best = np.zeros(len(scores), bool)
    best[(-scores).argsort(kind="stable")[:compared]] = True
    near = nearness(question, found, best, index, vectors)
    meant = near.meaning.copy()
    tally.compare(near.near.data, meant.data, related.data)
    unsaid[:] = (_ALWAYS_UNSAID + lacking) * meant
    scores += weigh[_SPOKEN:] @ table[_SPOKEN:]
    signals = dict(zip(SIGNALS, table, strict=True))
    order = _order(scores, best)
    return Ranking(question, found, seen, near, signals, scores, order, vectors is not None, meant)


def _order(scores: Floats, finalists: NDArray[np.bool_]) -> Ints:
    """Those with a score, best first, finalists ahead of the others."""
    order = np.lexsort((-scores, ~finalists))
    return order[scores[order] > 0]


@lru_cache(64)
def rank_weights(has_meaning: bool, mean_length: float) -> Floats:  # noqa: FBT001
    """The weight of each signal in a collection with passages of this length."""
    fitted = weights.fitted().rank["meaning" if has_meaning else "words"]
    ratio = length_ratio(mean_length)
    return np.array([fitted.get(name, 0.0) + ratio * fitted.get(f"{name} by length", 0.0) for name in SIGNALS])


def length_ratio(mean_length: float) -> float:
    """How much longer than typical the passages of a collection are, as a logarithm."""
    return math.log(min(max(mean_length, _SHORTEST), _LONGEST) / TYPICAL_LENGTH)
