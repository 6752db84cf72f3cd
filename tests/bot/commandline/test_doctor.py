"""The doctor says what is wrong, and what to change where."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.commandline.doctor import Mark, examine, without_password
from bot.settings import Settings
from corpus.library import Library

TOKEN = "123456:secret-of-the-bot"
BOT = {"id": 123456, "is_bot": True, "first_name": "Quoth", "username": "quoth_bot"}
Serve = Callable[[int, object], str]


@pytest.fixture(name="serve")
def _serve() -> Iterator[Serve]:
    """A server that gives one answer to everything, and tells its address."""
    servers = []

    def serve(status: int, answer: object) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = self.path == f"/bot{TOKEN}/getMe"
                content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status if known else 404)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def _found(**settings: object) -> dict[str, tuple[Mark, str]]:
    findings = examine(Settings.model_validate(settings))
    return {subject: (mark, sentence) for mark, subject, sentence in findings}


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> dict[str, object]:
    """All that may be set, but for the server."""
    database = f"sqlite:///{tmp_path}/quoth.db"
    return {"token": SecretStr(TOKEN), "owners": frozenset({8, 7}), "database": database}


def test_a_sound_installation_passes(serve: Serve, settings: dict[str, object]) -> None:
    """Everything set and in order: nothing to change."""
    bot = BOT | {"can_read_all_group_messages": True, "supports_inline_queries": True}
    found = _found(**settings, api_url=serve(200, {"ok": True, "result": bot}))
    assert {Mark.GOOD} == {mark for mark, _ in found.values()}
    assert "may change articles: 7, 8." == found["QUOTH_OWNERS"][1]
    assert found["QUOTH_DATABASE"][1].endswith("holds 1 article.")
    assert "knows the token: this is @quoth_bot." == found["Telegram"][1]


def test_privacy_and_inline_mode_are_told(serve: Serve, settings: dict[str, object]) -> None:
    """What BotFather can change is said with the words to send, and is no fault."""
    found = _found(**settings, api_url=serve(200, {"ok": True, "result": BOT}))
    assert [Mark.NOTE, Mark.NOTE] == [found["Privacy mode"][0], found["Inline mode"][0]]
    assert "/setprivacy" in found["Privacy mode"][1]
    assert "add it again" in found["Privacy mode"][1]
    assert "/setinline" in found["Inline mode"][1]


def test_without_token_telegram_is_not_asked(settings: dict[str, object]) -> None:
    """No token and no owners are no fault; what they are for is said."""
    found = _found(database=settings["database"])
    assert [Mark.NOTE, Mark.NOTE] == [found["QUOTH_TOKEN"][0], found["QUOTH_OWNERS"][0]]
    assert "Telegram" not in found


@pytest.mark.parametrize(
    ("status", "answer", "hint"),
    [
        (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}, "mend QUOTH_TOKEN"),
        (404, {"ok": False, "error_code": 404, "description": "Not Found"}, "mend QUOTH_TOKEN"),
        (502, b"<html>Bad Gateway</html>", "error 502"),
        (200, b"<html>Welcome!</html>", "Mend QUOTH_API_URL"),
        (200, ["not", "a", "result"], "Mend QUOTH_API_URL"),
        (200, {"ok": True}, "Mend QUOTH_API_URL"),
    ],
)
def test_a_refusal_is_explained(
    serve: Serve, settings: dict[str, object], status: int, answer: object, hint: str
) -> None:
    """Which setting to change, and never the token."""
    mark, sentence = _found(**settings, api_url=serve(status, answer))["Telegram"]
    assert (Mark.BAD, True, False) == (mark, hint in sentence, "secret" in sentence)


def test_a_server_that_is_not_there_is_named(settings: dict[str, object]) -> None:
    """The address is shown, for it may be the wrong one."""
    mark, sentence = _found(**settings, api_url="http://127.0.0.1:9")["Telegram"]
    assert (Mark.BAD, True) == (mark, "http://127.0.0.1:9 does not answer" in sentence)


def test_a_database_that_does_not_open_is_a_fault(tmp_path: Path) -> None:
    """With a sentence instead of a traceback."""
    (tmp_path / "quoth.db").write_text("This is not a database. " * 100, "utf-8")
    mark, _ = _found(database=f"sqlite:///{tmp_path}/quoth.db")["QUOTH_DATABASE"]
    assert Mark.BAD is mark


def test_an_empty_library_is_told(settings: dict[str, object]) -> None:
    """Quoth without articles answers nothing."""
    library = Library.open(str(settings["database"]))
    library.history.withdraw(library.articles()[0].id, by="Ada")
    library.close()
    mark, sentence = _found(**settings, api_url="http://127.0.0.1:9")["QUOTH_DATABASE"]
    assert (Mark.NOTE, True) == (mark, "quoth articles add FILE" in sentence)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ann:se@cret@db.example/quoth", "postgresql://db.example/quoth"),
        ("postgres://db/quoth?sslmode=require", "postgres://db/quoth?sslmode=require"),
        ("sqlite:////home/ann@work/quoth.db", "sqlite:////home/ann@work/quoth.db"),
    ],
)
def test_no_password_is_shown(address: str, shown: str) -> None:
    """Of a server's address neither name nor password; a file's address as it is."""
    assert shown == without_password(address)
