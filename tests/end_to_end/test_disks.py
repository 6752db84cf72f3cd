"""A real disk that is full, and one that has become read-only: said in one sentence, and answered from all the while.

The process has mounts of its own; where those are refused to us, the tests are skipped.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.bot.test_moderation import ARTICLE
from tests.bot_api import ASKER, OWNER, Json
from tests.end_to_end.conftest import Process, Start
from tests.end_to_end.server import Server

HELSINKI, FERRY = "What surprised many in Helsinki in 2018?", "What do ferry tickets cost?"


def run(*command: str) -> None:
    """Raises OSError or SubprocessError where there is no such command, or it fails."""
    subprocess.run(["/usr/bin/env", *command], check=True, capture_output=True, timeout=20)


def fill(file: int) -> None:
    """Until there is no room."""
    while True:
        os.write(file, b"x" * 4096)


def mounting(*arguments: str) -> list[str]:
    """A command that mounts something, for itself alone, before it becomes another one."""
    return ["unshare", "--mount", "sh", "-ec", f'mount {" ".join(arguments)}; exec "$@"', "sh"]


def mounting_or_skip(disk: Path, *arguments: str) -> list[str]:
    """The same, tried."""
    disk.mkdir()
    command = mounting(*arguments, str(disk))
    try:
        run(*command, "true")
    except (OSError, subprocess.SubprocessError):
        pytest.skip("mounts are refused here")
    return command


def inside(process: Process, script: str) -> None:
    """Do something where the process sees its disks."""
    run("nsenter", f"--target={process.id}", "--mount", "sh", "-ec", script)


def answered(server: Server, text: str, count: int) -> str:
    """Ask, for the so many-th time; the answer."""
    server.deliver(server.api.write(text))
    return str(server.wait(count, ASKER["id"])[count - 1]["text"])


def pressed(server: Server, draft: Json) -> str:
    """Press Publish; what is told."""
    update = server.api.press(draft, "Publish", by=OWNER)
    server.deliver(update)
    server.wait_until(lambda: update["callback_query"]["id"] in server.api.answered)
    return server.api.answered[update["callback_query"]["id"]] or ""


def test_a_full_disk(start: Start, server: Server, tmp_path: Path) -> None:
    """Questions are answered, nothing is published and said to be; with room again, all works, without a restart."""
    disk = tmp_path / "disk"
    within = mounting_or_skip(disk, "-t tmpfs -o size=12m tmpfs")
    process = start(f"sqlite:///{disk}/quoth.db", within)
    assert "Helsinki" in answered(server, HELSINKI, 1)
    server.deliver(server.api.attach("harbour.txt", ARTICLE))
    (draft,) = server.wait(1, OWNER["id"])
    filling = os.open(f"/proc/{process.id}/root{disk}/filling", os.O_CREAT | os.O_WRONLY)
    with pytest.raises(OSError, match="No space left"):
        fill(filling)
    os.close(filling)
    assert "Helsinki" in answered(server, HELSINKI, 2)
    assert "The disk is full; nothing was changed." == pressed(server, draft)
    assert "do not say" in answered(server, FERRY, 3)
    inside(process, f"rm {disk}/filling")
    assert "" == pressed(server, draft)
    assert "four euros" in answered(server, FERRY, 4)
    assert 0 == process.stop()[0]


def test_a_disk_that_becomes_read_only(start: Start, server: Server, tmp_path: Path) -> None:
    """As a kernel makes it after an error: the same, until another disk with the database is mounted in its place."""
    disk, image = tmp_path / "disk", tmp_path / "image"
    try:
        run("truncate", "--size=32M", str(image))
        run("mkfs.ext4", "-q", "-O", "^has_journal", str(image))
    except (OSError, subprocess.SubprocessError):
        pytest.skip("no file system can be made here")
    process = start(f"sqlite:///{disk}/quoth.db", mounting_or_skip(disk, "-o loop,errors=remount-ro", f"{image}"))
    assert "Helsinki" in answered(server, HELSINKI, 1)
    server.deliver(server.api.attach("harbour.txt", ARTICLE))
    (draft,) = server.wait(1, OWNER["id"])
    inside(process, f"echo 1 > /sys/fs/ext4/$(basename $(findmnt -no SOURCE {disk}))/trigger_fs_error")
    assert "Helsinki" in answered(server, HELSINKI, 2)
    assert "nothing was changed." in pressed(server, draft)
    inside(process, f"mkdir {tmp_path}/copy; cp {disk}/quoth.db* {tmp_path}/copy; umount -l {disk}")
    inside(process, f"mount -t tmpfs tmpfs {disk}; cp {tmp_path}/copy/quoth.db* {disk}")
    assert "Helsinki" in answered(server, HELSINKI, 3)
    assert "" == pressed(server, draft)
    assert "four euros" in answered(server, FERRY, 4)
    assert 0 == process.stop()[0]
