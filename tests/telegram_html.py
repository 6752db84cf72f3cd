"""Telegram's HTML as its server reads it: strict about tags, counting in its own units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

NAMES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(r"<(/?)([a-zA-Z-]+)([^<>]*)>|(<)|([^<]+)")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_HREF = re.compile(r'\s+href="([^"]*)"')


class Unparsable(ValueError):
    """Telegram would refuse the message."""


@dataclass(frozen=True)
class Parsed:
    """A message as its readers see it."""

    text: str
    entities: tuple[dict[str, object], ...]

    def marked(self, kind: str) -> list[str]:
        """The texts that carry an entity of this kind."""
        units = self.text.encode("utf-16-le")
        return [
            units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")  # type: ignore[operator]
            for entity in self.entities
            if entity["type"] == kind
        ]


def units(text: str) -> int:
    """The length in UTF-16 units, in which Telegram counts offsets."""
    return len(text.encode("utf-16-le")) // 2


def parse(html: str) -> Parsed:
    """Read a message, or refuse it as Telegram does."""
    if len(html.encode()) > 32 * 1024:
        raise Unparsable("message is too long")
    text, entities = "", []
    open_tags: list[tuple[str, int, dict[str, object]]] = []
    for closing, name, attributes, stray, content in _TOKEN.findall(html):
        if stray:
            raise Unparsable("can't parse entities: unescaped <")
        if content:
            text += _REFERENCE.sub(lambda found: unescape(found.group()), content)
        elif closing:
            if not open_tags or open_tags[-1][0] != name:
                raise Unparsable(f"can't parse entities: unexpected end tag {name}")
            _, start, entity = open_tags.pop()
            if units(text) > start:
                entities.append({**entity, "offset": start, "length": units(text) - start})
        else:
            open_tags.append((name, units(text), _entity(name, attributes, [tag for tag, _, _ in open_tags])))
    if open_tags:
        raise Unparsable(f"can't parse entities: can't find end tag of {open_tags[-1][0]}")
    text = text.rstrip()
    trimmed = [_within(entity, units(text)) for entity in entities if entity["offset"] < units(text)]  # type: ignore[operator]
    shown = [entity for entity in trimmed if entity["type"] != "text_link" or _is_public(str(entity["url"]))]
    return Parsed(text, tuple(sorted(shown, key=lambda entity: (entity["offset"], -entity["length"]))))  # type: ignore[operator]


def _entity(name: str, attributes: str, around: list[str]) -> dict[str, object]:
    if name not in NAMES:
        raise Unparsable(f"can't parse entities: unsupported start tag {name}")
    if name == "blockquote" and "blockquote" in around:
        raise Unparsable("can't parse entities: quotations do not nest")
    if name == "blockquote" and attributes.strip() == "expandable":
        return {"type": "expandable_blockquote"}
    href = _HREF.fullmatch(attributes)
    if name == "a" and href:
        return {"type": "text_link", "url": unescape(href.group(1))}
    if attributes.strip():
        raise Unparsable(f"can't parse entities: unexpected attribute in {name}")
    return {"type": NAMES[name]}


def _within(entity: dict[str, object], end: int) -> dict[str, object]:
    """An entity of a message that was trimmed."""
    return {**entity, "length": min(entity["length"], end - entity["offset"])}  # type: ignore[call-overload, operator]


def _is_public(url: str) -> bool:
    """Telegram drops other links in silence."""
    return bool(re.match(r"https?://[^/]+\.[^/]+", url))
