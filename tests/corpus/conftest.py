"""What tests of the corpus share: revisions made of a text."""

import datetime as dt
from collections.abc import Callable

import pytest

from corpus.articles import Revision

MakeRevision = Callable[..., Revision]


@pytest.fixture(name="make_revision", scope="session")
def _make_revision() -> MakeRevision:
    """Makes a revision of a text; its headings are given as they stand in it."""

    def make_revision(
        text: str, *, title: str = "Harbour news", headings: tuple[str, ...] = (), **details: object
    ) -> Revision:
        spans, position = [], 0
        for heading in headings:
            start = text.index(heading, position)
            position = start + len(heading)
            spans.append((start, position))
        published = {"article_id": "harbour-news", "number": 1, "published_by": "test"}
        published["published_at"] = dt.datetime(2031, 3, 14, tzinfo=dt.UTC)
        return Revision.model_validate({"title": title, "text": text, "headings": spans, **published, **details})

    return make_revision
