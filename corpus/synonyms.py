"""Synonyms: other names of the same thing, America for the United States; a collection may add its own."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from corpus.errors import Unteachable
from corpus.terms import stemmer, words

SAME, STANDS_FOR = 0.5, 0.3
"""What another name of the same thing is worth, and what stands for it in the news, as the capital for the country."""
LONGEST = 4
"""Words of the longest name."""
_FEWEST, _MOST, _LONGEST_NAME = 2, 10, 40
"""Of a line that a collection adds."""
_FILE = Path(__file__).with_name("bundled") / "synonyms.txt"
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ENDING = re.compile(r"(?<=\w{3})[аеиіїоуюяыэєйьмхв]{1,3}$")
"""Of Cyrillic names, so that all cases are one; Ukrainian has no stemmer of its own."""
_PRONOUNS = frozenset({"us", "un", "who", "it"})
"""Names in capitals are these words when they are not."""

Phrase = tuple[str, ...]


class Synonym(NamedTuple):
    """Another name, in terms, and its weight."""

    phrase: Phrase
    weight: float


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a question: which of its words, and what else it is called."""

    start: int
    end: int
    synonyms: tuple[Synonym, ...]


class _Names(NamedTuple):
    """What names are also called, in the terms of a language."""

    names: Mapping[Phrase, tuple[Synonym, ...]]
    beginnings: frozenset[str]
    """The first terms of all of them."""


class Synonyms:
    """Groups of names, written one a line: `names that mean the same ; what stands for them`, each parted by commas."""

    def __init__(self, text: str) -> None:
        self._groups = tuple(_groups(text))
        self._of = functools.cache(self._in_terms)

    def found(self, asked: Sequence[tuple[str, str]], language: str) -> Iterator[Found]:
        """The names in a question; the longest where several begin.

        It is given as its content words in order, each as typed and as folded.
        """
        known, stem = self._of(language), stemmer(language)
        keys = [_key(stem(folded)) for _, folded in asked]
        at = len(asked) if known.beginnings.isdisjoint(keys) else 0
        while at < len(asked):
            longest = LONGEST if keys[at] in known.beginnings else 0
            for end in range(min(len(asked), at + longest), at, -1):
                names = known.names.get(tuple(keys[at:end]), ())
                if names and _is_name(*asked[at]):
                    yield Found(at, end, names)
                    at = end - 1
                    break
            at += 1

    def _in_terms(self, language: str) -> _Names:
        """Each name, in the terms of a language, with the others of its groups."""
        known: defaultdict[Phrase, dict[Phrase, float]] = defaultdict(dict)
        for same, stands_for in self._groups:
            names = [(phrase, True) for name in same if (phrase := _phrase(name, language))]
            names += [(phrase, False) for name in stands_for if (phrase := _phrase(name, language))]
            for one, is_same in names:
                others = known[tuple(map(_key, one))]
                for other, other_is_same in names:
                    if other != one:
                        weight = SAME if is_same and other_is_same else STANDS_FOR
                        others[other] = max(weight, others.get(other, 0.0))
        found = {name: tuple(Synonym(*other) for other in others.items()) for name, others in known.items()}
        return _Names(found, frozenset(name[0] for name in found))


@functools.cache
def bundled() -> Synonyms:
    """Countries, their people, capitals and seats of government, a few organisations; in several languages."""
    return Synonyms(_FILE.read_text(encoding="utf-8"))


def synonyms(own: str = "") -> Synonyms:
    """The bundled ones and those that a collection adds."""
    return _joined(own) if own.strip() else bundled()


def line(names: str) -> str:
    """A line of names as a collection can add it; Unteachable where it is none."""
    parts = [" ".join(name.split()) for name in names.partition("#")[0].replace(";", ",").split(",")]
    cleaned = list(dict.fromkeys(name for name in parts if any(map(str.isalnum, name))))
    if len(cleaned) < _FEWEST:
        raise Unteachable("Name at least two words for the same thing, with a comma between them.")
    if len(cleaned) > _MOST or any(len(name) > _LONGEST_NAME or len(name.split()) > LONGEST for name in cleaned):
        raise Unteachable("At most {most} names in a line, each of at most {words} words.", most=_MOST, words=LONGEST)
    return ", ".join(cleaned)


@functools.lru_cache(16)
def _joined(own: str) -> Synonyms:
    return Synonyms(_FILE.read_text(encoding="utf-8") + "\n" + own)


def _groups(text: str) -> Iterator[tuple[list[str], list[str]]]:
    for line in text.splitlines():
        same, _, stands_for = line.partition("#")[0].partition(";")
        group = [name.strip() for name in same.split(",") if name.strip()]
        others = [name.strip() for name in stands_for.split(",") if name.strip()]
        if len(group) + len(others) > 1:
            yield group, others


def _phrase(name: str, language: str) -> Phrase:
    return tuple(word.term for word in words(name, language) if word.term is not None)


def _key(term: str) -> str:
    return term if term.isascii() or not _CYRILLIC.search(term) else _ENDING.sub("", term)


def _is_name(typed: str, folded: str) -> bool:
    """Not "tell us", but "the US"."""
    return folded not in _PRONOUNS or typed.isupper() or "." in typed
