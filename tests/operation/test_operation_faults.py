"""What goes wrong around a run costs a run, never the database: the next one ends as if nothing had been."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, update
from sqlalchemy.exc import IntegrityError

from policytext.errors import BusyError, StoreError
from policytext.ingest import ingest, ingest_groups, open_run
from policytext.plan import plan
from policytext.pool import Pool
from policytext.settings import Settings
from policytext.store import canonical_digest, open_store
from policytext.store.database import writing
from policytext.store.runs import insert_run
from policytext.store.schema import leases
from tests.store.samples import NOW

SCRIPT = Path(__file__).with_name("kill_points.py")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Some documents, one of them a copy, one bad."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(5):
        clauses = "".join(f"松溪镇有社区{each}个。" for each in range(number * 80, number * 80 + 80))
        (folder / f"{number}.txt").write_text(f"松溪镇材料\n{clauses}", "utf-8")
    (folder / "copy.txt").write_bytes((folder / "0.txt").read_bytes())
    (folder / "bad.txt").write_bytes(b"")
    return folder


def settings(path: Path) -> Settings:
    """One child, and a database of this name."""
    return Settings(database_url=f"sqlite:///{path}", workers=1)


def digest(path: Path) -> str:
    """What a database holds."""
    engine = open_store(f"sqlite:///{path}")
    found = canonical_digest(engine)
    engine.dispose()
    return found


@pytest.fixture
def whole(files: Path, tmp_path: Path) -> str:
    """What an undisturbed run makes of the files."""
    assert 6 == ingest([files], settings(tmp_path / "whole.db")).done
    return digest(tmp_path / "whole.db")


def test_a_full_disk_ends_the_run_and_loses_nothing(files: Path, whole: str, tmp_path: Path) -> None:
    """The error says so; with room again the run is finished."""
    database = tmp_path / "p.db"
    open_store(f"sqlite:///{database}").dispose()
    raw = sqlite3.connect(database)
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.close()

    def limit(connection: sqlite3.Connection, record: object) -> None:
        del record
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")

    event.listen(Engine, "connect", limit)
    try:
        with pytest.raises(StoreError, match=r"p\.db: the disk is full"):
            ingest([files], settings(database))
    finally:
        event.remove(Engine, "connect", limit)
    assert 0 < ingest([files], settings(database)).unchanged
    assert whole == digest(database)


def test_a_locked_database_ends_the_run_and_loses_nothing(
    files: Path, whole: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds it for longer than a writer waits."""
    database = tmp_path / "p.db"
    monkeypatch.setattr("policytext.ingest.open_store", partial(open_store, busy_seconds=0.1))
    open_store(f"sqlite:///{database}").dispose()
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"p\.db: locked by another program"):
        ingest([files], settings(database))
    other.close()
    assert 6 == ingest([files], settings(database)).done
    assert whole == digest(database)


def test_two_runs_at_once_come_one_after_the_other(files: Path, whole: str, tmp_path: Path) -> None:
    """Both end well, and the second finds nothing left to do."""
    database = tmp_path / "p.db"
    command = [sys.executable, str(SCRIPT), str(files), f"sqlite:///{database}"]
    started = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    errors = [process.communicate(timeout=120)[1].decode() for process in started]
    left = [error for process, error in zip(started, errors, strict=True) if process.returncode]
    assert all("waits for its end already" in error for error in left), left
    assert len(left) < 2
    assert whole == digest(database)


def test_a_document_that_the_database_refuses_takes_no_other_with_it(files: Path, whole: str, tmp_path: Path) -> None:
    """Those that were to be written with it are, each with its item; when the cause is gone the run is finished."""
    database = tmp_path / "p.db"
    open_store(f"sqlite:///{database}").dispose()
    with closing(sqlite3.connect(database)) as raw:
        raw.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON revisions WHEN NEW.name = '3.txt' "
            "BEGIN SELECT raise(ABORT, 'refused by the test'); END"
        )
        with pytest.raises(IntegrityError, match="refused by the test"):
            ingest([files], settings(database))
        named = "SELECT name FROM revisions JOIN run_items USING (run_id, document_id) ORDER BY name"
        assert ["0.txt", "0.txt", "1.txt", "2.txt"] == [row[0] for row in raw.execute(named)]
        raw.execute("DROP TRIGGER refuse")
    again = ingest([files], settings(database))
    assert (2, 4) == (again.done, again.unchanged)
    assert whole == digest(database)


def test_a_run_that_lost_its_turn_writes_nothing_more(files: Path, tmp_path: Path) -> None:
    """No document, no item, no end: it slept while a later run was let in."""
    database = tmp_path / "p.db"
    with pytest.raises(BusyError, match="run 2 took its turn"):
        overtaken(files, settings(database))
    with closing(sqlite3.connect(database)) as raw:
        assert [(1, None), (2, None)] == raw.execute("SELECT id, finished FROM runs").fetchall()
        counted = "SELECT (SELECT count(*) FROM contents), (SELECT count(*) FROM run_items)"
        assert [(0, 0)] == raw.execute(counted).fetchall()


def overtaken(files: Path, settings: Settings) -> None:
    """A run that is taken for dead between looking for files and writing what they say."""
    with open_run(settings, "slept") as run, Pool(settings) as pool:
        groups = plan(run, [each for each in files.iterdir() if each.stat().st_size])
        with writing(run.engine) as connection:
            connection.execute(update(leases).values(run_id=insert_run(connection, "later", NOW)))
        ingest_groups(run, pool, groups)
