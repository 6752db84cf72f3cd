"""Highlights: the sentence of a passage that answers."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
    columns = _columns(ranking)
    return np.stack([columns[name] for name in SIGNALS], axis=1)[ranking.sentences(candidate)]


def _columns(ranking: Ranking) -> dict[str, Floats]:
    """Each signal of all sentences."""
    question, strength, near = ranking.question, ranking.seen.in_sentence, ranking.near.near
    scale = 8 / math.sqrt(8 * question.mass + 1)
    lacking = np.where(strength > 0, 0.0, near) ** 2
    return {
        "cover": strength @ question.idf / math.sqrt(sum(question.idf.tolist()) + 1),
        "related": scale * (lacking @ question.rarity),
    }


def scores(ranking: Ranking) -> list[float]:
    """Of each sentence, the log odds that it answers."""
    fitted = weights.fitted().sentence["meaning" if ranking.has_meaning else "words"]
    cover, related = (fitted.get(name, 0.0) * column for name, column in _columns(ranking).items())
    return list((cover + related).tolist())


def likeliest(score: Sequence[float]) -> tuple[int, int]:
    """The first and the last sentence to highlight: the likeliest, and a neighbour that is nearly as likely."""
    if not score:
        return 0, 0
    top = max(score)
    odds = [math.exp(each - top) for each in score]
    best = odds.index(1.0)
    before = odds[best - 1] if best else 0.0
    after = odds[best + 1] if best + 1 < len(odds) else 0.0
    if max(before, after) < LIKELY * sum(odds):
        return best, best
    return (best - 1, best) if before >= after else (best, best + 1)
