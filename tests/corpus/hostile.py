"""Hostile files: each made on the spot, with the sentence that it is to be refused with, or None where it is read."""

import gzip
import io
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

from tests.corpus.files import CONTAINER, SENTENCE, assembled, book, docx, packed, pdf, printed, stream

TEXT = f"The keeper stays\n\n{SENTENCE}\n".encode()
PAGE = f"<title>The keeper stays</title><p>{SENTENCE}".encode()
SOME = random.Random(7).randbytes(5_000)  # noqa: S311  (any bytes, the same ones each time)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

HARM = "The file cannot be read: it is damaged, or made to do harm."
EMPTY = "The file is empty."
NO_TEXT = "No text is left once the title and what is no part of an article are taken away."
NOT_TEXT = "The file is not text, whatever its name says."
UTF_16 = "The file is UTF-16 text: save it as UTF-8 and send it again."
NOT_UTF_8 = "The file is not UTF-8 text: save it as UTF-8 and send it again."
MIXED = "The file mixes encodings: parts of it are UTF-8 and parts are not."
NO_ENDING = "I read .txt, .md, .html, .htm, .pdf, .docx, .epub files; this name ends in none of them."
LONG_LINE = "One line of the text has {} characters: an article has paragraphs."
IS = "The file is {}, whatever its name says."
BOMB = "The {} unpacks to far more than it seems: I do not open it."
ENTITIES = "The {} declares entities of its own, which is only done to do harm."
DAMAGED = "The {} is damaged or cut short."
LACKS = "The {} lacks a part that each has: it is damaged, or something else."


@dataclass(frozen=True)
class Hostile:
    """A file, made when it is wanted, and what is to be said of it."""

    name: str
    make: Callable[[], bytes]
    sentence: str | None


def _ending(ending: str) -> str:
    return f"I read .txt, .md, .html, .htm, .pdf, .docx, .epub files, not {ending}."


def _packed_as(flag: int) -> bytes:
    """A Word document that says of each part that it is encrypted."""
    content = bytearray(docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + offset] |= flag
            place = content.find(signature, place + 4)
    return bytes(content)


def _many_parts() -> bytes:
    return docx(**{f"word__part{number}.xml": b"" for number in range(6_000)})


def _bomb_in_a_bomb() -> bytes:
    inner = packed({"a": bytes(20_000_000)})
    return packed({f"word/{number}.zip": inner for number in range(50)} | {"word/document.xml": bytes(900_000)})


def _overlapping() -> bytes:
    """Every name of the archive leads to the same part."""
    content = bytearray(docx())
    first = content.find(b"PK\x01\x02")
    place = first
    while place >= 0:
        content[place + 42 : place + 46] = bytes(4)
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def _word(body: str, declared: str = "") -> bytes:
    markup = f"{declared}<w:document {W}><w:body>{body}</w:body></w:document>"
    return docx(**{"word__document.xml": markup})


def _laughs(root: str) -> str:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10)
    )
    return f"<?xml version='1.0'?><!DOCTYPE {root} [{entities}]>"


def _locked(algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([printed((SENTENCE,))]))))
    writer.encrypt("secret", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _sealed() -> bytes:
    """Encrypted in a way that needs no password but a library that we do not have."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]
    filters = b"<< /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /Filter /Standard /V 5 /R 6"
    keys = b" /Length 256 /P -4 /O <%s> /U <%s> /OE <%s> /UE <%s> /Perms <%s> >>" % (
        b"00" * 48, b"00" * 48, b"00" * 32, b"00" * 32, b"00" * 16,
    )  # fmt: skip
    return assembled([*objects, filters + keys], "/Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>]")


def _million_objects() -> bytes:
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n" % number for number in range(1_000_000))


def _million_hidden() -> bytes:
    """A million objects by a table that is packed."""
    table = zlib.compress(b"\x01\0\0\x09\0" * 1_000_000)
    about = "/Type /XRef /Size 1000000 /W [1 3 1] /Index [0 1000000] /Root 1 0 R /Filter /FlateDecode"
    start = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    return start + b"2 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(table, about), len(start))


def _tree(kids: str, count: int) -> bytes:
    return assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()],
        "/Root 1 0 R",
    )


def _flooded() -> bytes:
    """A page whose content unpacks to half a gigabyte."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream(_squeezed(), "/Filter /FlateDecode"),
        ],
        "/Root 1 0 R",
    )


