"""BM25 over passages: an inverted index in NumPy, exact, immutable, and cheap to publish into.

- Index: what is asked. Passages by key, terms by number; `replace`, `save`, `load`.
- Sources: which revision a passage comes from.
- Okapi: rank_bm25's class over postings. Scores, idf, positions; two segments, the second of what came since.
- Race: who is among the best, without scoring all (MaxScore).
- Segment: postings of passages side by side.
- Forward: the same passages' tokens in order, for phrases and nearness.
- Vocabulary: token to number and back, shared by an index and its successors.
"""

from corpus.index.files import remove_drafts
from corpus.index.index import Index
from corpus.index.okapi import Okapi, idf
from corpus.index.sources import Key
from corpus.index.vocabulary import Vocabulary

__all__ = ["Index", "Key", "Okapi", "Vocabulary", "idf", "remove_drafts"]
