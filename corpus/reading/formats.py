"""The formats, each with its reader."""

from collections.abc import Callable

from corpus.articles import Manuscript
from corpus.reading import docx, epub, html, markdown, names, pdf, text
from corpus.reading.characters import decode
from corpus.reading.drafts import Draft
from corpus.reading.furniture import clear
from corpus.reading.manuscripts import finish

_READERS: dict[str, Callable[[bytes], Draft]] = {
    ".txt": lambda content: text.read(decode(content)),
    ".md": lambda content: markdown.read(decode(content)),
    ".html": lambda content: html.read(decode(content)),
    ".htm": lambda content: html.read(decode(content)),
    ".pdf": pdf.read,
    ".docx": docx.read,
    ".epub": epub.read,
}


def read(name: str, content: bytes, *, source: str | None = None) -> Manuscript:
    """Read a file in this process: only what we trust, or where this process is there for nothing else."""
    stem, ending = names.known(name)
    draft = _READERS[ending](content)
    clear(draft)
    return finish(draft, stem, source)
