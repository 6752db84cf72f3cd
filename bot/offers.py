"""Offers: answers for chats that we are no member of, in inline mode and as a guest; no button of them asks us back.

What quotes bears the number of a receipt that quotes just that, and says it in its id. It has a button, if only one
that leads to us: Telegram tells us of no message without one, and then it could not be corrected.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent

from bot.pages import BOTH, beginning, both_say, head, numbered, source
from bot.quotations import openable, place, quotation, shortened
from bot.replies import Reply, keyboard
from bot.sharing import Sharing
from bot.texts import _
from corpus.answers import Answer, Citation, Verdict
from corpus.passages import Passage

_TITLE, _PREVIEW = 90, 200
_RELATED = "related"
_CHOSEN = re.compile(r"[a-z]+(?:\d{1,3}\.[a-z]+)?\.([0-9A-Z]{6,12})", re.ASCII)
_SUGGESTED = re.compile(r"suggestion(\d{1,3})\.", re.ASCII)


def passage(given: Answer, position: int, receipt_id: str, sharing: Sharing) -> InlineQueryResultArticle:
    """One of the passages of an answer; what it is to the question is said with it."""
    cited = given.citations[position]
    said = _passage(given.query.text, cited, _standing(given, position), receipt_id)
    result_id = f"{'passage' if _answers(given, position) else _RELATED}.{receipt_id or position}"
    reply = Reply(said, _ways([cited], receipt_id, sharing))
    return _article(result_id, title(cited.passage), preview(cited), reply)


def both(given: Answer, receipt_id: str, sharing: Sharing) -> InlineQueryResultArticle:
    """What two articles say, in one message."""
    two = given.citations[:BOTH]
    titles = " · ".join(shortened(cited.passage.revision.title, _TITLE) for cited in two)
    reply = Reply(_both(given.query.text, two, receipt_id), _ways(two, receipt_id, sharing))
    return _article(f"both.{receipt_id}", _("Two articles answer this"), shortened(titles, _PREVIEW), reply)


def suggestion(given: Answer, position: int, receipt_id: str, sharing: Sharing) -> InlineQueryResultArticle:
    """A question that can be asked, with its answer."""
    best = passage(given, 0, receipt_id, sharing)
    asked = shortened(given.query.text, _TITLE)
    return InlineQueryResultArticle(
        f"suggestion{position}.{best.id}",
        asked,
        best.input_message_content,
        reply_markup=best.reply_markup,
        description=preview(given.citations[0]),
    )


def nothing(reply: Reply) -> InlineQueryResultArticle:
    """That the articles do not say."""
    return _article("none", _("∅ The articles do not say."), _("Send this, or ask in other words."), reply)


def receipt(cited: Citation, reply: Reply, receipt_id: str) -> InlineQueryResultArticle:
    """An answer that somebody shares."""
    return _article(f"receipt.{receipt_id}", title(cited.passage), preview(cited), reply)


def guest(given: Answer, reply: Reply) -> InlineQueryResultArticle:
    """The answer to somebody who mentioned us where we are no member."""
    return _article("answer", shortened(given.query.text, _TITLE), "", reply)


def title(cited: Passage) -> str:
    return _("¶ {} of {} · {}").format(cited.number, cited.of, shortened(cited.revision.title, _TITLE))


def preview(cited: Citation) -> str:
    """The sentence that answers, or else the beginning."""
    start, end = cited.highlight
    text = cited.passage.text
    return shortened(" ".join((text[start:end] or text).split()), _PREVIEW)


def chosen(result_id: str) -> str:
    """The receipt of what was sent; empty where it quotes nothing, or the id is none of ours."""
    found = _CHOSEN.fullmatch(result_id)
    return found[1] if found else ""


def is_related(result_id: str) -> bool:
    """Whether what was sent says that it may not answer."""
    return result_id.startswith(f"{_RELATED}.")


def suggested(result_id: str) -> int | None:
    """Which of the suggestions was sent, if it was one."""
    found = _SUGGESTED.match(result_id)
    return int(found[1]) if found else None


def again(  # noqa: PLR0913  (what stands above and below is said by name)
    quoted: Sequence[Citation],
    receipt_id: str,
    sharing: Sharing,
    *,
    asked: str = "",
    note: str = "",
    related: bool = False,
    position: int = 0,
) -> Reply:
    """What was quoted before, a passage or both of two, here or as the articles now word it.

    `related` where it was said that it may not answer; `position` is that of the passage in its answer. What is below
    no question has been shared, and can be shared on.
    """
    said = Markup("<i>{}</i>").format(note)
    if not quoted:
        return Reply(head(asked) + said)
    if len(quoted) == BOTH:
        text = _both(asked, quoted, receipt_id)
    else:
        text = _passage(asked, quoted[0], _may_not_answer() if related else Markup(), receipt_id)
    shared = keyboard([*_sources(quoted), *sharing.buttons(receipt_id, position)])
    ways = _ways(quoted, receipt_id, sharing) if asked else shared
    return Reply(text + Markup("\n") + said if note else text, ways)


def for_good(reply: Reply) -> Reply:
    """The same without buttons that ask us back about a question, where we know of none."""
    rows = reply.keyboard.inline_keyboard if reply.keyboard else ()
    kept = ([button for button in row if button.callback_data is None] for row in rows)
    return Reply(reply.text, keyboard(*kept))


def _passage(asked: str, cited: Citation, standing: Markup, receipt_id: str) -> Markup:
    where = place(cited) + numbered(receipt_id, " · ")
    return Markup("{}{}{}\n{}").format(head(asked), standing, quotation(cited), where)


def _both(asked: str, two: Sequence[Citation], receipt_id: str) -> Markup:
    return head(asked) + both_say(two) + numbered(receipt_id, "\n\n")


def _ways(quoted: Sequence[Citation], receipt_id: str, sharing: Sharing) -> InlineKeyboardMarkup | None:
    """To the source of each, else to us."""
    return keyboard(_sources(quoted) or sharing.opening(receipt_id))


def _sources(quoted: Sequence[Citation]) -> list[InlineKeyboardButton]:
    if len(quoted) == 1:
        return source(quoted[0].url)
    return [InlineKeyboardButton(beginning(cited.passage), url=cited.url) for cited in quoted if openable(cited.url)]


def _standing(given: Answer, position: int) -> Markup:
    if _answers(given, position):
        return Markup()
    if given.verdict == Verdict.ANSWER:
        return Markup(_("<i>Also related:</i>")) + "\n"
    return _may_not_answer()


def _answers(given: Answer, position: int) -> bool:
    return given.verdict == Verdict.ANSWER and position < (BOTH if given.both_say else 1)


def _may_not_answer() -> Markup:
    return Markup(_("<i>≈ Related; it may not answer this:</i>")) + "\n"


def _article(result_id: str, heading: str, description: str, reply: Reply) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        result_id,
        heading,
        InputTextMessageContent(str(reply.text)),
        reply_markup=for_good(reply).keyboard,
        description=description,
    )
