"""Plain text, Markdown and web pages, as each is written."""

import datetime as dt

import pytest

from corpus.articles import Manuscript
from corpus.reading.formats import read

RUSSIAN = "Городской совет решил во вторник оставить смотрителя маяка, пять голосов против четырёх."
LONG = "The council of the town voted on Tuesday to keep the keeper of the lighthouse, by five votes to four."


def headings(manuscript: Manuscript) -> list[str]:
    """The headings as they stand in the text."""
    return [manuscript.text[slice(*span)] for span in manuscript.headings]


def text_of(body: str) -> Manuscript:
    """A plain text with a title."""
    return read("a.txt", f"The keeper stays\n\n{body}".encode())


def test_blank_lines_part_paragraphs() -> None:
    """White space on a blank line, and more than one of them, change nothing."""
    assert f"{LONG}\n\n{LONG}" == text_of(f"{LONG}\n \t\n\n{LONG}\n").text


def test_one_line_is_one_paragraph() -> None:
    """A text without blank lines has a paragraph on each."""
    assert f"{LONG}\n\n{LONG}\n\n{LONG}" == read("a.txt", f"The keeper stays\n{LONG}\n{LONG}\n{LONG}".encode()).text


def test_wrapped_lines_are_joined() -> None:
    """Lines broken at a column become one paragraph; a hyphen at the end of a line joins without a space."""
    wrapped = (
        "The council of the town voted on Tuesday to keep the keeper of the well-\n"
        "known lighthouse in his office, by five votes to four. The debate took a\n"
        "whole night, and nobody slept."
    )
    joined = wrapped.replace("-\n", "-").replace("\n", " ")
    assert f"{joined}\n\n{joined}" == text_of(f"{wrapped}\n\n{wrapped}").text


def test_wrapped_text_keeps_its_shape() -> None:
    """A title, an indented line and items begin lines of their own, though all stand together."""
    text = (
        "The lamp of the harbour\n"
        "The council of the town voted on Tuesday to keep the keeper of the old\n"
        "and well known lighthouse in his office, by five votes to four, with a\n"
        "debate all night.\n"
        "   The keeper of the lamp was there and said not one word to anybody in\n"
        "the hall of the town, and then he went home to his lamp as he did each\n"
        "and every night. He keeps to himself three things of the greatest kind\n"
        "- oil\n"
        "- a horn"
    )
    lines = text_of(f"{LONG}\n\n{LONG}\n\n{LONG}\n\n{text}").text.split("\n\n")[3:]
    assert "The lamp of the harbour" == lines[0]
    assert lines[1].startswith("The council") and lines[1].endswith("debate all night.")
    assert lines[2].startswith("The keeper") and lines[2].endswith("kind\n- oil\n- a horn")


def test_list_is_parted_from_its_lead_in() -> None:
    """Items are one paragraph, the lines around them others."""
    assert (
        "Three:\n\n- oil\n- horns\n\nMore"
        in text_of(f"{LONG}\n\n{LONG}\n\nThree:\n- oil\n- horns\nMore\n\n{LONG}").text
    )


def test_verse_keeps_its_lines() -> None:
    """Short lines that stand together are meant so."""
    verse = "The lamp is lit\nthe night is long\nthe sea goes on"
    assert f"{LONG}\n\n{LONG}\n\n{verse}" == text_of(f"{LONG}\n\n{LONG}\n\n{verse}").text


def test_list_stays_together() -> None:
    """Items stand on lines of their own, a wrapped item on one."""
    items = "- The lamp costs 12,000.\n- The horn costs 3,000, which the\n  harbour pays.\n- Nothing else."
    assert items.replace("\n  ", " ") == text_of(f"{LONG}\n\n{items}").text.removeprefix(f"{LONG}\n\n")


@pytest.mark.parametrize(
    "line", ["Why would he stay?", "What comes next", "1990 to 2020", "Что дальше", "Dr. Roe returns (again)"]
)
def test_short_line_above_a_paragraph_is_a_heading(line: str) -> None:
    """It ends like no sentence, and more stands under it."""
    assert [line] == headings(text_of(f"{LONG}\n\n{line}\n\n{LONG}"))


