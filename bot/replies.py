"""Replies: everything the bot says in Telegram. Each fits a message (4,096 code points) by construction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from markupsafe import Markup
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.presses import Action, Press
from bot.quotations import WHOLE, dated, linked, shortened
from bot.texts import _, later, locale, ngettext
from corpus.articles import Article
from corpus.errors import CorpusError, filled
from corpus.gate import Publication
from corpus.reading import FORMATS

_QUESTION = 300
_COUNTED = re.compile(r"(.+) \((\d{1,9}) lines?\)", re.DOTALL)

BRIEFLY = later("Asks an article, answers with the article’s own words, cited.")
DESCRIPTION = later(
    "Ask me in plain words. I answer with a passage of the article, word for word, and say where it stands. "
    "Where the article does not answer, I say so."
)
COMMANDS = {
    "ask": later("ask the article a question"),
    "articles": later("what I can be asked about"),
    "outline": later("what stands in an article"),
    "verify": later("whether an answer’s words still stand"),
    "help": later("how to ask"),
    "privacy": later("what I keep"),
    "settings": later("how I answer you"),
    "language": later("in which language I speak"),
    "forget": later("delete all that I keep of you"),
}
GROUP_COMMANDS = {name: COMMANDS[name] for name in ("ask", "verify")}
ADMIN_COMMANDS = GROUP_COMMANDS | {
    "settings": later("how I behave in this group"),
    "language": COMMANDS["language"],
    "doctor": later("what does not work here, and what to tap"),
}
MODERATOR_COMMANDS = COMMANDS | {
    "articles": later("articles, and what became of them"),
    "add": later("draft an article"),
    "drafts": later("what waits to be published"),
    "history": later("what became of an article"),
    "stats": later("what was asked, and what answered"),
    "audit": later("who changed what"),
    "open": later("what was asked in vain"),
    "lessons": later("what I was taught"),
    "synonyms": later("other names of the same thing"),
    "teach": later("tie a question to its passage"),
}
OWNER_COMMANDS = MODERATOR_COMMANDS | {
    "moderators": later("who may change articles"),
    "export": later("all articles in one file"),
}

FORGOTTEN = later("I no longer know this answer. Please ask again.")
NOT_YOURS = later("Only the person who asked, and this group’s admins, can turn these pages.")
NOT_OWNER = later("Only an owner of this bot can do that.")
NOT_MODERATOR = later("Only a moderator of these articles can do that.")
NOT_MODERATOR_UPLOADS = later("I read files only from moderators. Ask me a question instead.")
CHANGED = later("The article has changed since this answer.")
WITHDRAWN = later("The article has been removed since this answer.")
ADMINS_ONLY = later("Only the admins of this group can do that.")
GIVEN_UP = later("I tried three times, and could not deal with your message. Please ask in other words.")
LEFT_ALONE = later("I tried three times, and could not deal with this message. I leave it alone now.")
TOO_LARGE = later("The file is larger than 20 MB, which is as much as Telegram lets me fetch.")
NOT_FETCHED = later("Telegram did not hand over the file. Please send it again.")
UNKNOWN_BUTTON = later("This button no longer does anything.")
COUNTED = later("Counted. You can change it at any time.")
ASKED = later("Recorded for the editors.")
ASKED_BEFORE = later("You asked the editors before.")
NO_RECEIPT = later("I know no answer with this number.")
NO_SUCH_ARTICLE = later("There is no such article here.")
NO_SUCH_PASSAGE = later("The article no longer has this passage.")


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
        Markup(
            _(
                "Write your question after the command, as in <code>/ask who wants a ceasefire?</code>\n"
                "In a group you can also reply to a message with /ask, or mention @{}."
            )
        ).format(username)
    )


def only_text() -> Reply:
    return Reply(Markup(_("I can only read text. Write me your question in a sentence or in a few words.")))


def unknown_command() -> Reply:
    return Reply(Markup(_("I do not know this command. /help says what I can do.")))


def in_private(way: Sequence[InlineKeyboardButton]) -> Reply:
    return Reply(Markup(_("That command is for our private chat. Here, ask me with /ask.")), keyboard(way))


# --- introduction


def start(articles: Sequence[Article], of: int, examples: Sequence[tuple[str, str]]) -> Reply:
    """Who we are, what can be asked about (the first of so many), and examples: (key, question)."""
    who = Markup(
        _(
            "Ask me, and I answer in the article’s own words and say where they stand.\n"
            "Where it does not answer, I say so."
        )
    )
    text = Markup("{}\n\n{}").format(who, _subject(articles, of))
    return Reply(text, _asking(examples))


def _asking(examples: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup | None:
    return keyboard(*([Press(Action.EXAMPLE, key).button(question)] for key, question in examples))


def _subject(articles: Sequence[Article], of: int) -> Markup:
    first = articles[0].live if articles else None
    if first is None:
        return Markup(_("No article is published yet."))
    more = ngettext("and {} more: /articles", "and {} more: /articles", of - 1).format(of - 1)
    return Markup("<b>{}</b>{}{}").format(
        linked(first.title, first.source), dated(first), "\n" + more if of > 1 else ""
    )


def help_(examples: Sequence[tuple[str, str]] = ()) -> Reply:
    return Reply(Markup(_(
        "Write a question in plain words, or /ask and the question. If you edit it, the answer follows.\n"
        "In a group I answer /ask, a mention, or a reply to one of my messages.\n\n"
        "A quotation alone is an <b>answer</b>; after “⇄” stand two that differ. “≈” shows the <b>closest</b> "
        "passages, which may not answer. “∅”: the articles do <b>not say</b>.\n\n"
        "Each answer has a number like <code>#K7M2QX</code>: /verify says whether its words still stand.\n\n"
        "/articles – what I can be asked about\n/outline – what stands in an article\n/settings – how I answer you\n"
        "/privacy – what I keep, /forget – delete it"
    )), _asking(examples))  # fmt: skip


def help_moderator(examples: Sequence[tuple[str, str]] = ()) -> Reply:
    formats = ", ".join(FORMATS)
    more = Markup(
        _(
            "You are a moderator: send me a file ({}), a link, or a post of a channel, and I show you a draft of it. "
            "/articles leads to the history of each article."
        )
    ).format(formats)
    return Reply(Markup("{}\n\n{}").format(help_().text, more), _asking(examples))


# --- articles


def withdraw(article: Article) -> Reply:
    """Ask once."""
    return Reply(
        Markup(_("Withdraw “{}”? It will no longer be quoted.")).format(_title(article)),
        keyboard(
            [
                Press(Action.REMOVE_INDEED, article.id).button(_("Withdraw")),
                Press(Action.HISTORY, article.id).button(_("Keep")),
            ]
        ),
    )


def published(publication: Publication) -> Reply:
    """What a publication changed, in one or two sentences."""
    title, revision = shortened(publication.revision.title, _QUESTION), publication.revision
    if publication.unchanged:
        said = Markup(_("“{}” is live already, word for word; nothing changed.")).format(title)
    elif publication.previous is None:
        said = Markup(_("New article “{}”: {}.")).format(title, _passages(publication.added))
    else:
        said = Markup(_("“{}” is now revision {}: {} new, {} gone, {} kept.")).format(
            title, revision.number, _passages(publication.added), publication.removed, publication.kept
        )
    left_out = shortened(listed(revision.left_out), WHOLE)
    return Reply(Markup("{}\n{}").format(said, Markup(_("Left out: {}.")).format(left_out)) if left_out else said)


def listed(left_out: Sequence[str]) -> str:
    """What reading left out, in the language at hand: `a cookie notice (2 lines)`."""
    return "; ".join(map(_kind, left_out))


def _kind(left_out: str) -> str:
    found = _COUNTED.fullmatch(left_out)
    if found is None:
        return _(left_out)
    lines = int(found[2])
    return ngettext("{} ({} line)", "{} ({} lines)", lines).format(_(found[1]), lines)


def _passages(count: int) -> str:
    return ngettext("{} passage", "{} passages", count).format(count)


def _title(article: Article) -> str:
    return shortened(article.live.title, _QUESTION) if article.live else article.id


def corrected(receipt_id: str) -> Reply:
    """Told to whoever wants to know."""
    said = Markup(_("An answer that I gave you is corrected, because its article has changed: /verify {}"))
    return Reply(said.format(receipt_id))


# --- when something is wrong


def sentence(text: str) -> Reply:
    return Reply(Markup.escape(shortened(_(text), WHOLE)))


def refusal(error: CorpusError) -> str:
    """What an error says, in the language at hand."""
    details = {
        name: format_decimal(value, locale=locale()) if isinstance(value, int) else _(value)
        for name, value in error.details.items()
    }
    return filled(_(error.sentence), details)


def went_wrong(reference: str) -> str:
    return _("Something went wrong on my side. (Reference {})").format(reference)
