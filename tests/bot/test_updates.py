"""Updates: on disk before they are acknowledged, in order within a chat, each handled once."""

import asyncio
import contextlib
import json
import threading
import time

import pytest
from telegram import Update
from telegram.error import NetworkError

from bot import serving
from bot.application import build_application
from bot.context import Quoth
from bot.pace import Pace
from bot.settings import Settings
from bot.updates import InOrder, Keeping, Received
from corpus.answers import Answer
from corpus.errors import StoreUnavailable
from corpus.library import Library
from corpus.queries import Query
from corpus.store import Inbox
from tests.bot.talk import Telegram, until
from tests.bot_api import ASKER, OTHER, OWNER, BotApi, Json

QUESTION = "What surprised many in Helsinki in 2018?"


class Waiting(Library):
    """A library that waits until it may answer a question with “slow” in it."""

    may = threading.Event()

    def ask(self, query: Query) -> Answer:
        if "slow" in query.text:
            assert self.may.wait(10)
        return super().ask(query)


class Full(Inbox):
    """An inbox on a full disk."""

    def receive_all(self, *_: object) -> set[int]:
        raise StoreUnavailable("The disk is full; nothing was changed.")


class ReadOnly(Inbox):
    """An inbox that can no longer be written."""

    def done(self, *_: object, **__: object) -> None:
        raise StoreUnavailable("The database is read-only; nothing was changed.")


async def put(application: Quoth, *updates: Json) -> None:
    """Bring updates the way the Updater brings them."""
    for update in updates:
        await application.update_queue.put(Update.de_json(update, application.bot))


async def test_on_disk_before_it_is_acknowledged(application: Quoth, api: BotApi, library: Library) -> None:
    """`put` returns when the update is in the inbox, and the Updater acknowledges only then."""
    update = api.write(QUESTION)
    await put(application, update)
    ((update_id, payload),) = library.inbox.pending()
    assert update["update_id"] == update_id and QUESTION in payload


async def test_the_same_update_twice(application: Quoth, api: BotApi) -> None:
    """The second is dropped at the door."""
    update = api.write(QUESTION)
    await put(application, update, update)
    assert 1 == application.update_queue.qsize()


class Batch(Telegram):
    """An edge that brings the same updates at each getUpdates."""

    def __init__(self, api: BotApi, *updates: Json) -> None:
        super().__init__(api)
        self._answer = json.dumps({"ok": True, "result": updates}).encode()

    async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
        return 200, self._answer


async def test_a_batch(api: BotApi, library: Library) -> None:
    """What one getUpdates brings is on disk before PTB sees it, and is queued once, also when it comes again."""
    updates = [api.write(QUESTION) for _ in range(3)]
    received = Received(library.inbox, Pace())
    edge = Keeping(Batch(api, *updates), received)
    for _ in range(2):
        await edge.do_request("getUpdates", "POST")
        assert [update["update_id"] for update in updates] == [of for of, _ in library.inbox.pending()]
        for update in updates:
            await received.put(Update.de_json(update, None))
    assert 3 == received.qsize()


async def test_a_batch_that_was_not_queued(api: BotApi, library: Library) -> None:
    """Where PTB stumbles between the two, the next getUpdates brings it to the queue."""
    update = api.write(QUESTION)
    received = Received(library.inbox, Pace())
    edge = Keeping(Batch(api, update), received)
    await edge.do_request("getUpdates", "POST")
    await edge.do_request("getUpdates", "POST")
    await received.put(Update.de_json(update, None))
    assert 1 == received.qsize()


async def test_a_full_disk(application: Quoth, api: BotApi, library: Library) -> None:
    """What cannot be kept is dealt with before it is acknowledged, and once: `put` returns when it is answered."""
    queue = application.update_queue
    assert isinstance(queue, Received)
    queue._inbox = Full(library._store._database)
    update = api.write(QUESTION)
    edge = Keeping(Batch(api, update), queue)
    await application.start()
    for _ in range(2):  # the acknowledgement got lost
        await edge.do_request("getUpdates", "POST")
        await put(application, update)
        assert 1 == len(api.said(ASKER["id"]))
    queue._inbox = library.inbox
    await edge.do_request("getUpdates", "POST")
    await put(application, update)
    await application.stop()
    assert 1 == len(api.said(ASKER["id"])) and [] == library.inbox.pending()


async def test_stopped_on_a_full_disk(application: Quoth, api: BotApi, library: Library) -> None:
    """What is neither kept nor dealt with is not acknowledged: PTB's polling takes this error for Telegram's."""
    queue, processor = application.update_queue, application.update_processor
    assert isinstance(queue, Received) and isinstance(processor, InOrder)
    queue._inbox = Full(library._store._database)
    await application.start()
    await processor.stop(0)
    with pytest.raises(NetworkError):
        await put(application, api.write(QUESTION))
    await application.stop()
    assert [] == api.said(ASKER["id"])


