"""Desk: what is said about open questions, to editors and to those who waited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot import pages
from bot.choices import collection_code
from bot.presses import Action, Press
from bot.quotations import day, shortened
from bot.replies import Reply, keyboard
from bot.sharing import Sharing
from bot.texts import _, later, ngettext
from corpus.answers import Answer
from corpus.backlog import Waiting

SHOWN = 10
"""Groups of questions on a page."""
_QUESTION, _WORDINGS, _NAME = 200, 8, 100
HOW_TO_ADD = later("Send me the article, as a file for example. Whoever waits is told when it answers.")
SETTLED = later("This is answered, dismissed or too old by now.")


def waiting(collection: str, listed: Sequence[Waiting], page: int, of: int, days: int) -> Reply:
    """A page of them, the most asked first, each with a button that opens it."""
    lately = ngettext("{} day", "{} days", days).format(days)
    head = Markup(_("<b>Asked in vain</b> · {} · {}")).format(shortened(collection, _NAME), lately)
    if not listed:
        return Reply(Markup("{}\n{}").format(head, _("Nothing is open.")))
    numbered = list(enumerate(listed, page * SHOWN + 1))
    lines = [
        Markup("{}. <b>{}</b>\n{}").format(number, shortened(one.texts[0], _QUESTION), _counted(one))
        for number, one in numbered
    ]
    opening = [Press(Action.OPEN_QUESTION, one.ref).button(str(number)) for number, one in numbered]
    code = collection_code(collection)
    turns = [
        *([Press(Action.OPEN, code, page - 1).button(_("◂ Back"))] if page else []),
        *([Press(Action.OPEN, code, page + 1).button(_("More ▸"))] if (page + 1) * SHOWN < of else []),
    ]
    return Reply(Markup("\n").join([head, *lines]), keyboard(opening[:5], opening[5:], turns))


def card(collection: str, one: Waiting) -> Reply:
    """One group of questions: its wordings, and what can be done."""
    wordings = [Markup("• {}").format(shortened(text, _QUESTION)) for text in one.texts[:_WORDINGS]]
    more = len(one.texts) - len(wordings)
    rest = [Markup(ngettext("and {} more", "and {} more", more)).format(more)] if more else []
    actions = [
        [Press(Action.TEACH, one.ref).button(_("Teach")), Press(Action.DISMISS, one.ref).button(_("Dismiss"))],
        [Press(Action.HOW_TO_ADD, one.ref).button(_("Add an article"))],
        [_to_list(collection)],
    ]
    return Reply(Markup("\n").join([*wordings, *rest, _counted(one)]), keyboard(*actions))


def dismissed(collection: str, one: Waiting) -> Reply:
    said = Markup(_("Dismissed: “{}”.")).format(shortened(one.texts[0], _QUESTION))
    return Reply(said, keyboard([Press(Action.RECOVER, one.ref).button(_("Undo"))], [_to_list(collection)]))


def told(answer: Answer, question_id: str, text: str, sharing: Sharing) -> Reply:
    """To whoever asked the editors: now there is an answer."""
    head = Markup(_("You asked the editors. The articles answer now:"))
    given = pages.answer(answer, question_id, asked=text, sharing=sharing)
    return Reply(Markup("{}\n{}").format(head, given.text), given.keyboard)


def _to_list(collection: str) -> InlineKeyboardButton:
    return Press(Action.OPEN, collection_code(collection)).button(_("◂ Open questions"))


def _counted(one: Waiting) -> Markup:
    """How often and when; never who."""
    times = ngettext("asked {} time", "asked {} times", one.times).format(one.times)
    parts = [
        *([times] if one.times else []),
        _("last on {}").format(day(one.last.astimezone(dt.UTC).date())),
        *([ngettext("{} waits", "{} wait", one.waiting).format(one.waiting)] if one.waiting else []),
        *([_("👎 {}").format(one.doubted)] if one.doubted else []),
    ]
    return Markup("<i>{}</i>").format(" · ".join(parts))
