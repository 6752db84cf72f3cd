"""Figures: the numbers and dates that sentences give, and whether two sentences differ in what both of them give."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple, TypeVar

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names
from babel.numbers import NumberFormatError, parse_decimal

from corpus.terms import Word, words

T = TypeVar("T")

_SPELT = {
    word: value
    for line in (
        "two three four five six seven eight nine ten eleven twelve",
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "два три чотири пять шість сім вісім девять десять одинадцять дванадцять",
        "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    )
    for value, word in enumerate(line.split(), 2)
}
"""Number words of the interface's languages, folded."""
_POWERS = {
    "thousand": 3, "million": 6, "billion": 9, "tausend": 3, "milliard": 9, "mil ": 3, "millón ": 6, "millones ": 6,
    "тисяч": 3, "тысяч": 3, "мільйон": 6, "миллион": 6, "млн": 6, "мільярд": 9, "миллиард": 9, "млрд": 9,
}  # fmt: skip
"""By how the word begins (a blank ends it): the power of ten that it stands for."""
_UNITS = {
    "€": "€", "euro ": "€", "euros ": "€", "євро ": "€", "евро ": "€", "$": "$", "dollar": "$", "dólar": "$",
    "долар": "$", "доллар": "$", "£": "£", "pound": "£", "pfund": "£", "фунт": "£", "%": "%", "percent": "%",
    "prozent": "%", "відсот": "%", "процент": "%",
}  # fmt: skip
"""By how it begins: what is written in one way or another."""
_WIDTHS: tuple[Literal["abbreviated", "wide"], ...] = ("abbreviated", "wide")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
"""How a name is written in a date, and how by itself: березня, березень."""
_YEARS, _DAYS = (1500, 2200), (1, 31)
_YEAR = 4
_BESIDE = 2
"""How many words beside a number tell what it counts."""


class Figure(NamedTuple):
    """A number or a date."""

    kind: str
    value: Hashable
    counts: frozenset[str] = frozenset()
    """Terms that say what a number counts."""

    def is_like(self, other: Figure) -> bool:
        """Whether the two can be compared."""
        return self.kind == other.kind and (self.counts == other.counts or bool(self.counts & other.counts))


def differ(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    """Whether each gives a figure of which the other gives only another value."""
    return _says_otherwise(one, other) and _says_otherwise(other, one)


def _says_otherwise(here: Sequence[Figure], there: Sequence[Figure]) -> bool:
    alike = ((figure.value, [other.value for other in there if figure.is_like(other)]) for figure in here)
    return any(others and value not in others for value, others in alike)


@lru_cache(256)
def figures(sentence: str, language: str) -> tuple[Figure, ...]:
    """The figures of a sentence, in order."""
    return tuple(_Sentence(sentence, language).figures())


class _Sentence:
    """The words of a sentence, and what each is as a number, a month or a weekday."""

    def __init__(self, text: str, language: str) -> None:
        months, weekdays = _names(language)
        self._text = text
        self._words = list(words(text, language))
        surfaces = [text[word.start : word.end] for word in self._words]
        self._numbers = [_number(surface, word, language) for surface, word in zip(surfaces, self._words, strict=True)]
        self._months = [months.get(surface) for surface in surfaces]
        self._weekdays = [weekdays.get(surface) for surface in surfaces]

    def figures(self) -> Iterator[Figure]:
        for place, word in enumerate(self._words):
            number, month, weekday = self._numbers[place], self._months[place], self._weekdays[place]
            if weekday is not None:
                yield Figure("weekday", weekday)
            if month is not None:
                yield Figure("month", month)
                yield from (Figure("day", (month, day)) for day in self._beside(self._numbers, place) if _is_day(day))
            if number is not None and not (_is_day(number) and self._beside(self._months, place)):
                is_year = word.end - word.start == _YEAR and _YEARS[0] <= number < _YEARS[1]
                yield Figure("year", number) if is_year else self._count(place, number)

    def _beside(self, values: Sequence[T | None], place: int) -> list[T]:
        """What stands right before and right after a word, or behind a little word there: 3 de marzo."""
        found = []
        for step in (-1, 1):
            at = place + step
            if 0 <= at < len(values) and self._words[at].term is None and values[at] is None:
                at += step
            value = values[at] if 0 <= at < len(values) else None
            found += [] if value is None else [value]
        return found

    def _count(self, place: int, number: float) -> Figure:
        """A number with what it counts: what follows it at once, or else what it follows."""
        number_word, after = self._words[place], self._words[place + 1 : place + 2 + _BESIDE]
        if after and (power := _begun(after[0].folded, _POWERS)):
            number *= 10**power
            number_word, *after = after
        signs = self._text[: self._words[place].start].rstrip()[-1:], self._text[number_word.end :].lstrip()[:1]
        after = [word for word in after if word.term]
        written = [*signs, *(word.folded for word in after[:1])]
        unit = next((unit for sign in written if sign and (unit := _begun(sign, _UNITS))), None)
        if unit:
            return Figure(unit, number)
        before = self._words[max(0, place - _BESIDE) : place]
        return Figure("count", number, _terms(after[:_BESIDE]) or _terms(before))


def _terms(found: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.term for word in found if word.term and not word.term[0].isdigit())


def _begun(word: str, known: Mapping[str, T]) -> T | None:
    return next((value for beginning, value in known.items() if f"{word} ".startswith(beginning)), None)


def _is_day(number: float) -> bool:
    return _DAYS[0] <= number <= _DAYS[1]


def _number(surface: str, word: Word, language: str) -> float | None:
    """What a word is as a number; of 3rd and 5km, the number in it."""
    if not surface[0].isdecimal():
        return _SPELT.get(word.folded)
    digits = surface.rstrip("".join(character for character in surface if character.isalpha()))
    try:
        return float(parse_decimal(digits, locale=_locale(language)))
    except NumberFormatError:
        return None


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@cache
def _names(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """The months and the weekdays as the language writes them."""
    locale = _locale(language)
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for width in _WIDTHS:
        for context in _CONTEXTS:
            months |= {name: number for number, name in get_month_names(width, context, locale).items()}
            weekdays |= {name: number for number, name in get_day_names(width, context, locale).items()}
    return months, weekdays
