"""Charts: what was asked, as a picture."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from corpus.answers import Verdict

if TYPE_CHECKING:
    from corpus.coverage import Coverage

COLOURS = {Verdict.ANSWER: "#2f8f5b", Verdict.CLOSEST: "#e0a526", Verdict.NONE: "#9aa3ad"}
_SIZE = (8, 4)
"""Inches; at 160 dots each Telegram shows it sharp, and its file stays below 100 kB."""
_DOTS = 160


def questions_a_day(
    coverage: Coverage, labels: Mapping[Verdict, str], *, title: str, form: Literal["png", "svg"]
) -> bytes:
    """The questions of each day, in the colours of their verdicts. Takes half a second when first called."""
    import matplotlib as mpl  # noqa: PLC0415  (slow to import, and few processes ever draw)
    from matplotlib.figure import Figure  # noqa: PLC0415  (unlike pyplot's, it may be drawn in any thread)

    days = [coverage.first + dt.timedelta(days=day) for day in range((coverage.last - coverage.first).days + 1)]
    figure = Figure(_SIZE, layout="constrained")
    axes: Any = figure.subplots()  # its types know nothing of dates
    below = [0] * len(days)
    for verdict, colour in COLOURS.items():
        heights = [coverage.figures.days.get(day, Counter())[verdict] for day in days]
        axes.bar(days, heights, bottom=below, color=colour, label=labels[verdict], width=0.8)
        below = [low + height for low, height in zip(below, heights, strict=True)]
    _furnish(axes, max(below))
    axes.set_title(title, loc="left", fontweight="bold")
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "quoth"}):
        figure.savefig(buffer, format=form, dpi=_DOTS, metadata={"Date": None} if form == "svg" else None)
    return buffer.getvalue()


def _furnish(axes: Any, highest: int) -> None:  # noqa: ANN401  (see above)
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter  # noqa: PLC0415  (see above)
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    locator = AutoDateLocator(minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.set_ylim(0, max(1, highest) * 1.1)
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0)
    axes.legend(ncols=3, frameon=False, loc="upper right", bbox_to_anchor=(1, 1.14))
