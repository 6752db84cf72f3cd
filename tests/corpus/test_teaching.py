"""What moderators taught holds at once, for the question nearly word for word, and through every change."""

import threading
from contextlib import closing

import pytest

from corpus.answers import Answer, Verdict
from corpus.errors import PassageChanged, Unteachable
from corpus.lessons import Lesson
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Store
from corpus.teaching import question_key
from tests.conftest import Write
from tests.corpus.paragraphs import BRIDGE, FERRY, MARKET, one_text

QUESTION = "Is there a boat for my lorry?"


@pytest.fixture(name="article")
def _article(library: Library, write: Write) -> str:
    return library.publish(write(text=one_text(BRIDGE, FERRY, MARKET)), by="ann").article.id


def _ask(library: Library, text: str) -> Answer:
    return library.ask(Query(text=text))


def _teach(library: Library, article: str, number: int | None = 2, text: str = QUESTION) -> Lesson:
    passage = None if number is None else library.passages(article)[number - 1]
    return library.school.teach(text, passage, by="ann")


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    "asked",
    [
        QUESTION,
        "is there a boat for my lorry",
        "Please, is there the boat for my LORRY ?!",
        "Is there a boat for my lorryy?",
    ],
)
def test_a_taught_question_gets_its_passage_as_the_answer(library: Library, article: str, asked: str) -> None:
    """Nearly word for word: capitals, marks, articles and a slip of the finger make no other question."""
    assert Verdict.ANSWER != _ask(library, QUESTION).verdict
    lesson = _teach(library, article)
    answer = _ask(library, asked)
    assert (Verdict.ANSWER, FERRY, lesson.id) == (answer.verdict, answer.citations[0].passage.text, answer.lesson)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("When was the bridge built?", "Where was the bridge built?"),
        ("Who opened the bridge?", "Who opens the bridge?"),
        ("Who voted for the bridge?", "Who voted against the bridge?"),
        ("Did Ann sue Bob?", "Did Bob sue Ann?"),
        ("Is the bridge open?", "Is the bridge not open?"),
        ("What was paid in 2018?", "What was paid in 2019?"),
    ],
)
def test_another_question_is_another(one: str, other: str) -> None:
    """A question word, a tense, a no, an order or a number that differs asks something else."""
    assert question_key(one) != question_key(other)


def test_a_slip_must_be_one(library: Library, article: str) -> None:
    """A word that the collection or the language has is meant, however near it comes to a taught one."""
    _teach(library, article, None, "Who paid for the shelf?")
    assert _ask(library, "Who paid for the shelff?").lesson
    assert not _ask(library, "Who paid for the shell?").lesson


def test_a_lesson_can_say_that_nothing_answers(library: Library, article: str) -> None:
    """Then the question gets none, though a passage would have been given as the answer."""
    asked = "When does the new ferry leave the northern pier?"
    assert Verdict.ANSWER == _ask(library, asked).verdict
    lesson = _teach(library, article, None, asked)
    for text in (asked, "when does new ferry leave northern pier", "When does the new ferry leave the nothern pier?"):
        answer = _ask(library, text)
        assert (Verdict.NONE, 0.0, lesson.id) == (answer.verdict, answer.confidence, answer.lesson)


def test_other_paraphrases_are_found_by_a_lesson_too(library: Library, article: str) -> None:
    """Its words are indexed with the passage, as a heading is; and they are never quoted."""
    other = "Does the Wallaby sail today?"
    assert FERRY not in [cited.passage.text for cited in _ask(library, other).citations[:1]]
    _teach(library, article, text="Is the Wallaby still going?")
    (first, *_) = _ask(library, other).citations
    assert FERRY == first.passage.text
    assert first.sentence in FERRY


@pytest.mark.parametrize(
    ("taught", "asked", "unrelated"),
    [
        ("Чи бере пором вантажівки?", "чи візьме пором мою вантажівки", "чи є тут лікарня"),
        ("Nimmt das Boot auch Lastwagen mit?", "nimmt ein boot lastwagen", "wo ist das krankenhaus"),
        ("船能运卡车吗？", "船能运卡车吗", "医院在哪里"),
    ],
)
def test_a_lesson_may_be_in_any_language(
    library: Library, article: str, taught: str, asked: str, unrelated: str
) -> None:
    """It is found in its own language, and its little words do not draw other questions to it."""
    _teach(library, article, 2, taught)
    assert FERRY == _ask(library, taught).citations[0].passage.text
    assert FERRY == _ask(library, asked).citations[0].passage.text
    assert Verdict.NONE == _ask(library, unrelated).verdict


