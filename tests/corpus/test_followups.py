"""Follow-ups: a question that needs the one before it is understood with it, another one starts afresh."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import evaluation
from corpus.answers import Answer, Verdict, answer
from corpus.evaluation import Dialogue, Outcome
from corpus.followups import is_follow_up, joined, thread
from corpus.index import Index
from corpus.library import Library
from corpus.queries import Query, widen
from corpus.store import Store

PASSAGES = dict(
    evaluation.documents(
        ["The ferry leaves at seven. It costs two coins.", "The bridge was closed in March, as rust was found."], "en"
    )
)
INDEX = Index.build(PASSAGES.items())


@pytest.fixture(name="dialogues", scope="module")
def _dialogues(request: pytest.FixtureRequest) -> tuple[Dialogue, ...]:
    return evaluation.dialogues(request.config.rootpath / "tests" / "questions" / "dialogues.toml")


@pytest.fixture(name="libraries", scope="module")
def _libraries(
    dialogues: Iterable[Dialogue], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Library]]:
    """Each article alone in a library of its own."""
    folder: Path = request.config.rootpath / "tests" / "questions"
    libraries = {}
    for name in sorted({dialogue.article for dialogue in dialogues}):
        libraries[name] = Library(Store.open(f"sqlite:///{tmp_path_factory.mktemp(name)}/quoth.db"))
        libraries[name].publish(evaluation.article(folder, name), by="evaluation")
    yield libraries
    for library in libraries.values():
        library.close()


def _needs(text: str) -> bool:
    return is_follow_up(widen(Query(text=text), INDEX))


def test_four_of_five_follow_ups_find_their_answer(
    dialogues: tuple[Dialogue, ...], libraries: dict[str, Library]
) -> None:
    """Right, or among the three that are shown; without the question before them hardly more than half."""
    follow = [dialogue for dialogue in dialogues if dialogue.follows and dialogue.verdict != Verdict.NONE]
    results = list(evaluation.converse(follow, lambda article, query: libraries[article].ask(query)))
    found = [result for result in results if result.outcome in {Outcome.RIGHT, Outcome.SHOWN}]
    assert 30 <= len(found) <= len(follow) == 33
    assert not any(result.outcome == Outcome.WRONG for result in results)


def test_what_the_articles_do_not_say_is_not_claimed_after_another_question(
    dialogues: tuple[Dialogue, ...], libraries: dict[str, Library]
) -> None:
    """A follow-up without an answer gets none that is sure of itself."""
    unanswerable = [dialogue for dialogue in dialogues if dialogue.verdict == Verdict.NONE]
    results = evaluation.converse(unanswerable, lambda article, query: libraries[article].ask(query))
    assert {Outcome.RIGHT} == {result.outcome for result in results}


def test_a_new_subject_is_not_harmed(dialogues: tuple[Dialogue, ...], libraries: dict[str, Library]) -> None:
    """What became of it alone becomes of it after another question."""
    fresh = [dialogue for dialogue in dialogues if not dialogue.follows]
    after = evaluation.converse(fresh, lambda article, query: libraries[article].ask(query))
    alone = evaluation.converse(
        fresh, lambda article, query: libraries[article].ask(query.model_copy(update={"after": None}))
    )
    assert [result.outcome for result in alone] == [result.outcome for result in after]


def test_few_questions_of_other_conversations_are_taken_for_follow_ups(
    libraries: dict[str, Library], request: pytest.FixtureRequest
) -> None:
    """Of hundreds of questions that have nothing to do with the one before them, and hardly any answer is lost."""
    asked, taken, lost = 0, 0, 0
    for name, library in libraries.items():
        cases = evaluation.load(request.config.rootpath / "tests" / "questions" / f"{name}.toml").cases
        for before, case in itertools.pairwise(cases):
            after = library.ask(Query(text=case.ask, after=before.ask))
            asked += 1
            if after.after:
                taken += 1
                alone = evaluation.outcome(case, library.ask(Query(text=case.ask)))
                found = {Outcome.RIGHT, Outcome.SHOWN}
                lost += alone in found and evaluation.outcome(case, after) not in found
    assert taken <= 0.1 * asked
    assert lost <= 0.02 * asked


def test_nearly_all_are_told_apart(dialogues: tuple[Dialogue, ...]) -> None:
    """Follow-ups and new subjects, of the development set."""
    mistaken = [dialogue.ask for dialogue in dialogues if dialogue.follows != _needs(dialogue.ask)]
    assert len(mistaken) <= 2, mistaken


@pytest.mark.parametrize(
    "text",
    [
        "why?", "and in 2018?", "what about Rubio?", "Who did she meet there?", "for which of them?", "how much?",
        "чому?", "а в 2018 році?", "А що він сказав?", "як щодо Рубіо?", "коли це було?", "Скільки їх там було?",
        "почему нет?", "а в 2018 году?", "И что он сказал?", "что насчёт Рубио?", "когда это было?",
        "warum nicht?", "und 2018?", "Und was hat er gesagt?", "was ist mit Rubio?", "Wann war das?",
        "¿por qué?", "¿y en 2018?", "¿Y qué dijo él?", "¿qué hay de Rubio?", "¿Cuándo fue eso?",
    ],
)  # fmt: skip
def test_needs_the_question_before_it(text: str) -> None:
    """It carries on, points back or says too little, in each language of the interface."""
    assert _needs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who is Steve Witkoff?", "And who is Steve Witkoff?", "What did Trump say when he met Putin in Helsinki?",
        "how deep is the lake", "Is there a ferry to the island?", "and who called Zelensky a dictator?",
        "ferry timetable", "zelensky",
        "Хто такий Стів Віткофф?", "Скільки дронів збили над Києвом?", "А чому Росія вимагає Донецьк?",
        "Кто такой Стив Уиткофф?", "Сколько дронов сбили над Киевом?",
        "Wer ist Steve Witkoff?", "Wie viele Drohnen wurden über Kiew abgeschossen?",
        "¿Quién es Steve Witkoff?", "¿Cuántos drones fueron derribados sobre Kiev?",
    ],
)  # fmt: skip
def test_starts_afresh(text: str) -> None:
    """It has a subject of its own, in each language of the interface."""
    assert not _needs(text)


def test_its_own_words_weigh_most() -> None:
    """What comes from the earlier question weighs half; what stands in both weighs as in the new one."""
    earlier = widen(Query(text="What does the ferry cost?"), INDEX)
    asked = widen(Query(text="and the bridge?"), INDEX)
    assert {"bridg": 1.0, "ferri": 0.5, "cost": 0.5} == dict(joined(asked, earlier).weights)
    assert dict(earlier.weights) == dict(joined(earlier, earlier).weights)


def test_an_answer_tells_what_it_was_asked_after() -> None:
    """Only where the earlier question was needed and gave something."""
    assert ["the ferry", "", "", ""] == [
        _asked("what does it cost?", "the ferry").after,
        _asked("When was the bridge closed?", "the ferry").after,
        _asked("what does it cost?", "why?").after,
        _asked("what does it cost?", None).after,
    ]


def test_the_last_few_questions_count() -> None:
    """A long conversation does not make a long question."""
    assert "b → c → d" == thread(["a", "b", "c", "d"])
    assert 4096 == len(thread(["word " * 900] * 3))


@given(text=st.text(max_size=80), after=st.text(max_size=80))
def test_any_two_texts(text: str, after: str) -> None:
    """Whatever was said, and whatever before it, there is an answer."""
    given = _asked(text, after)
    assert given.after in {"", after}


WORDS = st.lists(st.sampled_from("and what about how long he that why it Rubio ferry bridge а що він und y ?".split()))


@given(text=WORDS, after=WORDS)
def test_any_two_runs_of_telling_words(text: list[str], after: list[str]) -> None:
    """Also where the words are those that decide."""
    assert _asked(" ".join(text), " ".join(after)).verdict in Verdict


def _asked(text: str, after: str | None) -> Answer:
    return answer(Query(text=text, after=after), INDEX, PASSAGES.__getitem__)
