"""The language of a text."""

import functools
import re
from typing import Any

KNOWN = frozenset(
    "ar ca cs da de el en es et eu fa fi fr ga he hi hu hy id it ja ko lt"
    " ne nl no pl pt ro ru sr sv ta th tr uk zh".split()
)
"""ISO 639-1 codes that a text may get: those with a stemmer, and those that would be taken for one of them."""
DEFAULT = "en"

_ENGLISH = frozenset("the and that with this from have has they their been would which were".split())
_SURELY = 1 / 16
"""The share of these words that no other language reaches; English has twice as many."""
_SAMPLE = 10_000
_ENOUGH = 100
_LETTERS = re.compile(r"[^\W\d_]+")


def language_of(text: str, declared: str | None = None) -> str:
    """The language of a text; where it is too short to tell, what it declares, or English.

    A text in another script tells its language with fewer letters.
    """
    letters = " ".join(_LETTERS.findall(text[:_SAMPLE]))
    if len(letters) < _ENOUGH and (not letters or _is_latin(letters)):
        code = (declared or "").lower().replace("_", "-").split("-")[0]
        return code if code in KNOWN else DEFAULT
    words = letters.lower().split()
    if sum(word in _ENGLISH for word in words) > _SURELY * len(words):
        return "en"
    return str(_identifier().classify(letters)[0])


def _is_latin(letters: str) -> bool:
    return 2 * sum(char < "\u0250" for char in letters) > len(letters)


@functools.cache
def _identifier() -> Any:  # noqa: ANN401 - py3langid has no types
    # Imported when it is needed: the model takes a third of a second to load, and English does not need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(KNOWN)
    return identifier
