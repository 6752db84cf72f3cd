"""Render the messages of Quoth as Telegram shows them: `python -m tools.render_messages [FOLDER]`.

It needs Chromium, and makes the pictures small where it finds pngquant.

The replies are real: the application, the article that ships with it, and a Telegram that lives in this process.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from typing import Any

from bot.application import build_application
from bot.corrections import correct
from bot.newsroom.telling import tell
from bot.settings import Settings
from corpus.articles import Manuscript
from corpus.library import Library
from tests.bot.talk import Talk, Telegram
from tests.bot_api import ADMIN, BOT, FORUM, GROUP, OTHER, OWNER, TOKEN, BotApi, buttons

Json = dict[str, Any]

ROOT = Path(__file__).parents[1]
WIDTH = 480
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SANCTIONS = "What sanctions did Trump threaten?"
_CLOSE = "Did Trump visit Moscow?"
_NOTHING = "Which zeppelin carries bananas?"
_FERRY = "What do the ferry tickets cost?"
_HELSINKI = "What surprised many in Helsinki?"
_PILOT = "Who was the first pilot of the harbour?"
_LONG = (
    "The first pilot of the harbour was Orrick Vance, a fisherman who had lost his boat. "
    "He knew each rock by the sound of the water on it, and took no money from those who had none. "
    "When he was old, the town built him a house with windows to the sea, in which he sat every evening with a glass "
    "and counted the ships. It is said that he never counted wrong, and that captains slowed down when they passed. "
    "After his death, the council kept the chair in the window, and the pilots of today still lift their caps to it. "
    "Whoever asks them why is told that somebody has to count."
)
_FINLAND = "Did the two ever sit down in Finland?"
_NO_ANSWER = "The articles do not answer this"
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "bot_command": "a",
}
_STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 480px; padding: 10px; font: 15px/1.35 "Noto Sans", "Noto Color Emoji", sans-serif; background: #cfdcc0 }
.message { max-width: 400px; width: fit-content; padding: 7px 11px; border-radius: 12px; white-space: pre-wrap;
  overflow-wrap: anywhere; background: #fff; margin-bottom: 3px }
.mine { background: #e3fecb; margin: 0 0 6px auto }
.who { color: #3a8ad6; font-weight: 600; font-size: 13px; display: block }
blockquote { border-left: 3px solid #4aa3e8; background: #e9f3fc; border-radius: 4px; padding: 3px 8px; margin: 1px 0 }
.folded { max-height: 5.6em; overflow: hidden; position: relative }
.folded::after { content: "⌄"; position: absolute; right: 6px; bottom: 0; color: #4aa3e8; background: #e9f3fc }
a { color: #2481cc; text-decoration: none }
code { color: #2481cc; font: 14px "Noto Sans Mono", monospace }
.keys { max-width: 400px; margin-bottom: 10px } .row { display: flex; gap: 3px; margin-bottom: 3px }
.key { flex: 1; text-align: center; background: #7c9a6ecc; color: #fff; border-radius: 8px; padding: 6px 4px;
  font-size: 14px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; position: relative }
.url::after { content: "↗"; position: absolute; right: 4px; top: 0; font-size: 10px }
.offers { background: #fff; border-radius: 8px 8px 0 0 } .offer { padding: 7px 11px; border-bottom: 1px solid #e4e4e4;
  font-size: 14px; color: #777; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.offer b { color: #222 }
.typed { background: #f4f4f4; padding: 9px 11px; border-radius: 0 0 8px 8px; margin-bottom: 12px }
.notice { width: fit-content; margin: 0 auto 10px; background: #0009; color: #fff; border-radius: 12px;
  padding: 5px 12px; font-size: 13px }
"""


