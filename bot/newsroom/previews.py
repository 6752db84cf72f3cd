"""Previews: how a draft reads before it is published, and what is said to what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.newsroom.details import DETAILS, language_name, shown
from bot.presses import Action, Press
from bot.quotations import WHOLE, day, linked, neighbour, shortened
from bot.replies import Reply, keyboard, listed
from bot.texts import _, later, ngettext
from bot.verifications import difference as marked
from corpus.articles import Revision
from corpus.differences import Changed, Difference
from corpus.differences import difference as difference_of
from corpus.duplicates import Duplicate
from corpus.gate import Preview, Publication
from corpus.lessons import Followed
from corpus.passages import Passage
from corpus.store import Change, Draft

OVERTAKEN = later("Somebody else changed this article meanwhile. This is what your draft changes now:")
CHANGED = later("This draft was changed after you were shown it. This is how it is now:")
NO_WORDS = later("There are no words in this message that could become an article.")
ON_A_PAGE = 3
"""Passages of a difference, or lessons, on one page."""
_TITLE, _QUOTED, _LEFT_OUT, _LABEL, _QUESTION = 200, 350, 300, 30, 200
_CHANGED = 1_100
"""Code points of a passage in a difference."""
_SAME = 0.995
_WAITING, _WAITING_TITLE = 20, 100


def preview(seen: Preview, note: str = "") -> Reply:
    """What would be published, and what can be done about it."""
    if seen.unchanged:
        return _unchanged(seen)
    parts = [
        *([Markup("<i>{}</i>").format(_(note))] if note else []),
        Markup("{}\n{}").format(_head(seen), _details(seen.revision, len(seen.passages))),
        *map(_likeness, seen.duplicates),
        _samples(seen.passages),
        Markup("\n").join(_sums(seen)),
    ]
    return Reply(Markup("\n\n").join(filter(None, parts)), keyboard(*_ways(seen)))


def _unchanged(seen: Preview) -> Reply:
    said = Markup(_("“{}” is live already, word for word; nothing changed.")).format(_title(seen.revision))
    return Reply(said, keyboard([Press(Action.EDIT, seen.draft.id).button(_("Edit details")), _discard(seen.draft)]))


def _head(seen: Preview) -> Markup:
    if seen.revision.number == 1:
        return Markup(_("<b>Draft of a new article</b>"))
    if seen.previous is None:
        return Markup(_("<b>Draft of revision {}</b>; the article is withdrawn now")).format(seen.revision.number)
    return Markup(_("<b>Draft of revision {}</b> of “{}”")).format(seen.revision.number, _title(seen.previous))


def _details(revision: Revision, passages: int) -> Markup:
    title = Markup("<b>{}</b>").format(linked(_title(revision), revision.source))
    known = [
        *([urlsplit(revision.source).hostname or ""] if revision.source else [_("no source")]),
        day(revision.date) if revision.date else _("no date"),
        *([shortened(revision.author, _TITLE)] if revision.author else []),
        language_name(revision.language),
        ngettext("{} passage", "{} passages", passages).format(passages),
    ]
    return Markup("{}\n{}").format(title, " · ".join(known))


def _likeness(duplicate: Duplicate) -> Markup:
    title = _title(duplicate.revision)
    if duplicate.share >= _SAME:
        return Markup(_("⚠️ “{}” has the same words.")).format(title)
    if duplicate.share:
        return Markup(_("⚠️ “{}” is nearly the same: {} % of the words.")).format(title, int(100 * duplicate.share))
    return Markup(_("⚠️ “{}” has this title, too.")).format(title)


def _samples(passages: Sequence[Passage]) -> Markup:
    """The first and the longest passage."""
    first, longest = passages[0], max(passages, key=lambda passage: len(passage.text))
    parts = [Markup("¶ {}\n{}").format(1, neighbour(first.text, _QUOTED))]
    if longest is not first:
        length = _("the longest, {} characters").format(len(longest.text))
        parts.append(Markup("¶ {}, {}\n{}").format(longest.number, length, neighbour(longest.text, _QUOTED)))
    return Markup("\n").join(parts)


def _sums(seen: Preview) -> Iterator[Markup]:
    if seen.previous:
        yield Markup.escape(_counted(seen.difference))
    if seen.lessons != Followed():
        kept, moved, lost = len(seen.lessons.kept), len(seen.lessons.moved), len(seen.lessons.lost)
        yield Markup.escape(_("Lessons: {} kept, {} moved, {} lost.").format(kept, moved, lost))
    if seen.revision.left_out:
        left_out = shortened(listed(seen.revision.left_out), _LEFT_OUT)
        yield Markup(_("Left out: {}.")).format(left_out)


def _counted(difference: Difference) -> str:
    return _("Passages: {} added, {} changed, {} removed, {} kept.").format(
        len(difference.added), len(difference.changed), len(difference.removed), difference.kept
    )


def _ways(seen: Preview) -> Iterator[list[InlineKeyboardButton]]:
    draft = seen.draft
    looks = []
    if seen.previous and len(seen.difference):
        looks.append(Press(Action.DIFFERENCE, draft.id).button(_("What changes")))
    if seen.lessons != Followed():
        looks.append(Press(Action.DRAFT_LESSONS, draft.id).button(_("Lessons")))
    yield looks
    for duplicate in seen.duplicates:
        subject = f"{draft.id}-{duplicate.revision.article_id}"
        label = _("Replace “{}”").format(shortened(duplicate.revision.title, _LABEL))
        yield [Press(Action.REPLACE, subject).button(label)]
    keep_both = Press(Action.KEEP_BOTH, draft.id).button(_("Keep both"))
    publish = Press(Action.PUBLISH, draft.id, draft.mark).button(_("Publish"))
    edit = Press(Action.EDIT, draft.id).button(_("Edit details"))
    yield [keep_both] if seen.duplicates else [publish]
    yield [edit, _discard(draft)]
    if seen.previous and not seen.duplicates:
        yield [Press(Action.KEEP_BOTH, draft.id).button(_("Make it a new article"))]


def _discard(draft: Draft) -> InlineKeyboardButton:
    return Press(Action.DISCARD, draft.id).button(_("Discard"))


def difference(seen: Preview, page: int) -> Reply:
    """What publishing changes, passage by passage."""
    here = Press(Action.DIFFERENCE, seen.draft.id, page)
    return compared(seen.difference, Markup(_("<b>What changes</b>")), here, [_to_preview(seen.draft)])


def compared(found: Difference, head: Markup, here: Press, ways: Sequence[InlineKeyboardButton]) -> Reply:
    """A page of a difference: passages that changed, with their words marked, that came and that went."""
    items: list[Changed | tuple[str, Passage]] = [
        *found.changed,
        *(("+", passage) for passage in found.added),
        *(("−", passage) for passage in found.removed),
    ]
    page = max(0, min(here.position, (len(items) - 1) // ON_A_PAGE))
    shown_ = items[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    text = Markup("\n").join([head, Markup.escape(_counted(found)), *map(_item, shown_)])
    return Reply(text, keyboard(_turns(here._replace(position=page), len(items)), ways))


def _item(item: Changed | tuple[str, Passage]) -> Markup:
    if isinstance(item, Changed):
        edits = list(difference_of(item.old.text, item.new.text))
        return Markup("<b>± ¶ {} → ¶ {}</b>\n{}").format(item.old.number, item.new.number, marked(edits, _CHANGED))
    sign, passage = item
    return Markup("<b>{} ¶ {}</b>\n{}").format(sign, passage.number, neighbour(passage.text, _CHANGED))


def lessons(seen: Preview, page: int) -> Reply:
    """What becomes of each lesson."""
    followed = seen.lessons
    lines = [
        *(_lesson("✗", lesson.text, _("loses its passage")) for lesson in followed.lost),
        *(_lesson("±", tie.lesson.text, _("moves to ¶ {}").format(tie.passage.number)) for tie in followed.moved),
        *(_lesson("✓", tie.lesson.text, f"¶ {tie.passage.number}") for tie in followed.kept),
    ]
    of_page = 10
    shown_ = lines[page * of_page : (page + 1) * of_page]
    text = Markup("\n").join([Markup(_("<b>What becomes of the lessons</b>")), *shown_])
    here = Press(Action.DRAFT_LESSONS, seen.draft.id, page)
    return Reply(text, keyboard(_turns(here, len(lines), of_page), [_to_preview(seen.draft)]))


def _lesson(sign: str, question: str, what: str) -> Markup:
    return Markup("{} “{}”: {}").format(sign, shortened(question, _QUESTION), what)


def _turns(here: Press, of: int, on_a_page: int = ON_A_PAGE) -> list[InlineKeyboardButton]:
    page = here.position
    return [
        *([here._replace(position=page - 1).button(_("◂ Back"))] if page else []),
        *([here._replace(position=page + 1).button(_("More ▸"))] if (page + 1) * on_a_page < of else []),
    ]


def _to_preview(draft: Draft) -> InlineKeyboardButton:
    return Press(Action.PREVIEW, draft.id).button(_("◂ Back to the draft"))


# --- details


def details(draft: Draft) -> Reply:
    """What can be changed; a press asks for one."""
    rows = [[Press(Action.DETAIL, draft.id, number).button(_detail(draft, key))] for number, key in enumerate(DETAILS)]
    return Reply(Markup(_("<b>Which detail is to be changed?</b>")), keyboard(*rows, [_to_preview(draft)]))


def _detail(draft: Draft, key: str) -> str:
    now = shown(draft.manuscript, key)
    return f"{_(DETAILS[key].name)}: {shortened(now, _LABEL) if now else '–'}"


def ask(draft: Draft, key: str) -> Reply:
    """Asks for a reply with the new value."""
    detail, now = DETAILS[key], shown(draft.manuscript, key)
    said = Markup(_("It is now: {}")).format(shortened(now, WHOLE) if now else "–")
    empty = _("A dash (-) leaves it empty.") if detail.is_optional else ""
    cancel = _("If you do not reply, it stays as it is.")
    return Reply(Markup("{}\n{}\n{}").format(_(detail.asked), said, " ".join(filter(None, [empty, cancel]))))


# --- what became of it


def published(publication: Publication) -> Reply:
    """It is live, and can be taken back."""
    title, revision, change = _title(publication.revision), publication.revision, publication.change
    if change is None:
        return Reply(Markup(_("“{}” is live already, word for word; nothing changed.")).format(title))
    said = Markup(_("✓ “{}” is live as revision {}.")).format(title, revision.number)
    return Reply(said, keyboard([undo(change), history(revision.article_id)]))


def waiting(drafts: Sequence[Draft]) -> Reply:
    """The drafts that nobody published or discarded, newest first; each number opens one."""
    if not drafts:
        return Reply(Markup(_("No draft waits. What you send me becomes one.")))
    shown = drafts[:_WAITING]
    lines = (
        Markup("{}. {} · {}").format(number, shortened(draft.manuscript.title, _WAITING_TITLE), day(draft.at.date()))
        for number, draft in enumerate(shown, 1)
    )
    head = Markup(ngettext("<b>{} draft waits</b>", "<b>{} drafts wait</b>", len(drafts))).format(len(drafts))
    buttons = [Press(Action.PREVIEW, draft.id).button(str(number)) for number, draft in enumerate(shown, 1)]
    rows = [buttons[first : first + 5] for first in range(0, len(buttons), 5)]
    return Reply(Markup("{}\n{}").format(head, Markup("\n").join(lines)), keyboard(*rows))


def discarded(draft: Draft) -> Reply:
    title = shortened(draft.manuscript.title, _TITLE)
    return Reply(Markup(_("The draft of “{}” is discarded. Nothing was published.")).format(title))


def undo(change: Change) -> InlineKeyboardButton:
    return Press(Action.UNDO, change.article_id, change.id).button(_("Undo"))


def history(article_id: str) -> InlineKeyboardButton:
    return Press(Action.HISTORY, article_id).button(_("History"))


def how_to_add(formats: str) -> Reply:
    return Reply(
        Markup(
            _(
                "Send me a file ({}), a link, or forward a post of a channel. Or write <code>/add</code> and the text, "
                "or reply to a message with /add. I show you a draft first."
            )
        ).format(formats)
    )


def _title(revision: Revision) -> str:
    return shortened(revision.title, _TITLE)