def test_what_is_taught_anew_replaces_what_was(library: Library, article: str) -> None:
    """One question has one passage; undoing brings back the one before."""
    first = _teach(library, article, 2)
    second = _teach(library, article, 3, QUESTION.lower())
    assert [second.id] == [lesson.id for lesson in library.school.lessons()]
    assert MARKET == _ask(library, QUESTION).citations[0].passage.text
    assert library.school.take_back(second, by="ann") and not library.school.take_back(second, by="ann")
    assert [first.id] == [lesson.id for lesson in library.school.lessons()]
    assert FERRY == _ask(library, QUESTION).citations[0].passage.text


def test_a_lesson_taken_out_can_be_put_back(library: Library, article: str) -> None:
    """Once out, the question is answered as if it had never been taught; back, as before."""
    before = _ask(library, QUESTION)
    lesson = _teach(library, article)
    assert library.school.unteach(lesson, by="ann") and not library.school.unteach(lesson, by="ann")
    assert (before.verdict, None) == (_ask(library, QUESTION).verdict, _ask(library, QUESTION).lesson)
    assert before.confidence == _ask(library, QUESTION).confidence
    assert library.school.reteach(lesson, by="ann") and not library.school.reteach(lesson, by="ann")
    assert lesson.id == _ask(library, QUESTION).lesson
    library.school.unteach(lesson, by="ann")
    _teach(library, article, 3)
    assert not library.school.reteach(lesson, by="ann")


def test_a_lesson_is_on_disk_and_seen_by_other_processes(library: Library, elsewhere: Library, article: str) -> None:
    """What one process is taught, another answers by after its next look; a fresh one at once."""
    _ask(elsewhere, QUESTION)
    lesson = _teach(library, article)
    assert elsewhere.refresh() and lesson.id == _ask(elsewhere, QUESTION).lesson
    assert FERRY == _ask(elsewhere, "Which boat takes a lorry?").citations[0].passage.text
    library.school.unteach(lesson, by="ann")
    assert elsewhere.refresh() and not _ask(elsewhere, QUESTION).lesson


def test_a_lesson_follows_its_passage_into_a_new_revision(library: Library, article: str, write: Write) -> None:
    """The same words at another number, then other words, then none, then the old words again."""
    _teach(library, article)
    changed = FERRY.replace("eighteen", "twenty")
    for paragraphs, number, words in (
        ((MARKET, BRIDGE, FERRY), 3, FERRY),
        ((changed, MARKET, BRIDGE), 1, changed),
        ((MARKET, BRIDGE), None, changed),
        ((MARKET, changed, BRIDGE), 2, changed),
    ):
        library.publish(write(text=one_text(*paragraphs)), by="ann")
        (lesson,) = library.school.lessons()
        answer = _ask(library, QUESTION)
        assert (number, words, number is None) == (lesson.number, lesson.words, lesson.is_lost)
        assert (number is None) == (answer.lesson is None)
        assert number is None or words == answer.citations[0].passage.text


def test_a_lesson_goes_back_with_its_article(library: Library, article: str, write: Write) -> None:
    """What a publication moved or lost stands where it stood once that is undone; at once, and in another process."""
    lesson = _teach(library, article)
    for text in (MARKET, one_text(FERRY.replace("eighteen", "twenty"), MARKET)):
        change = library.publish(write(text=text), by="ann").change
        assert change
        library.history.undo(article, change.id, by="ann")
        (back,) = library.school.lessons()
        assert (lesson.id, 2, FERRY) == (back.id, back.number, back.words)
        answer = _ask(library, QUESTION)
        assert (lesson.id, FERRY) == (answer.lesson, answer.citations[0].passage.text)


def test_a_lesson_is_there_after_a_start(library: Library, article: str, database_url: str) -> None:
    """With all that it does, and undone where it was undone."""
    _teach(library, article)
    library.school.take_back(_teach(library, article, 1, "Does the Wallaby run today?"), by="ann")
    library.school.add_synonyms("ferry, jetliner", by="ann")
    with closing(Library(Store.open(database_url))) as anew:
        assert FERRY == _ask(anew, QUESTION).citations[0].passage.text and _ask(anew, QUESTION).lesson
        assert not _ask(anew, "Does the Wallaby run today?").lesson
        assert "jetliner" not in _ask(anew, "When does the jetliner leave?").missing


def test_a_lesson_waits_for_an_article_that_was_removed(library: Library, article: str, write: Write) -> None:
    """While it is out its questions get no passage of it; published again, they do."""
    _teach(library, article)
    library.history.withdraw(article, by="ann")
    assert (Verdict.NONE, ()) == (_ask(library, QUESTION).verdict, _ask(library, QUESTION).citations)
    library.publish(write(text=one_text(MARKET, FERRY)), by="ann")
    assert FERRY == _ask(library, QUESTION).citations[0].passage.text


