"""Questions with known passages: how often the answer is right, shown, silent, or confident and wrong."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import statistics
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from pydantic import BaseModel, ConfigDict

from corpus import bundled, reading
from corpus.answers import Answer, Verdict, cite, verdict_on
from corpus.articles import Manuscript, Revision
from corpus.confidence import confidence
from corpus.index import Index, Key
from corpus.passages import Passage
from corpus.queries import Query, widen
from corpus.ranking import rank
from corpus.sentences import sentences
from corpus.vectors import BUNDLED, word_vectors

SHIPPED = "shipped"
"""The name that a question set gives to the article that ships with the program."""
SHOWN = 3
"""How many citations a person sees at once."""
_PARAGRAPH = "\n\n"
_NOBODY = {"published_by": "nobody", "published_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}


class Case(BaseModel):
    """One question and what the article really says to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str
    kind: str
    verdict: Verdict
    expect: tuple[str, ...] = ()
    """Verbatim pieces of the sentences that answer; any one of them is right."""


class Dialogue(Case):
    """A question in `ask`, right after another one."""

    article: str
    first: str
    follows: bool
    """Whether it needs the first; else it is a new subject."""


class QuestionSet(BaseModel):
    """The questions to one article."""

    model_config = ConfigDict(frozen=True)

    name: str
    manuscript: Manuscript
    cases: tuple[Case, ...]


