"""Watching: a real folder and a real library; each look is one as a running bot takes."""

import itertools
import os
from pathlib import Path

import pytest

from corpus.articles import Article
from corpus.library import Library
from corpus.reading import read
from corpus.watching import BY, Sight, Watch

_moments = itertools.count(1_900_000_000)
BODY = "The harbour of Pellaby opens on Monday.\n\nFerries sail at noon.\n"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture(name="watch")
def _watch(library: Library, folder: Path) -> Watch:
    return Watch(library, folder, settled=0)


def write(file: Path, title: str, body: str = BODY) -> None:
    """A file that changed at a moment of its own, however quickly tests write."""
    file.write_text(f"{title}\n\n{body}", "utf-8")
    moment = next(_moments)
    os.utime(file, (moment, moment))


def looked(watch: Watch) -> list[str]:
    """What one look at the folder tells."""
    return [f"{sight.name}: {sight.said}" for sight in watch.look()]


def titles(library: Library) -> list[str]:
    """Of the live articles, with the number of the revision."""
    return [f"{article.live.title} {article.live.number}" for article in library.articles() if article.live]


def only(library: Library) -> Article:
    """The one article there is."""
    (article,) = library.articles()
    return article


def test_files_become_articles_and_their_changes_revisions(library: Library, folder: Path, watch: Watch) -> None:
    """Without anybody's doing; what did not change is not published again."""
    write(folder / "a.txt", "Harbour news")
    (first,) = looked(watch)
    assert f"a.txt: article {only(library).id}, revision 1" == first
    assert ([], ["Harbour news 1"]) == (looked(watch), titles(library))
    write(folder / "a.txt", "Harbour news", BODY.replace("noon", "midnight"))
    assert [f"a.txt: article {only(library).id}, revision 2"] == looked(watch)
    assert BY == library.revision(only(library).id, 2).published_by


def test_a_new_title_is_no_new_article(library: Library, folder: Path, watch: Watch) -> None:
    """A file is its article."""
    write(folder / "a.txt", "Harbour news")
    looked(watch)
    write(folder / "a.txt", "Harbour tidings")
    looked(watch)
    assert ["Harbour tidings 2"] == titles(library)


def test_what_was_seen_is_remembered_over_a_restart(library: Library, folder: Path, watch: Watch) -> None:
    """Another process publishes what changed meanwhile, and nothing else."""
    write(folder / "a.txt", "Harbour news")
    write(folder / "b.txt", "Lighthouse news")
    looked(watch)
    write(folder / "b.txt", "Lighthouse tidings", BODY.replace("Monday", "Sunday"))
    assert 1 == len(looked(Watch(library, folder, settled=0)))
    assert ["Harbour news 1", "Lighthouse tidings 2"] == titles(library)


def test_a_file_that_goes_takes_nothing_along(library: Library, folder: Path, watch: Watch) -> None:
    """It is told once, with the article that stays."""
    write(folder / "a.txt", "Harbour news")
    looked(watch)
    (folder / "a.txt").unlink()
    assert [f"a.txt: the file is gone; its article {only(library).id} stays until somebody withdraws it"] == looked(
        watch
    )
    assert ([], ["Harbour news 1"]) == (looked(watch), titles(library))


def test_a_file_that_moves_keeps_its_article(library: Library, folder: Path, watch: Watch) -> None:
    """By its title; the old name is not missed."""
    write(folder / "a.txt", "Harbour news")
    looked(watch)
    (folder / "a.txt").rename(folder / "b.txt")
    assert [] == looked(watch)
    write(folder / "b.txt", "Harbour tidings")
    looked(watch)
    assert ["Harbour tidings 2"] == titles(library)


def test_a_broken_file_is_a_line_in_the_log(library: Library, folder: Path, watch: Watch) -> None:
    """Once; the revision that is live stays, and the others are published."""
    write(folder / "a.txt", "Harbour news")
    looked(watch)
    write(folder / "a.txt", "", "")
    (folder / "b.pdf").write_bytes(b"%PDF-1.7 broken")
    write(folder / "c.txt", "Lighthouse news")
    sights = list(watch.look())
    assert [Sight("a.txt", "The file is empty."), Sight("b.pdf", "The PDF is damaged or cut short.")] == sights[:2]
    assert (["Harbour news 1", "Lighthouse news 1"], []) == (titles(library), looked(watch))


def test_two_files_of_one_title_do_not_fight(library: Library, folder: Path, watch: Watch) -> None:
    """The second is not published, and that is said."""
    write(folder / "a.txt", "Harbour news")
    write(folder / "b.txt", "Harbour news", BODY.replace("noon", "midnight"))
    assert "b.txt: it has the title of a.txt: not published" == looked(watch)[1]
    assert ([], ["Harbour news 1"]) == (looked(watch), titles(library))


def test_what_a_person_withdrew_stays_withdrawn(library: Library, folder: Path, watch: Watch) -> None:
    """However its file changes."""
    write(folder / "a.txt", "Harbour news")
    looked(watch)
    article = only(library)
    library.history.withdraw(article.id, by="test")
    write(folder / "a.txt", "Harbour news", BODY.replace("noon", "midnight"))
    assert [f"a.txt: its article {article.id} was withdrawn: not published again"] == looked(watch)
    assert [] == titles(library)


def test_an_article_that_is_there_is_continued(library: Library, folder: Path, watch: Watch) -> None:
    """The one with the title of the file, whoever published it."""
    write(folder / "a.txt", "Harbour news", BODY.replace("noon", "midnight"))
    library.publish(read("a.txt", f"Harbour news\n\n{BODY}".encode()), by="test")
    looked(watch)
    assert ["Harbour news 2"] == titles(library)


def test_a_file_being_written_waits(library: Library, folder: Path) -> None:
    """Half a file is never published."""
    watch = Watch(library, folder, settled=60)
    (folder / "a.txt").write_text(f"Harbour news\n\n{BODY}", "utf-8")
    assert ([], []) == (looked(watch), titles(library))
    os.utime(folder / "a.txt", (0, 0))
    looked(watch)
    assert ["Harbour news 1"] == titles(library)


def test_a_missing_folder_empties_nothing(library: Library, folder: Path, watch: Watch) -> None:
    """It is told once, and when it is there again, all goes on."""
    write(folder / "a.txt", "Harbour news")
    looked(watch)
    folder.rename(folder.parent / "away")
    assert [": the watched folder is not there"] == looked(watch)
    assert [] == looked(watch)
    (folder.parent / "away").rename(folder)
    write(folder / "a.txt", "Harbour news", BODY.replace("noon", "midnight"))
    looked(watch)
    assert ["Harbour news 2"] == titles(library)
