"""Markdown: the text that a reader of the rendered page sees, with its headings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.errors import Unreadable
from corpus.reading import html
from corpus.reading.addresses import web_address
from corpus.reading.bylines import date_of
from corpus.reading.characters import bounded
from corpus.reading.drafts import Block, Composition, Draft
from corpus.reading.furniture import CONTENTS, FOOTNOTES, UNSHOWN

_SIGNS = re.compile(r"[]\[!*_`<&~\\]")
_EFFORT = 4_000_000
"""What taking paragraphs apart may cost: each costs the square of its signs. Beyond it, they are kept as typed."""
_MOST_LINES = 50_000
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.{0,10000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.{0,10000}?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(
    r"^(title|authors?|date|source|url|canonical|lang|language)[ \t]*[:=](.*(?:\n[ \t]*- .*)*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""Of YAML or TOML; a list of authors may stand on lines of its own."""
_FOOTNOTE = re.compile(r"\[\^[^]\s]{1,50}\]")
_CONTENTS = re.compile(r"\[TOC\]|\[\[_?TOC_?\]\]|\{:toc\}", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[#.][^{}]*\}\Z")
_STRUCTURE = {
    "bullet_list_open": Composition.open_group,
    "bullet_list_close": Composition.close_group,
    "ordered_list_open": Composition.open_group,
    "ordered_list_close": Composition.close_group,
    "table_open": Composition.open_group,
    "table_close": Composition.close_group,
    "tr_open": Composition.open_row,
    "tr_close": Composition.close_row,
}
_SHOWN = {"softbreak": " ", "hardbreak": "\n"}


def read(text: str) -> Draft:
    """Read Markdown (CommonMark with tables).

    The signs of Markdown go, the words stay: a list has its items on lines of their own, code keeps its lines.
    """
    if (lines := text.count("\n")) > _MOST_LINES:
        raise Unreadable(
            "The text has {lines} lines; of Markdown I read at most {most}.", lines=lines, most=_MOST_LINES
        )
    front = _FRONT_MATTER.match(bounded(text)) or _TOML.match(text)
    draft = _draft(front[1]) if front else Draft()
    draft.blocks = _Page(draft.left_out).composed(text[front.end() :] if front else text)
    return draft


def _draft(front: str) -> Draft:
    fields = {name.lower(): _value(said) for name, said in _FIELD.findall(front)}
    return Draft(
        title=fields.get("title"),
        author=fields.get("author") or fields.get("authors"),
        date=date_of(fields.get("date", "")),
        source=web_address(fields.get("source") or fields.get("url") or fields.get("canonical")),
        language=fields.get("lang") or fields.get("language"),
    )


def _value(said: str) -> str:
    """What a field says, on one line: a list's items with commas between them."""
    first, *items = said.split("\n")
    if first.strip().startswith("["):
        items = first.strip().strip("[]").split(",")
    named = [item.strip().removeprefix("- ").strip().strip("\"'") for item in items or [first]]
    return ", ".join(filter(None, named))


class _Page:
    """Follows the tokens of a page and composes what they show."""

    def __init__(self, left_out: Counter[str]) -> None:
        self._left_out = left_out
        self._structure = MarkdownIt("commonmark").enable("table").disable("inline")
        self._words = MarkdownIt("commonmark").enable("strikethrough")
        self._composition = Composition()
        self._effort_left = _EFFORT
        self._is_heading = False
        self._number = ""

    def composed(self, text: str) -> list[Block]:
        for token in self._structure.parse(text):
            self._take(token)
        return self._composition.blocks

    def _take(self, token: Token) -> None:
        if step := _STRUCTURE.get(token.type):
            step(self._composition)
        elif token.type == "list_item_open":
            self._number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "heading_open":
            self._is_heading = True
        elif token.type == "inline":
            self._put_paragraph(token.content)
        elif token.type in {"fence", "code_block"}:
            self._put(token.content.strip("\n"))
        elif token.type == "html_block":
            for block in html.fragment(token.content, self._left_out):
                self._put(block.text)

    def _put_paragraph(self, content: str) -> None:
        if _CONTENTS.fullmatch(content.strip()):
            self._left_out[CONTENTS] += 1
        elif (note := _FOOTNOTE.match(content)) and content[note.end() :].startswith(":"):
            self._left_out[FOOTNOTES] += 1 + content.count("\n")
        else:
            self._put(self._shown(_ATTRIBUTES.sub("", content) if self._is_heading else content))

    def _put(self, text: str) -> None:
        self._composition.put(self._number + text, heading=self._is_heading)
        self._number, self._is_heading = "", False

    def _shown(self, content: str) -> str:
        """The words of a paragraph, without the signs around them and without pictures."""
        signs = len(_SIGNS.findall(content))
        if signs == 0:
            return content.replace("\n", " ")
        if (left := self._effort_left - signs**2) < 0:
            return content
        self._effort_left = left
        tokens = self._words.parseInline(content)[0].children or []
        return "".join(map(_shown, self._without_struck(tokens)))

    def _without_struck(self, tokens: Sequence[Token]) -> Iterator[Token]:
        struck = 0
        for token in tokens:
            struck += token.nesting if token.type in {"s_open", "s_close"} else 0
            if struck:
                self._left_out[UNSHOWN] += 0
            else:
                yield token


def _shown(token: Token) -> str:
    if token.type == "html_inline":
        return "\n" if token.content.lower().startswith("<br") else ""
    if token.type == "text":
        return _FOOTNOTE.sub("", token.content)
    return _SHOWN.get(token.type) or (token.content if token.type == "code_inline" else "")
