"""Ballots: the buttons that stand for what people think of an answer, and what they show once pressed."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.presses import Action, Press
from bot.texts import _
from corpus.store import Tally


def ballot(question_id: str, position: int, tally: Tally) -> list[InlineKeyboardButton]:
    """Helpful or not, each with how many think so."""
    return [
        Press(Action.HELPFUL, question_id, position).button(_counted(_("👍 Helpful"), tally.helpful)),
        Press(Action.NOT_HELPFUL, question_id, position).button(_counted(_("👎 Not helpful"), tally.not_helpful)),
    ]


def ask_editors(question_id: str, *, asked: bool = False) -> list[InlineKeyboardButton]:
    label = _("✓ Asked the editors") if asked else _("Ask the editors")
    return [Press(Action.ASK_EDITORS, question_id).button(label)]


def replaced(keyboard: InlineKeyboardMarkup, *buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    """The keyboard with these buttons in the place of those that carry the same."""
    new = {button.callback_data: button for button in buttons}
    rows = [
        [new.get(button.callback_data, button) if button.callback_data else button for button in row]
        for row in keyboard.inline_keyboard
    ]
    return InlineKeyboardMarkup(rows)


def _counted(label: str, count: int) -> str:
    return f"{label} · {count}" if count else label
