"""Lines: questions as they stand on a command line or come in on a pipe, answers as JSON, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from corpus.answers import Answer, Citation, Verdict
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Entry

TOO_LONG = "A question may have at most 4,096 characters."


def questions(lines: Iterable[bytes]) -> Iterator[str]:
    """What each line asks; an empty line asks nothing, and is a line all the same."""
    for line in lines:
        yield line.rstrip(b"\r\n").decode("utf-8", "replace").removeprefix("\ufeff")


def whole(text: str) -> str:
    """A text as any output takes it: bytes that were no UTF-8 (a lone surrogate, in Python) become �."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def query(text: str) -> Query | None:
    """The query that a text is; None when it is too long for one."""
    try:
        return Query(text=whole(text))
    except ValidationError:
        return None


def answer_line(library: Library, text: str) -> str:
    """The answer as JSON: an object for every question, also for one that is no question."""
    asked = query(text)
    if asked is None:
        nothing = {"verdict": Verdict.NONE, "confidence": 0.0, "citations": [], "missing": [], "both_say": False}
        return _json({"question": whole(text)} | nothing | {"error": TOO_LONG})
    return _json(record(library.ask(asked)))


def record(answer: Answer) -> dict[str, object]:
    """The answer in plain values."""
    return {
        "question": answer.query.text,
        "verdict": answer.verdict.value,
        "confidence": round(answer.confidence, 3),
        "citations": [_citation(citation) for citation in answer.citations],
        "missing": list(answer.missing),
        "both_say": answer.both_say,
    }


def audit_line(entry: Entry) -> str:
    """A line of the audit log as JSON."""
    return _json(entry.model_dump(mode="json"))


def _citation(citation: Citation) -> dict[str, object]:
    passage = citation.passage
    revision = passage.revision
    details = {"date": revision.date and revision.date.isoformat(), "url": citation.url}
    return {
        "article": revision.title,
        "article_id": revision.article_id,
        "revision": revision.number,
        "passage": passage.text,
        "number": passage.number,
        "of": passage.of,
        "highlight": list(citation.highlight),
        "score": citation.score,
        "matched": [str(match) for match in citation.matched],
    } | {name: value for name, value in details.items() if value}


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)
