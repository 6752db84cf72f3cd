"""Quotations: how a passage and its place become markup, never longer than they may be."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from urllib.parse import urlsplit

import regex
from babel import Locale
from babel.dates import format_date
from markupsafe import Markup

from bot.texts import _, locale
from corpus.answers import Citation
from corpus.articles import Revision, Span

WHOLE = 1_500
"""Code points of the longest passage that is quoted whole."""
_FOLDED = 500
"""A longer quotation is folded: the reader unfolds it."""
_TITLE = 300
_ADDRESS = 2_000
_ELLIPSIS = "…"
_BEFORE_ELLIPSIS = " ,;:"
"""What goes with the words that are cut off."""
_KEPT = 512
"""How many quotations and places are remembered: the same passages answer many questions."""
_LOOK_AHEAD = 64
"""Code points: no character that people write has more after its first."""


def quotation(citation: Citation, limit: int = WHOLE) -> Markup:
    """The passage, with the sentence that answers emphasised; of several in one message, none as a whole."""
    return _emphasised(citation.passage.text, citation.highlight, limit)


@lru_cache(_KEPT)
def _emphasised(text: str, highlight: Span, limit: int) -> Markup:
    text, (start, end) = excerpt(text, highlight, limit)
    if start == end or (limit < WHOLE and (start, end) == (0, len(text))):
        return block(Markup.escape(text), len(text))
    emphasised = Markup("{}<b>{}</b>{}").format(text[:start], text[start:end], text[end:])
    return block(emphasised, len(text))


def neighbour(text: str, limit: int) -> Markup:
    """A passage beside the cited one."""
    short, _ = excerpt(text, (0, 0), limit)
    return block(Markup.escape(short), len(short))


def block(content: Markup, length: int) -> Markup:
    expandable = Markup(" expandable") if length > _FOLDED else Markup()
    return Markup("<blockquote{}>{}</blockquote>").format(expandable, content)


def place(citation: Citation, longest_title: int = _TITLE) -> Markup:
    """The citation line: title · ¶ 6 of 22 · 8 August 2025."""
    passage = citation.passage
    line = _place(
        Markup(_("{} · ¶ {} of {}")), passage.revision.title, longest_title, citation.url, passage.number, passage.of
    )
    return line + dated(passage.revision)


@lru_cache(_KEPT)
def _place(line: Markup, title: str, longest: int, url: str | None, number: int, of: int) -> Markup:  # noqa: PLR0913, PLR0917
    return line.format(linked(shortened(title, longest), url), number, of)


def linked(title: str, url: str | None) -> Markup:
    """The title, as a link where Telegram takes the address: it drops relative and dotless ones in silence."""
    return Markup('<a href="{}">{}</a>').format(url, title) if openable(url) else Markup.escape(title)


def openable(url: str | None) -> bool:
    return bool(url) and len(url or "") <= _ADDRESS and _is_public(url or "")


def dated(revision: Revision) -> Markup:
    return Markup(" · {}").format(day(revision.date)) if revision.date else Markup()


def day(date: dt.date) -> str:
    return _day(date, locale())


@lru_cache(_KEPT)
def _day(date: dt.date, where: Locale) -> str:
    return format_date(date, "long", where)


def shortened(text: str, limit: int) -> str:
    """At most so many code points, cut between words where there are any, never inside what reads as one character."""
    if len(text) <= limit:
        return text
    cut = _before(text, limit - len(_ELLIPSIS))
    space = max((match.start() for match in re.finditer(r"\s", text[: cut + 1])), default=0)
    return text[: space if space > limit // 2 else cut].rstrip().rstrip(_BEFORE_ELLIPSIS) + _ELLIPSIS


def excerpt(text: str, highlight: Span, limit: int) -> tuple[str, Span]:
    """The text, or as much of it as the limit allows around the highlight; and where the highlight now stands."""
    start, end = highlight
    if len(text) <= limit:
        return text, highlight
    if end <= limit - len(_ELLIPSIS):
        short = shortened(text, limit)
        return short, (min(start, len(short)), min(end, len(short)))
    lead = f"{_ELLIPSIS} "
    short = lead + shortened(text[start:], limit - len(lead))
    return short, (len(lead), min(len(lead) + end - start, len(short)))


def _before(text: str, at: int) -> int:
    """The nearest place at or before `at` that is not inside what reads as one character."""
    starts = (cluster.start() for cluster in regex.finditer(r"\X", text[: at + _LOOK_AHEAD]))
    return max((start for start in starts if 0 < start <= at), default=at)


def _is_public(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
