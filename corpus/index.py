"""Index: BM25 over passages; the only importer of rank_bm25."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from rank_bm25 import BM25Okapi

from corpus.passages import Passage
from corpus.terms import terms


class Key(NamedTuple):
    """Which passage: enough to find it again in the store."""

    article_id: str
    revision: int
    number: int


class Okapi(BM25Okapi):  # type: ignore[misc]  # rank_bm25 has no types
    """BM25 whose idf stays positive, so that a word in half of the passages still counts."""

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        """Lucene's idf, ln(1 + (N - n + 0.5) / (n + 0.5)): rank_bm25's own is 0 at n = N/2 and negative above."""
        self.idf = {term: idf(self.corpus_size, n) for term, n in nd.items()}


def idf(passages: int, containing: int) -> float:
    """The information of a term in nats; positive for every count."""
    return math.log(1 + (passages - containing + 0.5) / (containing + 0.5))


class Index:
    """Passages and the terms that they hold; immutable."""

    def __init__(self, keys: tuple[Key, ...], documents: list[list[str]], languages: frozenset[str]) -> None:
        self.keys = keys
        self.languages = languages
        self._frequencies = Counter(term for document in documents for term in set(document))
        # rank_bm25 divides by the number of passages and by their mean length.
        self._okapi = Okapi(documents) if any(documents) else None

    @classmethod
    def build(cls, documents: Iterable[tuple[Key, Passage]]) -> Index:
        """Index the passages, each in the language of its revision."""
        keys, texts, languages = [], [], set()
        for key, passage in documents:
            language = passage.revision.language
            keys.append(key)
            texts.append(terms(passage.text, language))
            languages.add(language)
        return cls(tuple(keys), texts, frozenset(languages))

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, term: str) -> bool:
        return term in self._frequencies

    @property
    def vocabulary(self) -> Iterable[str]:
        """Every term of the collection."""
        return self._frequencies.keys()

    def idf(self, term: str) -> float:
        """The information of a term here; highest for one that no passage holds."""
        return idf(len(self), self._frequencies[term])

    def search(self, weights: Mapping[str, float], limit: int) -> list[tuple[int, float]]:
        """Positions in `keys` and scores of the best passages that hold a term; best first, ties in order."""
        if self._okapi is None:
            return []
        scores = np.zeros(len(self))
        for term, weight in weights.items():
            if term in self:
                scores += weight * self._okapi.get_scores([term])
        order = np.argsort(-scores, kind="stable")[:limit]
        return [(int(i), float(scores[i])) for i in order if scores[i] > 0]
