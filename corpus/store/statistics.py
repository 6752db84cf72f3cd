"""Statistics: how often, how and how quickly was answered; counted over questions, never told of a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from corpus.store.open_questions import key_of
from corpus.store.schema import questions, votes
from corpus.store.votes import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from corpus.store.database import Database
    from corpus.store.questions import Cited


class Unanswered(NamedTuple):
    """A question that got no answer, in the words in which it was asked last, and how often."""

    text: str
    times: int


class Figures(NamedTuple):
    """What was asked of a collection since a moment, as far as it is kept."""

    days: dict[dt.date, Counter[str]]
    """Verdicts by day (in UTC), of days on which somebody asked, in order."""
    votes: Tally
    """The last word of each person on each passage of an answer."""
    cited: Counter[Cited]
    """How often each passage came first, where an answer or the closest passages were given."""
    unanswered: tuple[Unanswered, ...]
    """Questions that got `none`: the most asked first, then the latest."""
    took: float | None
    """Milliseconds in which a question was answered, at the median."""

    @property
    def verdicts(self) -> Counter[str]:
        """Of all days."""
        return sum(self.days.values(), Counter())


class Statistics:
    """Counts what is kept of the questions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, moment: dt.datetime, collection: str, counts: Callable[[str], bool] = bool) -> Figures:
        """Count the questions whose text counts; reads each once."""
        asked = select(questions).where(questions.c.collection == collection, questions.c.asked_at >= moment)
        days: dict[dt.date, Counter[str]] = {}
        cited: Counter[Cited] = Counter()
        none: Counter[str] = Counter()
        texts: dict[str, str] = {}
        took = []
        with self._database.reading() as connection:
            for row in connection.execute(asked.order_by(questions.c.asked_at)).yield_per(1_000):
                if not counts(row.text):
                    continue
                days.setdefault(row.asked_at.date(), Counter())[row.verdict] += 1
                if row.took is not None:
                    took.append(row.took)
                if row.verdict == "none":
                    same = key_of(row.text)
                    none[same] += 1
                    texts.pop(same, None)
                    texts[same] = row.text
                elif row.cited:
                    cited[_cited(row.cited[0])] += 1
            voted = _votes(connection, moment, collection)
        return Figures(days, voted, cited, _unanswered(none, texts), median(took) if took else None)


def _votes(connection: Connection, moment: dt.datetime, collection: str) -> Tally:
    of_collection = votes.c.question_id.in_(select(questions.c.id).where(questions.c.collection == collection))
    counted = select(votes.c.helpful, func.count()).where(of_collection, votes.c.at >= moment).group_by(votes.c.helpful)
    found = {bool(row[0]): int(row[1]) for row in connection.execute(counted)}
    return Tally(found.get(True, 0), found.get(False, 0))


def _cited(listed: list[Any]) -> Cited:
    article_id, revision, number = listed
    return article_id, revision, number


def _unanswered(times: Counter[str], texts: dict[str, str]) -> tuple[Unanswered, ...]:
    latest = reversed(texts)
    return tuple(Unanswered(texts[same], times[same]) for same in sorted(latest, key=lambda same: -times[same]))
