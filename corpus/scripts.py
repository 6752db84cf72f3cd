"""Scripts: names of another alphabet made comparable, so that Рубіо finds Rubio and Rubio finds Рубио."""

from __future__ import annotations

import itertools
import math
import re
import threading
import zlib
from collections.abc import Callable, Iterable
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import regex
from anyascii import anyascii
from rapidfuzz import fuzz

from corpus.spellings import Terms, stems

SHORTEST = 3
_ALPHABETIC = regex.compile(r"[\p{Cyrillic}\p{Greek}\p{Armenian}\p{Georgian}]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ENDING = re.compile(
    r"(?<=\w{3})(?:ого|ому|ими|ами|ями|ові|еві|ою|ею|ом|ем|єм|ым|им|ой|ей|ій|ий|ый|ая|ів|ов|а|у|ю|я|е|і|ї|и|ы|о|ь)$"
)
"""Case endings of Russian and Ukrainian names, longest first; taken off only where three letters stay."""
_DIGRAPHS = (
    ("shch", "S"),
    ("zh", "Z"),
    ("kh", "h"),
    ("ch", "C"),
    ("sh", "S"),
    ("ck", "k"),
    ("ph", "f"),
    ("ts", "Q"),
    ("tz", "Q"),
    ("th", "t"),
)
_SAME_SOUND = str.maketrans(
    {"w": "v", "g": "h", "y": "i", "j": "i", "q": "k", "c": "k", "x": "k", "'": None, "`": None}
)
_LINE_END = ord("\n")
_VOWELS = "aeiou"
_WITHOUT_VOWELS = str.maketrans("", "", _VOWELS)
_CLOSE = 3.0
_MOST = 3
_FEW, _FEW_NAMES, _PER_TENFOLD, _STRICTEST = 80.0, 300, 4.0, 90.0


class Sound(NamedTuple):
    """A term that sounds like a word of another alphabet, 0 to 100."""

    likeness: float
    term: str


def is_alphabetic(word: str) -> bool:
    """Whether it is written in an alphabet, not Latin, whose letters can be put into Latin ones one by one."""
    return bool(_ALPHABETIC.search(word))


def skeletons(word: str) -> tuple[str, ...]:
    """What is left of a name without accidents of spelling, its case ending on and off: Херсоні -> hersoni, herson."""
    folded = word.casefold()
    stem = _ENDING.sub("", folded) if _CYRILLIC.search(folded) else folded
    return tuple(dict.fromkeys((_bare(folded), _bare(stem))))


def likeness(one: str, other: str) -> float:
    """How alike two skeletons sound, 0 to 100: all letters, and again the consonants, which transliteration keeps."""
    if one[:1] != other[:1]:
        return 0.0
    return 0.6 * fuzz.ratio(one, other) + 0.4 * fuzz.ratio(_consonants(one), _consonants(other))


def _bare(words: str) -> str:
    """The skeletons of words, one a line, in a fraction of the time that regular expressions take."""
    bare = "\n" + (words if words.isascii() else anyascii(words).lower())
    for letters, sound in _DIGRAPHS:
        bare = bare.replace(letters, sound)
    sounds = np.frombuffer(bare.translate(_SAME_SOUND).encode("ascii", "ignore"), np.uint8)
    doubled = (sounds[1:] == sounds[:-1]) & (sounds[1:] != _LINE_END)
    bare = str(sounds[np.concatenate([[True], ~doubled])].tobytes(), "ascii")
    for vowel in "aeio":
        bare = bare.replace("\nu" + vowel, "\nv" + vowel)  # Уиткофф, Уилсон: an English W
    return bare[1:]


def _consonants(bare: str) -> str:
    """Skeletons, one a line, without their vowels but the first letter."""
    bare = "\n" + bare
    for vowel in _VOWELS:
        bare = bare.replace("\n" + vowel, "\n" + vowel.upper())
    return bare.translate(_WITHOUT_VOWELS)[1:]


class Sounds:
    """The consonants of a vocabulary's terms; follows its growth. Made once a word of another alphabet is asked."""

    def __init__(self) -> None:
        self._consonants = np.zeros(0, np.uint32)
        self._growing = threading.Lock()

    def like(self, word: str, language: str, terms: Terms, holds: Callable[[str], bool]) -> list[Sound]:
        """The terms of another alphabet with these consonants that sound like a word; best first, all near the best."""
        self._follow(terms)
        least = min(_STRICTEST, _FEW + _PER_TENFOLD * max(0.0, math.log10(len(terms) / _FEW_NAMES)))
        # The terms are stems: English makes Askerly "asker".
        stem = stems([anyascii(word).lower()], language)[0]
        asked, foreign = {*skeletons(word), _bare(stem)}, is_alphabetic(word)
        same = np.isin(self._consonants, [_hashed(_consonants(bare)) for bare in asked])
        names = (term for number in np.flatnonzero(same) if is_alphabetic(term := terms[int(number)]) != foreign)
        heard = [Sound(max(likeness(bare, _bare(name)) for bare in asked), name) for name in names if holds(name)]
        best = max((sound.likeness for sound in heard if len(sound.term) >= SHORTEST), default=100.0)
        heard = [sound for sound in heard if sound.likeness >= max(least, best - _CLOSE)]
        return sorted(heard, reverse=True)[:_MOST]

    def _follow(self, terms: Terms) -> None:
        if len(self._consonants) < len(terms):
            with self._growing:
                known, size = len(self._consonants), len(terms)
                new = itertools.islice(terms, size) if not known else (terms[at] for at in range(known, size))
                hashes = [_hashed(bare) for bare in _consonants(_bare(_lines(new))).split("\n")] if known < size else []
                self._consonants = np.concatenate([self._consonants, np.array(hashes, np.uint32)])


def _hashed(consonants: str) -> int:
    return zlib.crc32(consonants.encode("utf-8", "surrogatepass"))


def _lines(words: Iterable[str]) -> str:
    """Words in Latin letters, one a line, so that their skeletons take a tenth of the time of one after another."""
    return "\n".join(word if word.isascii() else anyascii(word).lower().replace("\n", "") for word in words)


_SOUNDS: WeakKeyDictionary[Terms, Sounds] = WeakKeyDictionary()


def sounds(terms: Terms) -> Sounds:
    """The sounds of a vocabulary, made when first asked for."""
    return _SOUNDS.setdefault(terms, Sounds())
