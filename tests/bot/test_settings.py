"""Settings come from the environment and `.env`; a wrong one stops the start with a sentence."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Log, Settings, load

TOKEN = "123456:ABC-def_ghi"
Sets = pytest.MonkeyPatch


@pytest.fixture(name="environment", autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sets:
    """A folder without `.env`, an environment without settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUOTH_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def _refusal(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stopped:
        load()
    assert 2 == stopped.value.code
    return capsys.readouterr().err


def test_nothing_needs_to_be_set(environment: Sets, tmp_path: Path) -> None:
    """Without settings: no bot, no owners, Telegram's own server, a file in the user's data directory."""
    environment.setenv("XDG_DATA_HOME", str(tmp_path))
    settings = load()
    assert (None, frozenset()) == (settings.token, settings.owners)
    assert "https://api.telegram.org" == settings.api_url
    assert ("info", "text") == (settings.log_level, settings.log_format)
    assert settings.database.startswith("sqlite:///")
    assert settings.database.endswith("quoth.db")


def test_everything_can_be_set(environment: Sets) -> None:
    """Each setting has its variable."""
    environment.setenv("QUOTH_TOKEN", TOKEN)
    environment.setenv("QUOTH_OWNERS", "7, 8")
    environment.setenv("QUOTH_DATABASE", "sqlite:////srv/quoth.db")
    environment.setenv("QUOTH_API_URL", "http://localhost:8081/")
    environment.setenv("QUOTH_KEEP_DAYS", "7")
    environment.setenv("QUOTH_LIMIT", "0")
    environment.setenv("QUOTH_LOG", "debug json")
    expected = Settings(
        token=SecretStr(TOKEN),
        owners=frozenset({7, 8}),
        database="sqlite:////srv/quoth.db",
        api_url="http://localhost:8081",
        keep_days=7,
        limit=0,
        log=Log("debug", "json"),
    )
    assert expected == load()


def test_a_file_is_read_and_the_environment_wins(environment: Sets, tmp_path: Path) -> None:
    """`.env` sets what the environment does not; other programs' lines do not matter."""
    (tmp_path / ".env").write_text(f"QUOTH_TOKEN={TOKEN}\nQUOTH_OWNERS=1\nOTHER=2\n", "utf-8")
    environment.setenv("QUOTH_OWNERS", "7")
    settings = load()
    assert (SecretStr(TOKEN), frozenset({7})) == (settings.token, settings.owners)


def test_the_example_is_complete_and_means_the_defaults(tmp_path: Path) -> None:
    """`.env.example` names every setting, and copied as it is it changes none."""
    example = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
    defaults = load()
    (tmp_path / ".env").write_text(example, "utf-8")
    assert defaults == load()
    assert {f"QUOTH_{name.upper()}=" for name in Settings.model_fields} <= set(example.splitlines())


def test_a_file_that_is_no_text_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A `.env` that cannot be read stops the start like a wrong setting."""
    (tmp_path / ".env").write_bytes(b"QUOTH_TOKEN=\xff\xfe")
    assert _refusal(capsys).startswith(".env: ")


def test_the_token_is_masked() -> None:
    """Printing the settings does not print the token."""
    assert TOKEN not in repr(Settings(token=SecretStr(TOKEN)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUOTH_TOKEN", "ABC-def_ghi"),
        ("QUOTH_TOKEN", "123456:with space"),
        ("QUOTH_OWNERS", "@alice"),
        ("QUOTH_OWNERS", "7 -8"),
        ("QUOTH_OWNERS", "7;8"),
        ("QUOTH_OWNERS", "1087968824"),
        ("QUOTH_DATABASE", "quoth.db"),
        ("QUOTH_DATABASE", "sqlite:///"),
        ("QUOTH_DATABASE", "sqlite://quoth.db"),
        ("QUOTH_DATABASE", "mysql://localhost/quoth"),
        ("QUOTH_DATABASE", "postgresql://localhost"),
        ("QUOTH_API_URL", "localhost:8081"),
        ("QUOTH_API_URL", "http://"),
        ("QUOTH_API_URL", "http://localhost:port"),
        ("QUOTH_API_URL", "http://localhost:99999"),
        ("QUOTH_API_URL", "http://[::1"),
        ("QUOTH_API_URL", "https://api.telegram.org/bot"),
        ("QUOTH_API_URL", "https://api.telegram.org?x=1"),
        ("QUOTH_KEEP_DAYS", "0"),
        ("QUOTH_KEEP_DAYS", "a month"),
        ("QUOTH_LIMIT", "-1"),
        ("QUOTH_LIMIT", "1e3"),
        ("QUOTH_LOG", "loud"),
        ("QUOTH_LOG", "info xml"),
    ],
)
def test_a_wrong_setting_stops_the_start(
    environment: Sets, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    """One sentence that names the setting, and exit code 2."""
    environment.setenv(name, value)
    refusal = _refusal(capsys)
    assert refusal.startswith(f"{name}: ")
    assert 1 == refusal.count("\n")
    assert ".\n" == refusal[-2:]


def test_a_wrong_token_is_not_repeated(environment: Sets, capsys: pytest.CaptureFixture[str]) -> None:
    """What was set for a token may be one, with a slip in it."""
    environment.setenv("QUOTH_TOKEN", TOKEN + "!")
    assert TOKEN not in _refusal(capsys)


def test_each_wrong_setting_is_named(environment: Sets, capsys: pytest.CaptureFixture[str]) -> None:
    """Two wrong settings are mended in one go."""
    environment.setenv("QUOTH_TOKEN", "x")
    environment.setenv("QUOTH_LOG", "x")
    assert ["QUOTH_TOKEN", "QUOTH_LOG"] == [line.partition(":")[0] for line in _refusal(capsys).splitlines()]


@pytest.mark.parametrize(
    ("value", "log"),
    [
        ("WARNING", Log("warning", "text")),
        ("json", Log("info", "json")),
        ("error,json", Log("error", "json")),
        ("json debug", Log("debug", "json")),
    ],
)
def test_the_log_has_a_level_a_form_or_both(environment: Sets, value: str, log: Log) -> None:
    """In any order, in any case."""
    environment.setenv("QUOTH_LOG", value)
    assert log == load().log


def test_a_home_directory_may_be_written_short(environment: Sets, tmp_path: Path) -> None:
    """`~` means what it means to a shell."""
    environment.setenv("HOME", str(tmp_path))
    environment.setenv("QUOTH_DATABASE", "sqlite:///~/quoth.db")
    assert f"sqlite:///{tmp_path}/quoth.db" == load().database


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUOTH_DATABASE", "sqlite:///~nobodyxyz/x.db"),
        ("QUOTH_API_URL", "http://user:secret@localhost:8081"),
        ("QUOTH_BOLDNESS", "reckless"),
        ("QUOTH_WATCH", "/nowhere/secret"),
        ("QUOTH_WATCH", "~nobodyxyz/secret"),
    ],
)
def test_a_value_that_cannot_be_meant(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence that names the setting and repeats no secret; exit code 2."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        load()
    said = capsys.readouterr().err
    assert (2, True, False) == (ended.value.code, said.startswith(f"{name}: "), "secret" in said)


def test_a_server_may_be_the_database() -> None:
    """PostgreSQL's address is taken as it is; whether it can be reached, the database tells."""
    address = "postgresql://ann:secret@db.example:5433/quoth?sslmode=require"
    assert address == Settings(_env_file=None, database=address).database
