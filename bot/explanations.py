"""Explanations: why a passage was cited, in figures that anybody can follow."""

from __future__ import annotations

from collections.abc import Sequence

from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from bot.pages import back, source
from bot.presses import Action, Press
from bot.quotations import place, shortened
from bot.replies import Reply, keyboard
from bot.texts import _, locale
from corpus.answers import Citation, Match

_WORDS, _WORD = 15, 40
_TITLE = 100


def why(  # noqa: PLR0913  (what stands above and below is said by name)
    citations: Sequence[Citation | None],
    position: int,
    question_id: str,
    missing: Sequence[str],
    *,
    note: str = "",
    taught: bool = False,
) -> Reply:
    """The words that matched and what each weighs, the place among the others, and what is missing."""
    cited = citations[position]
    assert cited is not None, "a withdrawn passage is not explained"  # noqa: S101
    parts = [
        Markup("<b>{}</b>\n{}").format(_("Why this passage"), place(cited)),
        Markup(_("A moderator tied this question to this passage.")) if taught else Markup(),
        _words(cited.matched),
        _rank(citations, position),
        _missing(missing),
        Markup("<i>{}</i>").format(_(note)) if note else Markup(),
    ]
    check = Press(Action.VERIFY, question_id).button(_("Verify"))
    return Reply(
        Markup("\n\n").join(filter(None, parts)),
        keyboard([back(question_id, position)], [check, *source(cited.url)]),
    )


def _words(matched: Sequence[Match]) -> Markup:
    if not matched:
        return Markup(_("It shares no word with your question."))
    ordered = sorted(matched, key=lambda match: -match.contribution)
    lines = [Markup(_("Words of your question that it has, and what each weighs:")), *map(_line, ordered[:_WORDS])]
    total = sum(match.contribution for match in matched)
    lines.append(Markup(_("Together {} of the question; a rare word weighs more.")).format(_share(total)))
    return Markup("\n").join(lines)


def _line(match: Match) -> Markup:
    word, found = shortened(match.word, _WORD), shortened(match.found, _WORD)
    if not found:
        return Markup(_("• <b>{}</b>, only by a question that was taught – {}")).format(
            word, _share(match.contribution)
        )
    if match.word.casefold() == match.found.casefold():
        return Markup("• <b>{}</b> – {}").format(word, _share(match.contribution))
    return Markup(_("• <b>{}</b>, here as <b>{}</b> – {}")).format(word, found, _share(match.contribution))


def _share(contribution: float) -> str:
    return format_percent(min(contribution, 1), locale=locale())


def _rank(citations: Sequence[Citation | None], position: int) -> Markup:
    cited = citations[position]
    score = cited.score if cited else 0.0
    lines = [Markup(_("Place {} of {} by score: {}.")).format(position + 1, len(citations), _number(score))]
    before, after = (citations[p] if 0 <= p < len(citations) else None for p in (position - 1, position + 1))
    lines += [Markup(_("Before it: {}.")).format(_rival(before, cited))] if before else []
    lines += [Markup(_("Next: {}.")).format(_rival(after, cited))] if after else []
    return Markup("\n").join(lines)


def _rival(rival: Citation, cited: Citation | None) -> Markup:
    revision, number, score = rival.passage.revision, rival.passage.number, _number(rival.score)
    if cited and cited.passage.revision.article_id == revision.article_id:
        return Markup("¶ {} ({})").format(number, score)
    return Markup("{} · ¶ {} ({})").format(shortened(revision.title, _TITLE), number, score)


def _number(score: float) -> str:
    return format_decimal(round(score, 1), locale=locale())


def _missing(words: Sequence[str]) -> Markup:
    if not words:
        return Markup()
    listed = Markup(", ").join(Markup("<i>{}</i>").format(shortened(word, _WORD)) for word in words[:_WORDS])
    return Markup(_("Nowhere in the articles: {}.")).format(listed)
