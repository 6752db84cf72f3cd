"""Confidence: how surely the collection speaks of what was asked, and how surely the best passage answers it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from corpus import weights
from corpus.asked import Floats
from corpus.ranking import Ranking

SIGNALS = {
    "covered together": "the share of the question's rarity that the best passage's best sentence covers",
    "mass": "the root of the question's rarity",
    "names missing": "the rarity of names and numbers of the question that the passage lacks",
    "names there": "the rarity of those that it has",
    "rarest missing": "the rarity of the rarest asked word that the passage lacks",
    "unmet": "how many of the asked words, names apart, that sentence lacks",
    "margin": "by how much it beats the next passage",
    "phrases": "neighbouring words of the question that stand there side by side",
    "meaning": "its likeness in meaning to the question (see ranking)",
    "meaning of all": "the mean likeness of the best dozen",
    "score": "its score over the root of the question's rarity",
}
_LIKE = 0.7
"""What a word that is only similar is worth beside the word itself."""
_FARTHEST = 3.0
"""A larger margin says no more."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Two probabilities."""

    subject: float
    """That the collection speaks of what was asked."""
    right: float
    """That the best passage answers."""


def signals(ranking: Ranking) -> dict[str, float]:
    """Few figures that mean the same in every collection; of a ranking that is not empty."""
    question, best = ranking.question, int(ranking.order[0])
    here = ranking.sentences(best)
    in_sentence, near = ranking.seen.in_sentence[here], ranking.near.near[here]
    covered = in_sentence @ question.rarity
    best_sentence = int(covered.argmax())
    # A question has few words: from here on, lists take a fraction of the time of arrays.
    rarity, is_name = question.rarity.tolist(), [word.is_name for word in question.content]
    there = _held(in_sentence[best_sentence], near[best_sentence])
    held = [has * rare for has, rare in zip(_held(ranking.seen.strength[best], near.max(axis=0)), rarity, strict=True)]
    lacking = [rare - has for has, rare in zip(held, rarity, strict=True)]
    mass, meant = question.mass, ranking.meant.tolist()
    first, *others = ranking.scores[ranking.order[:2]].tolist()
    return {
        "covered together": float(covered[best_sentence]) / mass,
        "mass": math.sqrt(mass / 10),
        "names missing": sum(itertools.compress(lacking, is_name)) / 10,
        "names there": sum(itertools.compress(held, is_name)) / 10,
        "rarest missing": max(lacking, default=0.0) / 10,
        "unmet": sum(1 - has for has, name in zip(there, is_name, strict=True) if not name) / 3,
        "margin": min([_FARTHEST, *(first - other for other in others)]),
        "phrases": float(ranking.signals["phrases"][best]),
        "meaning": meant[best],
        "meaning of all": math.fsum(sorted(meant)[-12:]) / min(12, len(meant)),
        "score": first / math.sqrt(mass),
    }


def _held(strength: Floats, near: Floats) -> list[float]:
    """Of each word, how well it is there, if only by one that is like it."""
    return [max(has, like**2 * _LIKE) for has, like in zip(strength.tolist(), near.tolist(), strict=True)]


def confidence(ranking: Ranking) -> Confidence:
    """Both probabilities; nothing is sure of nothing."""
    if not len(ranking.order):
        return Confidence(0.0, 0.0)
    fitted, mode = weights.fitted(), "meaning" if ranking.has_meaning else "words"
    figures = signals(ranking)
    return Confidence(_logistic(figures, fitted.subject[mode]), _logistic(figures, fitted.right[mode]))


def _logistic(figures: Mapping[str, float], fitted: weights.Weighing) -> float:
    total = fitted["bias"] + sum(fitted.get(name, 0.0) * value for name, value in figures.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
