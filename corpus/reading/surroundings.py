"""Surroundings: the parts of a web page that are not the article, told by their tags and names."""

import re
from collections.abc import Iterator

from corpus.errors import later
from corpus.reading import furniture
from corpus.reading.nodes import Node

_UNSEEN = frozenset(
    "script style noscript template head iframe object embed svg math canvas video audio map select textarea input"
    " button label progress".split()
)
_TAGS = {
    "nav": furniture.NAVIGATION,
    "footer": later("the footer"),
    "aside": furniture.BESIDE,
    "form": later("a form"),
    "dialog": later("a notice"),
    "menu": furniture.NAVIGATION,
    **dict.fromkeys(("del", "s", "strike"), furniture.UNSHOWN),
}
_ROLES = {
    "navigation": furniture.NAVIGATION,
    "banner": later("the page's header"),
    "contentinfo": later("the footer"),
    "complementary": furniture.BESIDE,
    "search": later("a form"),
    "dialog": later("a notice"),
    "alertdialog": later("a notice"),
    "doc-toc": furniture.CONTENTS,
    **dict.fromkeys("doc-noteref doc-footnote doc-endnotes".split(), furniture.FOOTNOTES),
}
_TYPES = {
    "toc": furniture.CONTENTS,
    **dict.fromkeys("noteref footnote footnotes endnotes rearnote rearnotes".split(), furniture.FOOTNOTES),
}
_NAMES = {
    name: kind
    for kind, names in {
        furniture.COOKIES: "cookie cookies consent gdpr ccpa onetrust cookiebanner",
        furniture.COMMENTS: "comments comment commentlist respond disqus",
        furniture.SHARING: "share sharing sharedaddy social addtoany newsletter subscribe subscription signup",
        furniture.RELATED: "related recommended recirculation outbrain taboola",
        furniture.NAVIGATION: "nav navigation navbar menu breadcrumb breadcrumbs pagination skip toc",
        later("advertisements"): "ad ads advert advertisement sponsored promo",
        furniture.BESIDE: "sidebar",
        furniture.FOOTNOTES: "footnotes endnotes reflist",
    }.items()
    for name in names.split()
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FOR_SCREEN_READERS = ("screen-reader", "sr-only", "visually-hidden")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LONGEST_NAME = 500


def drop_surroundings(nodes: list[Node]) -> Iterator[str]:
    """Mark what is not the article as dropped; the kinds of what was.

    What holds more than half of the page's prose stays, whatever it is called: a site may name its frame `no-sidebar`.
    """
    _weigh(nodes)
    half = nodes[0].weight / 2 if nodes else 0
    for node in nodes:
        if (node.parent and node.parent.dropped) or node.tag in _UNSEEN or _is_hidden(node):
            node.dropped = True
        elif node.weight <= half and node.tag not in {"html", "body"} and (kind := _kind(node)):
            node.dropped = True
            if node.line():
                yield kind


def _weigh(nodes: list[Node]) -> None:
    """Count the prose of each element, the inner ones first."""
    for node in nodes:
        node.weight = 0
    for node in reversed(nodes):
        if node.tag in _UNSEEN or node.dropped:
            node.weight = 0
            continue
        if node.tag != "a":
            node.weight += sum(len(part.strip()) for part in node.parts if isinstance(part, str))
            if node.parent:
                node.parent.weight += node.weight


def _is_hidden(node: Node) -> bool:
    return (
        "hidden" in node.attributes
        or node.get("aria-hidden") == "true"
        or _HIDDEN.search(node.get("style")[:_LONGEST_NAME]) is not None
        or any(name in node.get("class") for name in _FOR_SCREEN_READERS)
    )


def _kind(node: Node) -> str | None:
    if node.tag == "sup" and any("#" in part.get("href") for part in node.parts if isinstance(part, Node)):
        return furniture.FOOTNOTES
    types = (_TYPES.get(name) for name in node.get("epub:type").split())
    if kind := next(filter(None, types), None) or _TAGS.get(node.tag) or _ROLES.get(node.get("role").lower()):
        return kind
    if node.tag == "header":
        return None if _stands_in_article(node) else "the page's header"
    names = f"{node.get('id')} {node.get('class')}"[:_LONGEST_NAME]
    return next((kind for word in _WORD.findall(names) if (kind := _NAMES.get(word.lower()))), None)


def _stands_in_article(node: Node) -> bool:
    while node.parent:
        node = node.parent
        if node.tag in {"article", "main"}:
            return True
    return False
