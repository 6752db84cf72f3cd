"""The name of an uploaded file: what of it can be trusted, and the title it may have to lend."""

import re
import unicodedata

from corpus.errors import Unreadable

FORMATS = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".epub")
"""The endings of the files that can be read."""
_ENDING = re.compile(r"\.[a-z0-9]{1,10}\Z")
_START = 1000
_SEPARATORS = re.compile(r"[\s_+-]+")


def parts(name: str) -> tuple[str, str]:
    """The stem and the ending, in small letters; folders and invisible characters are dropped."""
    base = re.split(r"[/\\]", name)[-1]
    visible = (
        "".join(char for char in base if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}).strip().rstrip(" .")
    )
    if not (ending := _ENDING.search(visible.lower())):
        return visible, ""
    return visible[: -len(ending.group())].strip(), ending.group()


def lent(content: bytes) -> str:
    """A name for what came without one: it lends no title, and ends as its first bytes say."""
    start = content[:_START].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return ".html"
    if b"%pdf-" in start:
        return ".pdf"
    if content.startswith(b"PK"):
        return ".epub" if b"META-INF/container.xml" in content else ".docx"
    return ".txt"


def title(stem: str) -> str:
    """A title for a text without one: `harbour-lights` -> Harbour lights."""
    words = _SEPARATORS.sub(" ", stem).strip()
    return words[:1].upper() + words[1:]


def known(name: str) -> tuple[str, str]:
    """The stem and the ending of a file that can be read; only a harmless ending is repeated in a refusal."""
    stem, ending = parts(name)
    if ending not in FORMATS:
        formats = ", ".join(FORMATS)
        if ending:
            raise Unreadable("I read {formats} files, not {ending}.", formats=formats, ending=ending)
        raise Unreadable("I read {formats} files; this name ends in none of them.", formats=formats)
    return stem, ending
