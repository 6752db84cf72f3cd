"""The terminal: how answers, passages and articles look in one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.quotations import day, shortened
from corpus.answers import Answer, Citation, Verdict
from corpus.articles import Article, Revision, Span
from corpus.passages import Passage
from corpus.store import Entry

if TYPE_CHECKING:
    from corpus.evaluation import Outcome
    from corpus.paraphrases import Taught

_WIDTH = 100
"""Longer lines are hard to read."""
_EARLIER = 150
"""Code points of an earlier question."""
_RELATED, _BOTH = 3, 2
"""How many passages are shown where none answers, and where two articles say different things."""

HEADLINES = {
    Verdict.ANSWER: ("✓ The article says:", "bold green"),
    Verdict.CLOSEST: ("≈ The articles may not answer this directly. Closest passages:", "bold yellow"),
    Verdict.NONE: ("∅ The articles do not say.", "bold red"),
}
BOTH_SAY = ("⇄ Two articles answer this, newest first:", "bold green")
"""In the place of these, where two articles give different figures."""
# A terminal obeys control characters; an article may hold some. One for one, so that spans still fit.
_HARMLESS = {code: "�" for code in (*range(32), 127, *range(128, 160)) if chr(code) not in "\n\t"}


class Terminal:
    """Standard output: coloured and wrapped for a person, plain and one paragraph a line in a pipe or file."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._wrapped = self._console.is_terminal

    def say(self, text: str = "", style: str = "") -> None:
        """One sentence of Quoth's own."""
        self._print(Text(text.translate(_HARMLESS), style))

    def answer(self, answer: Answer) -> int:
        """The verdict at a glance, the passage or what comes close to one, the words that are nowhere.

        Tells how many of the citations are shown.
        """
        if answer.is_small_talk:
            self.say("I can only quote articles. Ask me something about them.")
            return 0
        if answer.after:
            self.say(f"↳ asked after: “{shortened(answer.after, _EARLIER)}”", "dim")
        self.say(*(BOTH_SAY if answer.both_say else HEADLINES[answer.verdict]))
        several = _BOTH if answer.both_say else _RELATED
        shown = answer.citations[: 1 if answer.verdict is Verdict.ANSWER and not answer.both_say else several]
        if shown and answer.verdict is Verdict.NONE:
            self.say("Related, though no answer:", "dim")
        for position, citation in enumerate(shown):
            if position:
                self.say()
            self.citation(citation)
        if answer.missing:
            self.say(f"Nowhere in the articles: {', '.join(answer.missing)}.", "yellow")
        return len(shown)

    def entry(self, entry: Entry) -> None:
        """A line of the audit log: when, who, what."""
        details = (f"{name}={value}" for name, value in entry.details.items())
        parts = (f"{entry.at:%Y-%m-%d %H:%M:%S}", entry.by, entry.act, entry.collection, entry.subject, *details)
        self.say("  ".join(filter(None, parts)).replace("\n", " "))

    def citation(self, citation: Citation) -> None:
        """The passage, word for word, the answering sentence bold; then where it stands."""
        self.passage(citation.passage, citation.highlight)
        self.say(f"  — {place(citation.passage)}", "cyan")
        if citation.url:
            # The terminal itself wraps it: an address with line ends in it cannot be followed.
            self._print(Text(f"    {citation.url}", "cyan"), soft_wrap=True)

    def passage(self, passage: Passage, highlight: Span | None = None, style: str = "") -> None:
        """A passage as a quotation."""
        text = Text(passage.text.translate(_HARMLESS), style)
        if highlight:
            text.stylize("bold", *highlight)
        self._quote(text)

    def context(self, passages: Sequence[Passage], citation: Citation) -> None:
        """The cited passage between its neighbours, which are dimmed."""
        cited = citation.passage
        heading = None
        for passage in passages[max(0, cited.number - 2) : cited.number + 1]:
            if passage.heading and passage.heading != heading:
                self.say(f"  {passage.heading}", "bold underline")
            heading = passage.heading
            is_cited = passage.number == cited.number
            self.passage(passage, citation.highlight if is_cited else None, "" if is_cited else "dim")
            self.say(f"  ¶ {passage.number}", "cyan" if is_cited else "dim")
        self.say(f"  — {place(cited)}", "cyan")

    def why(self, citation: Citation) -> None:
        """The words that led to a passage, those that say most first."""
        for match in sorted(citation.matched, key=lambda match: -match.contribution):
            self.say(f"  {match.contribution:4.0%}  {match}")

    def articles(self, articles: Iterable[Article]) -> None:
        """A line an article."""
        for article in articles:
            if article.live:
                self.say(f"{article.id}  {article.live.title} · {_state(article.live)}")

    def article(self, revision: Revision, passages: Iterable[Passage]) -> None:
        """An article with its passages, numbered as citations number them."""
        self.say(revision.title, "bold")
        about = (_state(revision), f"published by {revision.published_by}", revision.author, revision.source)
        self.say(" · ".join(filter(None, about)), "cyan")
        heading = None
        for passage in passages:
            self.say()
            if passage.heading and passage.heading != heading:
                self.say(passage.heading, "bold underline")
            heading = passage.heading
            self.say(f"¶ {passage.number}", "cyan")
            self.passage(passage)

    def outcomes(self, counts: Mapping[str, Mapping[Outcome, int]]) -> None:
        """What became of the questions of each kind, in numbers."""
        table = Table("kind", box=None)
        outcomes = list(next(iter(counts.values()), {}))
        for name in [*outcomes, "of"]:
            table.add_column(name, justify="right")
        for kind, row in counts.items():
            table.add_row(kind, *(str(row[outcome]) for outcome in outcomes), str(sum(row.values())))
        self._console.print(table)

    def taught(self, rows: Iterable[Taught]) -> None:
        """How often a passage was found before and after teaching, in percent."""
        table = Table("questions", box=None)
        for name in ("first", "among those shown", "confident and wrong", "of"):
            table.add_column(name, justify="right")
        for relation, asked, before, after in rows:
            shares = (
                f"{100 * was / asked:.1f} → {100 * now / asked:.1f}" for was, now in zip(before, after, strict=True)
            )
            table.add_row(relation, *shares, str(asked))
        self._console.print(table)

    def numbers(self, rows: Iterable[tuple[str, str]]) -> None:
        """Figures, one a line."""
        table = Table(show_header=False, box=None)
        table.add_column()
        table.add_column(justify="right")
        for row in rows:
            table.add_row(*row)
        self._console.print(table)

    def _quote(self, text: Text) -> None:
        width = min(_WIDTH, self._console.width) - 4 if self._wrapped else sys.maxsize
        for line in text.wrap(self._console, max(width, 20)):
            self._print(Text.assemble(("  │ ", "dim"), line))

    def _print(self, text: Text, *, soft_wrap: bool = False) -> None:
        self._console.print(text, soft_wrap=soft_wrap or not self._wrapped)


def place(passage: Passage) -> str:
    """Where a passage stands: title, number, date where known."""
    revision = passage.revision
    parts = (revision.title, f"¶ {passage.number} of {passage.of}", _date(revision))
    return " · ".join(filter(None, parts))


def _state(revision: Revision) -> str:
    return " · ".join(filter(None, (f"revision {revision.number}", _date(revision))))


def _date(revision: Revision) -> str:
    return day(revision.date) if revision.date else ""
