"""Headings in plain text, where nothing but their look tells them."""

import re
from dataclasses import replace

from corpus.reading.drafts import Block

_LONGEST = 100
_WORDS = 16
_SHORTEST_SECTION = 80
"""What stands under a heading has at least so many characters."""
_ENDS_SENTENCE = tuple(".!…,;:。！，；：、।؟»”’\"'–—")
_OPENS_OTHERWISE = re.compile(
    r"[^\w¿¡]"  # a quotation, a bullet, a dash
    r"|(?:[a-z]|\d+)\) "  # an item
    r"|(?:and|but|so|or|yet|then)\b"  # the sentence before goes on
    r"|(?:photo|picture|image|source|caption|credit)\b.*:",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\d{1,3}[.)] ")
_QUOTATION_END = re.compile(r"[”»“\"’'][.,]?\Z")


def marked(blocks: list[Block]) -> list[Block]:
    """The same blocks, with those that look like headings marked as headings.

    A heading is one short line that ends like no sentence (a question may be one) and stands above a longer paragraph,
    or above another heading.
    """
    is_heading = [False] * (len(blocks) + 1)
    for position in range(len(blocks) - 2, -1, -1):
        line, below = blocks[position].text, blocks[position + 1].text
        above = blocks[position - 1].text if position else ""
        is_heading[position] = (
            _looks_like_one(line)
            and (is_heading[position + 1] or len(below) >= max(_SHORTEST_SECTION, 2 * len(line)))
            and not (_ITEM.match(line) and _ITEM.match(below))
            and not _attributes(line, above)
        )
    return [replace(block, heading=flag) for block, flag in zip(blocks, is_heading, strict=False)]


def _looks_like_one(line: str) -> bool:
    return (
        len(line) <= _LONGEST
        and len(line.split()) <= _WORDS
        and not line.endswith(_ENDS_SENTENCE)
        and not any(mark in line for mark in ("\n", "\t", " | ", "://"))
        and not line[:1].islower()
        and not _OPENS_OTHERWISE.match(line)
    )


def _attributes(line: str, above: str) -> bool:
    """Whether a line names whose words the quotation above it is."""
    return "?" not in line and above[:1] in tuple('“«"„”') and _QUOTATION_END.search(above) is not None
