"""The terminal chat: questions, and commands about the last answer."""

import contextlib
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.commandline.chat import Chat
from bot.commandline.lines import TOO_LONG
from bot.commandline.terminal import HEADLINES, Terminal
from corpus.answers import Verdict
from corpus.library import Library

HELSINKI = "What happened in Helsinki in 2018?"
Say = Callable[[str], str]


@pytest.fixture(name="say")
def _say(library: Library) -> Say:
    """Say a line, get what the chat prints."""
    output = StringIO()
    chat = Chat(library, Terminal(Console(file=output, highlight=False)))

    def say(line: str) -> str:
        output.seek(0)
        output.truncate()
        assert chat.take(line)
        return output.getvalue()

    return say


def test_a_question_is_answered(say: Say) -> None:
    """As everywhere: the passage and where it stands."""
    said = say(HELSINKI)
    assert said.startswith(HEADLINES[Verdict.ANSWER][0])
    assert "Their meeting in Helsinki in 2018 left many surprised" in said


def test_a_follow_up_is_understood(say: Say) -> None:
    """With the questions before it, and says so; a new subject starts afresh."""
    say("What did Trump say about Putin in April?")
    said = say("and in 2018?")
    assert said.startswith("↳ asked after: “What did Trump say about Putin in April?”\n")
    assert "Helsinki in 2018" in said
    assert "April? → and in 2018?”" in say("why?")
    assert "↳" not in say(HELSINKI)


def test_an_empty_line_is_no_question(say: Say) -> None:
    """Pressing Enter asks nothing."""
    assert "" == say("   ")


def test_the_next_passages_come_one_by_one(say: Say) -> None:
    """Until there is none left, and that is said."""
    say("What does Moscow demand of Ukraine?")
    shown = [say("/next") for _ in range(6)]
    assert 1 < len(set(shown)) <= 6
    assert "That was the last passage for this question.\n" == shown[-1]


def test_context_is_that_of_the_last_passage_shown(say: Say) -> None:
    """The one before, the one itself, the one after."""
    number = int(say(HELSINKI).partition("¶ ")[2].partition(" ")[0])
    shown = [line.strip() for line in say("/context").splitlines()]
    assert [f"¶ {number - 1}", f"¶ {number}", f"¶ {number + 1}"] == [line for line in shown if line.startswith("¶")]


def test_why_names_the_words(say: Say) -> None:
    """The words of the question that led there."""
    say(HELSINKI)
    assert "Helsinki\n" in say("/why")


@pytest.mark.parametrize("command", ["/next", "/context", "/why"])
@pytest.mark.parametrize("before", [[], ["zeppelin"]])
def test_commands_need_a_passage(say: Say, command: str, before: list[str]) -> None:
    """Before a question, and after one without an answer, there is none."""
    for line in before:
        say(line)
    assert "There is no passage to speak of: ask something that the articles answer.\n" == say(command)


def test_help_names_every_command(say: Say) -> None:
    """And how to leave."""
    assert {"/next", "/context", "/why", "/articles", "/help", "/quit"} <= set(say("/help").split())


def test_an_unknown_command_is_not_taken_for_a_question(say: Say) -> None:
    """It says where the known ones are."""
    assert "There is no such command. /help lists them.\n" == say("/zeppelin")


def test_a_question_may_be_too_long(say: Say) -> None:
    """One sentence, and the chat goes on."""
    assert f"{TOO_LONG}\n" == say("x" * 4097)


def test_articles_are_listed(say: Say, library: Library) -> None:
    """What Quoth answers from; where there is nothing, how to add it."""
    (article,) = library.articles()
    assert say("/articles").startswith(f"{article.id}  Why Trump-Putin Talks")
    library.history.withdraw(article.id, by="Ada")
    assert "There are no articles. Add one: quoth articles add FILE\n" == say("/articles")


@pytest.mark.parametrize("line", ["/quit", "/exit", " /quit "])
def test_the_chat_ends(library: Library, line: str) -> None:
    """When a person says so."""
    assert not Chat(library, Terminal(Console(file=StringIO()))).take(line)


TAKE_TERMINAL = """
import os, sys
os.close(os.open(os.ttyname(0), os.O_RDWR))  # what the leader of a session opens first controls it: Ctrl-C works
os.execv(sys.executable, [sys.executable, "-m", "bot", "chat"])
"""


def _converse(environment: dict[str, str], lines: list[bytes]) -> tuple[int, str]:
    """Type lines into the real command in a real terminal, each when it is waited for."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", TAKE_TERMINAL],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown, last, deadline = b"", b"", time.monotonic() + 60
        with contextlib.suppress(OSError):  # the other side is closed
            while time.monotonic() < deadline:
                if not select.select([ours], [], [], 3)[0]:
                    if not lines:
                        os.write(ours, last)  # readline shows the prompt a moment before it hears of Ctrl-C
                    continue
                shown += os.read(ours, 4096)
                if lines and shown.endswith(b"You: "):
                    time.sleep(0.2)
                    last = lines.pop(0)
                    os.write(ours, last)
                    shown += b" "
        os.close(ours)
    return process.returncode, shown.decode()


@pytest.mark.parametrize("end", [b"\x04", b"\x03", b"/quit\n"])
def test_a_person_talks_in_a_terminal(database: str, tmp_path: Path, end: bytes) -> None:
    """Greeting, prompt, answer, a clean end by Ctrl-D, Ctrl-C or a word; earlier lines come back."""
    environment = os.environ | {"QUOTH_DATABASE": database, "XDG_STATE_HOME": str(tmp_path), "TERM": "xterm"}
    code, shown = _converse(environment, [f"{HELSINKI}\n".encode(), end])
    assert 0 == code
    assert "Why Trump-Putin Talks" in shown.partition("You: ")[0]
    assert "Traceback" not in shown
    assert "Helsinki" in (tmp_path / "quoth" / "chat_history").read_text("utf-8")