async def test_a_disk_that_fills_up_between(application: Quoth, api: BotApi, library: Library) -> None:
    """An update that comes without a batch is dealt with before `put` returns, too."""
    queue = application.update_queue
    assert isinstance(queue, Received)
    queue._inbox = Full(library._store._database)
    await application.start()
    await put(application, api.write(QUESTION))
    await application.stop()
    assert 1 == len(api.said(ASKER["id"]))


async def test_done_is_done(application: Quoth, api: BotApi, library: Library) -> None:
    """A handled update is no longer pending, and is not handled again should it come again."""
    update = api.write(QUESTION)
    await application.start()
    await put(application, update)
    await until(lambda: not library.inbox.pending())
    await put(application, update)
    await application.stop()
    assert 1 == len(api.said(ASKER["id"]))


async def test_taken_up_again(settings: Settings, api: BotApi) -> None:
    """What one process received and did not handle, the next one handles."""
    library = Library.open(settings.database)
    async with build_application(settings, library, Telegram(api)) as application:
        await put(application, api.write(QUESTION), api.write("/help"))
    library.close()
    library = Library.open(settings.database)
    async with build_application(settings, library, Telegram(api)) as application:
        await application.update_queue.replay(application.bot)  # type: ignore[attr-defined]
        await application.start()
        await until(lambda: not library.inbox.pending())
        await application.stop()
    library.close()
    first, second = api.said(ASKER["id"])
    assert "Helsinki" in first["text"] and "/privacy" in second["text"]


async def test_order_within_a_chat(settings: Settings, api: BotApi) -> None:
    """Of one chat one after another, of different chats side by side."""
    library = Waiting.open(settings.database)
    library.may.clear()
    async with build_application(settings, library, Telegram(api)) as application:
        await application.start()
        await put(application, api.write("slow?"), api.write(QUESTION), api.write(QUESTION, by=OTHER))
        await until(lambda: api.said(OTHER["id"]))
        assert [] == api.said(ASKER["id"])
        library.may.set()
        await until(lambda: len(api.said(ASKER["id"])) == 2)
        await application.stop()
    library.close()
    first, second = api.said(ASKER["id"])
    assert "∅" in first["text"] and "Helsinki" in second["text"]


async def test_a_busy_chat_keeps_nobody_waiting(settings: Settings, api: BotApi) -> None:
    """A hundred messages of one chat take no place from another chat."""
    library = Waiting.open(settings.database)
    library.may.clear()
    async with build_application(settings, library, Telegram(api)) as application:
        await application.start()
        await put(application, *(api.write("slow?") for _ in range(100)), api.write(QUESTION, by=OTHER))
        await until(lambda: api.said(OTHER["id"]))
        processor = application.update_processor
        assert isinstance(processor, InOrder)
        await processor.stop(grace=0.01)
        library.may.set()
        await application.stop()
        assert 100 == len(library.inbox.pending())
    library.close()


async def test_stopped_on_the_way(settings: Settings, api: BotApi) -> None:
    """What a stop interrupts is handled after the next start."""
    library = Waiting.open(settings.database)
    library.may.clear()
    async with build_application(settings, library, Telegram(api)) as application:
        await application.start()
        await put(application, api.write(f"slow? {QUESTION}"))
        await asyncio.sleep(0.05)
        processor = application.update_processor
        assert isinstance(processor, InOrder)
        started = time.monotonic()
        await processor.stop(grace=0.05)
        await application.stop()
        assert time.monotonic() - started < 0.5
        library.may.set()
    assert [] == api.said(ASKER["id"])
    async with build_application(settings, library, Telegram(api)) as application:
        await application.update_queue.replay(application.bot)  # type: ignore[attr-defined]
        await application.start()
        await until(lambda: not library.inbox.pending())
        await application.stop()
    library.close()
    assert 1 == len(api.said(ASKER["id"]))


