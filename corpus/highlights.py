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
}


def signals(ranking: Ranking, candidate: int) -> Floats:
    """Sentences of a candidate by signal."""
    columns = _columns(ranking, candidate)
    return np.stack([columns[name] for name in SIGNALS], axis=1)


def _columns(ranking: Ranking, candidate: int) -> dict[str, Floats]:
    question, seen, near = ranking.question, ranking.seen, ranking.near
    here = ranking.sentences(candidate)
    strength = seen.in_sentence[here]
    scale = 8 / math.sqrt(8 * float(question.rarity.sum()) + 1)
    lacking = np.where(strength > 0, 0.0, near.near[here]) ** 2
    return {
        "cover": strength @ question.idf / math.sqrt(float(question.idf.sum()) + 1),
        "related": scale * (lacking @ question.rarity),
    }


def highlighted(ranking: Ranking, candidate: int, sentences: int) -> tuple[int, int]:
    """The first and the last sentence to highlight: the likeliest, and a neighbour that is nearly as likely.

    Only the first `sentences` of the candidate's are the passage's own; after them comes its heading.
    """
    fitted = weights.fitted().sentence["meaning" if ranking.has_meaning else "words"]
    score = sum(fitted.get(name, 0.0) * column for name, column in _columns(ranking, candidate).items())
    return likeliest(np.asarray(score)[:sentences])


def likeliest(score: Floats) -> tuple[int, int]:
    """The run of one or two sentences to highlight, by the sentences' scores (log odds)."""
    if not len(score):
        return 0, 0
    top = float(score.max())
    odds = [math.exp(each - top) for each in score.tolist()]  # they are few: NumPy would take longer
    total = sum(odds)
    chance = [each / total for each in odds]
    best = chance.index(max(chance))
    beside = max(
        (place for place in (best - 1, best + 1) if 0 <= place < len(chance)), key=chance.__getitem__, default=best
    )
    return (min(best, beside), max(best, beside)) if chance[beside] >= LIKELY else (best, best)
