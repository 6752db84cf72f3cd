"""README.md tells of everything that a person can set, call or make, and what it shows is what the program says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from bot import replies
from bot.__main__ import app
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def _commands(group: TyperGroup, path: str = "quoth") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def _all_commands() -> list[str]:
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    return list(_commands(command))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_described(name: str) -> None:
    """In the table of settings."""
    assert f"\n| `QUOTH_{name.upper()}` | " in README


@pytest.mark.parametrize("command", _all_commands())
def test_every_command_is_described(command: str) -> None:
    """In the table of commands, with what it takes."""
    assert re.search(rf"\n\| `{command}( [^`]+)?` \| ", README)


@pytest.mark.parametrize("name", sorted({"start", *replies.COMMANDS, *replies.GROUP_COMMANDS, *replies.OWNER_COMMANDS}))
def test_every_telegram_command_is_described(name: str) -> None:
    """In the table of Telegram's commands."""
    assert re.search(rf"\n\| `/{name}( [^`]+)?` \| ", README)


@pytest.mark.parametrize("target", re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
def test_every_target_is_described(target: str) -> None:
    """In the table of targets."""
    assert f"\n| `make {target}` | " in README


def test_every_file_that_the_readme_names_exists() -> None:
    """The map shows the house as it is."""
    named = set(re.findall(r"`((?:bot|corpus|tests|tools)/[\w/.]*)`|\]\(([A-Z]+(?:\.md)?)\)", README))
    assert [] == [name for pair in named for name in pair if name and not (ROOT / name).exists()]


@pytest.mark.parametrize(("question", "answer"), re.findall(r'\$ quoth ask "(.*)"\n((?:(?!\$|```).*\n)+)', README))
def test_the_exchange_is_real(question: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a newcomer reads is what a newcomer gets, line ends apart."""
    monkeypatch.setenv("QUOTH_DATABASE", f"sqlite:///{tmp_path}/quoth.db")
    said = CliRunner().invoke(app, ["ask", question]).stdout
    assert [word for word in answer.split() if word != "│"] == [word for word in said.split() if word != "│"]
