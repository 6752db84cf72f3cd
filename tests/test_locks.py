"""tools/check_locks.py finds what would keep a lock file from installing elsewhere."""

import pytest

from tools.check_locks import LOCKS, RUNTIME, faults, main

HASH = "--hash=sha256:" + "0f" * 32
PYPROJECT = {
    "project": {"dependencies": ["rich>=15"]},
    "dependency-groups": {"build": [], "dev": ["ruff"], "bench": []},
}
RICH = f"rich==15.0.0 \\\n    {HASH}\n    # via quoth (pyproject.toml)\n"
RUFF = f"ruff==0.17.6 \\\n    {HASH} \\\n    {HASH}\n    # via quoth (pyproject.toml:dev)\n"


def _found(runtime: str = RICH, dev: str = RUFF) -> list[str]:
    return list(faults(PYPROJECT, {RUNTIME: runtime, "requirements-dev.lock": dev}))


def test_the_lock_files_of_this_project_are_sound() -> None:
    """What is committed installs anywhere, and is what pyproject.toml asks for."""
    assert 0 == main()


def test_sound_files_pass() -> None:
    """Pinned, hashed, in step: nothing to say."""
    assert [] == _found()


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple\n",
        "--extra-index-url file:///opt/simple\n",
        "--find-links /opt/wheels\n",
        "-e .\n",
        "./rich-15.0.0.whl\n",
        "/opt/rich-15.0.0.whl\n",
        f"mdurl @ https://example.org/mdurl.whl \\\n    {HASH}\n",
        f"mdurl @ file:///opt/mdurl.whl \\\n    {HASH}\n",
        f"mdurl==1.0 \\\n    {HASH}\n    # from https://example.org/simple\n",
    ],
)
def test_an_address_or_a_path_is_refused(line: str) -> None:
    """A lock file says what, never from where."""
    assert 1 == len(_found(RICH + line))


@pytest.mark.parametrize("line", ["mdurl==1.0\n", f"mdurl>=1.0 \\\n    {HASH}\n", f"mdurl==1.* \\\n    {HASH}\n"])
def test_each_package_has_one_version_and_hashes(line: str) -> None:
    """A package without a hash, or with a range, could be another tomorrow."""
    assert 1 == len(_found(RICH + line))


def test_a_new_dependency_must_be_locked() -> None:
    """What pyproject.toml asks for and the file lacks is named."""
    assert ["requirements.lock: rich stands in pyproject.toml and not here; make lock."] == _found("")


def test_a_dropped_dependency_must_leave() -> None:
    """What was asked for once and is no longer is named."""
    dropped = f"httpx==0.28.1 \\\n    {HASH}\n    # via\n    #   quoth (pyproject.toml)\n    #   mdurl\n"
    assert ["requirements.lock: httpx no longer stands in pyproject.toml; make lock."] == _found(RICH + dropped)


def test_a_pin_must_be_what_was_asked_for() -> None:
    """A pin outside the asked range is named."""
    old = RICH.replace("15.0.0", "14.0.0")
    assert ["requirements.lock: rich 14.0.0 is not what pyproject.toml asks for; make lock."] == _found(old)


def test_files_installed_together_agree() -> None:
    """Two versions of one package in two files could never be installed together."""
    other = f"rich==15.1.0 \\\n    {HASH}\n    # via ruff\n"
    sentence = "rich is not the same in requirements.lock and requirements-dev.lock; make lock."
    assert [sentence] == _found(dev=RUFF + other)


def test_every_lock_file_is_checked() -> None:
    """No lock file of the project is forgotten."""
    assert {"requirements.lock", "requirements-dev.lock", "requirements-bench.lock"} == set(LOCKS)
