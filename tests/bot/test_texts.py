"""Texts: everything that the bot says in Telegram is said in every language, in the right form, and fits."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from telegram import Update

from bot import introduction, pages, replies
from bot.context import Quoth
from bot.texts import ENGLISH, LANGUAGES, _, language, ngettext, speaking, spoken, use
from corpus import errors
from corpus.library import Library
from corpus.queries import Query
from tests.bot.talk import Talk
from tests.bot_api import ASKER, OWNER, BotApi, buttons
from tests.telegram_html import parse
from tools.texts import ERRORS, catalogue, extracted

BOT = Path(__file__).parents[2] / "bot"
TRANSLATED = sorted(set(LANGUAGES) - {ENGLISH})
COMMAND_LINE = {"__init__", "__main__", "logs", "settings"}
"""Besides what is in bot/commandline."""
PLACEHOLDER, TAG = re.compile(r"\{\w*\}"), re.compile(r"</?[a-z]+>")
COMMAND, MARK = re.compile(r"(?<!\w)/[a-z]+"), re.compile(r"[≈∅⇄¶✓✗±●○◂▸🤷👍👎]")
NOT_SAID = {"not enough rights", "have no rights", "message thread not found", "upper right"}
"""Words to Telegram and to matplotlib."""
SAID = {"_", "later", "ngettext"}
SILENT = {
    "fail",
    "debug",
    "info",
    "warning",
    "error",
    "critical",
    "AssertionError",
    "filterwarnings",
    "TypeVar",
    "compile",
}


@pytest.fixture(name="english", autouse=True)
def _english() -> Iterator[None]:
    with speaking(ENGLISH):
        yield


def forms(message: Message) -> tuple[str, ...]:
    """All forms of a translation."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def ids(message: Message) -> tuple[str, ...]:
    """The text that is translated, and its plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def keys(catalog: Catalog) -> set[tuple[str, ...]]:
    """What a catalogue translates."""
    return {ids(message) for message in catalog if message.id}


@pytest.mark.parametrize("code", TRANSLATED)
def test_complete(code: str) -> None:
    """No text is missing, unused, fuzzy or empty: `make texts` brings the catalogues up to the code."""
    catalog = catalogue(code)
    assert keys(extracted()) == keys(catalog)
    assert not catalog.obsolete
    assert [] == [message.id for message in catalog if message.id and (message.fuzzy or not all(forms(message)))]
    assert all(len(forms(message)) == catalog.num_plurals for message in catalog if message.pluralizable)


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("part", [PLACEHOLDER, TAG, COMMAND, MARK], ids=["placeholders", "tags", "commands", "marks"])
def test_what_must_not_differ(code: str, part: re.Pattern[str]) -> None:
    """A translation has the placeholders, tags, commands and marks of the text, each as often."""
    differing = [
        (message.id, form)
        for message in catalogue(code)
        for form in forms(message)
        if message.id and sorted(part.findall(ids(message)[0])) != sorted(part.findall(form))
    ]
    assert [] == differing


@pytest.mark.parametrize("code", TRANSLATED)
def test_same_ends(code: str) -> None:
    """A sentence stays a sentence, a label a label: what ends in a full stop or colon does so in each language."""
    ends = ".:?"
    differing = [
        (message.id, form)
        for message in catalogue(code)
        for form in forms(message)
        if message.id and (ids(message)[0][-1] in ends) != (form[-1] in ends)
    ]
    assert [] == differing


def test_nothing_is_said_but_in_texts() -> None:
    """No words for people stand in the code of the Telegram face but inside `_`, `ngettext` or `later`."""
    bare = []
    for path in sorted(BOT.rglob("*.py")):
        if path.stem not in COMMAND_LINE and "commandline" not in path.parts:
            bare += [f"{path.name}:{line}: {text}" for line, text in literals(ast.parse(path.read_text("utf-8")))]
    assert [] == bare


def test_errors_can_be_said_in_every_language() -> None:
    """The sentence of an error stands there whole, with places: put together, no catalogue would have it."""
    composed = [
        f"{path.name}:{node.lineno}"
        for path in sorted((BOT.parent / "corpus").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args
        if not isinstance(node.args[0], ast.Constant | ast.Name)
    ]
    assert [] == composed
    unmarked = re.findall(r"super\(\).__init__\([^lf].*", Path(errors.__file__).read_text("utf-8"))
    assert [] == unmarked


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Words for people, as far as can be seen: several in a row, or any in markup or on a button."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Assert | ast.Raise | ast.Compare):
            continue
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in SAID | SILENT or name == "any":  # which looks for words of Telegram's in an error
                continue
            if name in {"Markup", "button", "InlineKeyboardButton"} and node.args:
                yield from ((line, text) for line, text in constants(node.args[0]) if letters(text))
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and words(node.value)
            and node.value not in NOT_SAID
        ):
            yield node.lineno, node.value
        yield from literals(node)


def constants(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The texts in an expression, and where."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    yield from (
        (part.lineno, part.value) for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def letters(text: str) -> bool:
    """Whether it has words besides its markup."""
    bare = re.sub(r"<[^>]*>|\{[^}]*\}", "", text)
    return bare.strip() != "expandable" and re.search(r"[^\W\d_]{2,}", bare) is not None


def words(text: str) -> bool:
    """Whether it has several words in a row."""
    return letters(text) and re.search(r"[^\W\d_]{2,}[,;:]? [^\W\d_]{2,}", re.sub(r"<[^>]*>", "", text)) is not None


@pytest.mark.parametrize(
    ("code", "count", "expected"),
    [
        ("en", 1, "1 passage"),
        ("en", 2, "2 passages"),
        ("uk", 1, "1 уривок"),
        ("uk", 3, "3 уривки"),
        ("uk", 5, "5 уривків"),
        ("uk", 11, "11 уривків"),
        ("uk", 21, "21 уривок"),
        ("ru", 2, "2 отрывка"),
        ("ru", 12, "12 отрывков"),
        ("ru", 0, "0 отрывков"),
        ("de", 1, "1 Textstelle"),
        ("es", 0, "0 pasajes"),
    ],
)
def test_plural_forms(code: str, count: int, expected: str) -> None:
    """Each language has its own."""
    with speaking(code):
        assert expected == ngettext("{} passage", "{} passages", count).format(count)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("uk", "uk"),
        ("de-AT", "de"),
        ("es_MX", "es"),
        ("RU", "ru"),
        ("en-GB", "en"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_nearest_language(wanted: str | None, expected: str) -> None:
    """A region is no matter, and what we do not speak is English."""
    assert expected == spoken(wanted)
    use(wanted)
    assert expected == language()


def test_a_text_of_nobody() -> None:
    """What no catalogue has is said as it is."""
    with speaking("uk"):
        assert "Zeppelin" == _("Zeppelin")
        assert "2 zeppelins" == ngettext("{} zeppelin", "{} zeppelins", 2).format(2)


def test_what_was_left_out() -> None:
    """It is kept as reading says it, and shown in the language of whoever looks; what is unknown, as it stands."""
    left_out = ("a cookie notice (2 lines)", "the title, repeated", "a form (1 line)", "ghosts (x lines)")
    assert "; ".join(left_out) == replies.listed(left_out)
    with speaking("de"):
        assert "ein Cookie-Hinweis (2 Zeilen); der wiederholte Titel; ein Formular (1 Zeile); ghosts (x lines)" == (
            replies.listed(left_out)
        )


@pytest.mark.parametrize("code", LANGUAGES)
def test_answers_fit(library: Library, code: str) -> None:
    """Every kind of message is valid markup and short enough, whatever the language."""
    asked = ("What surprised many in Helsinki in 2018?", "ceasefire sanctions zeppelin " * 30, "zeppelin")
    with speaking(code):
        said = [pages.answer(library.ask(Query(text=text)), "K7M2QX", asked=text) for text in asked]
        said += [
            replies.help_moderator(),
            replies.start(library.articles(), 1, []),
            replies.only_text(),
            replies.how_to_ask("b"),
        ]
        assert all(len(parse(str(one.text)).text) <= 4096 for one in said)
        for one in said:
            rows = one.keyboard.inline_keyboard if one.keyboard else ()
            assert all(len(button.text) <= 64 for row in rows for button in row)


@pytest.mark.parametrize("code", LANGUAGES)
def test_notices_fit(code: str) -> None:
    """What a press shows has at most 200 characters."""
    notices = [
        text
        for name, text in vars(replies).items()
        if name.isupper() and isinstance(text, str) and name != "DESCRIPTION"
    ]
    with speaking(code):
        assert all(len(_(text)) <= 200 for text in notices)


@pytest.mark.parametrize("code", TRANSLATED)
async def test_menus(application: Quoth, api: BotApi, code: str) -> None:
    """Commands and descriptions are set in every language, within Telegram's limits; once, not at each start."""
    api.write("hello", by=OWNER)
    await introduction.fill_menus(application.bot, {OWNER["id"]})
    of_language = {scope: menu for scope, menu in api.menus.items() if scope.startswith(f"{code} ")}
    assert len([scope for scope in api.menus if scope.startswith("{")]) == len(of_language)
    commands = of_language[f'{code} {{"type": "all_private_chats"}}']
    with speaking(code):
        assert _("ask the article a question") == commands[0]["description"] != "ask the article a question"
        assert _(replies.DESCRIPTION) == api.texts[f"description{code}"] != api.texts["description"]
        assert _(replies.BRIEFLY) == api.texts[f"short_description{code}"]
    assert ENGLISH == language()


