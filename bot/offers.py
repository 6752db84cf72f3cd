"""Offers: answers for chats that we are no member of, in inline mode and as a guest; no button of them asks us back."""

from __future__ import annotations

import re

from markupsafe import Markup
from telegram import InlineQueryResultArticle, InputTextMessageContent

from bot.pages import BOTH, source
from bot.quotations import place, quotation, shortened
from bot.replies import Reply, keyboard
from bot.texts import _
from corpus.answers import Answer, Citation, Verdict
from corpus.passages import Passage
from corpus.store.questions import Cited

_TITLE, _PREVIEW, _QUESTION = 90, 200, 300
_RELATED = "related"
_CHOSEN = re.compile(r"(?:[a-z]+\d*\.)?([\w-]{1,12})\.(\d{1,9})\.(\d{1,9})", re.ASCII)
_SUGGESTED = re.compile(r"suggestion(\d{1,3})\.", re.ASCII)


def passage(given: Answer, position: int) -> InlineQueryResultArticle:
    """One of the passages of an answer; what it is to the question is said with it."""
    cited = given.citations[position]
    asked = Markup("<b>{}</b>\n").format(shortened(given.query.text, _QUESTION))
    text = Markup("{}{}{}\n{}").format(asked, _standing(given, position), quotation(cited), place(cited))
    result_id = key(cited.passage) if _answers(given, position) else f"{_RELATED}.{key(cited.passage)}"
    return _article(result_id, title(cited.passage), preview(cited), Reply(text, keyboard(source(cited.url))))


def both(reply: Reply, given: Answer) -> InlineQueryResultArticle:
    """What two articles say, in one message."""
    titles = " · ".join(shortened(cited.passage.revision.title, _TITLE) for cited in given.citations[:BOTH])
    result_id = f"both.{key(given.citations[0].passage)}"
    return _article(result_id, _("Two articles answer this"), shortened(titles, _PREVIEW), reply)


def suggestion(given: Answer, position: int) -> InlineQueryResultArticle:
    """A question that can be asked, with its answer."""
    best = passage(given, 0)
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


def receipt(cited: Citation, reply: Reply) -> InlineQueryResultArticle:
    """An answer that somebody shares."""
    return _article(f"receipt.{key(cited.passage)}", title(cited.passage), preview(cited), reply)


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


def key(cited: Passage) -> str:
    """A passage as an id of at most 64 bytes, and unlike that of any other."""
    return f"{cited.revision.article_id}.{cited.revision.number}.{cited.number}"


def chosen(result_id: str) -> Cited | None:
    """The passage that was sent; nothing where it was none, or the id is none of ours."""
    found = _CHOSEN.fullmatch(result_id)
    return found and (found[1], int(found[2]), int(found[3]))


def is_related(result_id: str) -> bool:
    """Whether what was sent says that it may not answer."""
    return result_id.startswith(f"{_RELATED}.")


def suggested(result_id: str) -> int | None:
    """Which of the suggestions was sent, if it was one."""
    found = _SUGGESTED.match(result_id)
    return int(found[1]) if found else None


def anew(asked: str, cited: Citation | None, note: str, *, related: bool) -> Reply:
    """What somebody sent, as the articles now word it; `related` where it said that it may not answer."""
    head = Markup("<b>{}</b>\n").format(shortened(asked, _QUESTION)) if asked else Markup()
    said = Markup("<i>{}</i>").format(note)
    if cited is None:
        return Reply(head + said)
    standing = _may_not_answer() if related else Markup()
    quoted = Markup("{}{}{}\n{}").format(head, standing, quotation(cited), place(cited))
    return Reply(quoted + Markup("\n") + said if note else quoted, keyboard(source(cited.url)))


def for_good(reply: Reply) -> Reply:
    """The same without buttons that ask us back about a question, where we know of none."""
    rows = reply.keyboard.inline_keyboard if reply.keyboard else ()
    kept = ([button for button in row if button.callback_data is None] for row in rows)
    return Reply(reply.text, keyboard(*kept))


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
