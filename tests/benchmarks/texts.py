"""Passages and questions without end, with the word statistics of English prose.

The head of the ranking is English by frequency (wordfreq), the tail invented words, so that the vocabulary goes on
growing with the corpus, as it does in real text (Heaps). The distribution has two regimes (Ferrer i Cancho & Solé 2001,
"Two regimes in the frequency of words"): p(r) ~ (r + 3.5) ** -1.05 for the kernel of 8,000 words, ** -1.7 beyond: some
150 thousand different words in 6 million. Passages come in articles of twenty; an article prefers a hundred words of
its own, which gives repeated words and words that go together.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import numpy as np
import wordfreq
from numpy.typing import NDArray

from corpus.terms import ENGLISH_STOP_WORDS

ARTICLE = 20
"""Passages an article."""
_TYPES = 2_000_000
_KERNEL = 8_000
_SYLLABLES = [c + v + e for c in "bdfgklmnprstvz" for v in "aeiou" for e in ("", "n", "r", "l", "s", "k")]
_CHUNK = 1_000  # articles drawn in one go
_LENGTH = 56  # words, at the median: some 60 on average
_SENTENCE = 18
_OPENERS = ["what", "who did the", "when was the", "how many", "where is the", "why did", "which of the"]


def passages(count: int, seed: int = 7) -> Iterator[str]:
    """So many passages of about 60 words; the same at every call."""
    generator = np.random.default_rng(seed)
    for first in range(0, count, _CHUNK * ARTICLE):
        yield from _chunk(generator, min(_CHUNK * ARTICLE, count - first))


def questions(count: int, of: int, seed: int = 11) -> list[str]:
    """About eight words, of which a few stand in one of the first passages, in their order."""
    generator = np.random.default_rng(seed)
    texts = list(passages(min(of, _CHUNK * ARTICLE)))
    found: list[str] = []
    while len(found) < count:
        words = re.findall(r"\w+", texts[int(generator.integers(len(texts)))].lower())
        content = [i for i, word in enumerate(words) if word not in ENGLISH_STOP_WORDS]
        size = int(generator.integers(3, 7))
        if len(content) >= size:
            chosen = sorted(generator.choice(content, size, replace=False).tolist())
            opener = _OPENERS[int(generator.integers(len(_OPENERS)))]
            found.append(f"{opener} {' '.join(words[i] for i in chosen)}?")
    return found


def slipped(question: str) -> str:
    """The question with two letters of its longest word in the wrong order."""
    word = max(question.rstrip("?").split(), key=len)
    return question.replace(word, word[:2] + word[3:1:-1] + word[4:], 1)


def _chunk(generator: np.random.Generator, count: int) -> Iterator[str]:
    lengths = np.clip(generator.lognormal(np.log(_LENGTH), 0.35, count), 8, 300).astype(int)
    drawn = _ranks(generator, int(lengths.sum()))
    article = np.repeat(np.arange(count) // ARTICLE, lengths)
    # The middle of a drawn ranking: names and topics, not "the".
    own = np.sort(_ranks(generator, (count // ARTICLE + 1) * 800).reshape(-1, 800), axis=1)[:, 250:350]
    topical = np.flatnonzero((generator.random(len(drawn)) < 0.2) & (drawn > 120))
    drawn[topical] = own[article[topical], (generator.random(len(topical)) ** 2 * 100).astype(int)]
    words, at = _vocabulary()[drawn].tolist(), 0
    for length in lengths.tolist():
        yield _prose(words[at : at + length])
        at += length


def _prose(words: list[str]) -> str:
    parts = (" ".join(words[i : i + _SENTENCE]).capitalize() for i in range(0, len(words), _SENTENCE))
    return " ".join(f"{part}." for part in parts)


def _ranks(generator: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Ranks by inverting the distribution function."""
    shares = _cumulated()
    return np.searchsorted(shares, generator.random(size) * shares[-1])


@functools.cache
def _cumulated() -> NDArray[np.float64]:
    rank = np.arange(_TYPES) + 3.5
    shares = rank**-1.05
    shares[_KERNEL:] = shares[_KERNEL] * (rank[_KERNEL:] / rank[_KERNEL]) ** -1.7
    return np.cumsum(shares)


@functools.cache
def _vocabulary() -> NDArray[np.object_]:
    words = [word for word in wordfreq.top_n_list("en", 20_000) if word.isalpha()]
    known = set(words)
    invented = (word for word in map(_invented, range(_TYPES)) if word not in known)
    words += [word for word, _ in zip(invented, range(_TYPES - len(words)), strict=False)]
    return np.array(words, dtype=object)


def _invented(number: int) -> str:
    number += len(_SYLLABLES) ** 2
    word = ""
    while number:
        number, syllable = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word
