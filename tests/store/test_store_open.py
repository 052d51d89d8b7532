"""Opening the database: created where absent, and what is refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, Table, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from policytext.errors import QueryError, StoreError
from policytext.store import (
    FigureQuery,
    Sighting,
    figures,
    open_store,
    rows_of,
    search,
    show,
    start_run,
    write_document,
)
from policytext.store.database import prepare, reading, writing
from policytext.store.migrations import newest, versions
from policytext.store.schema import APPLICATION_ID, metadata
from tests.store.later import with_later
from tests.store.samples import NOW, PRINTS, bare, sample


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A file: what is said of a server stands in test_store_postgresql."""
    return f"sqlite:///{tmp_path / 'policytext.db'}"


def file_in(url: str) -> Path:
    """The file of an SQLite URL."""
    return Path(url.removeprefix("sqlite:///"))


def test_a_new_database_has_every_table_and_its_marks(engine: Engine, url: str) -> None:
    """Tables, application id, version, write-ahead log and foreign keys are in place."""
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())
    with reading(engine) as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("application_id", "user_version", "journal_mode", "foreign_keys")
        }
    expected = {"application_id": APPLICATION_ID, "user_version": newest(), "journal_mode": "wal", "foreign_keys": 1}
    assert expected == pragma
    assert file_in(url).is_file()


def test_the_version_also_stands_in_the_meta_table(engine: Engine) -> None:
    """Whoever looks with other tools finds what made the database."""
    with reading(engine) as connection:
        rows = connection.exec_driver_sql("SELECT key, value FROM meta ORDER BY key").tuples().all()
    assert [("application", "policytext"), ("schema_version", str(newest()))] == list(rows)


def test_folders_are_made(tmp_path: Path) -> None:
    """The default database lies in a folder that a fresh installation does not have."""
    target = tmp_path / "outputs" / "新" / "policytext.db"
    open_store(f"sqlite:///{target}").dispose()
    assert target.is_file()


def test_opening_again_writes_nothing(engine: Engine, url: str) -> None:
    """A database that is up to date is not touched."""
    engine.dispose()
    before = file_in(url).read_bytes()
    again = open_store(url)
    again.dispose()
    assert before == file_in(url).read_bytes()


def test_a_newer_database_is_refused(engine: Engine, url: str) -> None:
    """A schema this program does not know is left alone, and both versions are named."""
    engine.dispose()
    with sqlite3.connect(file_in(url)) as raw:
        raw.execute(f"PRAGMA user_version = {newest() + 1}")
    raw.close()
    with pytest.raises(StoreError, match=f"newer policytext.*schema {newest() + 1}"):
        open_store(url)


