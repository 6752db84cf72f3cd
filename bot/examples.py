"""Examples: questions that a newcomer can ask by pressing a button."""

from __future__ import annotations

from hashlib import sha256

from corpus.answers import Verdict
from corpus.library import Library
from corpus.queries import Query

SHOWN = 3

_OF_THE_SHIPPED_ARTICLE = (
    "Why does Kyiv want involvement?",
    "What surprised many in Helsinki?",
    "What sanctions has Trump threatened?",
    "What are Russia’s sweeping demands?",
    "Who is Tatiana Stanovaya?",
    "What has the Kremlin confirmed?",
)


def suggestions(library: Library) -> list[tuple[str, str]]:
    """Up to three questions, each with its key, that the articles as they now are answer."""
    answered = ((key, text) for key, text in _BY_KEY.items() if library.ask(Query(text=text)).verdict == Verdict.ANSWER)
    return [example for example, _ in zip(answered, range(SHOWN), strict=False)]


def question(key: str) -> str | None:
    return _BY_KEY.get(key)


_BY_KEY = {sha256(text.encode()).hexdigest()[:8]: text for text in _OF_THE_SHIPPED_ARTICLE}
