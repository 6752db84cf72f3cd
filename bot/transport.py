"""Transport: requests to Telegram over aiohttp, which spends a third of the time that httpx, PTB's own, spends."""

from __future__ import annotations

import asyncio
from functools import cache
from ssl import SSLContext
from typing import NamedTuple, Self
from urllib.request import getproxies

import httpx
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientRequest,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    InvalidURL,
    TCPConnector,
)
from aiohttp.http_exceptions import HttpProcessingError
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

NOT_SENT = (ClientConnectorError, ConnectionTimeoutError, InvalidURL)
"""What goes wrong before Telegram can have heard anything."""

_FORM = "application/x-www-form-urlencoded"
_HEAD = (
    b"%b %b HTTP/1.1\r\nHost: %b\r\nUser-Agent: %b\r\nAccept-Encoding: gzip, deflate\r\n"
    b"Content-Type: %b\r\nContent-Length: "
)
_ADDRESSES_LAST = 300
"""Seconds for which the address of a name is remembered."""


class Patience(NamedTuple):
    """Seconds that each step of a request may take; None is for ever."""

    read: float | None = 20.0
    write: float | None = 20.0
    connect: float | None = 5.0
    pool: float | None = 20.0

    def timeout(self) -> ClientTimeout:
        steps = [step for step in self if step is not None]
        # aiohttp counts waiting for a free connection and making one as one step, and writing as none.
        return ClientTimeout(
            total=sum(steps) if len(steps) == len(self) else None,
            connect=None if self.pool is None or self.connect is None else self.pool + self.connect,
            sock_connect=self.connect,
            sock_read=self.read,
        )


class _Route(NamedTuple):
    """The way to a method: where it is asked, and all that is said before how long the form is."""

    endpoint: ClientRequest
    head: bytes

    @classmethod
    def to(cls, method: str, url: URL) -> Self:
        said = (method, url.raw_path_qs, url.raw_authority, BaseRequest.USER_AGENT, _FORM)
        return cls(ClientRequest(method, url, loop=asyncio.get_running_loop()), _HEAD % tuple(map(str.encode, said)))


class Transport(BaseRequest):
    """PTB's edge to the network."""

    def __init__(self, connections: int, patience: Patience | None = None) -> None:
        self._connections = connections
        self._patience = patience or Patience()
        self._timeout = self._patience.timeout()
        self._session: ClientSession | None = None
        self._routes: dict[str, _Route] = {}

    @property
    def read_timeout(self) -> float | None:
        return self._patience.read

    async def initialize(self) -> None:
        """Open; Telegram is connected to at the first request."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections, ssl=_certificates(), ttl_dns_cache=_ADDRESSES_LAST),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=bool(getproxies()),  # where there is none to find, aiohttp would look at every request
            )

    async def shutdown(self) -> None:
        session, self._session, self._routes = self._session, None, {}
        if session:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917  (PTB's signature)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Ask, and read the whole answer; what goes wrong on the way becomes PTB's NetworkError or TimedOut."""
        if self._session is None:
            raise RuntimeError("The transport is not open.")
        timeout = self._timeout_for((read_timeout, write_timeout, connect_timeout, pool_timeout))
        data, headers = _body(request_data)
        try:
            if isinstance(data, bytes) and not self._session.trust_env:
                return await self._exchange(self._routes.get(url) or self._route(method, url), data, timeout)
            async with self._session.request(
                method, URL(url, encoded=True), data=data, headers=headers, timeout=timeout
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (ClientError, HttpProcessingError, OSError) as error:
            raise NetworkError(type(error).__name__) from error  # its message may hold the address, and that the token

    def _route(self, method: str, url: str) -> _Route:
        made = self._routes[url] = _Route.to(method, URL(url, encoded=True))
        return made

    async def _exchange(self, route: _Route, form: bytes, patience: ClientTimeout) -> tuple[int, bytes]:
        """Ask over one of the session's connections, past its redirects, cookies and middlewares.

        They take three times as long as all that is done here, and Telegram has none of them.
        """
        assert self._session and self._session.connector, "`do_request` has seen to it"  # noqa: S101, PT018
        try:
            connection = await self._session.connector.connect(route.endpoint, [], patience)
        except TimeoutError as error:
            raise ConnectionTimeoutError from error
        try:
            protocol = connection.protocol
            assert protocol is not None and protocol.transport, "it is connected"  # noqa: S101, PT018
            protocol.set_response_params(read_timeout=patience.sock_read, read_until_eof=True)
            protocol.transport.write(b"%b%d\r\n\r\n%b" % (route.head, len(form), form))
            protocol.start_timeout()
            message, content = await protocol.read()
            answer = message.code, await content.read()
        except BaseException:
            connection.close()  # what is left of the answer is not for the next one
            raise
        connection.release()
        return answer

    def _timeout_for(self, wanted: tuple[ODVInput[float], ...]) -> ClientTimeout:
        if all(seconds is self.DEFAULT_NONE for seconds in wanted):
            return self._timeout
        return Patience(
            *(
                usual if isinstance(seconds, DefaultValue) else seconds
                for seconds, usual in zip(wanted, self._patience, strict=True)
            )
        ).timeout()


def _body(request_data: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str] | None]:
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        # yarl quotes in C, urllib in Python.
        return URL.build(query=request_data.json_parameters).raw_query_string.encode(), {"Content-Type": _FORM}
    form = FormData(request_data.json_parameters)
    for name, (file_name, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form, None


@cache
def _certificates() -> SSLContext:
    """Those that come with Python packages: on some systems Python's own find none."""
    return httpx.create_ssl_context()
