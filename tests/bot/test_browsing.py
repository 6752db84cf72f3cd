"""Browsing: the articles, what stands in each, and links that open them."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import contents
from corpus.articles import Article, Manuscript
from corpus.library import Library
from corpus.passages import split
from tests.bot.talk import Talk
from tests.bot.test_pages import TEXTS, cite, read
from tests.bot_api import GROUP, OTHER, BotApi, Json, buttons, links

TEXT = "The harbour opens on Monday, as the mayor of the town said at a meeting with fishermen on Friday.\n\n"


@pytest.fixture(name="id_")
def _id(library: Library) -> str:
    return library.articles()[0].id


def _publish(library: Library, number: int, **details: object) -> str:
    manuscript = Manuscript.model_validate({"title": f"Report {number:02}", "text": TEXT * 3, **details})
    return library.publish(manuscript, by="test").article.id


def _numbers(message: Json) -> Iterator[int]:
    return (int(label.removeprefix("¶ ")) for label in buttons(message) if label.startswith("¶ "))


async def test_the_only_article_is_outlined(talk: Talk) -> None:
    """Headings, the first words of each passage, and a button to read it; page by page to the end and back."""
    page = dict(await talk.ask("/outline"))
    seen = list(_numbers(page))
    first = page["text"]
    assert "¶ 1 The conflict in Ukraine, initiated by" in first
    texts = [first]
    while "More ▸" in buttons(page):
        page = dict(await talk.press(page, "More ▸"))
        texts.append(page["text"])
        seen += _numbers(page)
    assert list(range(1, 22)) == seen
    assert any("Why would Putin engage in talks now?" in text for text in texts)
    while "◂ Back" in buttons(page):
        page = dict(await talk.press(page, "◂ Back"))
    assert first == page["text"]


async def test_a_passage_is_read(talk: Talk, library: Library, id_: str) -> None:
    """Whole, with its place, and the way to its neighbours and back to its page of the outline."""
    page = await talk.ask("/outline")
    page = await talk.press(page, "¶ 8")
    assert library.passages(id_)[7].text in page["text"] and "¶ 8 of 21" in page["text"]
    page = await talk.press(page, "¶ 9 ▸")
    assert library.passages(id_)[8].text in page["text"]
    page = await talk.press(page, "Outline")
    assert 9 == next(_numbers(page))
    page = await talk.press(await talk.press(page, "◂ Back"), "¶ 1")
    assert not any(label.startswith("◂") for label in buttons(page))


async def test_which_article(talk: Talk, library: Library, id_: str) -> None:
    """With several articles, they are listed; an id names one."""
    other = _publish(library, 1)
    asked = await talk.ask("/outline")
    assert asked["text"].startswith("Which article?") and other in asked["text"]
    assert "¶ 1 The harbour opens" in (await talk.ask(f"/outline {other}"))["text"]
    assert "¶ 1 The conflict" in (await talk.ask(f"/outline {id_}"))["text"]
    assert "There is no such article here." == (await talk.ask("/outline nosuch"))["text"]


async def test_an_outline_after_the_article_changed(talk: Talk, library: Library, id_: str) -> None:
    """What is live is shown; a passage that is no longer there is said to be gone."""
    page = dict(await talk.ask("/outline"))
    (article,) = library.articles()
    assert article.live
    library.publish(Manuscript(title=article.live.title, text=TEXT), by="test")
    again = dict(await talk.press(page, "More ▸"))
    assert "¶ 1 The harbour opens on Monday" in again["text"]
    gone = await talk.take(talk.api.press_data(again, f"d:7:{id_}"))
    assert [] == gone
    assert "The article no longer has this passage." == talk.api.said(page["chat"]["id"])[0]["text"]


@pytest.mark.parametrize("data", ["d:3:{}", "o:1:{}"])
async def test_an_outline_after_the_article_was_removed(talk: Talk, library: Library, id_: str, data: str) -> None:
    """It is no longer quoted."""
    page = await talk.ask("/outline")
    library.history.withdraw(id_, by="test")
    await talk.take(talk.api.press_data(page, data.format(id_)))
    assert "This article was withdrawn, so it is no longer quoted." == talk.api.said(page["chat"]["id"])[0]["text"]


async def test_many_articles(talk: Talk, library: Library) -> None:
    """Ten a page, each with a button that opens it, forth and back."""
    ids = [_publish(library, number) for number in range(24)]
    page = dict(await talk.ask("/articles"))
    assert [str(number) for number in range(1, 11)] + ["More ▸"] == list(buttons(page))
    assert page["text"].endswith("1 to 10 of 25")
    page = dict(await talk.press(page, "More ▸"))
    (card,) = await talk.take(talk.api.press(page, "11"))
    assert "Report 10 · 3 passages" in card["text"]
    page = dict(await talk.press(page, "More ▸"))
    assert ["21", "22", "23", "24", "25", "◂ Back"] == list(buttons(page))
    for id_ in ids:
        library.history.withdraw(id_, by="test")
    page = dict(await talk.press(page, "◂ Back"))
    assert ["1"] == list(buttons(page))


async def test_a_link_to_an_article(talk: Talk, library: Library, id_: str) -> None:
    """Title, date, how many passages, the outline, and questions that it answers."""
    text, source = (
        "Storms had broken the old pier, which the town had built of wood long ago.\n\n" + TEXT,
        "https://news.example/pier",
    )
    other = _publish(library, 1, text=text, source=source, date="2025-08-08", author="Ada Field")
    opened = await talk.ask(f"/start a_{other}")
    assert opened["text"].startswith("Report 01 · 8 August 2025 · 2 passages\nAda Field")
    shared = f"https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fquoth_bot%3Fstart%3Da_{other}"
    assert {"Open the source": source, "Share": shared} == links(opened)
    outlined = await talk.press(opened, "Outline")
    assert "¶ 1 Storms had broken" in outlined["text"]
    shipped = await talk.ask(f"/start a_{id_}")
    (answer,) = await talk.take(talk.api.press(shipped, next(iter(buttons(shipped)))))
    assert "¶ " in answer["text"] and not answer["text"].startswith(("≈", "∅"))


@pytest.mark.parametrize("link", ["a_nosuch", "a_", "q_nosuch", "q_", "xyz", "a_a_b"])
async def test_a_broken_link(talk: Talk, link: str) -> None:
    """Leads to a sentence or to the greeting, never to nothing."""
    said = (await talk.ask(f"/start {link}"))["text"]
    assert said.startswith(("There is no such article", "I know no answer", "Ask me, and I answer"))


async def test_in_a_group_nothing_is_listed(talk: Talk) -> None:
    """A group is not flooded with lists."""
    for text in ("/articles", "/outline"):
        assert [] == await talk.write(text, to=GROUP, by=OTHER)
    assert "private chat" in (await talk.ask("/outline@quoth_bot", to=GROUP, by=OTHER))["text"]


async def test_help_offers_questions(talk: Talk) -> None:
    """Each of which is answered."""
    offered = await talk.ask("/help")
    assert 3 == len(buttons(offered))
    for label in buttons(offered):
        (answer,) = await talk.take(talk.api.press(offered, label))
        assert answer["text"].startswith(label) and "Why this passage" in buttons(answer)


async def test_an_example_of_an_article_that_changed(talk: Talk, api: BotApi, library: Library, id_: str) -> None:
    """Asks what is written on it, and gets an honest answer."""
    offered = await talk.ask("/start")
    library.history.withdraw(id_, by="test")
    (answer,) = await talk.take(api.press(offered, next(iter(buttons(offered)))))
    assert "The articles do not say." in answer["text"]


@given(texts=st.lists(TEXTS, min_size=1, max_size=30), title=st.text(min_size=1, max_size=300), page=st.integers(0, 4))
def test_any_article_fits(texts: list[str], title: str, page: int) -> None:
    """Whatever it holds, its outline, its card and its passages are messages that Telegram takes."""
    revision = cite(*texts, title=title, source="https://a.example/b").passage.revision
    passages = split(revision)
    if passages:
        read(contents.outline(revision, passages, min(page, (len(passages) - 1) // contents.OUTLINED)))
        read(contents.reading(passages[0]))
    article = Article(id="a", live=revision)
    read(contents.card(article, len(passages), [("12345678", "Why?")]))
    read(contents.articles([article] * 10, 0, 25))
