"""Logs: a form for people and one for machines, and no token in either."""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from telegram import User

from bot import logs
from bot.settings import Log, LogFormat, Settings

TOKEN = "123456:short-secret"
OTHER = "987654321:AAF0o0o0o0o0o0o0o0o0o0o0o0o0o0o0o0o"
log = logging.getLogger("bot.test")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Logging belongs to the process: it is left as it was found."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, sys.excepthook = handlers, hook
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True
    for name in logs.LOUD:
        logging.getLogger(name).setLevel(logging.NOTSET)


def _set_up(log_format: LogFormat = "text") -> None:
    logs.set_up(Settings(token=SecretStr(TOKEN), log=Log("debug", log_format)))


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("token", [TOKEN, TOKEN.replace(":", "%3A"), OTHER])
def test_no_token_is_logged(capsys: pytest.CaptureFixture[str], log_format: LogFormat, token: str) -> None:
    """Not in a message, not in its arguments, not in a traceback: neither this bot's token nor another's."""
    _set_up(log_format)
    try:
        raise ValueError(f"https://api.telegram.org/bot{token}/getMe")
    except ValueError:
        log.exception("calling %s with %s", f"bot{token}", {"url": f"bot{token}/getMe"})
    logged = capsys.readouterr().err
    secret = token.replace("%3A", ":").partition(":")[2]
    assert secret not in logged
    assert 3 == logged.count(":***")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_number_of_a_person_or_chat_is_logged(capsys: pytest.CaptureFixture[str], log_format: LogFormat) -> None:
    """A code stands for it, the same throughout: in what we write, what PTB shows, and JSON; other numbers stay."""
    _set_up(log_format)
    log.info("user_id=%s asked in chat_id=%s, update_id=%s", 70007, -1001, 5555)
    log.info("%s", User(70007, "Ada", is_bot=False))
    log.info("parameters %s, payload %s", {"chat_id": 70007, "message_id": 5555}, '{"from": {"id": 70007}}')
    logged = capsys.readouterr().err
    codes = set(re.findall("~[0-9a-f]{8}", logged))
    assert "70007" not in logged and "-1001" not in logged and 2 == len(codes)
    assert 2 == logged.count("5555")


def test_codes_differ_between_bots(capsys: pytest.CaptureFixture[str]) -> None:
    """Who has the log of one cannot follow a person into the log of another."""
    lines = []
    for token in (TOKEN, OTHER):
        logs.set_up(Settings(token=SecretStr(token), log=Log("debug", "text")))
        log.info("user_id=70007")
        lines.append(capsys.readouterr().err.rpartition("~")[2])
    assert lines[0] != lines[1]


def test_a_record_that_cannot_be_formatted_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Python would print it as it is, token and all."""
    _set_up()
    log.info("%d", TOKEN)
    assert "" == capsys.readouterr().err


def test_a_record_is_one_line_of_text(capsys: pytest.CaptureFixture[str]) -> None:
    """When, how bad, where, what."""
    _set_up()
    log.info("ready after %s s", 2)
    assert capsys.readouterr().err.endswith(" INFO    bot.test: ready after 2 s\n")


def test_a_record_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    """The same for machines; letters of all scripts stay as they are."""
    _set_up("json")
    log.warning("größer als %s", "→")
    logged = json.loads(capsys.readouterr().err)
    assert logged.pop("time").endswith("+00:00")
    assert {"level": "warning", "logger": "bot.test", "message": "größer als →"} == logged


def test_a_traceback_stays_in_its_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a record, whatever happened."""
    _set_up("json")
    try:
        raise ValueError("of all things")
    except ValueError:
        log.exception("failed")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["exception"].endswith("ValueError: of all things")


@pytest.mark.parametrize("name", logs.LOUD)
def test_libraries_do_not_tell_addresses(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """At INFO, httpx tells every URL, and the URL holds the token."""
    _set_up()
    logging.getLogger(name).info("HTTP Request: POST …")
    assert "" == capsys.readouterr().err


def test_the_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """What lies below the level is not logged."""
    logs.set_up(Settings(log=Log("error", "text")))
    log.warning("not this")
    logging.getLogger("httpx").warning("nor this")
    log.error("this")
    assert 1 == capsys.readouterr().err.count("\n")


def test_an_uncaught_exception_does_not_tell_the_token() -> None:
    """Python prints what ends it; we log it, masked."""
    program = f"""
from pydantic import SecretStr
from bot import logs
from bot.settings import Settings
logs.set_up(Settings(token=SecretStr("{TOKEN}")))
raise ValueError("The token `" + "{TOKEN}"[:9] + "{TOKEN}"[9:] + "` was rejected")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert 1 == done.returncode
    assert "The token `123456:***` was rejected" in done.stderr
