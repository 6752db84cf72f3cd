"""Recollection: what is kept of an answer, so that it can be shown and explained later as it was given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from corpus.answers import Answer, Citation, Match
from corpus.articles import Revision
from corpus.followups import THREAD, thread
from corpus.passages import Passage
from corpus.sentences import sentences
from corpus.store import AskedQuestion, Place, Questions

PassagesOf = Callable[[str, int], Sequence[Passage]]
"""The passages of a revision, by article and number."""


def remember(  # noqa: PLR0913  (one keyword for each thing remembered)
    questions: Questions,
    answer: Answer,
    *,
    chat_id: int,
    message_id: int,
    user_id: int | None,
    earlier: AskedQuestion | None = None,
    took: float | None = None,
    language: str | None = None,
) -> AskedQuestion:
    """Keep a question with its answer; asked again by an edit, it keeps its id.

    Of the earlier question that it was understood with, the id is kept and not the text: whoever asked that one may
    want it forgotten. `language` is the one in which the answer is given.
    """
    after = {"after": earlier.id} if earlier and answer.after else {}
    spoken = {"language": language} if language else {}
    where = places(answer.citations)
    return questions.remember(
        chat_id=chat_id,
        message_id=message_id,
        user_id=user_id,
        text=answer.query.text,
        collection=answer.query.collection,
        verdict=answer.verdict,
        cited=[(place.article_id, place.revision, place.number) for place in where],
        places=where,
        reasons=reasons(answer) | after | spoken,
        took=took,
    )


def asked_after(questions: Questions, question: AskedQuestion) -> str:
    """The earlier questions that it was understood with, as far as they are still known."""
    return thread(_line(questions, question)[:-1])


def thread_to(questions: Questions, question: AskedQuestion) -> str:
    """A question with those that it was understood with itself: what the next one may need."""
    return thread(_line(questions, question))


def _line(questions: Questions, question: AskedQuestion) -> list[str]:
    """Texts, oldest first."""
    texts = [question.text]
    earlier: AskedQuestion | None = question
    while len(texts) <= THREAD and earlier and (after := (earlier.reasons or {}).get("after")):
        earlier = questions.get(after)
        texts[:0] = [earlier.text] if earlier else []
    return texts


def places(citations: Sequence[Citation]) -> list[Place]:
    """Where the quoted words stand."""
    now = dt.datetime.now(dt.UTC)
    return [_place(citation, now) for citation in citations]


def reasons(answer: Answer) -> dict[str, Any]:
    """Why each passage was cited, in values that JSON has."""
    found = [
        {
            "score": round(citation.score, 6),
            "matched": [[match.word, match.found, round(match.contribution, 6)] for match in citation.matched],
        }
        for citation in answer.citations
    ]
    both = {"both_say": True} if answer.both_say else {}
    lesson = {"lesson": answer.lesson} if answer.lesson is not None else {}
    return {"missing": list(answer.missing), "found": found} | both | lesson


def recalled(
    kept: Sequence[Place], passages_of: PassagesOf, why: Mapping[str, Any] | None = None
) -> tuple[Citation, ...]:
    """The citations as they were given; without the reasons where those are forgotten."""
    found = (why or {}).get("found") or []
    return tuple(
        _citation(place, passages_of(place.article_id, place.revision), found[position] if found else {})
        for position, place in enumerate(kept)
    )


def _place(citation: Citation, now: dt.datetime) -> Place:
    passage, (start, end) = citation.passage, citation.highlight
    return Place(
        article_id=passage.revision.article_id,
        revision=passage.revision.number,
        number=passage.number,
        start=passage.start,
        end=passage.end,
        sentence_start=start,
        sentence_end=end,
        given_at=now,
    )


def _citation(place: Place, passages: Sequence[Passage], why: Mapping[str, Any]) -> Citation:
    matched = tuple(Match(*match) for match in why.get("matched", ()))
    highlight = place.sentence_start, place.sentence_end
    return Citation(_passage(place, passages), highlight, why.get("score", 0.0), matched)


def _passage(place: Place, passages: Sequence[Passage]) -> Passage:
    """The passage that was quoted, also where a newer Quoth would split the text elsewhere."""
    same = next((passage for passage in passages if (passage.start, passage.end) == (place.start, place.end)), None)
    return same or _cut(passages[0].revision, place, len(passages))


def _cut(revision: Revision, place: Place, of: int) -> Passage:
    spans = tuple(sentences(revision.text[place.start : place.end], revision.language))
    return Passage(revision, place.number, max(of, place.number), place.start, place.end, None, spans)
