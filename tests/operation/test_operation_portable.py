"""Databases that move between a file and a server: backup, restore, release, bundle, rehearsal, forgetting."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from policytext.check import check
from policytext.decide import desk_of, judge
from policytext.errors import BusyError, StoreError
from policytext.handover import backup, bundle, merge, restore, unbundle
from policytext.knowledge.load import load_display
from policytext.rehearse import rehearse
from policytext.release import freeze
from policytext.settings import Settings
from policytext.store import (
    FigureQuery,
    Sighting,
    figures,
    journal_path,
    open_store,
    read_journal,
    rows_of,
    search,
    start_run,
    sync,
    write_document,
)
from policytext.store.copying import copy_database
from policytext.store.database import reading, writing
from policytext.store.decision import stamp
from policytext.store.dump import canonical_digest
from policytext.store.forget import forget
from policytext.store.lease import Patience, enter
from policytext.store.schema import metadata
from tests.servers import empty_database, server
from tests.store.samples import NOW, PRINTS, sample

DISPLAY = load_display()
LATER = datetime(2027, 1, 1, tzinfo=UTC)
PATIENCE = Patience(0, 0.1, 0.3)


@dataclass
class House:
    """A database with a journal and files of its own."""

    root: Path
    settings: Settings
    engine: Engine

    def take(self, name: str, before: str) -> None:
        """Bring a document into the database, whose file lies there."""
        doc = sample(before=before, name=name)
        (self.root / name).write_text(doc.source.text, "utf-8", newline="")
        write_document(self.engine, rows_of(doc, PRINTS), Sighting(str(self.root / name)), self.run())

    def run(self) -> int:
        """A run."""
        return start_run(self.engine, f"ingest {self.root}", NOW)

    def say(self, unit: str) -> None:
        """A decision on the first number."""
        desk, _ = desk_of(self.engine, self.settings, DISPLAY, "甲", LATER)
        judge(desk, "correct", [figures(self.engine, FigureQuery())[0].identity], given={"unit": unit})

    def digest(self) -> str:
        """Everything a run finds out."""
        return canonical_digest(self.engine)


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    """The folder of a server's socket."""
    with server() as folder:
        yield folder


def house_at(root: Path, url: str) -> Iterator[House]:
    """A house with two documents and a decision."""
    root.mkdir()
    settings = Settings(database_url=url, decisions=root / "decisions.jsonl", workers=1, stale_seconds=0.3)
    made = House(root, settings, open_store(url))
    made.take("a.txt", "甲区报告。")
    made.take("b.txt", "乙区报告。")
    made.say("户")
    yield made
    made.engine.dispose()


@pytest.fixture
def team(socket: str, tmp_path: Path) -> Iterator[House]:
    """A house whose database is on the server."""
    yield from house_at(tmp_path / "team", empty_database(socket, "team"))


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house with a file, and one on the server."""
    file = f"sqlite:///{tmp_path / 'p.db'}"
    url = file if request.param == "sqlite" else empty_database(request.getfixturevalue("socket"), "either")
    yield from house_at(tmp_path / "house", url)


def test_a_database_moves_from_a_server_to_a_file_and_back(team: House, socket: str, tmp_path: Path) -> None:
    """Row for row, decisions and search index too; what is written later has numbers of its own."""
    backup(team.engine, team.settings, tmp_path / "b.zip")
    file = Settings(database_url=f"sqlite:///{tmp_path / 'new' / 'p.db'}", workers=1)
    other = Settings(database_url=empty_database(socket, "other"), decisions=tmp_path / "other.jsonl", workers=1)
    for settings in (file, other):
        restore(tmp_path / "b.zip", settings)
        engine = open_store(settings.database_url)
        sync(engine, journal_path(settings))
        assert team.digest() == canonical_digest(engine)
        assert 2 == search(engine, "持证上岗").total
        assert 8 == len(figures(engine, FigureQuery()))
        moved = House(tmp_path, settings, engine)
        moved.take("c.txt", "丙区报告。")
        moved.say("座")
        assert [] == [each for each in check(engine, DISPLAY) if each.grade == "fault"]
        backup(engine, settings, tmp_path / "again.zip")
        engine.dispose()
    restore(tmp_path / "again.zip", team.settings, force=True)
    sync(team.engine, journal_path(team.settings))
    assert 12 == len(figures(team.engine, FigureQuery()))
    assert "座" == figures(team.engine, FigureQuery())[0].unit


def test_a_restore_that_fails_leaves_everything_as_it_was(
    either: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off in the middle: database, index and journal are those of before."""
    backup(either.engine, either.settings, tmp_path / "b.zip")
    either.take("c.txt", "丙区报告。")
    either.say("座")
    before, said = either.digest(), journal_path(either.settings).read_bytes()

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    where = (
        "policytext.handover.replace_file"
        if "sqlite" in either.engine.url.drivername
        else "policytext.store.transfer._set_sequences"
    )
    with monkeypatch.context() as patch:
        patch.setattr(where, broken_off)
        with pytest.raises(KeyboardInterrupt):
            restore(tmp_path / "b.zip", either.settings, force=True)
    assert (before, said) == (either.digest(), journal_path(either.settings).read_bytes())
    assert 3 == search(either.engine, "持证上岗").total


