"""Pages: an answer as messages, its passages one by one, and each in its context."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from bot.presses import Action, Press
from bot.quotations import WHOLE, neighbour, place, quotation, shortened
from bot.replies import Reply, keyboard
from corpus.answers import Answer, Citation, Verdict
from corpus.passages import Passage

_BESIDE = 1_000
"""Code points of a passage that stands beside the cited one."""
_CLOSEST = 3
_OF_THREE, _TITLE_OF_THREE = 800, 200
"""Code points of a passage, and of a title, where three stand in one message."""
_WORDS, _WORD = 10, 40
_QUESTION = 300


def answer(given: Answer, question_id: str, *, asked: str = "") -> Reply:
    """What is said to a question; `asked` repeats it where no message of the asker shows it."""
    if given.verdict == Verdict.NONE or not given.citations:
        return Reply(_asked(asked) + _none(given))
    if given.verdict == Verdict.CLOSEST:
        return Reply(_asked(asked) + _closest(given), _to_contexts(given.citations[:_CLOSEST], question_id))
    return passage(given.citations[0], 0, len(given.citations), question_id, asked=asked)


def passage(  # noqa: PLR0913  (what stands above and below is said by name)
    cited: Citation, position: int, of: int, question_id: str, *, asked: str = "", note: str = ""
) -> Reply:
    """One of the passages of an answer, with the way to the next, back, and to its context."""
    related = Markup("<i>Also related, {} of {}:</i>\n").format(position + 1, of) if position else Markup()
    text = Markup("{}{}{}\n{}{}").format(_asked(asked), related, quotation(cited), place(cited), _note(note))
    turns = [
        *([Press(Action.PASSAGE, question_id, position - 1).button("◂ Back")] if position else []),
        *([Press(Action.PASSAGE, question_id, position + 1).button("Next passage ▸")] if position + 1 < of else []),
    ]
    return Reply(text, keyboard(turns, [Press(Action.CONTEXT, question_id, position).button("In context")]))


def in_context(  # noqa: PLR0913  (as above)
    cited: Citation, article: Sequence[Passage], position: int, question_id: str, *, asked: str = "", note: str = ""
) -> Reply:
    """The cited passage, marked, between the one before it and the one after it."""
    number = cited.passage.number
    parts = [Markup("<b>➤ ¶ {}</b>\n{}").format(number, quotation(cited, WHOLE))]
    if number > 1:
        parts.insert(0, Markup("¶ {}\n{}").format(number - 1, neighbour(article[number - 2].text, _BESIDE)))
    if number < len(article):
        parts.append(Markup("¶ {}\n{}").format(number + 1, neighbour(article[number].text, _BESIDE)))
    text = Markup("{}{}\n{}{}").format(_asked(asked), Markup("\n").join(parts), place(cited), _note(note))
    return Reply(text, keyboard([Press(Action.PASSAGE, question_id, position).button("◂ Back to answer")]))


def withdrawn() -> Reply:
    return Reply(Markup("The article that stood here has been removed, so it is no longer quoted."))


def _none(given: Answer) -> Markup:
    said = Markup("∅ <b>The articles do not say.</b>\n")
    return said + (_missing(given.missing, "them") or Markup("Other words may find more."))


def _closest(given: Answer) -> Markup:
    whose = (
        "article does" if len({cited.passage.revision.article_id for cited in given.citations}) == 1 else "articles do"
    )
    said = Markup("≈ <b>The {} not answer this directly. Closest passages:</b>\n").format(whose)
    quoted = [
        quotation(cited, _OF_THREE) + Markup("\n") + place(cited, _TITLE_OF_THREE)
        for cited in given.citations[:_CLOSEST]
    ]
    missing = _missing(given.missing, "the articles")
    return said + Markup("\n\n").join([*quoted, missing] if missing else quoted)


def _missing(words: Sequence[str], where: str) -> Markup:
    if not words:
        return Markup()
    listed = Markup(", ").join(Markup("<i>{}</i>").format(shortened(word, _WORD)) for word in words[:_WORDS])
    if len(words) == 1:
        return Markup("This word appears nowhere in {}: {}.").format(where, listed)
    more = " and others" if len(words) > _WORDS else ""
    return Markup("These words appear nowhere in {}: {}{}.").format(where, listed, more)


def _asked(text: str) -> Markup:
    return Markup("<b>{}</b>\n").format(shortened(text, _QUESTION)) if text else Markup()


def _note(text: str) -> Markup:
    return Markup("\n<i>{}</i>").format(text) if text else Markup()


def _to_contexts(citations: Sequence[Citation], question_id: str) -> InlineKeyboardMarkup | None:
    return keyboard(
        [
            Press(Action.CONTEXT, question_id, position).button(f"¶ {cited.passage.number} in context")
            for position, cited in enumerate(citations)
        ]
    )
