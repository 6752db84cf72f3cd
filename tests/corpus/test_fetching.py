"""Fetching: real servers of this machine stand for the web, and what counts as public is told to the fetcher."""

import asyncio
import gzip
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from corpus import fetching
from corpus.errors import Unfetchable
from corpus.fetching import LARGEST, Fetched, fetch, is_public

PAGE = b"<title>Harbour news</title><p>The harbour of Pellaby opens on Monday."
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Names(AbstractResolver):
    """Resolves every name to an address of this machine, each time to the next of a list."""

    def __init__(self, *addresses: str) -> None:
        self.addresses, self.asked = list(addresses), 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.addresses[min(self.asked, len(self.addresses) - 1)]
        self.asked += 1
        return [ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[int]:
    """A server of this machine; its port."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def says(
    body: bytes = PAGE, content_type: str | None = "text/html", status: int = 200, headers: dict[str, str] | None = None
) -> Handler:
    """A handler with one answer."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        declared = {"Content-Type": content_type} if content_type else {}
        return web.Response(body=body, status=status, headers=declared | (headers or {}))

    return handler


async def fetched(handler: Handler, path: str = "/news") -> Fetched:
    """What a server gives when the whole machine counts as public."""
    async with serving(handler) as port:
        return await fetch(f"http://harbour.example:{port}{path}", admits=lambda *_: True, resolver=Names("127.0.0.1"))


async def test_a_page_is_fetched() -> None:
    """With its final address and what the server says of it."""
    seen: list[web.Request] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        seen.append(request)
        if request.path == "/old":
            raise web.HTTPFound("/new#part", headers={"Set-Cookie": "a=b"})
        return web.Response(body=PAGE, headers={"Content-Type": "text/html; charset=utf-8"})

    page = await fetched(handler, "/old#top")
    assert (PAGE, "text/html", "utf-8", "new.html") == (page.content, page.media_type, page.charset, page.name)
    assert page.url.startswith("http://harbour.example:") and page.url.endswith("/new")
    assert all(request.host.startswith("harbour.example:") for request in seen)
    assert not any("Cookie" in request.headers or "Authorization" in request.headers for request in seen)


@pytest.mark.parametrize(
    ("path", "media_type", "name"),
    [
        ("/", "text/html", ".html"),
        ("/a.php", "application/xhtml+xml", "a.html"),
        ("/README.md", "text/plain", "README.md"),
        ("/notes", "text/markdown", "notes.md"),
        ("/notes", "text/plain", "notes.txt"),
        ("/notes.txt", "application/octet-stream", "notes.txt"),
        ("/notes.txt", None, "notes.txt"),
    ],
)
async def test_the_declared_type_chooses_the_reader(path: str, media_type: str | None, name: str) -> None:
    """Where none is declared, the ending of the address does."""
    assert name == (await fetched(says(content_type=media_type), path)).name


@pytest.mark.parametrize("packed", [("gzip", gzip.compress(PAGE)), ("deflate", zlib.compress(PAGE))])
async def test_a_packed_page_is_unpacked(packed: tuple[str, bytes]) -> None:
    """Servers pack what they send."""
    assert PAGE == (await fetched(says(packed[1], headers={"Content-Encoding": packed[0]}))).content


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    for _ in range(2 * LARGEST // 100_000):
        await response.write(b"x" * 100_000)
    return response


async def _dripping(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    while True:
        await response.write(b"x")
        await asyncio.sleep(0.01)


async def _circle(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/again")


async def _broken(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.abort()
    return web.Response()


REFUSED = {
    "missing": (says(status=404), "404"),
    "declared too large": (says(b"x" * (LARGEST + 1)), "10 MB"),
    "too large": (_endless, "10 MB"),
    "unpacked too large": (
        says(gzip.compress(b"x" * 50_000_000), headers={"Content-Encoding": "gzip"}),
        "10 MB",
    ),
    "damaged": (says(b"no gzip", headers={"Content-Encoding": "gzip"}), "damaged"),
    "packed in another way": (says(headers={"Content-Encoding": "br"}), "did not ask for"),
    "picture": (says(content_type="image/png"), "no text that I can read"),
    "file of no kind": (says(content_type="application/octet-stream"), "no text that I can read"),
    "circle": (_circle, "more than 5 times"),
    "broken off": (_broken, "could not be opened"),
    "redirected to a file": (says(status=302, headers={"Location": "file:///etc/passwd"}), "no link that I can open"),
    "redirected with a password": (says(status=302, headers={"Location": "http://a:b@c.example/"}), "password"),
}


@pytest.mark.parametrize(("handler", "why"), REFUSED.values(), ids=REFUSED)
async def test_what_is_no_page_is_refused(handler: Handler, why: str) -> None:
    """In one sentence that names no address."""
    with pytest.raises(Unfetchable, match=why) as refusal:
        await fetched(handler)
    sentence = str(refusal.value)
    assert sentence.endswith(".") and "\n" not in sentence and "127.0.0.1" not in sentence


async def test_a_slow_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it has a limit, however often a byte comes."""
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    with pytest.raises(Unfetchable, match="did not answer within"):
        await fetched(_dripping)


@pytest.mark.parametrize(
    "link",
    ["", "news", "ftp://harbour.example/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///a", "http://a:x/",
     "gopher://127.0.0.1:6379/_", f"https://harbour.example/{'a' * 2000}", "http://[::1", "//harbour.example/"],
)  # fmt: skip
async def test_what_is_no_link_is_refused(link: str) -> None:
    """Only the web is fetched from."""
    with pytest.raises(Unfetchable, match="no link that I can open"):
        await fetch(link)


@pytest.mark.parametrize(
    "link", ["https://user@harbour.example/", "https://user:pass@harbour.example/", "http://:p@a.example/"]
)
async def test_a_link_with_a_password_is_refused(link: str) -> None:
    """It is somebody's secret, and it would be published with the article."""
    with pytest.raises(Unfetchable, match="password"):
        await fetch(link)


PRIVATE = """
127.0.0.1 127.8.8.8 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200
192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 ::1 ::
fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
::127.0.0.1 2002:7f00:1:: 2002:a9fe:a9fe:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2001:0:7f00:1:0:0:80ff:fffe
fec0::1 100::1 ::ffff:8.8.8.8 2002:808:808:: 64:ff9b::808:808
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    """This machine, its networks, its cloud's metadata, and IPv6 that stands for them."""
    assert not is_public(address, 443)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001:80b::200e"])
def test_public_addresses_are_public(address: str) -> None:
    """Nothing else is kept from anybody."""
    assert is_public(address, 443) and is_public(address, 80)


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 8443])
def test_only_the_web_has_ports(port: int) -> None:
    """A link must not speak to a mail server or a database."""
    assert not is_public("8.8.8.8", port)


@pytest.mark.parametrize(
    "link",
    ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://0x7f000001:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
     "http://harbour.example:{port}/"],
)  # fmt: skip
async def test_a_private_server_is_never_asked(link: str) -> None:
    """However its address is written."""
    asked: list[web.Request] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        asked.append(request)
        return web.Response(body=PAGE)

    async with serving(handler) as port:
        with pytest.raises(Unfetchable):
            await fetch(link.format(port=port), resolver=Names("127.0.0.1") if "harbour" in link else None)
    assert not asked


async def test_a_redirect_cannot_lead_inside() -> None:
    """The address is looked at each time a connection is made."""
    inside: list[web.Request] = []

    async def secret(request: web.Request) -> web.StreamResponse:
        inside.append(request)
        return web.Response(body=PAGE, content_type="text/html")

    async with serving(secret) as private:
        redirect = says(status=302, headers={"Location": f"http://127.0.0.1:{private}/"})
        async with serving(redirect) as public:
            with pytest.raises(Unfetchable, match="not public"):
                await fetch(f"http://127.0.0.1:{public}/", admits=lambda _, port: port == public)
    assert not inside


async def test_a_name_is_resolved_once_for_a_connection() -> None:
    """A name that means another address a moment later gains nothing: what was looked at is what is connected to."""
    names, seen = Names("127.0.0.1", "127.0.0.2"), []

    def admits(address: str, _port: int) -> bool:
        seen.append(address)
        return True

    async with serving(says()) as port:
        await fetch(f"http://harbour.example:{port}/", admits=admits, resolver=names)
    assert (1, ["127.0.0.1"]) == (names.asked, seen)


async def test_a_name_that_changes_to_a_private_address_is_refused() -> None:
    """At the redirect, when it is resolved anew."""
    async with serving(says(status=302, headers={"Location": "/again"})) as port:
        with pytest.raises(Unfetchable, match="not public"):
            await fetch(
                f"http://harbour.example:{port}/",
                admits=lambda ip, _: ip == "127.0.0.1",
                resolver=Names("127.0.0.1", "127.0.0.2"),
            )


async def test_a_server_is_asked_by_its_name() -> None:
    """The connection goes to the address that was looked at; the certificate must be that of the name."""
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _connection, name, _context: asked.append(name)
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unfetchable, match="could not be opened"):
            await fetch(f"https://harbour.example:{port}/", admits=lambda *_: True, resolver=Names("127.0.0.1"))
    assert ["harbour.example"] == asked
