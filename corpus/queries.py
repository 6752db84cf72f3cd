"""Query: a question as asked, and what its words may also mean in a collection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz.distance import OSA

from corpus import meanings, synonyms, tongues
from corpus.boldness import Boldness
from corpus.index import Index
from corpus.meanings import SAME, Kind, Meaning, Unknown
from corpus.synonyms import Synonym, Synonyms
from corpus.terms import rarity, stop_words, surfaces, taken, words
from corpus.translations import translated
from corpus.vectors import BUNDLED, WordVectors, word_vectors

K = TypeVar("K")
V = TypeVar("V")

__all__ = ["MAIN", "SHOWN", "AskedWord", "Kind", "Meaning", "Query", "Widened", "widen"]

MAIN = "main"
"""The collection that a chat reads unless told otherwise."""
SHOWN = 5
"""How many passages an answer carries, unless more are wanted."""
MOST_READ = 1000
"""Words of a question: of a message of 4,096 characters nearly all, in a script without spaces the first quarter."""
MOST_SEARCHED = 12
"""For how many words that the collection lacks others are looked for; in a longer question, for the rarest."""
_WORDS_KEPT = 4_000
"""Of how many words it is kept what a collection has for them."""
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
        is_met = any(meaning.kind is SAME for word in same for meaning in word.meanings)
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
    typed = [(word, place > 0) for place, word in enumerate(surfaces(query.text)[:MOST_READ])]
    asked_in = tongues.asked_in([word.casefold() for word, _ in typed], language)
    reading = _Reading(index, language, asked_in, word_vectors(language, vectors))
    asked = {as_typed: word for as_typed in typed if (word := reading.asked(*as_typed)).folded}
    typed = [as_typed for as_typed in typed if as_typed in asked]
    content = [word for as_typed in typed if (word := asked[as_typed]).term is not None]
    names = _named(content, synonyms.synonyms(own_synonyms), language)
    more = reading.more({word.folded: word for word in content}, names)
    for as_typed, word in asked.items():
        if word.folded in more and word.term is not None:
            asked[as_typed] = replace(word, meanings=more[word.folded])
    missing = {word.folded: word.text for word in asked.values() if word.is_missing and word.tells}
    return Widened(tuple(map(asked.__getitem__, typed)), tuple(missing.values()), language, asked_in)


def _language(text: str, index: Index) -> str:
    """Of the collection's languages, the one that takes most words of the question for its stop words."""
    if len(index.languages) == 1:
        return next(iter(index.languages))
    return max(
        sorted(index.languages), key=lambda code: sum(word.term is None for word in words(text, code)), default="en"
    )


def _named(content: Sequence[AskedWord], known: Synonyms, language: str) -> dict[str, tuple[Synonym, ...]]:
    """The other names of what the question names, by each of the words that name it."""
    return {
        word.folded: name.synonyms
        for name in known.found([(word.text, word.folded) for word in content], language)
        for word in content[name.start : name.end]
    }


class _Known(NamedTuple):
    """What is known of the words that an index was asked with: the same few, again and again."""

    asked: dict[tuple[str, bool, str, str], AskedWord]
    """As typed, whether later than first, by the two languages: with what the index has of the word itself."""
    more: dict[tuple[AskedWord, tuple[Synonym, ...], str, str, WordVectors | None], tuple[Meaning, ...]]
    """For a word with other names, what it means with them; for one that the index lacks, what is like it."""


_KNOWN: WeakKeyDictionary[Index, _Known] = WeakKeyDictionary()


