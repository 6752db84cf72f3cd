"""`make texts`: bring the catalogues of bot/texts up to what the code says; new texts wait there to be translated."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "bot" / "texts"
KEYWORDS = {"_": None, "later": None, "ngettext": (1, 2)}
ERRORS = {"later": None, "Unreadable": None, "Unfetchable": None, "Unteachable": None}
"""What begins a sentence of an error that somebody in Telegram may be told."""
LANGUAGES = ("uk", "ru", "de", "es")
WIDTH = 118


def extracted() -> Catalog:
    """Every text that the code marks, with the files that say it."""
    catalog = Catalog()
    for folder, keywords in (("bot", KEYWORDS), ("corpus", ERRORS)):
        found = extract_from_dir(str(ROOT / folder), method_map=[("**.py", "python")], keywords=keywords)
        for file, _line, message, _comments, _context in sorted(found, key=lambda one: (one[0], one[1])):
            catalog.add(message, locations=[(f"{folder}/{file}", 0)])
    return catalog


def catalogue(language: str) -> Catalog:
    """As it is."""
    with (TEXTS / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def written(catalog: Catalog) -> bytes:
    """A catalogue as a file: without line numbers and dates, which would change with every edit."""
    out = io.BytesIO()
    write_po(out, catalog, width=WIDTH, omit_header=False, sort_output=False, include_lineno=False, no_location=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    head = (
        "# ",
        "#\n",
        '"POT-',
        '"PO-',
        '"Report',
        '"Last',
        '"Language-Team',
        '"Generated',
        '"Project',
        '"MIME',
        '"Content-Tr',
    )
    return "".join(line for line in lines if not line.startswith(head)).encode()


def updated(language: str) -> Catalog:
    """With what the code says now, and without what it no longer says."""
    catalog = catalogue(language)
    catalog.update(extracted(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return catalog


def main() -> None:
    missing = 0
    for language in LANGUAGES:
        catalog = updated(language)
        (TEXTS / f"{language}.po").write_bytes(written(catalog))
        untranslated = [message for message in catalog if message.id and not all(_forms(message.string))]
        missing += len(untranslated)
        print(f"{language}: {len(catalog)} texts, {len(untranslated)} to be translated")
    sys.exit(bool(missing))


def _forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ("",))


if __name__ == "__main__":
    main()