class Scene:
    """What is on the screen."""

    def __init__(self, name: str, says: str) -> None:
        self.name = name
        self.says = says
        self.parts: list[str] = []

    def asks(self, text: str) -> None:
        self.parts.append(f'<div class="message mine">{escape(text)}</div>')

    def answers(self, message: Json, *, who: bool = False) -> None:
        name = '<span class="who">Quoth</span>' if who else ""
        self.parts.append(f'<div class="message">{name}{html_of(message)}</div>')
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        keys = "".join(f'<div class="row">{"".join(map(_key, row))}</div>' for row in rows)
        self.parts.append(f'<div class="keys">{keys}</div>' if rows else "")

    def offers(self, typed: str, offered: list[Json]) -> None:
        """What inline mode shows above the line that somebody types in."""
        rows = "".join(
            f"<div class='offer'><b>{escape(one['title'])}</b><br>{escape(one['preview'])}</div>" for one in offered
        )
        self.parts.append(f'<div class="offers">{rows}</div><div class="typed">@quoth_bot {escape(typed)}</div>')

    def notice(self, text: str) -> None:
        self.parts.append(f'<div class="notice">{escape(text)}</div>')


def html_of(message: Json) -> str:
    """The text with its entities, whose offsets count UTF-16 units."""
    units = message["text"].encode("utf-16-le")
    marks: dict[int, list[str]] = {}
    for entity in sorted(message.get("entities", ()), key=lambda entity: (-entity["length"], _is_inner(entity))):
        if entity["type"] not in {*_TAGS, "text_link"}:
            continue
        start, end = entity["offset"], entity["offset"] + entity["length"]
        tag = _TAGS.get(entity["type"], "a")
        is_folded = entity["type"] == "expandable_blockquote"
        marks.setdefault(start, []).append(f'<{tag} class="folded">' if is_folded else f"<{tag}>")
        marks.setdefault(end, []).insert(0, f"</{tag}>")
    out, last = "", 0
    for at in sorted(marks):
        out += escape(units[2 * last : 2 * at].decode("utf-16-le")) + "".join(sorted(marks[at], key=_closing_first))
        last = at
    out += escape(units[2 * last :].decode("utf-16-le"))
    return out.replace("</blockquote>\n", "</blockquote>").replace("\n<blockquote", "<blockquote")


def _is_inner(entity: Json) -> bool:
    return "quote" not in entity["type"]


def _closing_first(tag: str) -> bool:
    return not tag.startswith("</")


def _key(button: Json) -> str:
    return f'<div class="key{" url" if "url" in button else ""}">{escape(button["text"])}</div>'


_LISBON = b"""Ferries of Lisbon

The harbour of Lisbon opens on Monday, the mayor said. Ferries will sail every hour from the northern pier.

A ferry ticket in Lisbon costs four euros. Children under six years of age travel free of charge on all lines.

Leave a Reply

Your email address will not be published.
"""
_MARKET = b"\nThe fish market moves to the southern hall, where forty traders will sell what the boats bring in.\n"


async def scenes(talk: Talk, library: Library) -> list[Scene]:
    return [scene async for scene in _scenes(talk, library)]


