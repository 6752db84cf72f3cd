"""In a terminal: the passage word for word, the verdict at a glance, and nothing that a terminal would obey."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from io import StringIO

import pytest
from rich.console import Console

from bot.commandline.terminal import BOTH_SAY, HEADLINES, Terminal
from corpus.answers import Answer, Citation, Match, Verdict
from corpus.articles import Article, Revision
from corpus.passages import Passage
from corpus.queries import Query

PARAGRAPHS = (
    "The harbour opens on Monday. Nobody knows for how long.",
    "Ferries sail at noon. The fare is two crowns, and dogs travel free of charge on the open deck.",
    "The pilot’s name is “Orrick”.",
    "Seals sleep on the bank.",
)


@pytest.fixture(name="passages")
def _passages() -> tuple[Passage, ...]:
    return _article(PARAGRAPHS)


def _article(paragraphs: Sequence[str], title: str = "Harbour news") -> tuple[Passage, ...]:
    text = "\n\n".join(paragraphs)
    revision = Revision(
        title=title,
        text=text,
        source="https://example.org/harbour",
        date=dt.date(2031, 3, 4),
        article_id="abc",
        number=2,
        published_by="Ada",
        published_at=dt.datetime(2031, 3, 5, tzinfo=dt.UTC),
    )
    starts = [text.index(paragraph) for paragraph in paragraphs]
    return tuple(
        Passage(revision, number, len(paragraphs), start, start + len(paragraph), f"Part {number // 3}", ())
        for number, (start, paragraph) in enumerate(zip(starts, paragraphs, strict=True), 1)
    )


def _cite(passage: Passage) -> Citation:
    matched = (Match("harbour", "harbour", 0.25), Match("open", "opens", 0.75))
    return Citation(passage, (0, passage.text.index(".") + 1), 1.0, matched)


def _answer(verdict: Verdict, passages: Sequence[Passage], missing: tuple[str, ...] = ()) -> Answer:
    return Answer(Query(text="?"), verdict, 0.5, tuple(map(_cite, passages)), missing)


def _piped() -> tuple[Terminal, StringIO]:
    output = StringIO()
    return Terminal(Console(file=output, highlight=False)), output


def _seen(width: int = 60) -> tuple[Terminal, StringIO]:
    output = StringIO()
    return Terminal(Console(file=output, force_terminal=True, width=width, color_system="standard")), output


def test_a_piped_passage_is_word_for_word(passages: tuple[Passage, ...]) -> None:
    """In a pipe or file a paragraph is one line, however long, and nothing stands in it that is not text."""
    terminal, output = _piped()
    terminal.answer(_answer(Verdict.ANSWER, passages[1:]))
    assert f"  │ {PARAGRAPHS[1]}\n" in output.getvalue()
    assert "\x1b" not in output.getvalue()


def test_both_say(passages: tuple[Passage, ...]) -> None:
    """Two articles that answer with other figures are shown together, and no third passage."""
    terminal, output = _piped()
    answer = dataclasses.replace(_answer(Verdict.ANSWER, passages[:3]), both_say=True)
    assert 2 == terminal.answer(answer)
    assert output.getvalue().startswith(f"{BOTH_SAY[0]}\n  │ {PARAGRAPHS[0]}")
    assert PARAGRAPHS[1] in output.getvalue() and PARAGRAPHS[2] not in output.getvalue()


def test_the_citation_says_where_the_passage_stands(passages: tuple[Passage, ...]) -> None:
    """Title, paragraph, date, and the address at that sentence."""
    terminal, output = _piped()
    terminal.citation(_cite(passages[1]))
    assert "  — Harbour news · ¶ 2 of 4 · 4 March 2031\n    https://example.org/harbour#:~:text=" in output.getvalue()


def test_the_answering_sentence_is_bold(passages: tuple[Passage, ...]) -> None:
    """A person sees at once which sentence answers."""
    terminal, output = _seen()
    terminal.answer(_answer(Verdict.ANSWER, passages))
    assert "\x1b[1mThe harbour opens on Monday.\x1b[0m Nobody knows" in output.getvalue()


def test_a_person_s_lines_fit_the_window(passages: tuple[Passage, ...]) -> None:
    """A long paragraph is wrapped between words, each line marked as quoted."""
    terminal, output = _seen(40)
    terminal.passage(passages[1])
    lines = output.getvalue().splitlines()
    assert 3 == len(lines)
    assert all("│" in line for line in lines)


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch, passages: tuple[Passage, ...]) -> None:
    """With NO_COLOR nothing is coloured; bold is no colour."""
    monkeypatch.setenv("NO_COLOR", "1")
    terminal, output = _seen()
    terminal.answer(_answer(Verdict.CLOSEST, passages, ("zeppelin",)))
    assert "\x1b[1m" in output.getvalue()
    assert "\x1b[3" not in output.getvalue()


def test_the_verdicts_differ_at_a_glance() -> None:
    """Another sign, other words, another colour."""
    looks = [(headline[0], headline, style) for headline, style in HEADLINES.values()]
    assert [3, 3, 3] == [len(set(column)) for column in zip(*looks, strict=True)]


@pytest.mark.parametrize(("verdict", "shown"), [(Verdict.ANSWER, 1), (Verdict.CLOSEST, 3)])
def test_one_passage_answers_and_three_come_close(passages: tuple[Passage, ...], verdict: Verdict, shown: int) -> None:
    """Where none answers for sure, a person may choose among three."""
    terminal, output = _piped()
    assert shown == terminal.answer(_answer(verdict, passages))
    assert shown == output.getvalue().count(" of 4")


def test_words_that_are_nowhere_are_named() -> None:
    """Who gets no answer learns which words to change."""
    terminal, output = _piped()
    terminal.answer(_answer(Verdict.NONE, (), ("red", "zeppelin")))
    assert f"{HEADLINES[Verdict.NONE][0]}\nNowhere in the articles: red, zeppelin.\n" == output.getvalue()


def test_a_terminal_obeys_no_article() -> None:
    """Control characters of an article or a question are shown, not sent."""
    passages = _article(["Red \x1b[31malert\x07 \x9b2J now."], title="News\x1b]0;owned\x07")
    terminal, output = _piped()
    terminal.answer(_answer(Verdict.ANSWER, passages, ("\x1b[2J",)))
    terminal.article(passages[0].revision, passages)
    assert not {"\x1b", "\x07", "\x9b"} & set(output.getvalue())
    assert "Red �[31malert� �2J now." in output.getvalue()


def test_context_shows_the_neighbours(passages: tuple[Passage, ...]) -> None:
    """The passage before and the passage after, under their headings."""
    terminal, output = _piped()
    terminal.context(passages, _cite(passages[2]))
    shown = [line.strip() for line in output.getvalue().splitlines()]
    expected = [
        "Part 0",
        f"│ {PARAGRAPHS[1]}",
        "¶ 2",
        "Part 1",
        f"│ {PARAGRAPHS[2]}",
        "¶ 3",
        f"│ {PARAGRAPHS[3]}",
        "¶ 4",
    ]
    assert [*expected, "— Harbour news · ¶ 3 of 4 · 4 March 2031"] == shown


def test_the_first_passage_has_one_neighbour(passages: tuple[Passage, ...]) -> None:
    """Nothing stands before it."""
    terminal, output = _piped()
    terminal.context(passages, _cite(passages[0]))
    assert ["¶ 1", "¶ 2"] == [line.strip() for line in output.getvalue().splitlines() if line.startswith("  ¶")]


def test_why_tells_the_words_that_counted(passages: tuple[Passage, ...]) -> None:
    """Those that say most first, with what they met."""
    terminal, output = _piped()
    terminal.why(_cite(passages[0]))
    assert "   75%  open ≈ opens\n   25%  harbour\n" == output.getvalue()


def test_an_article_is_shown_with_its_passages(passages: tuple[Passage, ...]) -> None:
    """Numbered as citations number them, with who published which revision."""
    terminal, output = _piped()
    terminal.article(passages[0].revision, passages)
    shown = output.getvalue()
    assert shown.startswith(
        "Harbour news\nrevision 2 · 4 March 2031 · published by Ada · https://example.org/harbour\n\nPart 0\n¶ 1\n"
    )
    assert [1, 1] == [shown.count("Part 0"), shown.count("Part 1")]


def test_articles_are_listed_a_line_each(passages: tuple[Passage, ...]) -> None:
    """Id, title, revision, date; what was removed is not listed."""
    terminal, output = _piped()
    terminal.articles([Article(id="abc", live=passages[0].revision), Article(id="xyz", live=None)])
    assert "abc  Harbour news · revision 2 · 4 March 2031\n" == output.getvalue()
