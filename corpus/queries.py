"""Query: a question as asked, and what its words may also mean in a collection."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz.distance import OSA

from corpus import meanings, synonyms, tongues
from corpus.boldness import Boldness
from corpus.index import Index
from corpus.meanings import Kind, Meaning, Unknown
from corpus.synonyms import Synonym, Synonyms
from corpus.terms import Word, rarity, stop_words, words
from corpus.translations import translated
from corpus.vectors import BUNDLED, WordVectors, word_vectors

__all__ = ["MAIN", "SHOWN", "AskedWord", "Kind", "Meaning", "Query", "Widened", "widen"]

MAIN = "main"
"""The collection that a chat reads unless told otherwise."""
SHOWN = 5
"""How many passages an answer carries, unless more are wanted."""
MOST_READ = 1000
"""Words of a question: of a message of 4,096 characters nearly all, in a script without spaces the first quarter."""
MOST_SEARCHED = 12
"""For how many words that the collection lacks others are looked for; in a longer question, for the rarest."""
_SEARCHED_KEPT = 4_000
"""Of how many words it is kept what was found for them in a collection."""
_TELLS_FROM = 8.0
"""The rarity of a word of which there is one in three thousand."""
_LITTLE_RARITY = 12.0
_MISTYPED_FROM = 12.5
"""Words less rare than this are no mistyped stop words."""
_STOP_WORD = range(3, 6)
"""How long they are."""
_QUANTITIES = frozenset({"much", "many"})
"""Of English, mistyped as often as any: "how mutch"."""


class Query(BaseModel):
    """A question as asked."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(max_length=4096)
    collection: str = MAIN
    boldness: Boldness | None = None
    """None: as the operator chose."""
    after: str | None = None
    """The question before this one, which may need it to be understood."""
    most: int = SHOWN
    """How many passages the answer may carry."""


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of the question."""

    text: str
    """As typed."""
    folded: str
    term: str | None
    """None for a stop word."""
    meanings: tuple[Meaning, ...]
    """Best first; empty where the collection has nothing like it."""
    rarity: float
    """-ln of its frequency in the language."""
    is_name: bool
    """Capitalised within the question, or a number."""

    @property
    def tells(self) -> bool:
        """Whether it says something that it is nowhere: "army" does, "give" and "since" hardly."""
        return self.is_name or self.rarity >= _TELLS_FROM

    @property
    def is_missing(self) -> bool:
        """Whether the collection has neither the word nor another way to write or to call the same thing."""
        return self.term is not None and not any(meaning.is_sure for meaning in self.meanings)


@dataclass(frozen=True, slots=True)
class Widened:
    """A query in the terms of one collection."""

    words: tuple[AskedWord, ...]
    """In the order asked, stop words included."""
    missing: tuple[str, ...]
    """Content words, as typed, that the collection does not contain; the most frequent of a language left out."""
    language: str
    """The language of the collection that made the terms."""
    asked_in: str = ""
    """The language of the question itself."""

    def knows(self, folded: str) -> bool:
        """Whether a word of the question is one: the collection has it, or its language."""
        same = [word for word in self.words if word.folded == folded]
        is_met = any(meaning.kind == Kind.SAME for word in same for meaning in word.meanings)
        return is_met or tongues.is_listed(folded, self.asked_in or self.language)

    @property
    def weights(self) -> Mapping[str, float]:
        """Each term to search for, with its weight."""
        weights: dict[str, float] = {}
        for word in self.words:
            for meaning in word.meanings:
                weights[meaning.term] = max(meaning.weight, weights.get(meaning.term, 0.0))
        return weights


def widen(query: Query, index: Index, *, vectors: str = BUNDLED, own_synonyms: str = "") -> Widened:
    """What the words of a query mean in a collection: themselves, what they are called there too, or what is like them.

    `vectors` says which word vectors (see vectors.word_vectors), `own_synonyms` holds those that the collection adds.
    """
    language = _language(query.text, index)
    found = list(itertools.islice(words(query.text, language), MOST_READ))
    asked_in = tongues.asked_in([query.text[word.start : word.end].casefold() for word in found], language)
    reading = _Reading(index, language, asked_in)
    asked = [reading.asked(query.text, word) for word in found]
    content = [word for word, other in zip(found, asked, strict=True) if other.term is not None]
    names = _named(query.text, content, synonyms.synonyms(own_synonyms), language)
    known = reading.meanings(asked, names, word_vectors(language, vectors))
    finished: dict[AskedWord, AskedWord] = {}
    for word in asked:
        if word not in finished:
            finished[word] = replace(word, meanings=known.get(word.folded, ())) if word.term is not None else word
    widened = tuple(finished[word] for word in asked)
    missing = {word.folded: word.text for word in finished.values() if word.is_missing and word.tells}
    return Widened(widened, tuple(missing.values()), language, asked_in)


def _language(text: str, index: Index) -> str:
    """Of the collection's languages, the one that takes most words of the question for its stop words."""
    if len(index.languages) == 1:
        return next(iter(index.languages))
    return max(
        sorted(index.languages), key=lambda code: sum(word.term is None for word in words(text, code)), default="en"
    )


def _named(text: str, content: Sequence[Word], known: Synonyms, language: str) -> dict[str, tuple[Synonym, ...]]:
    """The other names of what the question names, by each of the words that name it."""
    return {
        word.folded: name.synonyms
        for name in known.found(text, content, language)
        for word in content[name.start : name.end]
    }


