"""Buttons: turning the pages of an answer, also after a restart and after the article changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from telegram import Update

from bot import explanations, pages, replies
from bot.context import Context
from bot.pages import BOTH, TOGETHER
from bot.replies import Reply
from bot.sharing import Sharing
from corpus.answers import Answer, Citation, Verdict
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import asked_after, recalled
from corpus.store import AskedQuestion, Tally
from corpus.store.questions import Cited
from corpus.store.votes import WHOLE


@dataclass(frozen=True, slots=True)
class Recalled:
    """An answer given earlier, as it can be shown now."""

    question: AskedQuestion
    citations: tuple[Citation | None, ...]
    """None where the article was removed."""
    changed: frozenset[int]
    """Positions of citations whose revision is no longer live."""
    after: str
    """The earlier question that it was understood with, as far as that is still known."""

    @property
    def asked(self) -> str:
        """The question, where no message of the asker shows it (as with an example's button)."""
        return self.question.text if self.question.message_id < 0 else ""

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple((self.question.reasons or {}).get("missing", ()))

    @property
    def kept(self) -> tuple[Citation, ...]:
        return tuple(citation for citation in self.citations if citation)

    @property
    def is_both(self) -> bool:
        """Whether two articles said different things; nobody compares what is left when one is withdrawn."""
        return bool((self.question.reasons or {}).get("both_say")) and all(self.citations[:BOTH])

    @property
    def lesson(self) -> int | None:
        """The lesson that decided."""
        return (self.question.reasons or {}).get("lesson")

    def is_together(self, position: int) -> bool:
        """Whether the passage stands in one message with others."""
        return self.question.verdict != Verdict.ANSWER or (self.is_both and position < BOTH)

    @property
    def shown_at_first(self) -> int:
        """How many of its passages the answer quotes before anybody presses a button."""
        if not self.is_together(0):
            return 1
        return BOTH if self.is_both else TOGETHER

    def cited(self, position: int) -> Citation | None:
        return self.citations[position] if position < len(self.citations) else None

    def ballot_on(self, position: int) -> Cited:
        """What a vote is on: the passage, or the whole where no passage or several are shown."""
        has_pages = not self.is_together(position) and position < len(self.question.cited)
        return self.question.cited[position] if has_pages else WHOLE

    def notice(self, position: int) -> str | None:
        """What the one who presses should know first."""
        if self.cited(position) is None:
            return replies.WITHDRAWN
        return replies.CHANGED if position in self.changed else None


async def show_passage(update: Update, context: Context) -> None:
    found = await _recalled(context)
    if found:
        await context.edit(
            await context.think(partial(_passage, context.library, found, context.press.position, context.sharing))
        )


async def show_context(update: Update, context: Context) -> None:
    found = await _recalled(context)
    if found:
        await context.edit(await context.think(partial(_context, context.library, found, context.press.position)))


async def show_reasons(update: Update, context: Context) -> None:
    found = await _recalled(context)
    if found:
        await context.edit(_reasons(found, context.press.position))


async def expired(update: Update, context: Context) -> None:
    """A button of an older Quoth, or of nobody's making."""
    await context.notice(replies.UNKNOWN_BUTTON)


async def _recalled(context: Context) -> Recalled | None:
    """The answer that the button belongs to; the press is answered on the way."""
    press = context.press
    found = await context.think(partial(recall, context.library, press.subject, context.chat.id))
    await context.notice(found.notice(press.position) if found else replies.FORGOTTEN)
    return found


def recall(library: Library, question_id: str, chat_id: int) -> Recalled | None:
    """The passages that were cited, word for word as they were; nothing of what was asked in another chat."""
    question = library.questions.get(question_id)
    if question is None or question.chat_id != chat_id:
        return None
    kept = library.receipts.get(question_id)
    if question.cited and not kept:  # an older Quoth kept no receipts
        return None
    live = {place.article_id: _live_number(library, place.article_id) for place in kept}
    citations = tuple(
        citation if live[citation.passage.revision.article_id] else None
        for citation in recalled(kept, library.passages, question.reasons)
    )
    changed = frozenset(position for position, place in enumerate(kept) if live[place.article_id] != place.revision)
    return Recalled(question, citations, changed, asked_after(library.questions, question))


def _passage(library: Library, found: Recalled, position: int, sharing: Sharing) -> Reply:
    question, cited = found.question, found.cited(position)
    tally = library.votes.tally(question.id, found.ballot_on(position))
    if found.is_together(position) and found.kept:
        return _together(library, found, tally, sharing)
    if cited is None:
        return pages.withdrawn()
    note = found.notice(position) or ""
    above = {"asked": found.asked, "after": found.after}
    of = len(found.citations)
    return pages.passage(cited, position, of, question.id, **above, note=note, tally=tally, sharing=sharing)


def _together(library: Library, found: Recalled, tally: Tally, sharing: Sharing) -> Reply:
    """An answer that shows several passages at once, without those that were withdrawn."""
    question = found.question
    answer = Answer(
        Query(text=question.text),
        Verdict(question.verdict),
        0.0,
        found.kept,
        found.missing,
        after=found.after,
        both_say=found.is_both,
        lesson=found.lesson,
    )
    places = [place for place, citation in enumerate(found.citations) if citation]
    is_put = library.open_questions.is_put(question.id)
    return pages.answer(
        answer, question.id, asked=found.asked, tally=tally, sharing=sharing, places=places, is_put=is_put
    )


def _context(library: Library, found: Recalled, position: int) -> Reply:
    cited = found.cited(position)
    if cited is None:
        return pages.withdrawn()
    revision = cited.passage.revision
    article = library.passages(revision.article_id, revision.number)
    note = found.notice(position) or ""
    above = {"asked": found.asked, "after": found.after}
    return pages.in_context(cited, article, position, found.question.id, **above, note=note)


def _reasons(found: Recalled, position: int) -> Reply:
    if found.cited(position) is None:
        return pages.withdrawn()
    note = found.notice(position) or ""
    taught = found.lesson is not None and not position
    return explanations.why(found.citations, position, found.question.id, found.missing, note=note, taught=taught)


def _live_number(library: Library, article_id: str) -> int | None:
    live = library.article(article_id).live
    return live.number if live else None
