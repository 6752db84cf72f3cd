"""Backlog: the questions that the articles do not answer well, grouped by meaning; nothing of who asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.answers import Answer, Verdict
from corpus.library import Library
from corpus.likeness import grouped
from corpus.queries import Query
from corpus.recollection import asked_after
from corpus.smalltalk import is_small_talk
from corpus.store import AskedQuestion, OpenQuestion
from corpus.store.open_questions import key_of

_READ = 2_000
"""The latest questions that are looked at …"""
_ASKED_AGAIN = 200
"""… and how many different ones of them are asked again: what is answered by now is no longer open."""
_OPEN = "o"
"""Before the number of an open question; ids of questions have capital letters."""


class Waiting(NamedTuple):
    """Questions that mean the same."""

    ref: str
    """Names the first of them: the id of a question, or `o` and that of an open question."""
    refs: frozenset[str]
    """Of all of them."""
    texts: tuple[str, ...]
    """Their wordings: what most people want to be told of comes first, then the most asked."""
    times: int
    """How often they were asked."""
    last: dt.datetime
    doubted: int
    """How many of the answers were found not helpful."""
    waiting: int
    """How many people want to be told."""


@dataclass(slots=True)
class _Wording:
    """A question as it is worded, whoever asked it."""

    text: str
    query: Query
    ref: str
    last: dt.datetime
    times: int = 0
    doubted: int = 0
    waiting: int = 0
    given: set[tuple[str, int, int]] = field(default_factory=set)
    """Passages that came first and were found not helpful."""


def backlog(library: Library, collection: str, since: dt.datetime, *, dismissed: bool = False) -> list[Waiting]:
    """What was asked in vain since then, most often first; with `dismissed`, also what need not be seen again."""
    is_dismissed = library.open_questions.is_dismissed(collection)
    seen = _wordings(library, collection, since)
    shown = [each for each in seen if dismissed or not is_dismissed(each.text)][:_ASKED_AGAIN]
    still = [each for each in shown if not _is_settled(each, library.ask(each.query))]
    groups = ([still[place] for place in places] for places in grouped([each.text for each in still]))
    return sorted(map(_together, groups), key=lambda one: (-one.times, -one.waiting, -one.last.timestamp()))


def open_question(library: Library, ref: str) -> OpenQuestion | None:
    """What a ref names that is no asked question."""
    number = ref.removeprefix(_OPEN)
    is_open = ref.startswith(_OPEN) and number.isascii() and number.isdecimal() and len(number) < 16  # noqa: PLR2004
    return library.open_questions.get(int(number)) if is_open else None


def answered(library: Library, collection: str) -> list[tuple[OpenQuestion, Answer]]:
    """The open questions that the collection answers by now."""
    waiting = library.open_questions.all(collection)
    asked = ((question, library.ask(_query(question.text, collection))) for question in waiting)
    return [(question, answer) for question, answer in asked if answer.verdict == Verdict.ANSWER]


def _wordings(library: Library, collection: str, since: dt.datetime) -> list[_Wording]:
    """By the latest that was asked in it."""
    found: dict[str, _Wording] = {}
    for question, is_doubted in library.questions.unanswered(collection, since, _READ):
        if not is_small_talk(question.text):
            _count(found, library, question, is_doubted=is_doubted)
    for asked in library.open_questions.all(collection):
        new = _Wording(
            asked.text,
            _query(asked.text, collection),
            f"{_OPEN}{asked.id}",
            asked.asked_at,
        )
        found.setdefault(key_of(asked.text), new).waiting = asked.waiting
    return list(found.values())


def _count(found: dict[str, _Wording], library: Library, question: AskedQuestion, *, is_doubted: bool) -> None:
    earlier = asked_after(library.questions, question)
    text = f"{earlier} → {question.text}" if earlier else question.text
    query = Query(text=question.text, collection=question.collection, after=earlier or None)
    wording = found.setdefault(key_of(text), _Wording(text, query, question.id, question.asked_at))
    wording.times += 1
    wording.doubted += is_doubted
    if question.verdict == Verdict.ANSWER and question.cited:
        wording.given.add(question.cited[0])


def _query(text: str, collection: str) -> Query:
    earlier, _, last = text.rpartition(" → ")
    return Query(text=last, collection=collection, after=earlier or None)


def _is_settled(wording: _Wording, now: Answer) -> bool:
    """Whether it was taught, or is answered by now; one whose answer did not help, by another passage."""
    if now.lesson is not None:
        return True
    if now.verdict != Verdict.ANSWER:
        return False
    passage = now.citations[0].passage
    return (passage.revision.article_id, passage.revision.number, passage.number) not in wording.given


def _together(wordings: Iterable[_Wording]) -> Waiting:
    ordered = sorted(wordings, key=lambda one: (-one.waiting, -one.times, -one.last.timestamp()))
    return Waiting(
        ref=ordered[0].ref,
        refs=frozenset(one.ref for one in ordered),
        texts=tuple(one.text for one in ordered),
        times=sum(one.times for one in ordered),
        last=max(one.last for one in ordered),
        doubted=sum(one.doubted for one in ordered),
        waiting=sum(one.waiting for one in ordered),
    )
