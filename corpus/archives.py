"""Archives: everything that moves with the articles, in one file whose every byte is vouched for.

A ZIP archive with a member a table, one JSON object a line, and `manifest.json`, which names the format and the SHA-256
of each member. The same content makes the same bytes. What tells of people stays out: rights, votes, what was asked.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any, BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError

from corpus.errors import UnreadableArchive
from corpus.store import Archive, key_of
from corpus.store.archives import ROWS

FORMAT = 1
"""Goes up when an older Quoth could no longer read what is written."""
_MANIFEST = "manifest.json"
_LARGEST = 2**30
"""Bytes of all members, unpacked."""
_LONGEST_LINE = 2**26
_LARGEST_MANIFEST = 2**16
_CHUNK = 2**20
_WHEN = (1980, 1, 1, 0, 0, 0)
"""Of every member: a date would make other bytes of the same content."""

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What zipfile raises, encrypted members and unknown compressions included."""

Kind = TypeVar("Kind", bound=BaseModel)


def write(tables: Iterable[tuple[str, Iterable[BaseModel]]], file: BinaryIO) -> None:
    """Write an archive, table by table."""
    members = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables:
            digest = hashlib.sha256()
            with archive.open(_member(f"{name}.jsonl"), "w", force_zip64=True) as member:
                for row in rows:
                    line = _line(row)
                    digest.update(line)
                    member.write(line)
            members[f"{name}.jsonl"] = digest.hexdigest()
        manifest = {"format": FORMAT, "sha256": members}
        archive.writestr(_member(_MANIFEST), json.dumps(manifest, indent=1, sort_keys=True) + "\n")


def read(file: BinaryIO) -> Archive:
    """Read an archive, whoever wrote it; raises UnreadableArchive, and keeps nothing of one that is not whole."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = _vouched(archive)
            rows = {name: tuple(_rows(archive, name, kind)) for name, kind in ROWS.items() if name in names}
    except _DAMAGED as error:
        raise UnreadableArchive("This is no archive that Quoth exported, or it is damaged.") from error
    content = Archive.model_validate(rows)
    _agree(content)
    return content


def _vouched(archive: zipfile.ZipFile) -> set[str]:
    """The names of the tables, after every byte of them was held against the manifest."""
    infos = {info.filename: info for info in archive.infolist()}
    if len(infos) != len(archive.infolist()) or sum(info.file_size for info in infos.values()) > _LARGEST:
        raise UnreadableArchive("This archive is larger than any that Quoth exports.")
    if _MANIFEST not in infos or infos[_MANIFEST].file_size > _LARGEST_MANIFEST:
        raise UnreadableArchive("This is no archive that Quoth exported: it has no manifest.")
    manifest = json.loads(archive.read(_MANIFEST))
    if not isinstance(manifest, dict) or not isinstance(manifest.get("sha256"), dict):
        raise UnreadableArchive("This is no archive that Quoth exported: its manifest says nothing.")
    if manifest.get("format") != FORMAT:
        raise UnreadableArchive("Another version of Quoth wrote this archive: import it with that one or a newer one.")
    vouched = manifest["sha256"]
    if set(vouched) != set(infos) - {_MANIFEST} or not set(vouched) <= {f"{name}.jsonl" for name in ROWS}:
        raise UnreadableArchive("This archive does not hold what its manifest says.")
    for name, digest in vouched.items():
        if _digest(archive, name) != digest:
            raise UnreadableArchive("This archive was changed after it was exported.")
    return {name.removesuffix(".jsonl") for name in vouched}


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as member:
        digest = hashlib.sha256()
        while chunk := member.read(_CHUNK):  # no more than the size it declares, which was added up
            digest.update(chunk)
    return digest.hexdigest()


def _rows(archive: zipfile.ZipFile, name: str, kind: type[Kind]) -> Iterator[Kind]:
    with archive.open(f"{name}.jsonl") as member:
        for number, line in enumerate(_lines(member), 1):
            try:
                yield kind.model_validate_json(line)
            except ValidationError as error:
                raise UnreadableArchive(
                    f"Line {number} of {name} in this archive is not as Quoth writes it."
                ) from error


def _lines(member: IO[bytes]) -> Iterator[bytes]:
    while line := member.readline(_LONGEST_LINE):
        yield line


def _agree(archive: Archive) -> None:
    """Raise UnreadableArchive where a row names another that is not there, or one is there twice."""
    names = _unique("collections", (row.name for row in archive.collections))
    ids = _unique("articles", (row.id for row in archive.articles))
    _unique("articles", ((row.collection, row.title_key) for row in archive.articles))
    revisions = _unique("revisions", ((row.article_id, row.number) for row in archive.revisions))
    _unique("lessons", ((row.collection, key_of(row.text)) for row in archive.lessons))
    _unique("synonyms", ((row.collection, row.names) for row in archive.synonyms))
    _unique("chats", (row.chat_id for row in archive.chats))
    live = {(row.id, row.live) for row in archive.articles if row.live is not None}
    became = {(row.article_id, row.live) for row in archive.changes if row.live is not None}
    named = {row.collection for row in archive.articles} | {row.collection for row in archive.lessons}
    named |= {row.collection for row in archive.synonyms} | {row.collection for row in archive.chats}
    told = {row.article_id for row in archive.changes} | {row.article_id for row in archive.lessons} - {None}
    if not (
        named <= names and told <= ids and {article for article, _ in revisions} == ids and live <= became <= revisions
    ):
        raise UnreadableArchive("This archive is not whole: a part of it names another that is not there.")


def _unique(name: str, keys: Iterable[Any]) -> set[Any]:
    listed = list(keys)
    if len(found := set(listed)) != len(listed):
        raise UnreadableArchive(f"This archive has one of its {name} twice.")
    return found


def _line(row: BaseModel) -> bytes:
    return json.dumps(row.model_dump(mode="json"), ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _WHEN)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
