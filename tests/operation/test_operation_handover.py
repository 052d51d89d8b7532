"""Databases that move: bundles, backups, merges, and what stays at home."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from policytext.check import check
from policytext.decide import desk_of, judge
from policytext.errors import StoreError
from policytext.handover import backup, bundle, merge, restore, unbundle
from policytext.knowledge.load import load_display
from policytext.read.archive import INSIDE
from policytext.settings import Settings
from policytext.store import (
    FigureQuery,
    Order,
    Sighting,
    export_rows,
    figures,
    journal_path,
    open_store,
    read_journal,
    rows_of,
    search,
    show,
    start_run,
    sync,
    write_document,
)
from policytext.store.decision import stamp
from policytext.store.dump import canonical_digest
from policytext.store.forget import forget
from tests.store.samples import NEWER, NOW, PRINTS, sample

DISPLAY = load_display()
LATER = datetime(2027, 1, 1, tzinfo=UTC)
PHONE = "13" + "912345678"


class House:
    """A database with a journal and files of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = Settings(database_url=f"sqlite:///{root / 'policytext.db'}", workers=1)
        self.engine: Engine = open_store(self.settings.database_url)

    def take(self, name: str, before: str, prints: object = PRINTS) -> None:
        """Bring a document into the database, whose file lies there."""
        doc = sample(before=before, name=name)
        (self.root / name).write_text(doc.source.text, "utf-8", newline="")
        run = start_run(self.engine, "ingest " + str(self.root), NOW)
        write_document(self.engine, rows_of(doc, prints), Sighting(str(self.root / name)), run)  # type: ignore[arg-type]

    def say(self, who: str, unit: str) -> None:
        """A decision on the first number."""
        desk, _ = desk_of(self.engine, self.settings, DISPLAY, who, LATER)
        judge(desk, "correct", [figures(self.engine, FigureQuery())[0].identity], given={"unit": unit})

    def exported(self, target: Path) -> bytes:
        """What an export holds, without the numbers that ids are."""
        export_rows(self.engine, target, "csv", Order(DISPLAY))
        return target.read_bytes()


@pytest.fixture
def house(tmp_path: Path) -> House:
    """One plain document, one marked as internal, one with a telephone number."""
    (tmp_path / "here").mkdir()
    made = House(tmp_path / "here")
    made.take("a.txt", "甲区报告。")
    made.take("b.txt", "内部资料\n乙区报告。")
    made.take("c.txt", f"丙区报告，联系电话{PHONE}。")
    return made


