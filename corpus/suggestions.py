"""Suggestions: questions that the articles as they now are answer well. None is offered that was not tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice, zip_longest
from typing import NamedTuple

import regex

from corpus.answers import Answer, Verdict
from corpus.passages import Passage

MOST = 10
"""How many are made for a collection."""
_OF_ONE_ARTICLE = 6
_TRIED = 60
"""How many candidates are tried at most: each costs a question."""
_LONGEST = 60
"""Code points that a button shows."""
_SHORTEST = 8
_NAME = r"\p{Lu}[\p{L}\p{M}’'-]+(?:[ \u00a0]\p{Lu}[\p{L}\p{M}’'-]+){1,4}"
"""Capital letters in a row: maybe an office, then the first and the last name."""
_SAYS = {
    "en": ("What does {} say?", "said|says|stated|states|told|argued|argues|remarked|noted|wrote|warned|added"),
    "de": ("Was sagt {}?", "sagte|sagt|erklärte|erklärt|betonte|warnte|schrieb"),
    "es": ("¿Qué dice {}?", "dijo|dice|afirmó|afirma|declaró|señaló|advirtió|escribió"),
    "uk": ("Що каже {}?", "сказав|сказала|каже|заявив|заявила|зазначив|зазначила|написав|написала"),
    "ru": ("Что говорит {}?", "сказал|сказала|говорит|заявил|заявила|отметил|отметила|написал|написала"),
}
"""By the language of the article: how to ask for somebody's words, and what is written beside them."""
_SAID = {
    language: regex.compile(
        rf"\b(?:(?P<name>{_NAME}),? (?:{verbs})|(?:{verbs})(?: [\p{{L}}’'-]+){{0,4}}? (?P<name>{_NAME}))\b"
    )
    for language, (_, verbs) in _SAYS.items()
}
_NAMED = regex.compile(rf"(?<=[\p{{Ll}},] ){_NAME}")
"""Not where a sentence begins: there anything has a capital letter."""
_ENDS = ("?", "？", "؟")
_OF_THE_SHIPPED_ARTICLE = (
    "Why does Kyiv want involvement?",
    "What surprised many in Helsinki?",
    "What sanctions has Trump threatened?",
    "What are Russia’s sweeping demands?",
    "Who is Tatiana Stanovaya?",
    "What has the Kremlin confirmed?",
)

Try = Callable[[str], Answer]


class Candidate(NamedTuple):
    """What could be asked, in one wording or another, and where the answer should be."""

    texts: tuple[str, ...]
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that was tried, and its answer."""

    answer: Answer

    @property
    def text(self) -> str:
        return self.answer.query.text

    @property
    def passage(self) -> Passage:
        return self.answer.citations[0].passage

    @property
    def article_id(self) -> str:
        return self.passage.revision.article_id

    @property
    def key(self) -> str:
        """Short enough for a button."""
        return sha256(self.text.encode()).hexdigest()[:8]


def suggest(articles: Iterable[Sequence[Passage]], ask: Try) -> tuple[Suggestion, ...]:
    """Questions for the articles, in turns, so that no article has all of them; those of the shipped one come first."""
    candidates = [_unique(_candidates(passages)) for passages in articles if passages]
    turns = chain.from_iterable(zip_longest(*(islice(of_one, _OF_ONE_ARTICLE) for of_one in candidates)))
    shipped = (Candidate((text,)) for text in _OF_THE_SHIPPED_ARTICLE)
    tried = islice(chain(shipped, filter(None, turns)), _TRIED)
    answered = (_answered(candidate, ask) for candidate in tried)
    return tuple(islice(filter(None, answered), MOST))


def _answered(candidate: Candidate, ask: Try) -> Suggestion | None:
    """The first wording whose answer is one, and is the passage (or under the heading) that it was made from."""
    for text in candidate.texts:
        answer = ask(text)
        if answer.verdict == Verdict.ANSWER and _is_expected(answer.citations[0].passage, candidate, text):
            return Suggestion(answer)
    return None


def _is_expected(found: Passage, candidate: Candidate, text: str) -> bool:
    passage = candidate.passage
    if passage is None:
        return True
    is_under = passage.heading in candidate.texts and found.heading == passage.heading
    is_named = text.rstrip("?") in found.text
    is_there = is_under or is_named or found.number == passage.number
    return found.revision.article_id == passage.revision.article_id and is_there


def _candidates(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """Headings that ask, then whoever is quoted, then whoever is named."""
    for passage in passages:
        if passage.heading and passage.heading.rstrip().endswith(_ENDS):
            yield Candidate((passage.heading,), passage)
    for passage in passages:
        language = passage.revision.language
        for name in _speakers(passage, language):
            yield Candidate((_SAYS[language][0].format(name), f"{name}?"), passage)
    for passage in passages:
        for match in _NAMED.finditer(passage.text):
            yield Candidate((f"{_without_office(match.group())}?",), passage)


def _speakers(passage: Passage, language: str) -> Iterator[str]:
    for match in _SAID[language].finditer(passage.text) if language in _SAID else ():
        yield _without_office(match["name"])


def _without_office(name: str) -> str:
    return " ".join(name.split()[-2:])


def _unique(candidates: Iterator[Candidate]) -> list[Candidate]:
    """Each wording once: who is quoted need not be asked for again by name alone."""
    seen: set[str] = set()
    kept = []
    for candidate in candidates:
        texts = {text.casefold() for text in candidate.texts}
        if texts.isdisjoint(seen) and all(_SHORTEST <= len(text) <= _LONGEST for text in candidate.texts):
            kept.append(candidate)
        seen |= texts
    return kept
