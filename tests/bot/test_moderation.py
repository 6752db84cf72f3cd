"""The list of articles, for those who may change it and for others."""

from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot_api import OWNER, BotApi, buttons

ARTICLE = b"""Harbour opens on Monday

The harbour of Lisbon opens on Monday, the mayor said. Ferries will sail every hour from the northern pier.

The ferry tickets cost four euros. Children under six years of age travel free of charge on all lines.
"""
REVISED = ARTICLE.replace(b"four euros", b"five euros")


async def test_an_unknown_article(talk: Talk, api: BotApi) -> None:
    """A button for an article that there never was says so."""
    (listed,) = await talk.write("/articles", by=OWNER)
    update = api.press_data(listed, "r:0:nosuch", by=OWNER)
    await talk.take(update)
    assert "There is no article nosuch." == api.answered[update["callback_query"]["id"]]


async def test_others_cannot_remove(talk: Talk) -> None:
    """Askers get the list and a button that opens each article."""
    (listed,) = await talk.write("/articles")
    assert "1. Why Trump-Putin Talks" in listed["text"] and ["1"] == list(buttons(listed))


async def test_many_articles(talk: Talk, library: Library) -> None:
    """A long list has pages of ten, each a message."""
    (article,) = library.articles()
    assert article.live
    for number in range(21):
        details = {"title": f"{number} " + "x" * 290, "text": "The ferry is late.", "headings": ()}
        library.publish(article.live.model_copy(update=details), by="test")
    (listed,) = await talk.write("/articles", by=OWNER)
    assert listed["text"].endswith("1 to 10 of 22") and 11 == len(buttons(listed))
    await talk.press(listed, "More ▸", by=OWNER)
    last = await talk.press(listed, "More ▸", by=OWNER)
    assert last["text"].endswith("21 to 22 of 22")
    assert ["21", "22", "◂ Back"] == list(buttons(last))


async def test_no_articles(talk: Talk, library: Library) -> None:
    """An empty collection is said to be one."""
    library.history.withdraw(library.articles()[0].id, by="test")
    (listed,) = await talk.write("/articles", by=OWNER)
    assert "No article is published." == listed["text"]
