"""Roster: what is said about moderators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from babel.dates import format_datetime
from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.choices import collection_code
from bot.presses import Action, Press
from bot.quotations import shortened
from bot.replies import Reply, keyboard
from bot.texts import _, later, locale

SHOWN = 20
"""Moderators on a page."""
_TITLE = 100
NO_LINK = later("This link was used before, or is too old. Ask for a new one.")
IS_OWNER = later("Owners may change everything already.")
IS_BOT = later("A bot cannot be a moderator.")
UNKNOWN_PERSON = later("Telegram does not say who that is. Send them a link: /moderators makes one.")
BY_ADMINS = later("These articles are a group’s own: its admins moderate them.")
IN_PRIVATE = later("Here, reply with /moderators to a message of whom you want to name. I show the list in private.")
REVOKED = later("The link is worth nothing any more.")
CANCELLED = later("Nobody was named.")


class Person(NamedTuple):
    """Somebody in Telegram, as a message names them."""

    id: int
    name: str
    is_bot: bool = False


def moderators(collection: str, people: Sequence[Person], page: int, of: int) -> Reply:
    """Who may change a collection, each with a button that takes the right away."""
    head = Markup(_("<b>Moderators of “{}”</b>")).format(shortened(collection, _TITLE))
    listed = [Markup("{}. {}").format(number, person.name) for number, person in enumerate(people, page * SHOWN + 1)]
    how = _(
        "To name one, reply with /moderators to a message of theirs, also a forwarded one, or send me their contact."
    )
    removing = [
        [_press(Action.REMOVE_MODERATOR, collection, person).button(_("✕ {}").format(person.name))] for person in people
    ]
    code = collection_code(collection)
    turns: list[InlineKeyboardButton] = []
    if page:
        turns.append(Press(Action.MODERATORS, code, page - 1).button(_("◂ Back")))
    if (page + 1) * SHOWN < of:
        turns.append(Press(Action.MODERATORS, code, page + 1).button(_("More ▸")))
    link = [Press(Action.INVITE, code).button(_("Make a one-time link"))]
    lines = [head, *(listed or [Markup(_("Nobody yet but the owners."))]), Markup("\n{}").format(how)]
    return Reply(Markup("\n").join(lines), keyboard(*removing, turns, link))


def offer(collection: str, person: Person) -> Reply:
    """Ask once: the wrong message is replied to easily."""
    asked = Markup(_("Make <b>{}</b> a moderator of “{}”? They may publish, change and withdraw its articles."))
    yes = _press(Action.NAME_MODERATOR, collection, person).button(_("Make moderator"))
    no = _press(Action.NAME_NOBODY, collection, person).button(_("Cancel"))
    return Reply(asked.format(person.name, shortened(collection, _TITLE)), keyboard([yes, no]))


def named(collection: str, name: str) -> Reply:
    said = Markup(_("<b>{}</b> is a moderator of “{}” now. /moderators takes the right away again."))
    return Reply(said.format(name, shortened(collection, _TITLE)))


def welcome(collection: str) -> Reply:
    """Said to a new moderator."""
    said = Markup(_("You are a moderator of “{}” now. /help says what you can do."))
    return Reply(said.format(shortened(collection, _TITLE)))


def invitation(collection: str, invitation_id: str, address: str, until: dt.datetime) -> Reply:
    """A link, to be passed on, and a button that makes it worthless."""
    said = Markup(_("This link makes one person a moderator of “{}”. It works once, until {} UTC:\n{}"))
    moment = format_datetime(until, "medium", locale=locale())
    revoke = Press(Action.REVOKE, invitation_id).button(_("Take the link back"))
    return Reply(said.format(shortened(collection, _TITLE), moment, address), keyboard([revoke]))


def accepted(collection: str, name: str) -> Reply:
    """Said to the owner who made the link."""
    said = Markup(_("<b>{}</b> used your link, and is a moderator of “{}” now."))
    return Reply(said.format(name, shortened(collection, _TITLE)))


def _press(action: Action, collection: str, person: Person) -> Press:
    return Press(action, f"{collection_code(collection)}-{person.id}")
