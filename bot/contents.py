"""Contents: the articles, what stands in each, and a passage by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.pages import source
from bot.presses import Action, Press
from bot.quotations import WHOLE, dated, linked, neighbour, place, shortened
from bot.replies import Reply, keyboard
from bot.sharing import NOWHERE, Sharing
from bot.texts import _, ngettext
from corpus.answers import Citation
from corpus.articles import Article, Revision
from corpus.passages import Passage

LISTED = 10
"""Articles on a page."""
OUTLINED = 8
"""Passages on a page of an outline."""
_A_ROW = 5
_TITLE = 120
_HEADING, _BEGINNING = 150, 90
_ALL = "all"


def articles(listed: Sequence[Article], page: int, of: int) -> Reply:
    """A page of the list, with a button for each article."""
    live = [article.live for article in listed if article.live]
    if not live:
        return Reply(Markup(_("No article is published.")))
    numbered = list(enumerate(live, page * LISTED + 1))
    lines = [
        Markup("{}. {}{} · <code>{}</code>").format(
            number, linked(shortened(revision.title, _TITLE), revision.source), dated(revision), revision.article_id
        )
        for number, revision in numbered
    ]
    if of > LISTED:
        lines.append(Markup("\n<i>{}</i>").format(_("{} to {} of {}").format(numbered[0][0], numbered[-1][0], of)))
    opening = [Press(Action.ARTICLE, revision.article_id).button(str(number)) for number, revision in numbered]
    turns = _turns(Press(Action.ARTICLES, _ALL, page), has_next=numbered[-1][0] < of)
    return Reply(Markup("\n").join(lines), keyboard(*_rows(opening), turns))


def card(
    article: Article,
    passages: int,
    examples: Sequence[tuple[str, str]],
    sharing: Sharing = NOWHERE,
    *,
    moderates: bool = False,
) -> Reply:
    """What an article is, and what it can be asked; for moderators, what became of it."""
    revision = article.live
    if revision is None:
        return withdrawn()
    title = Markup("<b>{}</b>").format(linked(shortened(revision.title, _TITLE), revision.source))
    count = ngettext("{} passage", "{} passages", passages).format(passages)
    lines = [
        Markup("{}{} · {}").format(title, dated(revision), count),
        *([Markup.escape(shortened(revision.author, _TITLE))] if revision.author else []),
        *([Markup("\n{}").format(_("Ask me, for example:"))] if examples else []),
    ]
    asking = [[Press(Action.EXAMPLE, key).button(question)] for key, question in examples]
    ways = [Press(Action.OUTLINE, article.id).button(_("Outline")), *source(revision.source)]
    changing = moderating(article.id) if moderates else []
    return Reply(Markup("\n").join(lines), keyboard(*asking, [*ways, *sharing.to_article(article.id)], changing))


def withdrawn() -> Reply:
    return Reply(Markup(_("This article was withdrawn, so it is no longer quoted.")))


def moderating(article_id: str) -> list[InlineKeyboardButton]:
    return [
        Press(Action.HISTORY, article_id).button(_("History")),
        Press(Action.REMOVE, article_id).button(_("Withdraw")),
    ]


def outline(revision: Revision, passages: Sequence[Passage], page: int, *, moderates: bool = False) -> Reply:
    """Headings and the first words of each passage, each with a button to read it."""
    shown = passages[page * OUTLINED : (page + 1) * OUTLINED]
    title = Markup("<b>{}</b>{}").format(shortened(revision.title, _TITLE), dated(revision))
    before = passages[page * OUTLINED - 1].heading if page else None
    text = Markup("\n").join([title, Markup(), *_lines(shown, before)])
    reading = [
        Press(Action.READ, revision.article_id, passage.number).button(f"¶ {passage.number}") for passage in shown
    ]
    turns = _turns(Press(Action.OUTLINE, revision.article_id, page), has_next=len(passages) > (page + 1) * OUTLINED)
    changing = moderating(revision.article_id) if moderates else []
    return Reply(text, keyboard(*_rows(reading, 4), turns, changing))


def reading(passage: Passage) -> Reply:
    """A passage by itself, with the way to the next and back."""
    article_id, number = passage.revision.article_id, passage.number
    cited = Citation(passage, (0, len(passage.text)), 0.0, ())
    heading = Markup("<b>{}</b>\n").format(shortened(passage.heading, _HEADING)) if passage.heading else Markup()
    text = Markup("{}{}\n{}").format(heading, neighbour(passage.text, WHOLE), place(cited))
    turns = [
        *([Press(Action.READ, article_id, number - 1).button(f"◂ ¶ {number - 1}")] if number > 1 else []),
        *([Press(Action.READ, article_id, number + 1).button(f"¶ {number + 1} ▸")] if number < passage.of else []),
    ]
    to_outline = Press(Action.OUTLINE, article_id, (number - 1) // OUTLINED).button(_("Outline"))
    return Reply(text, keyboard(turns, [to_outline, *source(cited.url)]))


def which(listed: Sequence[Article], page: int, of: int) -> Reply:
    """Which article to outline, where there are several."""
    asked = Markup(_("Which article? <code>/outline ID</code>, or press its number."))
    found = articles(listed, page, of)
    return Reply(Markup("{}\n\n{}").format(asked, found.text), found.keyboard)


def _lines(passages: Sequence[Passage], heading: str | None) -> Iterator[Markup]:
    for passage in passages:
        if passage.heading and passage.heading != heading:
            yield Markup("<b>{}</b>").format(shortened(passage.heading, _HEADING))
        heading = passage.heading
        words = shortened(" ".join(passage.text.split()), _BEGINNING)
        yield Markup("¶ {} {}").format(passage.number, words)


def _turns(here: Press, *, has_next: bool) -> list[InlineKeyboardButton]:
    page = here.position
    return [
        *([here._replace(position=page - 1).button(_("◂ Back"))] if page else []),
        *([here._replace(position=page + 1).button(_("More ▸"))] if has_next else []),
    ]


def _rows(buttons: Sequence[InlineKeyboardButton], length: int = _A_ROW) -> Iterator[list[InlineKeyboardButton]]:
    rest = iter(buttons)
    while row := list(islice(rest, length)):
        yield row
