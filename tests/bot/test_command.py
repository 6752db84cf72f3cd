"""The command line: every command on a real database, and the process itself where a process matters."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from bot import __version__
from bot.commandline.lines import TOO_LONG
from bot.commandline.terminal import HEADLINES
from corpus.answers import Verdict
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember
from tests.bot.talk import Command
from tests.corpus.files import pdf, printed

HELSINKI = "What happened in Helsinki in 2018?"
PASSAGE = "Their meeting in Helsinki in 2018 left many surprised"
NOTES = "Harbour news\n\nThe harbour of Pellaby opens on Monday.\n\nFerries sail at noon, and the fare is two crowns.\n"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(name="notes")
def _notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text(NOTES, "utf-8")
    return path


def _objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_question_is_answered_for_a_person(quoth: Command) -> None:
    """With or without quotation marks around it."""
    result = quoth("ask", HELSINKI)
    assert result.stdout.startswith(HEADLINES[Verdict.ANSWER][0])
    assert PASSAGE in result.stdout
    assert result.stdout == quoth("ask", *HELSINKI.split()).stdout


def test_an_answer_is_one_json_object(quoth: Command, library: Library) -> None:
    """All of it, for programs: the passage word for word, the sentence in it that answers."""
    result = quoth("ask", "--json", HELSINKI)
    (answer,) = _objects(result)
    assert (HELSINKI, "answer") == (answer["question"], answer["verdict"])
    assert 0.5 < answer["confidence"] <= 1
    citation = answer["citations"][0]
    (article,) = library.articles()
    passage = library.passages(article.id)[citation["number"] - 1]
    assert (passage.text, passage.of) == (citation["passage"], citation["of"])
    assert (passage.revision.title, article.id, 1) == (
        citation["article"],
        citation["article_id"],
        citation["revision"],
    )
    start, end = citation["highlight"]
    assert citation["passage"][start:end].startswith(PASSAGE)
    assert {"Helsinki", "2018"} <= set(citation["matched"])


def test_an_address_and_a_date_are_told_where_known(quoth: Command, notes: Path) -> None:
    """A page that names its address is cited with it."""
    page = notes.with_suffix(".html")
    page.write_text(
        '<html><head><title>Harbour news</title><link rel="canonical" href="https://example.org/harbour">'
        '<meta property="article:published_time" content="2031-03-04"></head>'
        "<body><article><h1>Harbour news</h1><p>The harbour of Pellaby opens on Monday.</p></article></body></html>",
        "utf-8",
    )
    quoth("articles", "add", str(page))
    citation = _objects(quoth("ask", "--json", "When does the harbour of Pellaby open?"))[0]["citations"][0]
    assert citation["url"].startswith("https://example.org/harbour#:~:text=The%20harbour")
    assert "2031-03-04" == citation["date"]


def test_each_line_gets_one_object(quoth: Command) -> None:
    """Also an empty one, one that is no UTF-8, one that is too long, and a last one without its end."""
    lines = [HELSINKI.encode(), b"", b"\xff\xfe zeppelin", b"x" * 4097, "Où est 🙂?".encode()]
    objects = _objects(quoth("ask", "--json", "-", stdin=b"\r\n".join(lines)))
    assert [HELSINKI, "", "�� zeppelin", "x" * 4097, "Où est 🙂?"] == [one["question"] for one in objects]
    assert ["answer", "none", "none", "none"] == [one["verdict"] for one in objects][:4]
    assert [None, None, None, TOO_LONG, None] == [one.get("error") for one in objects]
    assert ["zeppelin"] == objects[2]["missing"]


def test_no_input_is_no_question(quoth: Command) -> None:
    """Nothing asked, nothing written."""
    assert ("", 0) == (quoth("ask", "--json", "-").stdout, quoth("ask", "--json", "-").exit_code)


def test_a_broken_argument_is_answered(quoth: Command) -> None:
    """Bytes of the command line that are no UTF-8 reach Python as lone surrogates."""
    assert "zeppelin �" == _objects(quoth("ask", "--json", "zeppelin \udcff"))[0]["question"]


def test_a_question_may_be_too_long(quoth: Command) -> None:
    """Wrong use, said in one sentence."""
    result = quoth("ask", "x" * 4097)
    assert (2, f"{TOO_LONG}\n", "") == (result.exit_code, result.stderr, result.stdout)


@pytest.mark.parametrize("command", [[], ["chat"], ["ask", "-"]])
def test_lines_of_a_pipe_are_answered(quoth: Command, command: list[str]) -> None:
    """Each on standard output, where nothing else is written."""
    result = quoth(*command, stdin=f"{HELSINKI}\nzeppelin\n".encode())
    assert 0 == result.exit_code
    assert result.stdout.startswith(HEADLINES[Verdict.ANSWER][0])
    assert HEADLINES[Verdict.NONE][0] in result.stdout


def test_a_pipe_may_leave_early(quoth: Command) -> None:
    """What comes after /quit is not answered."""
    assert "" == quoth("chat", stdin=f"/quit\n{HELSINKI}\n".encode()).stdout


def test_without_token_the_chat_opens(quoth: Command) -> None:
    """And says so in one line."""
    assert "No QUOTH_TOKEN: opening the terminal chat. " in quoth().stderr
    assert 1 == quoth().stderr.count("\n")


def test_run_needs_the_token(quoth: Command) -> None:
    """One sentence that names the setting, and exit code 2."""
    result = quoth("run")
    assert (2, True) == (result.exit_code, result.stderr.startswith("QUOTH_TOKEN is not set: "))


@pytest.mark.parametrize("command", [["ask", "x"], ["articles", "list"], ["chat"], []])
def test_a_database_that_does_not_open_is_named(quoth: Command, tmp_path: Path, command: list[str]) -> None:
    """One sentence that names the setting, and exit code 2."""
    (tmp_path / "quoth.db").write_text("This is not a database. " * 100, "utf-8")
    result = quoth(*command)
    assert (2, "QUOTH_DATABASE") == (result.exit_code, result.stderr.splitlines()[-1].partition(":")[0])


def test_a_file_becomes_an_article(quoth: Command, notes: Path) -> None:
    """It is listed, shown and asked at once."""
    assert quoth("articles", "add", str(notes)).stdout.startswith("New article “Harbour news”: 1 passage.")
    listed = {
        line.partition("  ")[2]: line.partition("  ")[0] for line in quoth("articles", "list").stdout.splitlines()
    }
    assert 2 == len(listed)
    shown = quoth("articles", "show", listed["Harbour news · revision 1"]).stdout
    assert shown.startswith("Harbour news\nrevision 1 · published by command line\n\n¶ 1\n")
    assert "opens on Monday" in quoth("ask", "When does the harbour of Pellaby open?").stdout


def test_a_known_title_becomes_a_revision(quoth: Command, notes: Path) -> None:
    """What changed is told; what is the same is not published twice."""
    quoth("articles", "add", str(notes))
    assert "is live already" in quoth("articles", "add", str(notes)).stdout
    notes.write_text(NOTES.replace("two crowns", "three crowns"), "utf-8")
    assert quoth("articles", "add", str(notes)).stdout.startswith("“Harbour news” is now revision 2: ")


def test_a_bad_file_does_not_stop_the_others(quoth: Command, notes: Path, tmp_path: Path) -> None:
    """Each bad one is named in the end, and the exit code is 1."""
    (tmp_path / "empty.txt").touch()
    names = [str(tmp_path / name) for name in ("missing.txt", "empty.txt")]
    links = ["http://127.0.0.1/news", "https://user:secret@harbour.example/"]
    result = quoth("articles", "add", names[0], *links, names[1], str(notes))
    assert 1 == result.exit_code
    assert result.stdout.startswith("New article “Harbour news”")
    assert [names[0], *links, names[1]] == [line.partition(": ")[0] for line in result.stderr.splitlines()]


def test_a_folder_becomes_articles(quoth: Command, library: Library, tmp_path: Path) -> None:
    """All files in it that can be read, one line each; a bad one stops no other."""
    folder = tmp_path / "articles"
    for name in ("b.md", "deep/a.txt", ".git/c.txt", "script.sh", "empty.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"News of {name[0]}\n\nThe harbour opens.\n" if "empty" not in name else "", "utf-8")
    result = quoth("articles", "add", str(folder))
    assert ["New article “News of b”: 1 passage.", "New article “News of d”: 1 passage."] == result.stdout.splitlines()
    assert (1, f"{folder / 'empty.txt'}: The file is empty.\n") == (result.exit_code, result.stderr)
    assert {"News of b", "News of d"} < {article.live.title for article in library.articles() if article.live}


def test_a_folder_without_articles_is_an_error(quoth: Command, tmp_path: Path) -> None:
    """Nothing was added, and why is said."""
    result = quoth("articles", "add", str(tmp_path))
    assert (1, "") == (result.exit_code, result.stdout)
    assert "No file in this folder ends in one of .txt, .md" in result.stderr


@pytest.mark.parametrize(
    ("content", "title"),
    [(NOTES.encode(), "Harbour news"), (b"<!DOCTYPE html><title>Harbour page</title><p>It opens.", "Harbour page"),
     (pdf([printed(("The harbour opens on Monday.",))]), "The harbour opens on Monday.")],
)  # fmt: skip
def test_standard_input_becomes_an_article(quoth: Command, content: bytes, title: str) -> None:
    """Of whatever format it is."""
    result = quoth("articles", "add", "-", stdin=content)
    assert (0, f"New article “{title}”") == (result.exit_code, result.stdout.partition(":")[0])


@pytest.mark.parametrize(
    ("arguments", "stdin", "left"), [(["--yes"], b"", 0), ([], b"y\n", 0), ([], b"n\n", 1), ([], b"", 1)]
)
def test_removing_asks_once(quoth: Command, library: Library, arguments: list[str], stdin: bytes, left: int) -> None:
    """Unless told not to; no answer is no consent."""
    quoth("articles", "remove", library.articles()[0].id, *arguments, stdin=stdin)
    assert left == len(library.articles())


def test_what_was_removed_cannot_be_shown(quoth: Command, library: Library) -> None:
    """Nor removed again; one sentence says so."""
    article_id = library.articles()[0].id
    quoth("articles", "remove", article_id, "--yes")
    for command in ("show", "remove"):
        result = quoth("articles", command, article_id)
        assert (1, f"Article {article_id} was removed before.\n") == (result.exit_code, result.stderr)


def test_an_unknown_id_is_one_sentence(quoth: Command) -> None:
    """What goes wrong on the way ends with exit code 1."""
    result = quoth("articles", "show", "zeppelin")
    assert (1, "There is no article zeppelin.\n") == (result.exit_code, result.stderr)


def test_the_doctor_ends_with_what_it_found(quoth: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """0 when nothing is broken, 1 when something is."""
    assert 0 == quoth("doctor").exit_code
    monkeypatch.setenv("QUOTH_TOKEN", "123456:secret-of-the-bot")
    monkeypatch.setenv("QUOTH_API_URL", NOWHERE)
    result = quoth("doctor")
    assert (1, True) == (result.exit_code, "✗ Telegram" in result.stdout)
    assert "secret" not in result.output


def test_a_report_is_told_and_written(quoth: Command, library: Library, tmp_path: Path) -> None:
    """The figures for a person, and a page where one is wanted; what cannot be written is one sentence."""
    answer = library.ask(Query(text=HELSINKI))
    remember(library.questions, answer, chat_id=7, message_id=1, user_id=7)
    result = quoth("report", "--html", "report.html")
    assert 0 == result.exit_code
    assert ["questions", "1"] == result.stdout.split()[:2]
    assert PASSAGE in (tmp_path / "report.html").read_text("utf-8")
    refused = quoth("report", "--html", "missing/report.html")
    assert (2, "missing/report.html cannot be written: No such file or directory.\n") == (
        refused.exit_code,
        refused.stderr,
    )


def test_another_collection(quoth: Command, notes: Path) -> None:
    """Is made by publishing into it, and has articles of its own; one without a name is none."""
    assert 0 == quoth("articles", "add", "--collection", "staff", str(notes)).exit_code
    assert "Harbour news" not in quoth("articles", "list").stdout
    assert "Harbour news" in quoth("articles", "list", "--collection", "staff").stdout
    assert 2 == quoth("articles", "list", "--collection", " ").exit_code


@pytest.mark.parametrize(
    "command",
    ["articles list", "lessons list", "lessons export", "synonyms list", "synonyms add a,b", "audit", "report"],
)
def test_a_collection_that_is_not_there(quoth: Command, command: str) -> None:
    """A slip in its name is told, with the names that there are: nothing found would be another answer."""
    done = quoth(*command.split(), "--collection", "stuff")
    assert (1, "There is no collection “stuff”. There are: main.\n") == (done.exit_code, done.stderr)


def test_the_audit_log_is_told(quoth: Command, library: Library) -> None:
    """Newest first, of all articles or of some; as JSON where a program asks."""
    library.moderators.name("staff", 7, by="telegram:9")
    (newest, shipped) = quoth("audit").stdout.splitlines()
    assert newest.endswith("  telegram:9  moderator-named  staff  telegram:7")
    assert "  published  main  " in shipped and shipped.endswith("  revision=1")
    assert [shipped] == quoth("audit", "--collection", "main").stdout.splitlines()
    (line,) = quoth("audit", "--json", "--collection", "staff").stdout.splitlines()
    assert {"act": "moderator-named", "by": "telegram:9", "subject": "telegram:7", "details": {}}.items() <= json.loads(
        line
    ).items()


def test_the_version_is_told(quoth: Command) -> None:
    """As it stands in the package."""
    assert f"quoth {__version__}\n" == quoth("--version").stdout


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["ask"],
        ["chat"],
        ["run"],
        ["doctor"],
        ["backup"],
        ["export"],
        ["import"],
        ["audit"],
        ["report"],
        *(["articles", *name] for name in ([], ["list"], ["show"], ["add"], ["remove"])),
    ],
)
def test_every_command_explains_itself(quoth: Command, command: list[str]) -> None:
    """With --help, in words."""
    result = quoth(*command, "--help")
    assert (0, True) == (result.exit_code, "Usage: quoth" in result.stdout or "Usage: root" in result.stdout)


@pytest.fixture(name="streaming")
def _streaming(database: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--json", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"QUOTH_DATABASE": database, "PYTHONIOENCODING": "ascii"},
        encoding="utf-8",
    ) as process:
        yield process


def test_a_stream_is_answered_as_it_comes(streaming: subprocess.Popen[str], library: Library) -> None:
    """Each answer before the next question, and from the articles as they are by then; UTF-8 whatever the locale."""

    def ask(question: str) -> str:
        assert streaming.stdin
        assert streaming.stdout
        print(question, file=streaming.stdin, flush=True)
        return str(json.loads(streaming.stdout.readline())["verdict"])

    assert ["answer", "none"] == [ask(HELSINKI), ask("Où est le zeppelin ?")]
    library.history.withdraw(library.articles()[0].id, by="Ada")
    assert "none" == ask(HELSINKI)


def test_with_a_token_the_bot_runs(database: str) -> None:
    """Bare `quoth` serves Telegram, waits for it where it does not answer, and ends when it is told to."""
    environment = {"QUOTH_DATABASE": database, "QUOTH_TOKEN": "123456:secret-of-the-bot", "QUOTH_API_URL": NOWHERE}
    with subprocess.Popen(
        [sys.executable, "-m", "bot"], stderr=subprocess.PIPE, env=os.environ | environment, encoding="utf-8"
    ) as process:
        assert process.stderr
        first = process.stderr.readline()
        process.terminate()
        rest = process.stderr.read()
    assert 0 == process.returncode
    assert "getMe" in first
    assert "secret" not in first + rest
