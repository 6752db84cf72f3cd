"""Boldness: how sure Quoth must be to say that a passage answers."""

from enum import StrEnum


class Boldness(StrEnum):
    """From how sure on a passage is called the answer; the operator's choice, and a chat's."""

    CAREFUL = "careful"
    BALANCED = "balanced"
    BOLD = "bold"
