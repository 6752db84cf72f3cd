"""The command line: what can be written after `quoth`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import __version__
from bot.commandline import articles, keeping, taught
from bot.commandline.entrance import WRONG_USE, existing, fail, opened

if TYPE_CHECKING:
    from bot.settings import Settings
    from corpus.library import Library

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Settings come from the environment and from .env; README.md lists them.",
)
app.add_typer(articles.app, name="articles")
app.add_typer(taught.lessons, name="lessons")
app.add_typer(taught.synonyms, name="synonyms")


def main() -> None:
    """Start."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Whatever the locale: articles hold “ and ¶, and no byte that a person types may stop us.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    app(prog_name="quoth")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quoth {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True)]


@app.callback(invoke_without_command=True)
def start(context: typer.Context, version: Version = False) -> None:
    """Quoth answers questions about articles, in the articles' own words, with the citation.

    Without a command: run, when QUOTH_TOKEN is set, else chat.
    """
    if context.invoked_subcommand:
        return
    settings = _settings()
    if settings.token:
        _run(settings)
    else:
        typer.echo("No QUOTH_TOKEN: opening the terminal chat. README.md tells how to run Quoth in Telegram.", err=True)
        _chat(settings)


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help="The question; - reads one a line from standard input.")],
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one object a line and question.")] = False,
) -> None:
    """Answer a question."""
    answer = _answer_json if json else _answer
    with opened() as library:
        for text in _lines() if question == ["-"] else [" ".join(question)]:
            library.refresh()
            answer(library, text)
            sys.stdout.flush()


@app.command()
def chat() -> None:
    """Talk in this terminal; with standard input from a file or pipe, answer each line of it."""
    _chat(_settings())


@app.command()
def run() -> None:
    """Serve Telegram until stopped (Ctrl-C or SIGTERM). Needs QUOTH_TOKEN."""
    _run(_settings())


@app.command()
def doctor() -> None:
    """Check settings, database, token, privacy and inline mode; say what to change, and where."""
    from bot.commandline.doctor import Mark, examine
    from bot.commandline.terminal import Terminal

    styles = {Mark.GOOD: "green", Mark.NOTE: "yellow", Mark.BAD: "bold red"}
    terminal, marks = Terminal(), set()
    for mark, subject, sentence in examine(_settings()):
        terminal.say(f"{mark} {subject} {sentence}", styles[mark])
        marks.add(mark)
    raise typer.Exit(int(Mark.BAD in marks))


@app.command()
def audit(
    collection: Annotated[str | None, typer.Option(help="Only what was done to these articles.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one object a line.")] = False,
) -> None:
    """Tell who changed what, newest first. Nothing in this log can be changed or deleted."""
    from bot.commandline.lines import audit_line
    from bot.commandline.terminal import Terminal

    terminal = Terminal()
    with opened() as library:
        if collection and next(library.audit.entries(collection), None) is None:
            existing(library, collection)
        for entry in library.audit.entries(collection):
            if json:
                sys.stdout.write(audit_line(entry) + "\n")
            else:
                terminal.entry(entry)


@app.command()
def report(
    html: Annotated[Path | None, typer.Option(help="Write a page with a chart and lists.")] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days, today included.")] = 30,
    collection: Annotated[str, typer.Option(help="Which articles.")] = "main",
) -> None:
    """Tell what was asked of the articles, and which passages answer and which never do. Nobody is named."""
    from bot.commandline.report import numbers, page
    from bot.commandline.terminal import Terminal
    from corpus.coverage import coverage

    with opened() as library:
        found = coverage(library, existing(library, collection), days)
    Terminal().numbers(numbers(found))
    if html:
        try:
            html.write_text(page(found), encoding="utf-8")
        except OSError as error:
            fail(f"{html} cannot be written: {error.strerror}.", WRONG_USE)


@app.command()
def evaluate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of questions (TOML); tests/questions where none is named.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Write the counts as one JSON object.")] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write a report, with what moved since the one that stands there.")
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Answer a benchmark: one JSON object a line in, one out.")
    ] = False,
    paraphrases: Annotated[
        bool, typer.Option("--taught", help="Teach every second question of a file of paraphrases, and ask the others.")
    ] = False,
) -> None:
    """Ask questions with known passages, and count what comes of them."""
    from bot.commandline import evaluations

    settings = _settings()
    if serve:
        evaluations.serve(settings)
    elif paraphrases:
        evaluations.teach(settings, files[0] if files else None)
    else:
        evaluations.run(settings, files or [], json=json, html=html)


for name, command in (("export", keeping.export), ("import", keeping.take_in), ("backup", keeping.backup)):
    app.command(name)(command)  # after `ask`: --help lists them in this order


def _settings() -> Settings:
    from bot.settings import load

    return load()


def _chat(settings: Settings) -> None:
    from platformdirs import user_state_path

    from bot.commandline.chat import Chat, typed
    from bot.commandline.terminal import Terminal

    interactive = sys.stdin.isatty()
    with opened(settings) as library:
        conversation = Chat(library, Terminal())
        if interactive:
            conversation.greet()
        lines = typed(user_state_path("quoth", appauthor=False) / "chat_history") if interactive else _lines()
        for line in lines:
            if not conversation.take(line):
                break
            sys.stdout.flush()


def _run(settings: Settings) -> None:
    if not settings.token:
        fail("QUOTH_TOKEN is not set: @BotFather gives a token; put it into .env, as .env.example shows.", WRONG_USE)
    # Until PTB listens for it. Without a handler, a first process (as in a container) never hears SIGTERM.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    from telegram.error import InvalidToken, NetworkError

    from bot import application, logs

    logs.set_up(settings)
    try:
        with opened(settings) as library:
            application.run(settings, library)
    except InvalidToken:  # PTB's message repeats the token
        fail("QUOTH_TOKEN: Telegram does not know this token; @BotFather shows the one that is valid now.", WRONG_USE)
    except NetworkError:
        fail(f"QUOTH_API_URL: nothing that speaks the Bot API was reached at {settings.api_url}.", WRONG_USE)


def _lines() -> Iterator[str]:
    from bot.commandline.lines import questions

    return questions(sys.stdin.buffer)


def _answer_json(library: Library, text: str) -> None:
    from bot.commandline.lines import answer_line

    sys.stdout.write(answer_line(library, text) + "\n")


def _answer(library: Library, text: str) -> None:
    from bot.commandline.lines import TOO_LONG, query
    from bot.commandline.terminal import Terminal

    asked = query(text)
    if asked is None:
        fail(TOO_LONG, WRONG_USE)
    Terminal().answer(library.ask(asked))


if __name__ == "__main__":
    main()
