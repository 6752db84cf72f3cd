"""A moderator sees a draft of everything before it is published, and nobody else does."""

import asyncio

import pytest
from telegram import Update

from bot.application import build_application
from bot.settings import Settings
from corpus.articles import Manuscript
from corpus.fetching import Fetched
from corpus.library import Library
from corpus.queries import Query
from tests.bot.talk import Talk, Telegram
from tests.bot.test_moderation import ARTICLE, REVISED
from tests.bot_api import ANONYMOUS, ASKER, CHANNEL, GROUP, OTHER, OWNER, BotApi, Json, Refused, Value, buttons

PRICE = Query(text="What do ferry tickets cost?")
MARKET = "The fish market moves to the southern hall with its forty traders, who sell what the boats bring in."
CAPTIONS = (ARTICLE.decode().strip(), None, MARKET)
PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
PAGE = b"""<html><head><title>Harbour opens on Monday</title></head><body><article><h1>Harbour opens on Monday</h1>
<p>The harbour of Lisbon opens on Monday, the mayor said. Ferries will sail every hour from the northern pier.</p>
<p>The ferry tickets cost four euros. Children under six years of age travel free of charge on all lines.</p>
</article></body></html>"""


async def drafted(talk: Talk, content: bytes = ARTICLE, name: str = "harbour.txt", **fields: Value) -> Json:
    """The preview of a file that an owner sent."""
    (preview,) = await talk.take(talk.api.attach(name, content, **fields))
    return preview


async def published(talk: Talk, content: bytes = ARTICLE) -> Json:
    """What is said when that is published."""
    return await talk.press(await drafted(talk, content), "Publish", by=OWNER)


def forwarded(api: BotApi, text: str | None, *, by: Json = OWNER, number: int = 77, **fields: Value) -> Json:
    """A post of a channel, forwarded in private."""
    origin = {
        "type": "channel",
        "chat": CHANNEL,
        "message_id": number,
        "date": 1_754_000_000,
        "author_signature": "Ann Lee",
    }
    return api.write(text, by=by, forward_origin=origin, **fields)


async def test_a_file_is_a_draft_first(talk: Talk, library: Library) -> None:
    """The preview says what would be published; nothing is live before Publish is pressed."""
    preview = await drafted(talk, ARTICLE + b"\nLeave a Reply\n\nYour email address will not be published.\n")
    assert preview["text"].startswith(
        "Draft of a new article\nHarbour opens on Monday\nno source · no date · English · 2"
    )
    assert "¶ 1\nThe harbour of Lisbon" in preview["text"] and "Left out: " in preview["text"]
    assert ["Publish", "Edit details", "Discard"] == list(buttons(preview))
    assert 1 == len(library.articles())
    live = await talk.press(preview, "Publish", by=OWNER)
    assert "✓ “Harbour opens on Monday” is live as revision 1." == live["text"]
    assert "four euros" in library.ask(PRICE).citations[0].passage.text


async def test_an_update_shows_what_changes(talk: Talk, library: Library) -> None:
    """Passages that came, changed and went, counted, and on a page of their own with their words marked."""
    await published(talk)
    preview = await drafted(talk, REVISED + b"\nThe fish market moves to the southern hall with its forty traders.\n")
    assert preview["text"].startswith("Draft of revision 2 of “Harbour opens on Monday”")
    assert "Passages: 1 added, 1 changed, 0 removed, 1 kept." in preview["text"]
    changes = await talk.press(preview, "What changes", by=OWNER)
    assert "cost four five euros" in changes["text"] and "+ ¶ 3\nThe fish market" in changes["text"]
    marked = [entity["type"] for entity in changes["entities"]]
    assert "strikethrough" in marked and "underline" in marked
    back = await talk.press(changes, "◂ Back to the draft", by=OWNER)
    await talk.press(back, "Publish", by=OWNER)
    assert "five euros" in library.ask(PRICE).citations[0].passage.text


