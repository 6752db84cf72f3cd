"""Tuning sets: collections with the questions put to them, made of articles with known questions, and our own.

The data: `{"lang", "articles": [{"paragraphs": [str], "qas": [{"q": question, "p": [paragraphs that answer],
"a": [[answer, where it starts in the paragraph]]}]}]}`.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import evaluation, ranking
from corpus.answers import Verdict
from corpus.articles import Manuscript, Revision
from corpus.evaluation import Case, documents
from corpus.index import Index, Key
from corpus.passages import Passage, split
from corpus.queries import Query, widen
from corpus.sentences import sentences
from corpus.smalltalk import is_small_talk
from corpus.vectors import word_vectors

Article = dict[str, Any]

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


OWN = Path("tests/questions")
OWN_ARTICLES = ("shipped", "harbour", "survey", "burst", "trams", "obituary")
NEVER = ("off-topic", "small-talk", "injection")
"""Kinds of questions that no article answers."""


def own(vectors: str) -> Iterator[tuple[Case, Ranked]]:
    """The questions that ship under tests/ and are not small talk, each put to its article."""
    for number, name in enumerate(OWN_ARTICLES):
        questions = evaluation.load(OWN / f"{name}.toml")
        texts = split(revision(questions.manuscript))
        passages = tuple((Key(name, 1, passage.number), passage) for passage in texts)
        asked = [case for case in questions.cases if not is_small_talk(case.ask)]
        put = [_put(number, case, texts) for case in asked]
        yield from zip(
            asked, asked_of(put, passages, questions.manuscript.language, vectors, ranking.FINALISTS), strict=True
        )


def _put(number: int, case: Case, texts: Sequence[Passage]) -> Asked:
    right = (place for place, passage in enumerate(texts) if any(piece in passage.text for piece in case.expect))
    unanswered = "off-topic" if case.kind in NEVER else "near-miss"
    return Asked(number, case.ask, frozenset(right), (), unanswered if case.verdict == Verdict.NONE else "real")


def revision(manuscript: Manuscript) -> Revision:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return Revision(**manuscript.model_dump(), article_id="own", number=1, published_by="tune", published_at=moment)
