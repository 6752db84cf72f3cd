"""A moderator sees what was asked, nobody else does, and nobody is named."""

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom.stats import caption
from corpus.coverage import Coverage
from corpus.store import Figures, Tally, Unanswered
from tests.bot.talk import Talk
from tests.bot_api import ASKER, OWNER
from tests.telegram_html import parse

DAY = dt.date(2031, 3, 14)


async def test_a_picture_says_what_was_asked(talk: Talk) -> None:
    """With how it was answered, what was asked in vain, and which passages answer."""
    await talk.ask("What happened in Helsinki in 2018?")
    await talk.ask("Who won the football cup?")
    (shown,) = await talk.write("/stats", by=OWNER)
    assert "photo" in shown
    lines = shown["caption"].splitlines()
    assert ["The last 30 days · main", "2 questions: 50 % answered, 50 % articles do not say"] == lines[:2]
    assert "Asked in vain: “Who won the football cup?” (1)." in lines
    assert "¶ 15 (1)." in shown["caption"]
    assert ASKER["first_name"] not in shown["caption"]


async def test_others_are_refused(talk: Talk) -> None:
    """In one sentence, and nothing is drawn."""
    (refused,) = await talk.write("/stats")
    assert "text" in refused
    assert not talk.calls("sendPhoto")


async def test_where_nobody_asked_it_says_so(talk: Talk) -> None:
    """No share of nothing, no empty list."""
    (shown,) = await talk.write("/stats", by=OWNER)
    assert ["The last 30 days · main", "0 questions", "21 passages were never cited."] == shown["caption"].splitlines()


@given(st.text(min_size=1, max_size=4096), st.text(min_size=1, max_size=100))
def test_any_question_fits_a_caption(text: str, collection: str) -> None:
    """Whatever was asked in vain: within 1,024 characters, and its markup is text."""
    figures = Figures({DAY: Counter(none=3)}, Tally(1, 1), Counter(), (Unanswered(text, 10**9),) * 3, 10.0**9)
    parsed = parse(str(caption(Coverage(collection, DAY, DAY, figures, (), ()))))
    assert len(parsed.text) <= 1024
