"""Transport: requests over aiohttp, and every way in which they go wrong, as PTB's own transport tells it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.ext import ExtBot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.transport import NOT_SENT, Patience, Transport
from tests.bot_api import BOT, TOKEN


async def _answer(request: web.Request) -> web.StreamResponse:
    kind = request.match_info["kind"]
    if kind == "slow":
        await asyncio.sleep(5)
    if kind == "drop":
        assert request.transport
        request.transport.close()
    if kind == "getMe":
        return web.json_response({"ok": True, "result": BOT})
    if kind == "file":
        return web.Response(body=bytes(range(256)) * 1000)
    if kind == "refuse":
        return web.json_response({"ok": False, "description": "Bad Request: no"}, status=400)
    if kind in {"half", "chunks", "last"}:
        return await _answer_oddly(request, kind)
    sent = await request.post()
    said = {
        name: value.file.read().decode() + f" ({value.filename})" if isinstance(value, web.FileField) else value
        for name, value in sent.items()
    }
    return web.json_response({"ok": True, "result": {"agent": request.headers["User-Agent"], **said}})


async def _answer_oddly(request: web.Request, kind: str) -> web.StreamResponse:
    if kind == "half":
        half = web.StreamResponse(headers={"Content-Length": "100"})
        await half.prepare(request)
        await half.write(b'{"ok": true, ')
        assert request.transport
        request.transport.close()
        return half
    if kind == "chunks":
        pieces = web.StreamResponse()
        pieces.enable_chunked_encoding()
        pieces.enable_compression(web.ContentCoding.gzip)
        await pieces.prepare(request)
        for piece in (b'{"ok": true, ', b'"result": "', b"words " * 1000, b'"}'):
            await pieces.write(piece)
        return pieces
    last = web.json_response({"ok": True, "result": True})
    last.force_close()
    return last


@pytest.fixture(name="address")
async def _address() -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_route("*", "/{token}/{kind}", _answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/bot{TOKEN}"
    await runner.cleanup()


@pytest.fixture(name="transport")
async def _transport() -> AsyncIterator[Transport]:
    async with Transport(2, Patience(read=0.3, write=0.3, connect=0.3, pool=0.3)) as transport:
        yield transport


def data(**parameters: object) -> RequestData:
    """Parameters as PTB hands them over."""
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])


async def test_parameters(transport: Transport, address: str) -> None:
    """All scripts, line ends and structures arrive as they were."""
    given = await transport.post(
        f"{address}/echo", data(text="Ґудзик & «лапки»\n+%", reply_markup={"a": [1]}, chat_id=7)
    )
    assert isinstance(given, dict)
    assert "python-telegram-bot" in given.pop("agent")
    assert {"text": "Ґудзик & «лапки»\n+%", "reply_markup": '{"a": [1]}', "chat_id": "7"} == given


async def test_answers_of_every_form(transport: Transport, address: str) -> None:
    """In compressed pieces, or as the last of a connection: the next request is asked all the same."""
    for _ in range(3):
        assert "words " * 1000 == str(await transport.post(f"{address}/chunks", data(chat_id=7)))
        assert await transport.post(f"{address}/last", data(chat_id=7)) is True


async def test_half_an_answer(transport: Transport, address: str) -> None:
    """NetworkError, and nothing of it is taken for the answer to the next request."""
    for _ in range(3):
        with pytest.raises(NetworkError) as caught:
            await transport.post(f"{address}/half", data(chat_id=7))
        assert not isinstance(caught.value.__cause__, NOT_SENT)
        assert BOT == await transport.post(f"{address}/getMe", data(chat_id=7))


async def test_uploads(transport: Transport, address: str) -> None:
    """A file travels with its name."""
    given = await transport.post(f"{address}/echo", data(document=InputFile(b"words", "notes.txt"), chat_id=7))
    assert isinstance(given, dict)
    assert ("words (notes.txt)", "7") == (given["document"], given["chat_id"])


async def test_downloads(transport: Transport, address: str) -> None:
    """A file comes whole."""
    assert bytes(range(256)) * 1000 == await transport.retrieve(f"{address}/file")


async def test_refusals(transport: Transport, address: str) -> None:
    """What Telegram says comes through."""
    with pytest.raises(NetworkError, match="No"):
        await transport.post(f"{address}/refuse", data(chat_id=7))


FORM = data(chat_id=7)


@pytest.mark.parametrize("form", [FORM, None])
async def test_too_slow(transport: Transport, address: str, form: RequestData | None) -> None:
    """TimedOut, and it may have been sent; a request may have more patience than others."""
    with pytest.raises(TimedOut) as caught:
        await transport.post(f"{address}/slow", form)
    assert not isinstance(caught.value.__cause__, NOT_SENT)
    with pytest.raises(TimedOut):
        await transport.post(f"{address}/slow", form, read_timeout=0.4)


@pytest.mark.parametrize("form", [FORM, None])
async def test_dropped(transport: Transport, address: str, form: RequestData | None) -> None:
    """NetworkError, and it may have been sent; no message holds the token."""
    with pytest.raises(NetworkError) as caught:
        await transport.post(f"{address}/drop", form)
    assert not isinstance(caught.value.__cause__, NOT_SENT)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("form", [FORM, None])
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/bot", "http://no.such.host.invalid/bot"])
async def test_not_sent(transport: Transport, address: str, form: RequestData | None) -> None:
    """No connection: NetworkError, and surely not sent."""
    with pytest.raises(NetworkError) as caught:
        await transport.post(f"{address}{TOKEN}/getMe", form)
    assert isinstance(caught.value.__cause__, NOT_SENT)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("form", [FORM, None])
async def test_no_free_connection(transport: Transport, address: str, form: RequestData | None) -> None:
    """Waiting for a connection ends too, and surely nothing was sent."""
    busy = [asyncio.create_task(transport.post(f"{address}/slow", form, read_timeout=5)) for _ in range(2)]
    await asyncio.sleep(0.05)
    with pytest.raises(TimedOut) as caught:
        await transport.post(f"{address}/getMe", form, pool_timeout=0.1, connect_timeout=0.1)
    assert isinstance(caught.value.__cause__, NOT_SENT)
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)


async def test_opened_and_closed(address: str) -> None:
    """Closed, it takes no request; opened again, it does."""
    transport = Transport(2)
    with pytest.raises(NetworkError):
        await transport.post(f"{address}/getMe")
    for _ in range(2):
        await transport.initialize()
        await transport.initialize()
        assert BOT == await transport.post(f"{address}/getMe")
        await transport.shutdown()
        await transport.shutdown()


def test_for_ever() -> None:
    """A step without a limit leaves the whole without one."""
    assert Patience(read=None).timeout().total is None
    assert Patience(pool=None).timeout().connect is None
    assert 20 == Transport(1).read_timeout


async def test_a_bot(address: str) -> None:
    """PTB's bot works over it."""
    root = address.rpartition("/")[0]
    async with ExtBot(TOKEN, base_url=f"{root}/bot", request=Transport(2), get_updates_request=Transport(1)) as bot:
        assert "quoth_bot" == bot.username
