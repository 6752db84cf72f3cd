"""Rivals: a passage of another article that answers as surely, and may say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from corpus.confidence import confidence
from corpus.index import Index
from corpus.ranking import Ranking
from corpus.terms import LITTLE

_AS_MUCH = 0.9
"""Of what the best passage has of the question, how much its rival must have …"""
_NAMED = 0.9
"""… and how much of each name and number."""
_NO_FIGURE_ASKED = frozenset(
    f"{LITTLE}{word}"
    for word in """who whom whose where why хто кого кому де куди чому кто где куда почему wer wen wem wo wohin warum
    quién quiénes dónde adónde""".split()
)


class Rival(NamedTuple):
    """The best candidate of another article than the best one's."""

    at: int
    """Its place in the order."""
    sure: float
    """How surely the less sure of the two answers by itself."""
    by_figures: bool
    """Whether a figure can answer the question."""


def rival(ranking: Ranking, index: Index, among: int) -> Rival | None:
    """One that says as much of the question as the best does."""
    order = [int(place) for place in ranking.order[:among]]
    articles = [index.key(int(ranking.found.positions[place])).article_id for place in order]
    rivals = [
        place
        for place, article in zip(order, articles, strict=True)
        if article != articles[0] and _covers_as_much(ranking, order[0], place)
    ]
    if not rivals:
        return None
    # Beside the others, none stands out: so each is judged as if they were not there.
    sure = min(_alone(ranking, place, [order[0], *rivals]) for place in (order[0], rivals[0]))
    return Rival(order.index(rivals[0]), sure, _NO_FIGURE_ASKED.isdisjoint(ranking.question.terms))


def _covers_as_much(ranking: Ranking, best: int, other: int) -> bool:
    question = ranking.question
    here, there = ranking.seen.strength[best], ranking.seen.strength[other]
    names = np.array([word.is_name for word in question.content], bool)
    is_named = bool((there >= _NAMED * here)[names].all())
    return is_named and float(there @ question.rarity) >= _AS_MUCH * float(here @ question.rarity)


def _alone(ranking: Ranking, place: int, others: Sequence[int]) -> float:
    """How surely a candidate answers where the others are not."""
    without = [other for other in others if other != place]
    return confidence(replace(ranking, order=ranking.order[~np.isin(ranking.order, without)])).right