async def _scenes(talk: Talk, library: Library) -> Any:  # noqa: ANN401, PLR0915  (a script, read from top to bottom)
    async def ask(scene: Scene, text: str, **fields: Any) -> Json:  # noqa: ANN401
        answer = await talk.ask(text, **fields)
        scene.asks(text)
        return dict(answer)

    scene = Scene("start", "`/start`: what can be asked about, and questions that it answers.")
    scene.answers(await ask(scene, "/start"))
    yield scene

    scene = Scene("answer", "An answer: the passage, its sentence emphasised, its place, its number.")
    answer = await ask(scene, _SANCTIONS)
    scene.answers(answer)
    yield scene

    scene = Scene("next", "The next passage.")
    scene.answers(dict(await talk.press(answer, "Next passage ▸")))
    yield scene

    scene = Scene("context", "In context: the passages before and after.")
    await talk.press(answer, "◂ Back")
    scene.answers(dict(await talk.press(answer, "In context")))
    yield scene

    scene = Scene("why", "Why this passage.")
    await talk.press(answer, "◂ Back to answer")
    scene.answers(dict(await talk.press(answer, "Why this passage")))
    yield scene

    scene = Scene("voted", "Helpful, pressed.")
    await talk.press(answer, "◂ Back to answer")
    voted = await talk.press(answer, "👍 Helpful")
    scene.answers(dict(voted))
    scene.notice(str(talk.notice))
    yield scene

    scene = Scene("closest", "The closest passages, which may not answer.")
    scene.answers(await ask(scene, _CLOSE))
    yield scene

    scene = Scene("none", "The articles do not say; the editors were asked.")
    nothing = await ask(scene, _NOTHING)
    scene.answers(nothing)
    asked = await talk.press(nothing, "Ask the editors")
    scene.notice(str(talk.notice))
    scene.answers(dict(asked))
    yield scene

    number = answer["text"].rpartition("#")[2]
    scene = Scene("verify", "`/verify`: still word for word.")
    scene.answers(await ask(scene, f"/verify {number}"))
    yield scene

    scene = Scene("outline", "`/outline`, and a passage read there.")
    outlined = await ask(scene, "/outline")
    scene.answers(outlined)
    scene.answers(dict(await talk.press(outlined, "¶ 3")))
    yield scene

    scene = Scene("group", "In a group, as a reply; others see a notice when they turn pages.")
    scene.parts.append('<div class="message"><span class="who">Ada</span>' + escape(f"/ask {_SANCTIONS}") + "</div>")
    in_group = (await talk.write(f"/ask {_SANCTIONS}", to=GROUP))[0]
    scene.answers(dict(in_group), who=True)
    await talk.press(in_group, "Next passage ▸", by=OTHER)
    scene.notice(str(talk.notice))
    yield scene

    (article,) = library.articles()
    scene = Scene("link", "A link to an article, and one to an answer.")
    scene.answers(await ask(scene, f"/start a_{article.id}"))
    scene.answers(await ask(scene, f"/start q_{number}"))
    yield scene

    async for scene in _who_may(talk):
        yield scene
    async for scene in _taught(talk, library):
        yield scene
    async for scene in _drafted(talk):
        yield scene
    async for scene in _elsewhere(talk, library):
        yield scene

    _publish_changed(library)
    scene = Scene("changed", "`/verify` after the article changed; and the answer's button.")
    scene.answers(await ask(scene, f"/verify {number}"))
    scene.answers(dict(await talk.press(answer, "In context")))
    scene.answers(dict(await talk.press(answer, "◂ Back to answer")))
    scene.notice(str(talk.notice))
    yield scene

    _publish_many(library)
    scene = Scene("articles", "`/articles`, ten a page.")
    scene.answers(await ask(scene, "/articles"))
    yield scene

    library.history.withdraw(article.id, by="tools")
    scene = Scene("withdrawn", "After the article was removed.")
    scene.answers(await ask(scene, f"/verify {number}"))
    scene.answers(dict(await talk.press(answer, "In context")))
    scene.notice(str(talk.notice))
    yield scene

    async for scene in _in_groups(talk, library):
        yield scene
    scene = Scene("privacy", "`/help`; `/privacy`, and `/forget`, which counts what went.")
    for command in ("/help", "/privacy", "/forget"):
        scene.answers(await ask(scene, command))
    yield scene


async def _in_groups(talk: Talk, library: Library) -> AsyncIterator[Scene]:
    scene = Scene("joined", "Added to a group; `/doctor` says what does not work there, and what to tap.")
    talk.api.write("Welcome, Quoth!", to=FORUM, by=ADMIN)
    came = [{"status": status, "user": BOT} for status in ("left", "member")]
    scene.answers(*await talk.take(talk.api.stand(FORUM, came[0], came[1])), who=True)
    scene.parts.append('<div class="message"><span class="who">Ann</span>/doctor</div>')
    scene.answers(*await talk.write("/doctor", to=FORUM, by=ADMIN), who=True)
    yield scene

    scene = Scene("wait", "Where a group has a cool-down, who asks too soon is told once.")
    library.chats.set(FORUM["id"], cool_down=300)
    for text in ("/ask Which zeppelin?", "/ask Which airship?"):
        scene.parts.append('<div class="message"><span class="who">Ada</span>' + escape(text) + "</div>")
        scene.answers(*await talk.write(text, to=FORUM), who=True)
    yield scene


