"""Archives: the ZIP files that documents and books come in, looked over before anything in them is unpacked."""

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from corpus.errors import Unreadable, later

_SIGNATURE = b"PK\x03\x04"
_OFFICE = b"\xd0\xcf\x11\xe0"
_MOST_ENTRIES = 5_000
_LARGEST = 200_000_000
"""In bytes, of all that is packed; pictures are most of it."""
_LARGEST_MARKUP = 50_000_000
_TIGHTEST = 200
"""Nothing that a person wrote shrinks to a smaller part than one in so many …"""
_SMALL = 1_000_000
"""… unless there is little of it."""
_ENCRYPTED = 0x1

DAMAGED = later("The {kind} is damaged or cut short.")
_BOMB = later("The {kind} unpacks to far more than it seems: I do not open it.")


class Archive:
    """A ZIP file that is what it says it is; its parts are handed out within bounds."""

    def __init__(self, content: bytes, kind: str) -> None:
        """`kind` is what the file should be, for the sentence that says that it is not."""
        if content.startswith(_OFFICE):
            raise Unreadable(
                "The file is protected by a password, or in an old office format, and no {kind}.", kind=kind
            )
        if not content.startswith(_SIGNATURE):
            raise Unreadable("The file is no {kind}, whatever its name says.", kind=kind)
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise Unreadable(DAMAGED, kind=kind) from error
        self._kind = kind
        self._inspect()

    def _inspect(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise Unreadable(
                "The {kind} is packed from {parts} parts; I read at most {most}.",
                kind=self._kind,
                parts=len(entries),
                most=_MOST_ENTRIES,
            )
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Unreadable("The {kind} is protected by a password: save it without one.", kind=self._kind)
        if sum(entry.file_size for entry in entries) > _LARGEST or any(map(_is_bomb, entries)):
            raise Unreadable(_BOMB, kind=self._kind)

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def markup(self, name: str) -> bytes:
        """A part that is XML and declares nothing of its own: entities of a document's making are for bombs."""
        if name not in self:
            raise Unreadable(
                "The {kind} lacks a part that each has: it is damaged, or something else.", kind=self._kind
            )
        if self._zip.getinfo(name).file_size > _LARGEST_MARKUP:
            raise Unreadable(_BOMB, kind=self._kind)
        try:
            content = self._zip.read(name)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
            raise Unreadable(DAMAGED, kind=self._kind) from error
        if b"<!ENTITY" in content:
            raise Unreadable("The {kind} declares entities of its own, which is only done to do harm.", kind=self._kind)
        return content

    def tree(self, name: str) -> etree._Element:
        """A part as XML."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(self.markup(name), parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable(DAMAGED, kind=self._kind) from error


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(_SMALL, _TIGHTEST * entry.compress_size)
