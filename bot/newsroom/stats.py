"""Stats: a moderator asks what was asked."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup
from telegram import Update

from bot.context import Context
from bot.newsroom.charts import questions_a_day
from bot.quotations import shortened
from bot.texts import _, later, ngettext
from corpus.answers import Verdict
from corpus.coverage import Coverage, coverage

DAYS = 30
LABELS = {
    Verdict.ANSWER: later("answered"),
    Verdict.CLOSEST: later("closest passages"),
    Verdict.NONE: later("articles do not say"),
}
_LISTED = 3
_QUESTION, _TITLE = 60, 60
"""Code points: with these a caption stays within the 1,024 that Telegram takes."""


async def show(update: Update, context: Context) -> None:
    """A picture of the questions of each day, and below it what else there is to know."""
    seen = await context.labour(partial(coverage, context.library, context.collection, DAYS))
    labels = {verdict: _(label) for verdict, label in LABELS.items()}
    drawn = await context.labour(partial(questions_a_day, seen, labels, title=_("Questions a day"), form="png"))
    await context.show(drawn, caption(seen))


def caption(seen: Coverage) -> Markup:
    """In words what the picture cannot say."""
    figures, asked = seen.figures, seen.figures.verdicts.total()
    lines = [
        Markup(_("<b>The last {} days</b> · {}")).format(DAYS, shortened(seen.collection, _TITLE)),
        Markup(ngettext("{} question", "{} questions", asked)).format(asked) + _shares(seen),
        _votes(seen),
        Markup(_("Found in {} ms at the median.")).format(f"{figures.took:.0f}") if figures.took is not None else "",
        _vain(seen),
        _most(seen),
        Markup(ngettext("{} passage was never cited.", "{} passages were never cited.", len(seen.never))).format(
            len(seen.never)
        ),
    ]
    return Markup("\n").join(line for line in lines if line)


def _shares(seen: Coverage) -> Markup:
    verdicts = seen.figures.verdicts
    shares = (
        Markup("{} % {}").format(round(100 * verdicts[verdict] / verdicts.total()), _(label))
        for verdict, label in LABELS.items()
        if verdicts[verdict]
    )
    return Markup(": ") + Markup(", ").join(shares) if verdicts else Markup()


def _votes(seen: Coverage) -> Markup | str:
    votes = seen.figures.votes
    if not sum(votes):
        return ""
    return Markup(_("Helpful: {} of {} votes.")).format(votes.helpful, sum(votes))


def _vain(seen: Coverage) -> Markup | str:
    first = seen.figures.unanswered[:_LISTED]
    listed = (Markup("“{}” ({})").format(shortened(one.text, _QUESTION), one.times) for one in first)
    return Markup(_("Asked in vain: {}.")).format(Markup(", ").join(listed)) if first else ""


def _most(seen: Coverage) -> Markup | str:
    first = seen.cited[:_LISTED]
    listed = (
        Markup("{} ¶ {} ({})").format(shortened(one.passage.revision.title, _TITLE), one.passage.number, one.times)
        for one in first
    )
    return Markup(_("Cited most: {}.")).format(Markup(", ").join(listed)) if first else ""