async def test_a_long_difference_has_pages(talk: Talk) -> None:
    """Three passages a page."""
    numbers = [b"one", b"two", b"three", b"four", b"five", b"six", b"seven"]
    words = [
        b"Passage %s tells how boat number %s left the harbour at dawn with %s men on board." % (n, n, n)
        for n in numbers
    ]
    await published(talk, b"Boats\n\n" + b"\n\n".join(words))
    preview = await drafted(talk, b"Boats\n\n" + b"\n\n".join(word.replace(b"dawn", b"noon") for word in words))
    page = await talk.press(preview, "What changes", by=OWNER)
    assert 3 == page["text"].count("±")
    page = await talk.press(page, "More ▸", by=OWNER)
    page = await talk.press(page, "More ▸", by=OWNER)
    assert 1 == page["text"].count("±") and ["◂ Back", "◂ Back to the draft"] == list(buttons(page))


async def test_what_is_live_already(talk: Talk) -> None:
    """Is said to be, and cannot be published again."""
    await published(talk)
    preview = await drafted(talk)
    assert "“Harbour opens on Monday” is live already, word for word; nothing changed." == preview["text"]
    assert "Publish" not in buttons(preview)


async def test_discard(talk: Talk, library: Library) -> None:
    """Nothing is published, and the old buttons say that the draft is gone."""
    preview = await drafted(talk)
    publish = buttons(preview)["Publish"]
    gone = await talk.press(preview, "Discard", by=OWNER)
    assert "The draft of “Harbour opens on Monday” is discarded. Nothing was published." == gone["text"]
    update = talk.api.press_data(gone, publish, by=OWNER)
    await talk.take(update)
    assert "no longer there" in (talk.api.answered[update["callback_query"]["id"]] or "")
    assert 1 == len(library.articles())


@pytest.mark.parametrize(
    ("label", "typed", "shown"),
    [
        ("Title", "The harbour opens", "The harbour opens\n"),
        ("Author", "Ann Lee", " · Ann Lee · "),
        ("Date", "7 August 2025", " · 7 August 2025 · "),
        ("Source", "https://example.org/a", "example.org · "),
        ("Language", "German", " · German · "),
    ],
)
async def test_details_are_edited_by_a_reply(talk: Talk, library: Library, label: str, typed: str, shown: str) -> None:
    """A button asks for it, the reply is taken, and the new preview shows it; the same after a restart."""
    preview = await drafted(talk)
    menu = await talk.press(preview, "Edit details", by=OWNER)
    (asked,) = await talk.take(
        talk.api.press(menu, next(one for one in buttons(menu) if one.startswith(label)), by=OWNER)
    )
    assert asked["text"].startswith("Reply to this message with the new ")
    assert "force_reply" in talk.calls("sendMessage")[-1]["reply_markup"]
    (again,) = await talk.write(typed, by=OWNER, reply_to_message=asked)
    assert shown in again["text"] and "Publish" in buttons(again)
    await talk.press(again, "Publish", by=OWNER)
    key = label.lower()
    assert any(str(getattr(article.live, key)) in {typed, "2025-08-07", "de"} for article in library.articles())


@pytest.mark.parametrize(
    ("label", "typed", "refusal"),
    [
        ("Title", "x" * 301, "This must be a line of at most 300 characters."),
        ("Date", "yesterday", "I do not know this date. Write it like 2025-08-07."),
        ("Source", "javascript:alert(1)", "This is no web address. Write it whole: https://…"),
        ("Language", "Klingon", "I do not know this language. Write its name, or a code like de."),
    ],
)
async def test_a_wrong_detail(talk: Talk, label: str, typed: str, refusal: str) -> None:
    """Costs a sentence, and the same message can be replied to again."""
    menu = await talk.press(await drafted(talk), "Edit details", by=OWNER)
    (asked,) = await talk.take(
        talk.api.press(menu, next(one for one in buttons(menu) if one.startswith(label)), by=OWNER)
    )
    (said,) = await talk.write(typed, by=OWNER, reply_to_message=asked)
    assert refusal == said["text"]
    right = {"Title": "Short", "Date": "2025-08-07", "Source": "https://a.example/b", "Language": "pt"}[label]
    (again,) = await talk.write(right, by=OWNER, reply_to_message=asked)
    assert "Publish" in buttons(again)


