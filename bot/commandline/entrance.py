"""A command's way in: the settings and the library, or one sentence for a person and an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Never

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from corpus.library import Library

WRONG_USE = 2
"""The exit code for a wrong setting or argument; 1 is for what went wrong on the way."""


@contextmanager
def opened(settings: Settings | None = None, *, furnished: bool = True) -> Iterator[Library]:
    """The library that the settings name, closed in the end; a fresh one with the article that ships with Quoth."""
    from bot.settings import load
    from corpus.boldness import Boldness
    from corpus.errors import CorpusError, VectorsUnreadable
    from corpus.library import Library
    from corpus.store import Room

    settings = settings or load()
    room = Room(settings.group_articles, settings.group_characters, settings.group_lessons)
    try:
        library = Library.open(
            settings.database,
            vectors=settings.vectors,
            boldness=Boldness(settings.boldness),
            room=room,
            furnished=furnished,
        )
    except VectorsUnreadable as error:
        fail(f"QUOTH_VECTORS: {error}", WRONG_USE)
    except CorpusError as error:
        fail(f"QUOTH_DATABASE: {error}", WRONG_USE)
    with closing(library):
        try:
            yield library
        except CorpusError as error:
            fail(str(error))


def existing(library: Library, collection: str) -> str:
    """The name of a collection; the command ends where there is none of that name."""
    known = library.collections()
    if collection not in known:
        fail(f"There is no collection “{collection}”. There are: {', '.join(known)}.")
    return collection


def fail(sentence: str, code: int = 1) -> Never:
    """End the command."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
