"""Chronicles: how the history of an article reads, and what can be done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.newsroom.previews import compared, history, undo
from bot.presses import Action, Press
from bot.quotations import day, linked, neighbour, shortened
from bot.replies import Reply, keyboard
from bot.texts import _, later
from corpus.articles import Article, Revision
from corpus.differences import Difference
from corpus.passages import Passage
from corpus.store import Act, Change

SHOWN = 10
"""Changes on a page."""
READ = 2
"""Passages of a revision on a page."""
_TITLE, _NAME, _A_ROW = 200, 60, 5
_PASSAGE = 1_500
DID = {
    Act.PUBLISHED: later("published revision {}"),
    Act.RESTORED: later("made revision {} live again"),
    Act.WITHDRAWN: later("withdrew revision {}"),
    Act.PURGED: later("deleted revision {} for good"),
}
ALL_PURGED = later("deleted all revisions for good")


def chronicle(  # noqa: PLR0913  (a page, and what stands on it)
    article: Article, title: str, changes: Sequence[Change], called: Mapping[str, str], page: int, *, is_owner: bool
) -> Reply:
    """Who did what, newest first; each revision can be looked at."""
    shown = changes[page * SHOWN : (page + 1) * SHOWN]
    live = article.live
    state = _("Live: revision {}.").format(live.number) if live else _("Withdrawn: nothing of it is quoted.")
    head = Markup(_("<b>History of “{}”</b>")).format(shortened(title, _TITLE))
    days = [
        Markup("<i>{}</i>\n{}").format(
            f"{day(date)}, UTC", Markup("\n").join(_line(change, called) for change in changes_)
        )
        for date, changes_ in groupby(shown, lambda change: change.at.astimezone(dt.UTC).date())
    ]
    text = Markup("\n").join([head, Markup.escape(state), *days])
    here = Press(Action.HISTORY, article.id, page)
    turns = [
        *([here._replace(position=page - 1).button(_("◂ Back"))] if page else []),
        *([here._replace(position=page + 1).button(_("More ▸"))] if (page + 1) * SHOWN < len(changes) else []),
    ]
    numbers = sorted(
        {change.number for change in shown if change.number and change.what == Act.PUBLISHED}, reverse=True
    )
    looks = [_to_revision(article.id, number) for number in numbers]
    remove = Press(Action.REMOVE, article.id).button(_("Withdraw"))
    purge = Press(Action.PURGE, f"{article.id}-0").button(_("Delete for good"))
    return Reply(
        text, keyboard(looks[:_A_ROW], looks[_A_ROW:], turns, [remove] if live else [], [purge] if is_owner else [])
    )


def closed(article_id: str) -> Reply:
    """For an owner, of an article that is a group's own: what they must be able to do, and none of its words."""
    said = Markup(_("Article {} is a group’s own: only its admins read and change it. You can delete it for good."))
    purge = Press(Action.PURGE, f"{article_id}-0").button(_("Delete for good"))
    return Reply(said.format(article_id), keyboard([purge]))


def _line(change: Change, called: Mapping[str, str]) -> Markup:
    what = _(DID[change.what]).format(change.number) if change.number else _(ALL_PURGED)
    who = shortened(called.get(change.by, change.by), _NAME)
    return Markup("{:%H:%M} <b>{}</b>: {}").format(change.at.astimezone(dt.UTC), who, what)


def _to_revision(article_id: str, number: int) -> InlineKeyboardButton:
    return Press(Action.REVISION, f"{article_id}-{number}").button(f"№ {number}")


