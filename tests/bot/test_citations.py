"""What people complain of in bots that cite, held to be impossible here."""

import re
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest

from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot.talk import Talk
from tests.bot_api import GROUP, OTHER, Json, buttons, links
from tests.telegram_html import Parsed

ANSWERED = (
    "What sanctions did Trump threaten to impose on Russia’s trading partners?",
    "What surprised many in Helsinki in 2018?",
    "What are Russia’s sweeping demands?",
    "Who is Tatiana Stanovaya?",
)
CLOSE = "Did Trump visit Moscow?"
NOTHING = "Which zeppelin carries bananas?"


@pytest.fixture(autouse=True)
def _addressed(library: Library) -> None:
    """The shipped article, as if it had come from an address."""
    (article,) = library.articles()
    assert article.live
    details = article.live.model_dump(include=set(Manuscript.model_fields)) | {"source": "https://news.example/talks"}
    library.publish(Manuscript.model_validate(details), by="test")


def _marked(message: Json, *kinds: str) -> list[str]:
    parsed = Parsed(message["text"], tuple(message["entities"]))
    return [text for kind in kinds for text in parsed.marked(kind)]


def _quoted(message: Json) -> list[str]:
    return _marked(message, "blockquote", "expandable_blockquote")


def _numbers(message: Json) -> list[int]:
    return [int(number) for number in re.findall(r"¶ (\d+) of", message["text"])]


def _number(message: Json) -> str:
    return str(message["text"].rpartition("#")[2][:6])


@pytest.mark.parametrize("question", [*ANSWERED, CLOSE])
async def test_citations_are_not_made_up(talk: Talk, library: Library, question: str) -> None:
    """“Sometimes the citations … make up”: each quotation is, word for word, the passage that the line below names."""
    answer = await talk.ask(question)
    passages = library.passages(library.articles()[0].id)
    quoted = sorted(_quoted(answer), key=answer["text"].index)
    assert quoted and [passages[number - 1].text for number in _numbers(answer)] == quoted


async def test_references_are_always_shown(talk: Talk) -> None:
    """“Only once out of 4 will show the references”: the same question gets the same answer, reference and all."""
    answers = [await talk.ask(ANSWERED[0]) for _ in range(4)]
    assert 1 == len({answer["text"].rpartition("#")[0] for answer in answers})
    assert all(_numbers(answer) for answer in answers)


@pytest.mark.parametrize("question", ANSWERED)
async def test_citations_are_related(talk: Talk, question: str) -> None:
    """“Completely wrong and unrelated”: why a passage was cited can be seen, and each word named there stands in it."""
    answer = dict(await talk.ask(question))
    page = await talk.press(answer, "Why this passage")
    named = [text for text in _marked(page, "bold") if text != "Why this passage"]
    assert named
    for word in named:
        stem = word[: max(4, len(word) - 4)].casefold()
        assert stem in answer["text"].casefold() or stem in question.casefold()


async def test_reasons_add_up(talk: Talk) -> None:
    """What each word contributed, with rank, runner-up and the words that are missing."""
    page = await talk.press(
        await talk.ask("secondary sanctions that Trump has threatened to impose on trading partners, zeppelin"),
        "Why this passage",
    )
    shares = [int(share) for share in re.findall(r"– (\d+)%", page["text"])]
    (total,) = re.findall(r"Together (\d+)%", page["text"])
    assert shares == sorted(shares, reverse=True) and abs(sum(shares) - int(total)) <= len(shares)
    assert re.search(r"Place 1 of \d by score: [\d.]+\.\nNext: ¶ \d+ \([\d.]+\)\.", page["text"])
    assert page["text"].endswith("Nowhere in the articles: zeppelin.")


async def test_reasons_of_the_next_passage(talk: Talk) -> None:
    """Its place is between the one before and the one after it."""
    answer = await talk.ask(ANSWERED[0])
    first = _numbers(answer)
    await talk.press(answer, "Next passage ▸")
    page = await talk.press(answer, "Why this passage")
    assert "Place 2 of " in page["text"] and f"Before it: ¶ {first[0]} (" in page["text"]
    back = await talk.press(page, "◂ Back to answer")
    assert back["text"].startswith("Also related, 2 of ")


async def test_reasons_of_what_is_only_close(talk: Talk) -> None:
    """Each of several passages in one message can be explained, by way of its context, and the way back leads there."""
    answer = dict(await talk.ask(CLOSE))
    second = _numbers(answer)[1]
    context = await talk.press(answer, f"¶ {second} in context")
    page = await talk.press(context, "Why this passage")
    assert [second] == _numbers(page) and "Place 2 of " in page["text"]
    assert answer["text"] == (await talk.press(page, "◂ Back to answer"))["text"]


async def test_reasons_after_the_article_changed_or_went(talk: Talk, library: Library) -> None:
    """They are those of the answer as it was given; for a withdrawn article nothing is explained."""
    answer = await talk.ask(ANSWERED[0])
    before = dict(await talk.press(answer, "Why this passage"))["text"]
    (article,) = library.articles()
    assert article.live
    library.publish(Manuscript(title=article.live.title, text="Sanctions. " * 3 + article.live.text), by="test")
    await talk.press(answer, "◂ Back to answer")
    after = await talk.press(answer, "Why this passage")
    assert f"{before}\n\nThe article has changed since this answer." == after["text"]
    await talk.press(answer, "◂ Back to answer")
    library.history.withdraw(article.id, by="test")
    gone = await talk.press(answer, "Why this passage")
    assert gone["text"].startswith("The article that stood here has been removed")


