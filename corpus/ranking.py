"""Ranking: a few signals, each of which can be said in a line, order the candidates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from corpus import weights
from corpus.asked import Asked, Floats, Ints, asked
from corpus.candidates import CANDIDATES, Candidates, Evidence, candidates, evidence
from corpus.index import Index
from corpus.nearness import Nearness, nearness
from corpus.queries import Widened
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
BY_LENGTH = ("bm25", "phrases")
"""The signals whose weight depends on how long the passages of the collection are."""


def signals(question: Asked, found: Candidates, seen: Evidence) -> dict[str, Floats]:
    """The signals of the words themselves, by candidate."""
    return {
        "bm25": found.bm25,
        "sentence": found.best(seen.in_sentence @ question.rarity),
        "phrases": seen.pairs @ question.pair_rarity,
        "exact": seen.exact @ question.idf,
    }


def near_signals(
    question: Asked, found: Candidates, seen: Evidence, near: Nearness, unsaid: Floats
) -> dict[str, Floats]:
    """The signals of what is only similar, by candidate; 0 for those that are no finalists."""
    nearest = found.best(near.near)
    return {
        "related": np.where(seen.strength > 0, 0.0, nearest) ** 2 @ question.idf,
        "unsaid": unsaid,
    }


def likeness_in_meaning(question: Asked, found: Candidates, seen: Evidence, near: Nearness) -> Floats:
    """By candidate, the sum of four likenesses in [0, 1]: by words and as a whole, of a sentence and of the passage."""
    share = question.rarity / max(1e-9, question.rarity.sum())
    by_words = np.maximum(seen.in_sentence, near.near**1.5)
    words: Floats = found.best(by_words @ share) + found.best(by_words) @ share
    return words + near.meaning


def unsaid(question: Asked, seen: Evidence) -> float:
    """The share of the question's rarity that the passage with most of it lacks."""
    mass = float(question.rarity.sum())
    return 1.0 - float((seen.strength @ question.rarity).max(initial=0.0)) / mass if mass else 1.0


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
    seen = evidence(question, found)
    weigh = rank_weights(vectors is not None, index.mean_length)
    spoken = signals(question, found, seen)
    scores = sum((weigh[name] * values for name, values in spoken.items()), np.zeros(len(found.positions)))
    lacking = unsaid(question, seen)
    compared = finalists if lacking < MOSTLY else limit
    best = np.zeros(len(found.positions), bool)
    best[np.argsort(-scores, kind="stable")[:compared]] = True
    near = nearness(question, found, best, index, vectors)
    meant = likeness_in_meaning(question, found, seen, near)
    unspoken = near_signals(question, found, seen, near, (_ALWAYS_UNSAID + lacking) * meant)
    scores = sum((weigh[name] * values for name, values in unspoken.items()), scores)
    order = np.lexsort((-scores, ~best))
    order = order[scores[order] > 0]
    return Ranking(question, found, seen, near, spoken | unspoken, scores, order, vectors is not None, meant)


@lru_cache(64)
def rank_weights(has_meaning: bool, mean_length: float) -> Mapping[str, float]:  # noqa: FBT001
    """The weight of each signal in a collection with passages of this length."""
    fitted = weights.fitted().rank["meaning" if has_meaning else "words"]
    ratio = length_ratio(mean_length)
    return {name: fitted.get(name, 0.0) + ratio * fitted.get(f"{name} by length", 0.0) for name in SIGNALS}


def length_ratio(mean_length: float) -> float:
    """How much longer than typical the passages of a collection are, as a logarithm."""
    return math.log(min(max(mean_length, _SHORTEST), _LONGEST) / TYPICAL_LENGTH)
