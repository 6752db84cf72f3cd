"""The database: everything that must outlive a process; the only importer of sqlalchemy."""

from corpus.store.inbox import Inbox
from corpus.store.questions import AskedQuestion, Questions
from corpus.store.store import Change, Draft, Live, Store

__all__ = ["AskedQuestion", "Change", "Draft", "Inbox", "Live", "Questions", "Store"]
