"""What is published: Article, its Revisions, and the Manuscript that a revision is made of."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

Span = tuple[int, int]
"""[start, end) in code points of the text that the span belongs to."""
PURGED = "—"
"""In the place of a title and a text that an owner had deleted for good."""


class Manuscript(BaseModel):
    """An article as it was read: cleaned, not yet published."""

    model_config = ConfigDict(frozen=True)

    title: str = Field(min_length=1, max_length=300)
    text: str = Field(min_length=1)
    """Paragraphs are parted by blank lines; nothing is rewritten, only whole parts are left out."""
    headings: tuple[Span, ...] = ()
    """Where the headings stand in `text`, in order."""
    source: str | None = None
    """The http(s) address that the article can be opened at."""
    author: str | None = None
    date: dt.date | None = None
    """The day the article itself names."""
    language: str = "en"
    """ISO 639-1 code; decides stems and stop words."""
    left_out: tuple[str, ...] = ()
    """What cleaning left out, each in a few words fit for a person."""


class Revision(Manuscript):
    """One immutable text of an article, as published."""

    article_id: str
    number: int = Field(ge=1)
    published_by: str
    published_at: dt.datetime
    """In UTC."""

    @property
    def is_purged(self) -> bool:
        """Whether its text was deleted for good; its number and its moment stay on record."""
        return self.text == PURGED


class Article(BaseModel):
    """Something with revisions, of which at most one is live."""

    model_config = ConfigDict(frozen=True)

    id: str
    collection: str = "main"
    live: Revision | None
    """None after the article was withdrawn."""
