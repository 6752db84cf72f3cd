"""Questions with known passages: how often the answer is right, shown, silent, or confident and wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus import bundled, reading
from corpus.answers import Answer, Verdict
from corpus.articles import Manuscript
from corpus.queries import Query

SHIPPED = "shipped"
"""The name that a question set gives to the article that ships with the program."""
SHOWN = 3
"""How many citations a person sees at once."""


class Case(BaseModel):
    """One question and what the article really says to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str
    kind: str
    verdict: Verdict
    expect: tuple[str, ...] = ()
    """Verbatim pieces of the sentences that answer; any one of them is right."""


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


def article(folder: Path, name: str) -> Manuscript:
    """The article that the questions of a set are about."""
    if name == SHIPPED:
        return reading.read(bundled.NAME, bundled.content())
    file = next(file for file in sorted(folder.glob(f"{name}.*")) if file.suffix in reading.FORMATS)
    return reading.read(file.name, file.read_bytes())


def evaluate(questions: QuestionSet, ask: Callable[[Query], Answer]) -> Iterator[Result]:
    """Ask each question of the set."""
    for case in questions.cases:
        answer = ask(Query(text=case.ask))
        first = answer.citations[:1]
        sentence_right = any(piece in citation.sentence for citation in first for piece in case.expect)
        yield Result(questions.name, case, answer, outcome(case, answer), sentence_right)


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
