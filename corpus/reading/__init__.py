"""Reading: the bytes of a file become a Manuscript, cleaned, with a list of what was left out.

Each format has a file: its reader makes a Draft (blocks of text, and what the format itself says of title, date and
author); what follows is the same for all: `furniture` takes away what stands around an article, `languages` names the
language, `manuscripts` puts the text together.
"""

from collections.abc import Callable

from corpus.articles import Manuscript
from corpus.errors import Unreadable
from corpus.reading import html, markdown, names, text
from corpus.reading.characters import LARGEST, decode
from corpus.reading.drafts import Draft
from corpus.reading.furniture import clear
from corpus.reading.manuscripts import finish

_READERS: dict[str, Callable[[str], Draft]] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".html": html.read,
    ".htm": html.read,
}
FORMATS = tuple(_READERS)
"""The endings of the files that can be read."""

__all__ = ["FORMATS", "LARGEST", "read"]


def read(name: str, content: bytes, *, source: str | None = None) -> Manuscript:
    """Read a file; raises Unreadable, with a sentence for the moderator who sent it.

    `source` is the address that it came from; without it, the one that a web page itself names.
    """
    stem, suffix = names.parts(name)
    if suffix not in _READERS:
        raise Unreadable(names.refusal(suffix, FORMATS))
    draft = _READERS[suffix](decode(content))
    clear(draft)
    return finish(draft, stem, source)
