"""The database: everything that must outlive a process; the only importer of sqlalchemy."""

from corpus.store.chats import ChatPreferences, Chats
from corpus.store.inbox import Inbox
from corpus.store.open_questions import OpenQuestion, OpenQuestions, Subscriber
from corpus.store.people import People, PersonPreferences
from corpus.store.preferences import Kept, Preferences
from corpus.store.questions import AskedQuestion, Questions
from corpus.store.receipts import Place, Receipts, read_id
from corpus.store.store import Change, Draft, Live, Store
from corpus.store.traces import Traces
from corpus.store.usage import Bound, Limits, Refusal, Usage
from corpus.store.votes import Tally, Votes

__all__ = [
    "AskedQuestion",
    "Bound",
    "Change",
    "ChatPreferences",
    "Chats",
    "Draft",
    "Inbox",
    "Kept",
    "Limits",
    "Live",
    "OpenQuestion",
    "OpenQuestions",
    "People",
    "PersonPreferences",
    "Place",
    "Preferences",
    "Questions",
    "Receipts",
    "Refusal",
    "Store",
    "Subscriber",
    "Tally",
    "Traces",
    "Usage",
    "Votes",
    "read_id",
]