def test_a_backup_comes_back_as_it_was(house: House, tmp_path: Path) -> None:
    """Database and decisions; what is there is replaced only when that is said."""
    house.say("甲", "户")
    before = house.exported(tmp_path / "before.csv")
    backup(house.engine, house.settings, tmp_path / "b.zip")
    house.say("甲", "座")
    with pytest.raises(StoreError, match="--force"):
        restore(tmp_path / "b.zip", house.settings)
    house.engine.dispose()
    restore(tmp_path / "b.zip", house.settings, force=True)
    house.engine = open_store(house.settings.database_url)
    sync(house.engine, journal_path(house.settings))
    assert before == house.exported(tmp_path / "after.csv")


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7, 0.9])
@pytest.mark.parametrize("length", [1, 40])
def test_a_damaged_bundle_is_one_sentence(house: House, tmp_path: Path, at: float, length: int) -> None:
    """Wherever its bytes are not what they were; no folder is left behind."""
    file = tmp_path / "b.zip"
    bundle(house.engine, house.settings, DISPLAY, file)
    data = bytearray(file.read_bytes())
    begin = int(len(data) * at)
    data[begin : begin + length] = bytes(255 - byte for byte in data[begin : begin + length])
    file.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        unbundle(file, tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_a_damaged_backup_replaces_nothing(house: House, tmp_path: Path) -> None:
    """Nor does a file that is none."""
    (tmp_path / "no.zip").write_bytes(b"no archive")
    backup(house.engine, house.settings, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in archive.namelist():
            bad.writestr(name, archive.read(name)[::-1] if name.endswith(".db") else archive.read(name))
    for name, why in (("no.zip", "not a file"), ("bad.zip", "damaged: policytext.db")):
        with pytest.raises(StoreError, match=why):
            restore(tmp_path / name, house.settings, force=True)
    assert 12 == len(figures(house.engine, FigureQuery()))


def test_a_bundle_opens_elsewhere(house: House, tmp_path: Path) -> None:
    """With originals and decisions; no path of this machine is in it, and nothing that stays at home."""
    house.say("甲", "户")
    done = bundle(house.engine, house.settings, DISPLAY, tmp_path / "b.zip")
    assert (1, ()) == (done.originals, done.missing)
    assert ["document 2: 内部资料", "document 3: 139…"] == list(done.left_out)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (str(house.root), PHONE, "内部资料\n乙区"):
        assert secret.encode() not in content
    unbundle(tmp_path / "b.zip", tmp_path / "there")
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'there' / 'policytext.db'}")
    engine = open_store(settings.database_url)
    sync(engine, journal_path(settings))
    assert [] == list(check(engine, DISPLAY))
    assert ("户", "corrected") == ((row := figures(engine, FigureQuery())[0]).unit, row.review)
    assert show(engine, "1").paths[0].startswith(str(tmp_path / "there" / "originals"))
    engine.dispose()
    with pytest.raises(StoreError, match="there already"):
        unbundle(tmp_path / "b.zip", tmp_path / "there")


def test_what_is_asked_for_goes_along(house: House, tmp_path: Path) -> None:
    """Internal documents, personal data, both; and a file that is gone is told."""
    (house.root / "a.txt").unlink()
    done = bundle(house.engine, house.settings, DISPLAY, tmp_path / "b.zip", internal=True, personal=True)
    assert (2, 1, ()) == (done.originals, len(done.missing), done.left_out)


def test_an_archive_that_holds_an_internal_document_stays_at_home(house: House, tmp_path: Path) -> None:
    """Though another document in it goes along: its file would bring the other one with it."""
    archive = house.root / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name, before in (("open.txt", "丁区报告。"), ("inside.txt", "内部资料\n戊区报告。")):
            doc = sample(before=before, name=name)
            packed.writestr(name, doc.source.text)
            write_document(house.engine, rows_of(doc, PRINTS), Sighting(f"{archive}{INSIDE}{name}"), 1)
    file = tmp_path / "b.zip"
    made = bundle(house.engine, house.settings, DISPLAY, file)
    assert [str(archive)] == [told.partition(": ")[0] for told in made.missing]
    with zipfile.ZipFile(file) as packed:
        assert not [name for name in packed.namelist() if name.endswith("all.zip")]


def test_what_a_document_said_before_stays_at_home_too(house: House, tmp_path: Path) -> None:
    """The telephone number is out of the file by now, and stands in its first version."""
    path = str(house.root / "d.txt")
    for before in (f"己区报告，联系电话{PHONE}。", "己区报告。"):
        write_document(house.engine, rows_of(sample(before=before, name="d.txt"), PRINTS), Sighting(path), 1)
    bundle(house.engine, house.settings, DISPLAY, tmp_path / "b.zip")
    unbundle(tmp_path / "b.zip", tmp_path / "there")
    assert PHONE.encode() not in (tmp_path / "there" / "policytext.db").read_bytes()


def test_a_file_with_a_long_name_goes_along(house: House, tmp_path: Path) -> None:
    """Names of 83 Chinese characters are as long as a file system takes."""
    name = "庚" * 83 + ".txt"
    house.take(name, "庚区报告。")
    assert () == bundle(house.engine, house.settings, DISPLAY, tmp_path / "b.zip").missing


def test_exports_leave_out_what_stays_at_home(house: House, tmp_path: Path) -> None:
    """Internal documents as a whole, digits of telephone numbers in quotes."""
    shy, open_ = tmp_path / "shy.jsonl", tmp_path / "open.jsonl"
    assert 8 == export_rows(house.engine, shy, "jsonl", Order(DISPLAY))
    assert 12 == export_rows(house.engine, open_, "jsonl", Order(DISPLAY, internal=True, personal=True))
    assert (False, True) == tuple("b.txt" in file.read_text("utf-8") for file in (shy, open_))
    assert PHONE not in shy.read_text("utf-8")


def test_a_document_is_forgotten(house: House) -> None:
    """With everything that hangs on it, down to the bytes of the file; the others stay sound."""
    house.say("甲", "户")
    journal = journal_path(house.settings)
    for name, lines in (("c.txt", 0), ("a.txt", 1)):
        gone = forget(house.engine, name, journal, who="甲", when=stamp(LATER))
        assert (name, lines, True) == (gone.name, gone.decisions, True)
    assert 4 == len(figures(house.engine, FigureQuery()))
    assert 1 == search(house.engine, "持证").total
    faults = [each for each in check(house.engine, DISPLAY) if each.check != "decision"]
    assert [] == faults
    house.engine.dispose()
    assert PHONE.encode() not in (house.root / "policytext.db").read_bytes()


def test_two_databases_become_one(house: House, tmp_path: Path) -> None:
    """Documents are added, those that both have stay, and decisions that differ are listed."""
    (tmp_path / "there").mkdir()
    other = House(tmp_path / "there")
    other.take("a.txt", "甲区报告。", NEWER)
    other.take("d.txt", "丁区报告。")
    house.say("甲", "户")
    other.say("乙", "座")
    other.engine.dispose()
    for expected in ((1, 1), (0, 2)):
        merged, conflicts = merge(house.engine, house.settings, other.root / "policytext.db", LATER)
        assert expected == (merged.added, merged.both)
        assert ("a.txt",) == merged.differ
        assert {"甲", "乙"} == {each.decision.who for each in conflicts}
    assert 16 == len(figures(house.engine, FigureQuery()))
    assert 4 == search(house.engine, "持证").total
    assert [] == [each for each in check(house.engine, DISPLAY) if each.grade == "fault"]
    with pytest.raises(StoreError, match="same database"):
        merge(house.engine, house.settings, house.root / "policytext.db", LATER)


def test_an_older_version_of_a_document_is_merged_beside_the_newer(house: House, tmp_path: Path) -> None:
    """A colleague's database holds what a file was before it was changed here; no number has the id of another."""
    (tmp_path / "there").mkdir()
    theirs = House(tmp_path / "there")
    theirs.take("a.txt", "甲区报告。")
    house.take("a.txt", "甲区报告，改过一次。")
    theirs.engine.dispose()
    merged, _ = merge(house.engine, house.settings, theirs.root / "policytext.db", LATER)
    again, _ = merge(house.engine, house.settings, theirs.root / "policytext.db", LATER)
    assert (1, 0, 0, 1) == (merged.added, merged.both, again.added, again.both)
    ids = [row.identity for row in figures(house.engine, FigureQuery())]
    assert len(set(ids)) == len(ids)
    run = start_run(house.engine, "ingest", NOW)
    doc = sample(before="甲区报告。", name="a.txt")
    write_document(house.engine, rows_of(doc, NEWER), Sighting(str(theirs.root / "a.txt")), run)
    assert ids == [row.identity for row in figures(house.engine, FigureQuery())]  # as if they had been read here


def test_a_database_of_an_older_schema_is_merged_and_stays_as_it_is(house: House, tmp_path: Path) -> None:
    """A copy of it is brought up to date; decisions that stand in it only come along."""
    (tmp_path / "there").mkdir()
    other = House(tmp_path / "there")
    other.take("d.txt", "丁区报告。")
    other.say("乙", "座")
    other.engine.dispose()
    journal_path(other.settings).unlink()
    old = tmp_path / "old.db"
    raw = sqlite3.connect(old)
    raw.executescript((Path(__file__).parents[1] / "store" / "schema-8.sql").read_text("utf-8"))
    raw.close()
    before = old.read_bytes()
    merged, _ = merge(house.engine, house.settings, old, LATER)
    assert (1, before) == (merged.added, old.read_bytes())
    assert "accepted" in {row.review for row in figures(house.engine, FigureQuery(words="社区工作者"))}
    merge(house.engine, house.settings, other.root / "policytext.db", LATER)
    assert "座" in {row.unit for row in figures(house.engine, FigureQuery(words="社区工作者"))}
    assert {"甲", "乙"} == {each.who for each in read_journal(journal_path(house.settings)).decisions}


def test_what_was_forgotten_is_not_merged_back(house: House, tmp_path: Path) -> None:
    """It is told by its name."""
    backup(house.engine, house.settings, tmp_path / "b.zip")
    other = Settings(database_url=f"sqlite:///{tmp_path / 'other' / 'p.db'}")
    restore(tmp_path / "b.zip", other)
    forget(house.engine, "c.txt", journal_path(house.settings), who="甲", when=stamp(LATER))
    merged, _ = merge(house.engine, house.settings, tmp_path / "other" / "p.db", LATER)
    assert ((0, 2, ("c.txt",)), 8) == (
        (merged.added, merged.both, merged.forgotten),
        len(figures(house.engine, FigureQuery())),
    )


def test_a_damaged_database_is_put_aside_and_another_program_s_is_left_alone(house: House, tmp_path: Path) -> None:
    """By a restore with --force: nothing is thrown away."""
    backup(house.engine, house.settings, tmp_path / "b.zip")
    house.engine.dispose()
    file = house.root / "policytext.db"
    file.write_bytes(b"no database " * 1000)
    done = restore(tmp_path / "b.zip", house.settings, force=True)
    assert (file.with_name("policytext.db.damaged"), b"no") == (
        done.damaged,
        file.with_name("policytext.db.damaged").read_bytes()[:2],
    )
    house.engine = open_store(house.settings.database_url)
    assert 12 == len(figures(house.engine, FigureQuery()))
    foreign = tmp_path / "foreign.db"
    raw = sqlite3.connect(foreign)
    raw.execute("CREATE TABLE theirs (id INTEGER)")
    raw.close()
    with pytest.raises(StoreError, match="another program"):
        restore(tmp_path / "b.zip", Settings(database_url=f"sqlite:///{foreign}"), force=True)


KILLED = """
import os, signal, sys
from pathlib import Path
from policytext.handover import restore
from policytext.settings import Settings
from policytext.store import copying, transfer

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

copying.PAGES = 20
copying._patient = lambda: die if int(sys.argv[3]) else (lambda *_: None)
restore(Path(sys.argv[1]), Settings(database_url=sys.argv[2]), force=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process by signal")
def test_a_restore_that_is_killed_leaves_what_was_there(house: House, tmp_path: Path) -> None:
    """When some pages were written."""
    backup(house.engine, house.settings, tmp_path / "b.zip")
    house.take("d.txt", "丁区报告。")
    before = canonical_digest(house.engine)
    house.engine.dispose()
    command = [sys.executable, "-c", KILLED, str(tmp_path / "b.zip"), house.settings.database_url]
    killed = subprocess.run([*command, "1"], check=False, cwd=tmp_path)
    assert -signal.SIGKILL == killed.returncode
    assert before == canonical_digest(house.engine)
    assert [] == [each for each in check(house.engine, DISPLAY) if each.grade == "fault"]
    house.engine.dispose()
    subprocess.run([*command, "0"], check=True, cwd=tmp_path)
    assert 12 == len(figures(house.engine, FigureQuery()))
