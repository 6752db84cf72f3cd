"""Likeness: which questions mean the same, so that a hundred of them are read as a dozen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.nearness import MEANING_FROM, direction
from corpus.terms import rarity, words
from corpus.tongues import asked_in
from corpus.vectors import BUNDLED, word_vectors

ALIKE_FROM = 0.4
"""The mean likeness from which two groups of questions are one."""
MOST = 500
"""Questions that are compared: each with each."""
_MOST_RARITY = 12.0
_VECTORS = "en"

Floats = NDArray[np.float64]


def grouped(texts: Sequence[str], *, vectors: str = BUNDLED, from_: float = ALIKE_FROM) -> list[list[int]]:
    """The places of texts that mean the same, together; groups and places in the order given. At most MOST texts.

    Average linkage: the two groups that are most alike become one, as long as they are alike enough.
    """
    like = likenesses(texts, vectors)
    groups = [[place] for place in range(len(texts))]
    sizes = np.ones(len(texts))
    np.fill_diagonal(like, -1.0)
    while len(texts) > 1:
        one, other = sorted(divmod(int(like.argmax()), len(texts)))
        if like[one, other] < from_:
            break
        joined = (sizes[one] * like[one] + sizes[other] * like[other]) / (sizes[one] + sizes[other])
        like[one], like[:, one], like[one, one] = joined, joined, -1.0
        like[other], like[:, other] = -1.0, -1.0
        sizes[one] += sizes[other]
        groups[one] += groups[other]
        groups[other] = []
    return [sorted(group) for group in groups if group]


def likenesses(texts: Sequence[str], vectors: str = BUNDLED) -> Floats:
    """How like each text is to each, in [0, 1]: by words, the most similar for each, and as a sum of vectors."""
    read = [_read(text) for text in texts]
    terms = sorted({term for one in read for term in one})
    if not terms:
        return np.zeros((len(texts), len(texts)))
    number = {term: place for place, term in enumerate(terms)}
    weight = np.zeros((len(texts), len(terms)))
    for place, one in enumerate(read):
        for term, rare in one.items():
            weight[place, number[term]] = rare
    units, tells = _vectors_of(terms, vectors)
    cosine = (units @ units.T).astype(np.float64)
    cosine = np.where(cosine > MEANING_FROM, cosine, 0.0)
    np.fill_diagonal(cosine, 1.0)
    said = np.stack(
        [cosine[:, row > 0].max(axis=1, initial=0.0) for row in weight]
    )  # text by term: how well it is said
    mass = np.maximum(weight.sum(axis=1), 1e-9)
    covered = (weight @ said.T) / mass[:, None]
    both = 2 * covered * covered.T / np.maximum(covered + covered.T, 1e-9)
    sums = direction(((weight * tells) @ units).astype(np.float32))
    meant = np.maximum(0.0, (sums @ sums.T).astype(np.float64))
    has_meaning = np.asarray(sums.any(axis=1), np.bool_)
    return np.asarray(np.where(np.outer(has_meaning, has_meaning), (both + meant) / 2, both), np.float64)


def _read(text: str) -> dict[str, float]:
    """The content words of a text in its own language, with how much each tells."""
    language = asked_in([word.folded for word in words(text, _VECTORS)], _VECTORS)
    found = [word for word in words(text, language) if word.term is not None]
    return {word.term or "": min(_MOST_RARITY, rarity(word.folded, language)) for word in found}


def _vectors_of(terms: Sequence[str], vectors: str) -> tuple[NDArray[np.float32], Floats]:
    """Of each term, its vector at length 1 and how much that tells."""
    table = word_vectors(_VECTORS, vectors)
    if table is None:
        return np.zeros((len(terms), 1), np.float32), np.zeros(len(terms))
    rows = table.rows(terms)
    return table.units(rows), np.where(rows >= 0, table.weights[rows], 0.0)
