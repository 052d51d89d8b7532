"""The whole operation: what is stale is processed, what fails is told, and everything adds up."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policytext.errors import PolicytextError, StoreError, WorkerError
from policytext.ingest import Summary, ingest, ingest_groups, open_run, summarize
from policytext.plan import plan
from policytext.pool import Pool
from policytext.run import Item
from policytext.settings import Settings
from policytext.store import Summary as Totals

Ingest = Callable[..., Summary]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Children for all runs: to start one takes longer than what most tests ask of it."""
    with Pool(Settings()) as opened:
        yield opened


@pytest.fixture
def run(tmp_path: Path, pool: Pool) -> Ingest:
    """As `ingest`, with the children of all: paths under `tmp_path / "in"`, by default all of it."""
    (tmp_path / "in").mkdir()

    def ingest_here(*names: str, batch: str = "", tick: Callable[[Item, int], None] | None = None) -> Summary:
        paths = [tmp_path / "in" / name for name in names] or [tmp_path / "in"]
        settings = Settings(database_url=f"sqlite:///{tmp_path}/p.db")
        with open_run(settings, "ingest", batch=batch, tick=tick) as opened:
            ingest_groups(opened, pool, plan(opened, paths))
            return summarize(opened)

    return ingest_here


@pytest.fixture
def run_alone(tmp_path: Path) -> Ingest:
    """`ingest` itself, over all of `tmp_path / "in"`, with a child of its own."""
    (tmp_path / "in").mkdir()

    def ingest_alone(tick: Callable[[Item, int], None] | None = None) -> Summary:
        settings = Settings(database_url=f"sqlite:///{tmp_path}/p.db", workers=1)
        return ingest([tmp_path / "in"], settings, tick=tick)

    return ingest_alone


