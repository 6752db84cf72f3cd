"""Choices: what a person or a group's admins can choose, under which code it travels in a button, and how it reads."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.texts import LANGUAGES, _, later, ngettext
from corpus.boldness import Boldness
from corpus.store import ChatPreferences, Preferences

QUIET = "quiet"
_MINUTE, _HOUR = 60, 3_600
_FARTHEST = (-12 * 60, 14 * 60)
"""Minutes from UTC of the farthest time zones."""
_QUIET_CODE = re.compile(r"quiet-(?:none|(1?\d|2[0-3])-(1?\d|2[0-3]))", re.ASCII)
_ZONE_CODE = re.compile(r"zone-(-?\d{1,3})", re.ASCII)


class Choice(NamedTuple):
    """Something that can be chosen."""

    name: str
    explained: str
    values: Sequence[object] = ()
    """None where they depend on what there is."""


CHOICES = {
    "collection": Choice(later("Articles"), later("Which collection of articles I answer from here.")),
    "language": Choice(
        later("Language"),
        later("In which language I speak. Articles are quoted in their own."),
        (None, *LANGUAGES),
    ),
    "boldness": Choice(
        later("Boldness"),
        later("How sure I must be to call a passage an answer. If I am not, I show it among the closest passages."),
        tuple(Boldness),
    ),
    "corrections": Choice(
        later("Corrections"),
        later("Whether I write to you when an answer that I gave you is corrected. The answer itself always says so."),
        (False, True),
    ),
    "none_as_hint": Choice(
        later("When the articles do not say"),
        later("I say so in a message, or only hint at it with 🤷 on the question."),
        (False, True),
    ),
    "cool_down": Choice(
        later("Cool-down"),
        later("How long each person waits between two questions. Admins need not wait."),
        (0, 10, 30, _MINUTE, 5 * _MINUTE, _HOUR),
    ),
    QUIET: Choice(
        later("Quiet hours"), later("At these hours I answer nobody here but admins, and say nothing to anybody else.")
    ),
    "deletes_after": Choice(
        later("My messages delete themselves"),
        later("Each of my messages here goes after a while. Telegram lets me delete them for two days."),
        (None, 1, 5, 15, 60, 24 * 60),
    ),
}
OF_A_PERSON = ("collection", "language", "boldness", "corrections")


def offered(preferences: Preferences, collections: Sequence[str]) -> list[str]:
    """The keys of what can be chosen; a collection only where there are several."""
    of_a_chat = [key for key in CHOICES if key != "corrections"]
    keys = of_a_chat if isinstance(preferences, ChatPreferences) else OF_A_PERSON
    return [key for key in keys if key != "collection" or len(collections) > 1]


def values(key: str, collections: Sequence[str]) -> Sequence[object]:
    """What can be chosen."""
    return collections if key == "collection" else CHOICES[key].values


def code(key: str, value: object) -> str:
    """A choice as a button carries it; names of collections may have any letters."""
    if key == "collection":
        return f"{key}-{collection_code(str(value))}"
    return f"{key}-{str(value).lower()}"


def collection_code(name: str) -> str:
    """A collection, in the few letters that a button has for it."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def collection_of(wanted: str, collections: Sequence[str]) -> str | None:
    """The one with that code."""
    return next((name for name in collections if collection_code(name) == wanted), None)


def chosen(pressed: str, preferences: Preferences, collections: Sequence[str]) -> dict[str, object]:
    """What a press chooses: columns and values; nothing where it is no choice that we offer."""
    if isinstance(preferences, ChatPreferences):
        hours, zone = _QUIET_CODE.fullmatch(pressed), _ZONE_CODE.fullmatch(pressed)
        if hours and (hours[1] != hours[2] or hours[1] is None):
            return {"quiet_from": _hour(hours[1]), "quiet_to": _hour(hours[2])}
        if zone and _FARTHEST[0] <= int(zone[1]) <= _FARTHEST[1]:
            return {"utc_offset": int(zone[1])}
    for key in offered(preferences, collections):
        for value in values(key, collections):
            if code(key, value) == pressed:
                return {key: value}
    return {}