async def _elsewhere(talk: Talk, library: Library) -> AsyncIterator[Scene]:
    scene = Scene("inline", "Inline mode in any chat: what is offered, and what is sent.")
    await talk.take(talk.api.type(_SANCTIONS))
    scene.offers(_SANCTIONS, talk.api.offered[:4])
    scene.answers(talk.api.offered[0])
    yield scene

    scene = Scene("guest", "Mentioned in a chat where it was never added.")
    scene.parts.append(
        '<div class="message"><span class="who">Ada</span>' + escape(f"@quoth_bot {_SANCTIONS}") + "</div>"
    )
    await talk.take(talk.api.call_as_guest(f"@quoth_bot {_SANCTIONS}"))
    scene.answers(talk.api.guest_answers[-1], who=True)
    yield scene

    scene = Scene("settings", "`/settings` in a group, and one of them opened.")
    panel = (await talk.write("/settings", to=GROUP, by=ADMIN))[0]
    scene.parts.append('<div class="message"><span class="who">Ann</span>/settings</div>')
    scene.answers(dict(panel), who=True)
    label = next(label for label in buttons(panel) if label.startswith("Cool-down"))
    scene.answers(dict(await talk.press(panel, label, by=ADMIN)), who=True)
    yield scene

    scene = Scene("followup", "A question that follows another one.")
    scene.asks(_HELSINKI)
    scene.answers(dict(await talk.ask(_HELSINKI)))
    scene.asks("and in April?")
    scene.answers(dict(await talk.ask("and in April?")))
    yield scene

    _publish(library, "The harbour book", _LONG, date="2024-03-01")
    scene = Scene("long", "A long passage is folded; a tap unfolds it.")
    scene.asks(_PILOT)
    scene.answers(dict(await talk.ask(_PILOT)))
    yield scene
    library.history.withdraw(
        next(one.id for one in library.articles() if one.live and one.live.text == _LONG), by="tools"
    )

    published = _publish_ferries(library)
    scene = Scene("both", "Two articles answer with different figures: both are quoted.")
    scene.asks(_FERRY)
    scene.answers(dict(await talk.ask(_FERRY)))
    yield scene
    for one in published:
        library.history.withdraw(one, by="tools")


async def _who_may(talk: Talk) -> AsyncIterator[Scene]:
    owner: dict[str, Any] = {"by": OWNER}
    theirs = talk.api.write("Hello", by=OTHER)["message"]
    scene = Scene("named", "`/moderators`: an owner names one, by a reply to a message, or by a link.")
    (offer,) = await talk.write("/moderators", reply_to_message=theirs, **owner)
    scene.asks("/moderators")
    scene.answers(dict(offer))
    scene.answers(dict(await talk.press(offer, "Make moderator", **owner)))
    (listed,) = await talk.write("/moderators", **owner)
    scene.asks("/moderators")
    scene.answers(dict(listed))
    await talk.press(listed, "Make a one-time link", **owner)
    scene.answers(talk.api.said(OWNER["id"])[-1])
    yield scene

    scene = Scene("own", "A group’s own articles: its admins choose them in `/settings`, and edit them in private.")
    (panel,) = await talk.write("/settings", by=ADMIN, to=GROUP)
    page = await talk.press(panel, "Articles: main", by=ADMIN)
    scene.answers(dict(await talk.press(page, "○ this group’s own", by=ADMIN)), who=True)
    (told,) = await talk.write(f"/start c_group{GROUP['id']}", by=ADMIN)
    scene.answers(dict(told))
    page = await talk.press(page, "○ main", by=ADMIN)
    yield scene

    scene = Scene("audit", "`/audit`: who changed what.")
    (told,) = await talk.write("/audit", **owner)
    scene.asks("/audit")
    scene.answers(dict(told))
    yield scene


