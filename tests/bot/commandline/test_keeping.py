"""The command line's export, import and backup: nothing is overwritten, and nothing comes in unasked."""

import json
from pathlib import Path

import pytest

from corpus.library import Library
from tests.bot.talk import Command

HELSINKI = "What happened in Helsinki in 2018?"


def test_a_backup_is_told_and_never_overwrites(quoth: Command, tmp_path: Path) -> None:
    """Where it is; or that the file exists, or what the system says."""
    assert (tmp_path / "copy.db").exists() is False
    assert quoth("backup", "copy.db").stdout.startswith("copy.db has everything. ")
    assert (tmp_path / "copy.db").exists()
    again = quoth("backup", "copy.db")
    assert (2, "copy.db exists: name a new file.\n") == (again.exit_code, again.stderr)
    nowhere = quoth("backup", "missing/copy.db")
    assert (2, "missing/copy.db cannot be written: No such file or directory.\n") == (nowhere.exit_code, nowhere.stderr)


def test_a_library_moves(quoth: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a database that is not there yet: the same answer, byte for byte, with the same ids."""
    answer = quoth("ask", "--json", HELSINKI).stdout
    assert quoth("export", "all.zip").stdout.startswith("all.zip holds all articles. ")
    monkeypatch.setenv("QUOTH_DATABASE", f"sqlite:///{tmp_path}/new.db")
    told = quoth("import", "all.zip", "--yes").stdout
    assert told.startswith("+ new: “Why Trump-Putin Talks")
    assert told.endswith("1 new, 0 with another revision, 0 the same, 0 withdrawn there and left alone here.\nDone.\n")
    assert answer == quoth("ask", "--json", HELSINKI).stdout


def test_an_import_tells_before_it_does(quoth: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --yes, and without a person to ask, nothing is done."""
    quoth("export", "all.zip")
    monkeypatch.setenv("QUOTH_DATABASE", f"sqlite:///{tmp_path}/new.db")
    assert quoth("import", "all.zip").stdout.endswith("Nothing is done; with --yes it is.\n")
    assert "none" == json.loads(quoth("ask", "--json", "zeppelin").stdout)["verdict"]
    assert "0 new, 0 with another revision, 1 the same" in quoth("import", "all.zip").stdout


def test_what_cannot_move_is_one_sentence(quoth: Command, library: Library, tmp_path: Path) -> None:
    """A file that exists, a folder that does not, a file that is no archive."""
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    taken = quoth("export", "notes.txt")
    assert (2, "notes.txt exists: name a new file.\n") == (taken.exit_code, taken.stderr)
    nowhere = quoth("export", "missing/all.zip")
    assert (2, "missing/all.zip cannot be written: No such file or directory.\n") == (nowhere.exit_code, nowhere.stderr)
    foreign = quoth("import", "notes.txt", "--yes")
    assert (1, "This is no archive that Quoth exported, or it is damaged.\n") == (foreign.exit_code, foreign.stderr)
    missing = quoth("import", "missing.zip", "--yes")
    assert (2, "missing.zip cannot be read: No such file or directory.\n") == (missing.exit_code, missing.stderr)
    assert 1 == len(library.articles())
