"""Highlights: the sentence of a passage that answers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from corpus import weights
from corpus.ranking import Ranking

Floats = NDArray[np.float64]

LIKELY = 0.2
"""A neighbouring sentence with at least this probability is highlighted too."""

SIGNALS = {
    "cover": "the idf of the asked words that it has, over the root of the question's",
    "related": "for asked words that it lacks: the most similar word that it has, squared, by rarity",
    "meaning": "its likeness in meaning to the question",
}


def signals(ranking: Ranking, candidate: int) -> Floats:
    """Sentences of a candidate by signal."""
    question, seen, near = ranking.question, ranking.seen, ranking.near
    here = ranking.sentences(candidate)
    strength = seen.in_sentence[here]
    scale = 8 / math.sqrt(8 * question.rarity.sum() + 1)
    lacking = np.where(strength > 0, 0.0, near.near[here]) ** 2
    columns = {
        "cover": strength @ question.idf / math.sqrt(question.idf.sum() + 1),
        "related": scale * (lacking @ question.rarity),
        "meaning": 5 * near.meaning[here],
    }
    return np.stack([columns[name] for name in SIGNALS], axis=1)


def highlighted(ranking: Ranking, candidate: int, sentences: int) -> tuple[int, int]:
    """The first and the last sentence to highlight: the likeliest, and a neighbour that is nearly as likely.

    Only the first `sentences` of the candidate's are the passage's own; after them comes its heading.
    """
    fitted = weights.fitted().sentence["meaning" if ranking.has_meaning else "words"]
    score = signals(ranking, candidate) @ np.array([fitted.get(name, 0.0) for name in SIGNALS])
    return likeliest(score[:sentences])


def likeliest(score: Floats) -> tuple[int, int]:
    """The run of one or two sentences to highlight, by the sentences' scores (log odds)."""
    if not len(score):
        return 0, 0
    chance = np.exp(score - score.max())
    chance /= chance.sum()
    best = int(np.argmax(chance))
    beside = max(
        (place for place in (best - 1, best + 1) if 0 <= place < len(chance)), key=chance.__getitem__, default=best
    )
    return (min(best, beside), max(best, beside)) if chance[beside] >= LIKELY else (best, best)
