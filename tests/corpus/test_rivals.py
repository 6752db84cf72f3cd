"""Both say: articles that answer the same question with other figures are both quoted, and no others."""

from collections.abc import Callable

import pytest

from corpus.answers import Answer, Verdict
from corpus.articles import Manuscript
from corpus.library import Library
from corpus.queries import Query

Ask = Callable[[str], Answer]

OPENING = {
    "title": "Harbour opens on Monday",
    "date": "2024-03-01",
    "text": """The harbour of Lisbon opens on Monday 4 March, the mayor said. Ferries will sail from the northern pier.

The ferry tickets cost four euros. Children under six years of age travel free of charge on all lines.

The new terminal has room for 1,200 passengers. It was built in two years by a firm from Porto.

The mayor, Ana Sousa, is 47. She was elected in 2021 with 38% of the vote.

A storm in 2018 damaged the lighthouse. Its keeper rebuilt the lamp within a week.""",
}
SUMMER = {
    "title": "Ferries dearer from summer",
    "date": "2025-06-10",
    "text": """From July the ferry tickets cost five euros, the harbour authority announced. A pass stays at 40 euros.

The new terminal has room for 1,500 passengers since the extension opened. Ferries carried 3.2 million people in 2024.

Fishermen complain about the noise. Twelve of them signed a letter to the mayor, Ana Sousa.

The night ferry leaves at 23:30 from the northern pier. It calls at three villages.""",
}
TRAMS = {
    "title": "Tram news",
    "text": """The tram tickets cost three euros. The tram line to Belém has 14 stops.

The museum opens on Tuesday. It shows 300 paintings by artists from Porto.

A storm in 2019 damaged the roof of the museum, and two rooms were closed.""",
}


@pytest.fixture(name="publish")
def _publish(library: Library) -> Callable[..., None]:
    def publish(*articles: dict[str, str], **changed: object) -> None:
        for article in articles:
            library.publish(Manuscript.model_validate(article | changed), by="test")

    return publish


@pytest.fixture(name="ask")
def _ask(library: Library) -> Ask:
    return lambda text: library.ask(Query(text=text))


@pytest.mark.parametrize(
    ("question", "newer", "older"),
    [
        ("What do the ferry tickets cost?", "five euros", "four euros"),
        ("What room does the new terminal have?", "1,500 passengers", "1,200 passengers"),
    ],
)
def test_both_are_quoted(publish: Callable[..., None], ask: Ask, question: str, newer: str, older: str) -> None:
    """Two articles with two figures: an answer whose first two citations give them, the newer article first."""
    publish(OPENING, SUMMER, TRAMS)
    answer = ask(question)
    assert (Verdict.ANSWER, True) == (answer.verdict, answer.both_say)
    assert newer in answer.citations[0].sentence and older in answer.citations[1].sentence
    assert len(answer.citations) == len({(c.passage.revision.title, c.passage.number) for c in answer.citations})


def test_the_order_is_that_of_the_days(publish: Callable[..., None], ask: Ask) -> None:
    """Also when the older article was published last; one without a day comes last."""
    publish(SUMMER)
    publish(OPENING, date=None)
    assert [SUMMER["title"], OPENING["title"]] == [
        cited.passage.revision.title for cited in ask("What do the ferry tickets cost?").citations[:2]
    ]
    publish(OPENING, date="2026-01-01")
    assert OPENING["title"] == ask("What do the ferry tickets cost?").citations[0].passage.revision.title


def test_so_close_that_neither_stands_out(publish: Callable[..., None], ask: Ask) -> None:
    """Two articles that say it in the same words make each other no less sure."""
    publish(OPENING, TRAMS)
    publish(OPENING, title="Harbour news of May", date="2025-05-01", text=OPENING["text"].replace("four", "six"))
    answer = ask("What do the ferry tickets cost?")
    assert answer.both_say and "six euros" in answer.citations[0].sentence


@pytest.mark.parametrize(
    "question",
    [
        "When does the harbour open?",
        "When does the museum open?",
        "What do the tram tickets cost?",
        "Who is the mayor?",
        "Where do ferries leave from?",
        "When did the storm damage the museum?",
        "How many people did ferries carry in 2024?",
        "What did the fishermen sign?",
        "How many paintings does the museum show?",
    ],
)
def test_articles_that_merely_match(publish: Callable[..., None], ask: Ask, question: str) -> None:
    """One that only has the words, or figures of something else, is not set beside the answer."""
    publish(OPENING, SUMMER, TRAMS)
    answer = ask(question)
    assert answer.citations and not answer.both_say


def test_the_same_figure_twice(publish: Callable[..., None], ask: Ask) -> None:
    """Articles that agree are one answer."""
    publish(OPENING, TRAMS)
    publish(SUMMER, text=SUMMER["text"].replace("five euros", "€4"))
    assert not ask("What do the ferry tickets cost?").both_say


@pytest.mark.parametrize(
    "question", ["What do the ferry tickets cost?", "Who is the mayor?", "What did the storm damage?"]
)
@pytest.mark.parametrize("copies", [2, 4])
def test_an_article_published_twice(publish: Callable[..., None], ask: Ask, question: str, copies: int) -> None:
    """Under other titles, as news agencies' texts are: what each answers, all answer, and it is said once."""
    publish(OPENING)
    alone = ask(question)
    for number in range(1, copies):
        publish(OPENING, title=f"Harbour opens, says mayor ({number})")
    answer = ask(question)
    assert (alone.verdict, False) == (answer.verdict, answer.both_say)
    assert alone.citations[0].sentence == answer.citations[0].sentence


def test_two_answers_to_one_question(publish: Callable[..., None], ask: Ask) -> None:
    """Where articles answer with other words and without figures, none is given as the answer."""
    for article in (OPENING, TRAMS):
        publish(article, text=article["text"].replace("storm in 2018", "storm").replace("storm in 2019", "storm"))
    answer = ask("What did the storm damage?")
    assert (Verdict.CLOSEST, False) == (answer.verdict, answer.both_say)


def test_within_one_article(publish: Callable[..., None], ask: Ask) -> None:
    """An article with two figures is read as its author wrote it."""
    publish({"title": "Ferries", "text": f"{OPENING['text']}\n\n{SUMMER['text']}"}, TRAMS)
    assert not ask("What do the ferry tickets cost?").both_say
