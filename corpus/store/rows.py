"""Rows of articles and revisions, as the rest of the store reads them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from corpus.articles import Article, Revision
from corpus.errors import UnknownArticle
from corpus.store.prepared import Ready
from corpus.store.schema import articles, revisions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_ARTICLE = Ready(select(articles).where(articles.c.id == bindparam("article")))
_REVISION = Ready(
    select(revisions).where(revisions.c.article_id == bindparam("article"), revisions.c.number == bindparam("revision"))
)


def article(connection: Connection, article_id: str) -> Article:
    """An article, withdrawn or not."""
    row = _ARTICLE.row(connection, article=article_id)
    if row is None:
        raise UnknownArticle(article_id)
    live = None if row["live"] is None else revision(connection, article_id, row["live"])
    return Article(id=article_id, collection=row["collection"], live=live)


def revision(connection: Connection, article_id: str, number: int) -> Revision:
    """One revision, live or not."""
    row = _REVISION.row(connection, article=article_id, revision=number)
    if row is None:
        raise UnknownArticle(article_id)
    return read(row)


def read(row: Mapping[Any, Any]) -> Revision:
    """A row of `revisions`."""
    return Revision.model_validate(dict[Any, Any](row))


def title_key(title: str) -> str:
    """What two titles have in common that a person takes for the same."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())