class _Reading:
    """How the words of one question are taken."""

    def __init__(self, index: Index, language: str, asked_in: str, vectors: WordVectors | None) -> None:
        self._index = index
        self._language = language
        self._asked_in = asked_in
        self._vectors = vectors
        self._is_foreign = asked_in != language
        self._known = _KNOWN.get(index) or _KNOWN.setdefault(index, _Known({}, {}))

    def asked(self, typed: str, is_later: bool) -> AskedWord:  # noqa: FBT001
        """A word, and itself or its translations, as far as the collection has them."""
        key = typed, is_later, self._language, self._asked_in
        asked = self._known.asked.get(key)
        return _keep(self._known.asked, key, self._taken(typed, is_later=is_later)) if asked is None else asked

    def _taken(self, typed: str, *, is_later: bool) -> AskedWord:
        folded, term = taken(typed, self._language)
        is_held = term is not None and term in self._index
        rare = (
            rarity(folded, self._language)
            if is_held or not self._is_foreign
            else tongues.rarity_abroad(typed.casefold(), self._asked_in)
        )
        stop_word = folded if term is None else self._stop_word(folded, typed, rare, is_held=is_held)
        if term is None or stop_word is not None:
            return AskedWord(typed, stop_word or folded, None, (), min(_LITTLE_RARITY, rare), is_name=False)
        if is_held:
            same = Meaning(term, 1.0, SAME)
            return AskedWord(typed, folded, term, (same,), rare, self._is_name(typed, is_later=is_later))
        if terms := translated(typed, self._asked_in, self._language):
            best = min(terms, key=lambda other: other not in self._index)
            held = meanings.translations(other for other in terms if other in self._index)
            return AskedWord(typed, folded, best, tuple(held), rarity(best, self._language), is_name=False)
        return AskedWord(typed, folded, term, (), rare, self._is_name(typed, is_later=is_later))

    def _stop_word(self, folded: str, typed: str, rare: float, *, is_held: bool) -> str | None:
        """The stop word of its own language that a word is, or was before a slip of the finger."""
        if folded == typed == "us":  # "tell us", not "the US"
            return folded
        if self._is_foreign:  # German "war" is no war, but "Von Miller" is a name
            is_little = typed.casefold() in tongues.little_words(self._asked_in) and (typed.islower() or not is_held)
            return folded if is_little else None
        if is_held:
            return None
        if not typed.islower() or rare < _MISTYPED_FROM or len(typed) not in _STOP_WORD:
            return None
        near = (stop for stop in sorted(stop_words(self._language) | _QUANTITIES) if stop[0] == typed[0])
        near = (stop for stop in near if len(stop) in _STOP_WORD)
        return next((stop for stop in near if OSA.distance(stop, folded, score_cutoff=1) <= 1), None)

    def _is_name(self, typed: str, *, is_later: bool) -> bool:
        """German writes all nouns with a capital: there, only what no list of its words has is a name."""
        if typed[0].isdigit():
            return True
        within = typed[0].isupper() and is_later
        return within and not (self._asked_in == "de" and tongues.is_listed(typed.casefold(), "de"))

    def more(
        self, content: Mapping[str, AskedWord], names: Mapping[str, tuple[Synonym, ...]]
    ) -> dict[str, tuple[Meaning, ...]]:
        """What else words mean: names, what they are also called; the rarest that the collection lacks, what is alike.

        All by word as folded; those that mean but themselves are left out.
        """
        found = {folded: self._more(content[folded], others) for folded, others in names.items()}
        lacking = [word for folded, word in content.items() if not (word.meanings or found.get(folded))]
        for word in sorted(lacking, key=lambda word: -word.rarity)[:MOST_SEARCHED]:
            found[word.folded] = self._more(word, ())
        return found

    def _more(self, word: AskedWord, others: tuple[Synonym, ...]) -> tuple[Meaning, ...]:
        key = word, others, self._language, self._asked_in, self._vectors
        more = self._known.more.get(key)
        if more is None:
            more = _keep(self._known.more, key, self._also_called(word, others) if others else self._like(word))
        return more

    def _also_called(self, name: AskedWord, others: Iterable[Synonym]) -> tuple[Meaning, ...]:
        if self._is_translated(name):
            return name.meanings
        called = meanings.named(others, self._index, alone=not name.meanings)
        return name.meanings + tuple(meaning for meaning in called if meaning.term != name.term)

    def _is_translated(self, word: AskedWord) -> bool:
        """Whether a word stands for others in the language of the collection."""
        is_held = word.meanings and word.meanings[0].kind is SAME
        return not is_held and bool(translated(word.text, self._asked_in, self._language))

    def _like(self, word: AskedWord) -> tuple[Meaning, ...]:
        """What is written nearly as a word, or means nearly the same."""
        unknown = Unknown(word.folded, word.term or "", word.rarity, self._language)
        if self._is_translated(word):
            return tuple(meanings.related(unknown, self._index, self._vectors))
        is_listed = tongues.is_listed(word.text.casefold(), self._asked_in)
        unknown = replace(unknown, is_name=word.is_name, is_foreign=self._is_foreign, is_listed=is_listed)
        guessed = meanings.guessed(unknown, self._index)
        is_sure = any(meaning.is_sure for meaning in guessed)
        others = [] if is_sure else meanings.related(unknown, self._index, self._vectors)
        terms = {meaning.term for meaning in guessed}
        more = (other for other in others if other.term not in terms)
        return tuple(sorted((*guessed, *more), key=lambda meaning: -meaning.weight))


def _keep(known: dict[K, V], key: K, value: V) -> V:
    """Remember something, not without end."""
    if len(known) >= _WORDS_KEPT:
        known.clear()
    known[key] = value
    return value
