"""Sentences: where they begin and end; the only importer of sentencex."""

import re
from collections.abc import Iterator

import sentencex

from corpus.articles import Span

_WINDOW = 1_000
"""Characters looked at in one go: the time that sentencex takes grows with their square."""
_LONGEST_JOINED = 500
_LONGEST_MARKS = 20
_LINE_BREAK = re.compile(r"\s*\n\s*")
_CLOSING = re.compile(r"[”’»›\"')\]」』）]+(?=\s|$)")
_QUOTATION_END = ("”", "“", "»", '"', "’", "'", "」")
_SAYING = re.compile(
    r"[^“”«»\"]{0,80}\b(?:said|says|told|asked|added|declared|replied|answered|wrote|warned|argued|insisted|noted"
    r"|remarked|stated|explained|claimed|continued|concluded|announced|admitted|suggested|cried|shouted|whispered)\b"
    r"|[^“”「」]{0,8}[说說道问問称稱]"
)
"""Who said it, after a quotation that ended in a full stop of its own: “…!” Zelensky declared."""


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of a text, in order; they cover everything but white space.

    A line of its own is a sentence of its own, unless the next one goes on in small letters. What sentencex gets wrong
    and is cheap to tell is put right: a closing quotation mark belongs to what it closes, and who said it to what was
    said.
    """
    found: list[Span] = []
    for start, end in _lines(text):
        first = len(found)
        for span in _within(text, start, end, language):
            if len(found) > first and _belongs(text, found[-1], span):
                found[-1] = (found[-1][0], span[1])
            else:
                found.append(span)
    return found


def trimmed(text: str, start: int, end: int) -> Span:
    """A span without the white space at its ends; empty where there is nothing else."""
    part = text[start:end].rstrip()
    return end - len(text[start:end].lstrip()) if part else start, start + len(part)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for match in _LINE_BREAK.finditer(text):
        if not text[match.end() : match.end() + 1].islower():
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _within(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """The sentences of a line as sentencex sees them, each with its closing marks."""
    for stop in _stops(text, start, end, language):
        closing = _CLOSING.match(text, stop, end)
        stop_here = max(start, closing.end() if closing else stop)
        span = trimmed(text, start, stop_here)
        if span[0] < span[1]:
            yield span
        start = stop_here


def _stops(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Where the sentences of a line end, window by window; a sentence that a window cuts is looked at again."""
    while start < end:
        window = text[start : min(end, start + _WINDOW)]
        stops = [start + bound["end_index"] for bound in sentencex.get_sentence_boundaries(language, window)]
        start += len(window)
        if start < end:
            stops.pop()
            start = stops[-1] if stops else start
        yield from stops
    yield end


def _belongs(text: str, last: Span, span: Span) -> bool:
    """Whether what sentencex took for a sentence is a part of the one before."""
    here = text[span[0] : span[1]]
    if len(here) <= _LONGEST_MARKS and not _has_words(here):
        return True
    if span[1] - last[0] > _LONGEST_JOINED:
        return False
    before = text[last[0] : last[1]]
    goes_on = here[0] in ",;:" or here.lstrip("–—- ")[:1].islower() or not _has_words(before)
    return goes_on or (before.endswith(_QUOTATION_END) and _SAYING.match(here) is not None)


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))
