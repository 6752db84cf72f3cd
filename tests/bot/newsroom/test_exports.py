"""An owner takes the library along in one file, and nobody else does."""

import io

from corpus.archives import read
from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot_api import OWNER


async def test_an_owner_gets_the_file(talk: Talk, library: Library) -> None:
    """It holds every article, as `quoth export` would write it where no group has its own."""
    (handed,) = await talk.write("/export", by=OWNER)
    content = talk.api.files[handed["document"]["file_id"]]
    assert [article.id for article in library.articles()] == [row.id for row in read(io.BytesIO(content)).articles]
    exported = io.BytesIO()
    library.export(exported)
    assert exported.getvalue() == content


async def test_others_are_refused(talk: Talk) -> None:
    """In one sentence; a group is no place for it either."""
    assert "text" in (await talk.write("/export"))[0]
    assert not talk.calls("sendDocument")
