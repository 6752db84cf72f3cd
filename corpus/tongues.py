"""Tongues: the language of a question, which need not be that of the articles."""

from __future__ import annotations

import functools
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import stopwordsiso
import wordfreq

from corpus.terms import CONTENT_WORDS, listed_as, more_little_words

_LATIN = ("en", "de", "es", "fr", "it", "pt", "nl", "pl", "tr")
_CYRILLIC = ("ru", "uk")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
_LETTERS = {
    "uk": re.compile("[іїєґ]"),
    "ru": re.compile("[ыэъё]"),
    "de": re.compile("[äöüß]"),
    "es": re.compile("[ñáéíóú]"),
}
_CLEARLY = 2
"""How many function words more than the articles' language another must have in a question."""
_ENOUGH = 100
"""Words that tell the language of a question, however long it is."""
_UNLISTED = 14.0
"""The rarity of a word that the short list of its language lacks."""


def asked_in(folded: Sequence[str], language: str) -> str:
    """The language of a question, given its words in lower case: `language` unless another clearly has more of them."""
    folded = folded[:_ENOUGH]
    marked = [word for word in folded if not word.isascii()]
    is_cyrillic = 2 * sum(1 for word in marked if _CYRILLIC_LETTER.search(word)) > len(folded)
    others = _CYRILLIC if is_cyrillic else _LATIN
    hits = _hits(folded, marked)
    best = max(others, key=hits.__getitem__)
    if language in others:
        return best if hits[best] >= hits[language] + _CLEARLY else language
    return best if is_cyrillic or hits[best] >= _CLEARLY else language


@functools.cache
def little_words(language: str) -> frozenset[str]:
    """The function words of a language, common or not; of Russian and Ukrainian, those of both."""
    names = _CYRILLIC if language in _CYRILLIC else (language,)
    content = frozenset[str]().union(*(CONTENT_WORDS.get(name, "").split() for name in names))
    return frozenset[str]().union(*map(_listed_little, names)) - content


@functools.cache
def _listed_little(language: str) -> frozenset[str]:
    listed = frozenset(stopwordsiso.stopwords(language)) if stopwordsiso.has_lang(language) else frozenset()
    return listed | more_little_words(language)


def rarity_abroad(folded: str, language: str) -> float:
    """How much a word tells in a language that the articles are not in: -ln of its frequency by a short list."""
    frequency = _frequencies(language).get(folded)
    return min(_UNLISTED, -math.log(frequency)) if frequency else _UNLISTED


def is_listed(folded: str, language: str) -> bool:
    """Whether it is among the twenty to sixty thousand most frequent words of a language."""
    return folded in _frequencies(language)


@functools.cache
def _frequencies(language: str) -> dict[str, float]:
    try:
        return wordfreq.get_frequency_dict(listed_as(language), "small")
    except LookupError:
        return {}


def _hits(folded: Sequence[str], marked: Sequence[str]) -> dict[str, int]:
    """By language, how many words are function words of it, and of those with marks, have letters that only it has."""
    known = _languages_of()
    hits = dict.fromkeys((*_LATIN, *_CYRILLIC), 0)
    for word in folded:
        for language in known.get(word, ()):
            hits[language] += 1
    for word in marked:
        for language, letters in _LETTERS.items():
            if letters.search(word):
                hits[language] += 1
    return hits


@functools.cache
def _languages_of() -> Mapping[str, tuple[str, ...]]:
    """By function word, the languages that have it."""
    known: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for language in (*_LATIN, *_CYRILLIC):
        for word in _listed_little(language):
            known[word] += (language,)
    return known
