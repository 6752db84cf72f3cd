"""Catalogue: the index of one collection, level with the store, and kept in a file for the next start."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import logging
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from corpus.articles import Revision
from corpus.index import Index, Key
from corpus.passages import Passage, split
from corpus.store import Store
from corpus.terms import IRREGULAR

KEPT_FROM = 2_000
"""Passages from which a collection is kept in a file; fewer are indexed in less than a second."""
_SETTLED_AT = 2_000
"""Passages changed since, beyond which an index is laid out and kept anew: to read so many delays the next start …"""
_SETTLED_SHARE = 50
"""… and at least a fiftieth of all."""
_CODE = ("articles", "passages", "sentences", "terms")
"""The modules that make tokens of a text."""
_ANALYSIS = ("pystemmer", "regex", "sentencex", "stopwordsiso", "wordfreq")
"""The tools that they use."""
_PLAIN = re.compile(r"[a-z0-9_-]{1,40}")

RevisionId = tuple[str, int]
"""Article id and revision number."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A collection at one version of it: what a question sees."""

    version: int
    index: Index


class Catalogue:
    """Questions may come from several threads: each sees one snapshot, which is replaced in one assignment."""

    def __init__(self, store: Store, collection: str, background: ThreadPoolExecutor, kept_from: int) -> None:
        self._store = store
        self._collection = collection
        self._background = background
        self._kept_from = kept_from
        self._file = _file(store, collection)
        self._snapshot: Snapshot | None = None
        self._is_kept = False  # whether the file has the base of the index
        self._is_settling = False
        self.changing = threading.RLock()
        """Held while the snapshot is replaced."""

    @property
    def index(self) -> Index:
        """As the last refresh left it; made at first need."""
        snapshot = self._snapshot
        if snapshot is None:
            with self.changing:
                snapshot = self._snapshot or self._load()
        return snapshot.index

    def refresh(self) -> bool:
        """See what other processes published; whether there was anything. Waits while this process publishes."""
        if not self._is_stale():
            return False
        with self.changing:
            if not self._is_stale():  # it was what this process was just publishing
                return False
            self._adopt(self._levelled(self._snapshot.index if self._snapshot else None))
        return True

    def changed(self, version: int, without: RevisionId | None, plus: Revision | None = None) -> Snapshot | None:
        """What `adopt` makes the snapshot once this change of that version is written.

        It is made before, so that what cannot be indexed is not published. None where nobody has asked yet: then the
        revision is indexed alone.
        """
        added = () if plus is None else (plus,)
        if self._snapshot is None:
            Index.build(_documents(added))
            return None
        if self._snapshot.version != version:
            self._adopt(self._levelled(self._snapshot.index))
        removed = () if without is None else (without,)
        return Snapshot(version + 1, self._snapshot.index.replace(removed, _documents(added)))

    def adopt(self, snapshot: Snapshot | None) -> None:
        """Answer from this from now on."""
        if snapshot is not None:
            self._adopt(snapshot)

    def _is_stale(self) -> bool:
        return self._snapshot is not None and self._store.version(self._collection) != self._snapshot.version

    def _load(self) -> Snapshot:
        kept = Index.load(self._file, _fingerprint()) if self._file and self._file.exists() else None
        self._is_kept = kept is not None
        snapshot = self._levelled(kept)
        log.info("%s passages of %s are indexed", len(snapshot.index), "the file" if kept is not None else "the texts")
        self._adopt(snapshot)
        return snapshot

    def _levelled(self, index: Index | None) -> Snapshot:
        """An index brought level with the store: only what changed is read."""
        live = self._store.live(self._collection)
        if index is None:
            return Snapshot(live.version, Index.build(self._read(live.revisions)))
        return Snapshot(live.version, self._replaced(index, live.revisions))

    def _replaced(self, index: Index, wanted: Mapping[RevisionId, dt.datetime]) -> Index:
        known = index.published
        removed = [revision for revision, moment in known.items() if wanted.get(revision) != moment]
        added = [revision for revision, moment in wanted.items() if known.get(revision) != moment]
        return index.replace(removed, self._read(added)) if removed or added else index

    def _read(self, revisions: Iterable[RevisionId]) -> Iterator[tuple[Key, Passage]]:
        return _documents(self._store.read([*revisions]))

    def _adopt(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if self._is_due(snapshot.index) and not self._is_settling:
            self._is_settling = True
            self._background.submit(self._settle, snapshot.index)

    def _is_due(self, index: Index) -> bool:
        if self._file is None or len(index) < self._kept_from:
            return index.merge_pays
        return not self._is_kept or index.unmerged > max(_SETTLED_AT, len(index) // _SETTLED_SHARE)

    def _settle(self, index: Index) -> None:
        """Lay the index out anew and keep it, beside the questions and publications of this while."""
        try:
            merged = index.merged()
            self._keep(merged)
            with self.changing:
                if self._snapshot is not None:
                    index = self._replaced(merged, self._snapshot.index.published)
                    self._snapshot = Snapshot(self._snapshot.version, index)
        except Exception:
            log.exception("The index could not be laid out anew; it goes on as it is")
        finally:
            self._is_settling = False

    def _keep(self, index: Index) -> None:
        self._is_kept = True  # or is not tried again
        if self._file is None or len(index) < self._kept_from:
            return
        try:
            index.save(self._file, _fingerprint())
        except OSError as error:
            log.warning("The index cannot be kept for the next start: %s", error.strerror)


def _file(store: Store, collection: str) -> Path | None:
    if store.file is None:
        return None
    is_plain = _PLAIN.fullmatch(collection)
    name = collection if is_plain else hashlib.sha256(collection.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    return store.file.with_name(f"{store.file.name}.index-{name}")


@functools.cache
def _fingerprint() -> str:
    """What the tokens of a text depend on: code of ours, its tools, Python's Unicode."""
    folder = resources.files("corpus")
    code = [file for file in (folder / "index").iterdir() if file.name.endswith(".py")]
    code += [folder / f"{name}.py" for name in _CODE] + [IRREGULAR]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(code, key=lambda file: file.name)))
    digest.update(repr([metadata.version(name) for name in _ANALYSIS]).encode() + unicodedata.unidata_version.encode())
    return digest.hexdigest()


def _documents(revisions: Iterable[Revision]) -> Iterator[tuple[Key, Passage]]:
    for revision in revisions:
        for passage in split(revision):
            yield Key(revision.article_id, revision.number, passage.number), passage
