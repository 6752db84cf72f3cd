"""Catalogue: the index of one collection, level with the store, and kept in a file for the next start."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import logging
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import metadata, resources
from pathlib import Path

from corpus.articles import Revision
from corpus.courtesy import calmly, give_way
from corpus.index import Index, Key, remove_drafts
from corpus.lessons import Lesson
from corpus.passages import Passage, passages_of, split
from corpus.store import Change, Step, Store
from corpus.teaching import Teaching, taught
from corpus.terms import IRREGULAR, LITTLE_WORDS

KEPT_FROM = 2_000
"""Passages from which a collection is kept in a file; fewer are indexed in less than a second."""
_SETTLED_AT = 2_000
"""Passages changed since, beyond which an index is laid out and kept anew: to read so many delays the next start …"""
_SETTLED_SHARE = 50
"""… and at least a fiftieth of all."""
_FRESH = 500
"""Passages of a revision that are kept in memory when it goes live, so that the first who ask do not wait for them."""
_CODE = ("articles", "lessons", "passages", "sentences", "teaching", "terms", "tongues")
"""The modules that make tokens of a text."""
_ANALYSIS = ("pystemmer", "regex", "sentencex", "stopwordsiso", "wordfreq")
"""The tools that they use."""
_PLAIN = re.compile(r"[a-z0-9_-]{1,40}")

RevisionId = tuple[str, int]
"""Article id and revision number."""
Document = tuple[Key, Passage]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A collection at one version of it: what a question sees."""

    version: int
    index: Index
    teaching: Teaching
    fresh: tuple[Passage, ...] = ()
    """The first passages of the revision that this version brought."""

    def changed(self, version: int, removed: Sequence[RevisionId], plus: Revision | None) -> Snapshot:
        """Without these revisions, and with another."""
        teaching = self.teaching
        passages: tuple[Passage, ...] = ()
        lessons: Sequence[Lesson] = ()
        for article_id, _ in removed:
            teaching = teaching.changed(article_id, None, ())
        give_way()
        if plus is not None:
            passages = split(plus, calmly)
            teaching = teaching.changed(plus.article_id, plus.number, passages)
            lessons = teaching.of_article(plus.article_id)
        index = self.index.replace(removed, calmly(_documents(passages, lessons)))
        return Snapshot(version, index, teaching, passages[:_FRESH])


