"""A database is opened, made or migrated, or refused with one sentence."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from corpus import store as store_package
from corpus.errors import DatabaseTooNew, StoreUnavailable
from corpus.store import Act, Store, Tally, migrations
from corpus.store.database import Database
from corpus.store.schema import metadata

ROOT = Path(__file__).parents[2]
OPEN_AND_TELL = """
import sys
from corpus.store import Store
print("ready", flush=True)
sys.stdin.readline()
store = Store.open(sys.argv[1])
print(store.version("main"), "alembic" in sys.modules)
store.close()
"""


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("", "sqlite:///file"),
        ("quoth.db", "sqlite:///file"),
        ("postgresql://ann:s3cret@host:port/quoth", "sqlite:///file"),
        ("mysql://ann:s3cret@host/quoth", "mysql"),
        ("sqlite://quoth.db", "three slashes"),
        ("sqlite://ann:s3cret@/quoth.db", "three slashes"),
        ("sqlite:///quoth.db?key=s3cret", "three slashes"),
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_an_address_that_is_none_is_refused(address: str, hint: str) -> None:
    """In one sentence that shows the form and repeats no password."""
    with pytest.raises(StoreUnavailable, match=hint) as refusal:
        Store.open(address)
    assert "s3cret" not in str(refusal.value)
    assert 1 == f"{refusal.value} ".count(". ")


def test_a_relative_address_starts_where_the_process_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three slashes; the folders on the way are made."""
    monkeypatch.chdir(tmp_path)
    Store.open("sqlite:///new/folder/quoth 100%.db").close()
    assert ["quoth 100%.db"] == [path.name for path in (tmp_path / "new" / "folder").iterdir()]


def test_a_tilde_is_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a shell, which does not see one inside an address."""
    monkeypatch.setenv("HOME", str(tmp_path))
    Store.open("sqlite:///~/quoth.db").close()
    assert (tmp_path / "quoth.db").exists()


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    """A folder that cannot be made, a folder in place of the file, a file that is no database."""
    (tmp_path / "file").write_text("no database, and longer than the hundred bytes of SQLite's header" * 9)
    with pytest.raises(StoreUnavailable, match="folder of the database cannot be made"):
        Store.open(f"sqlite:///{tmp_path}/file/quoth.db")
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        Store.open(f"sqlite:///{tmp_path}")
    with pytest.raises(StoreUnavailable, match="not a database"):
        Store.open(f"sqlite:///{tmp_path}/file")


def test_a_server_that_is_not_there_is_said() -> None:
    """Also where its driver is not installed; without the password."""
    with pytest.raises(StoreUnavailable) as refusal:
        Store.open("postgres://ann:s3cret@127.0.0.1:1/quoth")
    assert "s3cret" not in str(refusal.value)


def test_a_database_of_a_newer_version_is_refused(store: Store, database_url: str) -> None:
    """Whatever it holds, an older Quoth does not touch it."""
    with store._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="newer version of Quoth"):
        Store.open(database_url)


def test_the_migrations_make_the_schema(store: Store) -> None:
    """Alembic finds nothing that the tables of the code have and the database has not, nor the other way round."""
    with store._database.reading() as connection:
        assert [] == compare_metadata(MigrationContext.configure(connection), metadata)


def test_what_was_sent_inline_is_kept(tmp_path: Path) -> None:
    """It was counted among the votes once; votes on answers stay where they are."""
    path = tmp_path / "quoth.db"
    _migrate_to("0006", path)
    with closing(sqlite3.connect(path)) as connection:
        for question_id in ("inline", "K7M2QX"):
            connection.execute("INSERT INTO votes VALUES (?, 'a', 1, 3, 7, 1, '2026-01-01')", (question_id,))
        connection.commit()
    store = Store.open(f"sqlite:///{path}")
    assert (1, Tally(1, 0)) == (store.shares.of_passage(("a", 1, 3)), store.votes.of_passage(("a", 1, 3)))
    store.close()


def _migrate_to(number: str, path: Path) -> None:
    """Make the database of an older Quoth."""
    database = Database.open(f"sqlite:///{path}")
    with database.migrating() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        command.upgrade(config, number)
    database.close()


def test_what_was_changed_before_counts_as_followed(tmp_path: Path) -> None:
    """An older Quoth kept no record of what a change did: it published, or it withdrew."""
    path = tmp_path / "quoth.db"
    _migrate_to("0007", path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO articles (id, collection, title_key) VALUES ('a', 'main', 'news')")
        for live in (1, None):
            connection.execute(
                "INSERT INTO changes (article_id, live, by, at) VALUES ('a', ?, 'ann', '2026-01-01')", (live,)
            )
        connection.commit()
    store = Store.open(f"sqlite:///{path}")
    assert [(Act.WITHDRAWN, None), (Act.PUBLISHED, 1)] == [(one.what, one.number) for one in store.changes.of("a")]
    store.close()


def test_migrations_are_found_by_their_numbers() -> None:
    """The numbers of the files are those that Alembic knows, up to its head."""
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert list(migrations.NUMBERS) == sorted(one.revision for one in script.walk_revisions())
    assert migrations.NUMBERS[-1] == script.get_current_head()


def test_two_processes_may_start_at_once(database_url: str) -> None:
    """One migrates the new database, the others wait; a later start does not even load what migrates."""
    processes = [_start(database_url) for _ in range(3)]
    for process in processes:
        assert process.stdout
        assert "ready\n" == process.stdout.readline()
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    assert ["0"] * 3 == [process.communicate()[0].split()[0] for process in processes]
    assert "ready\n0 False\n" == _start(database_url).communicate("\n")[0]


def _start(url: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", OPEN_AND_TELL, url]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    """A file in which another program has a table of the same name: refused, and nothing of ours is left in it."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE questions (id)")
    with pytest.raises(StoreUnavailable):
        Store.open(f"sqlite:///{path}")
    tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    connection.close()
    assert [("questions",)] == tables


def test_sqlalchemy_stays_inside() -> None:
    """The public names are ours."""
    assert all(getattr(store_package, name).__module__.startswith("corpus.") for name in store_package.__all__)
