"""Introduction: what a newcomer meets."""

import pytest

from bot import introduction
from bot.context import Quoth
from bot.texts import LANGUAGES
from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot_api import ASKER, FORUM, GROUP, OTHER, OWNER, BotApi, Json, Refused, buttons, links


async def test_start(talk: Talk) -> None:
    """What this is, in two lines, the article, and three examples."""
    greeting = await talk.ask("/start")
    assert "Why Trump-Putin Talks Are Unlikely to Quickly End the Ukraine War" in greeting["text"]
    assert 3 == len(buttons(greeting))


@pytest.mark.parametrize("command", ["/help", "/FORGET", "/privacy", "/articles", "/drafts"])
@pytest.mark.parametrize("where", [GROUP, FORUM])
async def test_in_a_group(talk: Talk, command: str, where: Json) -> None:
    """A command that has its place in private leads there when it names us; any other may be another bot's."""
    said = await talk.ask(f"{command}@Quoth_Bot", to=where)
    assert "That command is for our private chat. Here, ask me with /ask." == said["text"]
    assert {"Write to me": "https://t.me/quoth_bot"} == links(said)
    for other in (command, f"{command}@noise_bot", f"{command} @quoth_bot", f"see {command}@quoth_bot"):
        assert [] == await talk.write(other, to=where)


@pytest.mark.parametrize("text", ["/frobnicate@quoth_bot", "/start@quoth_bot true"])
async def test_no_word_in_a_group(talk: Talk, text: str) -> None:
    """Of a command that nobody knows, or that Telegram gives by itself."""
    assert [] == await talk.write(text, to=GROUP)
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    for caption in ("/settings@quoth_bot", "/help@quoth_bot"):
        assert [] == await talk.write(None, to=GROUP, photo=photo, caption=caption)


async def test_examples_are_answered(talk: Talk, api: BotApi) -> None:
    """Each example's button gets an answer, which repeats the question because no message holds it."""
    greeting = await talk.ask("/start")
    for label in buttons(greeting):
        (answer,) = await talk.take(api.press(greeting, label))
        assert answer["text"].startswith(f"{label}\n")
        assert "In context" in buttons(answer)
        page = await talk.press(answer, "In context")
        assert page["text"].startswith(f"{label}\n")


async def test_an_example_pressed_once_is_answered_once(talk: Talk, api: BotApi) -> None:
    """Also when its update comes twice; a second press asks again."""
    greeting = await talk.ask("/start")
    update = api.press(greeting, next(iter(buttons(greeting))))
    assert [1, 0] == [len(await talk.take(update)), len(await talk.take(update))]
    assert 1 == len(await talk.take(api.press(greeting, next(iter(buttons(greeting))))))


async def test_start_without_articles(talk: Talk, library: Library) -> None:
    """No examples that would not be answered."""
    library.history.withdraw(library.articles()[0].id, by="test")
    greeting = await talk.ask("/start")
    assert greeting["text"].endswith("No article is published yet.") and {} == buttons(greeting)


async def test_start_with_several_articles(talk: Talk, library: Library) -> None:
    """The first is named, the others counted."""
    live = library.articles()[0].live
    assert live
    library.publish(live.model_copy(update={"title": "Another"}), by="test")
    assert (await talk.ask("/start"))["text"].endswith("and 1 more: /articles")


@pytest.mark.parametrize("by", [ASKER, OWNER])
async def test_help(talk: Talk, by: dict[str, object]) -> None:
    """How to ask; owners also read how to publish."""
    text = (await talk.ask("/help", by=by))["text"]
    assert "≈" in text and "∅" in text
    assert (by is OWNER) == (".txt, .md, .html" in text)


async def test_privacy(talk: Talk) -> None:
    """What is kept."""
    assert "I keep no names" in (await talk.ask("/privacy"))["text"]


async def test_an_unknown_command(talk: Talk) -> None:
    """Leads to the help."""
    assert "I do not know this command. /help says what I can do." == (await talk.ask("/frobnicate"))["text"]


async def test_what_is_no_text(talk: Talk) -> None:
    """A voice message or a place gets one friendly sentence in private, and nothing in a group."""
    for content in (
        {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
        {"location": {"longitude": 1.0, "latitude": 1.0}},
        {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]},
    ):
        assert (await talk.ask(None, **content))["text"].startswith("I can only read text.")  # type: ignore[arg-type]
        assert [] == await talk.write(to=GROUP, **content)


@pytest.mark.parametrize(
    ("caption", "said"), [(None, "I can only read text."), ("What surprised many in Helsinki?", "Their meeting")]
)
async def test_an_album(talk: Talk, api: BotApi, caption: str | None, said: str) -> None:
    """One word for all of it, however many pictures it has; or the answer, where its caption asks."""
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    album = [api.write(photo=photo, media_group_id="1", caption=words) for words in (caption, None, None)]
    (answer, *others) = [await talk.take(update) for update in album]
    assert said in answer[0]["text"] and [[], []] == others


async def test_menus(application: Quoth, api: BotApi) -> None:
    """Commands are set for private chats, groups and the owners' chats, descriptions too; once, not at each start."""
    api.write("hello", by=OWNER)
    await introduction.fill_menus(application.bot, {OWNER["id"]})
    by_scope = {
        scope: [command["command"] for command in commands]
        for scope, commands in api.menus.items()
        if scope.startswith("{")
    }
    everything = ["ask", "articles", "outline", "verify", "help", "privacy", "settings", "language", "forget"]
    assert {
        '{"type": "all_private_chats"}': everything,
        '{"type": "all_group_chats"}': ["ask", "verify"],
        '{"type": "all_chat_administrators"}': ["ask", "verify", "settings", "language", "doctor"],
        f'{{"chat_id": {OWNER["id"]}, "type": "chat"}}': everything
        + "add drafts history stats audit open lessons synonyms teach moderators export".split(),
    } == by_scope
    assert "word for word" in api.texts["description"] and api.texts["short_description"]
    api.calls.clear()
    await introduction.fill_menus(application.bot, {OWNER["id"]})
    assert [] == [name for name, _ in api.calls if name.startswith("set")]


async def test_menus_that_are_refused(application: Quoth, api: BotApi) -> None:
    """An owner who never wrote to us has no chat: the other menus are set all the same."""
    await introduction.fill_menus(application.bot, {OTHER["id"]})
    assert 3 * len(LANGUAGES) == len(api.menus) and 2 * len(LANGUAGES) == len(api.texts)


async def test_a_telegram_that_refuses_everything(application: Quoth, api: BotApi) -> None:
    """Menus are no reason not to start."""

    def refuse(*_: object) -> None:
        raise Refused(400, "Bad Request: no")

    api.call = refuse  # type: ignore[method-assign, assignment]
    await introduction.fill_menus(application.bot, {OWNER["id"]})
