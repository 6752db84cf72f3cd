"""The wiring: what Telegram is asked for, and where."""

import pytest

from bot.application import build_application
from bot.serving import ALLOWED_UPDATES
from bot.settings import Settings
from corpus.library import Library
from tests.bot.talk import Telegram
from tests.bot_api import TOKEN, BotApi


def test_only_what_is_handled_is_asked_for() -> None:
    """Updates that no line of the table takes are not delivered."""
    assert {"message", "edited_message", "callback_query", "my_chat_member", "chat_member"} <= set(ALLOWED_UPDATES)


def test_a_server_of_ones_own(settings: Settings, library: Library, api: BotApi) -> None:
    """Methods and files stand under the root that the settings name."""
    own = settings.model_copy(update={"api_url": "http://bots.example:8081"})
    application = build_application(own, library, Telegram(api))
    assert f"http://bots.example:8081/bot{TOKEN}" == application.bot.base_url
    assert f"http://bots.example:8081/file/bot{TOKEN}" == application.bot.base_file_url


def test_no_token(settings: Settings, library: Library) -> None:
    """Without a token nothing is built; the command line asks for one first."""
    with pytest.raises(ValueError, match="QUOTH_TOKEN is not set"):
        build_application(settings.model_copy(update={"token": None}), library)
