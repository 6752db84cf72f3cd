"""Classroom: what is said about lessons and synonyms."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.choices import collection_code
from bot.contents import LISTED, OUTLINED
from bot.presses import Action, Press
from bot.quotations import WHOLE, dated, neighbour, place, shortened
from bot.replies import Reply, keyboard
from bot.texts import _, later
from corpus.answers import Citation
from corpus.articles import Article
from corpus.lessons import Lesson
from corpus.passages import Passage
from corpus.store import OwnSynonym

SHOWN = 10
"""Lessons, or lines of synonyms, on a page."""
_QUESTION, _LISTED_QUESTION, _BEGINNING, _TITLE, _NAME, _LABEL = 500, 150, 160, 60, 100, 30
CANCELLED = later("Nothing was taught.")
CHOOSE_AGAIN = later("The article has changed meanwhile. Please choose again.")
CHANGED_SINCE = later("This was changed since. /lessons shows what is taught now.")
ADDED = later("Added. It holds from the next question on.")
KNOWN = later("They were there before.")

# --- teaching


def how_to_teach() -> Reply:
    return Reply(
        Markup(
            _(
                "Reply with /teach to a question or to my answer, or write the question after it: "
                "<code>/teach when does the ferry leave?</code>"
            )
        )
    )


def choices(ref: str, text: str, found: Sequence[Passage], note: str = "") -> Reply:
    """The passages that come nearest, the way to all others, and that there is none."""
    noted = [Markup("<i>{}</i>").format(_(note))] if note else []
    titled = len({passage.revision.article_id for passage in found}) > 1
    lines = [_beginning(f"{number}.", passage, titled=titled) for number, passage in enumerate(found, 1)]
    ties = [_tie(ref, passage, str(number)) for number, passage in enumerate(found, 1)]
    ways = [
        [Press(Action.BROWSE, ref).button(_("Look in the articles"))],
        [Press(Action.TEACH_NONE, ref).button(_("The articles do not answer this"))],
        [Press(Action.TEACH_NOTHING, ref).button(_("Cancel"))],
    ]
    return Reply(Markup("\n").join([*noted, _which(text), *lines]), keyboard(ties, *ways))


def articles(ref: str, text: str, listed: Sequence[Article], page: int, of: int) -> Reply:
    """Which article to look in."""
    live = [article.live for article in listed if article.live]
    numbered = list(enumerate(live, page * LISTED + 1))
    lines = [
        Markup("{}. {}{}").format(number, shortened(revision.title, _NAME), dated(revision))
        for number, revision in numbered
    ]
    opening = [
        Press(Action.BROWSE, f"{ref}-{revision.article_id}").button(str(number)) for number, revision in numbered
    ]
    turns = _turns(Press(Action.BROWSE, ref, page), has_next=(page + 1) * LISTED < of)
    rows = opening[:5], opening[5:]
    return Reply(Markup("\n").join([_which(text), *lines]), keyboard(*rows, turns, [_to_choices(ref)]))


def outline(ref: str, text: str, passages: Sequence[Passage], page: int) -> Reply:
    """A page of an article, each passage with a button that ties the question to it."""
    shown = passages[page * OUTLINED : (page + 1) * OUTLINED]
    lines = [_beginning("", passage) for passage in shown]
    ties = [_tie(ref, passage, f"¶ {passage.number}") for passage in shown]
    article_id = passages[0].revision.article_id
    turns = _turns(Press(Action.BROWSE, f"{ref}-{article_id}", page), has_next=(page + 1) * OUTLINED < len(passages))
    title = Markup("<b>{}</b>").format(shortened(passages[0].revision.title, _NAME))
    said = Markup("\n").join([_which(text), title, *lines])
    return Reply(said, keyboard(ties[:4], ties[4:], turns, [_to_choices(ref)]))


def taught(ref: str, lesson: Lesson, passage: Passage | None) -> Reply:
    """What holds from now on."""
    undo = [Press(Action.TAKE_BACK, ref).button(_("Undo"))]
    asked = shortened(lesson.text, _QUESTION)
    if passage is None:
        said = Markup(_("Taught: I will say that the articles do not answer “{}”.")).format(asked)
        return Reply(said, keyboard(undo))
    said = Markup(_("Taught: to “{}” I answer:")).format(asked)
    return Reply(Markup("{}\n{}").format(said, _quoted(passage)), keyboard(undo))


def taken_back(text: str) -> Reply:
    said = Markup(_("Taken back: “{}” is answered as it was before.")).format(shortened(text, _QUESTION))
    return Reply(said)


# --- lessons


def lessons(collection: str, listed: Sequence[tuple[str, Lesson, Passage | None]], page: int, of: int) -> Reply:
    """A page of them, newest first, each with a button that opens it."""
    head = Markup(_("<b>What “{}” was taught</b>")).format(shortened(collection, _NAME))
    if not listed:
        return Reply(Markup("{}\n{}").format(head, _("Nothing yet. /teach, as a reply to a question, teaches it.")))
    numbered = list(enumerate(listed, page * SHOWN + 1))
    lines = [
        Markup("{}. “{}” → {}").format(number, shortened(lesson.text, _LISTED_QUESTION), _target(lesson, passage))
        for number, (_ref, lesson, passage) in numbered
    ]
    opening = [Press(Action.LESSON, ref).button(str(number)) for number, (ref, _lesson, _passage) in numbered]
    code = collection_code(collection)
    turns = _turns(Press(Action.LESSONS, code, page), has_next=(page + 1) * SHOWN < of)
    export = [Press(Action.EXPORT_LESSONS, code).button(_("Export"))]
    return Reply(Markup("\n").join([head, *lines]), keyboard(opening[:5], opening[5:], turns, export))


def card(ref: str, lesson: Lesson, passage: Passage | None) -> Reply:
    """One lesson."""
    question = Markup("<b>{}</b>").format(shortened(lesson.text, _QUESTION))
    said = _quoted(passage) if passage else _target(lesson, passage)
    ways = [
        Press(Action.TEACH, ref).button(_("Another passage")),
        Press(Action.DELETE_LESSON, ref).button(_("Delete")),
    ]
    return Reply(Markup("{}\n{}").format(question, said), keyboard(ways, [_to_lessons(lesson.collection)]))


def deleted(ref: str, lesson: Lesson) -> Reply:
    said = Markup(_("Deleted: “{}”.")).format(shortened(lesson.text, _QUESTION))
    undo = Press(Action.RESTORE_LESSON, ref).button(_("Undo"))
    return Reply(said, keyboard([undo], [_to_lessons(lesson.collection)]))


def exported(collection: str) -> Markup:
    """Under the file."""
    said = Markup(_("What “{}” was taught. <code>quoth lessons import</code> reads it."))
    return said.format(shortened(collection, _NAME))


# --- synonyms


def synonyms(collection: str, lines: Sequence[OwnSynonym], page: int, of: int, note: str = "") -> Reply:
    """Names that mean the same here, each line with a button that removes it."""
    head = Markup(_("<b>Other names in “{}”</b>")).format(shortened(collection, _NAME))
    how = Markup(_("To add some: <code>/synonyms ferry, boat</code>"))
    listed = [Markup("• {}").format(line.names.replace(", ", " = ")) for line in lines]
    removing = [
        [Press(Action.REMOVE_SYNONYMS, str(line.id)).button(_("✕ {}").format(shortened(line.names, _LABEL)))]
        for line in lines
    ]
    turns = _turns(Press(Action.SYNONYMS, collection_code(collection), page), has_next=(page + 1) * SHOWN < of)
    noted = [Markup.escape(_(note))] if note else []
    return Reply(Markup("\n").join([*noted, head, *listed, how]), keyboard(*removing, turns))


def removed(names: str, page: Reply) -> Reply:
    said = Markup(_("Removed. To undo: <code>/synonyms {}</code>")).format(names)
    return Reply(Markup("{}\n{}").format(said, page.text), page.keyboard)


# --- parts


def _which(text: str) -> Markup:
    return Markup(_("<b>{}</b>\nWhich passage answers this?")).format(shortened(text, _QUESTION))


def _beginning(number: str, passage: Passage, *, titled: bool = False) -> Markup:
    """The first words of a passage, with its place; among those of several articles, with the title."""
    words = shortened(" ".join(passage.text.split()), _BEGINNING)
    title = Markup(" <i>{}</i>").format(shortened(passage.revision.title, _TITLE)) if titled else Markup()
    return Markup("<b>{}</b>{} {}").format(f"{number} ¶ {passage.number}".strip(), title, words)


def _quoted(passage: Passage) -> Markup:
    cited = Citation(passage, (0, len(passage.text)), 0.0, ())
    return Markup("{}\n{}").format(neighbour(passage.text, WHOLE), place(cited))


def _target(lesson: Lesson, passage: Passage | None) -> Markup:
    if passage:
        return Markup("{} · ¶ {}").format(shortened(passage.revision.title, _TITLE), passage.number)
    if lesson.article_id is None:
        return Markup(_("∅ the articles do not answer this"))
    return Markup(_("⚠ its passage is gone"))


def _tie(ref: str, passage: Passage, label: str) -> InlineKeyboardButton:
    revision = passage.revision
    return Press(Action.TIE, f"{ref}-{revision.article_id}-{revision.number}", passage.number).button(label)


def _to_choices(ref: str) -> InlineKeyboardButton:
    return Press(Action.TEACH, ref).button(_("◂ Back"))


def _to_lessons(collection: str) -> InlineKeyboardButton:
    return Press(Action.LESSONS, collection_code(collection)).button(_("◂ Lessons"))


def _turns(here: Press, *, has_next: bool) -> list[InlineKeyboardButton]:
    page = here.position
    return [
        *([here._replace(position=page - 1).button(_("◂ Back"))] if page else []),
        *([here._replace(position=page + 1).button(_("More ▸"))] if has_next else []),
    ]
