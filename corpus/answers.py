"""Citation, Answer, and how the verdict falls."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from corpus import highlights, weights
from corpus.articles import Span
from corpus.asked import Asked
from corpus.boldness import Boldness
from corpus.confidence import Confidence, confidence
from corpus.courtesy import calmly, give_way
from corpus.figures import differ, figures
from corpus.followups import is_follow_up, joined, thread
from corpus.index import Index, Key
from corpus.nearness import carry_over
from corpus.passages import Passage
from corpus.queries import SHOWN, Kind, Meaning, Query, Widened, widen
from corpus.ranking import FINALISTS, Ranking, rank
from corpus.rivals import Rival, rival
from corpus.smalltalk import is_small_talk
from corpus.teaching import UNTAUGHT, Ruling, Teaching
from corpus.terms import terms, tokens_of, words
from corpus.vectors import BUNDLED, word_vectors

CLOSEST_FROM = 0.1
"""The probability that the collection speaks of it, from which its passages may hold the answer."""
RELATED_FROM = 0.015
"""The same, from which they are worth a look though the articles do not answer."""
_ALIKE = 0.5
"""The likeness from which a similar word is worth telling."""
_THE_SAME = 0.8
"""The share of their terms that two sentences have in common where they say the same."""
_FRAGMENT_WORDS = 5
"""A longer sentence is addressed by its first and last words."""
_LONGEST_ADDRESS = 2_000
"""A longer one is no link for Telegram: better the page than nothing."""


class Verdict(StrEnum):
    """What an answer is worth."""

    ANSWER = "answer"
    """The first passage answers."""
    CLOSEST = "closest"
    """It may not: related passages."""
    NONE = "none"
    """The articles do not speak of it."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a passage was found: one word of the question and what it met."""

    word: str
    """As the question has it."""
    found: str
    """As the passage has it; differs from `word` by inflection, a slip, a synonym. Empty: only a lesson has it."""
    contribution: float
    """Its share of the question's information, in [0, 1]."""

    def __str__(self) -> str:
        """`army`, or `army ≈ demilitarization` where the passage has another word, or `army (taught)`."""
        if not self.found:
            return f"{self.word} (taught)"
        return self.word if self.word == self.found else f"{self.word} ≈ {self.found}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage with the reasons for citing it."""

    passage: Passage
    highlight: Span
    """[start, end) in the passage's text: the sentence that answers."""
    score: float
    """Orders the citations of one answer; not comparable between questions."""
    matched: tuple[Match, ...]

    @property
    def sentence(self) -> str:
        """The highlighted sentence, word for word."""
        return self.passage.text[slice(*self.highlight)]

    @property
    def url(self) -> str | None:
        """The source, opened at the highlighted sentence (a text fragment), where the article has an address.

        Where no sentence is highlighted, at the passage. A fragment that the address has stays: it may name a page.
        """
        source = self.passage.revision.source
        if not source:
            return None
        page, _, fragment = source.partition("#")
        place = f"{fragment.partition(':~:')[0]}:~:text={_fragment(self.sentence or self.passage.text)}"
        return f"{page}#{place}" if len(page) + len(place) < _LONGEST_ADDRESS else source


@dataclass(frozen=True, slots=True)
class Answer:
    """What Quoth has to say to a query."""

    query: Query
    verdict: Verdict
    confidence: float
    """How surely the first passage answers, in [0, 1]."""
    citations: tuple[Citation, ...]
    """Best first; empty where the verdict is `none` and nothing is related."""
    missing: tuple[str, ...]
    """Words of the question that the collection does not contain."""
    is_small_talk: bool = False
    """Nothing was asked: a greeting, a thank-you."""
    after: str = ""
    """The earlier question, where this one was understood only with it."""
    both_say: bool = False
    """The first two citations answer, each of another article and with other figures or dates; newest first."""
    lesson: int | None = None
    """The lesson that decided, where the question was taught."""


def answer(  # noqa: PLR0913  (one keyword for each thing that may be other than usual)
    query: Query,
    index: Index,
    passage_of: Callable[[Key], Passage],
    *,
    vectors: str = BUNDLED,
    boldness: Boldness = Boldness.BALANCED,
    teaching: Teaching = UNTAUGHT,
) -> Answer:
    """Find the passages that answer, and judge how well they do; `vectors` is as in vectors.word_vectors.

    What moderators taught of the question decides before all else.
    """
    if is_small_talk(query.text) and not teaching.on(query.text, _always):
        return Answer(query, Verdict.NONE, 0.0, (), (), is_small_talk=True)
    widened, after = _read(query, index, vectors, teaching.synonyms)
    ranking = rank(widened, index, word_vectors(widened.language, vectors))
    sure = confidence(ranking)
    verdict = verdict_on(sure, boldness)
    shown = ranking.order[: query.most] if sure.subject >= RELATED_FROM or verdict == Verdict.ANSWER else ()
    citations = cite(ranking, [int(place) for place in shown], index, passage_of, teaching)
    found = Answer(query, verdict, sure.right, citations, widened.missing, after=after)
    other = rival(ranking, [cited.passage.revision.article_id for cited in citations[:SHOWN]])
    if other and other.sure >= weights.fitted().answers_from[boldness]:
        found = _beside(found, other)
    ruling = teaching.on(thread([after, query.text]) if after else query.text, widened.knows)
    return (ruling and _ruled(found, ruling, passage_of)) or found


