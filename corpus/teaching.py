"""Teaching: what moderators taught a collection, as its questions and its index meet it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from corpus.errors import Unteachable
from corpus.index import Key as Place
from corpus.lessons import Lesson, follow
from corpus.passages import Passage, Taught
from corpus.terms import stop_words, words
from corpus.tongues import asked_in, little_words

LONGEST = 500
"""Code points of a question that can be taught."""
_LITTLE = frozenset(
    """a an the please do does is are of in on at to for
    der das ein eine einen bitte el la los las un una favor будь ласка пожалуйста""".split()
)
"""Without these, or with others of them, a question is the same; tenses and "who" for "when" make another."""
_SLIP_FROM, _SECOND_SLIP_FROM = 5, 9
"""The length of a word from which it can have one slip of the finger, and two."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a collection was taught of a question."""

    lesson: Lesson
    revision: int
    """The live revision of the lesson's article; 0 where it has none."""

    def passage(self, passage_of: Callable[[Place], Passage]) -> Passage | None:
        """The passage that the question is tied to; None where its words have gone from where they were."""
        article_id, number = self.lesson.article_id, self.lesson.number
        if article_id is None or number is None:
            return None
        try:
            passage = passage_of(Place(article_id, self.revision, number))
        except IndexError:  # a newer Quoth splits the text elsewhere
            return None
        return passage if passage.text == self.lesson.words else None


class Teaching:
    """The lessons of a collection by their questions, and its own synonyms; immutable."""

    def __init__(
        self, lessons: Iterable[Lesson] = (), live: Mapping[str, int] | None = None, synonyms: str = ""
    ) -> None:
        """`live` says which revision of each article is live: lessons of others wait for it to come back."""
        self.lessons = tuple(lessons)
        self.synonyms = synonyms
        self._live = dict(live or {})
        self._words = {lesson.words for lesson in self.lessons}
        self._by_key: dict[Key, Ruling] = {}
        self._by_gap: dict[Key, list[Ruling]] = {}
        for lesson in reversed(self.lessons):  # of two that are the same question, the newer one counts
            if lesson.article_id is None or (lesson.number is not None and lesson.article_id in self._live):
                self._add(Ruling(lesson, self._live.get(lesson.article_id or "", 0)))

    def of_article(self, article_id: str) -> tuple[Lesson, ...]:
        """The lessons that are tied to it."""
        return tuple(lesson for lesson in self.lessons if lesson.article_id == article_id)

    def is_about(self, passage: Passage) -> bool:
        """Whether a question may be tied to this passage."""
        return passage.text in self._words

    def changed(self, article_id: str, revision: int | None, passages: Sequence[Passage]) -> Teaching:
        """The same once another revision of an article is live."""
        tied = follow(self.of_article(article_id), passages)
        now = {
            tie.lesson.id: tie.lesson.model_copy(update={"number": tie.passage.number, "words": tie.passage.text})
            for tie in tied.tied
        } | {lesson.id: lesson.model_copy(update={"number": None}) for lesson in tied.lost}
        lessons = [now.get(lesson.id, lesson) for lesson in self.lessons] if revision else self.lessons
        live = {other: number for other, number in self._live.items() if other != article_id}
        return Teaching(lessons, live | ({article_id: revision} if revision else {}), self.synonyms)

    def on(self, text: str, is_known: Callable[[str], bool]) -> Ruling | None:
        """What was taught of this question, asked nearly word for word; `is_known` says that a word is no slip."""
        if not self._by_key:
            return None
        key = question_key(text)
        found = self._by_key.get(key)
        return found or next(self._but_for_a_slip(key, is_known), None)

    def _add(self, ruling: Ruling) -> None:
        key = question_key(ruling.lesson.text)
        self._by_key[key] = ruling
        for place, word in enumerate(key):
            if len(word) >= _SLIP_FROM:
                self._by_gap.setdefault(_gap(key, place), []).insert(0, ruling)

    def _but_for_a_slip(self, key: Key, is_known: Callable[[str], bool]) -> Iterator[Ruling]:
        for place, word in enumerate(key):
            for ruling in self._by_gap.get(_gap(key, place), ()):
                meant = question_key(ruling.lesson.text)[place]
                slips = 1 + (len(meant) >= _SECOND_SLIP_FROM)
                if OSA.distance(word, meant, score_cutoff=slips) <= slips and not is_known(word):
                    yield ruling


UNTAUGHT = Teaching()


def teachable(text: str) -> str:
    """A question as it can be taught; Unteachable where it cannot."""
    cleaned = " ".join(text.split())
    folded = [word.folded for word in words(cleaned, "en")]
    own = asked_in(folded, "en")
    if (stop_words("en") if own == "en" else little_words(own)).issuperset(folded):
        raise Unteachable("A lesson needs a question that says what it is about.")
    if len(cleaned) > LONGEST:
        raise Unteachable("A question that is taught has at most {most} characters.", most=LONGEST)
    return cleaned


@functools.lru_cache(1 << 14)
def question_key(text: str) -> Key:
    """What two questions have in common that are the same nearly word for word."""
    folded = [word.folded for word in words(text, "en")]
    return tuple(word for word in folded if word not in _LITTLE) or tuple(folded)


def taught(passages: Iterable[Passage], lessons: Sequence[Lesson]) -> Iterator[Passage]:
    """The passages of a revision, each with the questions that it is found by."""
    if not lessons:
        yield from passages
        return
    passages = tuple(passages)
    questions: dict[int, tuple[Taught, ...]] = {}
    for tie in follow(lessons, passages).tied:
        found = tuple(_readings(tie.lesson.text, tie.passage.revision.language))
        questions[tie.passage.number] = questions.get(tie.passage.number, ()) + found
    for passage in passages:
        yield replace(passage, taught=questions[passage.number]) if passage.number in questions else passage


def _readings(text: str, language: str) -> Iterator[Taught]:
    """The text as the language of the passage has it; one in another language, as that has it too.

    Which of the two a question is read in depends on what else the collection holds. Function words that the
    passage's language does not know for such would pass for rare words.
    """
    found = [(word, text[word.start : word.end]) for word in words(text, language)]
    own = asked_in([typed.casefold() for _, typed in found], language)
    if own == language:
        yield Taught(text, language)
        return
    little = little_words(own)
    yield Taught(" ".join(typed for word, typed in found if word.folded not in little), language)
    if stop_words(own):
        yield Taught(text, own)


def _gap(key: Key, place: int) -> Key:
    return (*key[:place], "", *key[place + 1 :])