class Catalogue:
    """Questions may come from several threads: each sees one snapshot, which is replaced in one assignment."""

    def __init__(  # noqa: PLR0913  (the last two are what the library does at a change)
        self,
        store: Store,
        collection: str,
        background: ThreadPoolExecutor,
        kept_from: int,
        *,
        prepare: Callable[[Index, Index | None], None],
        keep: Callable[[Sequence[Passage]], None],
    ) -> None:
        """`prepare` is given an index before questions meet it, with the one before; `keep` is given what went live."""
        self._store = store
        self._collection = collection
        self._prepare = prepare
        self._keep_passages = keep
        self._background = background
        self._kept_from = kept_from
        self._file = _file(store, collection)
        self._snapshot: Snapshot | None = None
        self._is_kept = False  # whether the file has the base of the index
        self._is_settling = False
        self.changing = threading.RLock()
        """Held while the snapshot is replaced."""

    @property
    def snapshot(self) -> Snapshot:
        """As the last refresh left it; made at first need."""
        snapshot = self._snapshot
        if snapshot is None:
            with self.changing:
                snapshot = self._snapshot or self._load()
        return snapshot

    @property
    def index(self) -> Index:
        return self.snapshot.index

    def refresh(self) -> bool:
        """See what other processes published; whether there was anything. Waits while this process publishes."""
        if not self._is_stale():
            return False
        with self.changing:
            if not self._is_stale():  # it was what this process was just publishing
                return False
            before = self._snapshot.index if self._snapshot else None
            now = self._levelled(before)
            self._prepare(now.index, before)
            self._adopt(now)
        return True

    def change(self, step_of: Callable[[], Step | None]) -> Change | None:
        """Take a step, and answer from what it makes; None where it changes nothing.

        The index is made before, so that what cannot be indexed is not published, and put in place after the change
        is on the disk. `step_of` is asked anew whenever somebody else changed the collection meanwhile.
        """
        with self.changing:
            give_way()
            while (step := step_of()) is not None and not step.unchanged:
                give_way()
                snapshot = self._changed(step)
                if snapshot:
                    give_way()
                    self._prepare(snapshot.index, self._snapshot.index if self._snapshot else None)
                give_way()
                change = self._store.changes.take(step)
                if change:
                    if snapshot:
                        self._keep_passages(snapshot.fresh)
                        self._adopt(snapshot)
                    give_way()
                    return change
        return None

    def purge(self) -> None:
        """Build the index anew from what is live: its file, and its list of words, may tell of what was deleted."""
        self._background.submit(self._build_anew).result()

    def _build_anew(self) -> None:
        # In the background like `_settle`, so that none of that is under way and writes an older index afterwards.
        with self.changing:
            if self._file:
                self._file.unlink(missing_ok=True)
            self._is_kept = False
            if self._snapshot:
                self._adopt(self._levelled(None))

    def _changed(self, step: Step) -> Snapshot | None:
        """What the snapshot is after the step; None where nobody has asked yet: then the revision is indexed alone."""
        if self._snapshot is None:
            Index.build(_documents(passages_of(step.revision, calmly), ()) if step.revision else ())
            return None
        if self._snapshot.version != step.version:
            self._adopt(self._levelled(self._snapshot.index))
        removed = () if step.previous is None else ((step.previous.article_id, step.previous.number),)
        return self._snapshot.changed(step.version + 1, removed, step.revision)

    def _is_stale(self) -> bool:
        return self._snapshot is not None and self._store.version(self._collection) != self._snapshot.version

    def _load(self) -> Snapshot:
        if self._file:
            remove_drafts(self._file)
        kept = Index.load(self._file, _fingerprint()) if self._file and self._file.exists() else None
        self._is_kept = kept is not None
        snapshot = self._levelled(kept)
        log.info("%s passages of %s are indexed", len(snapshot.index), "the file" if kept is not None else "the texts")
        self._adopt(snapshot)
        return snapshot

    def _levelled(self, index: Index | None) -> Snapshot:
        """An index brought level with the store: only what changed is read."""
        # What is taught after this look at the version is looked at again, as it makes a newer one.
        live = self._store.live(self._collection)
        synonyms = "\n".join(each.names for each in self._store.synonyms.all(self._collection))
        teaching = Teaching(self._store.lessons.all(self._collection), dict([*live.revisions]), synonyms)
        if index is None:
            return Snapshot(live.version, Index.build(self._read(live.revisions, teaching)), teaching)
        return Snapshot(live.version, self._replaced(index, live.revisions, teaching), teaching)

    def _replaced(self, index: Index, wanted: Mapping[RevisionId, dt.datetime], teaching: Teaching) -> Index:
        known = index.published
        removed = [revision for revision, moment in known.items() if wanted.get(revision) != moment]
        added = {revision: moment for revision, moment in wanted.items() if known.get(revision) != moment}
        return index.replace(removed, calmly(self._read(added, teaching))) if removed or added else index

    def _read(self, wanted: Mapping[RevisionId, dt.datetime], teaching: Teaching) -> Iterator[Document]:
        for revision, since in zip(self._store.read([*wanted]), wanted.values(), strict=True):
            # The index knows them by the moment since which they are to be found like this.
            dated = revision.model_copy(update={"published_at": since})
            yield from _documents(passages_of(dated, calmly), teaching.of_article(revision.article_id))

    def _adopt(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if self._is_due(snapshot.index) and not self._is_settling:
            self._is_settling = True
            self._background.submit(self._settle)

    def _is_due(self, index: Index) -> bool:
        if self._file is None or len(index) < self._kept_from:
            return index.merge_pays
        return not self._is_kept or index.unmerged > max(_SETTLED_AT, len(index) // _SETTLED_SHARE)

    def _settle(self) -> None:
        """Lay the index out anew and keep it, beside the questions and publications of this while."""
        try:
            merged = self.index.merged()
            self._keep(merged)
            with self.changing:
                if self._snapshot is not None:
                    now = self._snapshot
                    self._snapshot = replace(now, index=self._replaced(merged, now.index.published, now.teaching))
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
    code += [folder / f"{name}.py" for name in _CODE] + [IRREGULAR, LITTLE_WORDS]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(code, key=lambda file: file.name)))
    digest.update(repr([metadata.version(name) for name in _ANALYSIS]).encode() + unicodedata.unidata_version.encode())
    return digest.hexdigest()


def _documents(passages: Iterable[Passage], lessons: Sequence[Lesson]) -> Iterator[Document]:
    """The passages of a revision, each with its key and the lessons that it is found by."""
    for passage in taught(passages, lessons):
        yield Key(passage.revision.article_id, passage.revision.number, passage.number), passage
