"""Draft: what a format's reader hands over, before anything is cleaned."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

_LONG_ITEM = 200
_WHERE_NAMED = 3000
"""Title and author stand within so many characters from the start."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading; a list, a table or code is one block of several lines."""

    text: str
    heading: bool = False


@dataclass(slots=True)
class Draft:
    """The blocks of a text, and what the format itself says of it."""

    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    author: str | None = None
    date: dt.date | None = None
    source: str | None = None
    language: str | None = None
    guess_headings: bool = False
    """Whether the format has no headings of its own, so that a line may be one."""
    left_out: Counter[str] = field(default_factory=Counter)
    """What was left out, and how many lines of it (0: not counted in lines)."""


@dataclass(slots=True)
class Composition:
    """Blocks in the making: what is put into a list or a table stays together, on lines of its own."""

    blocks: list[Block] = field(default_factory=list)
    _groups: int = 0
    _lines: list[str] = field(default_factory=list)
    _cells: list[str] | None = None

    def put(self, text: str, *, heading: bool = False) -> None:
        """Add a paragraph, a heading, an item or a cell."""
        if not text.strip():
            return
        if self._cells is not None:
            self._cells.append(" ".join(text.split()))
        elif self._groups:
            self._lines.append(text)
        else:
            self.blocks.append(Block(text, heading))

    def open_group(self) -> None:
        """Begin a list or a table."""
        self._groups += 1

    def close_group(self) -> None:
        """End it: it becomes one block, or one for each line where the lines are paragraphs themselves."""
        self._groups -= 1
        if self._groups == 0:
            are_long = any(len(line) > _LONG_ITEM for line in self._lines)
            texts = self._lines if are_long else ["\n".join(self._lines)]
            self._lines = []
            for text in texts:
                self.put(text)

    def open_row(self) -> None:
        """Begin a row of a table: what is put next are its cells."""
        self._cells = []

    def close_row(self) -> None:
        """End it: it becomes a line."""
        cells, self._cells = self._cells or [], None
        self.put(" | ".join(cells))


def confirmed(said: str | None, text: str) -> str | None:
    """What a file's properties say of its title or author, if the text says so too: programs fill them in unasked."""
    line = " ".join((said or "").split())
    start = " ".join(text[:_WHERE_NAMED].split())
    whole_words = rf"(?<!\w){re.escape(line)}(?!\w)"
    return line if line and re.search(whole_words, start, re.IGNORECASE) else None
