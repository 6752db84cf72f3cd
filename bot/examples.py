"""Examples: questions that a newcomer can ask by pressing a button."""

from __future__ import annotations

from telegram import Message

from bot.presses import Press
from corpus.library import Library
from corpus.queries import MAIN

SHOWN = 3


def suggestions(library: Library, collection: str = MAIN, limit: int = SHOWN) -> list[tuple[str, str]]:
    """Questions, each with its key, that the articles as they now are answer well."""
    return [(suggestion.key, suggestion.text) for suggestion in library.suggestions(collection)[:limit]]


def of_article(library: Library, article_id: str, collection: str = MAIN, limit: int = SHOWN) -> list[tuple[str, str]]:
    """Those that one article answers."""
    found = (suggestion for suggestion in library.suggestions(collection) if suggestion.article_id == article_id)
    return [(suggestion.key, suggestion.text) for suggestion in found][:limit]


def question(message: Message, press: Press) -> str | None:
    """What a pressed button asks: it is written on it, so that it asks the same after the articles changed."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return next((button.text for row in rows for button in row if button.callback_data == press.data), None)
