"""Moderation: owners publish and remove; nobody else does."""

import pytest

from corpus.library import Library
from corpus.queries import Query
from tests.bot.talk import Talk
from tests.bot_api import ANONYMOUS, ASKER, GROUP, OTHER, OWNER, BotApi, Refused, buttons

ARTICLE = b"""Harbour opens on Monday

The harbour of Lisbon opens on Monday, the mayor said. Ferries will sail every hour from the northern pier.

The ferry tickets cost four euros. Children under six years of age travel free of charge on all lines.
"""
REVISED = ARTICLE.replace(b"four euros", b"five euros")


async def test_publish(talk: Talk, api: BotApi, library: Library) -> None:
    """A document becomes an article, which is live when the reply says so."""
    (reply,) = await talk.take(api.attach("harbour.txt", ARTICLE))
    assert reply["text"].startswith("New article “Harbour opens on Monday”: ")
    assert reply["text"].splitlines()[0].endswith((" passage.", " passages."))
    assert "harbour of Lisbon" in library.ask(Query(text="When does the harbour of Lisbon open?")).citations[0].sentence


async def test_publish_a_revision(talk: Talk, api: BotApi, library: Library) -> None:
    """The same title makes a revision, and the reply says what changed."""
    await talk.take(api.attach("harbour.txt", ARTICLE))
    (reply,) = await talk.take(api.attach("harbour.txt", REVISED))
    assert reply["text"].startswith("“Harbour opens on Monday” is now revision 2: 1 passage new, 1 gone, ")
    assert "five euros" in library.ask(Query(text="What do ferry tickets cost?")).citations[0].passage.text


async def test_publish_the_same_again(talk: Talk, api: BotApi) -> None:
    """Nothing changes, and that is said."""
    await talk.take(api.attach("harbour.txt", ARTICLE))
    (reply,) = await talk.take(api.attach("harbour.txt", ARTICLE))
    assert "“Harbour opens on Monday” is live already, word for word; nothing changed." == reply["text"]


async def test_what_was_left_out(talk: Talk, api: BotApi) -> None:
    """The reply names what cleaning left out."""
    (reply,) = await talk.take(
        api.attach("harbour.txt", ARTICLE + b"\nLeave a Reply\n\nYour email address will not be published.\n")
    )
    assert "\nLeft out: " in reply["text"]


@pytest.mark.parametrize("caption", [None, "What is this?"])
async def test_others_do_not_publish(talk: Talk, api: BotApi, library: Library, caption: str | None) -> None:
    """Somebody else's document is refused in one sentence, and not even fetched."""
    (reply,) = await talk.take(api.attach("harbour.txt", ARTICLE, by=ASKER, caption=caption))
    assert "I read files only from moderators. Ask me a question instead." == reply["text"]
    assert [] == talk.calls("getFile") and 1 == len(library.articles())


async def test_a_caption_does_not_stop_an_owner(talk: Talk, api: BotApi) -> None:
    """A document with words under it is a document."""
    (reply,) = await talk.take(api.attach("harbour.txt", ARTICLE, caption="here it is"))
    assert reply["text"].startswith("New article")


async def test_no_publishing_in_groups(talk: Talk, api: BotApi, library: Library) -> None:
    """Documents in a group are not ours to read, whoever sends them."""
    assert [] == await talk.take(api.attach("harbour.txt", ARTICLE, to=GROUP))
    assert [] == await talk.take(api.attach("harbour.txt", ARTICLE, by=ANONYMOUS, to=GROUP, sender_chat=GROUP))
    assert 1 == len(library.articles())


@pytest.mark.parametrize(
    "file",
    [
        ("harbour.txt", b""),
        ("harbour.txt", b"\xff\xfe\x00\x01binary"),
        ("harbour.exe", b"MZ"),
        ("harbour.txt", b"x" * (20 * 1024 * 1024 + 1)),
    ],
    ids=["empty", "binary", "unknown format", "too large"],
)
async def test_bad_files(talk: Talk, api: BotApi, library: Library, file: tuple[str, bytes]) -> None:
    """Each costs one sentence, and leaves what is published as it was."""
    (reply,) = await talk.take(api.attach(*file))
    assert reply["text"].endswith(".") and "Something went wrong" not in reply["text"]
    assert 1 == len(library.articles())