def test_only_live_passages_of_the_collection_can_be_taught(library: Library, article: str, write: Write) -> None:
    """A passage of an older revision, of a removed article or of another collection is refused, and nothing changes."""
    old = library.passages(article)[1]
    other = library.publish(write(title="Elsewhere"), by="ann", collection="other").article.id
    library.publish(write(text=one_text(FERRY, MARKET)), by="ann")
    for passage in (old, library.passages(other)[0]):
        with pytest.raises(PassageChanged):
            library.school.teach(QUESTION, passage, by="ann")
    library.history.withdraw(article, by="ann")
    with pytest.raises(PassageChanged):
        library.school.teach(QUESTION, library.passages(article, 2)[0], by="ann")
    assert [] == library.school.lessons()


@pytest.mark.parametrize("text", ["", "?", "what is it?", "хто це?", "boat " * 101])
def test_what_says_nothing_cannot_be_taught(library: Library, article: str, text: str) -> None:
    """A question without a word of its own would catch others; one that is too long is a text."""
    with pytest.raises(Unteachable):
        _teach(library, article, 2, text)


def test_teaching_while_others_ask_and_publish(library: Library, article: str, write: Write) -> None:
    """Every question sees the lesson or not, with passages that are live; nothing gets lost."""
    stop, seen = threading.Event(), []

    def asks() -> None:
        while not stop.is_set():
            answer = _ask(library, QUESTION)
            seen.append((answer.lesson is None, {cited.passage.text for cited in answer.citations}))

    threads = [threading.Thread(target=asks) for _ in range(2)]
    for thread in threads:
        thread.start()
    for day in range(5):
        library.publish(write(text=one_text(BRIDGE, FERRY, f"{MARKET} On day {day} too.")), by="ann")
        library.school.unteach(_teach(library, article), by="ann")
    lesson = _teach(library, article)
    stop.set()
    for thread in threads:
        thread.join()
    assert lesson.id == _ask(library, QUESTION).lesson
    assert all(is_untaught or FERRY in texts for is_untaught, texts in seen)


def test_every_change_of_lessons_and_synonyms_is_in_the_audit_log(library: Library, article: str) -> None:
    """Who, what and on what; never the words of whoever asked."""
    lesson = _teach(library, article)
    library.school.unteach(lesson, by="bob")
    library.school.reteach(lesson, by="bob")
    library.school.take_back(lesson, by="cid")
    library.school.add_synonyms("ferry, boat", by="ann")
    library.school.remove_synonyms(library.school.synonyms()[0], by="bob")
    log = [(entry.by, entry.act) for entry in library.audit.entries("main")][::-1]
    taught = [("ann", "taught"), ("bob", "untaught"), ("bob", "taught"), ("cid", "untaught")]
    assert [*taught, ("ann", "synonym-added"), ("bob", "synonym-removed")] == log[1:]
    assert "lorry" not in str([entry.details for entry in library.audit.entries()])


def test_synonyms_of_a_collection_hold_at_once_and_only_there(library: Library, article: str, write: Write) -> None:
    """A question in the other name finds the passage, says by which word, and loses it with the synonym."""
    library.publish(write(title="Elsewhere", text=one_text(FERRY, BRIDGE)), by="ann", collection="other")
    assert article and "jetliner" in _ask(library, "When does the jetliner leave?").missing
    assert library.school.add_synonyms(" ferry ,jetliner", by="ann")
    assert not library.school.add_synonyms("ferry, jetliner", by="ann")
    answer = _ask(library, "When does the jetliner leave?")
    assert FERRY == answer.citations[0].passage.text and "jetliner" not in answer.missing
    assert "jetliner ≈ ferry" in map(str, answer.citations[0].matched)
    assert "jetliner" in library.ask(Query(text="When does the jetliner leave?", collection="other")).missing
    (line,) = library.school.synonyms()
    assert library.school.remove_synonyms(line, by="ann") and not library.school.remove_synonyms(line, by="ann")
    assert "jetliner" in _ask(library, "When does the jetliner leave?").missing


@pytest.mark.parametrize(
    "names", ["", "ferry", "ferry, ?", ", ".join("abcdefghijklm"), "ferry, " + "x" * 50, "a b c d e, f"]
)
def test_synonyms_that_say_nothing_are_refused(library: Library, article: str, names: str) -> None:
    """One name is no synonym; a hundred, or whole sentences, are none either."""
    with pytest.raises(Unteachable):
        library.school.add_synonyms(names, by="ann")
    assert article and [] == library.school.synonyms()


def test_a_word_that_only_a_lesson_has_is_not_said_to_stand_in_the_passage(library: Library, article: str) -> None:
    """Why it was found is told as it is; words of the passage stay what they were."""
    _teach(library, article, text="Does the Wallaby leave the northern pier?")
    answer = _ask(library, "Does the Wallaby leave from the northern pier today?")
    matched = {match.word: str(match) for match in answer.citations[0].matched}
    assert FERRY == answer.citations[0].passage.text
    assert ("Wallaby (taught)", "northern", "pier") == (matched["Wallaby"], matched["northern"], matched["pier"])
