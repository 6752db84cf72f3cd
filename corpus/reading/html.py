"""Web pages as saved: the article on them, without what the site puts around it."""

import re
from collections import Counter
from collections.abc import Iterator

from corpus.reading import furniture
from corpus.reading.characters import bounded, on_one_line
from corpus.reading.drafts import Block, Composition, Draft
from corpus.reading.extraction import extracted
from corpus.reading.nodes import Node, parse
from corpus.reading.surroundings import drop_surroundings

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_GROUPS = frozenset(("ul", "ol", "dl", "table"))
_PROSE = frozenset(("p", "div", "table", "ul", "ol", "blockquote", "section", "article", *_HEADINGS))
_BLOCKS = _GROUPS | _PROSE | frozenset(
    "li tr td th dt dd pre figure figcaption address details summary header footer main hr body form fieldset aside nav"
    " caption thead tbody tfoot html".split()
)  # fmt: skip
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BREAK = "\u2028"
_BREAKS = re.compile(rf" ?{_BREAK} ?")
_LONGEST_SITE, _SHORTEST_TITLE = 4, 2  # in words
_SITE_MARKS = re.compile(r" [|·•»–—-] ")


def read(text: str) -> Draft:
    """Read a web page.

    The words are as the page has them: white space is folded as a browser does it, lists and tables become lines.
    """
    nodes = parse(text)
    if not nodes:
        return Draft()
    kinds = list(drop_surroundings(nodes))
    extraction = extracted(nodes)
    draft = extraction.draft
    draft.language = nodes[0].get("lang")
    draft.left_out.update(dict.fromkeys(kinds, 0))
    blocks = _composed(nodes[0])
    span = extraction.span(blocks)
    draft.blocks = blocks[span]
    bounded("\n\n".join(block.text for block in draft.blocks))
    for block in (*blocks[: span.start], *blocks[span.stop :]):
        draft.left_out[furniture.BESIDE] += block.text.count("\n") + 1
    _name(draft, nodes)
    return draft


def fragment(markup: str, left_out: Counter[str]) -> list[Block]:
    """The blocks of a piece of HTML, as it stands in Markdown; notes what of it is left out."""
    nodes = parse(markup)
    left_out.update(dict.fromkeys(drop_surroundings(nodes), 0))
    return _composed(nodes[0]) if nodes else []


def _name(draft: Draft, nodes: list[Node]) -> None:
    """Give the draft its title: the heading that the page's head names, or the first main one of the article."""
    named = next((node.line() for node in nodes if node.tag == "title"), "")
    headings = [(node.tag, line) for node in nodes if node.tag in _HEADINGS and (line := node.line())]
    main_headings = [line for tag, line in headings if tag == "h1"]
    # What was left out is around the article: then a main heading that was not is the article's, and not the site's.
    inside = {on_one_line(block.text) for block in draft.blocks if block.heading and draft.left_out}
    draft.title = (
        next((line for _, line in headings if named.startswith(line) and 2 * len(line) >= len(named)), None)
        or next((line for line in main_headings if named.startswith(line)), None)
        or next((line for line in main_headings if line in inside), None)
        or _said(draft.title, [named, *(line for _, line in headings)])
        or _without_site(named)
        or next(iter(main_headings), None)
    )
    for position, block in enumerate(draft.blocks):
        if block.heading and draft.title and furniture.are_same(block.text, draft.title):
            del draft.blocks[position]
            break


def _said(title: str | None, shown: list[str]) -> str | None:
    """The title that the page's data give; one that was only made of what is shown is no better than ours."""
    return None if title is None or any(title in line for line in shown) else title


def _without_site(title: str) -> str:
    """A page's title without the name of its site: a short last part, where the rest looks like a title."""
    *others, last = _SITE_MARKS.split(title)
    words = sum(len(part.split()) for part in others)
    is_site = len(last.split()) <= _LONGEST_SITE and not last[:1].islower() and words >= _SHORTEST_TITLE
    return title[: -len(last)].rstrip(" |·•»–—-") if is_site else title


def _composed(root: Node) -> list[Block]:
    page, words, pre = Composition(), [], 0
    layout = _layout_tables(root)
    for part, is_start in _walk(root):
        if isinstance(part, str):
            words.append(part if pre else _SPACE.sub(" ", part))
        elif part.tag == "br":
            words.append(_BREAK if is_start else "")
        elif part.tag in _BLOCKS:
            _flush(page, words, heading=part.tag in _HEADINGS and not is_start, pre=pre > 0)
            pre += (part.tag == "pre") * (1 if is_start else -1)
            _group(page, part, layout, is_start=is_start)
    _flush(page, words, heading=False, pre=False)
    return page.blocks


def _group(page: Composition, node: Node, layout: set[Node], *, is_start: bool) -> None:
    """Begin or end a list, a table or a row; a table that only lays out the page is none."""
    if node.tag in _GROUPS and node not in layout:
        page.open_group() if is_start else page.close_group()
    elif node.tag == "tr" and not any(ancestor in layout for ancestor in _ancestors(node)):
        page.open_row() if is_start else page.close_row()


def _ancestors(node: Node) -> Iterator[Node]:
    while node.parent:
        node = node.parent
        yield node
        if node.tag == "table":
            return


def _flush(page: Composition, words: list[str], *, heading: bool, pre: bool) -> None:
    text = "".join(words)
    words.clear()
    if pre:
        page.put(text.strip("\n"))
        return
    for paragraph in re.split("\n{2,}", _BREAKS.sub("\n", _SPACE.sub(" ", text))):
        page.put(paragraph.strip(" \n"), heading=heading)


def _walk(root: Node) -> Iterator[tuple[Node | str, bool]]:
    """Every element twice, where it starts (True) and where it ends, with the text between; dropped ones not."""
    stack: list[tuple[Node | str, bool]] = [(root, True)]
    while stack:
        part, is_start = stack.pop()
        if isinstance(part, str) or not part.dropped:
            yield part, is_start
            if not isinstance(part, str) and is_start:
                stack.append((part, False))
                stack.extend((inner, True) for inner in reversed(part.parts))


def _layout_tables(root: Node) -> set[Node]:
    """Tables that hold paragraphs, headings or other tables."""
    found: set[Node] = set()
    for part, is_start in _walk(root):
        if is_start and not isinstance(part, str) and part.tag in _PROSE:
            found.update(node for node in _ancestors(part) if node.tag == "table")
    return found
