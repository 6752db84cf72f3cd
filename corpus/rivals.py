"""Rivals: a passage of another article that answers as surely, and may say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import mul
from typing import NamedTuple

import numpy as np

from corpus.confidence import confidence
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


def rival(ranking: Ranking, articles: Sequence[str]) -> Rival | None:
    """One of the first candidates that says as much of the question as the best does.

    `articles` says of which article each of these is.
    """
    order = ranking.order[: len(articles)].tolist()
    others = [place for place, article in zip(order, articles, strict=True) if article != articles[0]]
    rivals = [place for place in others if _covers_as_much(ranking, order[0], place)]
    if not rivals:
        return None
    # Beside the others, none stands out: so each is judged as if they were not there.
    sure = min(_alone(ranking, place, [order[0], *rivals]) for place in (order[0], rivals[0]))
    return Rival(order.index(rivals[0]), sure, _NO_FIGURE_ASKED.isdisjoint(ranking.question.terms))


def _covers_as_much(ranking: Ranking, best: int, other: int) -> bool:
    strength, words = ranking.seen.strength, ranking.question.content
    here, there = covered = strength[best].tolist(), strength[other].tolist()
    is_named = all(has >= _NAMED * of for word, of, has in zip(words, here, there, strict=True) if word.is_name)
    much, as_much = (sum(map(mul, has, ranking.question.rarity.tolist())) for has in covered)
    return is_named and bool(as_much >= _AS_MUCH * much)


def _alone(ranking: Ranking, place: int, others: Sequence[int]) -> float:
    """How surely a candidate answers where the others are not."""
    order = [other for other in ranking.order.tolist() if other == place or other not in others]
    return confidence(replace(ranking, order=np.array(order))).right