def test_an_older_database_takes_the_revisions_it_lacks(
    engine: Engine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """They are taken in order and once, and without a word."""
    add, fill = 'op.execute("CREATE TABLE later (id INTEGER)")', 'op.execute("INSERT INTO later VALUES (7)")'
    prepare(engine, with_later(tmp_path, add))
    both = with_later(tmp_path, add, fill)
    prepare(engine, both)
    prepare(engine, both)
    with reading(engine) as connection:
        assert [7] == list(connection.exec_driver_sql("SELECT id FROM later").scalars())
        assert {str(newest() + 2)} == set(versions(connection))
    assert ("", "") == capfd.readouterr()


def test_a_database_that_is_up_to_date_or_new_needs_no_alembic(tmp_path: Path) -> None:
    """Importing it takes longer than most commands; an older one does."""
    code = (
        "import sys; from policytext.store import open_store; "
        f"[open_store('sqlite:///{tmp_path}/p.db').dispose() for _ in range(2)]; print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert "False" == done.stdout.strip()


def test_a_revision_that_fails_leaves_the_old_version(engine: Engine, tmp_path: Path) -> None:
    """A migration is made whole or not at all."""
    half = 'op.execute("CREATE TABLE later (id INTEGER)"); raise RuntimeError("stopped in the middle")'
    with pytest.raises(RuntimeError, match="in the middle"):
        prepare(engine, with_later(tmp_path, half))
    assert not inspect(engine).has_table("later")
    prepare(engine)


def test_a_database_of_another_program_is_refused_and_left_as_it_is(url: str) -> None:
    """An SQLite file with tables of its own is not ours, and is not turned to another journal."""
    with sqlite3.connect(file_in(url)) as raw:
        raw.execute("CREATE TABLE notes (id INTEGER)")
    raw.close()
    before = file_in(url).read_bytes()
    with pytest.raises(StoreError, match=r"policytext\.db: .*not one of policytext"):
        open_store(url)
    assert before == file_in(url).read_bytes()


def test_a_text_file_is_refused(url: str) -> None:
    """What is no database is named and kept."""
    file_in(url).write_text("并非数据库" * 300, "utf-8")
    with pytest.raises(StoreError, match=r"policytext\.db: not a database"):
        open_store(url)


def test_a_cut_off_database_is_refused(engine: Engine, url: str) -> None:
    """Half a file is damaged."""
    engine.dispose()
    data = file_in(url).read_bytes()
    file_in(url).write_bytes(data[: len(data) // 2])
    with pytest.raises(StoreError, match="damaged"):
        open_store(url)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A path that is a folder is said to be one."""
    with pytest.raises(StoreError, match="a folder, not a database"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_question_makes_no_database(url: str) -> None:
    """Only who writes does; nothing is left behind."""
    with pytest.raises(StoreError, match="no database yet"):
        open_store(url, create=False)
    assert not file_in(url).exists()


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: show(engine, "9" * 30),
        lambda engine: figures(engine, FigureQuery(year=10**30)),
        lambda engine: search(engine, "社区", limit=10**30),
    ],
)
def test_a_number_beyond_the_database_is_a_question_not_understood(
    engine: Engine, ask: Callable[[Engine], object]
) -> None:
    """SQLite holds 64 bits."""
    with pytest.raises(QueryError, match="beyond what the database can hold"):
        ask(engine)


def test_an_unreachable_folder_is_refused(tmp_path: Path) -> None:
    """A folder that cannot be made is named with the reason."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="folder cannot be reached"):
        open_store(f"sqlite:///{tmp_path}/file/policytext.db")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://team:secret@host/db", "SQLite .* or PostgreSQL"),
        ("postgresql+asyncpg://team:secret@host/db", "SQLite .* or PostgreSQL"),
        ("postgresql://team:secret@host:port/db", "not an SQLAlchemy URL"),
        ("postgresql://team:secret@host", "names no database"),
        ("outputs/policytext.db", "not an SQLAlchemy URL"),
        ("postgresql://host:port/db", "not an SQLAlchemy URL"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_other_urls_are_refused(url: str, reason: str) -> None:
    """The reason is said, and no password shown."""
    with pytest.raises(StoreError, match=reason) as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


def test_a_locked_database_is_named_after_the_waiting_time(engine: Engine) -> None:
    """A writer waits, then says that another program holds the database."""
    blocker = sqlite3.connect(str(engine.url.database), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another program"):
        start_run(engine, "ingest", NOW)
    blocker.execute("ROLLBACK")
    blocker.close()
    assert start_run(engine, "ingest", NOW) == 1


def test_readers_do_not_wait_for_the_writer(engine: Engine) -> None:
    """A search goes on while a run writes."""
    with writing(engine) as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('a', 'b')")
        with reading(engine) as other:
            assert 2 == other.exec_driver_sql("SELECT count(*) FROM meta").scalar_one()


def test_damage_met_later_is_told_with_the_file(engine: Engine, url: str) -> None:
    """Pages overwritten behind our back are reported as damage, not as a traceback of SQLite."""
    start_run(engine, "ingest", NOW)
    engine.dispose()
    with sqlite3.connect(file_in(url)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'runs'").fetchone()[0]
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    raw.close()
    data = bytearray(file_in(url).read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    file_in(url).write_bytes(data)
    reopened = open_store(url)
    with pytest.raises(StoreError, match=r"policytext\.db: damaged"):
        start_run(reopened, "ingest", NOW)
    reopened.dispose()


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_the_same_schema_can_be_said_to_postgresql(table: Table) -> None:
    """Tables and indexes compile for the other database that is planned."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it bare
    assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
    for index in table.indexes:
        assert "INDEX" in str(CreateIndex(index).compile(dialect=dialect))


def test_writers_take_turns(engine: Engine, url: str) -> None:
    """Two that write at once wait for each other, and both are done."""
    engine.dispose()
    patient = open_store(url, busy_seconds=30)
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda number: start_run(patient, f"run {number}", NOW), range(40)))
    assert list(range(1, 41)) == sorted(numbers)
    patient.dispose()


def test_a_full_disk_is_told_and_nothing_half_done(engine: Engine, url: str) -> None:
    """The document that found no room is not there, the one before it is, and with room again all goes on."""
    run = start_run(engine, "ingest", NOW)
    write_document(engine, rows_of(sample(name="a.txt"), PRINTS), Sighting("a.txt"), run)
    with engine.connect() as connection:  # the pool hands out the same connection again
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"policytext\.db: the disk is full"):
        write_document(engine, rows_of(bare("社区" * 50_000, "b.txt"), PRINTS), Sighting("b.txt"), run)
    assert 0 == search(engine, "社区社区社区").total
    assert 1 == search(engine, "持证上岗").total
    engine.dispose()
    reopened = open_store(url)
    write_document(reopened, rows_of(bare("社区" * 50_000, "b.txt"), PRINTS), Sighting("b.txt"), run)
    assert search(reopened, "社区社区社区").total
    reopened.dispose()