async def test_what_cannot_be_marked_as_done(
    application: Quoth, api: BotApi, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    """Is logged, and harms no other update."""
    processor = application.update_processor
    assert isinstance(processor, InOrder)
    processor._inbox = ReadOnly(library._store._database)
    await application.start()
    await put(application, api.write(QUESTION), api.write(QUESTION))
    await until(lambda: len(api.said(ASKER["id"])) == 2)
    await application.stop()
    assert "could not be marked as done: The database is read-only" in caplog.text


async def test_what_is_no_update(application: Quoth) -> None:
    """The queue also carries PTB's own signals, which are not kept."""
    await application.start()
    await application.stop()
    assert application.update_queue.empty()


class Killed(BaseException):
    """What a test has in place of SIGKILL: nothing that we do at the end of a handler is done."""


class Deadly(Library):
    """A library that ends the process over a question with “deadly” in it."""

    def ask(self, query: Query) -> Answer:
        if "deadly" in query.text:
            raise Killed
        return super().ask(query)


class DeadlyFiles(dict[str, bytes]):
    """Files of which each ends the process that fetches it."""

    def __getitem__(self, file_id: str) -> bytes:
        raise Killed


async def start_over(settings: Settings, api: BotApi) -> None:
    """One life of the process, from its start until it is killed or has nothing left to do."""
    library = Deadly.open(settings.database)
    application = build_application(settings, library, Telegram(api))
    processor, queue = application.update_processor, application.update_queue
    assert isinstance(processor, InOrder) and isinstance(queue, Received)
    await application.initialize()
    given_up = await queue.replay(application.bot)
    with contextlib.suppress(Killed):
        while not queue.empty():
            update = queue.get_nowait()
            await processor.do_process_update(update, application.process_update(update))
    await serving._own_up(application, given_up)
    await application.shutdown()
    library.close()


async def test_what_ends_the_process_is_given_up(
    settings: Settings, api: BotApi, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    """After three tries; the asker is told in a sentence, the log says so, and who waits behind it is answered."""
    deadly, innocent = api.write("deadly?"), api.write(QUESTION, by=OTHER)
    library.inbox.receive_all({each["update_id"]: json.dumps(each) for each in (deadly, innocent)})
    for _ in range(2):
        await start_over(settings, api)
        assert [] == api.said(ASKER["id"]) == api.said(OTHER["id"])
    await start_over(settings, api)
    assert "three times" in api.said(ASKER["id"])[0]["text"]
    assert "Helsinki" in api.said(OTHER["id"])[0]["text"]
    assert [] == library.inbox.pending()
    assert f"update {deadly['update_id']} is given up: it ended a process each time" in caplog.text
    await start_over(settings, api)
    assert 1 == len(api.said(ASKER["id"])) == len(api.said(OTHER["id"]))


async def test_a_file_that_ends_the_process(settings: Settings, api: BotApi, library: Library) -> None:
    """Whoever sent it is told, too: they wait for a draft."""
    deadly = api.attach("deadly.txt", b"The harbour.", by=OWNER)
    library.inbox.receive_all({deadly["update_id"]: json.dumps(deadly)})
    api.files = DeadlyFiles(api.files)
    for _ in range(3):
        await start_over(settings, api)
    assert ["I tried three times, and could not deal with this message. I leave it alone now."] == [
        said["text"] for said in api.said(OWNER["id"])
    ]


async def test_what_is_no_update_any_more(
    application: Quoth, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    """A payload that cannot be read keeps nobody from starting."""
    library.inbox.receive_all({1: "{", 2: "[]"})
    queue = application.update_queue
    assert isinstance(queue, Received)
    assert [] == await queue.replay(application.bot)
    assert queue.empty() and [] == library.inbox.pending()
    assert "update 1 is given up: it is none" in caplog.text


async def test_a_stop_is_no_fault_of_what_it_interrupts(settings: Settings, api: BotApi) -> None:
    """However often the process is stopped over it in an orderly way, an update is not given up."""
    library = Waiting.open(settings.database)
    library.may.clear()
    update = api.write(f"slow? {QUESTION}")
    library.inbox.receive(update["update_id"], json.dumps(update))
    for _ in range(4):
        async with build_application(settings, library, Telegram(api)) as application:
            await application.update_queue.replay(application.bot)  # type: ignore[attr-defined]
            await application.start()
            await until(library.inbox.tries)
            processor = application.update_processor
            assert isinstance(processor, InOrder)
            await processor.stop(grace=0.05)
            await application.stop()
        assert {} == library.inbox.tries()
    assert [update["update_id"]] == [of for of, _ in library.inbox.pending()]
    library.may.set()
    library.close()


async def test_the_number_of_an_answer_waits_for_an_end(application: Quoth, library: Library) -> None:
    """It is noted with the next update that ends, not lost where one has nothing more to note."""

    async def nothing() -> None:
        pass

    question = library.questions.remember(
        chat_id=1, message_id=2, text=QUESTION, collection="main", verdict="none", cited=()
    )
    application.bot_data.replies[question.id] = 7
    processor = application.update_processor
    await processor.do_process_update("none of Telegram's", nothing())
    await processor.do_process_update(Update(5), nothing())
    known = library.questions.get(question.id)
    assert known and known.reply_id == 7
