"""The report tells figures and words as they are, whatever they hold, and needs nothing but itself."""

import datetime as dt
import re
from collections import Counter

import pytest
from lxml import html

from bot.commandline.report import LABELS, numbers, page
from bot.newsroom.charts import questions_a_day
from corpus.coverage import Coverage, coverage
from corpus.library import Library
from corpus.queries import Query
from corpus.recollection import remember
from corpus.store import Figures, Tally, Unanswered

HOSTILE = '</table><script>alert("x")</script> & <b>who?</b>'
NOTHING = Figures(days={}, votes=Tally(), cited=Counter(), unanswered=(), took=None)
DAY = dt.date(2031, 3, 14)


@pytest.fixture(name="asked")
def _asked(library: Library) -> Coverage:
    for number, text in enumerate(("What happened in Helsinki in 2018?", HOSTILE)):
        remember(library.questions, library.ask(Query(text=text)), chat_id=7, message_id=number + 1, user_id=7, took=3)
    return coverage(library, "main", days=2)


def test_words_of_people_are_words(asked: Coverage) -> None:
    """No markup of a question becomes markup of the page."""
    hostile = asked.figures._replace(unanswered=(Unanswered(HOSTILE, 1),))
    tree = html.document_fromstring(page(asked._replace(figures=hostile)))
    assert not tree.xpath("//script")
    assert HOSTILE in tree.text_content()


def test_the_page_asks_no_other(asked: Coverage) -> None:
    """It can be read without a network, and tells nobody that it was read."""
    text = page(asked)
    assert not re.search(r'(?:src|href)="(?!#)', text.replace("xlink:href", "xlink"))
    assert not re.search(r"url\((?!#)|@import", text)


def test_the_page_tells_what_was_asked(asked: Coverage) -> None:
    """The figures, the chart, the passages that answered and those that never did."""
    tree = html.document_fromstring(page(asked))
    told = dict(zip(tree.xpath("//dt/text()"), tree.xpath("//dd/text()"), strict=True))
    assert ("2", "3 ms") == (told["questions"], told["median time"])
    assert tree.xpath("//svg")
    assert len(asked.cited) + len(asked.never) + len(asked.figures.unanswered) == len(tree.xpath("//tr[td]"))


def test_the_page_suits_dark_and_narrow_screens(asked: Coverage) -> None:
    """It has colours for the dark, and a chart that scrolls where its letters would become too small to read."""
    shown = page(asked)
    assert "prefers-color-scheme: dark" in shown and "max-width: 40rem" in shown
    assert '<div class="chart"><svg' in shown


def test_where_nobody_asked_there_is_a_page() -> None:
    """Nothing is divided by nothing."""
    empty = Coverage("main", DAY, DAY, NOTHING, (), ())
    assert ("questions", "0") == numbers(empty)[0]
    assert ("answered", "–") == numbers(empty)[1]
    assert 3 == page(empty).count("None.")


def test_the_chart_is_a_picture() -> None:
    """One that Telegram takes: a PNG of ordinary proportions."""
    full = NOTHING._replace(days={DAY: Counter(answer=3, none=1)})
    drawn = questions_a_day(Coverage("main", DAY, DAY, full, (), ()), LABELS, title="Questions a day", form="png")
    assert drawn.startswith(b"\x89PNG")
    width, height = (int.from_bytes(drawn[at : at + 4]) for at in (16, 20))
    assert (1280, 640) == (width, height)
