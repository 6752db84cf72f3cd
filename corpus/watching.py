"""Watching: a folder whose files are articles; what changes there is published.

A file is its article, whatever title it has now. One that goes takes nothing along: a folder that is empty for a
moment, as in a checkout that failed, must not empty a library, and a person can withdraw what is to go.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CorpusError, StoreUnavailable
from corpus.queries import MAIN
from corpus.reading import folders, read

if TYPE_CHECKING:
    from corpus.library import Library
    from corpus.store import Origin

BY = "watched folder"
"""Who publishes here, as the history of an article tells it."""
_FILE = "file:"
_SETTLED = 1.0
"""Seconds after its last change from which on a file is taken for whole."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen, for the log of whoever runs this."""

    name: str
    said: str
    is_problem: bool = True


class Watch:
    """One folder, looked at again and again."""

    def __init__(self, library: Library, folder: Path, *, collection: str = MAIN, settled: float = _SETTLED) -> None:
        self._library, self._folder, self._collection = library, folder, collection
        self._settled = settled
        self._known: dict[str, tuple[int, int]] = {}
        """The moment and the size of each file that was dealt with."""
        self._gone: set[str] = set()

    def look(self) -> Iterator[Sight]:
        """Publish what is new or changed since the last look, also of an earlier process."""
        if not self._folder.is_dir():
            yield from self._went({"": "the watched folder is not there"})
            return
        root, followed = self._folder.resolve(), self._library.origins.at(_FILE)
        files = {_FILE + file.relative_to(root).as_posix(): file for file in folders.files(root)}
        for address, file in files.items():
            yield from self._look_at(address, file, followed, files)
        yield from self._went(
            {
                origin.address: f"the file is gone; its article {origin.article_id} stays until somebody withdraws it"
                for origin in followed.values()
                if origin.address not in files and not _moved(origin, followed, files)
            }
        )

    def _went(self, gone: Mapping[str, str]) -> Iterator[Sight]:
        """Say once that something is not there any more."""
        yield from (_sight(address, said) for address, said in gone.items() if address not in self._gone)
        self._gone = set(gone)

    def _look_at(
        self, address: str, file: Path, followed: dict[str, Origin], files: Mapping[str, Path]
    ) -> Iterator[Sight]:
        try:
            state = file.stat()
            signature = state.st_mtime_ns, state.st_size
            if self._known.get(address) == signature or abs(time.time() - state.st_mtime) < self._settled:
                return
            yield from self._take(address, folders.content(file), followed, files)
        except StoreUnavailable as error:  # it is tried again at the next look
            yield _sight(address, str(error))
            return
        except CorpusError as error:
            yield _sight(address, str(error))
        except OSError as error:
            yield _sight(address, f"{error.strerror}.")
        self._known[address] = signature

    def _take(
        self, address: str, content: bytes, followed: dict[str, Origin], files: Mapping[str, Path]
    ) -> Iterator[Sight]:
        """Publish a file that is not what was last seen of it."""
        digest, origin = hashlib.sha256(content).hexdigest(), followed.get(address)
        if origin and origin.digest == digest:
            return
        manuscript = read(address.rpartition("/")[2].removeprefix(_FILE), content)
        article_id = origin.article_id if origin else self._library.titled(manuscript.title, self._collection)
        if other := next((one.address for one in followed.values() if one.article_id == article_id), None):
            if other != address and other in files:
                yield _sight(address, f"it has the title of {other.removeprefix(_FILE)}: not published")
                return
            if article_id and self._library.article(article_id).live is None:
                yield _sight(address, f"its article {article_id} was withdrawn: not published again")
                return
        done = self._library.publish(manuscript, by=BY, collection=self._collection, article_id=article_id)
        followed[address] = self._library.origins.keep(address, done.article.id, digest)
        if not done.unchanged:
            yield _sight(address, f"article {done.article.id}, revision {done.revision.number}", is_problem=False)


def _moved(origin: Origin, followed: Mapping[str, Origin], files: Mapping[str, Path]) -> bool:
    """Whether another file that is there has taken over the article."""
    return any(one.article_id == origin.article_id and one.address in files for one in followed.values())


def _sight(address: str, said: str, *, is_problem: bool = True) -> Sight:
    return Sight(address.removeprefix(_FILE), said, is_problem)
