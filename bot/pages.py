"""Pages: an answer as messages, its passages one by one, and each in its context."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.ballots import ask_editors, ballot
from bot.presses import Action, Press
from bot.quotations import WHOLE, neighbour, openable, place, quotation, shortened
from bot.replies import Reply, keyboard
from bot.sharing import NOWHERE, Sharing
from bot.texts import _, ngettext
from corpus.answers import Answer, Citation, Verdict
from corpus.passages import Passage
from corpus.store import Tally

_BESIDE = 900
"""Code points of a passage that stands beside the cited one."""
BOTH = 2
"""How many articles are quoted where they say different things."""
TOGETHER = 3
"""How many passages are quoted where none surely answers."""
_OF_THREE, _TITLE_OF_THREE = 800, 200
"""Code points of a passage, and of a title, where three stand in one message …"""
_OF_TWO = 1_200
"""… and of a passage where two do."""
_WORDS, _WORD = 10, 40
_QUESTION, _EARLIER = 300, 150
_LABEL = 20
"""Code points of a title on one of three buttons side by side."""
_NO_VOTES = Tally()


def answer(  # noqa: PLR0913  (what stands above and below is said by name)
    given: Answer,
    question_id: str,
    *,
    asked: str = "",
    tally: Tally = _NO_VOTES,
    sharing: Sharing = NOWHERE,
    places: Sequence[int] = (),
    is_put: bool = False,
) -> Reply:
    """What is said to a question; `asked` repeats it where no message of the asker shows it.

    `places` tells where its citations stood in it, where some were withdrawn since; `is_put`, whether somebody has
    put it to the editors.
    """
    if given.is_small_talk:
        return Reply(Markup(_("I can only quote articles. Ask me something about them: /articles")))
    if given.verdict == Verdict.ANSWER and given.citations and not given.both_say:
        cited, of = given.citations[0], len(given.citations)
        after = given.after
        return passage(cited, 0, of, question_id, asked=asked, after=after, tally=tally, sharing=sharing)
    said, shown = _together(given)
    buttons = keyboard(
        _to_contexts(shown, places or range(len(shown)), question_id),
        _next(question_id, BOTH, len(given.citations)) if given.both_say else ask_editors(question_id, asked=is_put),
        [*ballot(question_id, 0, tally), *(sharing.buttons(question_id) if shown else [])],
    )
    receipt = numbered(question_id, "\n\n" if shown else "")
    return Reply(head(asked, given.after) + said + receipt, buttons)


def passage(  # noqa: PLR0913  (what stands above and below is said by name)
    cited: Citation,
    position: int,
    of: int,
    question_id: str,
    *,
    asked: str = "",
    after: str = "",
    note: str = "",
    tally: Tally = _NO_VOTES,
    sharing: Sharing = NOWHERE,
) -> Reply:
    """One of the passages of an answer, with the way to the next, back, to its context, its reasons and its source."""
    related = Markup(_("<i>Also related, {} of {}:</i>")).format(position + 1, of) + "\n" if position else Markup()
    where = place(cited) + numbered(question_id, " · ")
    text = head(asked, after) + related + quotation(cited) + "\n" + where + _note(note)
    turns = [
        *([Press(Action.PASSAGE, question_id, position - 1).button(_("◂ Back"))] if position else []),
        *_next(question_id, position + 1, of),
    ]
    looks = [
        Press(Action.CONTEXT, question_id, position).button(_("In context")),
        _why(question_id, position),
    ]
    ways = [*source(cited.url), *sharing.buttons(question_id, position)]
    return Reply(text, keyboard(turns, looks, ballot(question_id, position, tally), ways))


def in_context(  # noqa: PLR0913  (as above)
    cited: Citation,
    article: Sequence[Passage],
    position: int,
    question_id: str,
    *,
    asked: str = "",
    after: str = "",
    note: str = "",
) -> Reply:
    """The cited passage, marked, between the one before it and the one after it."""
    number = cited.passage.number
    parts = [Markup("<b>➤ ¶ {}</b>\n{}").format(number, quotation(cited, WHOLE))]
    if number > 1:
        parts.insert(0, Markup("¶ {}\n{}").format(number - 1, neighbour(article[number - 2].text, _BESIDE)))
    if number < len(article):
        parts.append(Markup("¶ {}\n{}").format(number + 1, neighbour(article[number].text, _BESIDE)))
    text = Markup("{}{}\n{}{}").format(head(asked, after), Markup("\n").join(parts), place(cited), _note(note))
    return Reply(text, keyboard([back(question_id, position), _why(question_id, position)], source(cited.url)))


def _why(question_id: str, position: int) -> InlineKeyboardButton:
    return Press(Action.WHY, question_id, position).button(_("Why this passage"))


def back(question_id: str, position: int) -> InlineKeyboardButton:
    return Press(Action.PASSAGE, question_id, position).button(_("◂ Back to answer"))


def source(url: str | None) -> list[InlineKeyboardButton]:
    """The button that opens the source, at the quoted sentence."""
    return [InlineKeyboardButton(_("Open the source"), url=url)] if openable(url) else []


def withdrawn() -> Reply:
    return Reply(Markup(_("The article that stood here has been removed, so it is no longer quoted.")))


def _next(question_id: str, position: int, of: int) -> list[InlineKeyboardButton]:
    return [Press(Action.PASSAGE, question_id, position).button(_("Next passage ▸"))] if position < of else []


def _together(given: Answer) -> tuple[Markup, tuple[Citation, ...]]:
    """What is said of several passages in one message, and which they are."""
    if given.both_say:
        return both_say(given.citations[:BOTH]), given.citations[:BOTH]
    if given.verdict == Verdict.NONE or not given.citations:
        related = given.citations[:TOGETHER]
        return _none(given, related), related
    closest = given.citations[:TOGETHER]
    return _closest(given, closest), closest


def both_say(two: Sequence[Citation]) -> Markup:
    """Two articles that give different figures: what each says, and of which day it is."""
    if any(cited.passage.revision.date for cited in two):
        said = Markup(_("⇄ <b>Two articles answer this, newest first:</b>"))
    else:
        said = Markup(_("⇄ <b>Two articles answer this:</b>"))
    undated = Markup(" · {}").format(_("no date"))
    quoted = (
        quotation(cited, _OF_TWO) + "\n" + place(cited) + ("" if cited.passage.revision.date else undated)
        for cited in two
    )
    return said + "\n" + Markup("\n\n").join(quoted)


def _none(given: Answer, related: Sequence[Citation]) -> Markup:
    said = Markup(_("∅ <b>The articles do not say.</b>"))
    hint = _("Other words may find more.") if given.lesson is None else _("A moderator has confirmed this.")
    why = said + "\n" + ((given.lesson is None and _missing(given.missing)) or hint)
    if not related:
        return why
    return why + "\n\n" + Markup(_("<i>Related, though no answer:</i>")) + "\n" + _several(related)


def _closest(given: Answer, shown: Sequence[Citation]) -> Markup:
    said = Markup(
        ngettext(
            "≈ <b>The article may not answer this directly. Closest passages:</b>",
            "≈ <b>The articles may not answer this directly. Closest passages:</b>",
            len({cited.passage.revision.article_id for cited in given.citations}),
        )
    )
    return said + "\n" + Markup("\n\n").join(filter(None, [_several(shown), _missing(given.missing)]))


def _several(shown: Sequence[Citation]) -> Markup:
    quoted = (quotation(cited, _OF_THREE) + Markup("\n") + place(cited, _TITLE_OF_THREE) for cited in shown)
    return Markup("\n\n").join(quoted)


def _missing(words: Sequence[str]) -> Markup:
    if not words:
        return Markup()
    listed = Markup(", ").join(Markup("<i>{}</i>").format(shortened(word, _WORD)) for word in words[:_WORDS])
    if len(words) > _WORDS:
        listed = Markup(_("{} and others")).format(listed)
    return Markup(
        ngettext(
            "This word appears nowhere in the articles: {}.",
            "These words appear nowhere in the articles: {}.",
            len(words),
        )
    ).format(listed)


def head(text: str, after: str = "") -> Markup:
    """What stands above an answer: the question, where nothing else shows it, and the one that it follows."""
    asked = Markup("<b>{}</b>\n").format(shortened(text, _QUESTION)) if text else Markup()
    if not after:
        return asked
    return asked + Markup(_("<i>↳ asked after: “{}”</i>")).format(shortened(after, _EARLIER)) + Markup("\n")


def _note(text: str) -> Markup:
    return Markup("\n<i>{}</i>").format(_(text)) if text else Markup()


def numbered(question_id: str, before: str) -> Markup:
    """The id under which the answer can be verified; a tap copies it."""
    return (
        Markup.escape(before) + Markup("<code>#") + question_id + Markup("</code>")
        if before and question_id
        else Markup()
    )


def _to_contexts(citations: Sequence[Citation], places: Sequence[int], question_id: str) -> list[InlineKeyboardButton]:
    is_of_one = len({cited.passage.revision.article_id for cited in citations}) == 1
    return [
        Press(Action.CONTEXT, question_id, position).button(
            _("¶ {} in context").format(cited.passage.number) if is_of_one else beginning(cited.passage)
        )
        for position, cited in zip(places, citations, strict=False)
    ]


def beginning(passage: Passage) -> str:
    """Of several articles: which, and where in it."""
    return f"{shortened(passage.revision.title, _LABEL)} ¶ {passage.number}"