@pytest.mark.parametrize(
    "line",
    [
        "Yet, the rift persists.",
        "“We will stay”",
        "— Why would he stay?",
        "- The lamp",
        "They want three things:",
        "But why would he stay?",
        "he went on",
        "Lamp\t12",
        "Lamp | 12",
        "Photo: Jane Roe",
        LONG[:-1],
    ],
)
def test_other_short_lines_are_text(line: str) -> None:
    """A sentence, a quotation, an item, a row, a lead-in are no headings."""
    assert [] == headings(text_of(f"{LONG}\n\n{line}\n\n{LONG}"))


def test_last_line_is_no_heading() -> None:
    """A heading stands above something."""
    assert [] == headings(text_of(f"{LONG}\n\nThe end\n\nof it"))


def test_name_under_a_quotation_is_no_heading() -> None:
    """It says whose words they are."""
    assert [] == headings(text_of(f"{LONG}\n\n“We will stay.”\n\nJane Roe, keeper\n\n{LONG}"))


MARKDOWN = f"""\
---
title: "The keeper stays"
date: 2031-03-14
author: Jane Doe
source: https://harbour.example/keeper
---
# The keeper stays

{LONG} It was
a [close *vote*](https://x.example/a_b), he `said`.<br>”Nobody **slept**,” AT&amp;T.

![The lamp](lamp.jpg)

## Why now?

There are three reasons:

1. First, the lamp.
2. Second, the **horn**.
   - A small one.

> Quoted words.

| Ships | Number |
|-------|--------|
| big   | 12     |

```
x = 1
```

<div><p>A note in HTML.</p><script>alert(1)</script></div>

Setext
------

3 < 4, a_b_c, \\*not emphasis\\*.
"""


def test_markdown_becomes_what_its_reader_sees() -> None:
    """The signs go, the words stay; wrong quotation marks too."""
    expected = [
        f"{LONG} It was a close vote, he said.\n”Nobody slept,” AT&T.",
        "Why now?",
        "There are three reasons:",
        "1. First, the lamp.\n2. Second, the horn.\nA small one.",
        "Quoted words.",
        "Ships | Number\nbig | 12",
        "x = 1",
        "A note in HTML.",
        "Setext",
        "3 < 4, a_b_c, *not emphasis*.",
    ]
    assert expected == read("a.md", MARKDOWN.encode()).text.split("\n\n")


def test_markdown_names_its_headings_and_itself() -> None:
    """Headings are known, not guessed; what stands in front of the text describes it."""
    manuscript = read("a.md", MARKDOWN.encode())
    assert ["Why now?", "Setext"] == headings(manuscript)
    assert ("The keeper stays", "Jane Doe", dt.date(2031, 3, 14)) == (
        manuscript.title,
        manuscript.author,
        manuscript.date,
    )
    assert "https://harbour.example/keeper" == manuscript.source


FRONTS = {
    "yaml": '---\ntitle: "The keeper stays"\nauthor:\n  - Jane Doe\n  - John Roe\ndate: 2031-03-14 10:22:00 +01\n---\n',
    "in a row": "---\ntitle: The keeper stays\nauthors: [Jane Doe, 'John Roe']\ndate: 2031-03-14T10:22:00Z\n---\n",
    "toml": '+++\ntitle = "The keeper stays"\nauthors = ["Jane Doe", "John Roe"]\ndate = 2031-03-14\n+++\n',
}


@pytest.mark.parametrize("front", FRONTS.values(), ids=FRONTS)
def test_markdown_is_described_as_programs_do(front: str) -> None:
    """Jekyll and Hugo write it so: lists of authors, days with hours, YAML or TOML."""
    found = read("a.md", f"{front}\n{LONG}\n\n{LONG}".encode())
    assert ("The keeper stays", "Jane Doe, John Roe", dt.date(2031, 3, 14)) == (found.title, found.author, found.date)
    assert f"{LONG}\n\n{LONG}" == found.text


def test_markdown_signs_of_programs_are_no_text() -> None:
    """Notes, a place for the table of contents, struck-out words and names of headings go, and are listed."""
    text = f"[TOC]\n\n## Why now? {{#why .big}}\n\n{LONG}[^1] It ~~goes~~stays.\n\n[^1]: In the minutes.\n\n{LONG}"
    found = read("a.md", f"# The keeper stays\n\n{LONG}\n\n{text} `a[^1]`".encode())
    assert [LONG, "Why now?", f"{LONG} It stays.", f"{LONG} a[^1]"] == found.text.split("\n\n")
    listed = {"the table of contents (1 line)", "footnotes (1 line)", "hidden or struck-out words"}
    assert listed == set(found.left_out)