async def _taught(talk: Talk, library: Library) -> AsyncIterator[Scene]:
    owner: dict[str, Any] = {"by": OWNER}
    nothing = await talk.ask(_FINLAND, by=OTHER)
    await talk.press(nothing, "Ask the editors", by=OTHER)
    for text in ("any get-together of the two in finland?", "Who plays the banjo?"):
        await talk.ask(text)
    scene = Scene("open", "`/open`: what was asked in vain, by meaning; one group of questions opened.")
    (listed,) = await talk.write("/open", **owner)
    scene.asks("/open")
    scene.answers(dict(listed))
    card = await talk.press(listed, "1", **owner)
    scene.answers(dict(card))
    yield scene

    scene = Scene("teach", "`/teach`, here from an open question: which passage answers, and what holds from then on.")
    offer = await talk.press(card, "Teach", **owner)
    scene.answers(dict(offer))
    scene.answers(dict(await talk.press(offer, "1", **owner)))
    yield scene

    scene = Scene("told", "Whoever asked the editors is told.")
    await tell(talk.application, {})
    scene.answers(talk.api.said(OTHER["id"])[-1])
    yield scene

    scene = Scene("lessons", "`/lessons`, and one of them opened; `/synonyms`.")
    none = await talk.press((await talk.write("/teach Who pays for the talks?", **owner))[0], _NO_ANSWER, **owner)
    (listed,) = await talk.write("/lessons", **owner)
    scene.asks("/lessons")
    scene.answers(dict(listed))
    scene.answers(dict(await talk.press(listed, "2", **owner)))
    (synonyms,) = await talk.write("/synonyms parley, talks", **owner)
    scene.asks("/synonyms parley, talks")
    scene.answers(dict(synonyms))
    yield scene
    await talk.press(none, "Undo", **owner)
    for lesson in library.school.lessons():
        library.school.unteach(lesson, by="tools")


async def _drafted(talk: Talk) -> AsyncIterator[Scene]:
    owner: dict[str, Any] = {"by": OWNER}
    scene = Scene("draft", "A file is a draft first; live, it can be undone.")
    (draft,) = await talk.take(talk.api.attach("lisbon.txt", _LISBON))
    scene.answers(dict(draft))
    live = await talk.press(draft, "Publish", **owner)
    scene.answers(dict(live))
    yield scene

    scene = Scene("difference", "An update: what it changes, passage by passage.")
    newer = _LISBON.replace(b"four euros", b"five euros").replace(b"\nLeave", _MARKET + b"\nLeave")
    (update,) = await talk.take(talk.api.attach("lisbon.txt", newer))
    scene.answers(dict(update))
    scene.answers(dict(await talk.press(update, "What changes", **owner)))
    yield scene

    scene = Scene("details", "Its details are changed by a reply; what is live already under another title is told.")
    await talk.press(update, "◂ Back to the draft", **owner)
    scene.answers(dict(await talk.press(update, "Edit details", **owner)))
    (asked,) = await talk.take(talk.api.press(update, "Date: –", **owner))
    scene.answers(asked)
    (other,) = await talk.take(talk.api.attach("port.txt", _LISBON.replace(b"Ferries of Lisbon", b"The port", 1)))
    scene.answers(dict(other))
    yield scene

    answer = await talk.ask("What does a ferry ticket in Lisbon cost?")
    await talk.press(await talk.press(update, "◂ Back to the draft", **owner), "Publish", **owner)
    await correct(talk.application, (0.0, 0.0, 0.0))
    scene = Scene("corrected", "An answer whose words were changed corrects itself.")
    scene.answers(talk.api.messages[answer["chat"]["id"], answer["message_id"]])
    yield scene

    scene = Scene("history", "The history of an article; a revision held against the live one.")
    scene.answers(dict(await talk.press(live, "History", **owner)))
    look = await talk.press(live, "№ 1", **owner)
    scene.answers(dict(await talk.press(look, "Compare with live", **owner)))
    yield scene


