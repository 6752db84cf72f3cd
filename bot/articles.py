"""The command line's articles: list · show · add · remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.entrance import fail, opened

if TYPE_CHECKING:
    from corpus.articles import Revision
    from corpus.gate import Publication
from corpus.library import Library

BY = "command line"
"""Who publishes here, as the history of an article tells it."""

Id = Annotated[str, typer.Argument(metavar="ID", help="As `quoth articles list` shows it.")]

app = typer.Typer(no_args_is_help=True, help="List, show, add and remove articles.")


@app.command("list")
def list_() -> None:
    """List the articles: id, title, revision, date."""
    from bot.terminal import Terminal

    with opened() as library:
        Terminal().articles(library.articles())


@app.command()
def show(article_id: Id) -> None:
    """Show an article with its passages, numbered as they are cited."""
    from bot.terminal import Terminal

    with opened() as library:
        Terminal().article(_live(library, article_id), library.passages(article_id))


@app.command()
def add(files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Text, Markdown or HTML.")]) -> None:
    """Publish files. One whose title exists becomes a new revision of that article."""
    from bot.replies import published
    from bot.terminal import Terminal
    from corpus.errors import CorpusError

    terminal, failed = Terminal(), []
    with opened() as library:
        for file in files:
            try:
                terminal.say(published(_publish(library, file)).text.striptags())
            except CorpusError as error:
                failed.append(f"{file}: {error}")
            except OSError as error:
                failed.append(f"{file}: {error.strerror}.")
    if failed:
        fail("\n".join(failed))


@app.command()
def remove(article_id: Id, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove an article. Its revisions are kept: adding it again continues them."""
    from bot.terminal import Terminal

    with opened() as library:
        title = _live(library, article_id).title
        if yes or typer.confirm(f"Remove “{title}”?"):
            library.remove(article_id, by=BY)
            Terminal().say(f"“{title}” is removed.")


def _live(library: Library, article_id: str) -> Revision:
    live = library.article(article_id).live
    return live or fail(f"Article {article_id} was removed before.")


def _publish(library: Library, file: Path) -> Publication:
    from corpus.errors import Unreadable
    from corpus.reading import LARGEST, read

    if file.exists() and not file.is_file() and not file.is_dir():  # a device or a pipe may never end
        raise Unreadable("This is no file.")
    with file.open("rb") as opened_file:
        content = opened_file.read(LARGEST + 1)
    return library.publish(read(file.name, content), by=BY)
