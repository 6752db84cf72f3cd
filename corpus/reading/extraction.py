"""Extraction: what trafilatura makes of a web page: which of its lines are the article, and what the page says of it.

The lines themselves stay ours: trafilatura folds white space, and loses here a heading, there a row or a short
paragraph, where a citation must be word for word and complete.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import trafilatura
from lxml import html

from corpus.reading.addresses import web_address
from corpus.reading.bylines import author_of, date_of
from corpus.reading.drafts import Block, Draft
from corpus.reading.nodes import Node

_DATES = {"original_date": True, "extensive_search": False, "max_date": "2199-12-31", "outputformat": "%Y-%m-%d"}
"""The day of publication, where the page names it; a day that its text speaks of is none."""
_ENOUGH = 0.5
"""The share of a page's words from which on we go by what trafilatura found; a short page confuses it."""
_HEAD = frozenset(("head", "meta", "link", "title"))
_TAG = re.compile("[a-z][a-z0-9]*")
_UNPRINTABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARTS = re.compile(r"\n| \| ")
"""Of a block: lines, and cells of a table."""
_TELLING = 20
"""A line with so many letters is found wherever it stands; a shorter one may be a part of any."""
_SENTENCE = 80
_SENTENCE_ENDS = (".", "!", "?", "…", "”", "»", '"', "。")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What trafilatura found."""

    draft: Draft
    """Without blocks."""
    text: str
    lines: frozenset[str]

    def span(self, blocks: Sequence[Block]) -> slice:
        """Where the article stands among the blocks of its page: from the first that was found to the last.

        What lies between stays, and prose at either end, whoever missed it: better a line too many than one too few.
        """
        ours = [any(map(self._has, _PARTS.split(block.text))) for block in blocks]
        found = sum(len(block.text) for block, is_ours in zip(blocks, ours, strict=True) if is_ours)
        if not any(ours) or found < _ENOUGH * sum(len(block.text) for block in blocks):
            return slice(0, len(blocks))
        first, last = ours.index(True), len(ours) - ours[::-1].index(True)
        while first and (_is_prose(blocks[first - 1]) or _leads_in(blocks[first - 1])):
            first -= 1
        while last < len(blocks) and _is_prose(blocks[last]):
            last += 1
        return slice(first, last)

    def _has(self, line: str) -> bool:
        folded = _folded(line)
        return folded in self.lines or (len(folded) >= _TELLING and folded in self.text)


def extracted(nodes: Sequence[Node]) -> Extraction:
    """Have trafilatura look at a page, without what was dropped before."""
    found = trafilatura.bare_extraction(
        _tree(nodes),
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    if found is None or isinstance(found, dict):
        return Extraction(Draft(), "", frozenset())
    draft = Draft(
        title=found.title or None,
        author=found.author or None,
        date=date_of(found.date or ""),
        source=web_address(found.url),
    )
    lines = (line for part in found.body.iter() for line in "".join(map(str, part.itertext())).split("\n"))
    return Extraction(draft, _folded("".join(map(str, found.body.itertext()))), frozenset(map(_folded, lines)) - {""})


def _tree(nodes: Sequence[Node]) -> html.HtmlElement:
    """The page as lxml has it, made of what is left: trafilatura's parser never sees the page as it came."""
    made: dict[Node, html.HtmlElement] = {}
    for node in nodes:
        if not _is_shown(node) or (node.parent and node.parent not in made):
            continue
        attributes = {name: _printable(value) for name, value in node.attributes.items()}
        made[node] = html.Element(node.tag if _TAG.fullmatch(node.tag) else "span", attributes)
    for node, element in made.items():
        last: html.HtmlElement | None = None
        for part in node.parts:
            if isinstance(part, str):
                if last is None:
                    element.text = (element.text or "") + _printable(part)
                else:
                    last.tail = (last.tail or "") + _printable(part)
            elif part in made:
                last = made[part]
                element.append(last)
    return made[nodes[0]]


def _is_shown(node: Node) -> bool:
    """Whether trafilatura is to see an element: the article's, or what describes it."""
    return not node.dropped or node.tag in _HEAD or "ld+json" in node.get("type")


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _folded(text: str) -> str:
    return "".join(_UNPRINTABLE.sub("", text).split()).casefold()


def _leads_in(block: Block) -> bool:
    """A heading, or the line with the author and the date."""
    return block.heading or date_of(block.text) is not None or author_of(block.text) is not None


def _is_prose(block: Block) -> bool:
    return len(block.text) >= _SENTENCE and block.text.endswith(_SENTENCE_ENDS)