def _publish_changed(library: Library) -> None:
    (article,) = library.articles()
    assert article.live  # noqa: S101  (for mypy)
    text = article.live.text.replace("as early as Friday", "by the end of the month")
    _publish(library, article.live.title, text, source=article.live.source, date="2025-08-08")


def _publish_ferries(library: Library) -> list[str]:
    old = "The ferry tickets cost four euros. Children under six years of age travel free of charge on all lines."
    new = "From July the ferry tickets cost five euros, the harbour authority announced. A pass stays at 40 euros."
    _publish(library, "Harbour opens on Monday", old, source="https://news.example/harbour", date="2024-03-01")
    _publish(library, "Ferries dearer from summer", new, source="https://news.example/ferries", date="2025-06-10")
    return [article.id for article in library.articles() if article.live and "ferry" in article.live.text]


def _publish_many(library: Library) -> None:
    for number in range(1, 14):
        _publish(library, f"Harbour report {number}", "The ferry is late. The harbour opens on Monday.")


def _publish(library: Library, title: str, text: str, **details: object) -> None:
    library.publish(Manuscript.model_validate({"title": title, "text": text, **details}), by="tools")


def _with_details(library: Library) -> None:
    """The shipped article knows neither its address nor its date: here it has both, so that both are shown."""
    (article,) = library.articles()
    assert article.live  # noqa: S101  (for mypy)
    _publish(
        library, article.live.title, article.live.text, headings=article.live.headings,
        source="https://news.example/talks", date="2025-08-08", author="A. Reporter",
    )  # fmt: skip


def photograph(scene: Scene, folder: Path, browser: str) -> None:
    page = f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style>{"".join(scene.parts)}'
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "page.html"
        file.write_text(page, "utf-8")
        height = _height(file, browser, temporary)
        _browse(browser, temporary, f"--window-size={WIDTH},{height}", f"--screenshot={folder / scene.name}.png", file)


def _height(file: Path, browser: str, temporary: str) -> int:
    """The page says how tall it is by its title."""
    tall = "<script>document.title = document.documentElement.scrollHeight</script>"
    measuring = Path(temporary) / "measure.html"
    measuring.write_text(file.read_text("utf-8") + tall, "utf-8")
    dumped = _browse(browser, temporary, f"--window-size={WIDTH},10", "--dump-dom", measuring)
    return int(dumped.partition("<title>")[2].partition("</title>")[0])


def _browse(browser: str, profile: str, *arguments: str | Path) -> str:
    fixed = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={profile}/profile"]
    command = [browser, *fixed, *(str(argument) for argument in arguments[:-1]), f"file://{arguments[-1]}"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout  # noqa: S603


def write_page(taken: list[Scene], file: Path) -> None:
    lines = [
        "# The messages",
        "",
        "Real replies, drawn as Telegram shows them by `python -m tools.render_messages`.",
        "",
    ]
    for scene in taken:
        lines += [f"## {scene.says}", "", f"![{scene.name}]({file.stem}/{scene.name}.png)", ""]
    file.write_text("\n".join(lines), "utf-8")


async def talk_it_over(database: str) -> list[Scene]:
    library = Library.open(database)
    _with_details(library)
    settings = Settings(_env_file=None, token=TOKEN, owners=frozenset({OWNER["id"]}), database=database)
    api = BotApi()
    try:
        async with build_application(settings, library, Telegram(api)) as application:
            return await scenes(Talk(api, application), library)
    finally:
        library.close()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "messages"
    folder.mkdir(parents=True, exist_ok=True)
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None) or sys.exit("Chromium is not installed.")
    with tempfile.TemporaryDirectory() as temporary:
        taken = asyncio.run(talk_it_over(f"sqlite:///{temporary}/quoth.db"))
    for scene in taken:
        photograph(scene, folder, browser)
    if smaller := shutil.which("pngquant"):
        subprocess.run([smaller, "--force", "--ext", ".png", "64", *folder.glob("*.png")], check=True)  # noqa: S603
    write_page(taken, folder.with_suffix(".md"))


if __name__ == "__main__":
    main()
