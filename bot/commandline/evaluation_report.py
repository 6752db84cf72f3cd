"""Report: how well questions with known passages are answered, as a page that needs nothing but itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from corpus.evaluation import Outcome, Result, reliability, tally

Before = Mapping[str, str]
"""What became of each question in an earlier run: `set: question` to outcome."""

_DATA = re.compile(r'<script type="application/json" id="outcomes">(.*?)</script>', re.DOTALL)
_LABELS = {
    Outcome.RIGHT: "right",
    Outcome.SHOWN: "shown among three",
    Outcome.SILENT: "silent",
    Outcome.WRONG: "confident and wrong",
}
_STYLE = Markup("""
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
tr.all td { font-weight: 600; border-top: 2px solid #888; }
.right { color: #17692f; } .shown { color: #8a5a00; } .silent { color: #555; }
.wrong { color: #b00020; font-weight: 600; }
.quoted { color: #555; font-size: .9rem; }
.bar { display: flex; height: .8rem; min-width: 12rem; }
.bar i { display: block; } .bar .right { background: #4caf6d; } .bar .shown { background: #f0b93a; }
.bar .silent { background: #c9c9c9; } .bar .wrong { background: #d8304a; }
""")


def page(results: Sequence[Result], before: Before) -> str:
    """The whole report."""
    parts = [
        Markup("<h1>{} questions</h1>").format(len(results)),
        _kinds(results),
        _moved(results, before),
        _reliability(results),
        *(_listed(results, outcome) for outcome in (Outcome.WRONG, Outcome.SILENT, Outcome.SHOWN, Outcome.RIGHT)),
        Markup('<script type="application/json" id="outcomes">{}</script>').format(_data(results)),
    ]
    return Markup(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Quoth: evaluation</title>'
        '<meta name="viewport" content="width=device-width"><style>{}</style><body>{}</body></html>\n'
    ).format(_STYLE, Markup("\n").join(parts))


def outcomes(html: str) -> Before:
    """What an earlier report says; empty where the page is none."""
    found = _DATA.search(html)
    return json.loads(found[1]) if found else {}


def _data(results: Sequence[Result]) -> Markup:
    # In a script element entities are not read; only `<` could end it.
    return Markup(json.dumps({_name(result): result.outcome for result in results}).replace("<", "\\u003c"))  # noqa: S704


def _name(result: Result) -> str:
    return f"{result.set_name}: {result.case.ask}"


def _kinds(results: Sequence[Result]) -> Markup:
    head = Markup().join(Markup('<th class="n">{}</th>').format(label) for label in _LABELS.values())
    rows = [_kind(kind, counts) for kind, counts in tally(results).items()]
    return Markup('<table><tr><th>kind</th><th class="n">questions</th>{}<th></th></tr>{}</table>').format(
        head, Markup().join(rows)
    )


def _kind(kind: str, counts: Mapping[Outcome, int]) -> Markup:
    total = sum(counts.values())
    shares = Markup().join(
        Markup('<td class="n {}">{:.0%}</td>').format(outcome if counts[outcome] else "", counts[outcome] / total)
        for outcome in _LABELS
    )
    bar = Markup().join(
        Markup('<i class="{}" style="flex:{}"></i>').format(outcome, counts[outcome]) for outcome in _LABELS
    )
    return Markup('<tr class="{}"><td>{}</td><td class="n">{}</td>{}<td><div class="bar">{}</div></td></tr>').format(
        kind, kind, total, shares, bar
    )


def _moved(results: Sequence[Result], before: Before) -> Markup:
    moved = [result for result in results if before.get(_name(result), result.outcome) != result.outcome]
    if not before:
        return Markup("<h2>Moved since the last run</h2><p>There is no earlier run.</p>")
    rows = Markup().join(
        Markup('<tr><td>{}</td><td class="{}">{}</td><td class="{}">{}</td></tr>').format(
            _name(result), before[_name(result)], before[_name(result)], result.outcome, result.outcome
        )
        for result in moved
    )
    return Markup("<h2>Moved since the last run: {}</h2><table>{}</table>").format(len(moved), rows)


def _reliability(results: Sequence[Result]) -> Markup:
    rows = Markup().join(
        Markup('<tr><td class="n">{:.2f}</td><td class="n">{:.2f}</td><td class="n">{}</td></tr>').format(
            band.said, band.was, band.answers
        )
        for band in reliability(_judged(results))
    )
    return Markup(
        "<h2>Reliability</h2><p>How surely the first passage was said to answer, and how often it did.</p>"
        '<table><tr><th class="n">said</th><th class="n">was</th><th class="n">questions</th></tr>{}</table>'
    ).format(rows)


def _judged(results: Sequence[Result]) -> list[tuple[float, bool]]:
    """The confidence in each first passage, and whether it holds what was expected."""
    return [
        (
            result.answer.confidence,
            any(piece in result.answer.citations[0].passage.text for piece in result.case.expect),
        )
        for result in results
        if result.answer.citations
    ]


def _listed(results: Sequence[Result], outcome: Outcome) -> Markup:
    chosen = [result for result in results if result.outcome == outcome]
    rows = Markup().join(_row(result) for result in chosen)
    return Markup('<h2 class="{}">{}: {}</h2><table>{}</table>').format(
        outcome, _LABELS[outcome].capitalize(), len(chosen), rows
    )


def _row(result: Result) -> Markup:
    answer = result.answer
    quoted = answer.citations[0].sentence if answer.citations else ""
    return Markup(
        '<tr><td>{}<br><span class="quoted">{}</span></td><td>{}</td><td>{}</td><td class="n">{:.2f}</td></tr>'
    ).format(_name(result), quoted, result.case.kind, answer.verdict, answer.confidence)