def page_of(pressed: str) -> str:
    """On which page a choice stands."""
    key = pressed.partition("-")[0]
    return QUIET if key == "zone" else key


def reads(key: str, preferences: Preferences) -> str:
    """The present value, for people."""
    if key == QUIET and isinstance(preferences, ChatPreferences):
        return quiet_hours(preferences)
    return label(key, getattr(preferences, key))


def label(key: str, value: object) -> str:
    """A value, for people."""
    return _LABELS[key](value)


def _language(value: object) -> str:
    return LANGUAGES.get(str(value), _("as Telegram says"))


def _boldness(value: object) -> str:
    return {"careful": _("careful"), "balanced": _("balanced"), "bold": _("bold")}[str(value)]


def _corrections(value: object) -> str:
    return _("write to me") if value else _("do not write to me")


def _hint(value: object) -> str:
    return _("a hint: 🤷") if value else _("in a message")


def _cool_down(value: object) -> str:
    return duration(value) if isinstance(value, int) and value else _("none")


def _after(value: object) -> str:
    return _("after {}").format(duration(value * _MINUTE)) if isinstance(value, int) else _("never")


_LABELS: dict[str, Callable[[object], str]] = {
    "collection": str,
    "language": _language,
    "boldness": _boldness,
    "corrections": _corrections,
    "none_as_hint": _hint,
    "cool_down": _cool_down,
    "deletes_after": _after,
}


def duration(seconds: int) -> str:
    """5 minutes; the largest unit that says it exactly."""
    if seconds % _HOUR == 0:
        return ngettext("{} hour", "{} hours", seconds // _HOUR).format(seconds // _HOUR)
    if seconds % _MINUTE == 0:
        return ngettext("{} minute", "{} minutes", seconds // _MINUTE).format(seconds // _MINUTE)
    return ngettext("{} second", "{} seconds", seconds).format(seconds)


def quiet_hours(preferences: ChatPreferences) -> str:
    """22:00-07:00, UTC+02:00."""
    if preferences.quiet_from is None or preferences.quiet_to is None:
        return _("none")
    return f"{preferences.quiet_from:02}:00–{preferences.quiet_to:02}:00, {zone(preferences.utc_offset)}"


def zone(minutes: int) -> str:
    """UTC+02:00."""
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def quiet_steps(preferences: ChatPreferences, now: dt.datetime) -> list[list[tuple[str, str]]]:
    """Rows of (code, label): each button carries the whole value that it leads to, so that a press twice is one."""
    first, last = preferences.quiet_from, preferences.quiet_to
    if first is None or last is None:
        rows = [[(f"quiet-{begin}-{end}", f"{begin:02}:00–{end:02}:00")] for begin, end in ((22, 7), (23, 8), (0, 6))]
    else:
        rows = [
            [_hours(_next(first, last, -1), last, "◂"), _hours(first, last, _("from {}").format(f"{first:02}:00")),
             _hours(_next(first, last, 1), last, "▸")],
            [_hours(first, _next(last, first, -1), "◂"), _hours(first, last, _("to {}").format(f"{last:02}:00")),
             _hours(first, _next(last, first, 1), "▸")],
            [("quiet-none", _("No quiet hours"))],
        ]  # fmt: skip
    offset = preferences.utc_offset
    clock = f"{now.astimezone(dt.UTC) + dt.timedelta(minutes=offset):%H:%M}"
    here = (f"zone-{offset}", _("now {}").format(clock))
    return [*rows, [_zone(offset - 60, "−1 h"), _zone(offset - 15, "−15"), here, _zone(offset + 15, "+15"),
                    _zone(offset + 60, "+1 h")]]  # fmt: skip


def _next(hour: int, other: int, step: int) -> int:
    """The hour before or after, past the other one: hours that end when they begin would be none, and read as all."""
    beside = (hour + step) % 24
    return (beside + step) % 24 if beside == other else beside


def _hours(first: int, last: int, text: str) -> tuple[str, str]:
    return f"quiet-{first}-{last}", text


def _zone(minutes: int, text: str) -> tuple[str, str]:
    return f"zone-{max(_FARTHEST[0], min(_FARTHEST[1], minutes))}", text


def _hour(digits: str | None) -> int | None:
    return None if digits is None else int(digits)