@pytest.mark.parametrize("question", ANSWERED)
async def test_the_source_opens_at_the_sentence(talk: Talk, question: str) -> None:
    """“That link always opens the first page”: the button and the title open the source at the emphasised sentence."""
    answer = dict(await talk.ask(question))
    has_next = "Next passage ▸" in buttons(answer)
    for page in [answer, *([dict(await talk.press(answer, "Next passage ▸"))] if has_next else [])]:
        url = links(page)["Open the source"]
        (sentence,) = _marked(page, "bold")
        fragment = urlsplit(url).fragment.removeprefix(":~:text=")
        assert url.startswith("https://news.example/talks#:~:text=") and fragment
        assert all(unquote(part) in " ".join(sentence.split()) for part in fragment.split(","))
        assert url in [entity["url"] for entity in page["entities"] if entity["type"] == "text_link"]


async def test_numbers_agree(talk: Talk) -> None:
    """“A different number than the one listed”: the same passage has the same number wherever it is shown."""
    answer = dict(await talk.ask(ANSWERED[0]))
    (number,) = _numbers(answer)
    assert [number] == _numbers(dict(await talk.press(answer, "Why this passage")))
    page = dict(await talk.press(await talk.press(answer, "◂ Back to answer"), "In context"))
    assert f"➤ ¶ {number}" in page["text"] and [number] == _numbers(page)
    assert f"✓ ¶ {number}" in (await talk.ask(f"/verify {_number(answer)}"))["text"]
    (article,) = talk.application.bot_data.library.articles()
    outline = await talk.ask("/outline")
    await talk.take(talk.api.press_data(outline, f"d:{number}:{article.id}"))
    assert _quoted(answer) == _quoted(talk.api.messages[outline["chat"]["id"], outline["message_id"]])


@pytest.mark.parametrize("question", ANSWERED)
async def test_the_sentence_is_highlighted(talk: Talk, question: str) -> None:
    """“There’s no highlight showing on the reference”: the sentence that answers is emphasised in its passage."""
    answer = await talk.ask(question)
    (sentence,), (quoted,) = _marked(answer, "bold"), _quoted(answer)
    assert sentence in quoted and sentence.rstrip("”’»\"'")[-1] in ".!?…"


async def test_numbers_of_several_agree(talk: Talk) -> None:
    """Each of several passages has its number below it, and the button to its context has the same."""
    answer = dict(await talk.ask("Did Trump visit Moscow?"))
    numbers = _numbers(answer)
    assert [f"¶ {number} in context" for number in numbers] == [one for one in buttons(answer) if "¶" in one]
    for number in numbers:
        page = dict(await talk.press(answer, f"¶ {number} in context"))
        assert f"➤ ¶ {number}\n" in page["text"] and [number] == _numbers(page)
        await talk.press(answer, "◂ Back to answer")


async def test_several_sources(talk: Talk) -> None:
    """“I would prefer to see several sources”: further passages are one press away, each with its own place."""
    page = dict(await talk.ask(ANSWERED[0]))
    numbers = _numbers(page)
    while "Next passage ▸" in buttons(page):
        page = dict(await talk.press(page, "Next passage ▸"))
        numbers += _numbers(page)
    assert len(numbers) >= 3 and len(set(numbers)) == len(numbers)


async def test_the_source_can_be_checked(talk: Talk) -> None:
    """“Double check results ourselves”: the words around the passage are shown as the article has them."""
    page = await talk.press(await talk.ask(ANSWERED[0]), "In context")
    (article,) = talk.application.bot_data.library.articles()
    assert article.live
    places = [article.live.text.index(text) for text in _quoted(page)]
    assert 3 == len(places) and all(left < right for left, right in pairwise(places))


@pytest.mark.parametrize("question", [NOTHING, "Wie backt man Brot?", "¿…?"])
async def test_out_of_context_is_said(talk: Talk, question: str) -> None:
    """“Warn that a question is out of context”: said at a glance, and nothing is quoted as if it answered."""
    answer = await talk.ask(question)
    assert answer["text"].startswith("∅ The articles do not say.")
    assert [] == _quoted(answer)


async def test_no_dead_end(talk: Talk) -> None:
    """“The conversation ends there”: what is missing is named, and the editors can be asked."""
    answer = await talk.ask(NOTHING)
    assert all(word in answer["text"] for word in ("zeppelin", "carries", "bananas"))
    assert "Ask the editors" in buttons(answer)


async def test_open_questions_are_at_hand(talk: Talk, library: Library) -> None:
    """“You need to download a csv to see the unknowns”: what people could not find out is listed, most wanted first."""
    for question, people in ((NOTHING, [OTHER]), ("Who eats croissants?", [OTHER, None])):
        for person in people:
            answer = await talk.ask(f"/ask {question}", to=GROUP)
            await talk.press(answer, "Ask the editors", **({"by": person} if person else {}))
    assert ["Who eats croissants?", NOTHING] == [question.text for question in library.open_questions.all("main")]
