"""Report: what was asked and what answered, as a page that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.newsroom.charts import questions_a_day
from bot.quotations import shortened
from corpus.answers import Verdict

if TYPE_CHECKING:
    from corpus.coverage import Coverage
    from corpus.passages import Passage

LABELS = {Verdict.ANSWER: "answered", Verdict.CLOSEST: "closest passages", Verdict.NONE: "articles do not say"}
_LISTED = 50
_WORDS = 160
"""Code points of a passage, and of a question."""
_STYLE = Markup("""
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
.period { color: #555; margin-top: .2rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem; margin: 1.5rem 0; }
dl div { border: 1px solid #ddd; border-radius: .5rem; padding: .6rem .9rem; }
dt { color: #555; font-size: .9rem; } dd { margin: 0; font-size: 1.4rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.where { color: #555; width: 14rem; overflow-wrap: anywhere; }
td { overflow-wrap: anywhere; }
:root { color-scheme: light dark; }
.chart { overflow-x: auto; direction: rtl; }  /* on a telephone, the last days are seen first */
svg { width: 100%; min-width: 30rem; height: auto; direction: ltr; }
@media (max-width: 40rem) {
  body { margin: 1rem auto; }
  dl { grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: .5rem; }
  th, td { padding: .3rem; } td.where { width: 30%; }
}
@media (prefers-color-scheme: dark) {
  body { background: #1a1a1a; color: #ddd; } .period, dt, td.where { color: #aaa; }
  dl div, th, td { border-color: #444; } svg { filter: invert(.9) hue-rotate(180deg); }
}
""")


def page(coverage: Coverage) -> str:
    """The whole report, in English."""
    period = Markup('<p class="period">{} to {} · collection {}</p>')
    parts = [
        Markup("<h1>What was asked, and what answered</h1>"),
        period.format(coverage.first, coverage.last, coverage.collection),
        _numbers(coverage),
        _chart(coverage),
        _table(
            "Asked, and not in the articles",
            ("times", "question"),
            [(one.times, one.text) for one in coverage.figures.unanswered],
        ),
        _table(
            "Passages cited most",
            ("times", "passage", "where"),
            [(one.times, *_row(one.passage)) for one in coverage.cited],
        ),
        _table("Passages never cited", ("passage", "where"), list(map(_row, coverage.never))),
    ]
    return Markup(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Quoth: report</title>'
        '<meta name="viewport" content="width=device-width"><style>{}</style><body>{}</body></html>\n'
    ).format(_STYLE, Markup("\n").join(parts))


def numbers(coverage: Coverage) -> list[tuple[str, str]]:
    """The figures that say the most: (what, value)."""
    verdicts, votes, took = coverage.figures.verdicts, coverage.figures.votes, coverage.figures.took
    asked = verdicts.total()
    return [
        ("questions", f"{asked:,}"),
        *((LABELS[verdict], share(verdicts[verdict], asked)) for verdict in Verdict),
        ("found helpful", share(votes.helpful, sum(votes))),
        ("median time", "–" if took is None else f"{took:.0f} ms"),
        ("passages cited", f"{len(coverage.cited):,} of {len(coverage.cited) + len(coverage.never):,}"),
    ]


def share(part: int, whole: int) -> str:
    """In per cent; a dash where there is nothing to share."""
    return f"{part / whole:.0%}" if whole else "–"


def _numbers(coverage: Coverage) -> Markup:
    cells = (Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(what, value) for what, value in numbers(coverage))
    return Markup("<dl>{}</dl>").format(Markup().join(cells))


def _chart(coverage: Coverage) -> Markup:
    drawn = questions_a_day(coverage, LABELS, title="Questions a day", form="svg").decode()
    svg = Markup(drawn[drawn.index("<svg") :])  # noqa: S704  (drawn by matplotlib of numbers, dates and our own words)
    return Markup('<div class="chart">{}</div>').format(svg)


def _row(passage: Passage) -> tuple[str, str]:
    return passage.text, f"{shortened(passage.revision.title, _WORDS)} · ¶ {passage.number}"


def _table(title: str, heads: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Markup:
    if not rows:
        return Markup("<h2>{}</h2><p>None.</p>").format(title)
    head = Markup().join(Markup('<th class="{}">{}</th>').format(_kind(name), name) for name in heads)
    body = Markup().join(_line(heads, row) for row in rows[:_LISTED])
    more = Markup("<p>… and {} more.</p>").format(len(rows) - _LISTED) if len(rows) > _LISTED else Markup()
    return Markup("<h2>{}</h2><table><tr>{}</tr>{}</table>{}").format(title, head, body, more)


def _line(heads: Iterable[str], row: Iterable[object]) -> Markup:
    cells = (
        Markup('<td class="{}">{}</td>').format(_kind(name), shortened(str(value), _WORDS))
        for name, value in zip(heads, row, strict=True)
    )
    return Markup("<tr>{}</tr>").format(Markup().join(cells))


def _kind(name: str) -> str:
    return {"times": "n", "where": "where"}.get(name, "")
