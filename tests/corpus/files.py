"""Makes the files that reading is tested with: documents, books and PDFs, as honest or as broken as a test wants."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

from docx import Document

SENTENCE = "The council of the town voted on Tuesday to keep the keeper of the lighthouse, by five votes to four."
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
Printed = tuple[float, float, float, str]
"""Where a line of a PDF stands (from the left, from below), its size, its words."""


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A ZIP file of these parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(**parts: bytes | str) -> bytes:
    """A Word document of one paragraph; `parts` replace or add to what it is packed from (`_` for `/`)."""
    document, stream = Document(), BytesIO()
    document.add_paragraph(SENTENCE)
    document.save(stream)
    with zipfile.ZipFile(stream) as archive:
        whole: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return packed(whole | {name.replace("__", "/"): part for name, part in parts.items()})


def book(chapters: Sequence[str], **parts: bytes | str) -> dict[str, bytes | str]:
    """What an EPUB book is packed from."""
    items = "".join(
        f'<item id="c{number}" href="c{number}.xhtml" media-type="application/xhtml+xml"/>'
        for number in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>The keeper stays</dc:title><dc:creator>Jane Doe</dc:creator><dc:date>2031-03-14</dc:date>"
        '<dc:language>en</dc:language></metadata><manifest><item id="nav" href="nav.xhtml" properties="nav"'
        f' media-type="application/xhtml+xml"/>{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    pages = {
        f"OEBPS/c{number}.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{chapter}</body></html>'
        for number, chapter in enumerate(chapters)
    }
    whole = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        "OEBPS/nav.xhtml": "<html><body><nav><ol><li>The first chapter</li></ol></nav></body></html>",
    }
    return whole | pages | {name.replace("__", "/"): part for name, part in parts.items()}


def pdf(
    pages: Sequence[Sequence[Printed]],
    info: str = "",
    extra: Sequence[bytes] = (),
    encoding: bytes = b"/WinAnsiEncoding",
) -> bytes:
    """A PDF of printed lines."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding %b >>" % encoding,
    ]
    for number, page in enumerate(pages):
        content = b"".join(
            b"BT /F1 %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, words.encode("cp1252")) for x, y, size, words in page
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(stream(content))
    return assembled([*objects, *extra], f"/Root 1 0 R {info}")


def stream(content: bytes, about: str = "") -> bytes:
    """An object with content."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), about.encode(), content)


def assembled(objects: Sequence[bytes], trailer: str) -> bytes:
    """A PDF of these objects, numbered from one."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer.encode(), start)
    return bytes(out)


def printed(*paragraphs: Sequence[str], top: float = 700, size: float = 10) -> list[Printed]:
    """Lines of paragraphs, one under the other, with room between the paragraphs."""
    lines, y = [], top
    for paragraph in paragraphs:
        for words in paragraph:
            lines.append((72.0, y, size, words))
            y -= 1.2 * size
        y -= size
    return lines
