"""Evaluations: the command that asks questions with known passages, and what it prints."""

from __future__ import annotations

import json as json_
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bot.commandline.entrance import WRONG_USE, fail
from bot.commandline.evaluation_report import outcomes, page
from bot.commandline.terminal import Terminal
from bot.settings import Settings
from corpus import evaluation, paraphrases
from corpus.articles import Manuscript
from corpus.boldness import Boldness
from corpus.evaluation import Result
from corpus.library import Library
from corpus.paraphrases import Taught
from corpus.store import Store

QUESTIONS = Path("tests/questions")
"""Where a clone of the project keeps its question sets."""


def serve(settings: Settings) -> None:
    """Answer the benchmark until it ends."""
    try:
        evaluation.serve(sys.stdin, sys.stdout, settings.vectors)
    except (ValueError, LookupError, TypeError) as error:
        fail(f"That is not the benchmark's protocol, one JSON object a line: {type(error).__name__}.", WRONG_USE)


def run(settings: Settings, files: Sequence[Path], *, json: bool, html: Path | None) -> None:
    """Ask every question of the files; print the outcomes by kind, and write the report where one is wanted."""
    results = [result for file in files or _own() for result in _asked(settings, file)]
    counts = evaluation.tally(results)
    if html:
        before = outcomes(html.read_text(encoding="utf-8")) if html.exists() else {}
        try:
            html.write_text(page(results, before), encoding="utf-8")
        except OSError as error:
            fail(f"{html} cannot be written: {error.strerror}.", WRONG_USE)
    if json:
        sys.stdout.write(json_.dumps(counts) + "\n")
    else:
        Terminal().outcomes(counts)


def teach(settings: Settings, file: Path | None) -> None:
    """Teach one way to ask of every second question, and print how often the others are found, before and after."""
    file = file or QUESTIONS / "paraphrases.toml"
    try:
        questions = paraphrases.paraphrased(file)
        names = list(dict.fromkeys(each.article for each in questions))
        manuscripts = {name: evaluation.article(file.parent, name) for name in names}
    except (OSError, ValueError, LookupError) as error:
        fail(f"{file} is no set of paraphrases beside its articles ({_reason(error)}).", WRONG_USE)
    counts: dict[str, Taught] = {}
    for name, manuscript in manuscripts.items():
        of_article = [each for each in questions if each.article == name]
        with _alone(settings, manuscript) as library:
            for row in paraphrases.taught(library, of_article, min(len(each.asks) for each in of_article)):
                counts[row.relation] = counts[row.relation].plus(row) if row.relation in counts else row
    Terminal().taught(counts.values())


def _own() -> list[Path]:
    files = [file for file in sorted(QUESTIONS.glob("*.toml")) if "[[question]]" in file.read_text(encoding="utf-8")]
    return files or fail(f"There are no question sets in {QUESTIONS}: name the files.", WRONG_USE)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return "it cannot be read"
    return "it has no [[question]]" if isinstance(error, LookupError) else "a part of it is wrong"


def _asked(settings: Settings, file: Path) -> Iterator[Result]:
    """Ask the questions of a file, its article alone in a library of its own."""
    try:
        questions = evaluation.load(file)
    except (OSError, ValueError, LookupError) as error:
        fail(f"{file} is no set of questions beside its article ({_reason(error)}).", WRONG_USE)
    with _alone(settings, questions.manuscript) as library:
        yield from evaluation.evaluate(questions, library.ask)


@contextmanager
def _alone(settings: Settings, manuscript: Manuscript) -> Iterator[Library]:
    """A library with one article."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(
            Store.open(f"sqlite:///{folder}/quoth.db"), vectors=settings.vectors, boldness=Boldness(settings.boldness)
        )
        with closing(library):
            library.publish(manuscript, by="evaluation")
            yield library
