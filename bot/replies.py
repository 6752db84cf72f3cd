"""Replies: everything the bot says in Telegram. Each fits a message (4,096 code points) by construction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.presses import Action, Press
from bot.quotations import WHOLE, dated, linked, shortened
from corpus.articles import Article
from corpus.library import Publication
from corpus.reading import FORMATS

_LABEL = 40
_LISTED, _TITLE_LISTED = 20, 120
_QUESTION = 300

BRIEFLY = "Asks an article, answers with the article’s own words, cited."
DESCRIPTION = (
    "Ask me in plain words. I answer with a passage of the article, word for word, and say where it stands. "
    "Where the article does not answer, I say so."
)
COMMANDS = {
    "ask": "ask the article a question",
    "articles": "what I can be asked about",
    "help": "how to ask",
    "privacy": "what I keep",
}
GROUP_COMMANDS = {"ask": COMMANDS["ask"]}
OWNER_COMMANDS = COMMANDS | {"articles": "list and remove articles"}

FORGOTTEN = "I no longer know this answer. Please ask again."
NOT_YOURS = "Only the person who asked, and this group’s admins, can turn these pages."
NOT_OWNER = "Only an owner of this bot can do that."
NOT_OWNER_UPLOADS = "I read files only from the owners of this bot. Ask me a question instead."
CHANGED = "The article has changed since this answer."
WITHDRAWN = "The article has been removed since this answer."
TOO_LARGE = "The file is larger than 20 MB, which is as much as Telegram lets me fetch."
NOT_FETCHED = "Telegram did not hand over the file. Please send it again."
UNKNOWN_BUTTON = "This button no longer does anything."


@dataclass(frozen=True, slots=True)
class Reply:
    """A message: its text and its buttons."""

    text: Markup
    keyboard: InlineKeyboardMarkup | None = None


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


# --- asking


def how_to_ask(username: str) -> Reply:
    return Reply(
        Markup("Write your question after the command, as in <code>/ask who wants a ceasefire?</code>\n")
        + Markup("In a group you can also reply to a message with /ask, or mention @{}.").format(username)
    )


def only_text() -> Reply:
    return Reply(Markup("I can only read text. Write me your question in a sentence or in a few words."))


def unknown_command() -> Reply:
    return Reply(Markup("I do not know this command. /help says what I can do."))


# --- introduction


def start(articles: Sequence[Article], examples: Sequence[tuple[str, str]]) -> Reply:
    """Who we are, what can be asked about, and examples: (key, question)."""
    text = Markup(
        "I answer questions about an article in the article’s own words, and say where they stand.\n"
        "Where it does not answer, I say so. Just write your question.\n\n"
    ) + _subject(articles)
    rows = [[Press(Action.EXAMPLE, key).button(question)] for key, question in examples]
    return Reply(text, keyboard(*rows))


def _subject(articles: Sequence[Article]) -> Markup:
    live = [article.live for article in articles if article.live]
    if not live:
        return Markup("No article is published yet.")
    first = live[0]
    more = Markup("\nand {} more: /articles").format(len(live) - 1) if len(live) > 1 else Markup()
    return Markup("<b>{}</b>{}{}").format(linked(first.title, first.source), dated(first), more)


def help_() -> Reply:
    return Reply(Markup(
        "Write a question in plain words, or /ask and the question. Edit your question, and the answer follows.\n"
        "In a group I answer /ask, a mention, or a reply to one of my messages.\n\n"
        "A quotation alone is an <b>answer</b>. “≈” shows the <b>closest</b> passages, which may not answer. "
        "“∅” means that the articles do <b>not say</b>.\n\n"
        "/articles – what I can be asked about\n/privacy – what I keep"
    ))  # fmt: skip


def help_owner() -> Reply:
    formats = ", ".join(FORMATS)
    more = Markup("\n\nYou are an owner: send me a file ({}) to publish it; /articles removes one.").format(formats)
    return Reply(help_().text + more)


def privacy() -> Reply:
    return Reply(Markup(
        "I keep each question with its answer, the numbers of its chat and message, and your Telegram user number, "
        "so that buttons and edits work.\n"
        "I keep no names and no other messages, and pass nothing on to anybody. All of it stays in the database of "
        "whoever runs this bot; ask them to delete it."
    ))  # fmt: skip


# --- articles


def articles(listed: Sequence[Article], *, removable: bool) -> Reply:
    live = [(article.id, article.live) for article in listed if article.live]
    if not live:
        return Reply(Markup("No article is published."))
    lines: list[Markup] = [
        Markup("{}. {}{} · <code>{}</code>").format(
            number, linked(shortened(revision.title, _TITLE_LISTED), revision.source), dated(revision), article_id
        )
        for number, (article_id, revision) in enumerate(live[:_LISTED], 1)
    ]
    if len(live) > _LISTED:
        lines.append(Markup("and {} more").format(len(live) - _LISTED))
    buttons = [
        [Press(Action.REMOVE, article_id).button(f"Remove {number}. {shortened(revision.title, _LABEL)}")]
        for number, (article_id, revision) in enumerate(live[:_LISTED], 1)
    ]
    return Reply(Markup("\n").join(lines), keyboard(*buttons) if removable else None)


def remove(article: Article) -> Reply:
    """Ask once."""
    return Reply(
        Markup("Remove “{}”? It will no longer be quoted.").format(_title(article)),
        keyboard(
            [
                Press(Action.REMOVE_INDEED, article.id).button("Remove"),
                Press(Action.KEEP, article.id).button("Keep"),
            ]
        ),
    )


def removed(article: Article) -> Reply:
    return Reply(Markup("“{}” is removed. Send its file again to publish it again.").format(_title(article)))


def published(publication: Publication) -> Reply:
    """What a publication changed, in one or two sentences."""
    title, revision = shortened(publication.revision.title, _QUESTION), publication.revision
    if publication.unchanged:
        said = Markup("“{}” is live already, word for word; nothing changed.").format(title)
    elif publication.previous is None:
        said = Markup("New article “{}”: {}.").format(title, _passages(publication.added))
    else:
        said = Markup("“{}” is now revision {}: {} new, {} gone, {} kept.").format(
            title, revision.number, _passages(publication.added), publication.removed, publication.kept
        )
    left_out = shortened("; ".join(revision.left_out), WHOLE)
    return Reply(said + (Markup("\nLeft out: {}.").format(left_out) if left_out else Markup()))


def _passages(count: int) -> str:
    return f"{count} passage{'' if count == 1 else 's'}"


def _title(article: Article) -> str:
    return shortened(article.live.title, _QUESTION) if article.live else article.id


# --- when something is wrong


def sentence(text: str) -> Reply:
    return Reply(Markup.escape(shortened(text, WHOLE)))


def went_wrong(reference: str) -> str:
    return f"Something went wrong on my side. (Reference {reference})"
