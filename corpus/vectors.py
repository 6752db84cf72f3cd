"""Word vectors: which words mean nearly the same, as a table that ships with the program; another may be named."""

from __future__ import annotations

import functools
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.errors import VectorsUnreadable
from corpus.spellings import stems

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]

BUNDLED = ""
"""The table that ships with the program."""
OFF = "off"
NO_ROW = -1
_FOLDER = Path(__file__).with_name("bundled") / "vectors"
_SKETCH = 64
"""The first components hold most of the variance: enough to say which words are worth a closer look."""
_PIECE = 2048
_NEAR_IN_SKETCH = 0.15
_LOOKED_AT = 400
FARTHEST = 0.35
"""The cosine under which words have nothing to say about each other."""
_TYPES = {"I8": np.int8, "F16": np.float16, "F32": np.float32, "F64": np.float64, "I32": np.int32, "I64": np.int64}


class Neighbour(NamedTuple):
    """A term that means nearly the same, and how nearly."""

    term: str
    cosine: float


class WordVectors:
    """The vectors of a language's terms; immutable, and safe to share between threads and collections.

    A term has the vector of the most frequent word with its stem. A word without a row, such as a rare name, has no
    meaning here: it is compared letter by letter elsewhere.
    """

    def __init__(self, rows: Mapping[str, int], table: NDArray[np.generic], weights: Floats) -> None:
        self._rows = rows
        self.table = table
        """The vectors, of any scale, one a row."""
        self.weights = weights
        """Of each row, how much it tells: near 0 for the most frequent, near 1 for rare ones (SIF: Arora 2017)."""
        self.neighbours = functools.lru_cache(4096)(self._neighbours)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, term: str) -> bool:
        return term in self._rows

    @property
    def any_term(self) -> str:
        """Some term that has a row."""
        return next(iter(self._rows))

    def rows(self, terms: Sequence[str]) -> Rows:
        """Where each of these terms stands."""
        return np.fromiter(map(self._rows.get, terms, itertools.repeat(NO_ROW)), np.int32, len(terms))

    def units(self, rows: NDArray[np.integer]) -> Floats:
        """These rows at length 1; zeros for NO_ROW."""
        vectors = np.asarray(self.table[rows], np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        scales = np.where(rows >= 0, 1 / np.maximum(lengths, 1e-9), 0).astype(np.float32)
        return vectors * scales[:, None]

    @functools.cached_property
    def _sketch(self) -> tuple[list[str], Rows, Floats]:
        terms = list(self._rows)
        rows = self.rows(terms)
        pieces = [self.units(rows[at : at + _PIECE])[:, :_SKETCH] for at in range(0, len(rows), _PIECE)]
        return terms, rows, np.concatenate(pieces)

    def _neighbours(self, term: str) -> tuple[Neighbour, ...]:
        """The terms nearest to this one, nearest first, without itself; none for a term without a row.

        They do not depend on a collection, so they are kept; the caller picks those that its collection holds.
        A sketch of each vector makes the short list, the whole vectors decide.
        """
        row = self._rows.get(term)
        if row is None:
            return ()
        terms, rows, sketch = self._sketch
        aim = self.units(np.array([row], np.int32))[0]
        likely = _cosines(sketch, aim[:_SKETCH])
        listed = np.flatnonzero(likely >= _NEAR_IN_SKETCH)
        if len(listed) > _LOOKED_AT:
            listed = listed[np.argpartition(-likely[listed], _LOOKED_AT)[:_LOOKED_AT]]
        cosines = _cosines(self.units(rows[listed]), aim)
        order = [at for at in np.argsort(-cosines) if cosines[at] >= FARTHEST and rows[listed[at]] != row]
        return tuple(Neighbour(terms[listed[at]], round(float(cosines[at]), 4)) for at in order)


def _cosines(units: Floats, aim: Floats) -> Floats:
    """Not by `@`: BLAS would start threads, which on a busy machine are waited for much longer than they work."""
    return np.asarray(np.einsum("ij,j->i", units, aim), np.float32)


@functools.cache
def word_vectors(language: str, source: str = BUNDLED) -> WordVectors | None:
    """The vectors of a language, read when first asked for; None when they are off or the table knows another language.

    `source` is a folder in model2vec's layout, BUNDLED or OFF. Raises VectorsUnreadable.
    """
    if source == OFF:
        return None
    folder = Path(source) if source else _FOLDER
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config.get("language", language) != language:
            return None
        return _read(folder, language)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VectorsUnreadable from error


def _read(folder: Path, language: str) -> WordVectors:
    tensors = _tensors(folder / "model.safetensors")
    vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    table = tensors["embeddings"]
    weights = np.asarray(tensors.get("weights", np.ones(len(table))), np.float32)
    places = tensors.get("mapping")  # model2vec's quantised vocabularies share rows between words
    words, numbers = zip(*_whole_words(vocabulary), strict=True)
    rows: dict[str, int] = {}
    for term, number in zip(stems([word.casefold() for word in words], language), numbers, strict=True):
        rows.setdefault(term, number if places is None else int(places[number]))
    if not rows or max(rows.values()) >= len(table):
        raise ValueError("the words and the table do not fit together")
    return WordVectors(rows, table, weights)


def _tensors(file: Path) -> dict[str, NDArray[np.generic]]:
    """The arrays of a safetensors file, mapped into memory: the length of a JSON header, the header, the bytes."""
    content = np.memmap(file, np.uint8, "r")
    start = 8 + int(content[:8].view("<u8")[0])
    header = json.loads(bytes(content[8:start]))
    tensors = {}
    for name, tensor in header.items():
        if name != "__metadata__":
            first, end = tensor["data_offsets"]
            kind, shape = np.dtype(_TYPES[tensor["dtype"]]).newbyteorder("<"), tensor["shape"]
            if end - first != math.prod(shape) * kind.itemsize:
                raise ValueError("a tensor has not the size that it claims")
            tensors[name] = np.frombuffer(content, kind, math.prod(shape), start + first).reshape(shape)
    return tensors


def _whole_words(vocabulary: Mapping[str, int] | Sequence[Sequence[object]]) -> Iterator[tuple[str, int]]:
    """The entries of a tokenizer that are whole words, most frequent first: word levels, word pieces, BPE, Unigram."""
    entries: Iterable[tuple[str, int]]
    if isinstance(vocabulary, Mapping):
        entries = sorted(vocabulary.items(), key=lambda entry: entry[1])
    else:
        entries = [(str(piece[0]), number) for number, piece in enumerate(vocabulary)]
    marked = any(token[:1] in "▁Ġ" for token, _ in entries if token)
    for token, number in entries:
        word = token.lstrip("▁Ġ")
        if word.isalpha() and len(word) > 1 and (word != token or not marked):
            yield word, number