async def test_the_language_of_the_asker(talk: Talk) -> None:
    """Telegram tells it; quotations stay in the article's."""
    ukrainian = ASKER | {"id": 70, "language_code": "uk"}
    answer = await talk.ask("What surprised many in Helsinki in 2018?", by=ukrainian)
    assert (
        "left many surprised" in answer["text"] and "¶ 15 з 21" in answer["text"] and "У контексті" in buttons(answer)
    )
    assert "Напишіть запитання" in (await talk.ask("/help", by=ukrainian))["text"]
    assert "Write a question" in (await talk.ask("/help"))["text"]


async def test_choosing_a_language(talk: Talk) -> None:
    """/language offers all; the choice outlives Telegram's opinion, and goes back to it."""
    menu = await talk.ask("/language")
    assert set(LANGUAGES.values()) <= {label.removeprefix("○ ") for label in buttons(menu)}
    menu = await talk.press(menu, "○ Deutsch")
    assert "● Deutsch" in buttons(menu) and "Artikel werden in ihrer eigenen zitiert" in menu["text"]
    assert "Schreiben Sie eine Frage" in (await talk.ask("/help"))["text"]


async def test_errors_are_said_in_the_language_too(talk: Talk) -> None:
    """As everything else."""
    german = OWNER | {"language_code": "de"}
    assert "Diesen Befehl kenne ich nicht" in (await talk.ask("/frobnicate", by=german))["text"]


async def test_what_is_no_update_has_no_language(application: Quoth) -> None:
    """PTB's own signals pass."""
    await application.process_update(object())
    await application.process_update(Update(1))
    assert ENGLISH == language()
