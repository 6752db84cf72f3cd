"""Text to terms: articles and questions go through this one door."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex
import Stemmer
import stopwordsiso
import wordfreq

SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""ISO 639-1 code to the name of the Snowball stemmer."""

ENGLISH_STOP_WORDS = frozenset(
    """i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
    it its itself they them their theirs themselves what which who whom whose this that these those am is are was were
    be been being have has had having do does did doing a an the and but if or because as until while of at by for with
    about against between into through during before after above below to from up down in out on off over under again
    further then once here there when where why how all any both each few more most other some such no nor not only own
    same so than too very can will just should now would could may might must also im ive dont doesnt didnt isnt arent
    wasnt werent cant wont whats whos wheres hows thats""".split()
)
"""Function words only: the long public lists hold words that questions are about (state, work, world, new)."""

_COMMON = 400
"""How many of a language's most frequent words may be stop words."""

_WORD = regex.compile(
    r"(?:\p{L}\.){2,}"  # U.S.
    r"|\p{N}+(?:[.,]\p{N}+)*(?:\p{L}[\p{L}\p{M}]*)?"  # 1,000  3.5  1990s
    r"|[\p{L}\p{M}\p{N}]+(?:['’ʼ][\p{L}\p{M}]+)*"  # marks belong to the word: Hindi and Thai vowels
)
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}]+|[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}][\p{M}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]*"
)
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text."""

    start: int
    end: int
    folded: str
    """Case, width and apostrophes folded."""
    term: str | None
    """What the index knows it by; None for a stop word."""


@functools.cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language; empty where none are known."""
    if language == "en":
        return ENGLISH_STOP_WORDS
    try:
        common = frozenset(wordfreq.top_n_list(language, _COMMON))
    except LookupError:
        return frozenset()
    known = "no" if language == "nb" else language
    return common & stopwordsiso.stopwords(known) if stopwordsiso.has_lang(known) else frozenset()


@functools.cache
def _stemmer(language: str) -> Callable[[str], str]:
    name = SNOWBALL.get(language)
    stemmer = Stemmer.Stemmer(name) if name else None
    return functools.lru_cache(65536)(stemmer.stemWord if stemmer else str)


def words(text: str, language: str) -> Iterator[Word]:
    """The words of a text in order, with their offsets in code points.

    Scripts written without spaces (Chinese, Japanese, Thai) give overlapping pairs of characters.
    """
    stops, stem = stop_words(language), _stemmer(language)
    for start, end, surface in _surfaces(text):
        folded = fold(surface, language)
        if folded:
            yield Word(start, end, folded, None if folded in stops else stem(folded))


def terms(text: str, language: str) -> list[str]:
    """The terms of a text in order, stop words left out."""
    return [word.term for word in words(text, language) if word.term is not None]


@functools.lru_cache(65536)
def fold(surface: str, language: str) -> str:
    """One form for a word however it is typed: case, width, apostrophes, possessives, thousands, dots of initials."""
    if language == "tr":
        surface = surface.replace("İ", "i").replace("I", "ı")
    word = unicodedata.normalize("NFKC", surface).casefold().replace("’", "'").replace("ʼ", "'")
    if language == "en" and not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    if word[:1].isdigit():
        return word.replace(",", "") if language in {"en", "hi", "th", "zh"} else word
    return _without_apostrophe(word.replace(".", ""), language)


def _without_apostrophe(word: str, language: str) -> str:
    head, mark, tail = word.partition("'")
    if not mark:
        return word
    is_suffix = len(head) > 1 and (len(tail) <= 2 or language == "tr")  # noqa: PLR2004
    is_negation = language == "en" and head.endswith("n") and tail == "t"
    return head if is_suffix and not is_negation else word.replace("'", "")


def _surfaces(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(text):
        start, word = match.start(), match.group()
        if word.isascii() or not _UNSPACED.search(word):
            yield start, match.end(), word
            continue
        cursor = 0
        for run in _UNSPACED.finditer(word):
            if run.start() > cursor:
                yield start + cursor, start + run.start(), word[cursor : run.start()]
            for left, right in _pairs(run.group()):
                yield start + run.start() + left, start + run.start() + right, run.group()[left:right]
            cursor = run.end()
        if cursor < len(word):
            yield start + cursor, match.end(), word[cursor:]


def _pairs(run: str) -> Iterator[tuple[int, int]]:
    spans = [match.span() for match in _GRAPHEME.finditer(run)]
    if len(spans) == 1:
        yield spans[0]
    for left, right in zip(spans, spans[1:], strict=False):
        yield left[0], right[1]
