"""Small talk: greetings, thanks and questions about the bot itself, which no article answers."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path

import regex

_FILE = Path(__file__).with_name("bundled") / "smalltalk.txt"
_ONLY_BESIDE_OTHERS = "and "
_LONGEST = 60
"""Characters of a message that may be small talk."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_APOSTROPHE = regex.compile(r"['’ʼ]")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|[:;=]['’-]?[()DPp3]|<3")
_STRETCHED = re.compile(r"(.)\1{2,}")
_LAUGHTER = regex.compile(r"(?:a?ha)+h?|(?:he){2,}h?|(?:ja){2,}|[ах]*(?:ха)+х?|(?:хе){2,}|l+o+l+(?:o+l+)*")

Phrase = tuple[str, ...]


def is_small_talk(text: str) -> bool:
    """Whether a message is small talk from its first word to its last; "hello kitty prices?" is a question."""
    if len(text) > _LONGEST:
        return False
    words = _words(text)
    if not words:
        return bool(_EMOJI.search(text))
    return _consists_of_phrases(words)


def _consists_of_phrases(words: Phrase) -> bool:
    """Whether phrases cover the words without a gap, at least one of which may stand alone."""
    alone, beside, longest = _phrases()
    # By how many words are covered: None if they cannot be, else whether a phrase that may stand alone is among them.
    covered: list[bool | None] = [False] + [None] * len(words)
    for start in range(len(words)):
        before = covered[start]
        if before is None:
            continue
        for end in range(start + 1, min(len(words), start + longest) + 1):
            phrase = words[start:end]
            if phrase in alone or (len(phrase) == 1 and _LAUGHTER.fullmatch(phrase[0])):
                covered[end] = True
            elif phrase in beside:
                covered[end] = before or bool(covered[end])
    return bool(covered[-1])


def _words(text: str) -> Phrase:
    folded = unicodedata.normalize("NFKC", _APOSTROPHE.sub("", _EMOJI.sub(" ", text))).casefold()
    return tuple(_WORD.findall(_STRETCHED.sub(r"\1", folded)))


@functools.cache
def _phrases() -> tuple[frozenset[Phrase], frozenset[Phrase], int]:
    """Those that may stand alone, those that may not, and the words of the longest."""
    alone: set[Phrase] = set()
    beside: set[Phrase] = set()
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind = beside if line.startswith(_ONLY_BESIDE_OTHERS) else alone
            kind.update(_words(phrase) for phrase in line.removeprefix(_ONLY_BESIDE_OTHERS).split(",") if phrase)
    return frozenset(alone), frozenset(beside - alone), max(map(len, alone | beside))
