"""Fetching: the bytes behind a link, from the public web and from nowhere else.

A link comes from a person and leads where its owner likes, also to a machine that only we can reach. So every address
is looked at when a socket to it is made (a name is resolved once, and it is that address that is connected to), at the
first request as at each redirect; and whatever comes is bounded in size and in time.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver
from yarl import URL

from corpus.articles import Manuscript
from corpus.errors import Unfetchable
from corpus.reading import FORMATS, read

LARGEST = 10 * 1024 * 1024
"""In bytes, also of what comes compressed."""
SECONDS = 15.0
"""For all of it, redirects included."""
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = frozenset({80, 443})
"""Others belong to what is not the web: databases, mail, administration."""
_LONGEST = 2000
_PART = 1 << 16
_HEADERS = {
    "User-Agent": "Quoth (reads one page on a person's request)",
    "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/epub+zip": ".epub",
}
_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_ALSO_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        "192.0.0.0/24 192.88.99.0/24 ::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 2001::/23 2002::/16 3fff::/20"
        " fec0::/10".split(),
    )
)
"""By IANA's registries, which older versions of Python do not know whole. A cloud has its metadata in the first; most
of the others stand for an IPv4 address, which nobody needs to give in that way."""

Admits = Callable[[str, int], bool]
"""Whether an address and port may be connected to."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lay behind a link."""

    url: str
    """Where it was found in the end."""
    media_type: str
    """As the server declared it; `reading` looks whether the content is of that kind."""
    content: bytes
    charset: str | None = None
    """As the server declared it."""

    @property
    def name(self) -> str:
        """A file's name: the last part of the address, with the ending that the media type asks for."""
        path = PurePosixPath(URL(self.url).path)
        ending = path.suffix.lower()
        if self.media_type == "text/plain" and ending == ".md":
            return path.name
        return path.name if self.media_type in _UNTOLD else f"{path.stem}{_ENDINGS[self.media_type]}"

    def read(self) -> Manuscript:
        """What it says; raises Unreadable."""
        return read(self.name, self.content, source=self.url, charset=self.charset)


def is_public(address: str, port: int) -> bool:
    """Whether anybody on the internet can connect to it: no address of this machine, its networks or its cloud."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    special = ip.is_multicast or ip.is_reserved or any(ip in network for network in _ALSO_SPECIAL)
    return port in _PORTS and ip.is_global and not special


async def fetch(link: str, *, admits: Admits = is_public, resolver: AbstractResolver | None = None) -> Fetched:
    """Fetch what a link leads to; raises Unfetchable, with a sentence for the one who sent the link."""
    try:
        async with asyncio.timeout(SECONDS), _session(admits, resolver) as session:
            return await _followed(session, _url(link))
    except TimeoutError as error:
        raise Unfetchable("The link did not answer within {seconds} seconds.", seconds=round(SECONDS)) from error
    except (ClientError, OSError, ValueError) as error:
        raise Unfetchable("The link could not be opened: there is no such server, or it does not answer.") from error


def _session(admits: Admits, resolver: AbstractResolver | None) -> ClientSession:
    def public_socket(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, (address, port, *_) = info
        if not admits(address, port):
            raise Unfetchable("The link leads to an address that is not public.")
        return socket.socket(family, kind, protocol)

    # One address after the other: tried at the same time, a refusal would be taken for a connection that failed.
    connector = TCPConnector(
        resolver=resolver,
        socket_factory=public_socket,
        happy_eyeballs_delay=None,
        force_close=True,
        use_dns_cache=False,
    )
    return ClientSession(
        connector=connector,
        auto_decompress=False,  # ours knows a limit
        cookie_jar=DummyCookieJar(),
        headers=_HEADERS,
        timeout=ClientTimeout(total=SECONDS),
        trust_env=False,
    )


def _url(link: str) -> URL:
    """The address of a link, if it is one of the web and hides nothing."""
    try:
        url = URL(link.strip())
        valid = url.scheme in {"http", "https"} and url.host and url.port and len(link) <= _LONGEST
    except ValueError:
        valid = False
    if not valid:
        raise Unfetchable("This is no link that I can open: it begins with http:// or https:// and names a server.")
    if url.user is not None or url.password is not None:
        raise Unfetchable("The link holds a name or a password: I open only what anybody can open.")
    return url.with_fragment(None)


async def _followed(session: ClientSession, url: URL) -> Fetched:
    for _ in range(_MOST_REDIRECTS + 1):
        async with session.get(url, allow_redirects=False) as response:
            if response.status not in _REDIRECTS or "Location" not in response.headers:
                return await _taken(response)
            url = _url(str(url.join(URL(response.headers["Location"]))))
    raise Unfetchable("The link was redirected more than {times} times.", times=_MOST_REDIRECTS)


async def _taken(response: ClientResponse) -> Fetched:
    if not response.ok:
        raise Unfetchable("The server answered {status} instead of the page.", status=response.status)
    media_type = response.content_type if "Content-Type" in response.headers else ""
    if media_type in _UNTOLD:
        known = PurePosixPath(response.url.path).suffix.lower() in FORMATS
    else:
        known = _ENDINGS.get(media_type) in FORMATS
    if not known:
        raise Unfetchable("The link leads to no text that I can read.")
    return Fetched(str(response.url), media_type, await _content(response), response.charset)


async def _content(response: ClientResponse) -> bytes:
    match response.headers.get("Content-Encoding", "identity").strip().lower():
        case "identity" | "":
            return bytes(await _bounded(response))
        case "gzip" | "x-gzip" | "deflate":
            return _inflated(await _bounded(response))
    raise Unfetchable("The server packs its pages in a way that I did not ask for.")


async def _bounded(response: ClientResponse) -> bytearray:
    if (response.content_length or 0) > LARGEST:
        raise _too_large()
    content = bytearray()
    async for part in response.content.iter_chunked(_PART):
        content += part
        if len(content) > LARGEST:
            raise _too_large()
    return content


def _inflated(packed: bytearray) -> bytes:
    unpacking = zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)
    try:
        content = unpacking.decompress(packed, LARGEST + 1)
    except zlib.error as error:
        raise Unfetchable("The page came damaged: try again later.") from error
    if len(content) > LARGEST:
        raise _too_large()
    return content


def _too_large() -> Unfetchable:
    return Unfetchable("The link leads to more than {most} MB, the most that I fetch.", most=LARGEST // 1024**2)
