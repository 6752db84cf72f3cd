"""`quoth evaluate` tells how often the answer is right, and what moved since the last run."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commandline.evaluation_report import outcomes

SETS = Path(__file__).parents[2] / "questions"


@pytest.fixture(name="questions")
def _questions(tmp_path: Path) -> Path:
    """Three questions to the harbour article, beside a copy of it."""
    shutil.copy(SETS / "harbour.txt", tmp_path)
    cases = (SETS / "harbour.toml").read_text(encoding="utf-8").split("[[question]]")[1:4]
    file = tmp_path / "harbour.toml"
    file.write_text("".join(f"[[question]]{case}" for case in cases), encoding="utf-8")
    return file


def _run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["evaluate", *arguments], input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_counts_by_kind(questions: Path) -> None:
    """A table for a person, one object for a program; every question is counted once."""
    code, table, _ = _run(str(questions))
    assert 0 == code and "direct" in table and "all" in table
    counts = json.loads(_run("--json", str(questions))[1])
    assert 3 == sum(counts["all"].values()) == sum(counts["direct"].values())


def test_a_report_tells_what_moved(questions: Path, tmp_path: Path) -> None:
    """The page carries its own figures: a later run reads there what has changed since."""
    page = tmp_path / "report.html"
    assert 0 == _run("--html", str(page), str(questions))[0]
    before = outcomes(page.read_text(encoding="utf-8"))
    assert 3 == len(before) and "There is no earlier run." in page.read_text(encoding="utf-8")
    name, outcome = next(iter(before.items()))
    page.write_text(page.read_text(encoding="utf-8").replace(f'": "{outcome}"', '": "wrong"', 1), encoding="utf-8")
    assert 0 == _run("--html", str(page), str(questions))[0]
    said = page.read_text(encoding="utf-8")
    assert "Moved since the last run: 1" in said and name.split(": ")[1] in said


def test_a_page_that_is_no_report_has_no_outcomes() -> None:
    """Another page in the report's place is no earlier run."""
    assert {} == outcomes("<p>hello</p>")


@pytest.mark.parametrize("content", ["not = [toml", "[[question]]\nask = 1", "[other]"])
def test_a_file_that_is_no_question_set(content: str, tmp_path: Path) -> None:
    """One sentence, and the exit code for wrong use."""
    file = tmp_path / "harbour.toml"
    file.write_text(content, encoding="utf-8")
    code, _, said = _run(str(file))
    assert 2 == code and "no set of questions" in said


def test_questions_without_their_article(questions: Path) -> None:
    """The article that should lie beside them is missed in one sentence."""
    (questions.parent / "harbour.txt").unlink()
    code, _, said = _run(str(questions))
    assert 2 == code and "no set of questions beside its article" in said


def test_the_benchmark_is_served() -> None:
    """One JSON object a line in, one a line out; each given paragraph is a passage."""
    asked = [
        {
            "op": "build",
            "passages": ["Herring is sold here.", "The bridge is shut."],
            "titles": ["a", "a"],
            "language": "en",
        },
        {"op": "search", "question": "Is the bridge shut?", "k": 2},
    ]
    code, out, _ = _run("--serve", stdin="".join(json.dumps(line) + "\n" for line in asked))
    built, found = map(json.loads, out.splitlines())
    assert (0, {"ok": True}, 1, "The bridge is shut.") == (code, built, found["hits"][0][0], found["sentence"])


def test_teaching_finds_other_ways_to_ask(tmp_path: Path) -> None:
    """Taught one way to ask, the passage comes first 30 points more often for the others; none is answered wrongly."""
    file = tmp_path / "paraphrases.toml"
    written = (SETS / "paraphrases.toml").read_text(encoding="utf-8").split("[[paraphrased]]")[1:]
    file.write_text("".join(f"[[paraphrased]]{each}" for each in written if "harbour" in each), encoding="utf-8")
    shutil.copy(SETS / "harbour.txt", tmp_path)
    code, table, _ = _run("--taught", str(file))
    rows = {line.split("  ")[0].strip(): re.findall(r"([0-9.]+) → ([0-9.]+)", line) for line in table.splitlines()}
    assert 0 == code
    assert [("100.0", "0.0")] == [(first[1], wrong[1]) for first, _, wrong in [rows["taught"]]]
    (before, after), _, (_, wrong) = rows["in other words"]
    assert 30 <= float(after) - float(before) and 0 == float(wrong)
    assert "0.0" == rows["not taught"][2][1]


def test_a_file_that_holds_no_paraphrases_is_told_so(questions: Path) -> None:
    """One sentence, no traceback."""
    code, _, told = _run("--taught", str(questions))
    assert 2 == code and "no set of paraphrases" in told