async def test_a_file_that_telegram_keeps(talk: Talk, api: BotApi) -> None:
    """A download that fails is said to have failed."""
    update = api.attach("harbour.txt", ARTICLE)

    def refuse(*_: object) -> None:
        raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")

    api._getFile = refuse  # type: ignore[method-assign, assignment]
    (reply,) = await talk.take(update)
    assert "Telegram did not hand over the file. Please send it again." == reply["text"]


async def test_a_hostile_title_is_escaped(talk: Talk, api: BotApi) -> None:
    """What looks like markup in a title is shown as it is."""
    await talk.take(api.attach("a.txt", ARTICLE.replace(b"Harbour opens", b"<b>Harbour</b> & <script> opens")))
    (listed,) = await talk.write("/articles", by=OWNER)
    assert "<b>Harbour</b> & <script> opens on Monday" in listed["text"]


async def test_remove(talk: Talk, api: BotApi, library: Library) -> None:
    """The list has a button for each article; it asks once, and then the article is no longer quoted."""
    await talk.take(api.attach("harbour.txt", ARTICLE))
    (listed,) = await talk.write("/articles", by=OWNER)
    label = next(label for label in buttons(listed) if "Harbour" in label)
    asked = await talk.press(listed, label, by=OWNER)
    assert "Remove “Harbour opens on Monday”? It will no longer be quoted." == asked["text"]
    assert ["Remove", "Keep"] == list(buttons(asked))
    done = await talk.press(asked, "Remove", by=OWNER)
    assert "“Harbour opens on Monday” is removed. Send its file again to publish it again." == done["text"]
    assert ["Why Trump-Putin Talks Are Unlikely to Quickly End the Ukraine War"] == [
        article.live.title for article in library.articles() if article.live
    ]


async def test_keep(talk: Talk, library: Library) -> None:
    """Keep leads back to the list."""
    (listed,) = await talk.write("/articles", by=OWNER)
    before = dict(listed)
    asked = await talk.press(listed, list(buttons(listed))[-1], by=OWNER)
    assert before["text"] == (await talk.press(asked, "Keep", by=OWNER))["text"]
    assert 1 == len(library.articles())


async def test_rights_are_checked_at_each_press(talk: Talk, api: BotApi, library: Library) -> None:
    """A button is no right: pressed by anybody else it does nothing but say so."""
    (listed,) = await talk.write("/articles", by=OWNER)
    await talk.press(listed, list(buttons(listed))[-1], by=OTHER)
    assert "Only a moderator of these articles can do that." == talk.notice
    (article,) = library.articles()
    await talk.take(api.press_data(listed, f"x:0:{article.id}", by=OTHER))
    assert [article] == library.articles()


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
    """A long list has pages of ten, each a message, with the same buttons for the owner."""
    (article,) = library.articles()
    assert article.live
    for number in range(21):
        details = {"title": f"{number} " + "x" * 290, "text": "The ferry is late.", "headings": ()}
        library.publish(article.live.model_copy(update=details), by="test")
    (listed,) = await talk.write("/articles", by=OWNER)
    assert listed["text"].endswith("1 to 10 of 22") and 21 == len(buttons(listed))
    await talk.press(listed, "More ▸", by=OWNER)
    last = await talk.press(listed, "More ▸", by=OWNER)
    assert last["text"].endswith("21 to 22 of 22")
    assert ["21", "22", "◂ Back"] == [label for label in buttons(last) if not label.startswith("Remove")]


async def test_no_articles(talk: Talk, library: Library) -> None:
    """An empty collection is said to be one."""
    library.remove(library.articles()[0].id, by="test")
    (listed,) = await talk.write("/articles", by=OWNER)
    assert "No article is published." == listed["text"]