class Outcome(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    """The first passage answers and was given as the answer; or there is none and none was claimed."""
    SHOWN = "shown"
    """The passage that answers is among those shown, not claimed to be the answer."""
    SILENT = "silent"
    """The article answers, and it was not found."""
    WRONG = "wrong"
    """Confident and wrong: another passage was given as the answer."""


@dataclass(frozen=True, slots=True)
class Result:
    """A question, its answer, and what that is worth."""

    set_name: str
    case: Case
    answer: Answer
    outcome: Outcome
    sentence_right: bool
    """The first passage is right and its highlighted sentence holds the expected words."""


def load(path: Path) -> QuestionSet:
    """Read a TOML file of questions; the article lies beside it under the same name, or is the shipped one."""
    cases = tuple(Case(**case) for case in tomllib.loads(path.read_text(encoding="utf-8"))["question"])
    return QuestionSet(name=path.stem, manuscript=article(path.parent, path.stem), cases=cases)


def dialogues(path: Path) -> tuple[Dialogue, ...]:
    """Read a TOML file of questions that come in twos; their articles lie beside it."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))["dialogue"]
    return tuple(Dialogue(ask=dialogue.pop("then"), **dialogue) for dialogue in found)


def article(folder: Path, name: str) -> Manuscript:
    """The article that the questions of a set are about; FileNotFoundError where it is not there."""
    if name == SHIPPED:
        return reading.read(bundled.NAME, bundled.content())
    files = [file for file in sorted(folder.glob(f"{name}.*")) if file.suffix in reading.FORMATS]
    if not files:
        raise FileNotFoundError(name)
    return reading.read(files[0].name, files[0].read_bytes())


def evaluate(questions: QuestionSet, ask: Callable[[Query], Answer]) -> Iterator[Result]:
    """Ask each question of the set."""
    for case in questions.cases:
        yield _judged(questions.name, case, ask(Query(text=case.ask)))


def converse(dialogues: Iterable[Dialogue], ask: Callable[[str, Query], Answer]) -> Iterator[Result]:
    """Ask the second question of each dialogue after its first; `ask` is told the name of the article."""
    for dialogue in dialogues:
        query = Query(text=dialogue.ask, after=dialogue.first)
        yield _judged(dialogue.article, dialogue, ask(dialogue.article, query))


def _judged(set_name: str, case: Case, answer: Answer) -> Result:
    first = answer.citations[:1]
    sentence_right = any(piece in citation.sentence for citation in first for piece in case.expect)
    return Result(set_name, case, answer, outcome(case, answer), sentence_right)


def outcome(case: Case, answer: Answer) -> Outcome:
    """Judge an answer by the passages that the case expects."""
    right = [any(piece in citation.passage.text for piece in case.expect) for citation in answer.citations[:SHOWN]]
    if answer.verdict == Verdict.ANSWER:
        return Outcome.RIGHT if right[0] else Outcome.WRONG
    if case.verdict == Verdict.NONE:
        return Outcome.RIGHT
    return Outcome.SHOWN if any(right) else Outcome.SILENT


def tally(results: Iterable[Result]) -> dict[str, dict[Outcome, int]]:
    """Outcomes counted by kind of question, and under `all`."""
    counts: dict[str, dict[Outcome, int]] = {}
    for result in results:
        for kind in (result.case.kind, "all"):
            row = counts.setdefault(kind, dict.fromkeys(Outcome, 0))
            row[result.outcome] += 1
    return {kind: counts[kind] for kind in sorted(counts, key=lambda kind: kind == "all")}


class Reliability(NamedTuple):
    """A tenth of the confidence, and what became of the answers given with it."""

    tenth: float
    """From where; up to the next."""
    answers: int
    said: float
    """The mean confidence."""
    was: float
    """The share that was right."""


def reliability(judged: Iterable[tuple[float, bool]]) -> Iterator[Reliability]:
    """How often answers with a confidence were right, by tenths of it."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for said, is_right in judged:
        tenths.setdefault(min(9, int(10 * said)), []).append((said, is_right))
    for tenth, pairs in sorted(tenths.items()):
        said, was = (statistics.fmean(values) for values in zip(*pairs, strict=True))
        yield Reliability(tenth / 10, len(pairs), said, was)


def documents(passages: Sequence[str], language: str) -> tuple[tuple[Key, Passage], ...]:
    """Each text as one passage, as if they were the paragraphs of one article."""
    text = _PARAGRAPH.join(passages)
    revision = Revision(
        **_NOBODY, title=SHIPPED, text=text or _PARAGRAPH, language=language, article_id=SHIPPED, number=1
    )
    starts = itertools.accumulate((len(passage) + len(_PARAGRAPH) for passage in passages), initial=0)
    return tuple(
        (
            Key(SHIPPED, 1, number),
            Passage(
                revision, number, len(passages), start, start + len(passage), None, tuple(sentences(passage, language))
            ),
        )
        for number, (start, passage) in enumerate(zip(starts, passages, strict=False), start=1)
    )


class Bench:
    """A collection of given passages, asked as `bench.py --external` asks."""

    def __init__(self, vectors: str = BUNDLED) -> None:
        self._vectors = vectors
        self._index = Index.build(())
        self._passages: Mapping[Key, Passage] = {}

    def reply(self, message: Mapping[str, Any]) -> dict[str, object]:
        """The answer to one message of the protocol."""
        if message["op"] == "build":
            self._passages = dict(documents(message["passages"], message["language"]))
            self._index = Index.build(self._passages.items())
            return {"ok": True}
        return self._search(Query(text=message["question"]), message["k"])

    def _search(self, query: Query, limit: int) -> dict[str, object]:
        widened = widen(query, self._index, vectors=self._vectors)
        ranking = rank(widened, self._index, word_vectors(widened.language, self._vectors))
        sure = confidence(ranking)
        found = ranking.order[:limit].tolist()
        keys = [self._index.key(int(ranking.found.positions[place])) for place in found]
        best = cite(ranking, found[:1], self._index, self._passages.__getitem__)
        return {
            "hits": [(key.number - 1, float(ranking.scores[place])) for key, place in zip(keys, found, strict=True)],
            "confidence": sure.subject,
            "sentence": best[0].sentence if best else "",
            "answered": verdict_on(sure) == Verdict.ANSWER,
        }


def serve(lines: Iterable[str], out: TextIO, vectors: str = BUNDLED) -> None:
    """Speak the benchmark's protocol: one JSON object a line in, one a line out."""
    bench = Bench(vectors)
    for line in lines:
        json.dump(bench.reply(json.loads(line)), out, ensure_ascii=False)
        out.write("\n")
        out.flush()
