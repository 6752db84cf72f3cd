"""What reading refuses, each in one sentence, and fast."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.articles import Manuscript
from corpus.errors import Unreadable
from corpus.reading import FORMATS, formats
from corpus.reading.formats import read

SENTENCE = b"The harbour master counted the ships. "

REFUSALS = {
    "not UTF-8": ("a.txt", "Гавань".encode("cp1251"), "not UTF-8"),
    "UTF-16": ("a.txt", "The harbour.".encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": ("a.txt", "The harbour is open.".encode("utf-16-be"), "UTF-16"),
    "empty": ("a.txt", b"", "empty"),
    "white space": ("a.html", b" \n\t\n", "empty"),
    "a mark and nothing else": ("a.md", "\ufeff".encode(), "empty"),
    "PDF": ("a.txt", b"%PDF-1.7 \xe2", "PDF"),
    "office document": ("a.md", b"PK\x03\x04..", "office"),
    "picture": ("a.html", b"\x89PNG\r\n", "picture"),
    "NUL": ("a.txt", b"The harbour\x00 is open", "not text"),
    "controls": ("a.txt", b"\x01\x02\x03\x04" * 50, "not text"),
    "a thousand pages": ("a.txt", (SENTENCE * 50 + b"\n\n") * 1100, "thousand pages"),
    "a thousand pages on the web": (
        "a.html",
        b"<p>" + SENTENCE * 50 + b"</p>" + (b"<p>" + SENTENCE * 50) * 1100,
        "thousand",
    ),
    "a line of 5 MB": ("a.txt", b"x" * 5_000_000, "One line of the text has 5,000,000 characters"),
    "a paragraph of 5 MB": ("a.html", b"<p>" + SENTENCE * 130_000, "One line"),
    "a million lines": ("a.txt", b"x\n" * 900_000, "lines"),
    "Markdown of too many lines": ("a.md", b"- x\n" * 60_000, "lines"),
    "nothing but a form": (
        "a.txt",
        b"The harbour\n\nThe harbour\n\nLeave a Reply\n\nName *\n\nEmail *",
        "No text is left",
    ),
    "nothing but headings": ("a.md", b"# The harbour\n\n## Ships", "No text is left"),
    "nothing but marks": ("a.txt", b"* * *\n\n---", "No text is left"),
    "nothing but a script": ("a.html", b"<script>alert(1)</script>", "No text is left"),
    "too deep": ("a.html", b"<div>" * 100_000 + b"x", "levels deep"),
    "too many tags": ("a.html", b"<b>x</b>" * 200_000, "tags"),
    "unknown": ("a.exe", b"x", "I read .txt, .md, .html, .htm, .pdf, .docx, .epub files, not .exe."),
    "no ending": ("README", b"x", "this name ends in none of them"),
    "hidden ending": ("harbour\u202etxt.exe", b"x", "not .exe"),
    "odd ending": ("a.<b>", b"x", "this name ends in none of them"),
}


@pytest.mark.parametrize(("name", "content", "why"), REFUSALS.values(), ids=REFUSALS)
def test_refusal_says_why(name: str, content: bytes, why: str) -> None:
    """What cannot be read is refused in one sentence that fits into a message."""
    with pytest.raises(Unreadable) as refusal:
        read(name, content)
    assert why in str(refusal.value)
    assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value) and len(str(refusal.value)) < 150


HOSTILE = {
    "attributes": ("a.html", b"<p " + b" ".join(b"a%d=1" % number for number in range(100_000)) + b">The harbour.</p>"),
    "an attribute": ("a.html", b'<p title="' + b"a" * 5_000_000 + b'">The harbour.</p>'),
    "entities": ("a.html", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>The harbour &b;.</p>'),
    "closing tags": ("a.html", b"<b>" * 400 + b"</i>" * 100_000 + b"The harbour."),
    "nested JSON": (
        "a.html",
        b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>The harbour.</p>",
    ),
    "nested lists": ("a.html", b"<ul><li>x" * 200 + b"The harbour."),
    "brackets": ("a.md", (b"[" * 1000 + b"\n") * 100 + b"\nThe harbour."),
    "quotations": ("a.md", b">" * 90_000 + b" x\n\nThe harbour."),
    "emphasis": ("a.md", (b"*a **b " * 300 + b"\n\n") * 50 + b"The harbour."),
    "invitations": ("a.txt", b"The harbour.\n\nThe ships.\n\n" + b"share " * 60 + b"ships"),
    "quotation marks": ("a.txt", ("“" * 50_000 + "\n\nThe harbour.").encode()),
}


@pytest.mark.parametrize(("name", "content"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_file_is_read_fast(name: str, content: bytes) -> None:
    """A file made to hang a reader costs no more than a long article."""
    begun = time.process_time()
    assert "The harbour" in read(name, content).text
    assert time.process_time() - begun < 5


def test_formats_are_named() -> None:
    """Others ask which files can be read, each of which has a reader."""
    assert set(formats._READERS) == set(FORMATS)


pieces = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<table>",
        "<tr>",
        "<td>",
        "<li>",
        "</ul>",
        "<!--",
        "<a href=",
        "&lt;",
        "<h1>",
        "<article>",
        "<br>",
        "<pre>",
        "\n",
        "\n\n",
        "# ",
        "- ",
        "> ",
        "1. ",
        "```",
        "|",
        "---\n",
        "[a](b)",
        "**",
        "_",
        "`",
        "\\",
        "    ",
        "\t",
        "Harbour lights ",
        "The ships came in. ",
        "Leave a Reply",
        "By Jane Doe",
        "14 March 2031",
        "“",
        "”",
        "\u202e",
        "\u200b",
    ]
)


@settings(deadline=None)  # on a busy machine, time says nothing
@given(
    name=st.sampled_from(["a.txt", "a.md", "a.html"]),
    text=st.lists(pieces | st.text(max_size=9), max_size=40).map("".join),
)
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    """Whatever the file holds, it becomes a whole manuscript or a sentence."""
    assert _is_whole(name, text.encode())


@settings(deadline=None)  # on a busy machine, time says nothing
@given(name=st.sampled_from(["a.txt", "a.md", "a.html"]), content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    """Bytes of any other kind are no exception."""
    assert _is_whole(name, content)


def _is_whole(name: str, content: bytes) -> bool:
    """Whether a file is refused, or its manuscript has a title, a text and headings where it says."""
    try:
        manuscript: Manuscript = read(name, content)
    except Unreadable:
        return True
    found = [manuscript.text[slice(*span)] for span in manuscript.headings]
    blocks = manuscript.text.split("\n\n")
    return bool(manuscript.title.strip() and manuscript.text.strip()) and all(heading in blocks for heading in found)
