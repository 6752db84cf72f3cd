"""Translations: everyday words of a question in the language of the articles; names are found by their sound."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from corpus.terms import fold, stemmer, stop_words

LANGUAGES = ("en", "de", "es", "ru", "uk")
"""In the order of the cells of a line."""
_FILE = Path(__file__).with_name("bundled") / "translations.txt"
_ENDING = re.compile(r"(?<=\w{2})(?:ами|ями|ові|еві|ого|ому|ими|ах|ях|ою|ею|ів|їв|ам|ям|ий|ій|[аеєиіїйоуюяьё]{1,2})$")
"""Of Cyrillic words, so that all cases are one; Ukrainian has no stemmer of its own."""


def translated(word: str, asked_in: str, language: str) -> tuple[str, ...]:
    """The terms of a language that a word of another may stand for, best first; empty where the list lacks it."""
    if asked_in == language or not {asked_in, language} <= set(LANGUAGES):
        return ()
    return _terms(asked_in, language).get(_key(word, asked_in), ())


@functools.cache
def _terms(asked_in: str, language: str) -> Mapping[str, tuple[str, ...]]:
    here, there = LANGUAGES.index(asked_in), LANGUAGES.index(language)
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for cells in _lines():
        terms = [stemmer(language)(word) for word in cells[there] if word not in stop_words(language)]
        for word in cells[here]:
            found[_key(word, asked_in)] |= dict.fromkeys(terms)
    return {key: tuple(terms) for key, terms in found.items() if terms}


@functools.cache
def _lines() -> tuple[tuple[tuple[str, ...], ...], ...]:
    lines = (line for line in _FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return tuple(
        tuple(
            tuple(fold(word, language) for word in cell.split())
            for language, cell in zip(LANGUAGES, line.split("|"), strict=True)
        )
        for line in lines
    )


@functools.lru_cache(1 << 12)
def _key(word: str, language: str) -> str:
    """What the forms of a word share."""
    stem = stemmer(language)(fold(word, language))
    return _ENDING.sub("", stem).replace("ё", "е") if language in {"ru", "uk"} else stem
