"""Word's documents, books and PDFs, as each is made."""

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from typing import Any, cast

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.articles import Manuscript
from corpus.reading.formats import read
from tests.corpus.files import SENTENCE, book, packed, pdf, printed

WIDE = (
    "The council of the town voted on Tuesday to keep the keeper of the well-",
    "known lighthouse in his office, by five votes to four. The debate took a",
    "whole night, and nobody slept, for it was of the greatest con-",
    "sequence.",
)
WHOLE = (
    "The council of the town voted on Tuesday to keep the keeper of the well-known lighthouse in his office, by five"
    " votes to four. The debate took a whole night, and nobody slept, for it was of the greatest consequence."
)


def headings(manuscript: Manuscript) -> list[str]:
    """The headings as they stand in the text."""
    return [manuscript.text[slice(*span)] for span in manuscript.headings]


def document(write: Callable[[Document], None]) -> Manuscript:
    """A Word document, read."""
    made, stream = docx.Document(), BytesIO()
    write(made)
    made.save(stream)
    return read("keeper.docx", stream.getvalue())


def test_word_document_becomes_what_its_reader_sees() -> None:
    """Headings by their styles, items on lines of their own, a row on one; title, author and day from the text."""

    def write(made: Document) -> None:
        made.core_properties.author = "Jane Doe"
        made.add_heading("The keeper stays", 0)
        for words in ("By Jane Doe", "14 March 2031", SENTENCE):
            made.add_paragraph(words)
        made.add_heading("Why now?", 1)
        made.add_paragraph("There are ").add_run("two").bold = True
        for words in ("First, the lamp.", "Second, the horn."):
            made.add_paragraph(words, style="List Bullet")
        table = made.add_table(2, 2)
        for cell, words in zip(table._cells, ("Ships", "Number", "big", "12"), strict=True):
            cell.text = words
        made.add_paragraph(SENTENCE)
        made.sections[0].header.paragraphs[0].text = "Harbour Post"

    keeper = document(write)
    expected = [
        SENTENCE, "Why now?", "There are two", "First, the lamp.\nSecond, the horn.", "Ships | Number\nbig | 12",
        SENTENCE,
    ]  # fmt: skip
    assert expected == keeper.text.split("\n\n")
    assert ["Why now?"] == headings(keeper)
    assert ("The keeper stays", "Jane Doe", dt.date(2031, 3, 14)) == (keeper.title, keeper.author, keeper.date)
    assert "running headers, footers and page numbers" in keeper.left_out


def test_tracked_changes_are_made() -> None:
    """What was taken out is not quoted, what was put in is."""

    def write(made: Document) -> None:
        paragraph = made.add_paragraph(SENTENCE)
        for change in (
            "<w:ins {}><w:r><w:t> It stays.</w:t></w:r></w:ins>",
            "<w:del {}><w:r><w:delText> It goes.</w:delText></w:r></w:del>",
        ):
            cast("Any", paragraph._element).append(parse_xml(change.format(nsdecls("w"))))

    assert f"{SENTENCE} It stays." == document(write).text


def test_what_tracked_changes_took_out_is_out() -> None:
    """A row that was deleted is not quoted, and paragraphs that were made one are one."""

    def write(made: Document) -> None:
        made.add_paragraph(SENTENCE)
        joined = made.add_paragraph("It stays ")
        joined._p.insert(0, cast("Any", parse_xml(f"<w:pPr {nsdecls('w')}><w:rPr><w:del/></w:rPr></w:pPr>")))
        made.add_paragraph("for good.")
        table = made.add_table(2, 1)
        table.cell(0, 0).text, table.cell(1, 0).text = "Kept", "Deleted"
        table.rows[1]._tr.insert(0, parse_xml(f"<w:trPr {nsdecls('w')}><w:del/></w:trPr>"))

    assert f"{SENTENCE}\n\nIt stays for good.\n\nKept" == document(write).text


def test_what_a_word_document_does_not_show_is_not_quoted() -> None:
    """Hidden and struck-out words are none of the text; nor are formulas, whose signs alone say something else."""

    def write(made: Document) -> None:
        paragraph = made.add_paragraph(SENTENCE)
        paragraph.add_run(" A name that nobody is to read.").font.hidden = True
        paragraph.add_run(" It goes.").font.strike = True
        shown = paragraph.add_run(" It stays.")
        shown.font.strike = shown.font.hidden = False
        math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
        paragraph._p.append(cast("Any", parse_xml(f'<m:oMath xmlns:m="{math}"><m:r><m:t>x2</m:t></m:r></m:oMath>')))

    keeper = document(write)
    assert f"{SENTENCE} It stays." == keeper.text
    assert {"hidden or struck-out words", "formulas"} == set(keeper.left_out)


def test_table_in_a_table_is_told_once() -> None:
    """Its words are those of the cell that it stands in; a box that floats over a cell is no part of it."""
    box = "<w:r {}><w:pict><w:txbxContent><w:p><w:r><w:t>A box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"

    def write(made: Document) -> None:
        made.add_paragraph(SENTENCE)
        table = made.add_table(1, 2)
        table.cell(0, 0).text = "Ships"
        table.cell(0, 0).paragraphs[0]._p.append(parse_xml(box.format(nsdecls("w"))))
        inner = table.cell(0, 1).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "big", "12"

    keeper = document(write)
    assert ["Ships", "big 12"] == [" ".join(cell.split()) for cell in keeper.text.split("\n\n")[1].split(" | ")]
    assert ("text boxes",) == keeper.left_out


