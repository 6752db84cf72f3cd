"""The command line's lessons and synonyms: list · export · import; list · add · remove."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commandline.entrance import WRONG_USE, existing, fail, opened

if TYPE_CHECKING:
    from corpus.lessons import Lesson
    from corpus.library import Library

_BY = "command line"
_LARGEST = 20_000_000
"""Bytes of a file of lessons."""

Collection = Annotated[str, typer.Option(help="The collection.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="- is standard input or output.")]

lessons = typer.Typer(no_args_is_help=True, help="List, export and import what moderators taught.")
synonyms = typer.Typer(no_args_is_help=True, help="List, add and remove other names of the same thing.")


@lessons.command("list")
def list_lessons(collection: Collection = "main") -> None:
    """List the lessons: the question, and the article and passage that it is tied to."""
    with opened() as library:
        for lesson in library.school.lessons(existing(library, collection)):
            typer.echo(f"{lesson.text} → {_target(library, lesson)}")


@lessons.command()
def export(file: File = Path("-"), collection: Collection = "main") -> None:
    """Write all lessons, one JSON object a line."""
    from corpus.lesson_files import packed

    with opened() as library:
        content = packed(library, existing(library, collection))
    if file == Path("-"):
        sys.stdout.write(content)
        return
    try:
        file.write_text(content, encoding="utf-8")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.", WRONG_USE)


@lessons.command("import")
def import_(file: File, collection: Collection = "main") -> None:
    """Teach what a file of lessons holds; what is not in the articles is left out, and told."""
    from corpus.lesson_files import unpack

    text = _read(file)
    with opened() as library:
        done = unpack(library, text, by=_BY, collection=existing(library, collection))
    typer.echo(f"Taught: {done.kept}; tied to a similar passage: {done.moved}; left out: {len(done.left)}.")
    if done.left:
        fail("\n".join(f"Left out: {text}" for text in done.left))


@synonyms.command("list")
def list_synonyms(collection: Collection = "main") -> None:
    """List the names, those that mean the same on one line."""
    with opened() as library:
        for line in library.school.synonyms(existing(library, collection)):
            typer.echo(line.names)


Names = Annotated[str, typer.Argument(metavar="NAMES", help='Parted by commas: "ferry, boat".')]


@synonyms.command()
def add(names: Names, collection: Collection = "main") -> None:
    """Add names that mean the same. A running bot knows them within seconds."""
    with opened() as library:
        is_new = library.school.add_synonyms(names, by=_BY, collection=existing(library, collection))
    typer.echo("Added." if is_new else "They were there before.")


@synonyms.command()
def remove(names: Names, collection: Collection = "main") -> None:
    """Remove a line of names, as `list` shows it."""
    with opened() as library:
        known = next(
            (line for line in library.school.synonyms(existing(library, collection)) if line.names == names), None
        )
        if known is None:
            fail("There is no such line: see quoth synonyms list.")
        library.school.remove_synonyms(known, by=_BY)
    typer.echo("Removed.")


def _target(library: Library, lesson: Lesson) -> str:
    if lesson.article_id is None:
        return "the articles do not answer this"
    live = library.article(lesson.article_id).live
    if live is None or lesson.number is None:
        return "its passage is gone"
    return f"{live.title} ¶ {lesson.number}"


def _read(file: Path) -> str:
    try:
        if file == Path("-"):
            content = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with file.open("rb") as opened_file:
                content = opened_file.read(_LARGEST + 1)
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.", WRONG_USE)
    if len(content) > _LARGEST:
        fail(f"{file} is larger than 20 MB.", WRONG_USE)
    return content.decode("utf-8", "replace")