def _squeezed() -> bytes:
    squeezing = zlib.compressobj(9)
    return b"".join(squeezing.compress(bytes(10_000_000)) for _ in range(50)) + squeezing.flush()


def _scanned() -> bytes:
    picture = stream(
        bytes(100), "/Type /XObject /Subtype /Image /Width 10 /Height 10 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>"
    )
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            stream(b"q 9 0 0 9 0 0 cm /I Do Q"),
            picture,
        ],
        "/Root 1 0 R",
    )


def _garbled() -> bytes:
    """Letters that a font shows, and does not name."""
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] >>"
    descendant = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    shown = stream(
        b"BT /F 10 Tf 9 9 Td <" + b"".join(b"%04x" % (number % 30 + 1) for number in range(300)) + b"> Tj ET"
    )
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            shown,
            font,
            descendant,
        ],
        "/Root 1 0 R",
    )


def _epub(**parts: bytes | str) -> bytes:
    return packed(book([f"<p>{SENTENCE}</p>"], **parts))


def _without(part: str) -> bytes:
    whole = book([f"<p>{SENTENCE}</p>"])
    return packed({name: content for name, content in whole.items() if name != part})


def _drm() -> bytes:
    return _epub(
        **{
            "META-INF__encryption.xml": '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            "<EncryptedData"
            ' xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod'
            ' Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>'
        }
    )


def _text(name: str, content: bytes, sentence: str | None) -> Hostile:
    return Hostile(name, lambda: content, sentence)


