"""Every command on a database that cannot be used, and on a disk without room: one sentence, and nothing half done."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policytext.cli import app
from policytext.store import Sighting, open_store, rows_of, start_run, write_document
from policytext.store.dump import canonical_digest
from tests.store.samples import NOW, PRINTS, sample

COMMANDS = (
    ("search", "持证上岗"),
    ("figures",),
    ("export", "--to", "csv", "--out", "o.csv"),
    ("check",),
    ("series", "社区工作者"),
    ("verify", "sample", "s.xlsx"),
    ("decide", "accept", "--document", "a.txt", "--quote", "75.2%"),
    ("forget", "1"),
    ("freeze", "v1"),
    ("backup", "b.zip"),
    ("bundle", "c.zip"),
    ("merge", "good.db"),
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a sound database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICYTEXT_ANALYST", "甲")
    monkeypatch.setenv("POLICYTEXT_WORKERS", "1")
    engine = open_store(f"sqlite:///{tmp_path / 'good.db'}")
    run = start_run(engine, "ingest", NOW)
    write_document(engine, rows_of(sample(name="a.txt"), PRINTS), Sighting("a.txt"), run)
    engine.dispose()
    (tmp_path / "x").mkdir()
    return tmp_path


def run(*command: str) -> tuple[int, str]:
    """Status and screen."""
    result = CliRunner().invoke(app, list(command))
    assert result.exception is None or isinstance(result.exception, SystemExit), (command, result.exception)
    return result.exit_code, result.output


def newer(file: Path) -> None:
    """Made by a program of years to come."""
    file.write_bytes(Path("good.db").read_bytes())
    raw = sqlite3.connect(file)
    raw.execute("PRAGMA user_version = 999")
    raw.commit()
    raw.close()


def foreign(file: Path) -> None:
    """Another program's."""
    raw = sqlite3.connect(file)
    raw.execute("CREATE TABLE theirs (id INTEGER)")
    raw.close()


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "newer": (newer, "newer policytext"),
    "foreign": (foreign, "not one of policytext"),
    "truncated": (lambda file: file.write_bytes((data := Path("good.db").read_bytes())[: len(data) // 2]), "damaged"),
    "no database": (lambda file: file.write_bytes(b"no database " * 1000), "not a database of policytext"),
    "empty": (lambda file: file.write_bytes(b""), "no database yet"),
    "a folder": (lambda file: file.mkdir(), "a folder, not a database"),
    "absent": (lambda _: None, "no database yet"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_database_that_cannot_be_used_is_one_sentence(kind: str, place: Path) -> None:
    """By every command, and not a byte of it is another afterwards; nothing else is left."""
    file = place / "x" / "p.db"
    spoil, why = BAD[kind]
    spoil(file)
    before = file.read_bytes() if file.is_file() else None
    for command in COMMANDS:
        status, said = run(*command, "--database", str(file))
        assert (2, True) == (status, why in said), (command, said)
        assert (1, True) == (len(said.strip().splitlines()), "p.db" in said), (command, said)
    assert before == (file.read_bytes() if file.is_file() else None)
    assert {"p.db"} >= {path.name for path in (place / "x").iterdir()}
    assert {"good.db", "x"} == {path.name for path in place.iterdir()}


def test_pages_overwritten_in_the_middle_are_told(place: Path) -> None:
    """By what would copy or release them, and by `check`."""
    file = place / "x" / "p.db"
    data = bytearray((place / "good.db").read_bytes())
    data[len(data) // 4 : len(data) // 4 * 3] = b"\xa5" * (len(data) // 4 * 3 - len(data) // 4)
    file.write_bytes(data)
    for command in (("check",), ("backup", "b.zip"), ("freeze", "v1"), ("bundle", "c.zip"), ("merge", "good.db")):
        status, said = run(*command, "--database", str(file))
        assert status in {1, 2}
        assert "damaged" in said, (command, said)
    assert not list(place.glob("*.zip"))
    assert [] == list(place.rglob("v1*"))


@contextmanager
def little_room(size: int) -> Iterator[None]:
    """Files can become so large and no larger."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_without_room_nothing_is_half_done(place: Path) -> None:
    """Neither a file nor a part of one is left, and what was there is as it was."""
    assert 0 == run("backup", "good.zip", "--database", "good.db")[0]
    engine = open_store(f"sqlite:///{place / 'good.db'}")
    before, names = canonical_digest(engine), {path.name for path in place.rglob("*")}
    engine.dispose()
    commands = (
        ("backup", "b.zip"),
        ("freeze", "v1"),
        ("bundle", "c.zip"),
        ("export", "--to", "xlsx", "--out", "o.xlsx"),
        ("restore", "good.zip", "--force"),
        ("ingest", "--dry-run"),
    )
    for command in commands:
        with little_room(4000):
            status, said = run(*command, "--database", "good.db")
        assert status == 2, (command, said)
        assert 1 == len(said.strip().splitlines()), (command, said)
    with little_room(4000):
        assert 2 == run("unbundle", "good.zip", "there")[0]
    left = {path.name for path in place.rglob("*")} - {"good.db-wal", "good.db-shm", "decisions.jsonl.lock", "releases"}
    assert names - {"good.db-wal", "good.db-shm"} == left
    engine = open_store(f"sqlite:///{place / 'good.db'}")
    assert before == canonical_digest(engine)
    engine.dispose()


def test_a_locked_database_is_told_and_a_decision_is_not_lost(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands in the journal, and is shown when the lock is gone; a document that was to be forgotten is whole."""
    monkeypatch.setattr(open_store, "__kwdefaults__", {"busy_seconds": 0.1, "create": True})
    monkeypatch.setattr("policytext.store.copying.BUSY_SECONDS", 0.1)
    assert 0 == run("backup", "good.zip", "--database", "good.db")[0]
    lock = sqlite3.connect(place / "good.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    for command in (("forget", "1"), ("merge", "x"), ("restore", "good.zip", "--force"), ("check",)):
        status, said = run(*command, "--database", "good.db")
        assert (2, True) == (status, "locked" in said or "folder" in said), (command, said)
    assert 0 == run("figures", "--database", "good.db")[0]
    status, said = run("decide", "accept", "--document", "a.txt", "--quote", "75.2%", "--database", "good.db")
    assert (2, True, True) == (status, "locked" in said, "1 decisions are kept in" in said)
    lock.close()
    status, said = run("figures", "--database", "good.db")
    assert (0, True) == (status, "已核验" in said)
