"""Refreshing: the pages that articles came from are looked at again; what changed there becomes a draft."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import CorpusError
from corpus.fetching import Fetched, fetch

if TYPE_CHECKING:
    from corpus.articles import Article, Manuscript, Revision
    from corpus.library import Library
    from corpus.store import Draft

BY = "link refresh"
"""Who drafts here."""
_AT_A_TIME = 20
_SAME_PAGE = 0.3
"""The share of an article's words that its page has, however it was changed."""
Fetch = Callable[[str], Awaitable[Fetched]]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of looking at the page of an article; nothing, where it says what it said."""

    article: Article
    draft: Draft | None = None
    problem: str = ""
    """For the log."""


async def refresh(
    library: Library, collections: Sequence[str], every: dt.timedelta, *, fetch: Fetch = fetch
) -> AsyncIterator[Refreshed]:
    """Look at each page that was not looked at for so long, one after the other, and at no more than a few.

    A page that does not answer, or with other things than the article, is left alone until the next time: it may be a
    notice of an outage, or ask for a login.
    """
    long_ago = dt.datetime.now(dt.UTC) - every
    for article_id in await asyncio.to_thread(library.origins.due, collections, long_ago, _AT_A_TIME):
        article = await asyncio.to_thread(library.article, article_id)
        live = article.live
        if live and live.source:
            yield await _refreshed(library, article, live, live.source, fetch)


async def _refreshed(library: Library, article: Article, live: Revision, source: str, fetch: Fetch) -> Refreshed:
    origin = await asyncio.to_thread(library.origins.of, article.id, source)
    digest = origin.digest if origin else ""
    try:
        manuscript = await asyncio.to_thread((await fetch(source)).read)
        seen, digest = digest, hashlib.sha256(manuscript.text.encode()).hexdigest()
        is_new = manuscript.text != live.text and digest != seen
        return await asyncio.to_thread(_drafted, library, article, live, manuscript) if is_new else Refreshed(article)
    except CorpusError as error:
        return Refreshed(article, problem=str(error))
    finally:
        await asyncio.to_thread(library.origins.keep, source, article.id, digest)


def _drafted(library: Library, article: Article, live: Revision, manuscript: Manuscript) -> Refreshed:
    """A draft in the place of the one that an earlier look made; details stay as moderators left them."""
    details = live.model_dump(include={"title", "author", "source", "language"})
    changed = manuscript.model_copy(update=details | {"date": manuscript.date or live.date})
    words = _words(live.text)
    if len(words & _words(changed.text)) < _SAME_PAGE * len(words):
        return Refreshed(article, problem="its page shows something else now")
    for earlier in library.gate.open(article.collection):
        if (earlier.article_id, earlier.by) == (article.id, BY):
            library.gate.discard(earlier.id)
    draft = library.gate.draft(changed, by=BY, collection=article.collection, article_id=article.id)
    return Refreshed(article, draft)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
