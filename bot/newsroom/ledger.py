"""Ledger: how the audit log reads in a message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from bot.choices import collection_code
from bot.presses import Action, Press
from bot.quotations import day, shortened
from bot.replies import Reply, keyboard
from bot.texts import _, later
from corpus.store import Act, Entry

SHOWN = 15
"""Lines on a page."""
_TITLE, _SUBJECT, _DETAIL = 100, 60, 60
PHRASES = {
    Act.PUBLISHED: later("published {}"),
    Act.RESTORED: later("brought back {}"),
    Act.WITHDRAWN: later("withdrew {}"),
    Act.PURGED: later("deleted for good: {}"),
    Act.TAUGHT: later("taught lesson {}"),
    Act.UNTAUGHT: later("deleted lesson {}"),
    Act.SYNONYM_ADDED: later("added synonym {}"),
    Act.SYNONYM_REMOVED: later("removed synonym {}"),
    Act.MODERATOR_INVITED: later("made a link for a moderator"),
    Act.INVITATION_REVOKED: later("took a moderator’s link back"),
    Act.MODERATOR_NAMED: later("made {} a moderator"),
    Act.MODERATOR_REMOVED: later("took the right from {}"),
    Act.COLLECTION_OPENED: later("opened this collection"),
    Act.SETTING_CHANGED: later("changed setting {}"),
    Act.IMPORTED: later("imported {}"),
}
"""What somebody did to a subject."""


def audit(  # noqa: PLR0913, PLR0917  (a page, and what stands on it)
    collection: str, name: str, entries: Sequence[Entry], called: Mapping[str, str], page: int, of: int
) -> Reply:
    """A page of the log, newest first; `called` has names for who acted, and for what was acted on."""
    head = Markup(_("<b>Who changed what in “{}”</b>")).format(shortened(name, _TITLE))
    if not entries:
        return Reply(Markup("{}\n{}").format(head, _("Nothing yet.")))
    days = [
        Markup("<i>{}</i>\n{}").format(f"{day(date)}, UTC", Markup("\n").join(_line(entry, called) for entry in lines))
        for date, lines in groupby(entries, lambda entry: entry.at.astimezone(dt.UTC).date())
    ]
    code = collection_code(collection)
    turns = [
        *([Press(Action.AUDIT, code, page - 1).button(_("◂ Back"))] if page else []),
        *([Press(Action.AUDIT, code, page + 1).button(_("More ▸"))] if (page + 1) * SHOWN < of else []),
    ]
    return Reply(Markup("\n").join([head, *days]), keyboard(turns))


def _line(entry: Entry, called: Mapping[str, str]) -> Markup:
    return Markup("{} <b>{}</b>: {}").format(
        f"{entry.at.astimezone(dt.UTC):%H:%M}", shortened(called.get(entry.by, entry.by), _SUBJECT), _did(entry, called)
    )


def _did(entry: Entry, called: Mapping[str, str]) -> str:
    subject = shortened(called.get(entry.subject or "", entry.subject or ""), _SUBJECT)
    phrase = next((_(phrase) for act, phrase in PHRASES.items() if act == entry.act), "")
    said = phrase.format(subject).rstrip() if phrase else f"{entry.act} {subject}".rstrip()
    return ", ".join([said, *(_detail(name, value) for name, value in entry.details.items())])


def _detail(name: str, value: object) -> str:
    told = shortened(str(value), _DETAIL)
    if name == "now":
        return _("now {}").format(told)
    return _("revision {}").format(told) if name == "revision" else f"{name} {told}"