def write(root: Path, name: str, text: str) -> Path:
    """A file under `in`."""
    path = root / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def query(root: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows of the database, read behind the store's back."""
    with sqlite3.connect(root / "p.db") as connection:
        rows = connection.execute(sql).fetchall()
    connection.close()
    return rows


def counts(summary: Summary) -> tuple[int, int, int, int]:
    """Found, done, unchanged, failed."""
    return summary.found, summary.done, summary.unchanged, summary.failed


def test_good_files_are_written_and_bad_ones_told(tmp_path: Path, run: Ingest) -> None:
    """Each failure is one row with file and reason; the others go on."""
    write(tmp_path, "a.txt", "青禾区有社区825个。")
    write(tmp_path, "b.txt", "")
    write(tmp_path, "c.docx", "松溪镇有社区12个。")
    write(tmp_path, "d.txt", "松溪镇有社区12个。")
    summary = run("a.txt", "b.txt", "none", "c.docx", "d.txt")
    assert (5, 2, 0, 3) == counts(summary)
    rows = query(tmp_path, "SELECT path, stage, reason FROM run_items WHERE outcome = 'failed' ORDER BY id")
    assert ["none", "b.txt", "c.docx"] == [Path(str(path)).name for path, _, _ in rows]
    assert all(str(reason).startswith(f"{Path(str(path)).name}: ") for path, _, reason in rows)
    assert [item.reason for item in summary.failures] == [reason for _, _, reason in rows]


def test_a_second_run_writes_one_row(tmp_path: Path, run: Ingest) -> None:
    """Its own."""
    write(tmp_path, "a.txt", "青禾区有社区825个。")
    write(tmp_path, "b/c.txt", "松溪镇有社区12个。")
    run()
    tables = [str(name) for (name,) in query(tmp_path, "SELECT name FROM sqlite_master WHERE type = 'table'")]

    def sizes() -> dict[str, object]:
        return {name: query(tmp_path, f'SELECT count(*) FROM "{name}"')[0][0] for name in tables}  # noqa: S608 - our own names

    before = sizes()
    assert (2, 0, 2, 0) == counts(run())
    grown = {name: size for name, size in sizes().items() if size != before[name]}
    assert {"runs": 2} == grown


def test_a_changed_file_alone_is_processed_again(tmp_path: Path, run: Ingest) -> None:
    """By content, not by date."""
    write(tmp_path, "a.txt", "青禾区有社区825个。")
    write(tmp_path, "b.txt", "松溪镇有社区12个。")
    run()
    write(tmp_path, "a.txt", "青禾区有社区826个。")
    write(tmp_path, "b.txt", "松溪镇有社区12个。")
    seen: list[Item] = []
    assert (2, 1, 1, 0) == counts(run(tick=lambda item, _: seen.append(item)))
    assert {"a.txt": "changed", "b.txt": "unchanged"} == {Path(item.path).name: item.outcome for item in seen}


def test_other_knowledge_makes_everything_stale(
    tmp_path: Path, run_alone: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word added to the user's dictionary may change any result."""
    write(tmp_path, "a.txt", "青禾区有社区825个。")
    run_alone()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "userdict.txt").write_text("网格长 10 n\n", "utf-8")
    monkeypatch.setenv("POLICYTEXT_KNOWLEDGE", str(tmp_path / "own"))
    seen: list[str] = []
    run_alone(tick=lambda item, _: seen.append(item.outcome))
    assert ["reprocessed"] == seen


def test_a_name_that_is_refused_stays_refused(tmp_path: Path, run: Ingest) -> None:
    """Also when the same content has come in under a better name: no run tells otherwise than the one before."""
    write(tmp_path, "a.docx", "青禾区有社区825个。")
    write(tmp_path, "b.txt", "青禾区有社区825个。")
    assert (2, 1, 0, 1) == counts(run())
    assert (2, 0, 1, 1) == counts(run())


def test_what_was_processed_says_how_long_it_took(tmp_path: Path, run: Ingest) -> None:
    """Once for a content, also where it failed; a copy took no time of its own."""
    for name, text in (("a.txt", "青禾区有社区825个。"), ("b.txt", "青禾区有社区825个。"), ("c.txt", "")):
        write(tmp_path, name, text)
    run()
    rows = query(tmp_path, "SELECT outcome, seconds >= 0 FROM run_items ORDER BY path")
    assert [("new", 1), ("copy", None), ("failed", 1)] == rows


def test_one_content_is_processed_once(tmp_path: Path, run: Ingest) -> None:
    """Its copies are noted beside it, in the same run and in later ones."""
    for name in ("a.txt", "b.txt"):
        write(tmp_path, name, "青禾区有社区825个。")
    assert (2, 2, 0, 0) == counts(run())
    write(tmp_path, "c.txt", "青禾区有社区825个。")
    assert (3, 1, 2, 0) == counts(run())
    assert [(1,)] == query(tmp_path, "SELECT count(*) FROM documents")
    assert ["a.txt", "b.txt", "c.txt"] == [
        Path(str(path)).name for (path,) in query(tmp_path, "SELECT path FROM sightings ORDER BY path")
    ]


def test_two_files_that_change_places_keep_both_contents(tmp_path: Path, run: Ingest) -> None:
    """Each path is told with what it holds now."""
    texts = {"a.txt": "青禾区有社区825个。", "b.txt": "松溪镇有社区12个。"}
    for name, text in texts.items():
        write(tmp_path, name, text)
    run()
    for name, text in zip(texts, reversed(texts.values()), strict=True):
        write(tmp_path, name, text)
    assert 0 == run().failed
    sql = """SELECT s.path, t.text FROM sightings s JOIN revisions r USING (content_id) JOIN texts t ON t.id = r.text_id
             WHERE s.ended_run IS NULL AND r.superseded_run IS NULL ORDER BY s.path"""
    assert ["松溪镇有社区12个。", "青禾区有社区825个。"] == [text for _, text in query(tmp_path, sql)]
    assert (2, 0, 2, 0) == counts(run())


def test_a_batch_names_what_was_there_already(tmp_path: Path, run: Ingest) -> None:
    """Without reading it again."""
    write(tmp_path, "a.txt", "青禾区有社区825个。")
    run()
    seen: list[str] = []
    run(batch="2024", tick=lambda item, _: seen.append(item.outcome))
    run(batch="2024", tick=lambda item, _: seen.append(item.outcome))
    assert ["copy", "unchanged"] == seen
    assert [("",), ("2024",)] == query(tmp_path, "SELECT batch FROM sightings ORDER BY batch")
    assert [("new",), ("copy",)] == query(tmp_path, "SELECT outcome FROM run_items ORDER BY id")


def test_writing_follows_the_order_of_names(tmp_path: Path, run: Ingest) -> None:
    """A long file does not let the short ones overtake it: two databases of one folder are equal."""
    write(tmp_path, "a.txt", "青禾区有社区825个。" * 2000)
    for number in range(6):
        write(tmp_path, f"b{number}.txt", f"松溪镇有社区{number + 10}个。")
    run()
    names = [str(name) for (name,) in query(tmp_path, "SELECT name FROM revisions ORDER BY id")]
    assert sorted(names) == names


def test_progress_tells_of_every_path(tmp_path: Path, run: Ingest) -> None:
    """With the number of those found."""
    write(tmp_path, "a.txt", "青禾区有社区825个。")
    write(tmp_path, "b.txt", "")
    seen: list[tuple[str, int]] = []
    run("a.txt", "b.txt", "none", tick=lambda item, found: seen.append((Path(item.path).name, found)))
    assert [("a.txt", 3), ("b.txt", 3), ("none", 3)] == sorted(seen)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux")
@pytest.mark.parametrize("encoding", ["gb18030", "ascii"])
def test_names_of_old_chinese_systems_are_kept_readable(tmp_path: Path, run: Ingest, encoding: str) -> None:
    """GBK names from unpacked archives are undecodable on a system of UTF-8."""
    name = "社区.txt".encode(encoding, "replace") + (b"\xff" if encoding == "ascii" else b"")
    Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/" + name)).write_text("青禾区有社区825个。", "utf-8")
    assert (1, 1, 0, 0) == counts(run())
    assert (1, 0, 1, 0) == counts(run())
    shown = "社区.txt" if encoding == "gb18030" else "??.txt\ufffd"
    assert [(shown,)] == query(tmp_path, "SELECT name FROM revisions")


def test_a_file_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    """By a stated limit."""
    path = tmp_path / "big.txt"
    path.write_text("社区" * 100_000, "utf-8")
    summary = ingest([path], Settings(database_url=f"sqlite:///{tmp_path}/p.db", max_file_mb=0.1))
    assert "max_file_mb" in summary.failures[0].reason


def test_an_interrupted_run_is_finished_and_can_be_gone_on_with(tmp_path: Path, run_alone: Ingest) -> None:
    """What was written stays, whole; the row says how far it came."""
    for number in range(3):
        write(tmp_path, f"{number}.txt", f"松溪镇有社区{number + 10}个。")

    def interrupt(item: Item, found: int) -> None:
        del found
        if item.path.endswith("1.txt"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_alone(tick=interrupt)
    assert [(1,)] == query(tmp_path, "SELECT count(*) FROM runs WHERE finished IS NOT NULL")
    assert (3, 1, 2, 0) == counts(run_alone())


def test_nothing_to_do_is_a_summary_of_nothing(run: Ingest) -> None:
    """An empty folder is no error, but nothing was done."""
    summary = run()
    assert (0, 0, 0, 0) == counts(summary)
    assert 2 == summary.status(strict=False)


@pytest.mark.parametrize(
    ("done", "unchanged", "failed", "strict", "expected"),
    [
        (1, 0, 0, True, 0),
        (0, 3, 0, True, 0),
        (1, 0, 1, False, 0),
        (1, 0, 1, True, 1),
        (0, 0, 2, False, 2),
        (0, 0, 2, True, 2),
    ],
)
def test_the_exit_status_says_what_was_done(
    done: int,
    unchanged: int,
    failed: int,
    strict: bool,  # noqa: FBT001 - a column of the table above
    expected: int,
) -> None:
    """0 done, 1 done with failures under --strict, 2 nothing could be done."""
    summary = Summary(
        1, done + unchanged + failed, done, unchanged, 0, failed, (), Totals(0, 0, 0, 0, 0, {}, 0), "p.db", 0.0
    )
    assert expected == summary.status(strict=strict)


def test_a_database_that_is_none_ends_the_run(tmp_path: Path, run: Ingest) -> None:
    """Before any file is read."""
    (tmp_path / "p.db").write_text("这不是数据库" * 100, "utf-8")
    with pytest.raises(StoreError, match="not a database"):
        run()


def test_a_bad_table_ends_the_run(tmp_path: Path, run_alone: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would fail every file in the same way."""
    write(tmp_path, "a.txt", "青禾区有社区825个。")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "units.yaml").write_text("- 1", "utf-8")
    monkeypatch.setenv("POLICYTEXT_KNOWLEDGE", str(tmp_path / "own"))
    with pytest.raises(PolicytextError, match=r"units\.yaml") as raised:
        run_alone()
    assert isinstance(raised.value, WorkerError)
