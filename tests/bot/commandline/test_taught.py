"""The command line's lessons and synonyms, on a real database."""

import json
from pathlib import Path

import pytest
from typer.testing import Result

from corpus.library import Library
from corpus.queries import Query
from tests.bot.talk import Command

QUESTION = "Who plays the banjo at the summit?"


def _teach(library: Library) -> None:
    (article,) = library.articles()
    library.school.teach(QUESTION, library.passages(article.id)[4], by="ann")
    library.school.teach("Who pays the piper?", None, by="ann")


def test_lessons_are_listed_written_and_read(quoth: Command, library: Library, tmp_path: Path) -> None:
    """What is written by one command is read by the other, from a file or a pipe."""
    _teach(library)
    listed = quoth("lessons", "list").stdout.splitlines()
    assert "Who pays the piper? → the articles do not answer this" == listed[0]
    assert listed[1].startswith(f"{QUESTION} → Why Trump-Putin Talks") and listed[1].endswith("¶ 5")
    assert 0 == quoth("lessons", "export", "lessons.jsonl").exit_code
    written = (tmp_path / "lessons.jsonl").read_text("utf-8")
    assert written == quoth("lessons", "export").stdout
    for lesson in library.school.lessons():
        library.school.unteach(lesson, by="ann")
    read = quoth("lessons", "import", "-", stdin=written.encode())
    assert "Taught: 2; tied to a similar passage: 0; left out: 0.\n" == read.stdout
    library.refresh()
    assert library.ask(Query(text=QUESTION)).lesson


def test_what_is_left_out_is_told(quoth: Command) -> None:
    """With the exit code of what went wrong on the way."""
    line = json.dumps({"ask": QUESTION, "article": "No such article", "passage": "No such words."})
    read = quoth("lessons", "import", "-", stdin=line.encode())
    assert (1, f"Left out: {QUESTION}\n") == (read.exit_code, read.stderr)


def test_bad_files_are_one_sentence(quoth: Command, tmp_path: Path) -> None:
    """Missing, no lessons, or no place to write."""
    assert (2, "missing cannot be read: No such file or directory.\n") == _told(quoth("lessons", "import", "missing"))
    assert (1, "Line 1 is no lesson: nothing was taught.\n") == _told(quoth("lessons", "import", "-", stdin=b"\0"))
    code, told = _told(quoth("lessons", "export", str(tmp_path)))
    assert 2 == code and told.endswith("cannot be written: Is a directory.\n")
    (tmp_path / "large").write_bytes(b" " * 20_000_001)
    assert (2, "large is larger than 20 MB.\n") == _told(quoth("lessons", "import", "large"))


def test_synonyms_are_added_listed_and_removed(quoth: Command) -> None:
    """A second time says so; what is not there cannot be removed."""
    assert "Added.\n" == quoth("synonyms", "add", "parley,talks").stdout
    assert "They were there before.\n" == quoth("synonyms", "add", "parley, talks").stdout
    assert "parley, talks\n" == quoth("synonyms", "list").stdout
    assert "Removed.\n" == quoth("synonyms", "remove", "parley, talks").stdout
    assert (1, "There is no such line: see quoth synonyms list.\n") == _told(
        quoth("synonyms", "remove", "parley, talks")
    )
    assert 1 == quoth("synonyms", "add", "parley").exit_code


@pytest.mark.parametrize("command", ["lessons", "synonyms"])
def test_an_article_that_is_gone_is_said(quoth: Command, library: Library, command: str) -> None:
    """Lessons of a withdrawn article wait for it."""
    _teach(library)
    library.history.withdraw(library.articles()[0].id, by="ann")
    assert 0 == quoth(command, "list").exit_code
    assert f"{QUESTION} → its passage is gone" in quoth("lessons", "list").stdout


def _told(result: Result) -> tuple[int, str]:
    return result.exit_code, result.stderr