def test_restoring_says_what_it_replaces(either: House, tmp_path: Path) -> None:
    """Nothing without --force; decisions made since are put aside, or kept where that is asked for."""
    backup(either.engine, either.settings, tmp_path / "b.zip")
    either.say("座")
    with pytest.raises(StoreError, match=r"decisions\.jsonl \(1 decisions that the backup has not\)"):
        restore(tmp_path / "b.zip", either.settings)
    done = restore(tmp_path / "b.zip", either.settings, force=True)
    assert (1, "decisions.jsonl.replaced") == (done.newer, done.journal and done.journal.name)
    sync(either.engine, journal_path(either.settings))
    assert "户" == figures(either.engine, FigureQuery())[0].unit
    either.say("座")
    assert (0, None) == (
        (done := restore(tmp_path / "b.zip", either.settings, force=True, keep_decisions=True)).newer,
        done.journal,
    )
    sync(either.engine, journal_path(either.settings))
    assert "座" == figures(either.engine, FigureQuery())[0].unit


def test_nothing_is_restored_under_a_run(either: House, tmp_path: Path) -> None:
    """One that lives keeps its turn; one that gives no sign of life does not."""
    backup(either.engine, either.settings, tmp_path / "b.zip")
    turn = enter(either.engine, "ingest", NOW, PATIENCE)
    ended = threading.Event()

    def live() -> None:
        while not ended.wait(0.05):
            with writing(either.engine) as connection:
                connection.exec_driver_sql("UPDATE leases SET beat = beat + 1")

    thread = threading.Thread(target=live)
    thread.start()
    try:
        with pytest.raises(BusyError, match=f"run {turn.run} is under way"):
            restore(tmp_path / "b.zip", either.settings, force=True)
    finally:
        ended.set()
        thread.join()
    restore(tmp_path / "b.zip", either.settings, force=True)


def test_a_backup_while_somebody_writes_is_one_state(either: House, tmp_path: Path) -> None:
    """Every document in it is whole: all its numbers, passages and sentences."""
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            either.take(f"{number}.txt", f"第{number}份报告。")
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(4):
            copy_database(either.engine, tmp_path / f"{number}.db")
    finally:
        ended.set()
        thread.join()
    for number in range(4):
        copy = open_store(f"sqlite:///{tmp_path / f'{number}.db'}")
        documents = search(copy, "持证上岗").total
        assert documents >= 2
        assert 4 * documents == len(figures(copy, FigureQuery(limit=10_000)))
        assert [] == [each for each in check(copy, DISPLAY, originals=False) if each.grade == "fault"]
        copy.dispose()


def test_a_server_is_frozen_bundled_rehearsed_and_merged(team: House, tmp_path: Path) -> None:
    """All that is done to a file; nothing is written to the server by it."""
    before = team.digest()
    target = freeze(team.engine, team.settings, DISPLAY, "v1", tmp_path / "releases")
    frozen = open_store(f"sqlite:///{target / 'policytext.db'}", create=False)
    assert figures(team.engine, FigureQuery())[0].quote == figures(frozen, FigureQuery())[0].quote
    assert [] == [each for each in check(frozen, DISPLAY) if each.grade == "fault"]
    frozen.dispose()
    assert 2 == bundle(team.engine, team.settings, DISPLAY, tmp_path / "x.zip").originals
    unbundle(tmp_path / "x.zip", tmp_path / "there")
    with reading(elsewhere := open_store(f"sqlite:///{tmp_path / 'there' / 'policytext.db'}")) as connection:
        assert not connection.exec_driver_sql("SELECT count(*) FROM leases").scalar_one()
    summary, found = rehearse([], team.settings)
    assert (2, 0) == (summary.done, summary.failed)
    assert found
    here = open_store(f"sqlite:///{tmp_path / 'mine.db'}")
    mine = Settings(database_url=f"sqlite:///{tmp_path / 'mine.db'}")
    merged, conflicts = merge(here, mine, team.settings.database_url, LATER)
    assert (2, 0, []) == (merged.added, merged.both, conflicts)
    assert "户" == figures(here, FigureQuery())[0].unit
    here.dispose()
    elsewhere.dispose()
    assert before == team.digest()


