"""Everything that can go wrong and that a person may be told.

CorpusError
├── Unreadable            the bytes are no article: says why, in one sentence
├── Unfetchable           a link leads to nothing that may or can be fetched
├── UnreadableArchive     the bytes are no archive that Quoth exported
├── UnknownArticle        no article has that id
├── UnknownCollection     no collection has that name
├── PassageChanged        what is to be taught is no longer live
├── Unteachable           a lesson or a synonym that would teach nothing
├── UnknownDraft          the draft was published or discarded, or is too old
├── Overtaken             somebody changed the article meanwhile
├── Purged                the revision was deleted for good
├── CollectionFull        a group's own collection has as much as it may have
├── VectorsUnreadable     the named folder holds no word vectors
└── StoreUnavailable      the database cannot be used now
    ├── StoreBusy         another process writes, or locks it; nothing was changed
    └── DatabaseTooNew    a newer Quoth wrote it

The message of each is one sentence fit for a person: no path, no address, no text of another person. It is English;
whoever shows it in another language finds the sentence in `sentence`, what belongs in its places in `details`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{([a-z_]+)\}")


class CorpusError(Exception):
    """Base of all errors whose message may be shown to a person."""

    def __init__(self, sentence: str, **details: str | int) -> None:
        """`sentence` is written where it is raised, with places for the details, as in `{tags} tags`."""
        english = {name: f"{value:,}" if isinstance(value, int) else value for name, value in details.items()}
        super().__init__(filled(sentence, english))
        self.sentence = sentence
        self.details = details


def filled(sentence: str, details: Mapping[str, str]) -> str:
    """A sentence with the details in their places; unlike `format`, it looks into nothing."""
    return _PLACE.sub(lambda place: details.get(place[1], place[0]), sentence)


def later(sentence: str) -> str:
    """Mark words of ours that somebody may be shown, so that the faces find them and can say them otherwise."""
    return sentence


class Unreadable(CorpusError):
    """The bytes cannot become an article."""


class Unfetchable(CorpusError):
    """A link leads to nothing that may or can be fetched."""


class UnreadableArchive(CorpusError):
    """The bytes are no archive that Quoth exported, or not a whole one."""


class UnknownArticle(CorpusError):
    """No article has that id."""

    def __init__(self, article_id: str) -> None:
        super().__init__(later("There is no article {article}."), article=article_id)
        self.article_id = article_id


class UnknownCollection(CorpusError):
    """No collection has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(later("There is no collection {name}."), name=name)
        self.name = name


class PassageChanged(CorpusError):
    """The passage is not, or no longer, part of a live revision of the collection."""

    def __init__(self) -> None:
        super().__init__(later("The article has changed meanwhile. Please choose again."))


class Unteachable(CorpusError):
    """A lesson or a synonym that would teach nothing: says why, in one sentence."""


class UnknownDraft(CorpusError):
    """No draft with that id waits any more."""

    def __init__(self) -> None:
        super().__init__(later("This draft is no longer there: it was published or discarded, or is too old."))


class Overtaken(CorpusError):
    """Somebody else changed the article after what is to be changed was last seen."""

    def __init__(self) -> None:
        super().__init__(later("Somebody changed the article meanwhile."))


class Purged(CorpusError):
    """The text of the revision was deleted for good."""

    def __init__(self) -> None:
        super().__init__(later("This revision was deleted for good."))


class CollectionFull(CorpusError):
    """The own collection of a chat has as much as it may have."""


class VectorsUnreadable(CorpusError):
    """The named folder holds no table of word vectors."""

    def __init__(self) -> None:
        super().__init__(later("The word vectors cannot be read: name a folder that model2vec wrote, or off."))


class StoreUnavailable(CorpusError):
    """The database cannot be used now; what was live stays live."""


class StoreBusy(StoreUnavailable):
    """Another process holds the lock; to try again is safe, and may help."""


class DatabaseTooNew(StoreUnavailable):
    """A newer Quoth wrote the database."""
