"""Candidates: the passages that BM25 finds, and what of the question stands where in them."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from corpus.asked import Asked, Floats, Ints
from corpus.index import Index, Vocabulary
from corpus.tally import Text
from corpus.terms import FORM

CANDIDATES = 40
"""How many passages BM25 hands over; the right one is among them for 98 of 100 questions that it can answer."""


@dataclass(frozen=True, slots=True)
class Read:
    """Passages as one run of tokens, whatever is asked."""

    positions: Ints
    tokens: Ints
    """Token numbers of the index, without sentence ends and forms."""
    owner: Ints
    """Of each token, its passage: 0, 1 …"""
    sentence: Ints
    """Of each token, its sentence, numbered through all passages."""
    first_sentence: Ints
    """Of each passage, and where the last one ends."""
    sentence_owner: Ints
    """Of each sentence, its passage."""
    text: Text
    """The same, to be counted."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer: what stands where."""

    read: Read
    bm25: Floats
    codes: NDArray[np.int16]
    """Of each token, what it is to the question (see Asked); 0: nothing."""
    is_all: bool
    """Whether these are all passages of the collection, in their order."""

    @property
    def positions(self) -> Ints:
        return self.read.positions

    @property
    def tokens(self) -> Ints:
        return self.read.tokens

    def tokens_of(self, candidate: int) -> Ints:
        """Those of one passage."""
        first, last = self.owner.searchsorted((candidate, candidate + 1))
        return self.tokens[first:last]

    @property
    def owner(self) -> Ints:
        return self.read.owner

    @property
    def sentence(self) -> Ints:
        return self.read.sentence

    @property
    def first_sentence(self) -> Ints:
        return self.read.first_sentence

    @property
    def sentences(self) -> int:
        return len(self.read.sentence_owner)

    @property
    def sentence_owner(self) -> Ints:
        return self.read.sentence_owner

    def best(self, values: Floats) -> Floats:
        """Of values by sentence, none below 0, the highest of each candidate."""
        # Every passage has a sentence, if only an empty one: no run is empty.
        return np.maximum.reduceat(values, self.first_sentence[:-1], axis=0)


def candidates(question: Asked, index: Index, limit: int = CANDIDATES) -> Candidates:
    """The best passages by BM25, with their words; of a collection that is no larger than that, all."""
    is_all = len(index) <= limit and bool(question.content)
    if is_all:
        read = _read_all(index)
        scores = index.scores(question.searched)
    else:
        positions, scores = index.search(question.searched, limit)
        read = _read(positions, index)
    codes = np.zeros(index.vocabulary_size, np.int16)
    for code, term in enumerate(question.terms, start=1):
        number = index.number(term)
        if number is not None:
            codes[number] = code
    return Candidates(read, scores, codes[read.tokens], is_all)


def _read_all(index: Index) -> Read:
    read = _ALL.get(index)
    if read is None:
        read = _ALL[index] = _read(np.arange(len(index)), index)
    return read


def _read(positions: Ints, index: Index) -> Read:
    raw, starts = index.tokens_of(positions)
    owner = np.repeat(np.arange(len(positions)), np.diff(starts))
    ends = raw == 0
    sentence = np.cumsum(ends) - ends
    is_form = _forms(index.vocabulary)[np.minimum(raw, 0)]  # forms have numbers below 0
    words = np.flatnonzero(~(ends | is_form))
    after = np.append(raw[1:], 0)
    forms = np.where(np.append(is_form[1:], False), after, 0)[words].astype(np.int64)
    sentence, sentence_owner, owner = sentence[words], owner[ends], owner[words]
    first = np.r_[0, np.cumsum(np.bincount(sentence_owner, minlength=len(positions)))]
    return Read(
        positions=positions,
        tokens=raw[words].astype(np.int64),
        owner=owner,
        sentence=sentence,
        first_sentence=first,
        sentence_owner=sentence_owner,
        text=Text(owner.data, sentence.data, forms.data, first.data),
    )


_ALL: WeakKeyDictionary[Index, Read] = WeakKeyDictionary()
"""Of small collections, which every question reads from end to end."""


_FORMS: WeakKeyDictionary[Vocabulary, NDArray[np.bool_]] = WeakKeyDictionary()


def _forms(vocabulary: Vocabulary) -> NDArray[np.bool_]:
    """By number of a little word, counted from the end: whether it tells a form; by 0, no."""
    known = _FORMS.get(vocabulary)
    if known is None or len(known) <= vocabulary.little:
        told = [word.startswith(FORM) for word in vocabulary.little_words]
        known = _FORMS[vocabulary] = np.array([False, *reversed(told)])
    return known
