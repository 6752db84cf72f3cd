"""The command line's articles: list · show · add · remove."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commandline.entrance import existing, fail, opened

if TYPE_CHECKING:
    from corpus.articles import Manuscript, Revision
    from corpus.library import Library

BY = "command line"
"""Who publishes here, as the history of an article tells it."""

Id = Annotated[str, typer.Argument(metavar="ID", help="As `quoth articles list` shows it.")]

_LONGEST_NAME = 100


def _named(collection: str) -> str:
    if not collection.strip() or len(collection) > _LONGEST_NAME or not collection.isprintable():
        raise typer.BadParameter("A collection has a name of 1 to 100 letters.")
    return collection.strip()


Collection = Annotated[
    str, typer.Option("--collection", metavar="NAME", callback=_named, help="Which articles, where there are several.")
]

app = typer.Typer(no_args_is_help=True, help="List, show, add and remove articles.")


@app.command("list")
def list_(collection: Collection = "main") -> None:
    """List the articles: id, title, revision, date."""
    from bot.commandline.terminal import Terminal

    with opened() as library:
        Terminal().articles(library.articles(existing(library, collection)))


@app.command()
def show(article_id: Id) -> None:
    """Show an article with its passages, numbered as they are cited."""
    from bot.commandline.terminal import Terminal

    with opened() as library:
        Terminal().article(_live(library, article_id), library.passages(article_id))


@app.command()
def add(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="Files, folders with all files in them, links, or - for standard input."),
    ],
    collection: Collection = "main",
) -> None:
    """Publish files. One whose title exists becomes a new revision of that article."""
    from bot.commandline.terminal import Terminal
    from bot.replies import published
    from corpus.errors import CorpusError

    terminal, failed = Terminal(), []
    with opened() as library:
        for name, manuscript in (one for source in sources for one in _found(source)):
            try:
                terminal.say(published(library.publish(manuscript(), by=BY, collection=collection)).text.striptags())
            except CorpusError as error:
                failed.append(f"{name}: {error}")
            except OSError as error:
                failed.append(f"{name}: {error.strerror}.")
    if failed:
        fail("\n".join(failed))


@app.command()
def remove(article_id: Id, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove an article. Its revisions are kept: adding it again continues them."""
    from bot.commandline.terminal import Terminal

    with opened() as library:
        title = _live(library, article_id).title
        if yes or typer.confirm(f"Remove “{title}”?"):
            library.history.withdraw(article_id, by=BY)
            Terminal().say(f"“{title}” is removed.")


def _live(library: Library, article_id: str) -> Revision:
    live = library.article(article_id).live
    return live or fail(f"Article {article_id} was removed before.")


def _found(source: str) -> Iterator[tuple[str, Callable[[], Manuscript]]]:
    """What an argument stands for: names, and what reads what is behind them."""
    from corpus.reading import folders

    path = Path(source)
    if source == "-":
        yield "standard input", _typed
    elif re.match(r"https?://", source):
        yield source, partial(_linked, source)
    elif path.is_dir():
        files = list(folders.files(path))
        yield from ((str(path / file.relative_to(path.resolve())), partial(_written, file)) for file in files)
        if not files:
            yield source, _nothing
    else:
        yield source, partial(_written, path)


def _typed() -> Manuscript:
    from corpus.reading import LARGEST, names, read

    content = sys.stdin.buffer.read(LARGEST + 1)
    return read(names.lent(content), content)


def _linked(link: str) -> Manuscript:
    from corpus.fetching import fetch

    return asyncio.run(fetch(link)).read()


def _written(file: Path) -> Manuscript:
    from corpus.reading import folders, read

    return read(file.name, folders.content(file))


def _nothing() -> Manuscript:
    from corpus.errors import Unreadable
    from corpus.reading import FORMATS

    raise Unreadable("No file in this folder ends in one of {formats}.", formats=", ".join(FORMATS))
