"""Buttons: turning the pages of an answer, also after a restart and after the article changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from telegram import Update

from bot import pages, replies
from bot.context import Context
from bot.replies import Reply
from corpus.answers import Answer, Citation, Verdict
from corpus.errors import UnknownArticle
from corpus.library import Library
from corpus.queries import Query
from corpus.store import AskedQuestion


@dataclass(frozen=True, slots=True)
class Recalled:
    """An answer given earlier, as it can be shown now."""

    question: AskedQuestion
    citations: tuple[Citation | None, ...]
    """None where the article was removed."""
    changed: frozenset[int]
    """Positions of citations whose revision is no longer live."""
    missing: tuple[str, ...]

    @property
    def asked(self) -> str:
        """The question, where no message of the asker shows it (as with an example's button)."""
        return self.question.text if self.question.message_id < 0 else ""

    def cited(self, position: int) -> Citation | None:
        return self.citations[position] if position < len(self.citations) else None

    def notice(self, position: int) -> str | None:
        """What the one who presses should know first."""
        if self.cited(position) is None:
            return replies.WITHDRAWN
        return replies.CHANGED if position in self.changed else None


async def show_passage(update: Update, context: Context) -> None:
    recalled = await _recalled(context)
    if recalled:
        await context.edit(_passage(recalled, context.press.position))


async def show_context(update: Update, context: Context) -> None:
    recalled = await _recalled(context)
    if recalled:
        await context.edit(await context.think(partial(_context, context.library, recalled, context.press.position)))


async def expired(update: Update, context: Context) -> None:
    """A button of an older Quoth, or of nobody's making."""
    await context.notice(replies.UNKNOWN_BUTTON)


async def _recalled(context: Context) -> Recalled | None:
    """The answer that the button belongs to; the press is answered on the way."""
    press = context.press
    recalled = await context.think(partial(recall, context.library, press.subject))
    await context.notice(recalled.notice(press.position) if recalled else replies.FORGOTTEN)
    return recalled


def recall(library: Library, question_id: str) -> Recalled | None:
    """The passages that were cited, word for word as they were, with what the question now finds in them."""
    question = library.questions.get(question_id)
    if question is None:
        return None
    now = library.ask(Query(text=question.text, collection=question.collection))
    found = {_key(citation): citation for citation in now.citations}
    live = {article_id: _live_number(library, article_id) for article_id, _, _ in question.cited}
    citations = tuple(
        (found.get((article_id, revision, number)) or _bare(library, article_id, revision, number))
        if live[article_id]
        else None
        for article_id, revision, number in question.cited
    )
    changed = frozenset(
        position for position, (article_id, revision, _) in enumerate(question.cited) if live[article_id] != revision
    )
    return Recalled(question, citations, changed, now.missing)


def _passage(recalled: Recalled, position: int) -> Reply:
    question, cited = recalled.question, recalled.cited(position)
    kept = tuple(citation for citation in recalled.citations if citation)
    if question.verdict == Verdict.CLOSEST and kept:
        answer = Answer(Query(text=question.text), Verdict.CLOSEST, 0.0, kept, recalled.missing)
        return pages.answer(answer, question.id, asked=recalled.asked)
    if cited is None:
        return pages.withdrawn()
    note = recalled.notice(position) or ""
    of = len(recalled.citations)
    return pages.passage(cited, position, of, question.id, asked=recalled.asked, note=note)


def _context(library: Library, recalled: Recalled, position: int) -> Reply:
    cited = recalled.cited(position)
    if cited is None:
        return pages.withdrawn()
    revision = cited.passage.revision
    article = library.passages(revision.article_id, revision.number)
    note = recalled.notice(position) or ""
    return pages.in_context(cited, article, position, recalled.question.id, asked=recalled.asked, note=note)


def _key(citation: Citation) -> tuple[str, int, int]:
    passage = citation.passage
    return passage.revision.article_id, passage.revision.number, passage.number


def _bare(library: Library, article_id: str, revision: int, number: int) -> Citation:
    passage = library.passages(article_id, revision)[number - 1]
    return Citation(passage, highlight=(0, 0), score=0.0, matched=())


def _live_number(library: Library, article_id: str) -> int | None:
    try:
        live = library.article(article_id).live
    except UnknownArticle:
        return None
    return live.number if live else None
