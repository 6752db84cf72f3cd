"""Plain text: paragraphs parted by blank lines, one on each line, or wrapped at a column."""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.reading.characters import bounded
from corpus.reading.drafts import Block, Draft

_BLANK = re.compile(r"\n[^\S\n]*(?=\n)")
_ITEM = re.compile(r"\s*(?:[-*+•◦–]|\(?(?:\d{1,3}|[a-z])[.)])\s+\S")
_WIDEST = 100
_NARROWEST = 50
_MOSTLY = 0.8
_SENTENCE_ENDS = (".", "!", "?", "…", "”", "»", '"')
_START = 3
_VERSE = 60
"""Lines up to this long that stand together are verse, a table or an address: they stay together."""


def read(text: str) -> Draft:
    """Read plain text.

    Nothing is rewritten but the ends of wrapped lines: such lines are joined, by a space, or by nothing after a hyphen.
    """
    groups = [group for group in _groups(bounded(text)) if group]
    paragraphs = [
        paragraph for number, lines in enumerate(groups) for paragraph in _paragraphs(lines, at_start=number < _START)
    ]
    return Draft([Block(paragraph.strip()) for paragraph in paragraphs], guess_headings=True)


def _groups(text: str) -> Iterator[list[str]]:
    for group in _BLANK.sub("\n\n", text).split("\n\n"):
        yield [line.rstrip() for line in group.split("\n") if line.strip()]


def _paragraphs(lines: list[str], *, at_start: bool) -> Iterator[str]:
    """The paragraphs of lines that stand together; those at the start are a title and what goes with it."""
    if _are_wrapped(lines):
        yield from _unwrapped(lines)
    elif any(map(_ITEM.match, lines)):
        yield from _with_lists_whole(lines)
    elif not at_start and all(len(line) <= _VERSE for line in lines):
        yield "\n".join(lines)
    else:
        yield from lines


def _are_wrapped(lines: list[str]) -> bool:
    """Whether nearly every line was broken because the next word had no room, and not because a sentence ended.

    The first line may be a title; the last line of a paragraph and an item say nothing.
    """
    width = max(map(len, lines))
    pairs = list(pairwise(lines))
    pairs = [pair for pair in pairs[1:] or pairs if not _ITEM.match(pair[1])]
    full = [line for line, following in pairs if _is_full(line, following, width)]
    short = sum(_goes_on(line) for line, _ in pairs) - sum(map(_goes_on, full))
    return (
        _NARROWEST <= width <= _WIDEST
        and len(full) >= _MOSTLY * (len(full) + short)
        and 2 * sum(map(_goes_on, full)) > len(full)
    )


def _goes_on(line: str) -> bool:
    return not line.endswith(_SENTENCE_ENDS)


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word had no room left: then the line was broken by its width."""
    return not _ITEM.match(following) and len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def _unwrapped(lines: list[str]) -> Iterator[str]:
    width = max(map(len, lines))
    paragraph = lines[0]
    for line, following in pairwise(lines):
        is_indented = following[0].isspace() and not line[0].isspace()
        if _is_full(line, following, width) and not is_indented:
            paragraph += following.strip() if _ends_with_hyphen(line) else f" {following.strip()}"
        elif _ITEM.match(following):
            paragraph += f"\n{following}"
        else:
            yield paragraph
            paragraph = following
    yield paragraph


def _ends_with_hyphen(line: str) -> bool:
    return len(line) > 1 and line[-1] in "-\u2010" and line[-2].isalpha()


def _with_lists_whole(lines: list[str]) -> Iterator[str]:
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line):
            items.append(line)
        elif items and line[0].isspace():
            items[-1] += f" {line.strip()}"
        else:
            if items:
                yield "\n".join(items)
            items = []
            yield line
    if items:
        yield "\n".join(items)
