"""The database: everything that must outlive a process; the only importer of sqlalchemy."""

from corpus.store.archives import Archive, Arrival, Fate
from corpus.store.audit import Act, Audit, Entry, record
from corpus.store.changes import Change, Placed, Step
from corpus.store.chats import ChatPreferences, Chats
from corpus.store.corrections import Corrections, Notice, ToFollow
from corpus.store.database import hurried
from corpus.store.drafts import Draft, Drafts, Part
from corpus.store.inbox import Inbox
from corpus.store.inline_messages import InlineMessage, InlineMessages
from corpus.store.lessons import Lessons
from corpus.store.moderators import Invitation, Moderator, Moderators, person
from corpus.store.open_questions import OpenQuestion, OpenQuestions, Subscriber, key_of
from corpus.store.origins import Origin, Origins
from corpus.store.own_collections import ROOM, OwnCollections, Room
from corpus.store.people import People, PersonPreferences
from corpus.store.preferences import Kept, Preferences
from corpus.store.prompts import Prompt, Prompts
from corpus.store.questions import AskedQuestion, Questions
from corpus.store.receipts import Place, Receipts, read_id
from corpus.store.shares import Shares
from corpus.store.statistics import Figures, Statistics, Unanswered
from corpus.store.store import Live, Store
from corpus.store.synonyms import OwnSynonym, OwnSynonyms
from corpus.store.traces import Traces
from corpus.store.usage import Bound, Limits, Refusal, Usage
from corpus.store.votes import Tally, Votes

__all__ = [
    "ROOM",
    "Act",
    "Archive",
    "Arrival",
    "AskedQuestion",
    "Audit",
    "Bound",
    "Change",
    "ChatPreferences",
    "Chats",
    "Corrections",
    "Draft",
    "Drafts",
    "Entry",
    "Fate",
    "Figures",
    "Inbox",
    "InlineMessage",
    "InlineMessages",
    "Invitation",
    "Kept",
    "Lessons",
    "Limits",
    "Live",
    "Moderator",
    "Moderators",
    "Notice",
    "OpenQuestion",
    "OpenQuestions",
    "Origin",
    "Origins",
    "OwnCollections",
    "OwnSynonym",
    "OwnSynonyms",
    "Part",
    "People",
    "PersonPreferences",
    "Place",
    "Placed",
    "Preferences",
    "Prompt",
    "Prompts",
    "Questions",
    "Receipts",
    "Refusal",
    "Room",
    "Shares",
    "Statistics",
    "Step",
    "Store",
    "Subscriber",
    "Tally",
    "ToFollow",
    "Traces",
    "Unanswered",
    "Usage",
    "Votes",
    "hurried",
    "key_of",
    "person",
    "read_id",
    "record",
]
