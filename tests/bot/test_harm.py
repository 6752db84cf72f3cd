"""What is forged, repeated or taken up again after a crash harms no other message."""

from bot.application import build_application
from bot.settings import Settings
from corpus.library import Library
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ADMIN, ASKER, GROUP, OTHER, BotApi, buttons

ONE, ANOTHER = "What sanctions did Trump threaten?", "Who is Tatiana Stanovaya?"


async def test_an_answer_whose_sending_was_not_noted_is_found_and_no_other_touched(
    settings: Settings, library: Library, api: BotApi
) -> None:
    """Killed between sending and taking note: the update comes again, and earlier answers stay as they are."""
    first, second = api.write(ONE), api.write(ANOTHER)
    async with build_application(settings, library, Telegram(api)) as application:
        await Talk(api, application).take(first)
        (answer,) = await Talk(api, application).take(second)
    asked = library.questions.of_reply(ASKER["id"], answer["message_id"])
    assert asked
    library.questions.replied(asked.id, None)  # as the database stood before it was noted
    before = [dict(message) for message in api.said(ASKER["id"])]
    async with build_application(settings, library, Telegram(api)) as application:
        await Talk(api, application).take(second)
    assert before == api.said(ASKER["id"])


async def test_an_edit_that_makes_a_question_answerable_gets_a_message_of_its_own(
    settings: Settings, library: Library, api: BotApi
) -> None:
    """What was only shrugged at has no answer to look for: another's answer is not taken for it."""
    library.chats.set(GROUP["id"], none_as_hint=True)
    update = api.write("/ask xylophone zebra quux", to=GROUP)
    async with build_application(settings, library, Telegram(api)) as application:
        talk = Talk(api, application)
        assert [] == await talk.take(update)
        theirs = (await talk.ask(f"/ask {ONE}", by=OTHER, to=GROUP))["text"]
    async with build_application(settings, library, Telegram(api)) as application:
        await Talk(api, application).take(api.edit(update, f"/ask {ANOTHER}"))
    said = [message["text"] for message in api.said(GROUP["id"])]
    assert theirs == said[0] and "Stanovaya" in said[1]


async def test_forged_presses_change_nothing(talk: Talk, api: BotApi, library: Library) -> None:
    """Buttons that are made in private chats only, and one's own question on another's answer."""
    (article,) = library.articles()
    theirs = await talk.ask(f"/ask {ONE}", to=GROUP)
    own = await talk.ask(f"/ask {ANOTHER}", by=OTHER, to=GROUP)
    (panel,) = await talk.write("/settings", by=ADMIN, to=GROUP)
    (page,) = [data for data in buttons(own).values() if data.startswith("c:")]
    before = [message["text"] for message in api.said(GROUP["id"])]
    for message, data in [
        (theirs, f"d:1:{article.id}"),
        (theirs, f"t:0:{article.id}"),
        (theirs, page),
        (panel, "l:0:all"),
        (panel, f"o:0:{article.id}"),
    ]:
        await talk.take(api.press_data(message, data, by=OTHER))
    assert before == [message["text"] for message in api.said(GROUP["id"])]


async def test_edits_count(talk: Talk, api: BotApi) -> None:
    """Who edits again and again asks again and again."""
    talk.application.bot_data.limit = 3
    update = api.write(ONE)
    await talk.take(update)
    for number in range(10):
        await talk.take(api.edit(update, f"{ANOTHER} {number}"))
    assert len(talk.calls("editMessageText")) <= 3
