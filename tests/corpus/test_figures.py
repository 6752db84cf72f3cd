"""Figures: what numbers and dates a sentence gives, and whether two sentences differ in one that both give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.figures import differ, figures


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The ferry tickets cost four euros.", "From July, ferry tickets cost €5."),
        ("Tickets cost 1,200 dollars.", "Tickets cost $1.5 million."),
        ("The harbour opens on Monday.", "The harbour opens on Tuesday."),
        ("The harbour opens on 3 March.", "The harbour opens on March 4th."),
        ("The harbour opens in March.", "The harbour opens on 2 May 2024."),
        ("The bridge was built in 1912.", "It was built between 1913 and 1915."),
        ("About 40% voted for it.", "Just 38.5 percent voted for it."),
        ("Some 12,000 people live there.", "It has 12,500 people now."),
        ("It has a population of 12,000.", "It now has a population of 15,000."),
        ("Twelve ships sank.", "The storm sank ten ships."),
    ],
)
def test_what_differs(one: str, other: str) -> None:
    """Each gives a figure of a kind that the other gives too, with another value; whichever comes first."""
    here, there = figures(one, "en"), figures(other, "en")
    assert differ(here, there) and differ(there, here)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The ferry tickets cost four euros.", "Ferry tickets cost €4."),
        ("The harbour opens on Monday.", "The harbour opens soon."),
        ("The harbour opens on 3 March.", "The harbour opens on March 3, 2024."),
        ("The harbour opens in March.", "The harbour opens on 3 March."),
        ("The ferry carries 300 passengers.", "The ferry leaves in 20 minutes."),
        ("The mayor, 47, opened it on Monday.", "In 2021 the mayor opened it on a Monday."),
        ("It cost 4 million euros.", "It cost 4,000,000 euros."),
        ("It was built in 1912.", "It was built in 1912 and closed in 2012."),
        ("It holds 300 military vehicles.", "It holds 300 vehicles."),
        ("The 27 European states agreed.", "It costs 5 euros."),
        ("", "12"),
    ],
)
def test_what_does_not(one: str, other: str) -> None:
    """The same in other words, one that says more, figures of different things."""
    here, there = figures(one, "en"), figures(other, "en")
    assert not differ(here, there) and not differ(there, here)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Die Fähre kostet 1.200 Euro.", "Die Fähre kostet 1.250,50 Euro."),
        ("de", "Der Hafen öffnet am 3. März.", "Der Hafen öffnet am Montag, dem 4. März."),
        ("es", "El puerto abre el 3 de marzo.", "El puerto abre el 5 de abril."),
        ("es", "Cuesta 3 millones de euros.", "Cuesta 4 mil euros."),
        ("uk", "Порт відкрили 3 березня.", "Порт відкрили 4 березня."),
        ("uk", "Квиток коштує п'ять євро.", "Квиток коштує шість євро."),
        ("ru", "Билет стоит 5 долларов.", "Билет стоит 7 долларов."),
        ("xx", "It has 12 ships.", "It has 13 ships."),
    ],
)
def test_in_the_language_of_the_article(language: str, one: str, other: str) -> None:
    """Its months, its number words and its way of writing numbers."""
    assert differ(figures(one, language), figures(other, language))


@settings(deadline=None)  # the first call reads the languages' forms of numbers
@given(st.text(), st.sampled_from(["en", "de", "uk", "zh", "ar", "xx"]))
def test_whatever_is_written(text: str, language: str) -> None:
    """A sentence says nothing else than it says itself."""
    found = figures(text, language)
    assert not differ(found, found)