def test_struck_out_words_of_a_page_are_not_quoted() -> None:
    """Their author took them back; signs that lead to notes are no words either."""
    notes = '<sup><a href="#n1">[1]</a></sup> of <del>six</del><ins>five</ins>, 5<sup>2</sup>.'
    found = read("a.html", f"<title>The keeper stays</title><p>{LONG}{notes}</p><p>{LONG}</p>".encode())
    assert f"{LONG} of five, 52.\n\n{LONG}" == found.text
    assert {"footnotes", "hidden or struck-out words"} == set(found.left_out)


def test_markdown_without_a_heading_is_text() -> None:
    """A short line is no heading where headings have a sign; it may be the title."""
    manuscript = read("a.md", f"The keeper stays\n\n{LONG}\n\nWhat next\n\n{LONG}".encode())
    assert ("The keeper stays", []) == (manuscript.title, headings(manuscript))


PAGE = """\
<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The keeper stays | The Harbour Post</title>
<link rel="canonical" href="https://harbour.example/keeper"><style>p {{color: red}}</style>
<script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle", "headline": "The keeper stays",
"datePublished": "2031-03-14T08:00:00+00:00", "author": [{{"@type": "Person", "name": "Jane Doe"}}]}}]}}</script></head>
<body class="no-sidebar"><header><a href="/">Harbour Post</a></header><nav><a href="/n">News</a></nav>
<div id="cookie-banner">We use cookies.</div>
<main><article><header><h1>The keeper stays</h1><p class="byline">By Jane Doe</p><time>14 March 2031</time></header>
<p>{long} It was a <a href="/x">close
vote</a>.<br>Nobody <b>slept</b>&nbsp;there.</p><div class="share-buttons">Share this</div>
<h2>Why now?</h2><ul><li>First, the <i>lamp</i>.</li><li>Second, the horn.</li></ul>
<table><tr><th>Ships</th><th>Number</th></tr><tr><td>big</td><td>12</td></tr></table>
<pre>x = 1
y  = 2</pre><aside>Read also: storms</aside><p hidden>Not shown.</p><form><p>Subscribe</p></form>
<p>{long} ”he’s just tapping me along,” he remarked.</p></article>
<section class="comments"><h3>2 Comments</h3><p>First!</p></section></main>
<footer>© Harbour Post</footer><noscript>Turn on scripts.</noscript></body></html>
"""


@pytest.fixture(name="page")
def _page() -> Manuscript:
    return read("a.html", PAGE.format(long=LONG).encode())


def test_page_becomes_its_article(page: Manuscript) -> None:
    """Nothing of what the site put around it is left."""
    expected = [
        f"{LONG} It was a close vote.\nNobody slept\u00a0there.",
        "Why now?",
        "First, the lamp.\nSecond, the horn.",
        "Ships | Number\nbig | 12",
        "x = 1\ny  = 2",
        f"{LONG} ”he’s just tapping me along,” he remarked.",
    ]
    assert expected == page.text.split("\n\n")
    assert ["Why now?"] == headings(page)


def test_page_describes_its_article(page: Manuscript) -> None:
    """Title, author, day and address are as the page's data have them."""
    assert ("The keeper stays", "Jane Doe", dt.date(2031, 3, 14)) == (page.title, page.author, page.date)
    assert "https://harbour.example/keeper" == page.source


def test_page_lists_what_was_left_out(page: Manuscript) -> None:
    """The moderator sees what is not there."""
    assert {
        "the navigation", "the page's header", "a cookie notice", "what stands beside the article", "readers' comments",
        "a form", "the footer", "invitations to share or subscribe", "the line with the author",
        "the line with the date",
    } == set(page.left_out)  # fmt: skip


def test_plain_page_is_read() -> None:
    """A page of tables and line breaks, as they were once made, is an article too."""
    markup = f"<title>The keeper stays - Harbour Post</title><table><tr><td>{LONG}<br><br>{LONG}<p>The end.</table>"
    manuscript = read("a.htm", markup.encode())
    assert ("The keeper stays", f"{LONG}\n\n{LONG}\n\nThe end.") == (manuscript.title, manuscript.text)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Ships | Boats | Harbour Post</title>", "Ships | Boats"),
        ("<title>A - B</title>", "A - B"),
        ("<title>x</title><meta property='og:title' content='The keeper stays'>", "The keeper stays"),
        ("<title>The keeper stays</title><h1>Harbour Post</h1>", "The keeper stays"),
        ("", "Keeper"),
    ],
)
def test_page_title_is_without_its_site(head: str, title: str) -> None:
    """Only a short last part of a longer title is taken for the name of the site."""
    assert title == read("keeper.html", f"{head}<p>{LONG}</p><p>Nobody slept.</p>".encode()).title


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "/keeper",
        "http://localhost/a",
        "https://user@harbour.example/",
        "https://[x",
    ],
)
def test_only_public_addresses_are_sources(address: str) -> None:
    """A page cannot make a citation link anywhere but to the web."""
    assert None is read("a.html", f'<link rel="canonical" href="{address}"><p>{LONG}</p>'.encode()).source


