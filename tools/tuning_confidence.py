"""Fitting the confidence: what is said of questions to articles that the fitting did not see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import answers, confidence, evaluation
from corpus.boldness import Boldness
from corpus.evaluation import Case
from tools.fitting import FOLDS, Floats, Ints, fit_chance
from tools.tuning_sets import OWN_ARTICLES, Ranked

Kept = NDArray[np.bool_]

OWN_WEIGHT = {"subject": 0.5, "right": 4.0}
"""How much one of our own questions counts beside one of the data: they are few, and what people really ask."""
WRONG = {Boldness.CAREFUL: 0.005, Boldness.BALANCED: 0.015, Boldness.BOLD: 0.05}
"""What share of our own questions may be answered confidently and wrong."""
_SUREST = 0.99


@dataclass
class Judged:
    """Questions of all kinds, with what the confidence sees."""

    rows: Floats
    found: Kept
    """Whether there was any candidate; without, a row says nothing."""
    right: Floats
    """Whether the first passage answers, …"""
    shown: Floats
    """… and whether one of those shown does."""
    kind: NDArray[Any]
    """real, near-miss, off-topic"""
    label: NDArray[Any]
    """The kind of one of our own questions."""
    article: Ints

    def target(self, head: str) -> tuple[Floats, Floats]:
        """What a head is to say, and how much each question counts."""
        if head == "subject":
            return (self.kind != "off-topic").astype(float), np.where(self.kind == "near-miss", 0.0, 1.0) * self.found
        return self.right, self.found.astype(float)


def judged(asked: Iterable[tuple[Case | None, Ranked]]) -> Judged:
    rows: list[tuple[list[float], bool, float, float, str, str, int]] = []
    for own, (case, ranked, *_) in asked:
        figures = confidence.signals(ranked) if len(ranked.order) else dict.fromkeys(confidence.SIGNALS, 0.0)
        hits = np.isin(ranked.found.positions[ranked.order], list(case.right))
        shown = float(hits[: evaluation.SHOWN].any())
        signals = [figures[name] for name in confidence.SIGNALS]
        label = own.kind if own else ""
        rows.append((signals, len(hits) > 0, float(hits[:1].any()), shown, case.kind, label, case.article))
    columns = list(zip(*rows, strict=True))
    kinds = (float, bool, float, float, None, None, int)
    return Judged(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))


def fit_head(parts: Sequence[tuple[Judged, Kept, float]], places: Sequence[int], head: str) -> tuple[Floats, float]:
    rows = np.vstack([data.rows[kept][:, places] for data, kept, _ in parts])
    target = np.concatenate([data.target(head)[0][kept] for data, kept, _ in parts])
    weight = np.concatenate([data.target(head)[1][kept] * times for data, kept, times in parts])
    return fit_chance(rows, target, weight)


def chance_of(rows: Floats, fitted: tuple[Floats, float]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(rows @ fitted[0] + fitted[1]))))


class Head:
    """One of the two probabilities, fitted to the data and to our own questions."""

    def __init__(self, data: Judged, own: Judged, names: Sequence[str], head: str) -> None:
        self.data, self.own, self.name, self.names = data, own, head, names
        self._places = [list(confidence.SIGNALS).index(name) for name in names]
        self._known: dict[frozenset[int], tuple[Floats, float]] = {}

    def of_data(self) -> Floats:
        """The chances of the data's questions, by folds of its articles."""
        chance = np.zeros(len(self.data.rows))
        for fold in range(FOLDS):
            mine = self.data.article % FOLDS == fold
            chance[mine] = chance_of(self.data.rows[mine][:, self._places], self._fit(~mine, self._own_but(())))
        return chance

    def of_own(self, *also: int) -> Floats:
        """The chances of our own questions, their article left out of the fitting, and these other articles too."""
        chance = np.zeros(len(self.own.rows))
        for article in range(len(OWN_ARTICLES)):
            mine = self.own.article == article
            left_out = frozenset({article, *also})
            if left_out not in self._known:
                self._known[left_out] = self._fit(np.ones(len(self.data.rows), bool), self._own_but(left_out))
            chance[mine] = chance_of(self.own.rows[mine][:, self._places], self._known[left_out])
        return np.where(self.own.found, chance, 0.0)

    def fitted(self) -> dict[str, float]:
        """The weights, fitted to everything."""
        weights, bias = self._fit(np.ones(len(self.data.rows), bool), self._own_but(()))
        named = {name: round(float(value), 5) for name, value in zip(self.names, weights, strict=True)}
        return named | {"bias": round(bias, 5)}

    def _own_but(self, articles: Iterable[int]) -> Kept:
        return ~np.isin(self.own.article, list(articles))

    def _fit(self, kept: Kept, own_kept: Kept) -> tuple[Floats, float]:
        parts = [(self.data, kept, 1.0), (self.own, own_kept, OWN_WEIGHT[self.name])]
        return fit_head(parts, self._places, self.name)


