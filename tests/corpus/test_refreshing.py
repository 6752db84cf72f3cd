"""Refreshing: a real library; what the web says is told to it."""

import datetime as dt
from collections.abc import Callable

import pytest

from corpus.errors import Unfetchable
from corpus.fetching import Fetched
from corpus.library import Library
from corpus.refreshing import BY, Refreshed, refresh

LINK = "https://harbour.example/news"
PAGE = """<title>Harbour news</title><p>The harbour of Pellaby opens on Monday, and its council is pleased.</p>
<p>Ferries sail at noon, and the fare is two crowns for everybody who is of age.</p>"""
AT_ONCE = dt.timedelta(0)
Look = Callable[..., object]


@pytest.fixture(name="published")
def _published(library: Library) -> str:
    manuscript = Fetched(LINK, "text/html", PAGE.encode()).read()
    return library.publish(manuscript.model_copy(update={"author": "Ann Brown"}), by="test").article.id


async def looked(library: Library, page: str | Exception, every: dt.timedelta = AT_ONCE) -> list[Refreshed]:
    """What comes of a look at a web that has this page."""

    async def fetch(link: str) -> Fetched:
        if isinstance(page, Exception):
            raise page
        return Fetched(link, "text/html", page.encode())

    return [one async for one in refresh(library, ["main"], every, fetch=fetch)]


async def test_a_change_becomes_a_draft(library: Library, published: str) -> None:
    """For a moderator to look at; what is live stays, and so do the details that moderators gave."""
    (found,) = await looked(library, PAGE.replace("two crowns", "three crowns"))
    assert found.draft and (published, BY) == (found.draft.article_id, found.draft.by)
    assert ("Harbour news", "Ann Brown", LINK) == tuple(
        getattr(found.draft.manuscript, name) for name in ("title", "author", "source")
    )
    assert "two crowns" in library.passages(published)[1].text
    library.gate.publish(found.draft.id, by="ann")
    assert "three crowns" in library.passages(published)[1].text


async def test_what_did_not_change_is_nothing(library: Library, published: str) -> None:
    """Whatever the site put around it."""
    (found,) = await looked(library, f"<nav>New menu</nav>{PAGE}")
    assert (None, "") == (found.draft, found.problem)
    assert [] == library.gate.open()
    assert published


async def test_a_change_is_drafted_once(library: Library, published: str) -> None:
    """What a moderator discarded does not come again; what changed once more takes the place of the draft before."""
    (first,) = await looked(library, PAGE.replace("two", "three"))
    assert [None] == [one.draft for one in await looked(library, PAGE.replace("two", "three"))]
    (second,) = await looked(library, PAGE.replace("two", "four"))
    assert first.draft and second.draft and [second.draft.id] == [draft.id for draft in library.gate.open()]
    library.gate.discard(second.draft.id)
    assert [None] == [one.draft for one in await looked(library, PAGE.replace("two", "four"))]
    assert published


async def test_another_page_is_no_change(library: Library, published: str) -> None:
    """A login, an apology, a consent form: told in the log, and no draft."""
    (found,) = await looked(library, "<title>Sorry</title><p>We are down for maintenance. Please come back later.</p>")
    assert (published, None, "its page shows something else now") == (found.article.id, found.draft, found.problem)


async def test_a_page_that_does_not_answer_waits(library: Library, published: str) -> None:
    """For its next turn, as one that is no page."""
    (found,) = await looked(library, Unfetchable("The server answered {status} instead of the page.", status=503))
    assert (None, "The server answered 503 instead of the page.") == (found.draft, found.problem)
    (found,) = await looked(library, "")
    assert "The file is empty." == found.problem
    assert [] == await looked(library, PAGE, dt.timedelta(hours=1))
    assert published


async def test_it_is_looked_at_in_its_time(library: Library, published: str) -> None:
    """What was published or looked at lately is not."""
    assert [] == await looked(library, PAGE, dt.timedelta(hours=1))
    assert [published] == [one.article.id for one in await looked(library, PAGE)]


async def test_what_has_no_page_is_left_alone(library: Library, published: str) -> None:
    """And what was withdrawn."""
    library.publish(Fetched("", "text/plain", b"Notes\n\nThe lighthouse is tall.").read(), by="test")
    library.history.withdraw(published, by="test")
    assert [] == await looked(library, PAGE)
