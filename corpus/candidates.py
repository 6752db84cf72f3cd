"""Candidates: the passages that BM25 finds, and what of the question stands where in them."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from corpus.asked import ANY_FORM, Asked, Floats, Ints
from corpus.index import Index, Vocabulary
from corpus.terms import FORM

CANDIDATES = 40
"""How many passages BM25 hands over; the right one is among them for 98 of 100 questions that it can answer."""


@dataclass(frozen=True, slots=True)
class Read:
    """Passages as one run of tokens, whatever is asked."""

    positions: Ints
    tokens: Ints
    """Token numbers of the index, without sentence ends and forms."""
    forms: Ints
    """Of each token, the number of its form's token, or 0."""
    owner: Ints
    """Of each token, its passage: 0, 1 …"""
    sentence: Ints
    """Of each token, its sentence, numbered through all passages."""
    first_sentence: Ints
    """Of each passage, and where the last one ends."""
    sentence_owner: Ints
    """Of each sentence, its passage."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer: what stands where."""

    read: Read
    bm25: Floats
    met: Ints
    """Which of the tokens the question looks for, ascending …"""
    code: Ints
    """… and what each of them is to it (see Asked)."""
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
        scores = index.scores(question.searched, read.positions)
    else:
        positions, scores = index.search(question.searched, limit)
        read = _read(positions, index)
    codes = np.zeros(index.vocabulary_size, np.int16)
    for code, term in enumerate(question.terms, start=1):
        number = index.number(term)
        if number is not None:
            codes[number] = code
    there = codes[read.tokens]
    met = there.nonzero()[0]
    return Candidates(read, np.asarray(scores, np.float64), met, there[met].astype(np.int64) - 1, is_all)


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
    return Read(
        positions=np.asarray(positions, np.int64),
        tokens=raw[words].astype(np.int64),
        forms=np.where(np.append(is_form[1:], False), after, 0)[words].astype(np.int64),
        owner=owner[words],
        sentence=sentence[words],
        first_sentence=np.r_[0, np.cumsum(np.bincount(owner[ends], minlength=len(positions)))],
        sentence_owner=owner[ends],
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the candidates hold of the question, letter for letter."""

    strength: Floats
    """Candidate by content word: how well the passage has it, in [0, 1]."""
    in_sentence: Floats
    """The same by sentence."""
    exact: Floats
    """Candidate by content word: 1 where it stands there letter for letter."""
    pairs: Floats
    """Candidate by pair of the question: 1 where a sentence has the two side by side."""


def evidence(question: Asked, found: Candidates) -> Evidence:
    """Which words of the question stand in which passages and sentences."""
    words, literals = len(question.content), len(question.literal_rarity)
    nothing = words + literals
    # A row for each sentence: how well it has each content word, which words letter for letter, nothing, which pairs.
    has = np.zeros((found.sentences, nothing + 1 + len(question.pairs)))
    cells, (_, width) = has.reshape(-1), has.shape
    sentence, code = found.sentence[found.met], found.code
    row = sentence * width
    np.maximum.at(cells, row + question.content_of[code], question.weight_of[code])
    wanted = question.form_of[code]
    is_literal = (wanted == found.read.forms[found.met]) | (wanted == ANY_FORM)
    literal = np.where(is_literal, question.literal_of[code], literals)
    cells[row + literal + words] = 1
    # From one sentence to the next, this goes up by 2.
    place = found.met + sentence
    left = (place[1:] - place[:-1] == 1).nonzero()[0]
    pairs = np.full((literals + 1, literals + 1), nothing)
    for pair, beside in enumerate(question.pairs, start=nothing + 1):
        pairs[beside] = pair
    cells[row[left] + pairs[literal[left], literal[left + 1]]] = 1
    whole = found.best(has)
    return Evidence(whole[:, :words], has[:, :words], whole[:, words : 2 * words], whole[:, nothing + 1 :])
