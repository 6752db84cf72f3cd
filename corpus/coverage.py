"""Coverage: which passages answer people, which never do, and what was asked in vain."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import UnknownArticle
from corpus.smalltalk import is_small_talk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.library import Library
    from corpus.passages import Passage
    from corpus.store import Figures

_ARTICLES = 100
"""How many articles, by title, are looked at for passages that were never cited."""


class Cited(NamedTuple):
    """A live passage, and how often it came first."""

    passage: Passage
    times: int


class Coverage(NamedTuple):
    """What was asked of a collection in the last days, and what of its articles answered."""

    collection: str
    first: dt.date
    last: dt.date
    figures: Figures
    cited: tuple[Cited, ...]
    """Most often first. A passage whose words are the same in the live revision is the same passage."""
    never: tuple[Passage, ...]
    """Of the first hundred articles by title, and of those that were cited."""


def coverage(library: Library, collection: str, days: int) -> Coverage:
    """Of the last `days` days, today (in UTC) included; small talk asks nothing."""
    last = dt.datetime.now(dt.UTC).date()
    first = last - dt.timedelta(days=days - 1)
    moment = dt.datetime.combine(first, dt.time(), dt.UTC)
    figures = library.statistics.since(moment, collection, lambda text: not is_small_talk(text))
    times = Counter[tuple[str, str]]()
    for (article_id, revision, number), count in figures.cited.items():
        text = _text(library, article_id, revision, number)
        if text is not None:
            times[article_id, text] += count
    titled = [article.id for article in library.page(collection, 0, _ARTICLES)[0]]
    others = sorted({article_id for article_id, _ in times} - set(titled))
    seen = [Cited(one, times[one.revision.article_id, one.text]) for one in _live(library, collection, titled + others)]
    cited = sorted((one for one in seen if one.times), key=lambda one: -one.times)
    return Coverage(
        collection, first, last, figures, tuple(cited), never=tuple(one.passage for one in seen if not one.times)
    )


def _text(library: Library, article_id: str, revision: int, number: int) -> str | None:
    """A passage's words as they were; None where its revision is gone, or is split otherwise by now."""
    try:
        passages = library.passages(article_id, revision)
    except UnknownArticle:
        return None
    return passages[number - 1].text if number <= len(passages) else None


def _live(library: Library, collection: str, article_ids: Iterable[str]) -> Iterator[Passage]:
    for article_id in article_ids:
        article = library.article(article_id)
        if article.live and article.collection == collection:
            yield from library.passages(article_id)
