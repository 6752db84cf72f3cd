"""Word's documents (.docx): paragraphs, headings by their styles, lists and tables."""

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from lxml.etree import LxmlError

from corpus.errors import Unreadable, later
from corpus.reading.archives import DAMAGED, Archive
from corpus.reading.characters import bounded
from corpus.reading.drafts import Composition, Draft, confirmed
from corpus.reading.furniture import CONTENTS, FOOTNOTES, UNSHOWN

_KIND = later("Word document")
_BODY = "word/document.xml"
_MACROS = ("word/vbaProject.bin", "word/vbaData.xml")
_SHOWN = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "\u2011"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""The same once more, for older programs."""
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_UNSEEN = {_FALLBACK, *map(qn, "w:del w:moveFrom w:pPr w:rPr w:drawing w:pict w:object w:instrText w:delText".split())}
_OFF = {"0", "false", "off"}
_DEEPEST = 200


def read(content: bytes) -> Draft:
    """Read a document as its reader sees it: changes that were tracked are made, comments and notes are left out."""
    archive = Archive(content, _KIND)
    if any(name in archive for name in _MACROS):
        raise Unreadable("The Word document holds macros: save it as .docx without them.")
    archive.markup(_BODY)
    try:
        document = Document(BytesIO(content))
        return _draft(document)
    except (KeyError, ValueError, LxmlError, AttributeError) as error:
        raise Unreadable(DAMAGED, kind=_KIND) from error


def _draft(document: Word) -> Draft:
    draft, page = Draft(), _Page(document)
    page.take(document.element.body)
    draft.blocks, draft.title, draft.left_out = page.composition.blocks, page.title, page.left_out
    draft.left_out.update(dict.fromkeys(_surroundings(document), 0))
    text = bounded("\n\n".join(block.text for block in draft.blocks))
    properties = document.core_properties
    draft.title = draft.title or confirmed(properties.title, text)
    draft.author = confirmed(properties.author, text)
    draft.guess_headings = not any(block.heading for block in draft.blocks)
    return draft


def _surroundings(document: Word) -> Iterator[str]:
    """What a document shows beside its text."""
    body = document.element.body
    if any(True for _ in body.iter(qn("w:footnoteReference"), qn("w:endnoteReference"))):
        yield FOOTNOTES
    if any(True for _ in body.iter(qn("w:commentReference"))):
        yield later("readers' comments")
    if any(True for _ in body.iter(qn("w:txbxContent"))):
        yield later("text boxes")
    if any(True for _ in body.iter(_FORMULA)):
        yield later("formulas")
    if any(map(_is_unshown, body.iter(qn("w:r")))):
        yield UNSHOWN
    if any(part.paragraphs and any(each.text.strip() for each in part.paragraphs)
           for section in document.sections for part in (section.header, section.footer)):  # fmt: skip
        yield later("running headers, footers and page numbers")


class _Page:
    """Follows the body of a document and composes what it shows."""

    def __init__(self, document: Word) -> None:
        self.composition = Composition()
        self.title: str | None = None
        self.left_out = Draft().left_out
        self._styles = {style.style_id: (style.name or "").lower() for style in document.styles}
        self._in_list = False
        self._begun = ""
        """A paragraph whose end was taken out: it goes on in the next one."""

    def take(self, body: Element, depth: int = 0) -> None:
        """Compose what stands in a body, a cell, or what wraps a part of them."""
        if depth > _DEEPEST:
            raise Unreadable(
                "The {kind} is nested more than {levels} levels deep: no article is.", kind=_KIND, levels=_DEEPEST
            )
        for part in body:
            if part.tag == qn("w:p"):
                self._paragraph(part)
            elif part.tag == qn("w:tbl"):
                self._end_list()
                self._table(part)
            elif part.tag not in _UNSEEN:
                self.take(part, depth + 1)
        if depth == 0:
            self._put(self._begun, heading=False, is_item=False)
            self._end_list()

    def _paragraph(self, paragraph: Element) -> None:
        style = self._styles.get(_value(paragraph, "w:pPr/w:pStyle") or "", "")
        text, self._begun = self._begun + _text(paragraph), ""
        if _has(paragraph, "w:pPr/w:rPr", "w:del w:moveFrom"):
            self._begun = text
        elif style.startswith(("toc ", "toc heading")):
            self.left_out[CONTENTS] += 1
        elif style == "title" and self.title is None and text.strip():
            self.title = " ".join(text.split())
        else:
            is_item = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None or style.startswith("list")
            heading = style.startswith("heading") or _value(paragraph, "w:pPr/w:outlineLvl") in set("012345678")
            self._put(text, heading=heading, is_item=is_item and not heading)

    def _put(self, text: str, *, heading: bool, is_item: bool) -> None:
        if is_item and not self._in_list:
            self.composition.open_group()
            self._in_list = True
        elif not is_item and text.strip():
            self._end_list()
        self.composition.put(text.strip(), heading=heading)

    def _end_list(self) -> None:
        if self._in_list:
            self.composition.close_group()
            self._in_list = False

    def _table(self, table: Element) -> None:
        self.composition.open_group()
        for row in _shown(table, "w:tr"):
            self.composition.open_row()
            for cell in _shown(row, "w:tc"):
                self.composition.put(" ".join(map(_text, _shown(cell, "w:p"))))
            self.composition.close_row()
        self.composition.close_group()


def _value(paragraph: Element, path: str) -> str | None:
    found = paragraph.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn("w:val"))


def _has(part: Element, path: str, names: str) -> bool:
    """Whether something is said of it that is not said to be off."""
    found = part.find("/".join(map(qn, path.split("/"))))
    said = () if found is None else found.iterchildren(*map(qn, names.split()))
    return any(each.get(qn("w:val")) not in _OFF for each in said)


def _is_unshown(run: Element) -> bool:
    return _has(run, "w:rPr", "w:vanish w:strike w:dstrike")


def _shown(whole: Element, name: str) -> Iterator[Element]:
    """The outermost parts of that name that are shown: of a table, not the rows of a table in one of its cells."""
    stack = list(reversed(whole))
    while stack:
        part = stack.pop()
        if part.tag in _UNSEEN or _has(part, "w:trPr", "w:del"):
            continue
        if part.tag == qn(name):
            yield part
        else:
            stack.extend(reversed(part))


def _text(paragraph: Element) -> str:
    return "".join(_words(paragraph))


def _words(paragraph: Element) -> Iterator[str]:
    stack = [paragraph]
    while stack:
        part = stack.pop()
        if part.tag == qn("w:t"):
            yield part.text or ""
        elif part.tag not in _UNSEEN and not _is_unshown(part):
            yield _SHOWN.get(str(part.tag), "")
            stack.extend(reversed(part))
