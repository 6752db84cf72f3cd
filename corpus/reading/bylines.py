"""Bylines: the date and the author that a line names, when it names nothing else."""

import datetime as dt
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio janeiro января січня",
            "february feb februar février febrero febbraio fevereiro февраля лютого",
            "march mar märz mars marzo março марта березня",
            "april apr avril abril aprile апреля квітня",
            "may mai mayo maggio maio мая травня",
            "june jun juni juin junio giugno junho июня червня",
            "july jul juli juillet julio luglio julho июля липня",
            "august aug août agosto августа серпня",
            "september sep sept septembre septiembre settembre setembro сентября вересня",
            "october oct oktober octobre octubre ottobre outubro октября жовтня",
            "november nov novembre noviembre novembro ноября листопада",
            "december dec dezember décembre diciembre dicembre dezembro декабря грудня",
        ),
        start=1,
    )
    for name in names.split()
}
_BEFORE = (
    r"(?:(?:first )?(?:published|posted|updated|last (?:updated|modified)|date|dated|veröffentlicht|aktualisiert"
    r"|stand|publié|publicado|actualizado|опубликовано|обновлено|опубліковано|оновлено|дата)(?: (?:on|at|am|le|el))?"
    r"[: ]*)?(?:[^\W\d]{2,12}day|[^\W\d]{2,12}(?=,))?,? ?"
)
_AFTER = r"(?: ?г\.?| года)?(?:,? (?:at )?\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: \(?[a-z]{2,5}\)?)?)?"
_FORMS = [
    re.compile(_BEFORE + form + _AFTER, re.IGNORECASE)
    for form in (
        r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[T ][\d:.]+ ?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?",
        r"(?P<d>\d{1,2})(?:st|nd|rd|th|\.)? (?:de |of )?(?P<name>[^\W\d]{3,10})\.?,?(?: de)? (?P<y>\d{4})",
        r"(?P<name>[^\W\d]{3,10})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
        r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
    )
]
_NAME = r"(?:[^\W\d_a-zа-яё][\w.'’-]*)"
_SMALL = r"(?:and|und|et|y|e|и|de|del|della|di|da|van|von|der|den|la|le|bin|al)"
_BYLINE = re.compile(
    rf"(?:(?P<label>(?:by|written by|von|par|por|di|words by|text by)|(?:authors?|autor(?:in)?|auteur|автор(?:ка)?"
    rf"|текст)(?=:)):? )"
    rf"(?P<name>(?-i:{_NAME}(?:,? (?:{_NAME}|{_SMALL}|&)){{1,9}}))",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"\d{1,3}[- ]min(?:ute)?s?(?: read(?:ing)?)?|(?:reading time|lesezeit):? (?:ca\. )?\d{1,3} min(?:ute)?[sn]?"
    r"|\d{1,3} (?:мин(?:ут\w?)?|хв(?:илин\w?)?) (?:чтения|на чтение|читання)|время чтения:? \d{1,3} мин(?:ут\w?)?"
    r"|час читання:? \d{1,3} хв(?:илин\w?)?|\d{1,3} min(?:utos?)?\.? de lectura",
    re.IGNORECASE,
)
_LONGEST = 100


def date_of(line: str) -> dt.date | None:
    """The day that a line names, when it names a day only; days and months in figures alone are not guessed."""
    found = next((match for form in _FORMS if len(line) <= _LONGEST and (match := form.fullmatch(line))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = parts.get("m") or _MONTHS.get(parts.get("name", "").casefold(), 0)
    try:
        return dt.date(int(parts["y"]), int(month), int(parts["d"]))
    except ValueError:
        return None


def author_of(line: str) -> str | None:
    """The author that a line names, when it is a byline."""
    found = _BYLINE.fullmatch(line) if len(line) <= _LONGEST else None
    return found["name"].strip() if found else None


def is_reading_time(line: str) -> bool:
    """Whether a line says how long the reading takes."""
    return _READING_TIME.fullmatch(line) is not None