@pytest.mark.parametrize(
    "head",
    [
        "<time class='entry-date' datetime='2031-03-14'>a while ago</time>",
        "<time itemprop='datePublished'>14 March 2031</time>",
        "<meta property='article:published_time' content='2031-03-14T08:00:00Z'>",
        "<script type='application/ld+json'>[{'@type': broken</script><meta name='date' content='2031-03-14'>",
    ],
)
def test_page_may_tell_its_date_in_many_ways(head: str) -> None:
    """A time that is not marked as the day of publication is a part of the story."""
    page = f"<p>{LONG} <time datetime='1912-04-15'>Then</time></p>{head}"
    assert dt.date(2031, 3, 14) == read("a.html", page.encode()).date


def test_page_of_several_articles_is_read_whole() -> None:
    """Where no part holds most of the prose, all of it is the article."""
    page = "".join(f"<article><p>{number}. {LONG}</p></article>" for number in range(3))
    assert 3 == read("a.html", page.encode()).text.count(LONG)


def test_long_items_are_paragraphs() -> None:
    """A list of paragraphs is cited paragraph by paragraph."""
    assert f"1. {LONG} {LONG}\n\n2. {LONG}" == read("a.md", f"# Title\n\n1. {LONG} {LONG}\n2. {LONG}".encode()).text


def test_frame_with_a_telling_name_is_kept() -> None:
    """What holds the article is no sidebar, whatever its name."""
    assert LONG == read("a.html", f'<div class="sidebar-left ad"><p>{LONG}</p></div>'.encode()).text


def test_characters_of_a_page_are_harmless() -> None:
    """References to control characters do no harm."""
    manuscript = read("a.html", f"<p>{LONG}&#0;&#x202e;&#1;</p>".encode())
    assert f"{LONG}\ufffd" == manuscript.text
    assert ("control characters",) == manuscript.left_out


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (f"<meta charset=windows-1251><p>{RUSSIAN}".encode("cp1251"), None),
        (f"<meta http-equiv=Content-Type content='text/html; charset=koi8-r'><p>{RUSSIAN}".encode("koi8-r"), None),
        (f"<p>{RUSSIAN}".encode("cp1251"), "windows-1251"),
        (f"<meta charset=windows-1251><p>{RUSSIAN}".encode(), "windows-1251"),
    ],
)
def test_page_is_read_in_the_encoding_it_declares(content: bytes, charset: str | None) -> None:
    """Or that its server declares; what is UTF-8 is read as UTF-8, whatever was declared."""
    assert RUSSIAN == read("a.html", content, charset=charset).text


def test_page_without_names_is_parted_from_its_menus() -> None:
    """Where neither tags nor names tell what is the article, its prose does; what was beside it is counted."""
    page = f"""<title>The keeper stays - Harbour Post</title><div><a href=/>Harbour Post</a> <a href=/a>News</a></div>
    <div><h1>The keeper stays</h1><div>By Jane Doe</div><p>{LONG}</p><p>Short.</p><p>{LONG} Twice.</p><h2>Why now?</h2>
    <p>{LONG} <a href=/x>Thrice</a>.</p><ul><li>Lamp: 8,000 euros</li></ul><p>{LONG}</p></div>
    <div><div>Most read</div><ol><li><a href=/1>A storm</a></li><li><a href=/2>The bridge</a></li></ol></div>
    <div><a href=/i>Imprint</a></div>"""
    manuscript = read("a.html", page.encode())
    expected = [LONG, "Short.", f"{LONG} Twice.", "Why now?", f"{LONG} Thrice.", "Lamp: 8,000 euros", LONG]
    assert expected == manuscript.text.split("\n\n")
    assert ("The keeper stays", "Jane Doe") == (manuscript.title, manuscript.author)
    assert "what stands beside the article (5 lines)" in manuscript.left_out
