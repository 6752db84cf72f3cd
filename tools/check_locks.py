"""Check the lock files: hashes everywhere, no address of an index or machine, in step with pyproject.toml."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

LOCKS = {"requirements.lock": "build", "requirements-dev.lock": "dev", "requirements-bench.lock": "bench"}
"""Which dependency group each file locks; the first one locks what Quoth runs on, too."""
RUNTIME = "requirements.lock"

_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_DIRECT = re.compile(r"#(?: via|  ) quoth \(pyproject\.toml(?::\w+)?\)")
"""How uv notes that pyproject.toml itself asks for a package."""


class Pin(NamedTuple):
    """One package of a lock file."""

    requirement: Requirement
    is_direct: bool

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        return str(self.requirement.specifier).removeprefix("==")


def faults(pyproject: Mapping[str, Any], locks: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the lock files, given as name and text; a sentence each."""
    pinned: dict[str, list[Pin]] = {}
    for name, text in locks.items():
        pinned[name] = []
        for block in _blocks(text):
            found = _pin(block)
            if isinstance(found, Pin):
                pinned[name].append(found)
            else:
                yield f"{name}: {found}"
        yield from (f"{name}: {fault}" for fault in _out_of_step(_declared(pyproject, name), pinned[name]))
    yield from _disagreements(pinned)


def _blocks(text: str) -> Iterator[str]:
    """A package with its hashes and notes: what begins at the margin."""
    return (block for block in re.split(r"\n(?=[^\s])", text.strip()) if block)


def _pin(block: str) -> Pin | str:
    """The package of a block, or what is wrong with it."""
    first, *rest = (line.strip().removesuffix("\\").strip() for line in block.splitlines())
    notes = [line for line in rest if line.startswith("#")]
    hashes = [line for line in rest if not line.startswith("#")]
    if first.startswith("-") or "://" in block or " @ " in first or re.search(r"file:|(^|\s)[./~]", first):
        return f"“{first}” is an option, an address or a path; only packages may stand here."
    try:
        requirement = Requirement(first)
    except InvalidRequirement:
        return f"“{first}” is no requirement."
    if not re.fullmatch(r"==[^,*]+", str(requirement.specifier)):
        return f"{first} is not pinned to one version."
    if not hashes or not all(map(_HASH.fullmatch, hashes)):
        return f"{first} has no hash, or more than hashes."
    return Pin(requirement, any(map(_DIRECT.fullmatch, notes)))


def _declared(pyproject: Mapping[str, Any], lock: str) -> dict[str, Requirement]:
    """What pyproject.toml asks a lock file for."""
    wanted = list(pyproject["project"]["dependencies"]) if lock == RUNTIME else []
    wanted += pyproject["dependency-groups"][LOCKS[lock]]
    return {canonicalize_name(Requirement(line).name): Requirement(line) for line in wanted}


def _out_of_step(declared: Mapping[str, Requirement], pins: list[Pin]) -> Iterator[str]:
    locked = {pin.name for pin in pins}
    direct = {pin.name for pin in pins if pin.is_direct}
    for name in sorted(declared.keys() - locked):
        yield f"{name} stands in pyproject.toml and not here; make lock."
    for name in sorted(direct - declared.keys()):
        yield f"{name} no longer stands in pyproject.toml; make lock."
    for pin in pins:
        if pin.name in declared and not declared[pin.name].specifier.contains(pin.version, prereleases=True):
            yield f"{pin.name} {pin.version} is not what pyproject.toml asks for; make lock."


def _disagreements(pinned: Mapping[str, list[Pin]]) -> Iterator[str]:
    """Files are installed together: what stands in two of them must be the same."""
    for one, other in combinations(pinned, 2):
        here, there = _versions(pinned[one]), _versions(pinned[other])
        for package in sorted(here.keys() & there.keys()):
            if here[package] != there[package]:
                yield f"{package} is not the same in {one} and {other}; make lock."


def _versions(pins: list[Pin]) -> dict[str, set[str]]:
    """Of each package; there may be several, for different Pythons."""
    return {name: {pin.version for pin in pins if pin.name == name} for name in {pin.name for pin in pins}}


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    root = Path(__file__).parent.parent
    pyproject = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    found = list(faults(pyproject, {name: (root / name).read_text("utf-8") for name in LOCKS}))
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