async def test_a_dash_leaves_a_detail_empty(talk: Talk) -> None:
    """But not the title."""
    menu = await talk.press(await drafted(talk), "Edit details", by=OWNER)
    (asked,) = await talk.take(talk.api.press(menu, "Author: –", by=OWNER))
    await talk.write("Ann Lee", by=OWNER, reply_to_message=asked)
    (again,) = await talk.write("-", by=OWNER, reply_to_message=asked)
    assert "Ann Lee" not in again["text"]
    (title,) = await talk.take(talk.api.press(menu, "Title: Harbour opens on Monday", by=OWNER))
    (again,) = await talk.write("-", by=OWNER, reply_to_message=title)
    assert "\n-\n" in again["text"]


async def test_a_duplicate(talk: Talk, library: Library) -> None:
    """It is said, and can replace the article or stand beside it."""
    await published(talk)
    other = ARTICLE.replace(b"Harbour opens on Monday", b"Lisbon: the port", 1)
    preview = await drafted(talk, other)
    assert "⚠️ “Harbour opens on Monday” has the same words." in preview["text"]
    assert ["Replace “Harbour opens on Monday”", "Keep both", "Edit details", "Discard"] == list(buttons(preview))
    replacing = await talk.press(preview, "Replace “Harbour opens on Monday”", by=OWNER)
    assert replacing["text"].startswith("Draft of revision 2 of “Harbour opens on Monday”")
    await talk.press(replacing, "Publish", by=OWNER)
    assert {"Lisbon: the port"} < {article.live.title for article in library.articles() if article.live}
    assert 2 == len(library.articles())
    both = await talk.press(await drafted(talk), "Keep both", by=OWNER)
    await talk.press(both, "Publish", by=OWNER)
    assert 3 == len(library.articles())


async def test_two_moderators_at_once(talk: Talk) -> None:
    """The second is told, sees the difference from what the first published, and can publish it then."""
    one, two = await drafted(talk), await drafted(talk, REVISED)
    await talk.press(one, "Publish", by=OWNER)
    told = await talk.press(two, "Publish", by=OWNER)
    assert told["text"].startswith("Somebody else changed this article meanwhile. This is what your draft changes now:")
    assert "Passages: 0 added, 1 changed, 0 removed, 1 kept." in told["text"]
    assert "✓ “Harbour opens on Monday” is live as revision 2." == (await talk.press(told, "Publish", by=OWNER))["text"]


async def test_a_draft_that_was_changed_behind_a_button(talk: Talk, library: Library) -> None:
    """What is published is what was shown: an older message shows the draft as it is now, and then publishes that."""
    shown = await drafted(talk)
    menu = await talk.press(shown, "Edit details", by=OWNER)
    (asked,) = await talk.take(talk.api.press(menu, "Author: –", by=OWNER))
    old = await talk.press(menu, "◂ Back to the draft", by=OWNER)
    await talk.write("Ann Lee", by=OWNER, reply_to_message=asked)
    told = await talk.press(old, "Publish", by=OWNER)
    assert told["text"].startswith("This draft was changed after you were shown it. This is how it is now:")
    assert "Ann Lee" in told["text"] and 1 == len(library.articles())
    assert "✓ “Harbour opens on Monday” is live as revision 1." == (await talk.press(told, "Publish", by=OWNER))["text"]


async def test_a_press_that_comes_twice(talk: Talk, library: Library) -> None:
    """After a crash the update comes again: it is told the same, and nothing is published twice."""
    preview = await drafted(talk)
    update = talk.api.press(preview, "Publish", by=OWNER)
    await talk.take(update)
    first = dict(talk.api.messages[preview["chat"]["id"], preview["message_id"]])
    talk.api._open_presses.add(update["callback_query"]["id"])
    await talk.take(update)
    assert first == talk.api.messages[preview["chat"]["id"], preview["message_id"]]
    assert 2 == len(library.articles())


