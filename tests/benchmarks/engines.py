"""The engines that people would pick, ours among them, each told to do the same.

Lower case, words, the same stop words, Snowball's English stemmer; for a question given as text, the
fifty best passages. Each is asked in the way that its own documentation shows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

import numpy as np
import Stemmer

from corpus.articles import Revision
from corpus.passages import Passage
from corpus.terms import ENGLISH_STOP_WORDS, forget, terms
from tests.benchmarks.texts import ARTICLE

K = 50
_NO_WORD = re.compile(r"\W+")
_SENTENCES = re.compile(r"[^.]+\.")


class Engine(Protocol):
    """Indexes texts, then answers questions."""

    def prepared(self, texts: Iterable[str]) -> list[Any]:
        """The texts as the engine is given them."""
        return list(texts)

    def build(self, given: list[Any]) -> None:
        """Index them."""

    def ask(self, question: str) -> object:
        """Find the fifty best."""


class Quoth(Engine):
    """The corpus's own index, with all that ranking needs besides: tokens in order, little words, sentence ends."""

    def prepared(self, texts: Iterable[str]) -> list[Any]:
        return list(documents(texts))

    def build(self, given: list[Any]) -> None:
        from corpus.index import Index, Key  # noqa: PLC0415  (each engine's own process)

        self.index = Index.build((Key(p.revision.article_id, 1, p.number), p) for p in given)

    def ask(self, question: str) -> object:
        return self.index.search(dict.fromkeys(terms(question, "en"), 1.0), K)


class Tantivy(Engine):
    """Rust, behind Python."""

    def build(self, given: list[Any]) -> None:
        import tantivy  # noqa: PLC0415

        known = tantivy.Filter
        schema = tantivy.SchemaBuilder().add_text_field(
            "text", stored=False, tokenizer_name="quoth", index_option="freq"
        )
        self.index = tantivy.Index(schema.build())
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(known.lowercase())
        words = words.filter(known.custom_stopword(sorted(ENGLISH_STOP_WORDS))).filter(known.stemmer("english"))
        self.index.register_tokenizer("quoth", words.build())
        writer = self.index.writer(heap_size=1_500_000_000, num_threads=1)
        for text in given:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def ask(self, question: str) -> object:
        query = self.index.parse_query(_NO_WORD.sub(" ", question), ["text"])
        return self.searcher.search(query, K, count=False).hits  # or it would visit every match to count it


class Bm25s(Engine):
    """Scores computed when indexing, in SciPy-like arrays."""

    def build(self, given: list[Any]) -> None:
        import bm25s  # noqa: PLC0415

        self.module, self.stemmer = bm25s, Stemmer.Stemmer("english", 0)
        self.index = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        self.index.index(self._tokens(given), show_progress=False)

    def ask(self, question: str) -> object:
        return self.index.retrieve(self._tokens([question]), k=K, show_progress=False)

    def _tokens(self, texts: list[str]) -> Any:  # noqa: ANN401  (bm25s has no types)
        stop_words = sorted(ENGLISH_STOP_WORDS)
        return self.module.tokenize(texts, stopwords=stop_words, stemmer=self.stemmer, show_progress=False)


class RankBm25(Engine):
    """The formula in plain Python, a dict a passage."""

    def build(self, given: list[Any]) -> None:
        import rank_bm25  # noqa: PLC0415

        self.index = rank_bm25.BM25Okapi([terms(text, "en") for text in given])
        forget()

    def ask(self, question: str) -> object:
        return np.argsort(self.index.get_scores(terms(question, "en")))[::-1][:K]


ENGINES: dict[str, type[Engine]] = {"quoth": Quoth, "tantivy": Tantivy, "bm25s": Bm25s, "rank_bm25": RankBm25}


def documents(texts: Iterable[str], prefix: str = "a") -> Iterator[Passage]:
    """Texts as passages of articles, split beforehand: splitting is nobody's indexing."""
    remaining, number = iter(texts), 0
    while some := list(islice(remaining, ARTICLE)):
        number += 1
        joined = "\n\n".join(some)
        details = {"title": f"News {number}", "published_by": "bench", "published_at": dt.datetime.now(dt.UTC)}
        revision = Revision(text=joined, article_id=f"{prefix}{number}", number=1, **details)
        start = 0
        for i, text in enumerate(some, 1):
            sentences = tuple(match.span() for match in _SENTENCES.finditer(text))
            yield Passage(revision, i, len(some), start, start + len(text), None, sentences)
            start += len(text) + 2
