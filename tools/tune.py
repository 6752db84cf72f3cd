"""Fits corpus/weights.json and prints what each signal brings: `make tune DATA=newwiki.json.gz` (see tuning_sets).

Every figure is of articles that the weights were not fitted to (cross-validation over articles). The confidence is
also fitted to the questions under tests/questions, judged there with each article left out in turn.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus import candidates, highlights, ranking, weights
from corpus.vectors import BUNDLED, OFF
from tools import tuning_confidence
from tools.fitting import FOLDS, Floats, Table, cross_validated, fit_choice, table
from tools.tuning_confidence import judged, show_head, show_verdicts, thresholds
from tools.tuning_sets import Article, Collection, Ranked, collected, confident, each, own, rankings


def candidate_table(collections: Iterator[Collection], language: str, vectors: str) -> Table:
    parts, asked = [], 0
    for case, ranked, index, _ in rankings(collections, language, vectors, candidates.CANDIDATES):
        asked += 1
        if len(ranked.order):
            rows = np.stack([ranked.signals[name] for name in ranking.SIGNALS], axis=1)
            right = np.isin(ranked.found.positions, list(case.right)).astype(float)
            parts.append((rows, right, case.article, ranking.length_ratio(index.mean_length)))
    return table(parts, asked)


def rank_columns(names: Sequence[str]) -> Callable[[Table], Floats]:
    places = [list(ranking.SIGNALS).index(name) for name in names]
    by_length = [list(ranking.SIGNALS).index(name) for name in names if name in ranking.BY_LENGTH]
    return lambda table_: table_.columns(places, by_length)


def named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    every = [*names, *(f"{name} by length" for name in names if name in ranking.BY_LENGTH)]
    return {name: round(float(weight), 5) for name, weight in zip(every, weights, strict=True)}


def tune_rank(tables: dict[str, Table], trained: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """Print what each signal brings; the weights fitted to everything."""

    def show(title: str, chosen: Sequence[str]) -> None:
        found = cross_validated(tables, trained, rank_columns(chosen))
        mean = np.mean([found[name] for name in trained])
        print(f"{title:<20}", *(f"{value:7.2f}" for value in found.values()), f"| {mean:7.2f}", flush=True)

    print(f"{'':<20}", *(f"{name:>7}" for name in tables))
    show("BM25", ["bm25"])
    show("all", names)
    for name in names:
        show(f"without {name}", [other for other in names if other != name])
    columns = rank_columns(names)
    chosen = [tables[name] for name in trained]
    weights = fit_choice(
        chosen, [columns(table_) for table_ in chosen], [np.ones(len(table_.starts), bool) for table_ in chosen]
    )
    return named(names, weights)


def sentence_table(found: Iterator[Ranked]) -> Table:
    """The sentences of passages that are right and first, and whether they hold the answer."""
    parts = []
    for case, ranked, _, passages in found:
        best = int(ranked.found.positions[ranked.order[0]]) if len(ranked.order) else -1
        if best not in case.right or not case.answers:
            continue
        rows = highlights.signals(ranked, int(ranked.order[0]))
        spans = passages[best][1].sentences
        right = [any(start <= at and at + len(answer) <= end for answer, at in case.answers) for start, end in spans]
        parts.append((rows, np.array(right, float), case.article, 0.0))
    return table(parts, len(parts))


def tune_sentence(sentences_: Table, names: Sequence[str]) -> dict[str, float]:
    def columns(chosen: Sequence[str]) -> Callable[[Table], Floats]:
        places = [list(highlights.SIGNALS).index(name) for name in chosen]
        return lambda table_: table_.columns(places)

    def show(title: str, chosen: Sequence[str]) -> None:
        print(f"{title:<20} {cross_validated({'s': sentences_}, ['s'], columns(chosen))['s']:7.2f}", flush=True)

    show("all", names)
    for name in names:
        show(f"without {name}", [other for other in names if other != name])
    made = columns(names)(sentences_)
    hits, two = with_neighbour(sentences_, made)
    print(f"{'with a neighbour':<20} {hits:7.2f}, of which two: {two:.1f} %")
    weights = fit_choice([sentences_], [made], [np.ones(len(sentences_.starts), bool)])
    return {name: round(float(weight), 5) for name, weight in zip(names, weights, strict=True)}


def with_neighbour(sentences_: Table, made: Floats) -> tuple[float, float]:
    hits, two = 0.0, 0
    for fold in range(FOLDS):
        mine = sentences_.article % FOLDS == fold
        score = made @ fit_choice([sentences_], [made], [~mine])
        for question in np.flatnonzero(mine):
            start = sentences_.starts[question]
            end = np.append(sentences_.starts, len(score))[question + 1]
            first, last = highlights.likeliest(score[start:end].tolist())
            hits += sentences_.right[start + first : start + last + 1].max()
            two += last > first
    return 100 * hits / len(sentences_.starts), 100 * two / len(sentences_.starts)


FILE = Path("corpus/weights.json")
MEANT = ("meaning", "meaning of all", "unsaid")
"""Signals that need word vectors."""
SUBJECT = (
    "covered together",
    "names missing",
    "names there",
    "rarest missing",
    "phrases",
    "meaning",
    "meaning of all",
)
RIGHT = (
    "covered together",
    "mass",
    "names missing",
    "rarest missing",
    "unmet",
    "margin",
    "phrases",
    "score",
)

Fitted = Iterator[tuple[str, dict[str, float]]]


def usable(names: Sequence[str], vectors: str) -> list[str]:
    return [name for name in names if vectors != OFF or name not in MEANT]


def fit_rank(articles: list[Article], language: str, vectors: str, stride: int) -> Fitted:
    sources = collected(articles, language, stride=stride).items()
    tables = {name: candidate_table(collections(), language, vectors) for name, collections in sources}
    yield "rank", tune_rank(tables, list(tables), usable(tuple(ranking.SIGNALS), vectors))


def fit_sentence(articles: list[Article], language: str, vectors: str, stride: int) -> Fitted:
    found = sentence_table(rankings(each(articles, 3 * stride), language, vectors, ranking.FINALISTS))
    yield "sentence", tune_sentence(found, usable(tuple(highlights.SIGNALS), vectors))


def fit_confidence(articles: list[Article], language: str, vectors: str, stride: int) -> Fitted:
    sources = confident(articles, language, stride=stride).items()
    found = {name: rankings(collections(), language, vectors, ranking.FINALISTS) for name, collections in sources}
    data, ours = tuning_confidence.of_data(found.values()), judged(own(vectors))
    subject, right = (
        show_head(data, ours, usable(names, vectors), head) for head, names in (("subject", SUBJECT), ("right", RIGHT))
    )
    yield "subject", subject.fitted()
    yield "right", right.fitted()
    show_verdicts(subject, right)
    if vectors != OFF:
        yield "answers_from", thresholds(right)


def main() -> None:
    """Fit and write, with word vectors and without."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--stride", type=int, default=1, help="take only every n-th question: a quick look")
    parser.add_argument(
        "--only", choices=["rank", "sentence", "confidence"], help="leave the other weights as they are"
    )
    options = parser.parse_args()
    with gzip.open(options.data, "rt", encoding="utf-8") as file:
        data = json.load(file)
    articles, language = data["articles"], data["lang"]
    heads = json.loads(FILE.read_text(encoding="utf-8"))
    heads["made"] = f"make tune with {options.data.name}: {len(articles)} articles"

    def write(head: str, mode: str, fitted: dict[str, float]) -> None:
        heads[head] = fitted if head == "answers_from" else heads[head] | {mode: fitted}
        FILE.write_text(json.dumps(heads, indent=1) + "\n", encoding="utf-8")
        weights.fitted.cache_clear()

    for mode, vectors in (("words", OFF), ("meaning", BUNDLED)):
        started = time.monotonic()
        print(f"== {mode}")
        parts = {"rank": fit_rank, "sentence": fit_sentence, "confidence": fit_confidence}
        for part, fit in parts.items():
            if options.only in {None, part}:
                for head, fitted in fit(articles, language, vectors, options.stride):
                    write(head, mode, fitted)
        print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