CORPUS: dict[str, Hostile] = {
    # texts that are none
    "0 bytes": _text("a.txt", b"", EMPTY),
    "white space": _text("a.md", b" \r\n\t\n", EMPTY),
    "a mark and nothing else": _text("a.html", b"\xef\xbb\xbf", EMPTY),
    "UTF-16": _text("a.txt", TEXT.decode().encode("utf-16"), UTF_16),
    "UTF-16 without a mark": _text("a.txt", TEXT.decode().encode("utf-16-be"), UTF_16),
    "UTF-32": _text("a.txt", TEXT.decode().encode("utf-32"), UTF_16),
    "UTF-16 on the web": _text("a.html", PAGE.decode().encode("utf-16"), UTF_16),
    "another encoding": _text("a.txt", "Смотритель маяка остаётся на своём месте.".encode("cp1251"), NOT_UTF_8),
    "mixed encodings": _text(
        "a.txt", "Смотритель остаётся.\n\n".encode() + "Городской совет решил.".encode("cp1251"), MIXED
    ),
    "mixed encodings on the web": _text(
        "a.html",
        b"<meta charset=cp1251>" + "Смотритель остаётся. ".encode() + "Городской совет.".encode("cp1251"),
        MIXED,
    ),
    "an encoding that is a program": _text("a.html", b"<meta charset=zlib>\xff\xd0\xf0", NOT_UTF_8),
    "chance": _text("a.txt", SOME.replace(b"\0", b"\1"), NOT_TEXT),
    "chance with zeros": _text("a.md", b"\0" + SOME, NOT_TEXT),
    "controls": _text("a.txt", b"\x01\x02\x03\x04" * 50, NOT_TEXT),
    "a line of 5 MB": Hostile("a.txt", lambda: b"x" * 5_000_000, LONG_LINE.format("5,000,000")),
    "a million lines": Hostile(
        "a.txt", lambda: b"x\n" * 900_000, "The text has 900,000 lines; I read at most 100,000."
    ),
    "a thousand pages": Hostile(
        "a.txt",
        lambda: (b"x" * 99 + b"\n\n") * 30_000,
        "The text has 3,030,000 characters; I read at most 2,000,000, about a thousand pages.",
    ),
    "21 MB": Hostile("a.txt", lambda: b"x" * 21_000_000, "The file is larger than 20 MB, the most that I read."),
    "nothing but marks": _text("a.txt", b"* * *\n\n---\n\n" * 9, NO_TEXT),
    "right to left and back": _text("a.txt", TEXT.replace(b"keeper", "\u202ekeeper\u202d".encode()), None),
    "a tower of accents": _text("a.txt", TEXT + ("e" + "\u0301" * 20_000).encode(), None),
    "quotation marks": _text("a.txt", ("“" * 50_000 + "\n\n").encode() + TEXT, None),
    # wrong endings
    "a PDF as text": Hostile("a.txt", lambda: pdf([printed((SENTENCE,))]), IS.format("a PDF")),
    "a Word document as text": Hostile("a.md", docx, IS.format("a ZIP archive or an office document")),
    "an old document as text": _text(
        "a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SOME, IS.format("an old office document")
    ),
    "RTF as text": _text("a.txt", rb"{\rtf1\ansi The keeper stays.}", IS.format("an RTF document")),
    "a picture as a page": _text("a.html", b"\x89PNG\r\n\x1a\n" + SOME, IS.format("a picture")),
    "a program as text": _text("a.txt", b"MZ\x90\0" + SOME, IS.format("a program")),
    "another program as text": _text("a.txt", b"\x7fELF" + SOME, IS.format("a program")),
    "packed text": Hostile("a.txt", lambda: gzip.compress(TEXT), IS.format("a compressed file")),
    "text as a PDF": _text("a.pdf", TEXT, "The file is no PDF, whatever its name says."),
    "text as a Word document": _text("a.docx", TEXT, "The file is no Word document, whatever its name says."),
    "text as a book": _text("a.epub", TEXT, "The file is no EPUB book, whatever its name says."),
    "a book as a Word document": Hostile("a.docx", _epub, LACKS.format("Word document")),
    "a Word document as a book": Hostile("a.epub", docx, LACKS.format("EPUB book")),
    "a program": _text("a.exe", TEXT, _ending(".exe")),
    "a document with macros by name": _text("a.docm", TEXT, _ending(".docm")),
    "two endings": _text("keeper.pdf.exe", TEXT, _ending(".exe")),
    # names
    "no ending": _text("README", TEXT, NO_ENDING),
    "no name": _text("", TEXT, NO_ENDING),
    "an ending turned around": _text("keeper\u202etxt.exe", TEXT, _ending(".exe")),
    "an ending of markup": _text("a.<b>", TEXT, NO_ENDING),
    "a way out": _text("../../../etc/keeper.txt", TEXT, None),
    "a way out of Windows": _text("..\\..\\keeper.txt", TEXT, None),
    "a name of 300 letters": _text("k" * 300 + ".txt", TEXT, None),
    "a name with a zero": _text("keeper\0.txt", TEXT, None),
    "a name of half a character": _text("keeper\ud800.txt", TEXT, None),
    # web pages
    "10 MB without text": Hostile("a.html", lambda: b"<!-- " + b"x" * 10_000_000 + b" --><style>p{}</style>", NO_TEXT),
    "10 MB of script": Hostile("a.html", lambda: b"<script>" + b"x = 1;\n" * 1_400_000 + b"</script>", NO_TEXT),
    "too deep": Hostile(
        "a.html", lambda: b"<div>" * 100_000 + PAGE, "The page is nested more than 500 levels deep: no article is."
    ),
    "too many tags": Hostile(
        "a.html", lambda: b"<b>x</b>" * 200_000, "The page has 400,000 tags; I read at most 150,000."
    ),
    "too many attributes": Hostile(
        "a.html", lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">" + PAGE, None
    ),
    "an attribute of 5 MB": Hostile("a.html", lambda: b'<p title="' + b"a" * 5_000_000 + b'">' + PAGE, None),
    "entities on the web": Hostile("a.html", lambda: _laughs("html").encode() + PAGE + b"&a9;", None),
    "closing tags": Hostile("a.html", lambda: b"<b>" * 400 + b"</i>" * 100_000 + PAGE, None),
    "nested data": Hostile(
        "a.html", lambda: b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>" + PAGE, None
    ),
    "data of odd kinds": _text(
        "a.html",
        b'<script type="application/ld+json">{"@type": ["NewsArticle", 7], "author": [[[]]], "headline": {},'
        b' "datePublished": 1e999}</script>' + PAGE,
        None,
    ),
    "a page that leaves": _text(
        "a.html",
        b'<base href="http://169.254.169.254/"><link rel=canonical href="/x"><iframe src="file:///etc/passwd"></iframe>'
        b'<meta http-equiv=refresh content="0;url=file:///etc/passwd">' + PAGE,
        None,
    ),
    "odd tags": _text("a.html", b'<o:p>x</o:p><\xd0\xb0 b>y</\xd0\xb0><a\x01b=1><p a=b"=c>' + PAGE, None),
    # Markdown
    "brackets": Hostile("a.md", lambda: (b"[" * 1000 + b"\n") * 100 + b"\n" + TEXT, None),
    "emphasis": Hostile("a.md", lambda: (b"*a **b " * 300 + b"\n\n") * 50 + TEXT, None),
    "nested quotations": Hostile("a.md", lambda: b">" * 90_000 + b" x\n\n" + TEXT, None),
    "front matter of nothing": _text(
        "a.md", b"---\ntitle: \nauthor: [[[\ndate: 99999-99-99\nsource: javascript:alert(1)\n---\n" + TEXT, None
    ),
    # Word documents
    "a Word document cut short": Hostile("a.docx", lambda: docx()[:-900], DAMAGED.format("Word document")),
    "a Word document with a hole": Hostile(
        "a.docx", lambda: docx().replace(b"PK\x01\x02", b"PK\x01\x03"), DAMAGED.format("Word document")
    ),
    "a document under lock": _text(
        "a.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SOME,
        "The file is protected by a password, or in an old office format, and no Word document.",
    ),
    "a document with a password": Hostile(
        "a.docx", lambda: _packed_as(1), "The Word document is protected by a password: save it without one."
    ),
    "a bomb in a document": Hostile(
        "a.docx", lambda: docx(**{"word__document.xml": bytes(100_000_000)}), BOMB.format("Word document")
    ),
    "a bomb beside a document": Hostile(
        "a.docx", lambda: docx(word__media=bytes(150_000_000)), BOMB.format("Word document")
    ),
    "a bomb in a bomb": Hostile("a.docx", _bomb_in_a_bomb, DAMAGED.format("Word document")),
    "6,000 parts": Hostile(
        "a.docx", _many_parts, "The Word document is packed from 6,017 parts; I read at most 5,000."
    ),
    "parts that overlap": Hostile("a.docx", _overlapping, DAMAGED.format("Word document")),
    "a macro document": Hostile(
        "a.docx",
        lambda: docx(**{"word__vbaProject.bin": SOME}),
        "The Word document holds macros: save it as .docx without them.",
    ),
    "entities in a document": Hostile(
        "a.docx",
        lambda: _word("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", _laughs("w:document")),
        ENTITIES.format("Word document"),
    ),
    "a document that reads files": Hostile(
        "a.docx",
        lambda: _word("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        ENTITIES.format("Word document"),
    ),
    "a document of broken markup": Hostile(
        "a.docx", lambda: docx(**{"word__document.xml": b"<w:document"}), DAMAGED.format("Word document")
    ),
    "a document too deep": Hostile(
        "a.docx",
        lambda: _word("<w:sdt>" * 220 + "</w:sdt>" * 220),
        "The Word document is nested more than 200 levels deep: no article is.",
    ),
    "an empty document": Hostile("a.docx", lambda: _word("<w:p/>"), NO_TEXT),
    "a document of odd styles": Hostile(
        "a.docx",
        lambda: _word(
            f'<w:p><w:pPr><w:pStyle/><w:outlineLvl w:val="x"/></w:pPr><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>'
        ),
        None,
    ),
    # books
    "a book cut short": Hostile("a.epub", lambda: _epub()[:-300], DAMAGED.format("EPUB book")),
    "a bomb in a book": Hostile(
        "a.epub", lambda: _epub(**{"OEBPS__c0.xhtml": bytes(100_000_000)}), BOMB.format("EPUB book")
    ),
    "entities in a book": Hostile(
        "a.epub", lambda: _epub(**{"OEBPS__c0.xhtml": _laughs("html") + "<p>&a9;</p>"}), ENTITIES.format("EPUB book")
    ),
    "entities around a book": Hostile(
        "a.epub",
        lambda: _epub(**{"META-INF__container.xml": _laughs("container") + CONTAINER}),
        ENTITIES.format("EPUB book"),
    ),
    "a locked book": Hostile(
        "a.epub", _drm, "The EPUB book is locked by its seller: I can read only what anybody can open."
    ),
    "a book without a container": Hostile(
        "a.epub", lambda: _without("META-INF/container.xml"), LACKS.format("EPUB book")
    ),
    "a book without a list": Hostile("a.epub", lambda: _without("OEBPS/book.opf"), LACKS.format("EPUB book")),
    "a book without its chapter": Hostile("a.epub", lambda: _without("OEBPS/c0.xhtml"), NO_TEXT),
    "a book of broken markup": Hostile(
        "a.epub", lambda: _epub(**{"OEBPS__book.opf": "<package"}), DAMAGED.format("EPUB book")
    ),
    "a book of 1,100 chapters": Hostile(
        "a.epub", lambda: packed(book(["<p>x</p>"] * 1_100)), "The EPUB book has 1,101 chapters; I read at most 1,000."
    ),
    "a book with a picture for a chapter": Hostile(
        "a.epub", lambda: _epub(**{"OEBPS__c0.xhtml": b"\x89PNG\r\n"}), IS.format("a picture")
    ),
    # PDFs
    "a PDF and nothing else": _text("a.pdf", b"%PDF-1.7\n%%EOF", DAMAGED.format("PDF")),
    "a PDF of chance": _text("a.pdf", b"%PDF-1.7\n" + SOME, DAMAGED.format("PDF")),
    "a PDF cut short": Hostile("a.pdf", lambda: pdf([printed((SENTENCE,))])[:150], DAMAGED.format("PDF")),
    "a PDF with a password": Hostile(
        "a.pdf", lambda: _locked("RC4-128"), "The PDF is protected by a password: save it without one."
    ),
    "an encrypted PDF": Hostile("a.pdf", _sealed, "The PDF is encrypted: save it without protection."),
    "a scanned PDF": Hostile(
        "a.pdf", _scanned, "The PDF holds pictures of pages and no text: it needs text recognition (OCR) first."
    ),
    "a PDF of nameless letters": Hostile(
        "a.pdf", _garbled, "The PDF does not tell which letters its text is made of: send the text in another format."
    ),
    "a PDF without pages": Hostile("a.pdf", lambda: _tree("", 0), "The PDF has no pages."),
    "a million objects": Hostile("a.pdf", _million_objects, "The PDF has 1,000,000 objects; I read at most 300,000."),
    "a million objects, hidden": Hostile("a.pdf", _million_hidden, DAMAGED.format("PDF")),
    "2,000 pages": Hostile("a.pdf", lambda: pdf([[]] * 2_000), "The PDF has 2,000 pages; I read at most 1,500."),
    "a PDF that is its own page": Hostile("a.pdf", lambda: _tree("2 0 R", 1), DAMAGED.format("PDF")),
    "a billion pages by its word": Hostile("a.pdf", lambda: _tree("", 10**9), "The PDF has no pages."),
    "a page of half a gigabyte": Hostile(
        "a.pdf", _flooded, "The PDF holds pictures of pages and no text: it needs text recognition (OCR) first."
    ),
    "a PDF that acts": Hostile(
        "a.pdf",
        lambda: pdf(
            [printed((SENTENCE,))], extra=[b"<< /S /JavaScript /JS (app.alert(1)) >>", b"<< /S /Launch /F (/bin/sh) >>"]
        ),
        None,
    ),
    "a PDF of wrong numbers": Hostile(
        "a.pdf", lambda: pdf([printed((SENTENCE,))]).replace(b" 00000 n", b" 99999 n"), None
    ),
    "a table that leads to itself": Hostile("a.pdf", lambda: pdf([printed((SENTENCE,))], info="/Prev 9"), None),
}
