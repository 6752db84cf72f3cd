"""Furniture: what stands around an article on a page and is no part of it.

It is taken from the two ends of a text only, as far as every line is furniture: in the middle, the same words may be
the author's.
"""

import re
from collections.abc import Iterable

from corpus.errors import later
from corpus.reading import phrases
from corpus.reading.bylines import author_of, date_of, is_reading_time
from corpus.reading.characters import on_one_line
from corpus.reading.drafts import Block, Draft

REPEATED_TITLE = later("the title, repeated")
COMMENT_FORM = later("a comment form")
COMMENTS = later("readers' comments")
COOKIES = later("a cookie notice")
SHARING = later("invitations to share or subscribe")
RELATED = later("links to other articles")
NAVIGATION = later("the navigation")
BESIDE = later("what stands beside the article")
FOOTNOTES = later("footnotes")
CONTENTS = later("the table of contents")
UNSHOWN = later("hidden or struck-out words")

_DETAILS = {
    (True, True): later("the line with the date and the author"),
    (True, False): later("the line with the date"),
    (False, True): later("the line with the author"),
    (False, False): later("the reading time"),
}
"""By whether a line names a date, and an author."""
_MARGIN = 8
"""A repeated title is looked for in so many blocks at either end."""
_MOST_LINKS, _LONGEST_LINK = 20, 120
_LONGEST_TITLE = 200
_LONGEST = 400
"""A block with more characters is no furniture."""


_ANYWHERE = {SHARING: phrases.SHARING, COOKIES: phrases.COOKIES, NAVIGATION: phrases.NAVIGATION}
"""At both ends."""
_AT_END = {
    COMMENT_FORM: phrases.COMMENT_FORM,
    RELATED: phrases.OTHER_POSTS,
    later("a copyright line"): phrases.COPYRIGHT,
}


def clear(draft: Draft) -> None:
    """Take the furniture off both ends of a draft; find its title, date and author on the way."""
    _clear_end(draft)
    _clear_start(draft)
    guess = _guess_title(draft) if draft.title is None else None
    _clear_start(draft)
    _drop_repeated_title(draft)
    _clear_end(draft)
    if guess and not draft.blocks and REPEATED_TITLE not in draft.left_out:
        draft.title, draft.blocks = None, [guess]


def _clear_end(draft: Draft) -> None:
    left = -1
    while left != len(draft.blocks):
        left = len(draft.blocks)
        while draft.blocks and (kind := _kind_of(draft.blocks[-1], _AT_END | _ANYWHERE)):
            draft.left_out[kind] += _lines(draft.blocks.pop())
        if COMMENT_FORM in draft.left_out:
            _cut_section(draft, phrases.COMMENTS_HEADING, COMMENTS)
        _cut_section(draft, phrases.RELATED_HEADING, RELATED, only_links=True)


def _clear_start(draft: Draft) -> None:
    for position, block in enumerate(draft.blocks):  # noqa: B007 - how far it came is what matters
        if not block.heading and (kind := _kind_of(block, _ANYWHERE)):
            draft.left_out[kind] += _lines(block)
        elif details := _take_details(draft, block):
            draft.left_out[details] += 0
        elif draft.title and are_same(block.text, draft.title):
            draft.left_out[REPEATED_TITLE] += 0
        else:
            break
    else:
        position = len(draft.blocks)
    del draft.blocks[:position]


def _guess_title(draft: Draft) -> Block | None:
    """Make the first block the title, if it looks like one."""
    if len(draft.blocks) < 2 or not _is_title(*draft.blocks[:2]):  # noqa: PLR2004
        return None
    first = draft.blocks.pop(0)
    draft.title = first.text
    return None if first.heading else first


def _is_title(block: Block, following: Block) -> bool:
    is_sentence = block.text.endswith((".", "!", "…", ":", ";", ",", "。", "”", "»"))
    is_short = "\n" not in block.text and len(block.text) <= _LONGEST_TITLE
    return block.heading or (is_short and (not is_sentence or are_same(block.text, following.text)))


def _take_details(draft: Draft, block: Block) -> str | None:
    """Note the date and the author that a line names, if it names nothing else; what kind of line it is."""
    if len(block.text) > _LONGEST:
        return None
    parts = [part.strip() for part in re.split(r"\s[|·•–—/]\s|\n", _on_lines(block.text)) if part.strip()]
    found = [(date_of(part), author_of(part), is_reading_time(part)) for part in parts]
    if not found or not all(any(detail) for detail in found):
        return None
    dates = [date for date, _, _ in found if date]
    authors = [author for _, author, _ in found if author]
    draft.date = draft.date or (dates[0] if dates else None)
    draft.author = draft.author or (authors[0] if authors else None)
    return _DETAILS[bool(dates), bool(authors)]


def _on_lines(text: str) -> str:
    return "\n".join(on_one_line(line) for line in text.split("\n")[:_MARGIN])


def _drop_repeated_title(draft: Draft) -> None:
    if not (title := draft.title):
        return
    last = len(draft.blocks) - _MARGIN
    kept = [
        block
        for position, block in enumerate(draft.blocks)
        if _MARGIN <= position < last or not are_same(block.text, title)
    ]
    if len(kept) < len(draft.blocks):
        draft.left_out[REPEATED_TITLE] += 0
        draft.blocks = kept


def _cut_section(draft: Draft, heading: re.Pattern[str], kind: str, *, only_links: bool = False) -> None:
    """Cut from a line that is a heading of that kind to the end."""
    for position in range(1, len(draft.blocks)):
        first, _, others = draft.blocks[position].text.partition("\n")
        if len(first) <= _LONGEST_LINK and heading.fullmatch(on_one_line(first).rstrip(":")):
            following = [line for block in draft.blocks[position + 1 :] for line in block.text.split("\n")]
            following += others.split("\n") if others else []
            if not only_links or _are_links(following):
                draft.left_out[kind] += 1 + len(following)
                del draft.blocks[position:]
                return


def _are_links(lines: list[str]) -> bool:
    """Whether all are short and without a full stop, as titles of other articles are."""
    return len(lines) <= _MOST_LINKS and all(
        len(line) <= _LONGEST_LINK and not line.endswith((".", "”", "。")) for line in lines
    )


def _kind_of(block: Block, kinds: dict[str, re.Pattern[str]]) -> str | None:
    """What kind of furniture a block is: each of its lines says so, or the block as a whole does."""
    if len(block.text) > _LONGEST:
        return None
    lines = [on_one_line(line) for line in block.text.split("\n")]
    found = [next((kind for kind, pattern in kinds.items() if pattern.fullmatch(line)), None) for line in lines]
    return found[0] if all(found) else None


def _lines(block: Block) -> int:
    return block.text.count("\n") + 1


def are_same(line: str, other: str) -> bool:
    """Whether two lines are the same to a reader: white space, case and the marks at their ends aside."""
    return _folded(line) == _folded(other)


def _folded(text: str) -> str:
    straight = text[:1000].translate(str.maketrans("’‘“”", "''\"\""))
    return on_one_line(straight).casefold().strip(" .:!?\"'#*=-–—")


def listed(left_out: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """What was left out, for a person."""
    return tuple(f"{kind} ({count} line{'s' if count > 1 else ''})" if count else kind for kind, count in left_out)