def revision(shown: Revision, passages: Sequence[Passage], live: int | None, page: int, *, is_owner: bool) -> Reply:
    """A revision as it is, live or not, a few passages at a time."""
    title = Markup("<b>{}</b>").format(linked(shortened(shown.title, _TITLE), shown.source))
    state = (
        _("revision {}, live").format(shown.number)
        if shown.number == live
        else _("revision {}, not live").format(shown.number)
    )
    subject = f"{shown.article_id}-{shown.number}"
    if shown.is_purged:
        gone = Markup(_("Revision {} was deleted for good.")).format(shown.number)
        return Reply(gone, keyboard([history(shown.article_id)]))
    texts = passages[page * READ : (page + 1) * READ]
    body = [Markup("¶ {}\n{}").format(passage.number, neighbour(passage.text, _PASSAGE)) for passage in texts]
    here = Press(Action.REVISION, subject, page)
    turns = [
        *([here._replace(position=page - 1).button(_("◂ Back"))] if page else []),
        *([here._replace(position=page + 1).button(_("More ▸"))] if (page + 1) * READ < len(passages) else []),
    ]
    label = _("Compare with live") if live else _("Make live")
    compare = [] if shown.number == live else [Press(Action.COMPARE, subject).button(label)]
    if (earlier := shown.number - 1) and earlier != live:
        compare.append(Press(Action.COMPARE, f"{subject}-{earlier}").button(_("Compare with № {}").format(earlier)))
    purge = [Press(Action.PURGE, subject).button(_("Delete for good"))] if is_owner else []
    text = Markup("\n").join([title, Markup.escape(state), *body])
    return Reply(text, keyboard(turns, compare, [history(shown.article_id), *purge]))


def comparison(shown: Revision, live: Revision | None, found: Difference, page: int) -> Reply:
    """From what is live to another revision."""
    subject, base = f"{shown.article_id}-{shown.number}", live.number if live else 0
    if live is None:
        head = Markup(_("<b>Revision {}</b>")).format(shown.number)
    else:
        head = Markup(_("<b>From revision {}, which is live, to revision {}</b>")).format(base, shown.number)
    again = Press(Action.MAKE_LIVE, subject, base).button(_("Make live"))
    back = Press(Action.REVISION, subject).button(_("◂ Back"))
    return compared(found, head, Press(Action.COMPARE, subject, page), [back, again])


def step(shown: Revision, earlier: int, found: Difference, page: int) -> Reply:
    """From one revision to a later one, whichever is live."""
    subject = f"{shown.article_id}-{shown.number}"
    head = Markup(_("<b>From revision {} to revision {}</b>")).format(earlier, shown.number)
    back = Press(Action.REVISION, subject).button(_("◂ Back"))
    return compared(found, head, Press(Action.COMPARE, f"{subject}-{earlier}", page), [back])


def again(change: Change, title: str) -> Reply:
    """A change was made, and can be taken back."""
    if change.live is None:
        said = Markup(_("“{}” is withdrawn: nothing of it is quoted any more.")).format(shortened(title, _TITLE))
    else:
        said = Markup(_("✓ Revision {} of “{}” is live again.")).format(change.live, shortened(title, _TITLE))
    return Reply(said, keyboard([undo(change), history(change.article_id)]))


def purge(article_id: str, number: int, title: str, *, surely: bool) -> Reply:
    """Ask, and ask again."""
    subject = f"{article_id}-{number}"
    name = shortened(title, _TITLE)
    if number:
        asked = Markup(_("Delete revision {} of “{}” for good?")).format(number, name)
    else:
        asked = Markup(_("Delete all revisions of “{}” for good?")).format(name)
    if not surely:
        why = _("This is meant for legal reasons. To take an article out, withdraw it: that can be undone.")
        go = Press(Action.PURGE_SURELY, subject).button(_("Go on"))
    else:
        why = _("⚠️ The text is deleted from the database and the index. Nobody can bring it back, not even you.")
        go = Press(Action.PURGE_INDEED, subject).button(_("Delete for good"))
    keep = Press(Action.HISTORY, article_id).button(_("Keep"))
    return Reply(Markup("{}\n{}").format(asked, why), keyboard([keep, go]))


def purged(number: int) -> Reply:
    said = _("Revision {} is deleted for good.").format(number) if number else _("The article is deleted for good.")
    return Reply(Markup.escape(said))


def which() -> Reply:
    return Reply(Markup(_("Which article? Write <code>/history ID</code>; /articles shows the ids.")))