def warm(index: Index, before: Index | None = None, *, vectors: str = BUNDLED) -> None:
    """Read and derive now what the first question would wait for: frequencies, vectors, spellings, other names.

    What was asked of the index `before` will be asked of this one, too.
    """
    widened = widen(Query(text="What is said of things unheardov?"), index, vectors=vectors)
    give_way()
    table = word_vectors(widened.language, vectors)
    rank(widened, index, table)
    if table is not None:
        table.neighbours(table.any_term)
    if before is not None:
        deque(calmly(carry_over(before, index)), maxlen=0)


def nearest(
    query: Query, index: Index, passage_of: Callable[[Key], Passage], *, vectors: str, teaching: Teaching
) -> tuple[Passage, ...]:
    """The passages that come nearest, also where they are too far to be shown to whoever asks."""
    widened, _ = _read(query, index, vectors, teaching.synonyms)
    ranking = rank(widened, index, word_vectors(widened.language, vectors))
    return tuple(passage_of(index.key(int(ranking.found.positions[place]))) for place in ranking.order[:SHOWN])


def _ruled(found: Answer, ruling: Ruling, passage_of: Callable[[Key], Passage]) -> Answer | None:
    """The answer that was taught, before what was found; `none` where nothing answers, as was taught."""
    found, lesson = replace(found, both_say=False, after=""), ruling.lesson
    if lesson.article_id is None:
        return replace(found, verdict=Verdict.NONE, confidence=0.0, lesson=lesson.id)
    passage = ruling.passage(passage_of)
    if passage is None:
        return None
    first = next((cited for cited in found.citations if _is_same(cited.passage, passage)), None)
    first = first or Citation(passage, (passage.sentences or ((0, len(passage.text)),))[0], 0.0, ())
    others = [cited for cited in found.citations if not _is_same(cited.passage, passage)]
    citations = (first, *others)[:SHOWN]
    return replace(found, verdict=Verdict.ANSWER, confidence=1.0, citations=citations, lesson=lesson.id)


def _is_same(one: Passage, other: Passage) -> bool:
    return (one.revision.article_id, one.number) == (other.revision.article_id, other.number)


def _always(_word: str) -> bool:
    return True


def _read(query: Query, index: Index, vectors: str, own_synonyms: str) -> tuple[Widened, str]:
    """The question, with what it needs of the earlier one; and that one, where it gave anything."""
    asked = widen(query, index, vectors=vectors, own_synonyms=own_synonyms)
    if not query.after or not is_follow_up(asked):
        return asked, ""
    earlier = query.model_copy(update={"text": query.after})
    whole = joined(asked, widen(earlier, index, vectors=vectors, own_synonyms=own_synonyms))
    return whole, query.after if len(whole.words) > len(asked.words) else ""


def verdict_on(sure: Confidence, boldness: Boldness = Boldness.BALANCED) -> Verdict:
    """What an answer is worth, by both probabilities."""
    if sure.right >= weights.fitted().answers_from[boldness]:
        return Verdict.ANSWER
    return Verdict.CLOSEST if sure.subject >= CLOSEST_FROM else Verdict.NONE


def cite(
    ranking: Ranking,
    places: Sequence[int],
    index: Index,
    passage_of: Callable[[Key], Passage],
    teaching: Teaching = UNTAUGHT,
) -> tuple[Citation, ...]:
    """Cite some of the ranked candidates."""
    if not places:
        return ()
    odds = highlights.scores(ranking)
    citations = []
    for place, met in zip(places, _met(ranking, places, index), strict=True):
        passage = passage_of(index.key(int(ranking.found.positions[place])))
        highlight = _highlight(passage, odds[ranking.sentences(place)])
        matches = _matches(met, passage, is_taught=teaching.is_about(passage))
        citations.append(Citation(passage, highlight, float(ranking.scores[place]), tuple(matches)))
    return tuple(citations)


def _highlight(passage: Passage, odds: Sequence[float]) -> Span:
    sentences = passage.sentences or ((0, len(passage.text)),)
    # Only the first of the candidate's sentences are the passage's own; after them comes its heading.
    first, last = highlights.likeliest(odds[: len(sentences)])
    return sentences[first][0], sentences[last][1]