async def test_a_link(talk: Talk) -> None:
    """A private message that is only a link, or /add with one, becomes a draft of the page, which is its source."""
    asked: list[str] = []

    async def fetch(link: str) -> Fetched:
        asked.append(link)
        return Fetched(link, "text/html", PAGE)

    talk.application.bot_data.fetch = fetch
    for text in ("https://news.example/harbour", "/add https://news.example/harbour"):
        (preview,) = await talk.write(text, by=OWNER)
        assert "Harbour opens on Monday\nnews.example · " in preview["text"] and "2 passages" in preview["text"]
    assert ["https://news.example/harbour"] * 2 == asked
    (answer,) = await talk.write("https://news.example/harbour", by=ASKER)
    assert 2 == len(asked) and "Draft" not in answer["text"]


async def test_pasted_text(talk: Talk) -> None:
    """/add with a text, or as a reply to one; alone it says how."""
    text = ARTICLE.decode()
    (preview,) = await talk.write(f"/add {text}", by=OWNER)
    assert "Harbour opens on Monday\n" in preview["text"]
    (preview,) = await talk.write("/add", by=OWNER, reply_to_message=talk.api.write(text, by=OWNER)["message"])
    assert "Harbour opens on Monday\n" in preview["text"]
    (preview,) = await talk.write(f"/add\n{text}", by=OWNER)
    assert "Harbour opens on Monday\n" in preview["text"]
    (how,) = await talk.write("/add", by=OWNER)
    assert how["text"].startswith("Send me a file (.txt")


async def test_a_forwarded_post(talk: Talk, library: Library) -> None:
    """Author and link become the source."""
    (preview,) = await talk.take(forwarded(talk.api, ARTICLE.decode()))
    assert "t.me · 31 July 2025 · Ann Lee · English" in preview["text"]
    await talk.press(preview, "Publish", by=OWNER)
    assert "https://t.me/news/77" in {article.live.source for article in library.articles() if article.live}
    (said,) = await talk.take(forwarded(talk.api, None, photo=PHOTO))
    assert "There are no words in this message that could become an article." == said["text"]
    (answer,) = await talk.take(forwarded(talk.api, "Who wants a ceasefire?", by=ASKER))
    assert "Draft" not in answer["text"]


def album(api: BotApi, *captions: str | None) -> list[Json]:
    """The messages of a channel's album, forwarded."""
    return [
        forwarded(api, None, number=77 + place, caption=caption, photo=PHOTO, media_group_id="9")
        for place, caption in enumerate(captions)
    ]


def shown(talk: Talk) -> list[Json]:
    """The previews in an owner's chat."""
    return [message for message in talk.api.said(OWNER["id"]) if message["text"].startswith("Draft of")]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
async def test_an_album_is_one_draft(talk: Talk, library: Library, order: tuple[int, ...]) -> None:
    """Its captions are joined in their order, whichever comes first, in one message, with the link of the first."""
    parts = album(talk.api, *CAPTIONS)
    for place in order:
        await talk.take(parts[place])
    (preview,), (draft,) = shown(talk), library.gate.open()
    assert "\n\n".join(filter(None, CAPTIONS)) in f"{draft.manuscript.title}\n\n{draft.manuscript.text}"
    assert "https://t.me/news/77" == draft.manuscript.source
    live = await talk.press(preview, "Publish", by=OWNER)
    assert live["text"].startswith("✓ “Harbour opens on Monday” is live as revision 1.")


async def test_an_album_all_at_once(talk: Talk, library: Library) -> None:
    """Its updates come side by side, and one of them twice."""
    parts = album(talk.api, *CAPTIONS)
    processor = talk.application.update_processor
    updates = [Update.de_json(one, talk.application.bot) for one in (*parts, parts[0])]
    await asyncio.gather(*(processor.process_update(one, talk.application.process_update(one)) for one in updates))
    assert 1 == len(shown(talk)) == len(library.gate.open())
    assert "four euros" in library.gate.open()[0].manuscript.text


