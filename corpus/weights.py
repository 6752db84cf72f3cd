"""Weights: what the tuning found; `make tune` writes the file beside this one."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources

from pydantic import BaseModel, ConfigDict

from corpus.boldness import Boldness

Weighing = Mapping[str, float]


class Weights(BaseModel):
    """The fitted weights. `words` are for collections without word vectors, `meaning` for those with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made: str
    """From which data, and how."""
    rank: Mapping[str, Weighing]
    sentence: Mapping[str, Weighing]
    subject: Mapping[str, Weighing]
    right: Mapping[str, Weighing]
    answers_from: Mapping[Boldness, float]
    """The probability of being right from which the first passage is said to answer."""


@functools.cache
def fitted() -> Weights:
    """The weights that ship with the program."""
    return Weights.model_validate_json(resources.files("corpus").joinpath("weights.json").read_text(encoding="utf-8"))
