"""The article that ships with Quoth, as it came from the web; it is read like any upload."""

from importlib.resources import files

from corpus.articles import Manuscript
from corpus.reading.formats import read

NAME = "why-trump-putin-talks-are-unlikely-to-quickly-end-the-ukraine-war.txt"
PUBLISHER = "Quoth"
"""Who published it, for the record."""


def content() -> bytes:
    """The file, byte for byte."""
    return files(__name__).joinpath(NAME).read_bytes()


def manuscript() -> Manuscript:
    """The article, cleaned by the same reading as a moderator's upload."""
    return read(NAME, content())
