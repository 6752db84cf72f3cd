"""Loads what is compiled as Python runs it, so that both can be held against each other."""

import importlib.util
from pathlib import Path
from types import ModuleType


def plain(module: ModuleType) -> ModuleType:
    """The same module from its source."""
    name = module.__name__.rpartition(".")[2]
    spec = importlib.util.spec_from_file_location(name, Path(str(module.__file__)).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    spec.loader.exec_module(source := importlib.util.module_from_spec(spec))
    return source
