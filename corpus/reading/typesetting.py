"""Typesetting, undone: lines on pages become paragraphs and headings again, without what is printed on every page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.errors import later
from corpus.reading.drafts import Block, Draft
from corpus.reading.furniture import CONTENTS

_RUNNING = later("running headers, footers and page numbers")
_LEADER = re.compile(r"(?:\. ?){5,}\s*\w{0,6}\Z|…{2,}\s*\w{0,6}\Z")
_MARGIN = 3
"""So many lines at the top and at the bottom of a page may be running ones."""
_OFTEN = 0.3
"""… when the same stands on so many of the pages, and on three at least of those there are."""
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|p\.|стр\.?|с\.|página)?\W*\d{1,4}(?:\s*(?:of|/|von|из|з|de)\s*\d{1,4})?\W*", re.IGNORECASE
)
_WIDE = 1.35
"""A gap so many times the usual one parts paragraphs."""
_INDENT = 0.8
"""In letter heights; so far to the right begins a paragraph."""
_SHORT = 0.75
"""A line so much shorter than the usual one, and ended as a sentence, is the last of its paragraph."""
_LARGER, _TITLE = 1.12, 1.3
_LONGEST_HEADING = 150
_SENTENCE_ENDS = tuple('.!?…:;。”»"')
_ITEM = re.compile(r"[•●▪◦‣∙–—*-]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s")
_HYPHENS = "-\u2010"
_SOFT = "\u00ad"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print, or a piece of one."""

    text: str
    x: float
    y: float
    """From the bottom of the page."""
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a document."""

    size: float
    gap: float
    length: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Measure":
        sizes = Counter[float]()
        for line in lines:
            sizes[line.size] += len(line.text)
        size = max(sizes, key=lambda each: sizes[each], default=10.0)
        body = [line for line in lines if line.size == size]
        gaps = [gap for above, line in pairwise(body) if 0 < (gap := above.y - line.y) < 3 * size]
        lengths = sorted(len(line.text) for line in body)
        return cls(size, median(gaps) if gaps else 1.2 * size, lengths[len(lengths) * 3 // 4] if lengths else 80)

    def is_full(self, line: Line) -> bool:
        """Whether it is a line of a paragraph that goes on."""
        return line.size == self.size and len(line.text) > _SHORT * self.length

    def is_larger(self, line: Line) -> bool:
        return line.size > _LARGER * self.size


def joined(pieces: Sequence[Line]) -> Line:
    """One line of its pieces: it is as large, and as bold, as most of it."""
    widest = max(pieces, key=lambda piece: len(piece.text.strip()))
    text = " ".join("".join(piece.text for piece in pieces).split())
    return Line(text, pieces[0].x, pieces[0].y, widest.size, widest.bold)


def composed(pages: Sequence[Sequence[Line]]) -> Draft:
    """A draft of what is printed on pages; its title is the largest line at the start."""
    draft = Draft()
    kept = list(_without_running(pages, draft))
    measure = _Measure.of(kept)
    paragraphs = list(_paragraphs(kept, measure))
    hyphenated = {word.casefold() for line in kept for word in re.findall(r"\w+[-\u2010]\w+", line.text)}
    draft.blocks = [
        Block(_text(paragraph, hyphenated), heading=_is_heading(paragraph, measure)) for paragraph in paragraphs
    ]
    first = paragraphs[:8]
    largest = max(first, key=lambda paragraph: paragraph[0].size, default=None)
    if largest and largest[0].size > _TITLE * measure.size:
        draft.title = _text(largest, hyphenated)
    return draft


def _without_running(pages: Sequence[Sequence[Line]], draft: Draft) -> Iterator[Line]:
    measure = _Measure.of([line for page in pages for line in page])
    seen = Counter(mark for page in pages for mark in {_mark(line) for line in _margins(page)})
    often = min(len(pages), max(_OFTEN * len(pages), 3))
    for page in pages:
        margins = {id(line) for line in _margins(page) if not measure.is_full(line)}
        for line in page:
            runs = len(pages) > 1 and seen[_mark(line)] >= often
            if id(line) in margins and (runs or _PAGE_NUMBER.fullmatch(line.text)):
                draft.left_out[_RUNNING] += 1
            elif _LEADER.search(line.text):
                draft.left_out[CONTENTS] += 1
            else:
                yield line


def _margins(page: Sequence[Line]) -> Sequence[Line]:
    by_height = sorted(page, key=lambda line: -line.y)
    return [*by_height[:_MARGIN], *by_height[_MARGIN:][-_MARGIN:]]


def _mark(line: Line) -> tuple[str, int]:
    """What is the same on every page: the words, without numbers, and how high they stand."""
    return re.sub(r"\d+", "#", line.text), round(line.y / 2)


def _paragraphs(lines: Sequence[Line], measure: _Measure) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _parts(paragraph, line, measure):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _parts(paragraph: Sequence[Line], line: Line, measure: _Measure) -> bool:
    """Whether a line begins a paragraph of its own."""
    above = paragraph[-1]
    ends = above.text.endswith(_SENTENCE_ENDS)
    if above.size != line.size and (measure.is_larger(above) or measure.is_larger(line)):
        return True
    if _ITEM.match(line.text) or above.bold != line.bold:
        return ends or _ITEM.match(line.text) is not None or len(above.text) < _SHORT * measure.length
    gap = above.y - line.y
    if gap <= 0 or gap > 10 * measure.gap:  # the next column or page
        return ends and not line.text[:1].islower()
    usual = measure.gap if line.size == measure.size else 1.25 * line.size
    is_indented = line.x > above.x + _INDENT * line.size
    is_last = ends and len(above.text) < _SHORT * measure.length
    return gap > _WIDE * usual or is_last or (is_indented and ends)


def _is_heading(paragraph: Sequence[Line], measure: _Measure) -> bool:
    length = sum(len(line.text) for line in paragraph)
    stands_out = all(measure.is_larger(line) or line.bold for line in paragraph)
    return stands_out and length <= _LONGEST_HEADING and not paragraph[-1].text.endswith((".", ",", ";"))


def _text(paragraph: Sequence[Line], hyphenated: set[str]) -> str:
    text = paragraph[0].text
    for line in paragraph[1:]:
        text = _appended(text, line.text, hyphenated)
    return text.replace(_SOFT, "")


def _appended(text: str, line: str, hyphenated: set[str]) -> str:
    """A line put behind others: a word that was parted for want of room is whole again."""
    if text.endswith(_SOFT):
        return text[:-1] + line
    if len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalpha() and line[:1].isalpha():
        first, second = re.search(r"\w+\Z", text[:-1]), re.match(r"\w+", line)
        whole = f"{first[0]}-{second[0]}".casefold() if first and second else ""
        keeps = whole in hyphenated or not line[0].islower()
        return f"{text}{line}" if keeps else f"{text[:-1]}{line}"
    return f"{text} {line}"
