"""Asked questions are remembered, so that buttons and edits work after a restart."""

import datetime as dt
import re
from collections.abc import Sequence

from corpus.store import AskedQuestion, Store

CITED = (("abcdefgh", 1, 6), ("abcdefgh", 1, 2))


def _remember(  # noqa: PLR0913  (as the real one)
    store: Store,
    *,
    chat_id: int = -1001234567890,
    message_id: int = 5,
    text: str = "What does Moscow want?",
    verdict: str = "answer",
    cited: Sequence[tuple[str, int, int]] = CITED,
    reply_id: int | None = None,
) -> AskedQuestion:
    return store.questions.remember(
        chat_id=chat_id,
        message_id=message_id,
        user_id=7_000_000_000,
        text=text,
        collection="main",
        verdict=verdict,
        cited=cited,
        reply_id=reply_id,
    )


def test_a_remembered_question_is_found_by_its_id_and_by_its_message(store: Store) -> None:
    """With all that was said of it, and the time in UTC."""
    asked = _remember(store)
    assert asked == store.questions.get(asked.id) == store.questions.of_message(-1001234567890, 5)
    assert CITED == asked.cited
    assert (7_000_000_000, None) == (asked.user_id, asked.reply_id)
    assert dt.UTC == asked.asked_at.tzinfo


def test_an_id_fits_into_a_button(store: Store) -> None:
    """At most twelve characters, safe in a URL, and another for each question."""
    ids = {_remember(store, message_id=number).id for number in range(50)}
    assert 50 == len(ids)
    assert all(re.fullmatch(r"[\w-]{1,12}", one, re.ASCII) for one in ids)


def test_an_edited_question_keeps_its_id_its_time_and_its_reply(store: Store) -> None:
    """The same message asks again: what is new replaces what was said, and the buttons still work."""
    first = _remember(store)
    store.questions.replied(first.id, 6)
    edited = _remember(store, text="What does Kyiv want?", verdict="closest", cited=[])
    assert (first.id, 6, first.asked_at) == (edited.id, edited.reply_id, edited.asked_at)
    assert ("What does Kyiv want?", "closest", ()) == (edited.text, edited.verdict, edited.cited)
    assert edited == store.questions.get(first.id)


def test_a_new_reply_replaces_the_old_one(store: Store) -> None:
    """An edit may be answered by another message."""
    first = _remember(store, reply_id=6)
    assert 6 == first.reply_id
    assert 8 == _remember(store, reply_id=8).reply_id
    store.questions.replied(first.id, 9)
    assert first.model_copy(update={"reply_id": 9}) == store.questions.get(first.id)


def test_the_same_message_id_in_another_chat_is_another_question(store: Store) -> None:
    """Telegram counts messages by chat."""
    assert _remember(store, chat_id=1).id != _remember(store, chat_id=2).id


def test_an_unknown_question_is_none(store: Store) -> None:
    """A button from before a purge finds nothing, and that is no error."""
    assert None is store.questions.get("gone")
    assert None is store.questions.of_message(1, 1)


def test_no_text_is_refused(store: Store) -> None:
    """NUL and half a surrogate pair, which no database takes, are replaced."""
    assert "a\N{REPLACEMENT CHARACTER}b?" == _remember(store, text="a\0b\ud800").text


def test_the_last_question_before_a_message(store: Store) -> None:
    """Of one person in one chat; the press of a button counts when it was later."""
    first, second = (_remember(store, message_id=number, text=f"{number}?") for number in (5, 8))
    _remember(store, chat_id=7, message_id=9)
    before = store.questions.before
    assert [None, first, first, second] == [before(first.chat_id, at, 7_000_000_000) for at in (5, 6, 8, 99)]
    assert None is before(first.chat_id, 99, 1)
    pressed = [_remember(store, message_id=-number) for number in (501, 502)]
    assert pressed[-1] == before(first.chat_id, 99, 7_000_000_000)
    third = _remember(store, message_id=12)
    assert third == before(first.chat_id, 99, 7_000_000_000)
