"""What a web page says of its article: JSON-LD, meta elements, links."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.reading.addresses import web_address
from corpus.reading.bylines import date_of
from corpus.reading.drafts import Draft
from corpus.reading.nodes import Node

_LONGEST_DATA = 500_000
_MOST_OBJECTS = 2_000
_DATES = ("datepublished", "article:published_time", "date", "dc.date", "pubdate", "publishdate", "parsely-pub-date")
_DATE_WORDS = ("publish", "entry-date", "post-date", "pubdate")


def described(nodes: list[Node]) -> Draft:
    """A draft without blocks: author, date, address and language as the page names them."""
    data, meta = _article(nodes), _meta(nodes)
    links = {node.get("rel").lower(): node.get("href") for node in reversed(nodes) if node.tag == "link"}
    return Draft(
        title=_string(data.get("headline")) or meta.get("og:title"),
        author=_author(data.get("author")) or _name(meta.get("author")) or _name(meta.get("article:author")),
        date=_first_date([_string(data.get("datePublished")), *map(meta.get, _DATES), *_times(nodes)]),
        source=web_address(links.get("canonical")) or web_address(meta.get("og:url")),
        language=next((node.get("lang") for node in nodes if node.tag == "html"), None),
    )


def _meta(nodes: list[Node]) -> dict[str, str]:
    """Meta elements by name; the first of a name counts."""
    return {
        (node.get("property") or node.get("name") or node.get("itemprop")).lower(): node.get("content").strip()
        for node in reversed(nodes)
        if node.tag == "meta"
    }


def _article(nodes: list[Node]) -> dict[str, Any]:
    """The first JSON-LD object that describes an article."""
    for node in nodes:
        if node.tag == "script" and node.get("type").strip().lower() == "application/ld+json":
            for found in _objects("".join(part for part in node.parts if isinstance(part, str))):
                if any(
                    str(kind).endswith(("Article", "BlogPosting", "Report")) for kind in _listed(found.get("@type"))
                ):
                    return found
    return {}


def _objects(text: str) -> Iterator[dict[str, Any]]:
    try:
        queue = [json.loads(text)] if len(text) <= _LONGEST_DATA else []
    except (ValueError, RecursionError):
        return
    for value in queue[:_MOST_OBJECTS]:
        queue.extend(value if isinstance(value, list) else [])
    for value in queue[:_MOST_OBJECTS]:
        if isinstance(value, dict):
            yield value
            yield from (item for item in _listed(value.get("@graph")) if isinstance(item, dict))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _author(value: object) -> str | None:
    found = [item.get("name") if isinstance(item, dict) else item for item in _listed(value)[:5]]
    return ", ".join(name for item in found if (name := _name(_string(item)))) or None


def _name(value: str | None) -> str | None:
    return value if value and "://" not in value else None


def _times(nodes: list[Node]) -> Iterator[str]:
    """Times that the page marks as those of publication; others are part of the story."""
    for node in nodes:
        marks = f"{node.get('itemprop')} {node.get('class')}".lower()
        if node.tag == "time" and ("pubdate" in node.attributes or any(word in marks for word in _DATE_WORDS)):
            yield node.get("datetime") or node.line()


def _first_date(values: Iterable[str | None]) -> dt.date | None:
    return next((date for value in values if value and (date := date_of(value))), None)
