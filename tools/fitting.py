"""Fitting: a softmax over the candidates of a question, and logistic regression; both with a small ridge, by Newton."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FOLDS = 4
RIDGE = 1e-2


@dataclass
class Table:
    """Rows of figures, some for each question."""

    rows: Floats
    right: Floats
    starts: Ints
    article: Ints
    """By question."""
    length: Floats
    """By question: the ratio of the collection's passages to typical ones."""
    asked: int
    """Questions asked, those without candidates included."""

    @property
    def question(self) -> Ints:
        return np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(self.rows))))

    def columns(self, places: Sequence[int], by_length: Sequence[int] = ()) -> Floats:
        ratio = self.length[self.question][:, None]
        return np.hstack([self.rows[:, places], self.rows[:, by_length] * ratio])


def table(parts: list[tuple[Floats, Floats, int, float]], asked: int) -> Table:
    sizes = [len(rows) for rows, *_ in parts]
    return Table(
        np.concatenate([rows for rows, *_ in parts]),
        np.concatenate([right for _, right, *_ in parts]),
        np.cumsum([0, *sizes[:-1]]),
        np.array([article for _, _, article, _ in parts]),
        np.array([length for *_, length in parts]),
        asked,
    )


def softmax(table_: Table, columns: Floats, weights: Floats) -> Floats:
    score = columns @ weights
    top = np.maximum.reduceat(score, table_.starts)[table_.question]
    chance = np.exp(score - top)
    return chance / np.add.reduceat(chance, table_.starts)[table_.question]


def fit_choice(
    tables: Sequence[Table], columns: Sequence[Floats], kept: Sequence[NDArray[np.bool_]], ridge: float = RIDGE
) -> Floats:
    """Weights under which the right candidate is likeliest: Newton's method on EM's bound."""
    scale = np.sqrt(np.mean([(c**2).mean(axis=0) for c in columns], axis=0)) + 1e-9
    prepared = []
    for table_, column, keep in zip(tables, columns, kept, strict=True):
        answerable = np.add.reduceat(table_.right, table_.starts) > 0
        rows = (keep & answerable)[table_.question]
        sizes = np.bincount(table_.question[rows], minlength=len(table_.starts))
        sizes = sizes[sizes > 0]
        part = Table(
            column[rows] / scale,
            table_.right[rows],
            np.cumsum([0, *sizes[:-1]]),
            np.zeros(len(sizes), int),
            np.zeros(len(sizes)),
            0,
        )
        prepared.append(part)
    weights = np.zeros(len(scale))
    for _ in range(40):
        slope, curve = -ridge * len(prepared) * weights, ridge * len(prepared) * np.eye(len(weights))
        for part in prepared:
            chance = softmax(part, part.rows, weights)
            likely = chance * part.right
            target = likely / np.maximum(np.add.reduceat(likely, part.starts), 1e-300)[part.question]
            count = len(part.starts)
            mean = np.add.reduceat(chance[:, None] * part.rows, part.starts)
            slope = slope + (target - chance) @ part.rows / count
            curve = curve + (part.rows.T @ (chance[:, None] * part.rows) - mean.T @ mean) / count
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 2.0 / (np.abs(step).max() + 1e-12))
        weights = weights + step
        if np.abs(step).max() < 1e-6:  # noqa: PLR2004
            break
    return np.asarray(weights / scale)


def first_right(table_: Table, columns: Floats, weights: Floats) -> Floats:
    """By question: whether the best candidate is right."""
    score = columns @ weights
    best = np.array(
        [
            start + int(np.argmax(score[start:end]))
            for start, end in zip(table_.starts, np.append(table_.starts[1:], len(score)), strict=True)
        ]
    )
    return np.asarray(table_.right[best])


def cross_validated(
    tables: dict[str, Table], trained: Sequence[str], columns: Callable[[Table], Floats]
) -> dict[str, float]:
    """Success at 1 of each table, every article judged by weights that were not fitted to it."""
    made = {name: columns(table_) for name, table_ in tables.items()}
    hits = {name: np.zeros(len(table_.starts)) for name, table_ in tables.items()}
    for fold in range(FOLDS):
        weights = fit_choice(
            [tables[name] for name in trained],
            [made[name] for name in trained],
            [tables[name].article % FOLDS != fold for name in trained],
        )
        for name, table_ in tables.items():
            mine = table_.article % FOLDS == fold
            hits[name][mine] = first_right(table_, made[name], weights)[mine]
    return {name: 100 * hits[name].sum() / tables[name].asked for name in tables}


def fit_chance(rows: Floats, right: Floats, weight: Floats, ridge: float = 1.0) -> tuple[Floats, float]:
    """Logistic regression."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    x = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    w = np.zeros(x.shape[1])
    penalty = np.append(np.full(rows.shape[1], ridge), 0.0)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        step = np.linalg.solve(
            (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(penalty + 1e-9),
            x.T @ (weight * (right - p)) - penalty * w,
        )
        w += step
        if np.abs(step).max() < 1e-8:  # noqa: PLR2004
            break
    fitted = w[:-1] / scale
    return fitted, float(w[-1] - fitted @ mean)
