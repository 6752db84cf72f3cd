"""Candidates: the passages that BM25 finds, and what of the question stands where in them."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from corpus.asked import ANY_FORM, NO_FORM, Asked, Floats, Ints
from corpus.index import Index
from corpus.terms import FORM

CANDIDATES = 40
"""How many passages BM25 hands over; the right one is among them for 98 of 100 questions that it can answer."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer, as one run of tokens: what stands where."""

    positions: Ints
    bm25: Floats
    tokens: Ints
    """Token numbers of the index, without sentence ends and forms."""
    forms: Ints
    """Of each token, the number of its form's token, or 0."""
    codes: Ints
    """Of each token, what it is to the question (see Asked); 0: nothing."""
    owner: Ints
    """Of each token, its candidate."""
    sentence: Ints
    """Of each token, its sentence, numbered through all candidates."""
    first_sentence: Ints
    """Of each candidate, and where the last one ends."""

    @property
    def sentences(self) -> int:
        return int(self.first_sentence[-1])

    @property
    def sentence_owner(self) -> Ints:
        return np.repeat(np.arange(len(self.positions)), np.diff(self.first_sentence))

    def best(self, values: Floats) -> Floats:
        """Of values by sentence, the highest of each candidate, at least 0."""
        best = np.zeros((len(self.positions), *values.shape[1:]))
        np.maximum.at(best, self.sentence_owner, values)
        return best


def _found(question: Asked, index: Index, limit: int) -> tuple[Ints, Floats]:
    """The best passages by BM25; of a collection that is no larger than that, all."""
    positions, scores = index.search(question.searched, limit)
    if len(index) > limit or not question.content:
        return positions, scores
    others = np.setdiff1d(np.arange(len(index)), positions)
    return np.concatenate([positions, others]), np.concatenate([scores, np.zeros(len(others))])


def candidates(question: Asked, index: Index, limit: int = CANDIDATES) -> Candidates:
    """The best passages by BM25, with their words."""
    positions, scores = _found(question, index, limit)
    raw, starts = index.tokens_of(positions)
    owner = np.repeat(np.arange(len(positions)), np.diff(starts))
    ends = raw == 0
    sentence = np.cumsum(ends) - ends
    per_candidate = np.bincount(owner[ends], minlength=len(positions))
    is_form = forms_of(index)[raw]
    words = np.flatnonzero(~(ends | is_form))
    after = np.append(raw[1:], 0)
    forms = np.where(np.append(is_form[1:], False), after, 0)[words].astype(np.int64)
    codes = np.zeros(index.vocabulary_size, np.int16)
    for code, term in enumerate(question.terms, start=1):
        number = index.number(term)
        if number is not None:
            codes[number] = code
    tokens = raw[words].astype(np.int64)
    return Candidates(
        np.asarray(positions, np.int64),
        np.asarray(scores, np.float64),
        tokens,
        forms,
        codes[tokens].astype(np.int64),
        owner[words],
        sentence[words],
        np.r_[0, np.cumsum(per_candidate)],
    )


_FORMS: WeakKeyDictionary[object, NDArray[np.bool_]] = WeakKeyDictionary()


def forms_of(index: Index) -> NDArray[np.bool_]:
    """By number of a token: whether it tells a form."""
    little = index.vocabulary.little_words
    known = _FORMS.get(index.vocabulary)
    if known is None or len(known) < len(little):
        known = _FORMS[index.vocabulary] = np.array([word.startswith(FORM) for word in little], np.bool_)
    by_number = np.zeros(index.vocabulary_size, np.bool_)
    by_number[len(by_number) - len(known) :] = known[::-1]
    return by_number


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the candidates hold of the question, letter for letter."""

    strength: Floats
    """Candidate by content word: how well the passage has it, in [0, 1]."""
    in_sentence: Floats
    """The same by sentence."""
    exact: NDArray[np.bool_]
    """By sentence: which words stand there letter for letter, content words first."""
    pairs: NDArray[np.bool_]
    """By sentence: which pairs of the question stand there side by side."""


def evidence(question: Asked, found: Candidates) -> Evidence:
    """Which words of the question stand in which passages and sentences."""
    met = np.flatnonzero(found.codes)
    code, sentence = found.codes[met], found.sentence[met]
    content = question.content_of[code]
    in_sentence = np.zeros((found.sentences, len(question.content)))
    np.maximum.at(in_sentence, (sentence[content >= 0], content[content >= 0]), question.weight_of[code[content >= 0]])
    literal = _literal(question, found)[met]
    exact = np.zeros((found.sentences, len(question.literal_rarity)), bool)
    exact[sentence[literal >= 0], literal[literal >= 0]] = True
    return Evidence(found.best(in_sentence), in_sentence, exact, _pairs(question, found))


def _literal(question: Asked, found: Candidates) -> Ints:
    """Of each token, the word of the question that it is, in just that form, or -1."""
    literal = question.literal_of[found.codes]
    wanted = np.append(question.form_of, NO_FORM)[literal]
    return np.where((wanted == ANY_FORM) | (wanted == found.forms), literal, -1)


def _pairs(question: Asked, found: Candidates) -> NDArray[np.bool_]:
    number = np.full((len(question.literal_rarity) + 1, len(question.literal_rarity) + 1), -1)
    for pair, (left, right) in enumerate(question.pairs):
        number[left, right] = pair
    literal = _literal(question, found)
    pairs = np.where(found.sentence[1:] == found.sentence[:-1], number[literal[:-1], literal[1:]], -1)
    met = np.flatnonzero(pairs >= 0)
    here = np.zeros((found.sentences, len(question.pairs)), bool)
    here[found.sentence[met], pairs[met]] = True
    return here