def show_head(data: Judged, own: Judged, names: Sequence[str], name: str) -> Head:
    """Print how good a head is, without each of its signals too, and how far its word can be trusted."""
    for title, chosen in {
        f"{name}: all": names,
        **{f"  without {left}": [other for other in names if other != left] for left in names},
    }.items():
        head = Head(data, own, chosen, name)
        print(f"{title:<26} {told(data, head.of_data(), name)} | own: {told(own, head.of_own(), name)}", flush=True)
    head = Head(data, own, names, name)
    for title, part, chance in (("the data", data, head.of_data()), ("own", own, head.of_own())):
        target, weight = part.target(name)
        print(f"  reliability, {title}")
        pairs = zip(chance[weight > 0].tolist(), (target[weight > 0] > 0).tolist(), strict=True)
        for row in evaluation.reliability(pairs):
            print(f"  {row.tenth:.1f} n {row.answers:5d} said {row.said:.3f} was {row.was:.3f}")
    return head


def told(data: Judged, chance: Floats, head: str) -> str:
    target, weight = data.target(head)
    loss = -np.average(np.log(np.where(target > 0, chance, 1 - chance) + 1e-12), weights=weight)
    said = f"loss {loss:.4f}"
    if head == "subject":
        real, off = (chance[data.kind == kind] for kind in ("real", "off-topic"))
        return f"{said}, off-topic answered at 95 % {answered_at(0.95, real, off):5.2f}"
    surest = np.sort(chance[data.right == 0])[::-1]
    at = surest[int(WRONG[Boldness.BALANCED] * len(chance))]
    return f"{said}, right of all with 1.5 % wrong {100 * ((chance > at) & (data.right > 0)).mean():.1f}"


def answered_at(kept: float, real: Floats, others: Floats) -> float:
    """The share of the others that are at least as sure as the threshold that keeps this share of the real ones."""
    threshold = np.sort(real)[::-1][max(0, int(np.ceil(kept * len(real))) - 1)]
    return 100 * float((others >= threshold).mean())


def threshold(chance: Floats, right: Floats, questions: int, share: float) -> float:
    """The least probability, to two places, from which no larger share of the questions is answered wrong."""
    steps = (step / 100 for step in range(50, 100))
    return next((step for step in steps if ((chance >= step) & (right == 0)).sum() <= share * questions), _SUREST)


def thresholds(right: Head) -> dict[str, float]:
    """By boldness, from which probability the first passage is said to answer."""
    own, chance = right.own, right.of_own()
    return {bold.value: threshold(chance, own.right, len(chance), share) for bold, share in WRONG.items()}


def show_verdicts(subject: Head, right: Head) -> None:
    """What becomes of our own questions: weights and threshold of each article were chosen on the others alone."""
    own, sure, spoken = right.own, right.of_own(), subject.of_own()
    claimed = np.zeros(len(sure), bool)
    for article in range(len(OWN_ARTICLES)):
        others, mine = own.article != article, own.article == article
        share = WRONG[Boldness.BALANCED]
        at = threshold(right.of_own(article)[others], own.right[others], int(others.sum()), share)
        claimed[mine] = sure[mine] >= at
        print(f"  {OWN_ARTICLES[article]}: threshold {at}")
    unanswered = own.kind != "real"
    is_shown = ~claimed & ~unanswered & (own.shown > 0) & (spoken >= answers.RELATED_FROM)
    is_right, is_wrong = np.where(claimed, own.right > 0, unanswered), claimed & (own.right == 0)
    print(f"  {'':<16}{'n':>5}  right shown silent wrong  (small talk apart), %")
    names = np.array(OWN_ARTICLES)[own.article]
    for label in [*OWN_ARTICLES, *dict.fromkeys(own.label.tolist()), "all"]:
        mine = (names == label) | (own.label == label) if label != "all" else np.ones(len(sure), bool)
        shares = [
            100 * float(part[mine].mean()) for part in (is_right, is_shown, ~(is_right | is_shown | is_wrong), is_wrong)
        ]
        print(f"  {label:<16}{int(mine.sum()):>5} " + "".join(f"{value:6.1f}" for value in shares))


def of_data(found: Iterable[Iterator[Ranked]]) -> Judged:
    return judged((None, ranked) for part in found for ranked in part)
