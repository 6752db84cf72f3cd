"""Fits corpus/weights.json and prints what each signal brings: `make tune DATA=newwiki.json.gz`.

The data: articles with paragraphs and questions, `{"lang", "articles": [{"paragraphs": [str], "qas": [{"q": question,
"p": [paragraphs that answer], "a": [[answer, where it starts in the paragraph]]}]}]}`. Every figure is of articles that
the weights were not fitted to (cross-validation over articles).

The confidence is also fitted to the questions under tests/questions, judged there with each article left out in turn.

Ranking and sentences: a softmax over the candidates of a question, likelihood of the right one; confidence: a logistic
regression. Both with a small ridge, by Newton's method.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import answers, candidates, confidence, evaluation, highlights, ranking, weights
from corpus.answers import Verdict
from corpus.articles import Manuscript, Revision
from corpus.boldness import Boldness
from corpus.evaluation import documents
from corpus.index import Index, Key
from corpus.passages import Passage, split
from corpus.queries import Query, widen
from corpus.sentences import sentences
from corpus.vectors import BUNDLED, OFF, word_vectors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Article = dict[str, Any]

FOLDS = 4
RIDGE = 1e-2
PIECES = {"full": 0, "three": 3, "short": 1}
"""Kinds of passages: whole paragraphs, runs of three sentences, runs of one (or two where the first is short)."""
_SHORT_WORDS = 15


def pieces(article: Article, size: int, language: str) -> Article:
    """The article with its paragraphs cut into runs of sentences; questions whose answer a cut parts are left out."""
    if not size:
        return article
    texts: list[str] = []
    places: list[list[tuple[int, int, int]]] = []
    for paragraph in article["paragraphs"]:
        runs = list(_runs(paragraph, size, language))
        places.append([(start, end, len(texts) + number) for number, (start, end) in enumerate(runs)])
        texts += [paragraph[start:end] for start, end in runs]
    asked = []
    for case in article["qas"]:
        right = {
            number
            for paragraph in case["p"]
            for start, end, number in places[paragraph]
            if any(start <= at and at + len(answer.rstrip(".")) <= end for answer, at in case["a"])
        }
        if right:
            asked.append({"q": case["q"], "p": sorted(right), "a": []})
    return {"paragraphs": texts, "qas": asked}


def _runs(paragraph: str, size: int, language: str) -> Iterator[tuple[int, int]]:
    spans, at = sentences(paragraph, language), 0
    while at < len(spans):
        first = spans[at]
        count = size + 1 if size == 1 and len(paragraph[slice(*first)].split()) < _SHORT_WORDS else size
        last = spans[min(len(spans), at + count) - 1]
        yield first[0], last[1]
        at += count


@dataclass(frozen=True)
class Asked:
    """A question put to a collection."""

    article: int
    text: str
    right: frozenset[int]
    """Passages that answer; none where the collection does not."""
    answers: tuple[tuple[str, int], ...]
    kind: str = "real"


Collection = tuple[Sequence[str], list[Asked]]
Passages = tuple[tuple[Key, Passage], ...]
Ranked = tuple[Asked, ranking.Ranking, Index, Passages]


def cases(number: int, article: Article, base: int = 0) -> list[Asked]:
    return [
        Asked(number, case["q"], frozenset(base + place for place in case["p"]), tuple(map(tuple, case["a"])))
        for case in article["qas"]
    ]


def each(articles: list[Article], stride: int) -> Iterator[Collection]:
    """Each article a collection."""
    for number, article in enumerate(articles):
        yield article["paragraphs"], cases(number, article)[::stride]


def together(articles: list[Article], stride: int) -> Iterator[Collection]:
    """All articles one collection."""
    texts: list[str] = []
    asked: list[Asked] = []
    for number, article in enumerate(articles):
        asked += cases(number, article, len(texts))
        texts += article["paragraphs"]
    yield texts, asked[::stride]


def unanswered(articles: list[Article], stride: int, *, joined: bool, parts: int = 5) -> Iterator[Collection]:
    """Collections without a part of their passages, and the questions to that: near-misses; and strangers."""
    source = together if joined else each
    rest = [case for number, article in enumerate(articles) for case in cases(number, article)]
    for texts, asked in source(articles, stride):
        for part in range(parts):
            kept = [place for place in range(len(texts)) if place % parts != part]
            left = [case for case in asked if all(place % parts == part for place in case.right)]
            here = {case.article for case in asked}
            others = [] if joined else [case for case in rest if case.article not in here]
            chooser = random.Random(f"{part} {asked[0].text if asked else ''}")  # noqa: S311  (no secrets)
            strangers = chooser.sample(others, min(len(left), len(others)))
            yield (
                [texts[place] for place in kept],
                [Asked(case.article, case.text, frozenset(), (), "near-miss") for case in left]
                + [Asked(next(iter(here)), case.text, frozenset(), (), "off-topic") for case in strangers],
            )


def slipped(asked: Asked, number: int) -> Asked:
    """The question with one slip of the finger in one of its longer words."""
    chooser = random.Random(f"{number} {asked.text}")  # noqa: S311
    split = asked.text.split(" ")
    longer = [place for place, word in enumerate(split) if len(word) >= 5 and word.isascii() and word.isalpha()]  # noqa: PLR2004
    if not longer:
        return asked
    place = chooser.choice(longer)
    word = split[place]
    at = chooser.randrange(1, len(word) - 1)
    split[place] = chooser.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return Asked(asked.article, " ".join(split), asked.right, asked.answers, asked.kind)


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


def rankings(collections: Iterator[Collection], language: str, vectors: str, finalists: int) -> Iterator[Ranked]:
    """Ask everything."""
    for texts, asked in collections:
        yield from asked_of(asked, documents(texts, language), language, vectors, finalists)


def asked_of(asked: list[Asked], passages: Passages, language: str, vectors: str, finalists: int) -> Iterator[Ranked]:
    """Ask one collection."""
    index, table_of_words = Index.build(passages), word_vectors(language, vectors)
    for case in asked:
        widened = widen(Query(text=case.text), index, vectors=vectors)
        yield case, ranking.rank(widened, index, table_of_words, finalists=finalists), index, passages


def candidate_table(collections: Iterator[Collection], language: str, vectors: str) -> Table:
    parts, asked = [], 0
    for case, ranked, index, _ in rankings(collections, language, vectors, candidates.CANDIDATES):
        asked += 1
        if len(ranked.order):
            rows = np.stack([ranked.signals[name] for name in ranking.SIGNALS], axis=1)
            right = np.isin(ranked.found.positions, list(case.right)).astype(float)
            parts.append((rows, right, case.article, ranking.length_ratio(index.mean_length)))
    return table(parts, asked)


# -- fitting


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


# -- what is fitted


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
            first, last = highlights.likeliest(score[start:end])
            hits += sentences_.right[start + first : start + last + 1].max()
            two += last > first
    return 100 * hits / len(sentences_.starts), 100 * two / len(sentences_.starts)


@dataclass
class Judged:
    """Questions of all kinds, with what the confidence sees."""

    rows: Floats
    right: Floats
    real: Floats
    kind: NDArray[Any]
    article: Ints
    source: NDArray[Any]


def judged(sources: dict[str, Iterator[Ranked]]) -> Judged:
    rows, right, real, kind, article, source = [], [], [], [], [], []
    for name, found in sources.items():
        for case, ranked, index, _ in found:
            if not len(ranked.order):
                continue
            figures = confidence.signals(ranked, index)
            rows.append([figures[signal] for signal in confidence.SIGNALS])
            right.append(float(int(ranked.found.positions[ranked.order[0]]) in case.right))
            real.append(float(case.kind != "off-topic"))
            kind.append(case.kind)
            article.append(case.article)
            source.append(name)
    return Judged(np.array(rows), np.array(right), np.array(real), np.array(kind), np.array(article), np.array(source))


OWN = Path("tests/questions")
OWN_ARTICLES = ("shipped", "harbour", "survey")
OWN_WEIGHT = {"subject": 0.5, "right": 4.0}
"""How much one of our own questions counts beside one of the data: they are few, and what people really ask."""
NEVER = ("off-topic", "small-talk", "injection")


def own_questions(vectors: str) -> Judged:
    """The questions that ship under tests/, each article by itself; `source` tells which."""
    sources: dict[str, Iterator[Ranked]] = {}
    for number, name in enumerate(OWN_ARTICLES):
        questions = evaluation.load(OWN / f"{name}.toml")
        texts = split(revision(questions.manuscript))
        passages = tuple((Key(name, 1, passage.number), passage) for passage in texts)
        cases_ = [
            Asked(
                number,
                case.ask,
                frozenset(
                    place for place, passage in enumerate(texts) if any(piece in passage.text for piece in case.expect)
                ),
                (),
                "off-topic" if case.kind in NEVER else "near-miss" if case.verdict == Verdict.NONE else "real",
            )
            for case in questions.cases
        ]
        sources[name] = asked_of(cases_, passages, questions.manuscript.language, vectors, ranking.FINALISTS)
    return judged(sources)


def revision(manuscript: Manuscript) -> Revision:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return Revision(**manuscript.model_dump(), article_id="own", number=1, published_by="tune", published_at=moment)


def reliability(chance: Floats, right: Floats) -> Iterator[tuple[float, int, float, float]]:
    """By tenth: from where, how many, how sure on the mean, how many right."""
    for tenth in range(10):
        mine = np.minimum((chance * 10).astype(int), 9) == tenth
        if mine.any():
            yield tenth / 10, int(mine.sum()), float(chance[mine].mean()), float(right[mine].mean())


def answered_at(kept: float, real: Floats, others: Floats) -> float:
    """The share of the others that are at least as sure as the threshold that keeps this share of the real ones."""
    threshold = np.sort(real)[::-1][max(0, int(np.ceil(kept * len(real))) - 1)]
    return 100 * float((others >= threshold).mean())


def head_of(data: Judged, head: str) -> tuple[Floats, Floats]:
    """What a head is to say, and how much each question counts."""
    if head == "subject":
        return data.real, np.where(data.kind == "near-miss", 0.0, 1.0)
    return data.right, np.ones(len(data.right))


def fit_head(
    parts: Sequence[tuple[Judged, NDArray[np.bool_], float]], places: Sequence[int], head: str
) -> tuple[Floats, float]:
    rows = np.vstack([data.rows[kept][:, places] for data, kept, _ in parts])
    target = np.concatenate([head_of(data, head)[0][kept] for data, kept, _ in parts])
    weight = np.concatenate([head_of(data, head)[1][kept] * times for data, kept, times in parts])
    return fit_chance(rows, target, weight)


def held_out(  # noqa: PLR0913, PLR0917
    data: Judged, other: Judged, folds: int, places: Sequence[int], head: str, times: tuple[float, float]
) -> Floats:
    """The chances of questions to articles that were left out."""
    chance, every = np.zeros(len(data.rows)), np.ones(len(other.rows), bool)
    for fold in range(folds):
        mine = data.article % folds == fold
        fitted, bias = fit_head([(data, ~mine, times[0]), (other, every, times[1])], places, head)
        chance[mine] = 1 / (1 + np.exp(-(data.rows[mine][:, places] @ fitted + bias)))
    return chance


def tune_confidence(data: Judged, own: Judged, names: Sequence[str], head: str) -> dict[str, float]:
    """Print how good the head is, and without each signal; the weights fitted to everything."""

    def show(title: str, chosen: Sequence[str]) -> tuple[Floats, Floats]:
        places = [list(confidence.SIGNALS).index(name) for name in chosen]
        chance = held_out(data, own, FOLDS, places, head, (1.0, OWN_WEIGHT[head]))
        theirs = held_out(own, data, len(OWN_ARTICLES), places, head, (OWN_WEIGHT[head], 1.0))
        print(f"{title:<26} {told(data, chance, head)} | own: {told(own, theirs, head)}", flush=True)
        return chance, theirs

    chances = show(f"{head}: all", names)
    for name in names:
        show(f"  without {name}", [other for other in names if other != name])
    for title, part, chance in (("the data", data, chances[0]), ("own", own, chances[1])):
        print(f"  reliability, {title}")
        target, weight = head_of(part, head)
        for low, count, said, was in reliability(chance[weight > 0], target[weight > 0]):
            print(f"  {low:.1f} n {count:5d} said {said:.3f} was {was:.3f}")
    places = [list(confidence.SIGNALS).index(name) for name in names]
    every = [(data, np.ones(len(data.rows), bool), 1.0), (own, np.ones(len(own.rows), bool), OWN_WEIGHT[head])]
    fitted, bias = fit_head(every, places, head)
    return {name: round(float(value), 5) for name, value in zip(names, fitted, strict=True)} | {"bias": round(bias, 5)}


def told(data: Judged, chance: Floats, head: str) -> str:
    target, weight = head_of(data, head)
    loss = -np.average(np.log(np.where(target > 0, chance, 1 - chance) + 1e-12), weights=weight)
    real, near, off = (chance[data.kind == kind] for kind in ("real", "near-miss", "off-topic"))
    at = answers.ANSWERS_FROM[Boldness.BALANCED] if head == "right" else answers.RELATED_FROM
    claims = chance >= at
    return (
        f"loss {loss:.4f}; off-topic answered at 95 % {answered_at(0.95, real, off):5.2f}; at {at}: real"
        f" {100 * (real >= at).mean():.1f}, near-miss {100 * (near >= at).mean():.1f}, "
        f"off-topic {100 * (off >= at).mean():.1f}, wrong of all {100 * (claims & (data.right == 0)).mean():.1f}"
    )


# -- the whole of it

FILE = Path("corpus/weights.json")
MEANT = ("meaning", "meaning of all", "unsaid")
"""Signals that need word vectors."""
SUBJECT = (
    "covered together",
    "mass covered",
    "absent",
    "names missing",
    "names there",
    "phrases",
    "meaning",
    "meaning of all",
)
RIGHT = tuple(confidence.SIGNALS)


def collected(articles: list[Article], language: str, *, stride: int) -> dict[str, Callable[[], Iterator[Collection]]]:
    """The kinds of collections that the ranking is fitted to."""
    cut = {name: [pieces(article, size, language) for article in articles] for name, size in PIECES.items()}
    return {
        "article": lambda: each(cut["full"], 2 * stride),
        "corpus": lambda: together(cut["full"], 3 * stride),
        "short": lambda: each(cut["short"], 4 * stride),
        "short corpus": lambda: together(cut["short"], 6 * stride),
        "three": lambda: each(cut["three"], 4 * stride),
        "slips": lambda: (
            (texts, [slipped(case, number) for number, case in enumerate(asked)])
            for texts, asked in each(cut["full"], 4 * stride)
        ),
    }


def confident(articles: list[Article], language: str, *, stride: int) -> dict[str, Callable[[], Iterator[Collection]]]:
    """Real questions, near-misses and strangers, to collections of all kinds."""
    cut = {name: [pieces(article, size, language) for article in articles] for name, size in PIECES.items()}
    return {
        "article": lambda: each(cut["full"], 4 * stride),
        "article, cut out": lambda: unanswered(cut["full"], 7 * stride, joined=False),
        "short": lambda: each(cut["short"], 10 * stride),
        "short, cut out": lambda: unanswered(cut["short"], 16 * stride, joined=False),
        "corpus": lambda: together(cut["full"], 16 * stride),
        "corpus, cut out": lambda: unanswered(cut["full"], 30 * stride, joined=True),
    }


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
    figures, own = judged(found), own_questions(vectors)
    for head, kept in (("subject", SUBJECT), ("right", RIGHT)):
        yield head, tune_confidence(figures, own, usable(kept, vectors), head)


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
        heads[head][mode] = fitted
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