def test_a_forgotten_document_is_nowhere(either: House, tmp_path: Path) -> None:
    """Neither in the database's rows and files, nor in the journal, nor in what leaves it; a line says so."""
    backup(either.engine, either.settings, tmp_path / "b.zip")
    old = journal_path(either.settings).read_bytes()
    gone = forget(either.engine, "a.txt", journal_path(either.settings), who="乙", when=stamp(LATER), why="来函要求")
    assert ("a.txt", 1, True) == (gone.name, gone.decisions, gone.wiped)
    (noted,) = read_journal(journal_path(either.settings)).decisions
    assert ("forget", "乙", "来函要求", 1) == (noted.kind, noted.who, noted.why, len(noted.removed))
    backup(either.engine, either.settings, tmp_path / "after.zip")
    freeze(either.engine, either.settings, DISPLAY, "v1", tmp_path / "releases")
    written = [path.read_bytes() for path in (tmp_path / "releases").rglob("*") if path.is_file()]
    with zipfile.ZipFile(tmp_path / "after.zip") as archive:
        written += [archive.read(name) for name in archive.namelist()]
    written += [path.read_bytes() for path in tmp_path.glob("p.db*")] + [journal_path(either.settings).read_bytes()]
    for word in ("甲区报告", "a.txt"):
        assert not [data for data in written if word.encode() in data]
    assert 1 == search(either.engine, "持证上岗").total

    with journal_path(either.settings).open("ab") as file:  # somebody puts his copy behind it
        file.write(old)
    assert 0 == sync(either.engine, journal_path(either.settings)).unjournaled
    assert [noted] == list(read_journal(journal_path(either.settings)).decisions)

    restore(tmp_path / "b.zip", either.settings, force=True)
    sync(either.engine, journal_path(either.settings))
    assert "甲区报告".encode() not in journal_path(either.settings).read_bytes()
    assert any("was forgotten" in each.sentence for each in check(either.engine, DISPLAY))


def test_a_journal_elsewhere_takes_back_what_was_forgotten(either: House, tmp_path: Path) -> None:
    """A colleague's database with the same journal loses the decisions, and what they changed."""
    copy = Settings(database_url=f"sqlite:///{tmp_path / 'copy' / 'p.db'}", decisions=tmp_path / "copy.jsonl")
    backup(either.engine, either.settings, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", copy)
    theirs = open_store(copy.database_url)
    sync(theirs, tmp_path / "copy.jsonl")
    assert "corrected" == figures(theirs, FigureQuery())[0].review
    forget(either.engine, "a.txt", journal_path(either.settings), who="乙", when=stamp(LATER))
    (tmp_path / "copy.jsonl").write_bytes(journal_path(either.settings).read_bytes())
    assert 1 == sync(theirs, tmp_path / "copy.jsonl").gone
    assert ("unreviewed", "人") == ((row := figures(theirs, FigureQuery())[0]).review, row.unit)
    theirs.dispose()


def test_every_table_is_copied(team: House, tmp_path: Path) -> None:
    """Also those that no command here fills; only who holds a lease is not."""
    enter(team.engine, "ingest", NOW, PATIENCE)
    copy_database(team.engine, tmp_path / "c.db")
    copy = open_store(f"sqlite:///{tmp_path / 'c.db'}")
    for table in metadata.sorted_tables:
        with reading(team.engine) as here, reading(copy) as there:
            rows = [sorted(map(repr, each.execute(table.select()).tuples())) for each in (here, there)]
        assert rows[1] == ([] if table.name == "leases" else rows[0]), table.name
    copy.dispose()


def test_what_is_missing_on_a_server_is_a_fault(team: House) -> None:
    """Indexes that search needs, and columns."""
    with writing(team.engine) as connection:
        connection.exec_driver_sql("DROP INDEX passage_index")
        connection.exec_driver_sql("ALTER TABLE families DROP COLUMN similarity")
    found = [each.sentence.partition(": ")[2] for each in check(team.engine, DISPLAY) if each.grade == "fault"]
    assert ["the column families.similarity is missing", "the index passage_index is missing or does not hold"] == found
