"""Verifications: what is said to /verify, with the difference where words changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from bot.pages import source
from bot.quotations import block, day, linked, shortened
from bot.replies import Reply, keyboard
from bot.texts import _
from corpus.differences import Edit
from corpus.verification import Standing, Verified

_TITLE = 120
_DIFFERENCE = 2_000
_GAP = 90
"""Of a longer stretch that stayed, only the ends are shown."""


def verified(receipt_id: str, found: Sequence[Verified]) -> Reply:
    """Each passage that the answer quoted, and how it stands now, with the differences, as far as there is room."""
    parts = [Markup(_("<b>Receipt #{}</b>")).format(receipt_id), *_by_article(found)]
    room = _DIFFERENCE
    for changed in (one for one in found if one.edits):
        if room < _GAP:
            break
        shown = difference(changed.edits, room)
        parts.append(Markup("{}\n{}").format(_heading(changed, found), shown))
        room -= len(shown.striptags())
    ways = source(found[0].citation.url) if found[0].now else []
    return Reply(Markup("\n\n").join(parts), keyboard(ways))


def how_to_verify() -> Reply:
    return Reply(
        Markup(
            _(
                "Write the number of an answer after the command, as in <code>/verify K7M2QX</code>, "
                "or reply to an answer with /verify. I say whether its words still stand in the article."
            )
        )
    )


def _by_article(found: Sequence[Verified]) -> Iterator[Markup]:
    of_article: dict[str, list[Verified]] = {}
    for one in found:
        of_article.setdefault(one.citation.passage.revision.article_id, []).append(one)
    for several in of_article.values():
        revision = several[0].citation.passage.revision
        title = linked(shortened(revision.title, _TITLE), revision.source)
        yield Markup("\n").join([title, *_lines(several)])


def _lines(found: Sequence[Verified]) -> Iterator[Markup]:
    """What is to be said of several passages is said once."""
    numbers: dict[str, list[int]] = {}
    for one in found:
        numbers.setdefault(_said(one), []).append(one.citation.passage.number)
    for said, of in numbers.items():
        yield Markup.escape(said.format(", ".join(map(str, of))))


def _said(one: Verified) -> str:
    date = day(one.since.date()) if one.since else ""
    if one.standing == Standing.STANDS:
        return _("✓ ¶ {}: still word for word in the article.")
    if one.standing == Standing.WITHDRAWN:
        return _("✗ ¶ {}: withdrawn with its article on {}.").format("{}", date)
    if one.now is None:
        return _("✗ ¶ {}: taken out of the article on {}.").format("{}", date)
    return _("± ¶ {}: changed on {}.").format("{}", date)


def _heading(changed: Verified, among: Sequence[Verified]) -> Markup:
    was, now = changed.citation.passage.number, changed.now.number if changed.now else 0
    said = Markup(_("What changed from ¶ {} to what is now ¶ {}:")).format(was, now)
    if len({one.citation.passage.revision.article_id for one in among}) == 1:
        return said
    return Markup("{}\n{}").format(shortened(changed.citation.passage.revision.title, _TITLE), said)


def difference(edits: Sequence[Edit], room: int = _DIFFERENCE) -> Markup:
    """Words that went are struck through, words that came are underlined."""
    shown, length = Markup(), 0
    for edit in edits:
        part, size = _marked(edit, room - length)
        shown, length = shown + part, length + size
    return block(shown, length)


def _marked(edit: Edit, room: int) -> tuple[Markup, int]:
    if room < _GAP:
        return Markup(), 0
    if edit.old == edit.new:
        text = shortened(_ends(edit.old), room)
        return Markup.escape(text), len(text)
    old, new = (shortened(text, room // 2) for text in edit)
    parts = [Markup("<s>{}</s>").format(old) if old else Markup(), Markup("<u>{}</u>").format(new) if new else Markup()]
    return Markup(" ").join(filter(None, parts)), len(old) + len(new) + 1


def _ends(text: str) -> str:
    if len(text) <= 2 * _GAP:
        return text
    return f"{shortened(text, _GAP)} {text[-_GAP:].partition(' ')[2]}"
