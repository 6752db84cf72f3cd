"""The command line's export · import · backup: what moves a library, and what keeps it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commandline.articles import BY
from bot.commandline.entrance import WRONG_USE, fail, opened

if TYPE_CHECKING:
    from corpus.store import Arrival

New = Annotated[Path, typer.Argument(help="A new file; nothing is overwritten.")]


def export(file: New) -> None:
    """Write everything that moves into one file: articles with their past, lessons, synonyms, groups' settings.

    Not what was asked, who voted and who may moderate. The names of who published stay with the articles.
    """
    with opened() as library, _making(file), file.open("xb") as new:
        library.export(new)
    typer.echo(f"{file} holds all articles. `quoth import {file}` brings them into another database.")


def take_in(
    file: Annotated[Path, typer.Argument(help="What `quoth export` or /export wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Bring in what another Quoth exported, all of it or nothing; tells first what it would do.

    Nothing is overwritten: an article that exists gets another revision, which can be undone.
    """
    with opened(furnished=False) as library:
        try:
            with file.open("rb") as archive:
                _tell(library.take_in(archive, by=BY, rehearsing=True))
                if not yes and not (sys.stdin.isatty() and typer.confirm("Do it?")):
                    typer.echo("Nothing is done; with --yes it is.")
                    return
                library.take_in(archive, by=BY)
        except OSError as error:
            fail(f"{file} cannot be read: {error.strerror}.", WRONG_USE)
    typer.echo("Done.")


def backup(file: New) -> None:
    """Copy the database into a file, also while the bot runs. To restore it, name it in QUOTH_DATABASE."""
    with opened() as library, _making(file):
        library.back_up(file)
    typer.echo(f"{file} has everything. To restore it, name it in QUOTH_DATABASE.")


@contextmanager
def _making(file: Path) -> Iterator[None]:
    """Say in one sentence why a new file cannot be made."""
    try:
        yield
    except FileExistsError:
        fail(f"{file} exists: name a new file.", WRONG_USE)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.", WRONG_USE)


def _tell(arrivals: Sequence[Arrival]) -> None:
    """A line an article that changes, and a count of the others."""
    from bot.commandline.terminal import Terminal
    from corpus.store import Fate

    said = {Fate.NEW: "+ new: {}", Fate.REVISED: "~ another revision: {}"}
    terminal = Terminal()
    for arrival in arrivals:
        if arrival.fate in said:
            terminal.say(said[arrival.fate].format(f"“{arrival.title}” ({arrival.collection})"))
    counts = Counter(arrival.fate for arrival in arrivals)
    terminal.say(
        f"{counts[Fate.NEW]} new, {counts[Fate.REVISED]} with another revision, {counts[Fate.SAME]} the same, "
        f"{counts[Fate.LEFT]} withdrawn there and left alone here."
    )
