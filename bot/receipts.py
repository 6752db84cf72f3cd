"""Receipts: an answer by its number, in any chat, as the articles' own words and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from telegram import Update

from bot import offers, pages, replies, verifications
from bot.context import Context
from bot.replies import Reply
from bot.sharing import NOWHERE, Sharing
from bot.texts import _
from corpus.answers import Citation
from corpus.library import Library
from corpus.recollection import recalled
from corpus.store import read_id
from corpus.verification import Verified, verify


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an answer quoted; not what was asked, nor by whom."""

    id: str
    citations: tuple[Citation, ...]
    """Best first; without those whose article was removed since."""
    position: int
    """Where the first of these stood in the answer, from 0."""
    changed: bool
    """Whether the article of what is shown has a newer revision."""
    says_both: bool
    """Whether it is of what two articles say, and of nothing else."""

    @property
    def shown(self) -> tuple[Citation, ...]:
        """What is quoted elsewhere: both, or the first."""
        return self.citations if self.says_both else self.citations[:1]


async def check(update: Update, context: Context) -> None:
    """`/verify ID`, or /verify as a reply to an answer."""
    receipt_id = await context.think(partial(_named, context.library, update, context.args or []))
    if receipt_id:
        await _verify(context, receipt_id)
    else:
        await context.reply(verifications.how_to_verify())


async def check_pressed(update: Update, context: Context) -> None:
    """The button beside the reasons; its answer is a message of its own, for all to see."""
    await context.notice()
    await _verify(context, context.press.subject)


def collection_of(library: Library, typed: str) -> str:
    """Where the words of an answer are from, however its number was typed; nowhere where there is none."""
    return library.receipts.collection_of(read_id(typed.partition("_")[0]))


def quoted(library: Library, typed: str) -> Receipt | None:
    """The receipt with that number, however it was typed; None where there is none, or nothing of it is live.

    `ID_2` puts the second passage first.
    """
    number, _, place = typed.partition("_")
    receipt_id, first = read_id(number), int(place) - 1 if place.isdecimal() else 0
    citations = recalled(library.receipts.get(receipt_id), library.passages)
    ids = {citation.passage.revision.article_id for citation in citations}
    live = {article_id: library.article(article_id).live for article_id in ids}
    order = sorted(range(len(citations)), key=lambda position: position != first)
    kept = [position for position in order if live[citations[position].passage.revision.article_id]]
    if not kept:
        return None
    says_both = len(kept) == pages.BOTH and library.receipts.is_lasting(receipt_id)
    shown = [citations[position].passage.revision for position in kept[: pages.BOTH if says_both else 1]]
    now = [live[revision.article_id] for revision in shown]
    changed = any(one and one.number != revision.number for one, revision in zip(now, shown, strict=True))
    return Receipt(receipt_id, tuple(citations[position] for position in kept), kept[0], changed, says_both)


def shared(library: Library, typed: str, sharing: Sharing = NOWHERE) -> Reply | None:
    """An answer for another chat: the words, their place, whether they changed; no button of it needs the question."""
    receipt = quoted(library, typed)
    return worded(receipt, receipt.id, sharing, position=receipt.position) if receipt else None


def worded(receipt: Receipt, number: str, sharing: Sharing, *, position: int = 0) -> Reply:
    """The same of a receipt, under its number or one of just these words."""
    note = _(replies.CHANGED) if receipt.changed else ""
    return offers.again(receipt.shown, number, sharing, note=note, position=position)


async def _verify(context: Context, receipt_id: str) -> None:
    if await context.may_read(await context.think(partial(context.library.receipts.collection_of, receipt_id))):
        await context.reply(await context.labour(partial(_verified, context.library, receipt_id)))
    else:
        await context.reply(replies.sentence(replies.NO_RECEIPT))


def _named(library: Library, update: Update, words: list[str]) -> str:
    message = update.effective_message
    if words:
        return read_id(words[0])
    replied = message and message.reply_to_message
    question = replied and library.questions.of_reply(replied.chat.id, replied.message_id)
    return question.id if question else ""


def _verified(library: Library, receipt_id: str) -> Reply:
    found: tuple[Verified, ...] = verify(library, receipt_id)
    return verifications.verified(receipt_id, found) if found else replies.sentence(replies.NO_RECEIPT)
