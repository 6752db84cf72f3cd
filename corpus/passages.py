"""Passage, and how a text is split into passages."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from operator import itemgetter
from typing import Any, NamedTuple

from corpus.articles import Revision, Span
from corpus.sentences import sentences, trimmed

LONGEST = 1_500
"""No passage has more code points: two of them and their citations fit in one Telegram message."""
_LONG = 1_000
"""A longer paragraph is split; paragraphs are not joined beyond it."""
_JOINED = 500
"""Beyond this, a run of short paragraphs is long enough."""
_SHORT = 12
"""A paragraph with fewer words does not stand alone."""

_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"[\u2e80-\u9fff]|[^\W\u2e80-\u9fff]+")
_CLAUSE_END = re.compile(r"[;:,—–](?=\s)|[，；：、،؛]")
_SPACE = re.compile(r"\s")
_QUOTE_MARKS = frozenset('“”„«»"「」『』')
_TAIL = 2
"""A closing quotation mark and, maybe, a full stop."""
_DASHES = tuple("—–-―")

Layout = list[tuple[Span, str | None]]
Pace = Callable[[Iterable[Any]], Iterable[Any]]
"""What goes over the steps of a work: `iter`, or courtesy's `calmly`."""


class Taught(NamedTuple):
    """A question that a passage answers, as a moderator said."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a revision: `text` is computed, so a quotation cannot drift from its source."""

    revision: Revision
    number: int
    """From 1, in the order of the text."""
    of: int
    """How many passages the revision has."""
    start: int
    end: int
    heading: str | None
    sentences: tuple[Span, ...]
    """[start, end) in `text`, in order; they cover everything but white space."""
    taught: tuple[Taught, ...] = ()
    """By these it is found, as by its heading, and they are never quoted."""

    @property
    def text(self) -> str:
        """The passage, word for word."""
        return self.revision.text[self.start : self.end]

    @property
    def opens(self) -> str:
        """The heading right above, where this is the first passage under it: it says what the passage is about."""
        above = bisect_right(self.revision.headings, self.start, key=itemgetter(1)) - 1
        if above < 0:
            return ""
        start, end = self.revision.headings[above]
        return "" if self.revision.text[end : self.start].strip() else self.revision.text[start:end]


def split(revision: Revision, pace: Pace = iter) -> tuple[Passage, ...]:
    """Split a revision into its passages.

    Paragraph-sized: a very short paragraph travels with its neighbour, a very long one is split at sentences,
    a quotation stays with its speaker. Headings are not part of any passage.
    """
    return tuple(passages_of(revision, pace))


def passages_of(revision: Revision, pace: Pace = iter) -> Iterator[Passage]:
    """The passages that `split` makes, one by one."""
    laid_out = layout(revision, pace)
    return iter(pace(passage(revision, laid_out, number) for number in range(1, len(laid_out) + 1)))


def layout(revision: Revision, pace: Pace = iter) -> Layout:
    """Where each passage lies, and its heading: all of the text is read for it."""
    text, language = revision.text, revision.language
    spans = (
        (span, heading)
        for section, heading in _sections(revision)
        for span in _joined(text, list(pace(_pieces(text, section, language))))
    )
    return list(pace(spans))


def passage(revision: Revision, laid_out: Layout, number: int) -> Passage:
    """One of the passages that `split` makes, without looking for the sentences of the others."""
    (start, end), heading = laid_out[number - 1]
    found = tuple(sentences(revision.text[start:end], revision.language))
    return Passage(revision, number, len(laid_out), start, end, heading, found)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, or a part of a long one."""

    start: int
    end: int
    continues: bool = False
    """Whether it goes on with the paragraph before it."""


def _sections(revision: Revision) -> Iterator[tuple[Span, str | None]]:
    """What stands between the headings, and the heading above it."""
    start, heading = 0, None
    for heading_start, heading_end in revision.headings:
        yield (start, heading_start), heading
        start, heading = heading_end, revision.text[heading_start:heading_end]
    yield (start, len(revision.text)), heading


def _pieces(text: str, section: Span, language: str) -> Iterator[_Piece]:
    start, end = section
    breaks = [match.span() for match in _BREAK.finditer(text, start, end)]
    for left, right in zip([start, *(stop for _, stop in breaks)], [*(stop for stop, _ in breaks), end], strict=True):
        first, last = trimmed(text, left, right)
        if last - first > _LONG:
            yield from _parts(text, first, last, language)
        elif last > first:
            yield _Piece(first, last)


def _parts(text: str, start: int, end: int, language: str) -> Iterator[_Piece]:
    """A long paragraph in parts of about the same length, each of whole sentences.

    None is longer than an even share and half of the longest sentence, so none exceeds LONGEST.
    """
    share = (end - start) / -(-(end - start) // _LONG)
    begun = last = start
    for first, stop in sentences(text[start:end], language):
        for left, right in _clauses(text, start + first, start + stop):
            if last > begun and (left + right) / 2 - begun > share:
                yield _Piece(begun, last, continues=begun > start)
                begun = left
            last = right
    yield _Piece(begun, end, continues=begun > start)


def _clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence, whole unless it is too long for a passage; then cut between clauses, or words, or anywhere."""
    while end - start > _LONG:
        cut = start + _LONG
        for pattern in (_CLAUSE_END, _SPACE):
            if stops := [match.end() for match in pattern.finditer(text, start + _LONG // 2, cut)]:
                cut = stops[-1]
                break
        yield trimmed(text, start, cut)
        start = trimmed(text, cut, end)[0]
    yield start, end


def _joined(text: str, pieces: list[_Piece]) -> Iterator[Span]:
    """The spans of the passages of a section."""
    group: list[_Piece] = []
    for piece, following in zip_longest(pieces, pieces[1:]):
        if group and not _travels(text, group, piece, following):
            yield group[0].start, group[-1].end
            group = []
        group.append(piece)
    if group:
        yield group[0].start, group[-1].end


def _travels(text: str, group: list[_Piece], piece: _Piece, following: _Piece | None) -> bool:
    """Whether a paragraph goes into one passage with those before it."""
    size = piece.end - group[0].start
    is_short = _is_short(text, piece)
    if piece.continues or size > (LONGEST if is_short and len(group) == 1 else _LONG):
        return False
    before = group[-1]
    if text[before.end - 1] in ":：" or (len(group) == 1 and _is_short(text, before)):
        return True
    if _is_quotation(text, before) and _is_attribution(text, piece):
        return True
    is_quotation = _is_quotation(text, piece)
    if following and (text[piece.end - 1] in ":：" or (is_quotation and _is_attribution(text, following))):
        return False
    return is_quotation or (is_short and (len(group) == 1 or size <= _JOINED))


def _is_short(text: str, piece: _Piece) -> bool:
    return piece.end - piece.start < _SHORT * 20 and len(_WORD.findall(text, piece.start, piece.end)) < _SHORT


def _is_quotation(text: str, piece: _Piece) -> bool:
    """Whether a paragraph is somebody's words and nothing else: it does not say whose."""
    if text[piece.start] not in _QUOTE_MARKS:
        return False
    others = [position for position in range(piece.start + 1, piece.end) if text[position] in _QUOTE_MARKS]
    return not others or others[0] >= piece.end - _TAIL


def _is_attribution(text: str, piece: _Piece) -> bool:
    """Whether a paragraph can say whose words the one before it holds."""
    first = text[piece.start : piece.end].lstrip("".join(_DASHES) + " ")[:1]
    return (
        text.startswith(_DASHES, piece.start)
        or first.islower()
        or (_is_short(text, piece) and first not in _QUOTE_MARKS)
    )
