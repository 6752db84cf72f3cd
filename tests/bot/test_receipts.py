"""Receipts: an answer by its number, verified, shared and linked to; never what was asked elsewhere."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from bot import receipts
from bot.application import build_application
from bot.settings import Settings
from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ADMIN, ASKER, GROUP, OTHER, BotApi, Json, buttons, links
from tests.telegram_html import Parsed

QUESTION = "What sanctions did Trump threaten to impose on Russia’s trading partners?"


def _number(answer: Json) -> str:
    (found,) = re.findall(r"#([2-9A-Z]{6})$", answer["text"])
    return str(found)


def _republish(library: Library, old: str, new: str) -> None:
    (article,) = library.articles()
    assert article.live
    text = article.live.text.replace(old, new)
    library.publish(Manuscript(title=article.live.title, text=text), by="test")


def _marked(message: Json, kind: str) -> list[str]:
    return Parsed(message["text"], tuple(message["entities"])).marked(kind)


class Inline(BotApi):
    """Telegram, where our maker turned inline mode on."""

    def _getMe(self, parameters: Json) -> Json:  # noqa: N802
        return super()._getMe(parameters) | {"supports_inline_queries": True}


async def test_every_quotation_has_a_number(talk: Talk) -> None:
    """Short, to be copied by a tap; the same on all pages of an answer."""
    answer = dict(await talk.ask(QUESTION))
    assert [f"#{_number(answer)}"] == _marked(answer, "code")
    assert _number(answer) == _number(await talk.press(answer, "Next passage ▸"))
    closest = await talk.ask("Did Trump visit Moscow?")
    assert closest["text"].startswith("≈") and _number(closest)


@pytest.mark.parametrize("form", ["{}", "#{}", "{} please"])
async def test_it_stands(talk: Talk, form: str) -> None:
    """Each quoted passage, word for word in the article."""
    number = _number(await talk.ask(QUESTION))
    checked = (await talk.ask(f"/verify {form.format(number.lower())}"))["text"]
    assert checked.startswith(f"Receipt #{number}")
    assert re.search(r"✓ ¶ 11(, \d+)*: still word for word in the article\.", checked)


async def test_anybody_verifies_anywhere(talk: Talk) -> None:
    """In another chat, by another person; and nothing of the question is shown there."""
    number = _number(await talk.ask("/ask zeppelin sanctions Trump threatened impose trading partners", to=GROUP))
    for by, to in ((OTHER, None), (OTHER, GROUP), (ADMIN, GROUP)):
        checked = (await talk.ask(f"/verify {number}", by=by, to=to))["text"]
        assert "✓ ¶ 11" in checked and "zeppelin" not in checked


async def test_a_reply_with_verify(talk: Talk) -> None:
    """As a reply to an answer, no number is needed."""
    answer = await talk.ask(f"/ask {QUESTION}", to=GROUP)
    (checked,) = await talk.write("/verify", to=GROUP, by=OTHER, reply_to_message=answer)
    assert f"Receipt #{_number(answer)}" in checked["text"]


async def test_it_changed(talk: Talk, library: Library) -> None:
    """When, and how: words that went are struck through, words that came are underlined."""
    number = _number(await talk.ask(QUESTION))
    _republish(library, "as early as Friday", "by the end of the month")
    checked = await talk.ask(f"/verify {number}")
    assert re.search(r"± ¶ 11: changed on \d+ \w+ \d{4}\.", checked["text"])
    assert ["as early as Friday"] == _marked(checked, "strikethrough")
    assert ["by the end of the month"] == _marked(checked, "underline")


async def test_several_changed(talk: Talk, library: Library) -> None:
    """The difference of each of the passages that the answer quoted."""
    number = _number(await talk.ask(QUESTION))
    quoted = [place.number for place in library.receipts.get(number)]
    live = library.articles()[0].live
    assert live and quoted[:2] == [11, 4]
    passages = library.passages(live.article_id, live.number)
    text = live.text
    for passage, word in ((passages[10], "this"), (passages[3], "that")):
        text = text.replace(passage.text, passage.text.replace(" the ", f" {word} ", 1))
    library.publish(live.model_copy(update={"text": text, "headings": ()}), by="test")
    checked = await talk.ask(f"/verify {number}")
    assert ["this", "that"] == _marked(checked, "underline")
    assert 2 == checked["text"].count("What changed from ¶ ") and "± ¶ 11, 4: changed on" in checked["text"]


async def test_a_change_elsewhere(talk: Talk, library: Library) -> None:
    """What matters is whether the quoted words stand."""
    number = _number(await talk.ask(QUESTION))
    _republish(library, "continues unabated", "goes on")
    assert "✓ ¶ 11" in (await talk.ask(f"/verify {number}"))["text"]


async def test_it_was_taken_out(talk: Talk, library: Library) -> None:
    """Where nothing like it is left."""
    number = _number(await talk.ask(QUESTION))
    (article,) = library.articles()
    assert article.live
    library.publish(Manuscript(title=article.live.title, text="Something quite different."), by="test")
    assert re.search(r"✗ ¶ 11(, \d+)*: taken out of the article on", (await talk.ask(f"/verify {number}"))["text"])


async def test_it_was_withdrawn(talk: Talk, library: Library) -> None:
    """With its article, on that day; not a word of it is repeated."""
    number = _number(await talk.ask(QUESTION))
    library.history.withdraw(library.articles()[0].id, by="test")
    checked = (await talk.ask(f"/verify {number}"))["text"]
    assert re.search(r"✗ ¶ 11(, \d+)*: withdrawn with its article on", checked) and "sanctions" not in checked


async def test_a_receipt_outlives_its_question(talk: Talk, library: Library) -> None:
    """When the question is forgotten, what was quoted can still be verified."""
    number = _number(await talk.ask(QUESTION))
    with library.questions._database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM questions")
    assert "✓ ¶ 11" in (await talk.ask(f"/verify {number}"))["text"]


@pytest.mark.parametrize("text", ["/verify ZZZZZZ", "/verify !!!!", "/verify 1' OR 1=1", f"/verify {'A' * 300}"])
async def test_there_is_no_such_answer(talk: Talk, text: str) -> None:
    """Said in a sentence."""
    said = (await talk.ask(text))["text"]
    assert said.startswith(("I know no answer with this number.", "Write the number of an answer"))


async def test_verify_alone(talk: Talk) -> None:
    """How it is used."""
    assert (await talk.ask("/verify"))["text"].startswith("Write the number of an answer after the command")


async def test_verify_beside_the_reasons(talk: Talk) -> None:
    """A button does the same, as a message of its own."""
    answer = await talk.ask(QUESTION)
    number = _number(answer)
    page = await talk.press(answer, "Why this passage")
    (checked,) = await talk.take(talk.api.press(page, "Verify"))
    assert f"Receipt #{number}" in checked["text"]


async def test_share_by_a_link(talk: Talk) -> None:
    """Where inline mode is off, a button lets the person choose a chat for a link to the answer."""
    answer = await talk.ask(QUESTION)
    shared = links(answer)["Share"]
    (link,) = parse_qs(urlsplit(shared).query)["url"]
    assert f"https://t.me/quoth_bot?start=q_{_number(answer)}" == link


async def test_share_inline(settings: Settings, library: Library) -> None:
    """Where it is on, the answer itself goes to the chosen chat, by its number."""
    api = Inline()
    async with build_application(settings, library, Telegram(api)) as application:
        answer = await Talk(api, application).ask(QUESTION)
    assert f"#{_number(answer)}" == links(answer)["Share"]


async def test_the_second_passage_is_shared(talk: Talk) -> None:
    """What is shared is the passage on the page."""
    answer = await talk.ask(QUESTION)
    page = dict(await talk.press(answer, "Next passage ▸"))
    (link,) = parse_qs(urlsplit(links(page)["Share"]).query)["url"]
    opened = await talk.ask(f"/start {link.partition('=')[2]}")
    assert _marked(page, "blockquote") == _marked(opened, "blockquote")
    assert links(opened)["Share"] == links(page)["Share"]


async def test_what_is_shared(talk: Talk, library: Library) -> None:
    """The words, their place and number, by any spelling of it; no button of it needs the question."""
    answer = await talk.ask(QUESTION)
    reply = receipts.shared(library, f"#{_number(answer).lower()}")
    assert reply and "secondary sanctions" in reply.text and "Counted" not in reply.text
    assert reply.keyboard is None
    assert receipts.shared(library, "ZZZZZZ") is None


async def test_a_link_to_an_answer(talk: Talk) -> None:
    """Shows the article's words to whoever follows it, not what somebody else had asked."""
    answer = await talk.ask("zeppelin sanctions Trump threatened impose trading partners", by=OTHER)
    opened = await talk.ask(f"/start q_{_number(answer)}", by=ASKER)
    assert "secondary sanctions" in opened["text"] and "zeppelin" not in opened["text"]
    assert {} == buttons(opened)


async def test_a_link_to_an_answer_of_a_changed_article(talk: Talk, library: Library) -> None:
    """The words as they were quoted, and that the article has changed."""
    number = _number(await talk.ask(QUESTION))
    _republish(library, "as early as Friday", "soon")
    opened = (await talk.ask(f"/start q_{number}"))["text"]
    assert "as early as Friday" in opened and opened.endswith("The article has changed since this answer.")


async def test_a_link_to_an_answer_of_a_removed_article(talk: Talk, library: Library) -> None:
    """No longer quoted."""
    number = _number(await talk.ask(QUESTION))
    library.history.withdraw(library.articles()[0].id, by="test")
    assert "I know no answer with this number." == (await talk.ask(f"/start q_{number}"))["text"]
