"""The formats, each with its reader."""

from collections.abc import Callable

from corpus.articles import Manuscript
from corpus.reading import docx, epub, html, markdown, names, pdf, text
from corpus.reading.characters import declared, decode
from corpus.reading.drafts import Draft
from corpus.reading.furniture import clear
from corpus.reading.manuscripts import finish

_READERS: dict[str, Callable[[bytes, str | None], Draft]] = {
    ".txt": lambda content, charset: text.read(decode(content, charset)),
    ".md": lambda content, charset: markdown.read(decode(content, charset)),
    ".html": lambda content, charset: html.read(decode(content, charset or declared(content))),
    ".htm": lambda content, charset: html.read(decode(content, charset or declared(content))),
    ".pdf": lambda content, _: pdf.read(content),
    ".docx": lambda content, _: docx.read(content),
    ".epub": lambda content, _: epub.read(content),
}


def read(name: str, content: bytes, *, source: str | None = None, charset: str | None = None) -> Manuscript:
    """Read a file in this process: only what we trust, or where this process is there for nothing else."""
    stem, ending = names.known(name)
    draft = _READERS[ending](content, charset)
    clear(draft)
    return finish(draft, stem, source)
