"""Details: what of a draft can be changed, how each is named and asked for, and how what is typed is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from babel import Locale

from bot.quotations import day
from bot.texts import _, later, locale
from corpus.articles import Manuscript
from corpus.reading.addresses import web_address
from corpus.reading.bylines import date_of
from corpus.reading.characters import on_one_line

NOTHING = "-"
"""Typed to leave a detail empty."""
_LONGEST = 300


class Wrong(Exception):
    """What was typed is no such detail; the message says what would be."""


class Detail(NamedTuple):
    """Something that a moderator can change."""

    name: str
    asked: str
    """How it is asked for."""
    read: Callable[[str], object]
    """From what was typed; raises Wrong."""
    is_optional: bool = True


def shown(manuscript: Manuscript, key: str) -> str:
    """A detail as it is now, for people; empty where there is none."""
    if key == "date":
        return day(manuscript.date) if manuscript.date else ""
    if key == "language":
        return language_name(manuscript.language)
    return str(getattr(manuscript, key) or "")


def language_name(code: str) -> str:
    return str(locale().languages.get(code, code))


def read(key: str, typed: str) -> object:
    """The new value; None leaves the detail empty. Raises Wrong, with a sentence for whoever typed it."""
    detail = DETAILS[key]
    if typed.strip() in {NOTHING, "–", "—"} and detail.is_optional:
        return None
    return detail.read(typed)


def _line(typed: str) -> str:
    line = on_one_line(typed)
    if not 1 <= len(line) <= _LONGEST:
        raise Wrong(_("This must be a line of at most 300 characters."))
    return line


def _date(typed: str) -> object:
    found = date_of(on_one_line(typed))
    if found is None:
        raise Wrong(_("I do not know this date. Write it like 2025-08-07."))
    return found


def _address(typed: str) -> str:
    found = web_address(on_one_line(typed))
    if found is None:
        raise Wrong(_("This is no web address. Write it whole: https://…"))
    return found


def _language(typed: str) -> str:
    wanted, known = on_one_line(typed).casefold(), Locale("en").languages
    for code in map(str, known):
        if len(code) == 2 and wanted in {code, str(known[code]).casefold(), language_name(code).casefold()}:  # noqa: PLR2004  (ISO 639-1)
            return code
    raise Wrong(_("I do not know this language. Write its name, or a code like de."))


DETAILS = {
    "title": Detail(later("Title"), later("Reply to this message with the new title."), _line, is_optional=False),
    "author": Detail(later("Author"), later("Reply to this message with the new author."), _line),
    "date": Detail(later("Date"), later("Reply to this message with the new date, like 2025-08-07."), _date),
    "source": Detail(later("Source"), later("Reply to this message with the new web address."), _address),
    "language": Detail(
        later("Language"),
        later("Reply to this message with the new language, like English or en."),
        _language,
        is_optional=False,
    ),
}
