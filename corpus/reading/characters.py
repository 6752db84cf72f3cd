"""Bytes to text: UTF-8 or a refusal, and the few characters that no article needs."""

import re
from contextlib import suppress

from corpus.errors import Unreadable, later

LONGEST = 2_000_000
"""In characters, about a thousand pages."""
MOST_LINES = 100_000
LONGEST_PARAGRAPH = 100_000
"""In characters, about fifty pages without a break."""

_SIGNATURES = {
    b"%PDF-": later("a PDF"),
    b"PK\x03\x04": later("a ZIP archive or an office document"),
    b"\xd0\xcf\x11\xe0": later("an old office document"),
    b"{\\rtf": later("an RTF document"),
    b"\x89PNG": later("a picture"),
    b"\xff\xd8\xff": later("a picture"),
    b"GIF8": later("a picture"),
    b"\x1f\x8b": later("a compressed file"),
    b"7z\xbc\xaf": later("a compressed file"),
    b"Rar!": later("a compressed file"),
    b"MZ\x90": later("a program"),
    b"\x7fELF": later("a program"),
}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_LINE_ENDS = re.compile("\r\n|[\r\v\x85\u2028]")
_PARAGRAPH_ENDS = re.compile("[\f\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ufeff\ufffe\uffff\ud800-\udfff]")
"""Control characters, byte-order marks, and the two that print the rest of a line backwards."""
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = bytes((*range(8), *range(14, 27), *range(28, 32)))
_MOST_CONTROLS = 0.005


def decode(content: bytes, charset: str | None = None) -> str:
    """The text of a file, its lines ended as Unix does; refuses what is not text in UTF-8, or in what it declares."""
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            raise Unreadable("The file is {kind}, whatever its name says.", kind=kind)
    if content.startswith(_WIDE_MARKS) or _looks_wide(content):
        raise Unreadable("The file is UTF-16 text: save it as UTF-8 and send it again.")
    if b"\x00" in content or _controls(content) > max(10, len(content) * _MOST_CONTROLS):
        raise Unreadable("The file is not text, whatever its name says.")
    text = _decoded(content, charset)
    if not text.strip():
        raise Unreadable("The file is empty.")
    if len(_UNWANTED.findall(text)) > max(10, len(text) * _MOST_CONTROLS):
        raise Unreadable("The file is not text, whatever its name says.")
    return _PARAGRAPH_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", text))


def _controls(content: bytes) -> int:
    return len(content) - len(content.translate(None, _CONTROLS))


def _decoded(content: bytes, charset: str | None) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mixed = _is_mixed(content)
        if charset and not mixed:
            with suppress(LookupError, ValueError):
                return content.decode(charset)
        if mixed:
            raise Unreadable("The file mixes encodings: parts of it are UTF-8 and parts are not.") from error
        raise Unreadable("The file is not UTF-8 text: save it as UTF-8 and send it again.") from error


def _is_mixed(content: bytes) -> bool:
    """Whether there is UTF-8 beside what is none; two bytes of another encoding may look like it by chance."""
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - wrong > 1 + wrong // 10


def declared(content: bytes) -> str | None:
    """The encoding that a web page declares for itself."""
    found = _DECLARED.search(content[:_DECLARED_WITHIN])
    return found[1].decode("ascii") if found else None


def bounded(text: str) -> str:
    """The text, unless it is longer than an article can be."""
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_PARAGRAPH:
        raise Unreadable("One line of the text has {count} characters: an article has paragraphs.", count=longest)
    if len(text) > LONGEST:
        raise Unreadable(
            "The text has {count} characters; I read at most {most}, about a thousand pages.",
            count=len(text),
            most=LONGEST,
        )
    if (lines := text.count("\n")) > MOST_LINES:
        raise Unreadable("The text has {lines} lines; I read at most {most}.", lines=lines, most=MOST_LINES)
    return text


def without_unwanted(text: str) -> tuple[str, int]:
    """The text without characters that do harm in a message, and how many those were."""
    return _UNWANTED.subn("", text)


def on_one_line(text: str) -> str:
    """A text fit to stand beside others in one line: folded white space, nothing that turns its direction."""
    return " ".join(_DIRECTIONS.sub("", _UNWANTED.sub("", text)).split())


def _looks_wide(content: bytes) -> bool:
    head = content[:2000]
    return any(head[offset::2].count(0) > len(head) // 6 and 0 not in head[1 - offset :: 2] for offset in (0, 1))
