"""What a button carries."""

from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.presses import Action, Press
from tests.bot_api import BotApi

IDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", min_size=1, max_size=12)


@given(action=st.sampled_from(Action), subject=IDS, position=st.integers(0, 999_999_999))
def test_fits_and_comes_back(action: Action, subject: str, position: int) -> None:
    """Never more than Telegram's 64 bytes, and read as it was written."""
    press = Press(action, subject, position)
    assert 1 <= len(press.data.encode()) <= 64
    api = BotApi()
    update = Update.de_json(api.press_data(api.write("hello")["message"], press.data), None)
    assert press == Press.of(update)
