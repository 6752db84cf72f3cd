"""The name of an uploaded file: what of it can be trusted, and the title it may have to lend."""

import re
import unicodedata

_ENDING = re.compile(r"\.[a-z0-9]{1,10}\Z")
_SEPARATORS = re.compile(r"[\s_+-]+")


def parts(name: str) -> tuple[str, str]:
    """The stem and the ending, in small letters; folders and invisible characters are dropped."""
    base = re.split(r"[/\\]", name)[-1]
    visible = (
        "".join(char for char in base if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}).strip().rstrip(" .")
    )
    if not (ending := _ENDING.search(visible.lower())):
        return visible, ""
    return visible[: -len(ending.group())].strip(), ending.group()


def title(stem: str) -> str:
    """A title for a text without one: `harbour-lights` -> Harbour lights."""
    words = _SEPARATORS.sub(" ", stem).strip()
    return words[:1].upper() + words[1:]


def refusal(ending: str, known: tuple[str, ...]) -> str:
    """Why a file with that ending is not read; only a harmless ending is repeated."""
    formats = f"{', '.join(known[:-1])} and {known[-1]}"
    return (
        f"I read {formats} files, not {ending}."
        if ending
        else f"I read {formats} files; this name ends in none of them."
    )
