"""When something is wrong: one sentence for the person, the rest in the log, no words of a user there."""

import logging

import pytest

from bot.application import build_application
from bot.settings import Settings
from corpus.answers import Answer
from corpus.errors import StoreUnavailable
from corpus.library import Library
from corpus.passages import Passage
from corpus.reading import LARGEST
from tests.bot.talk import Talk, Telegram
from tests.bot_api import GROUP, OWNER, TOKEN, BotApi, Refused

SECRET_QUESTION = "Where did I hide the treasure?"


class Failing(Library):
    """A library in trouble."""

    trouble: Exception

    def ask(self, *_: object) -> Answer:
        raise self.trouble

    def passages(self, *_: object) -> tuple[Passage, ...]:
        raise self.trouble


async def fail_with(trouble: Exception, settings: Settings, api: BotApi, to: dict[str, object] | None = None) -> str:
    """Ask a library in trouble; what it says."""
    library = Failing.open(settings.database)
    library.trouble = trouble
    async with build_application(settings, library, Telegram(api)) as application:
        answer = await Talk(api, application).ask(f"/ask {SECRET_QUESTION}", **({"to": to} if to else {}))
    library.close()
    return str(answer["text"])


async def test_a_sentence_for_the_person(settings: Settings, api: BotApi) -> None:
    """What a person may be told is told, escaped."""
    assert "The disk is <full>." == await fail_with(StoreUnavailable("The disk is <full>."), settings, api)


@pytest.mark.parametrize(
    ("code", "content", "expected"),
    [
        ("de", b"x" * 100_001, "Eine Zeile des Textes hat 100.001 Zeichen: Ein Artikel hat Absätze."),
        ("uk", b"%PDF-1.7", "Цей файл – PDF, хай яка в нього назва."),
        ("fr", b"\xff\xfe", "The file is UTF-16 text: save it as UTF-8 and send it again."),
    ],
)
async def test_in_the_language_of_the_person(talk: Talk, code: str, content: bytes, expected: str) -> None:
    """Also what the corpus says, with numbers and details as that language has them."""
    (reply,) = await talk.publish("harbour.txt", content, by=OWNER | {"language_code": code})
    assert expected == reply["text"]


async def test_a_file_as_large_as_telegram_hands_over(talk: Talk, api: BotApi) -> None:
    """Is fetched and read (twenty megabytes are 1,024 times 1,024 bytes each); a larger one is not even asked for."""
    (reply,) = await talk.take(api.attach("harbour.txt", (b"The harbour is open.\n" * 1_000_000)[: LARGEST - 1]))
    assert "I read at most 2,000,000" in reply["text"] or "I read at most 100,000" in reply["text"]
    assert 1 == len(talk.calls("getFile"))
    (reply,) = await talk.take(api.attach("harbour.txt", b"x" * (LARGEST + 1)))
    assert reply["text"].startswith("The file is larger than 20 MB") and 1 == len(talk.calls("getFile"))


@pytest.mark.parametrize("to", [None, GROUP])
async def test_a_bug(
    settings: Settings, api: BotApi, caplog: pytest.LogCaptureFixture, to: dict[str, object] | None
) -> None:
    """A bug is said to be one, under a reference that the log has, with the place but without the user's words."""
    caplog.set_level(logging.INFO)
    text = await fail_with(ValueError(f"cannot parse {SECRET_QUESTION}"), settings, api, to)
    reference = text.removesuffix(")").rpartition(" ")[2]
    assert f"Something went wrong on my side. (Reference {reference})" == text
    assert f"reference {reference}: ValueError" in caplog.text and "in ask" in caplog.text
    assert "treasure" not in caplog.text and TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("code", "description"),
    [(403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: not enough rights to send text messages")],
)
async def test_a_chat_that_refuses(
    talk: Talk, api: BotApi, caplog: pytest.LogCaptureFixture, code: int, description: str
) -> None:
    """Where we may not write, we do not try again, and nothing breaks."""

    def refuse(*_: object) -> None:
        raise Refused(code, description)

    api._sendMessage = refuse  # type: ignore[method-assign, assignment]
    assert [] == await talk.write("What happened in Helsinki?")
    assert 1 == len(talk.calls("sendMessage"))
    assert "Traceback" not in caplog.text


async def test_a_bug_behind_a_button(settings: Settings, library: Library, api: BotApi) -> None:
    """The one who pressed is told in a notice; the answer stays."""
    async with build_application(settings, library, Telegram(api)) as application:
        answer = dict(await Talk(api, application).ask("What surprised many in Helsinki in 2018?"))
    failing = Failing.open(settings.database)
    failing.trouble = RuntimeError("bug")
    async with build_application(settings, failing, Telegram(api)) as application:
        talk = Talk(api, application)
        page = await talk.press(answer, "In context")
    failing.close()
    assert str(talk.notice).startswith("Something went wrong on my side.")
    assert answer["text"] == page["text"]


async def test_a_long_sentence_behind_a_button(settings: Settings, library: Library, api: BotApi) -> None:
    """Is cut, as Telegram would refuse it and leave the button waiting."""
    async with build_application(settings, library, Telegram(api)) as application:
        answer = dict(await Talk(api, application).ask("What surprised many in Helsinki in 2018?"))
    failing = Failing.open(settings.database)
    failing.trouble = StoreUnavailable("There is no {place}.", place="room " * 60)
    async with build_application(settings, failing, Telegram(api)) as application:
        talk = Talk(api, application)
        await talk.press(answer, "In context")
    failing.close()
    assert str(talk.notice).startswith("There is no room room") and str(talk.notice).endswith("room…")


async def test_no_words_of_a_user_in_the_log(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    """An ordinary question leaves no words in the log."""
    caplog.set_level(logging.INFO)
    await talk.ask(SECRET_QUESTION)
    assert "treasure" not in caplog.text