def _beside(found: Answer, other: Rival) -> Answer:
    """The answer where another article answers too: with other figures, with the same words, or of another thing."""
    two = found.citations[0], found.citations[other.at]
    if other.by_figures and differ(*(figures(cited.sentence, cited.passage.revision.language) for cited in two)):
        both = _newest_first(found.citations, other.at)
        return replace(found, verdict=Verdict.ANSWER, confidence=other.sure, citations=both, both_say=True)
    here, there = (set(terms(cited.sentence, cited.passage.revision.language)) for cited in two)
    if len(here & there) >= _THE_SAME * len(here | there):
        return replace(found, verdict=Verdict.ANSWER, confidence=max(found.confidence, other.sure))
    return found


def _newest_first(citations: Sequence[Citation], other: int) -> tuple[Citation, ...]:
    """The best and its rival, then the rest; of an article that names no day, it is not known how old it is."""
    two = [citations[0], citations[other]]
    two.sort(key=lambda cited: cited.passage.revision.date or dt.date.min, reverse=True)
    return (*two, *(cited for at, cited in enumerate(citations) if at not in {0, other}))


def _matches(met: Sequence[_Met], passage: Passage, *, is_taught: bool) -> Iterator[Match]:
    """What each word of the question met, those that matter most first."""
    language, text = passage.revision.language, ""
    if is_taught or not all(one.is_same for one in met):
        text = f"{passage.text} {passage.opens}"
    for asked, term, is_same, share in met:
        surface = asked if is_same and not is_taught else _surface(text, term, language)
        if is_taught and not surface:  # but for how it was inflected, which the surface may not tell
            yield Match(asked, "", share)
        else:
            yield Match(asked, asked if is_same else surface or asked, share)


@lru_cache(512)
def _surface(text: str, term: str, language: str) -> str:
    """The last word of a text that a term stands for; empty where it stands for none."""
    for spaced in reversed(text.split()):
        if term in tokens_of(spaced, language):  # which knows most of them; `words` reads each anew
            *_, last = (word for word in words(spaced, language) if word.term == term)
            return spaced[last.start : last.end]
    return ""


class _Met(NamedTuple):
    """A word of the question that met something."""

    asked: str
    """As typed."""
    term: str
    is_same: bool
    """Whether that is the word itself."""
    share: float


class _Sought(NamedTuple):
    """A word of the question."""

    at: int
    """Its place among the content words."""
    asked: str
    share: float
    """Of the question's rarity."""
    meanings: dict[int, Meaning]
    """Each by the number of its token, best first; without those that no passage has."""


def _sought(question: Asked, index: Index) -> list[_Sought]:
    """Its words, those that matter most first."""
    rarity = question.rarity.tolist()
    sought = []
    for at, word in enumerate(question.content):
        meanings: dict[int, Meaning] = {}
        for meaning in word.meanings:
            number = index.number(meaning.term)
            if number is not None:
                meanings.setdefault(number, meaning)
        sought.append(_Sought(at, word.text, rarity[at] / question.mass, meanings))
    return sorted(sought, key=lambda one: -one.share)


def _met(ranking: Ranking, places: Sequence[int], index: Index) -> Iterator[list[_Met]]:
    """Of each of some candidates, the words of the question that met something there."""
    sought = _sought(ranking.question, index)
    # What concerns all is taken at once, then as lists: of so few numbers, arrays take several times as long.
    strengths = ranking.seen.strength[places].tolist()
    likenesses = ranking.found.best(ranking.near.near)[places].tolist()
    finalists = ranking.order[:FINALISTS].tolist()
    for place, strength, likeness in zip(places, strengths, likenesses, strict=True):
        tokens = ranking.found.tokens_of(place)
        there = frozenset(tokens.tolist())
        met = []
        for at, asked, share, meanings in sought:
            for number, meaning in meanings.items():
                if number in there:
                    is_same = meaning.kind == Kind.SAME
                    met.append(_Met(asked, meaning.term, is_same, share * (strength[at] or meaning.weight)))
                    break
            else:
                if likeness[at] >= _ALIKE and place in finalists:
                    term = index.term_of(ranking.near.nearest(at, tokens))
                    met.append(_Met(asked, term, is_same=False, share=share * likeness[at] ** 2))
        yield met


def _fragment(sentence: str) -> str:
    """The directive of a text fragment (WICG): `start,end` for long sentences; commas and dashes are its syntax."""
    parts = sentence.split()
    if len(parts) <= 2 * _FRAGMENT_WORDS:
        return _encoded(parts)
    return f"{_encoded(parts[:_FRAGMENT_WORDS])},{_encoded(parts[-_FRAGMENT_WORDS:])}"


def _encoded(parts: list[str]) -> str:
    return quote(" ".join(parts), safe="").replace("-", "%2D")
