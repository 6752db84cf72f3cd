"""The terminal chat: a conversation with the same answers as in Telegram."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.commandline.lines import TOO_LONG, query
from bot.commandline.terminal import Terminal
from corpus.answers import Citation
from corpus.followups import THREAD, thread
from corpus.library import Library

PROMPT = "\nYou: "
_REMEMBERED = 500
"""How many lines the arrow keys reach back."""


class Chat:
    """Takes lines: questions, and commands about the last answer."""

    def __init__(self, library: Library, terminal: Terminal) -> None:
        self._library = library
        self._terminal = terminal
        self._cited: Citation | None = None
        self._more: tuple[Citation, ...] = ()
        self._thread: list[str] = []
        self._commands = {
            "/next": (self._next, "the next passage for the last question"),
            "/context": (self._context, "the passage between its neighbours"),
            "/why": (self._why, "the words that led to the passage"),
            "/articles": (self._articles, "what Quoth answers from"),
            "/help": (self._help, "these lines"),
        }

    def greet(self) -> None:
        """What this is, and from what it answers."""
        self._terminal.say("Quoth answers from these articles, in their own words:", "bold")
        self._articles()
        self._terminal.say("Ask a question. /help lists the commands, /quit ends the chat.", "dim")

    def take(self, line: str) -> bool:
        """Answer a line; False when it ends the conversation."""
        line = line.strip()
        if line in {"/quit", "/exit"}:
            return False
        if line.startswith("/"):
            command, _ = self._commands.get(line, (self._unknown, ""))
            command()
        elif line:
            self._ask(line)
        return True

    def _ask(self, text: str) -> None:
        asked = query(text)
        if asked is None:
            self._terminal.say(TOO_LONG, "yellow")
            return
        self._library.refresh()
        answer = self._library.ask(asked.model_copy(update={"after": thread(self._thread)}))
        self._thread = [*(self._thread[1 - THREAD :] if answer.after else ()), asked.text]
        shown = self._terminal.answer(answer)
        self._cited, self._more = next(iter(answer.citations), None), answer.citations[shown:]

    def _next(self) -> None:
        if self._more:
            self._cited, *more = self._more
            self._more = tuple(more)
            self._terminal.citation(self._cited)
        elif self._has_cited():
            self._terminal.say("That was the last passage for this question.", "yellow")

    def _context(self) -> None:
        if self._has_cited() and self._cited:
            revision = self._cited.passage.revision
            self._terminal.context(self._library.passages(revision.article_id, revision.number), self._cited)

    def _why(self) -> None:
        if self._has_cited() and self._cited:
            self._terminal.why(self._cited)

    def _has_cited(self) -> bool:
        if not self._cited:
            self._terminal.say("There is no passage to speak of: ask something that the articles answer.", "yellow")
        return bool(self._cited)

    def _articles(self) -> None:
        articles = self._library.articles()
        self._terminal.articles(articles)
        if not articles:
            self._terminal.say("There are no articles. Add one: quoth articles add FILE", "yellow")

    def _help(self) -> None:
        for name, (_, meaning) in self._commands.items():
            self._terminal.say(f"  {name:10} {meaning}")
        self._terminal.say(f"  {'/quit':10} end the chat (or Ctrl-D)")

    def _unknown(self) -> None:
        self._terminal.say("There is no such command. /help lists them.", "yellow")


def typed(history: Path) -> Iterator[str]:
    """Lines as a person types them, with the arrow keys; Ctrl-D and Ctrl-C end them."""
    _remember(history)
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            yield input(PROMPT)
    print()  # noqa: T201  # the shell's prompt deserves a line of its own


def _remember(history: Path) -> None:
    """Give `input` its arrow keys, and the lines of earlier chats; not every Python has the means."""
    with suppress(ImportError, OSError):
        import atexit
        import readline

        history.parent.mkdir(parents=True, exist_ok=True)
        history.touch(mode=0o600)
        readline.read_history_file(history)
        readline.set_history_length(_REMEMBERED)
        atexit.register(_keep, history)


def _keep(history: Path) -> None:
    import readline

    with suppress(OSError):
        readline.write_history_file(history)