class _Reading:
    """How the words of one question are taken; each distinct word is looked at once."""

    def __init__(self, index: Index, language: str, asked_in: str) -> None:
        self._index = index
        self._language = language
        self._asked_in = asked_in
        self._is_foreign = asked_in != language
        self._asked: dict[tuple[str, bool], AskedWord] = {}
        self._translations: dict[str, tuple[str, ...]] = {}
        """By word as folded: what it may be in the language of the collection, what that holds first."""

    def asked(self, text: str, word: Word) -> AskedWord:
        """A word as such, its meanings not yet known."""
        typed = text[word.start : word.end]
        is_later = word.start > 0 and any(map(str.isalnum, text[: word.start]))
        key = typed, is_later
        if key not in self._asked:
            rare = self._rarity(word, typed)
            stop_word = self._stop_word(word, typed, rare)
            if stop_word is not None:
                asked = AskedWord(typed, stop_word, None, (), min(_LITTLE_RARITY, rare), is_name=False)
            elif terms := self._translated(word, typed):
                asked = AskedWord(typed, word.folded, terms[0], (), rarity(terms[0], self._language), is_name=False)
            else:
                asked = AskedWord(typed, word.folded, word.term, (), rare, self._is_name(typed, is_later=is_later))
            self._asked[key] = asked
        return self._asked[key]

    def _rarity(self, word: Word, typed: str) -> float:
        is_foreign = self._is_foreign and (word.term is None or word.term not in self._index)
        return (
            tongues.rarity_abroad(typed.casefold(), self._asked_in)
            if is_foreign
            else rarity(word.folded, self._language)
        )

    def _translated(self, word: Word, typed: str) -> tuple[str, ...]:
        if not self._is_foreign or word.term is None or word.term in self._index:
            return ()
        terms = translated(typed, self._asked_in, self._language)
        self._translations[word.folded] = tuple(sorted(terms, key=lambda term: term not in self._index))
        return self._translations[word.folded]

    def _stop_word(self, word: Word, typed: str, rare: float) -> str | None:
        """The stop word that a word is, in its own language, or was before a slip of the finger."""
        if word.term is None or word.folded == typed == "us":  # "tell us", not "the US"
            return word.folded
        is_held = word.term in self._index
        if self._is_foreign:  # German "war" is no war, but "Von Miller" is a name
            is_little = typed.casefold() in tongues.little_words(self._asked_in) and (typed.islower() or not is_held)
            return word.folded if is_little else None
        if is_held:
            return None
        if not typed.islower() or rare < _MISTYPED_FROM or len(typed) not in _STOP_WORD:
            return None
        near = (stop for stop in sorted(stop_words(self._language) | _QUANTITIES) if stop[0] == typed[0])
        near = (stop for stop in near if len(stop) in _STOP_WORD)
        return next((stop for stop in near if OSA.distance(stop, word.folded, score_cutoff=1) <= 1), None)

    def _is_name(self, typed: str, *, is_later: bool) -> bool:
        """German writes all nouns with a capital: there, only what no list of its words has is a name."""
        if typed[0].isdigit():
            return True
        within = typed[0].isupper() and is_later
        return within and not (self._asked_in == "de" and tongues.is_listed(typed.casefold(), "de"))

    def meanings(
        self, asked: Iterable[AskedWord], names: Mapping[str, Iterable[Synonym]], vectors: WordVectors | None
    ) -> dict[str, tuple[Meaning, ...]]:
        """By word: itself and its other names; for the rarest of those that the collection lacks, what is like them."""
        content = {word.folded: word for word in asked if word.term is not None}
        known = {folded: self._known(word, names.get(folded, ())) for folded, word in content.items()}
        lacking = [word for folded, word in content.items() if not known[folded]]
        for word in sorted(lacking, key=lambda word: -word.rarity)[:MOST_SEARCHED]:
            known[word.folded] = self._searched(word, vectors)
        return known

    def _known(self, word: AskedWord, names: Iterable[Synonym]) -> tuple[Meaning, ...]:
        term = word.term or ""
        if self._translations.get(word.folded):
            held = [term for term in self._translations[word.folded] if term in self._index]
            return tuple(meanings.translations(held))
        same = (Meaning(term, 1.0, Kind.SAME),) if term in self._index else ()
        others = meanings.named(names, self._index, alone=not same)
        return same + tuple(meaning for meaning in others if meaning.term != term)

    def _searched(self, word: AskedWord, vectors: WordVectors | None) -> tuple[Meaning, ...]:
        if self._translations.get(word.folded):
            unknown = Unknown(word.folded, word.term or "", word.rarity, self._language)
            return tuple(meanings.related(unknown, self._index, vectors))
        is_listed = tongues.is_listed(word.text.casefold(), self._asked_in)
        unknown = Unknown(
            word.folded, word.term or "", word.rarity, self._language, word.is_name, self._is_foreign, is_listed
        )
        return _searched(unknown, self._index, vectors)


_SEARCHED: WeakKeyDictionary[Index, dict[tuple[Unknown, WordVectors | None], tuple[Meaning, ...]]] = WeakKeyDictionary()
"""What was found for the words that people ask with and a collection lacks: the same few, again and again."""


def _searched(word: Unknown, index: Index, vectors: WordVectors | None) -> tuple[Meaning, ...]:
    known = _SEARCHED.setdefault(index, {})
    found = known.get((word, vectors))
    if found is None:
        guessed = meanings.guessed(word, index)
        is_sure = any(meaning.is_sure for meaning in guessed)
        others = [] if is_sure else meanings.related(word, index, vectors)
        terms = {meaning.term for meaning in guessed}
        more = (other for other in others if other.term not in terms)
        found = tuple(sorted((*guessed, *more), key=lambda meaning: -meaning.weight))
        if len(known) >= _SEARCHED_KEPT:
            known.clear()
        known[word, vectors] = found
    return found
