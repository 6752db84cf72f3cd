"""Sharing: how an answer gets into another chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import quote

from telegram import InlineKeyboardButton

from bot.texts import _

if TYPE_CHECKING:
    from telegram import Bot


class Sharing(NamedTuple):
    """What we can offer: inline mode, where our maker turned it on at BotFather, else a link to us."""

    username: str = ""
    is_inline: bool = False

    @classmethod
    def of(cls, bot: Bot) -> Self:
        """What a bot offers that knows itself."""
        return cls(bot.username, bot.supports_inline_queries)

    def link(self, what: str) -> str:
        """An address that opens us at an article (`a_ID`) or an answer (`q_ID`)."""
        return f"https://t.me/{self.username}?start={what}"

    def to_article(self, article_id: str) -> list[InlineKeyboardButton]:
        """A button that sends a link to an article."""
        return self._by_link(f"a_{article_id}")

    def buttons(self, receipt_id: str, position: int = 0) -> list[InlineKeyboardButton]:
        """One button, or none where nobody would know where to go; `ID_2` is the second passage of an answer."""
        what = f"{receipt_id}_{position + 1}" if position else receipt_id
        if self.is_inline:
            return [InlineKeyboardButton(_("Share"), switch_inline_query=f"#{what}")]
        return self._by_link(f"q_{what}")

    def to_us(self) -> list[InlineKeyboardButton]:
        """A button that opens our private chat."""
        return [InlineKeyboardButton(_("Write to me"), url=f"https://t.me/{self.username}")] if self.username else []

    def opening(self, receipt_id: str) -> list[InlineKeyboardButton]:
        """A button that opens, with us, what a receipt quotes."""
        is_known = self.username and receipt_id
        return [InlineKeyboardButton(_("Open in private"), url=self.link(f"q_{receipt_id}"))] if is_known else []

    def _by_link(self, what: str) -> list[InlineKeyboardButton]:
        address = f"https://t.me/share/url?url={quote(self.link(what), safe='')}"
        return [InlineKeyboardButton(_("Share"), url=address)] if self.username else []


NOWHERE = Sharing()
