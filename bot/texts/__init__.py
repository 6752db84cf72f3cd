"""The words of the interface: English in the code, one file a further language beside this one.

`_("…")` and `ngettext("{} word", "{} words", n)` give a sentence in the language of the update at hand. A sentence
written down before there is an update (a constant) is marked with `later("…")` and goes through `_` where it is said.
"""

from __future__ import annotations

import contextlib
import gettext
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "uk": "Українська", "ru": "Русский", "de": "Deutsch", "es": "Español"}
"""Each by its own name, so that whoever needs it can read it."""
ENGLISH = "en"

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """The language in which we now speak."""
    return _language.get()


def use(wanted: str | None) -> None:
    """Speak this language from here on, in this task; what we do not speak is English. A region is no matter."""
    _language.set(spoken(wanted))


@contextlib.contextmanager
def speaking(wanted: str | None) -> Iterator[None]:
    """Speak this language for a while."""
    token = _language.set(spoken(wanted))
    try:
        yield
    finally:
        _language.reset(token)


def spoken(wanted: str | None) -> str:
    """The nearest language that we speak to one that is named as Telegram does: de, pt-br."""
    short = (wanted or "").replace("_", "-").partition("-")[0].lower()
    return short if short in LANGUAGES else ENGLISH


def _(text: str) -> str:
    """The text in the language at hand."""
    return _catalogue(language()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form that goes with the count, in the language at hand."""
    return _catalogue(language()).ngettext(one, many, count)


def later(text: str) -> str:
    """Mark a text for translation; `_` translates it where it is said."""
    return text


def locale() -> Locale:
    """How dates and numbers are written in the language at hand."""
    return Locale("en", "GB") if language() == ENGLISH else Locale(language())


class _Catalogue(gettext.NullTranslations):
    """What stands in a .po file, read when somebody first speaks that language: nothing is compiled or committed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        with path.open("rb") as file:
            read = read_po(file)
        self._texts: dict[str, str] = {}
        self._forms: dict[str, tuple[str, ...]] = {}
        self._form = gettext.c2py(read.plural_expr)
        for message in read:
            if isinstance(message.id, str):
                self._texts[message.id] = str(message.string)
            else:
                self._forms[message.id[0]] = tuple(message.string or ())

    def gettext(self, message: str) -> str:
        return self._texts.get(message) or message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._forms.get(msgid1)
        return (forms and forms[self._form(n)]) or (msgid1 if n == 1 else msgid2)


@cache
def _catalogue(of: str) -> gettext.NullTranslations:
    path = Path(__file__).parent / f"{of}.po"
    return gettext.NullTranslations() if of == ENGLISH else _Catalogue(path)
