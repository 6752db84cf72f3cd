"""Confidence: how surely the collection speaks of what was asked, and how surely the best passage answers it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corpus import weights
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
    lacking = ranking.near.near[here].max(axis=0, initial=0.0) ** 2 * _LIKE
    strength = np.maximum(ranking.seen.strength[best], lacking)
    mass = float(question.rarity.sum())
    best_sentence = here.start + int(np.argmax(ranking.seen.in_sentence[here] @ question.rarity))
    there = ranking.seen.in_sentence[best_sentence]
    unmet = 1 - np.maximum(there, ranking.near.near[best_sentence] ** 2 * _LIKE)
    names = np.array([word.is_name for word in question.content], bool)
    scores = ranking.scores[ranking.order]
    meant = ranking.meant
    return {
        "covered together": float(there @ question.rarity) / mass,
        "mass": math.sqrt(mass / 10),
        "names missing": float((1 - strength) * names @ question.rarity) / 10,
        "names there": float(strength * names @ question.rarity) / 10,
        "rarest missing": float(((1 - strength) * question.rarity).max(initial=0.0)) / 10,
        "unmet": float(unmet @ ~names) / 3,
        "margin": min(_FARTHEST, float(scores[0] - scores[1])) if len(scores) > 1 else _FARTHEST,
        "phrases": float(ranking.signals["phrases"][best]),
        "meaning": float(meant[best]),
        "meaning of all": float(np.sort(meant)[-12:].mean()),
        "score": float(scores[0]) / math.sqrt(mass),
    }


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
