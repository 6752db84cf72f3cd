"""PDF: the lines of each page, where they stand and how large; `typesetting` makes paragraphs of them again."""

from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from corpus.errors import Unreadable, later
from corpus.reading import typesetting
from corpus.reading.characters import bounded
from corpus.reading.drafts import Draft, confirmed
from corpus.reading.typesetting import Line

_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024
_MOST_PAGES = 1_500
_MOST_OBJECTS = 300_000
_LONGEST = 2_000_000
_GARBLED = 0.2
"""The share of characters that stand for none, from which on a text is no text."""
_LIGATURES = str.maketrans(
    {chr(0xFB00 + place): letters for place, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
)
"""How some fonts draw two letters at once: nobody wrote them as one."""
_DAMAGED = later("The PDF is damaged or cut short.")


def read(content: bytes) -> Draft:
    """Read a PDF: lines become paragraphs, words that were parted are joined, running headers are left out."""
    if _HEADER not in content[:_HEADER_WITHIN]:
        raise Unreadable("The file is no PDF, whatever its name says.")
    if (objects := content.count(b" obj")) > _MOST_OBJECTS:
        raise Unreadable("The PDF has {objects} objects; I read at most {most}.", objects=objects, most=_MOST_OBJECTS)
    try:
        reader = _opened(content)
        pages = _pages(reader)
        properties = reader.metadata
    except PyPdfError as error:
        raise Unreadable(_DAMAGED) from error
    draft = typesetting.composed(pages)
    text = bounded("\n\n".join(block.text for block in draft.blocks))
    _look_at(text)
    if properties:
        draft.title = confirmed(properties.title, text) or draft.title
        draft.author = confirmed(properties.author, text)
    return draft


def _opened(content: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(content), xref_stream_maximum_entries=_MOST_OBJECTS)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("The PDF is protected by a password: save it without one.")
        count = len(reader.pages)
    except (DependencyError, NotImplementedError) as error:
        raise Unreadable("The PDF is encrypted: save it without protection.") from error
    if not count:
        raise Unreadable("The PDF has no pages.")
    if count > _MOST_PAGES:
        raise Unreadable("The PDF has {pages} pages; I read at most {most}.", pages=count, most=_MOST_PAGES)
    return reader


def _pages(reader: PdfReader) -> list[list[Line]]:
    pages: list[list[Line]] = []
    length = 0
    for page in reader.pages:
        pages.append(_lines(page))
        length += sum(len(line.text) for line in pages[-1])
        if length > _LONGEST:  # `bounded` says so
            break
    return pages


def _lines(page: PageObject) -> list[Line]:
    """The lines of a page, in the order in which it sets them."""
    lines: list[Line] = []
    pieces: list[Line] = []

    def take(text: str, matrix: list[float], place: list[float], font: Any, size: float) -> None:  # noqa: ANN401
        for number, part in enumerate(text.split("\n")):
            if number and pieces:
                lines.append(typesetting.joined(pieces))
                pieces.clear()
            if part.strip():
                pieces.append(_piece(part, matrix, place, font, size))

    page.extract_text(visitor_text=take)
    if pieces:
        lines.append(typesetting.joined(pieces))
    return lines


def _piece(text: str, matrix: list[float], place: list[float], font: Any, size: float) -> Line:  # noqa: ANN401
    x = place[4] * matrix[0] + place[5] * matrix[2] + matrix[4]
    y = place[4] * matrix[1] + place[5] * matrix[3] + matrix[5]
    name = str(font.get("/BaseFont", "")) if font else ""
    scale = abs(place[3] * matrix[3]) or 1.0
    return Line(text.translate(_LIGATURES), x, y, round(size * scale, 1), bold="bold" in name.lower() or "CMBX" in name)


def _look_at(text: str) -> None:
    """Refuse pictures of pages, and fonts that do not tell which letters they show."""
    if sum(char == "\ufffd" or not (char.isprintable() or char.isspace()) for char in text) > _GARBLED * len(text):
        raise Unreadable("The PDF does not tell which letters its text is made of: send the text in another format.")
    if not any(map(str.isalnum, text)):
        raise Unreadable("The PDF holds pictures of pages and no text: it needs text recognition (OCR) first.")
