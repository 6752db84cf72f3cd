"""The tree of a web page: what lxml parses, held in a form that hostile pages cannot blow up."""

import re
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from corpus.errors import Unreadable

_DEEPEST = 500
_MOST_TAGS = 150_000
_SPACE = re.compile(r"[ \t\n\r\f]+")
_KEPT = frozenset(
    "id class role itemprop hidden aria-hidden style datetime pubdate content href property name rel type lang"
    " epub:type".split()
)


@dataclass(slots=True, eq=False)
class Node:
    """An element: its parts are text and other elements, in order."""

    tag: str
    attributes: dict[str, str]
    parent: "Node | None" = None
    parts: list["Node | str"] = field(default_factory=list)
    dropped: bool = False
    weight: int = 0
    """Characters of prose inside: text that is no link."""

    def get(self, name: str) -> str:
        """An attribute, empty where it is missing."""
        return self.attributes.get(name, "")

    def line(self) -> str:
        """All text inside, on one line."""
        texts, stack = [], list(reversed(self.parts))
        while stack:
            part = stack.pop()
            if isinstance(part, str):
                texts.append(part)
            else:
                stack.extend(reversed(part.parts))
        return _SPACE.sub(" ", "".join(texts)).strip()


def parse(markup: str) -> list[Node]:
    """All elements of a page in the order of their start tags, the root first; none of an empty page."""
    if (tags := markup.count("<")) > _MOST_TAGS:
        raise Unreadable("The page has {tags} tags; I read at most {most}.", tags=tags, most=_MOST_TAGS)
    tree = _Tree()
    parser = etree.HTMLParser(encoding="utf-8", target=cast("Any", tree), huge_tree=True)
    parser.feed(markup.encode())
    parser.close()
    return tree.nodes


class _Tree:
    """Builds the tree for lxml.

    lxml's own tree gives up at 256 levels and compares all attributes of an element with each other.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._open: list[Node] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise Unreadable("The page is nested more than {levels} levels deep: no article is.", levels=_DEEPEST)
        parent = self._open[-1] if self._open else None
        node = Node(tag.lower(), {name: value for name, value in attributes.items() if name in _KEPT}, parent)
        if parent:
            parent.parts.append(node)
        self.nodes.append(node)
        self._open.append(node)

    def end(self, _tag: str) -> None:
        if self._open:
            self._open.pop()

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)

    def comment(self, text: str) -> None:
        """Comments of the page's author are not shown."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nor are processing instructions."""

    def close(self) -> None:
        self._open.clear()
