"""The last step of reading: the blocks that are left become a Manuscript."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from corpus.articles import Manuscript, Span
from corpus.errors import Unreadable, later
from corpus.reading import names
from corpus.reading.characters import bounded, on_one_line, without_unwanted
from corpus.reading.drafts import Block, Draft
from corpus.reading.furniture import listed
from corpus.reading.headings import marked
from corpus.reading.languages import language_of

_LONGEST_TITLE = 300
_LENT_TITLE = 80
"""A title made of the first words of a text is no longer than this."""


def finish(draft: Draft, stem: str, source: str | None) -> Manuscript:
    """Put a cleared draft together; `stem` is the file's name, a title for want of a better one."""
    blocks = list(_harmless(draft))
    if draft.guess_headings:
        blocks = marked(blocks)
    if not any(_has_words(block.text) for block in blocks if not block.heading):
        raise Unreadable("No text is left once the title and what is no part of an article are taken away.")
    text, headings = _joined(blocks)
    return Manuscript(
        title=_title(draft.title, stem, text),
        text=bounded(text),
        headings=headings,
        source=_source(source, draft.source),
        author=on_one_line(draft.author)[:_LONGEST_TITLE] or None if draft.author else None,
        date=draft.date,
        language=language_of(text, draft.language),
        left_out=listed(draft.left_out.items()),
    )


def _source(given: str | None, named: str | None) -> str | None:
    """Where the text came from; the address that the page itself names for good, if it is of the same site."""
    if given and named and _site(given) != _site(named):
        return given
    return named or given


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _harmless(draft: Draft) -> Iterator[Block]:
    for block in draft.blocks:
        text, dropped = without_unwanted(block.text)
        if dropped:
            draft.left_out[later("control characters")] += 0
        if stripped := text.strip():
            yield replace(block, text=" ".join(stripped.split()) if block.heading else stripped)


def _has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _joined(blocks: list[Block]) -> tuple[str, tuple[Span, ...]]:
    headings, position = [], 0
    for block in blocks:
        if block.heading:
            headings.append((position, position + len(block.text)))
        position += len(block.text) + 2
    return "\n\n".join(block.text for block in blocks), tuple(headings)


def _title(found: str | None, stem: str, text: str) -> str:
    """The title that was found, or the file's name, or the first words of the text."""
    for title, longest in ((found or "", _LONGEST_TITLE), (names.title(stem), _LONGEST_TITLE), (text, _LENT_TITLE)):
        if _has_words(line := on_one_line(title[: 10 * longest])):
            return _cut(line, longest)
    return "Untitled"


def _cut(line: str, longest: int) -> str:
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"
