"""BM25 over passages: an inverted index, exact, immutable, and cheap to publish into.

- Index: what is asked. Passages by key, terms by number; `replace`, `save`, `load`.
- Sources: which revision a passage comes from.
- Okapi: rank_bm25's class over postings. Scores, idf, positions; two segments, the second of what came since.
- Race: who is among the best, without scoring all (block-max MaxScore); compiled where there is a C compiler.
- Segment: postings of passages side by side.
- Forward: the same passages' tokens in order, for phrases and nearness.
- Vocabulary: token to number and back, shared by an index and its successors.
"""

from corpus.index import race
from corpus.index.files import remove_drafts
from corpus.index.index import Index
from corpus.index.okapi import Okapi, idf
from corpus.index.sources import Key
from corpus.index.vocabulary import Vocabulary

COMPILED = not race.__file__.endswith(".py")
"""Whether the race runs as machine code; if not, it is as exact, and some thirty times slower in large collections."""

__all__ = ["COMPILED", "Index", "Key", "Okapi", "Vocabulary", "idf", "remove_drafts"]