async def test_an_album_across_a_restart(settings: Settings, database: str, api: BotApi) -> None:
    """What came before the restart and what comes after it are one draft, in the message that showed it before."""
    parts = album(api, *CAPTIONS)
    for part in reversed(parts):
        library = Library.open(database)
        async with build_application(settings, library, Telegram(api)) as application:
            talk = Talk(api, application)
            await talk.take(part)
            drafts = library.gate.open()
        library.close()
    assert 1 == len(drafts) == len(shown(talk)) and "four euros" in drafts[0].manuscript.text


async def test_an_album_of_an_own_article(talk: Talk, library: Library) -> None:
    """Grown, it is held against the article that its whole title names."""
    await published(talk)
    for part in reversed(album(talk.api, REVISED.decode(), MARKET)):
        await talk.take(part)
    (preview,) = shown(talk)
    assert preview["text"].startswith("Draft of revision 2 of “Harbour opens on Monday”")
    assert 1 == len(library.gate.open())


async def test_killed_before_a_draft_was_shown(talk: Talk, library: Library) -> None:
    """The update comes again: the draft that is there is shown, and the file is not even fetched again."""
    update = talk.api.attach("harbour.txt", ARTICLE)
    brought = f"{OWNER['id']}:{update['message']['message_id']}"
    library.gate.draft(Manuscript(title="Harbour", text="The harbour opens."), by="telegram:9", brought=brought)
    await talk.take(update)
    assert 1 == len(shown(talk)) == len(library.gate.open()) and [] == talk.calls("getFile")


async def test_killed_after_a_draft_was_shown(settings: Settings, database: str, api: BotApi) -> None:
    """The update comes again, and the preview is found where it stands."""
    update = api.attach("harbour.txt", ARTICLE)
    for _ in range(2):
        library = Library.open(database)
        async with build_application(settings, library, Telegram(api)) as application:
            talk = Talk(api, application)
            await talk.take(update)
            (draft,) = library.gate.open()
            assert 1 == len(shown(talk))
            library.gate.show(draft.id, 0)  # killed before that was noted
        library.close()


@pytest.mark.parametrize("caption", [None, "What is this?"])
async def test_others_bring_nothing(talk: Talk, library: Library, caption: str | None) -> None:
    """Somebody else's document is refused in one sentence, and not even fetched; so is /add."""
    (reply,) = await talk.take(talk.api.attach("harbour.txt", ARTICLE, by=ASKER, caption=caption))
    assert "I read files only from moderators. Ask me a question instead." == reply["text"]
    (reply,) = await talk.write("/add Some text.", by=ASKER)
    assert "I read files only from moderators. Ask me a question instead." == reply["text"]
    assert [] == talk.calls("getFile") and [] == library.gate.open() and 1 == len(library.articles())


async def test_no_drafts_in_groups(talk: Talk, library: Library) -> None:
    """Documents in a group are not ours to read, whoever sends them."""
    assert [] == await talk.take(talk.api.attach("harbour.txt", ARTICLE, to=GROUP))
    assert [] == await talk.take(talk.api.attach("harbour.txt", ARTICLE, by=ANONYMOUS, to=GROUP, sender_chat=GROUP))
    assert [] == library.gate.open()


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
    assert 1 == len(library.articles()) and [] == library.gate.open()


async def test_a_file_that_telegram_keeps(talk: Talk, api: BotApi) -> None:
    """A download that fails is said to have failed."""
    update = api.attach("harbour.txt", ARTICLE)

    def refuse(*_: object) -> None:
        raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")

    api._getFile = refuse  # type: ignore[method-assign, assignment]
    (reply,) = await talk.take(update)
    assert "Telegram did not hand over the file. Please send it again." == reply["text"]


