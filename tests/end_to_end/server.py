"""The tests' Bot API over HTTP: long polling with offsets, files, and faults on demand."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote

from tests.bot_api import TOKEN, BotApi, Json, Refused, buttons


class Server:
    """A `BotApi` that a process can reach, and that a test can watch."""

    def __init__(self) -> None:
        self.api = BotApi()
        self.url = ""
        self.polls = 0
        self.faults: defaultdict[str, list[str]] = defaultdict(list)
        """By method, what happens to its next requests: 429, 502, drop before, drop after."""
        self._changed = threading.Condition(threading.RLock())
        self._updates: list[Json] = []
        self._repeated: list[Json] = []
        self._open = True

    @contextmanager
    def serving(self) -> Iterator[Server]:
        """Listen on a free port of this machine."""
        http = _Http(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._open = False
            with self._changed:
                self._changed.notify_all()
            http.shutdown()
            http.server_close()

    def deliver(self, update: Json) -> Json:
        """Bring an update to the bot."""
        with self._changed:
            self._updates.append(update)
            self._changed.notify_all()
        return update

    def repeat(self, update: Json) -> None:
        """Bring it once more, as after a lost confirmation: also where the offset says that it was received."""
        with self._changed:
            self._repeated.append(update)
            self._changed.notify_all()

    def wait(self, count: int, chat_id: int, seconds: float = 20) -> list[Json]:
        """Wait until the bot has said so much in a chat."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with self._changed:
                said = [dict(message) for message in self.api.said(chat_id)]
            if len(said) >= count:
                return said
            time.sleep(0.01)
        raise AssertionError(f"after {seconds} s: {said}")

    def wait_for(self, label: str, message: Json, seconds: float = 20) -> None:
        """Wait until a message has a button."""
        key = message["chat"]["id"], message["message_id"]
        self.wait_until(lambda: label in buttons(self.api.messages[key]), seconds)

    def wait_until(self, done: Callable[[], bool], seconds: float = 20) -> None:
        """Wait for something to become true."""
        deadline = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def calls(self, method: str) -> list[Json]:
        with self._changed:
            return [sent for name, sent in self.api.calls if name == method]

    def answer(self, method: str, parameters: Json) -> tuple[int, Json] | None:
        """Answer a request, or (None) drop its connection."""
        if method == "getUpdates":
            return 200, {"ok": True, "result": self._get_updates(parameters)}
        with self._changed:
            fault = self.faults[method].pop(0) if self.faults[method] else ""
            if fault == "429":
                return 429, Refused(429, "Too Many Requests: retry after 1", retry_after=1).body()
            if fault == "502":
                return 502, Refused(502, "Bad Gateway").body()
            if fault == "drop before":
                return None
            try:
                answer = 200, {"ok": True, "result": self.api.call(method, parameters)}
            except Refused as refused:
                answer = refused.code, refused.body()
            return None if fault == "drop after" else answer

    def _get_updates(self, parameters: Json) -> list[Json]:
        offset, timeout = int(parameters.get("offset", 0)), float(parameters.get("timeout", 0))
        deadline = time.monotonic() + timeout
        with self._changed:
            self.polls += 1
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
            while self._open and not (self._updates or self._repeated) and time.monotonic() < deadline:
                self._changed.wait(max(0.0, deadline - time.monotonic()))
            repeated, self._repeated = self._repeated, []
            return repeated + self._updates


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """The other side was killed: some tests do that."""


def _parameters(content_type: str, body: bytes) -> Json:
    """Of a form; files in it are bytes."""
    if not content_type.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode()))
    form = BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = (part for part in form.walk() if not part.is_multipart())
    return {str(part.get_param("name", header="Content-Disposition")): _value(part) for part in parts}


def _value(part: Message) -> str | bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content if part.get_filename() else content.decode()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet an answer

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            prefix, _, method = unquote(self.path).rpartition("/")
            if prefix != f"/bot{TOKEN}":
                self._send(401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}')
                return
            answer = server.answer(method, _parameters(self.headers.get("Content-Type", ""), body))
            if answer is None:
                self.close_connection = True
            else:
                self._send(answer[0], json.dumps(answer[1]).encode())

        def do_GET(self) -> None:
            prefix, _, file_id = unquote(self.path).rpartition("/")
            known = prefix == f"/file/bot{TOKEN}/documents" and file_id in server.api.files
            self._send(200 if known else 404, server.api.files[file_id] if known else b"")

        def _send(self, code: int, body: bytes) -> None:
            try:
                self.send_response(code)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # killed meanwhile, as some tests want it
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