@pytest.mark.parametrize("author", ["Ann", "Admin"])
def test_part_of_a_word_confirms_nothing(author: str) -> None:
    """An author in the properties of a file is not the beginning of some word of its text."""

    def write(made: Document) -> None:
        made.core_properties.author = author
        made.add_paragraph(f"{SENTENCE} The annual report of the administration says so.")

    assert document(write).author is None


def test_what_a_program_filled_in_is_not_believed() -> None:
    """Properties count when the text says the same."""

    def write(made: Document) -> None:
        made.core_properties.author, made.core_properties.title = "Admin", "Microsoft Word - Draft 7"
        made.add_paragraph(SENTENCE)

    assert ("Keeper", None) == ((keeper := document(write)).title, keeper.author)


def test_book_is_read_in_order() -> None:
    """Chapter after chapter, without the table of contents; the book says whose it is."""
    chapters = [f"<h1>{name}</h1><p>{SENTENCE}</p><p>It’s <i>so</i>.</p>" for name in ("One", "Two")]
    keeper = read("a.epub", packed(book(chapters)))
    assert [*("One", SENTENCE, "It’s so."), *("Two", SENTENCE, "It’s so.")] == keeper.text.split("\n\n")
    assert ["One", "Two"] == headings(keeper)
    assert ("The keeper stays", "Jane Doe", dt.date(2031, 3, 14)) == (keeper.title, keeper.author, keeper.date)
    assert ("the table of contents",) == keeper.left_out


def test_book_lists_what_was_left_out() -> None:
    """Notes with the signs that lead to them, and a page of contents that is named as one; all authors are told."""
    note = '<a epub:type="noteref" href="#n1">1</a> It was so.</p><aside epub:type="footnote"><p>1. Six.</p></aside>'
    parts = book([f"<h1>One</h1><p>{SENTENCE}{note}", "<h1>Contents</h1><p>One</p>"])
    package = str(parts["OEBPS/book.opf"]).replace("</dc:creator>", "</dc:creator><dc:creator>John Roe</dc:creator>")
    guide = '<guide><reference type="toc" href="c1.xhtml"/></guide></package>'
    keeper = read("a.epub", packed(parts | {"OEBPS/book.opf": package.replace("</package>", guide)}))
    assert f"One\n\n{SENTENCE} It was so." == keeper.text
    assert {"the table of contents", "footnotes"} == set(keeper.left_out)
    assert "Jane Doe, John Roe" == keeper.author


def test_pdf_letters_are_letters() -> None:
    """Letters that a font draws as one are quoted as they were written."""
    encoding = b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi 2 /ffi] >>"
    found = read("a.pdf", pdf([printed([SENTENCE, "The o\x02ce was \x01nally found."])], encoding=encoding))
    assert "The office was finally found." in found.text


def test_pdf_lines_become_paragraphs() -> None:
    """Words that were parted are whole again, a hyphen that belongs to a word stays."""
    page = printed(WIDE, WIDE, ("A well-known man.",))
    assert [WHOLE, WHOLE, "A well-known man."] == read("a.pdf", pdf([page])).text.split("\n\n")


def test_pdf_indented_paragraphs_are_parted() -> None:
    """A paragraph may begin with an indented line instead of a gap."""
    lines = [*WIDE, *WIDE]
    page = [(90.0 if number % 4 == 0 else 72.0, 700.0 - 12 * number, 10.0, words) for number, words in enumerate(lines)]
    page += printed(("A well-known man.",), top=500)
    assert 2 == read("a.pdf", pdf([page])).text.split("\n\n").count(WHOLE)


def test_pdf_goes_on_over_pages() -> None:
    """A paragraph that goes on on the next page is one; what is printed on every page is none of it."""
    pages = [
        [*running, *printed(lines, ("A well-known man.",) if number else ())]
        for number, lines in enumerate((WIDE[:2], WIDE[2:], WIDE))
        for running in [[(72.0, 780.0, 8.0, "Harbour Post, March 2031"), (300.0, 30.0, 8.0, f"Page {number + 1} of 3")]]
    ]
    keeper = read("a.pdf", pdf(pages))
    assert [WHOLE, "A well-known man.", WHOLE, "A well-known man."] == keeper.text.split("\n\n")
    assert ("running headers, footers and page numbers (6 lines)",) == keeper.left_out


def test_pdf_headings_are_larger() -> None:
    """The largest at the start is the title."""
    page = [
        (72.0, 760.0, 20.0, "The keeper stays"),
        (72.0, 735.0, 10.0, "By Jane Doe"),
        *printed(WIDE),
        (72.0, 600.0, 14.0, "Why now?"),
        *printed(WIDE, top=580),
        *printed(("A well-known man.",), top=500),
    ]
    keeper = read("a.pdf", pdf([page], info="/Info << /Title (untitled.indd) /Author (Jane Doe) >>"))
    assert [WHOLE, "Why now?", WHOLE, "A well-known man."] == keeper.text.split("\n\n")
    assert (["Why now?"], "The keeper stays", "Jane Doe") == (headings(keeper), keeper.title, keeper.author)


def test_pdf_items_stand_alone() -> None:
    """A bullet or a number begins a paragraph."""
    page = printed((*WIDE[:1], "1. the lamp and everything", "2. the horn"), WIDE)
    assert "1. the lamp and everything\n\n2. the horn" in read("a.pdf", pdf([page])).text


@pytest.mark.parametrize("leader", [". . . . . . . . 12", "........ 12"])
def test_pdf_contents_are_left_out(leader: str) -> None:
    """A table of contents answers no question."""
    keeper = read("a.pdf", pdf([printed((f"Why now? {leader}",), WIDE)]))
    assert "Why now?" not in keeper.text
    assert "the table of contents (1 line)" in keeper.left_out
