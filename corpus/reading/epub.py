"""Books (.epub): the chapters in the order of reading, each a web page in a ZIP file.

ebooklib would open the archive for us, but under a licence (AGPL) that would be ours then, too.
"""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from corpus.errors import Unreadable, later
from corpus.reading import html
from corpus.reading.archives import Archive
from corpus.reading.bylines import date_of
from corpus.reading.characters import bounded, decode
from corpus.reading.drafts import Block, Draft
from corpus.reading.furniture import CONTENTS

_KIND = later("EPUB book")
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Fonts may be scrambled in a book that anybody can read."""
_PAGES = {"application/xhtml+xml", "text/html"}
_MOST_CHAPTERS = 1_000
_LONGEST = 2_000_000


def read(content: bytes) -> Draft:
    """Read a book; its cover and its table of contents are left out."""
    archive = Archive(content, _KIND)
    if _ENCRYPTION in archive and _is_locked(archive.tree(_ENCRYPTION)):
        raise Unreadable("The EPUB book is locked by its seller: I can read only what anybody can open.")
    place = next((str(root.get("full-path")) for root in archive.tree(_CONTAINER).iter("{*}rootfile")), "")
    package = archive.tree(place)
    draft = _described(package)
    for chapter in _chapters(package, posixpath.dirname(place), draft):
        draft.blocks += _blocks(archive, chapter, draft)
        if sum(len(block.text) for block in draft.blocks) > _LONGEST:
            break
    bounded("\n\n".join(block.text for block in draft.blocks))
    return draft


def _is_locked(encryption: etree._Element) -> bool:
    return any(method.get("Algorithm") not in _FONTS for method in encryption.iter("{*}EncryptionMethod"))


def _described(package: etree._Element) -> Draft:
    said = {name: _said(package, name) for name in ("title", "date", "language")}
    return Draft(
        title=said["title"],
        author=", ".join(dict.fromkeys(_all_said(package, "creator"))) or None,
        date=date_of(said["date"] or ""),
        language=said["language"],
    )


def _said(package: etree._Element, name: str) -> str | None:
    return next(_all_said(package, name), None)


def _all_said(package: etree._Element, name: str) -> Iterator[str]:
    for found in package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}"):
        if line := " ".join("".join(map(str, found.itertext())).split()):
            yield line


def _chapters(package: etree._Element, folder: str, draft: Draft) -> list[str]:
    """The names of the pages, in the order of reading, without the table of contents."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    named = [items[idref] for ref in package.iter("{*}itemref") if (idref := ref.get("idref")) in items]
    if len(named) > _MOST_CHAPTERS:
        raise Unreadable(
            "The EPUB book has {chapters} chapters; I read at most {most}.", chapters=len(named), most=_MOST_CHAPTERS
        )
    guide = {str(one.get("href")) for one in package.iter("{*}reference") if one.get("type") == "toc"}
    pages = [item for item in named if item.get("media-type") in _PAGES]
    chapters = [
        item for item in pages if "nav" not in str(item.get("properties", "")).split() and item.get("href") not in guide
    ]
    if len(chapters) < len(pages):
        draft.left_out[CONTENTS] += 0
    return [posixpath.normpath(posixpath.join(folder, unquote(str(item.get("href", ""))))) for item in chapters]


def _blocks(archive: Archive, chapter: str, draft: Draft) -> list[Block]:
    if chapter not in archive:
        return []
    content = archive.markup(chapter)
    return html.fragment(decode(content), draft.left_out) if content.strip() else []
