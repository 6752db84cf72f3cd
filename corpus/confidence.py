"""Confidence: how surely the collection speaks of what was asked, and how surely the best passage answers it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corpus import weights
from corpus.asked import Asked
from corpus.index import Index
from corpus.queries import Kind
from corpus.ranking import Ranking

SIGNALS = {
    "covered": "the share of the question's rarity that the best passage covers",
    "covered together": "the share that its best sentence covers",
    "mass covered": "the root of the rarity that it covers",
    "mass": "the root of the question's rarity",
    "absent": "the share of words that the collection does not hold",
    "names missing": "the rarity of names and numbers of the question that the passage lacks",
    "names there": "the rarity of those that it has",
    "rarest missing": "the rarity of the rarest asked word that the passage lacks",
    "number missing": "whether a number is asked for, and the passage has none",
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


_AFTER_HOW = frozenset("many much old long far deep high tall big large heavy fast often".split())
_NUMBERS_ASKED = frozenset("year date century age percentage percent number population".split())
_NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelv dozen twenti thirti forti fifti hundr thousand million"
    " billion half third twice januari februari march april june juli august septemb octob novemb decemb monday tuesday"
    " wednesday thursday friday saturday sunday".split()
)
"""English, as terms."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Two probabilities."""

    subject: float
    """That the collection speaks of what was asked."""
    right: float
    """That the best passage answers."""


def signals(ranking: Ranking, index: Index) -> dict[str, float]:
    """Few figures that mean the same in every collection; of a ranking that is not empty."""
    question, best = ranking.question, int(ranking.order[0])
    here = ranking.sentences(best)
    lacking = ranking.near.near[here].max(axis=0, initial=0.0) ** 2 * _LIKE
    strength = np.maximum(ranking.seen.strength[best], lacking)
    mass = float(question.rarity.sum())
    covered = float(strength @ question.rarity)
    together = float((ranking.seen.in_sentence[here] @ question.rarity).max(initial=0.0))
    known = np.array(
        [max((m.weight for m in w.meanings if m.kind != Kind.RELATED), default=0.0) for w in question.content]
    )
    names = np.array([word.is_name for word in question.content])
    scores = ranking.scores[ranking.order]
    meant = ranking.meant
    return {
        "covered": covered / mass,
        "covered together": together / mass,
        "mass covered": math.sqrt(covered / 10),
        "mass": math.sqrt(mass / 10),
        "absent": float((1 - known) @ question.rarity) / mass,
        "names missing": float((1 - strength) * names @ question.rarity) / 10,
        "names there": float(strength * names @ question.rarity) / 10,
        "rarest missing": float(((1 - strength) * question.rarity).max(initial=0.0)) / 10,
        "number missing": float(_asks_number(question) and not _has_number(ranking, best, index)),
        "margin": min(_FARTHEST, float(scores[0] - scores[1])) if len(scores) > 1 else _FARTHEST,
        "phrases": float(ranking.signals["phrases"][best]),
        "meaning": float(meant[best]),
        "meaning of all": float(np.sort(meant)[-12:].mean()),
        "score": float(scores[0]) / math.sqrt(mass),
    }


def confidence(ranking: Ranking, index: Index) -> Confidence:
    """Both probabilities; nothing is sure of nothing."""
    if not len(ranking.order):
        return Confidence(0.0, 0.0)
    fitted, mode = weights.fitted(), "meaning" if ranking.has_meaning else "words"
    figures = signals(ranking, index)
    return Confidence(_logistic(figures, fitted.subject[mode]), _logistic(figures, fitted.right[mode]))


def _asks_number(question: Asked) -> bool:
    words = {word.folded for word in question.content}
    return (
        " when" in question.terms
        or (" how" in question.terms and bool(words & _AFTER_HOW))
        or bool(words & _NUMBERS_ASKED)
    )


def _has_number(ranking: Ranking, place: int, index: Index) -> bool:
    tokens = ranking.found.tokens[ranking.found.owner == place]
    terms = (index.term_of(number) for number in tokens[tokens > 0].tolist())
    return any(term in _NUMBER_WORDS or any(map(str.isdigit, term)) for term in terms)


def _logistic(figures: Mapping[str, float], fitted: weights.Weighing) -> float:
    total = fitted["bias"] + sum(fitted.get(name, 0.0) * value for name, value in figures.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
