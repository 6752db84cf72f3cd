"""Panels: what is said about how the bot behaves: settings, limits, joining, a check-up, privacy."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.choices import Choice, duration
from bot.presses import Action, Press
from bot.quotations import shortened
from bot.replies import Reply, keyboard
from bot.texts import _, later, ngettext
from corpus.store import Refusal

SAVED = later("Saved.")
QUIET_NOW = later("These are the quiet hours of this group. Please press again when they are over.")
OWN = later("Only this group reads its own articles, and only its admins edit them.")
NOT_ITS_ADMIN = later("Only the admins of that group can edit its articles.")
_LABEL = 60
_SHORT, _BESIDE = 14, 3
"""Buttons with so few code points stand side by side, so many in a row."""


class Option(NamedTuple):
    """A value that can be chosen."""

    code: str
    label: str
    chosen: bool = False


class Finding(NamedTuple):
    """One thing that the check-up looked at."""

    sentence: str
    good: bool


# --- settings


def menu(settings: Mapping[str, tuple[str, str]], *, private: bool) -> Reply:
    """All settings, key → (name, value); each button opens its page."""
    if private:
        head = Markup(_("<b>How I answer you</b>"))
    else:
        head = Markup(_("<b>How I behave in this group</b>\nIts admins can change this, and nobody else."))
    rows = [[_to(key, f"{name}: {shortened(value, _LABEL)}")] for key, (name, value) in settings.items()]
    return Reply(head, keyboard(*rows, [_to("close", _("Close"))]))


def page(choice: Choice, options: Iterable[Option], note: str = "", editing: str = "") -> Reply:
    """One setting: what it does, and what can be chosen; `editing` is where a group's own articles are edited."""
    buttons = [_choose(option.code, f"{'●' if option.chosen else '○'} {option.label}") for option in options]
    in_a_row = _BESIDE if all(len(button.text) <= _SHORT for button in buttons) else 1
    rows = [buttons[first : first + in_a_row] for first in range(0, len(buttons), in_a_row)]
    edit = [InlineKeyboardButton(_("Edit them in private"), url=editing)] if editing else []
    text = Markup("{}\n{}").format(_explained(choice), _(note)) if note else _explained(choice)
    return Reply(text, keyboard(*rows, edit, [_to("menu", _("◂ Back"))]))


def editing(group: str) -> Reply:
    """Said to an admin who came to edit."""
    said = Markup(_("Here you now read and edit the articles of “{}”: send me a file. /settings leads back."))
    return Reply(said.format(shortened(group, _LABEL)))


def steps(choice: Choice, rows: Sequence[Sequence[tuple[str, str]]]) -> Reply:
    """A setting whose values are stepped through: rows of (code, label)."""
    buttons = [[_choose(code, label) for code, label in row] for row in rows]
    return Reply(_explained(choice), keyboard(*buttons, [_to("menu", _("◂ Back"))]))


def closed() -> Reply:
    return Reply(Markup(_("Closed. /settings opens this again.")))


def _explained(choice: Choice) -> Markup:
    return Markup("<b>{}</b>\n{}").format(_(choice.name), _(choice.explained))


def _to(subject: str, label: str) -> InlineKeyboardButton:
    return Press(Action.SETTING, subject).button(label)


def _choose(code: str, label: str) -> InlineKeyboardButton:
    return Press(Action.CHOICE, code).button(label)


# --- limits


def wait(refusal: Refusal) -> Reply:
    """Said once, to whoever asked a question too many."""
    seconds = max(1, math.ceil((refusal.until - dt.datetime.now(dt.UTC)).total_seconds()))
    if seconds > 60:  # noqa: PLR2004  (nobody counts more seconds than make a minute)
        seconds = math.ceil(seconds / 60) * 60
    return Reply(Markup(_("One moment, please: I answer again in {}.")).format(duration(seconds)))


# --- joining


def greeting(username: str, *, hears_all: bool) -> Reply:
    """Said once, where somebody added us."""
    how = _(
        "Hello. I answer questions about articles in their own words, and say where they stand.\n"
        "Ask with /ask and your question, or reply to one of my messages."
    )
    more = (
        _("You can also mention @{}.")
        if hears_all
        else _("A mere mention of @{} does not reach me here: privacy mode is on. Admins: /doctor says what to tap.")
    )
    return Reply(Markup("{}\n{}").format(how, more.format(username)))


# --- a check-up


def checkup(findings: Iterable[Finding]) -> Reply:
    lines = [Markup("{} {}").format("✅" if finding.good else "⚠️", finding.sentence) for finding in findings]
    return Reply(Markup("<b>{}</b>\n{}").format(_("How I am doing in this group"), Markup("\n").join(lines)))


# --- privacy


def privacy(days: int) -> Reply:
    """What is kept, and for how long, in ten lines."""
    kept = ngettext("{} day", "{} days", days).format(days)
    lines = [
        _("<b>What I keep, and for how long</b>"),
        _("• Each question with its answer, the numbers of its chat and message, and your Telegram user number, so "
          "that buttons and edits work: {}.").format(kept),
        _("• What you found helpful or sent by inline mode, and what you asked the editors: until /forget."),
        _("• What you chose in /settings, what admins chose for their group: until it is changed."),
        _("• How much you asked in the last minute, so that nobody takes more than their share: a day."),
        _("• A message to me, until I have dealt with it: mostly less than a second. A moderator’s draft: two "
          "weeks."),
        _("• Which passages were quoted when, and questions that a moderator taught me, without chat or person: for "
          "good. Moderators see what I could not answer, but not who asked."),
        _("• Who may change articles, until that right is taken away, and who changed what, for good: also after "
          "/forget."),
        _("• I keep no names and no other messages, and pass nothing on, also not from one chat to another. In logs, "
          "a code stands for your number."),
        _("• All of it stays in the database of whoever runs this bot. /forget deletes everything of yours at once."),
    ]  # fmt: skip
    return Reply(Markup("\n").join(map(Markup, lines)))


def forgotten(gone: Mapping[str, int], left: int) -> Reply:
    """What was deleted, by the table that it stood in, and what a second look found."""
    counted = [
        *_counted(gone, "questions", ngettext("{} question", "{} questions", gone.get("questions", 0))),
        *_counted(gone, "votes", ngettext("{} vote on answers", "{} votes on answers", gone.get("votes", 0))),
        *_counted(gone, "shares", ngettext("{} passage sent inline", "{} passages sent inline", gone.get("shares", 0))),
        *_counted(
            gone,
            "subscribers",
            ngettext("{} wish to be told", "{} wishes to be told", gone.get("subscribers", 0)),
        ),
    ]
    named = ("questions", "votes", "shares", "subscribers")
    others = sum(gone.values()) - sum(gone.get(name, 0) for name in named)
    if others:
        counted.append(ngettext("{} other note", "{} other notes", others).format(others))
    said = _("Deleted: {}.").format(", ".join(counted)) if counted else _("I had nothing of yours.")
    looked = ngettext("Looked again: {} entry of yours is left.", "Looked again: {} entries of yours are left.", left)
    return Reply(Markup("{}\n{}").format(said, looked.format(left)))


def _counted(gone: Mapping[str, int], name: str, text: str) -> list[str]:
    return [text.format(gone[name])] if gone.get(name) else []