async def test_a_hostile_title_is_escaped(talk: Talk) -> None:
    """What looks like markup is shown as it is, in the preview and after."""
    preview = await drafted(talk, ARTICLE.replace(b"Harbour opens", b"<b>Harbour</b> & <script> opens"))
    assert "<b>Harbour</b> & <script> opens on Monday" in preview["text"]
    assert "<b>Harbour</b> & <script>" in (await talk.press(preview, "Publish", by=OWNER))["text"]


async def test_rights_are_checked_at_each_press(talk: Talk, library: Library) -> None:
    """A button is no right, nor is a message to reply to: taken away, they do nothing but say so."""
    preview = await drafted(talk)
    menu = await talk.press(await drafted(talk), "Edit details", by=OWNER)
    (asked,) = await talk.take(talk.api.press(menu, "Author: –", by=OWNER))
    talk.application.bot_data.rights.owners = frozenset()
    for message in (preview, menu):
        for data in buttons(message).values():
            update = talk.api.press_data(message, data, by=OWNER)
            await talk.take(update)
            assert (
                "Only a moderator of these articles can do that." == talk.api.answered[update["callback_query"]["id"]]
            )
    (said,) = await talk.write("Ann Lee", by=OWNER, reply_to_message=asked)
    assert "Only a moderator of these articles can do that." == said["text"]
    assert 2 == len(library.gate.open()) and 1 == len(library.articles())


async def test_a_forged_press_reaches_no_other_collection(talk: Talk, library: Library) -> None:
    """A draft replaces only articles of its own collection."""
    live = library.articles()[0].live
    assert live
    draft = library.gate.draft(live.model_copy(update={"title": "New"}), by="x", collection="staff")
    preview = await drafted(talk)
    update = talk.api.press_data(preview, f"Q:0:{draft.id}-{library.articles()[0].id}", by=OWNER)
    await talk.take(update)
    assert "This button no longer does anything." == talk.api.answered[update["callback_query"]["id"]]
    await talk.take(talk.api.press_data(preview, f"U:0:{draft.id}", by=OTHER))
    assert [draft] == library.gate.open("staff")


async def test_a_draft_outlives_the_process(talk: Talk, settings: Settings, database: str) -> None:
    """Its buttons, and the message that asks for a detail, work after a restart."""
    preview = await drafted(talk)
    menu = await talk.press(preview, "Edit details", by=OWNER)
    (asked,) = await talk.take(talk.api.press(menu, "Author: –", by=OWNER))
    library = Library.open(database)
    later = Talk(talk.api, build_application(settings, library, Telegram(talk.api)))
    await later.application.initialize()
    (again,) = await later.write("Ann Lee", by=OWNER, reply_to_message=asked)
    assert "Ann Lee" in again["text"]
    live = await later.press(again, "Publish", by=OWNER)
    assert live["text"].startswith("✓")
    await later.application.shutdown()
    library.close()


async def test_what_waits_is_listed(talk: Talk) -> None:
    """Newest first, each with a button that opens it; what was published or discarded waits no longer."""
    assert "No draft waits" in (await talk.ask("/drafts", by=OWNER))["text"]
    await drafted(talk)
    await drafted(
        talk, b"Ferry news\n\nThe ferry to the islands sails from Tarn instead, said the mayor.\n", "ferry.txt"
    )
    listed = await talk.ask("/drafts", by=OWNER)
    first, second, third = listed["text"].splitlines()
    assert "2 drafts wait" == first
    assert second.startswith("1. Ferry news · ") and third.startswith("2. Harbour opens on Monday · ")
    opened = await talk.press(listed, "1", by=OWNER)
    assert "Ferry news" in opened["text"] and "Publish" in buttons(opened)
    await talk.press(opened, "Publish", by=OWNER)
    assert (await talk.ask("/drafts", by=OWNER))["text"].startswith("1 draft waits\n1. Harbour opens on Monday")
    assert "1. " not in (await talk.ask("/drafts"))["text"]
