"""Folders that a schedule looks after: what is new, changed, moved or gone, and what is left alone."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from policytext.errors import QueryError
from policytext.ingest import Summary, ingest_groups, open_run, summarize
from policytext.plan import known_paths, plan
from policytext.pool import Pool
from policytext.run import Item
from policytext.selection import Selection
from policytext.settings import Settings
from policytext.store import FigureQuery, figures, open_store
from policytext.store.database import reading, writing
from policytext.store.schema import revisions, run_items, runs, sightings

Watch = Callable[..., tuple[Summary, dict[str, Item]]]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Children for all runs."""
    with Pool(Settings(workers=1)) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is watched, with two documents."""
    root = tmp_path / "in"
    root.mkdir()
    write(root / "a.txt", 11)
    write(root / "b.txt", 12)
    return root


@pytest.fixture
def watch(folder: Path, pool: Pool) -> Watch:
    """A scheduled run over the folder; files are taken for whole at once unless said otherwise."""

    def run(
        *only: str, batch: str = "", watched: bool = True, known: bool = False, **changed: float
    ) -> tuple[Summary, dict[str, Item]]:
        settings = Settings(database_url=url(folder), **{"settle_seconds": 0, "retry_minutes": 0} | changed)  # type: ignore[arg-type]
        items: dict[str, Item] = {}
        selection = Selection.of(only)
        with open_run(
            settings, "watch", batch=batch, tick=lambda item, _: items.update({Path(item.path).name: item})
        ) as opened:
            paths = known_paths(opened, selection) if known else [str(folder)]
            ingest_groups(opened, pool, plan(opened, paths, selection, watched=watched))
            return summarize(opened), items

    return run


def write(path: Path, number: int) -> None:
    """A document with one figure."""
    path.write_text(f"青禾区材料\n青禾区有社区{number}个。", "utf-8")


def url(folder: Path) -> str:
    """The database beside the folder."""
    return f"sqlite:///{folder.parent}/p.db"


def outcomes(items: dict[str, Item]) -> dict[str, str]:
    """What became of each name."""
    return {name: item.outcome for name, item in items.items()}


def values(folder: Path) -> set[str]:
    """The numbers that default queries see."""
    engine = open_store(url(folder))
    found = {str(row.value) for row in figures(engine, FigureQuery())}
    engine.dispose()
    return found


def test_new_changed_moved_and_vanished_files_are_told_apart(folder: Path, watch: Watch) -> None:
    """A vanished file keeps its document and its numbers."""
    write(folder / "c.txt", 13)
    watch()
    write(folder / "a.txt", 21)
    (folder / "sub").mkdir()
    (folder / "b.txt").rename(folder / "sub" / "moved.txt")
    (folder / "c.txt").unlink()
    write(folder / "d.txt", 14)
    summary, items = watch()
    assert {"a.txt": "changed", "moved.txt": "moved", "d.txt": "new"} == outcomes(items)
    assert ["b.txt", "c.txt"] == [Path(path).name for path in summary.vanished]
    assert (3, 3, 0, 0, 0) == (summary.found, summary.done, summary.unchanged, summary.skipped, summary.failed)
    assert {"21", "12", "13", "14"} == values(folder)


def test_a_file_that_comes_back_changed_is_the_next_revision(folder: Path, watch: Watch) -> None:
    """Its history goes on."""
    watch()
    (folder / "a.txt").unlink()
    assert 1 == len(watch()[0].vanished)
    assert not watch()[0].vanished
    write(folder / "a.txt", 31)
    assert "changed" == watch()[1]["a.txt"].outcome
    assert {"31", "12"} == values(folder)
    engine = open_store(url(folder))
    with reading(engine) as connection:
        assert [1, 1, 2] == sorted(connection.scalars(select(revisions.c.number)))
    engine.dispose()


def test_a_folder_that_is_empty_or_gone_loses_nothing(folder: Path, watch: Watch) -> None:
    """It may be a drive that is not there."""
    watch()
    for path in folder.iterdir():
        path.unlink()
    assert () == watch()[0].vanished
    folder.rmdir()
    summary, _ = watch()
    assert ((), 1) == (summary.vanished, summary.failed)
    engine = open_store(url(folder))
    with reading(engine) as connection:
        assert not connection.scalars(select(sightings.c.id).where(sightings.c.ended_run.is_not(None))).all()
    engine.dispose()


def test_without_a_schedule_nothing_is_taken_for_gone(folder: Path, watch: Watch) -> None:
    """Who ingests by hand may have named one folder of many."""
    watch()
    (folder / "a.txt").unlink()
    assert () == watch(watched=False)[0].vanished


def test_a_failure_that_is_gone_is_no_failure_any_more(folder: Path, watch: Watch) -> None:
    """It leaves the list."""
    (folder / "bad.txt").write_bytes(b"")
    assert 1 == watch()[0].failed
    (folder / "bad.txt").unlink()
    assert ["bad.txt"] == [Path(path).name for path in watch()[0].vanished]
    assert 0 == watch("failed", known=True)[0].found


def test_a_file_that_keeps_failing_waits_for_a_person(folder: Path, watch: Watch) -> None:
    """It is tried a number of times; then only by hand, or when it or the program has changed."""
    (folder / "bad.txt").write_bytes(b"")
    found = [watch(attempts=2)[1]["bad.txt"] for _ in range(3)]
    assert ["waits for a person" in item.reason for item in found] == [False, False, True]
    assert ["failed"] * 3 == [item.outcome for item in found]
    assert 2 == len(rows_of(folder, "bad.txt"))
    watch("failed", watched=False)
    assert 3 == len(rows_of(folder, "bad.txt"))
    write(folder / "bad.txt", 15)
    assert "new" == watch(attempts=2)[1]["bad.txt"].outcome


def test_between_attempts_the_time_doubles(folder: Path, watch: Watch) -> None:
    """And a clock that was set back only means one attempt more."""
    (folder / "bad.txt").write_bytes(b"")

    def tried(minutes_ago: float) -> bool:
        """Whether it is tried again so long after the last attempt."""
        engine = open_store(url(folder))
        with writing(engine) as connection:
            moment = (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat(timespec="seconds")
            connection.execute(update(runs).values(started=moment))
        engine.dispose()
        before = len(rows_of(folder, "bad.txt"))
        watch(retry_minutes=10, attempts=9)
        return len(rows_of(folder, "bad.txt")) > before

    watch()
    assert [False, True, False, True, True] == [tried(minutes) for minutes in (9, 11, 19, 21, -60)]


def test_a_file_still_being_written_is_left_until_it_is_whole(folder: Path, watch: Watch) -> None:
    """One that nobody writes to any more is taken in the same run."""
    ended = threading.Event()

    def write_on() -> None:
        with (folder / "upload.txt").open("a", encoding="utf-8") as stream:
            while not ended.wait(0.05):
                stream.write("青禾区有社区17个。\n")
                stream.flush()

    writer = threading.Thread(target=write_on)
    writer.start()
    while not (folder / "upload.txt").exists():
        time.sleep(0.01)
    try:
        summary, items = watch(settle_seconds=1)
    finally:
        ended.set()
        writer.join()
    assert {"a.txt": "new", "b.txt": "new", "upload.txt": "skipped"} == outcomes(items)
    assert "still being written" in items["upload.txt"].reason
    assert (3, 2, 1) == (summary.found, summary.done, summary.skipped)
    assert "new" == watch(settle_seconds=0.2)[1]["upload.txt"].outcome


def test_a_file_dated_in_the_future_is_taken_when_it_rests(folder: Path, watch: Watch) -> None:
    """The clock may have been set back since it was written."""
    later = time.time() + 1_000_000
    os.utime(folder / "a.txt", (later, later))
    assert {"a.txt": "new", "b.txt": "new"} == outcomes(watch(settle_seconds=0.1)[1])


def test_a_file_changed_while_it_is_read_is_left_to_the_next_run(folder: Path, pool: Pool) -> None:
    """Neither it nor a copy of what it was is given what it never held."""
    shutil.copy(folder / "a.txt", folder / "copy.txt")
    settings = Settings(database_url=url(folder))
    with open_run(settings, "watch") as run:
        groups = plan(run, [folder])
        write(folder / "a.txt", 41)
        ingest_groups(run, pool, groups)
        summary = summarize(run)
    assert (3, 2, 1) == (summary.found, summary.done, summary.skipped)
    assert {"41", "12"} == values(folder)
    with open_run(settings, "watch") as run:
        ingest_groups(run, pool, plan(run, [folder]))
    assert {"41", "12", "11"} == values(folder)


def test_only_some_of_the_files_are_taken(folder: Path, watch: Watch) -> None:
    """The rest is skipped, and the sum is right."""
    watch(batch="调研")
    write(folder / "a.txt", 21)
    write(folder / "c.md", 13)
    (folder / "bad.txt").write_bytes(b"")

    def taken(*only: str) -> set[str]:
        summary, items = watch(*only, watched=False)
        assert summary.found == 4 == summary.done + summary.unchanged + summary.skipped + summary.failed
        return {name for name, item in items.items() if item.outcome not in {"skipped", "unchanged"}}

    assert set() == taken("stale-rules")
    assert set() == taken("path=*/elsewhere/*")
    assert {"bad.txt"} == taken("new", "format=txt")
    assert {"bad.txt"} == taken("failed")
    assert {"c.md"} == taken("format=md", "new")
    assert {"a.txt"} == taken("batch=调研", "changed")


def test_stale_files_can_be_taken_without_naming_folders(folder: Path, watch: Watch) -> None:
    """All that are known, if what their results depend on has changed."""
    watch()
    engine = open_store(url(folder))
    with writing(engine) as connection:
        connection.execute(update(revisions).where(revisions.c.name == "a.txt").values(rules="older"))
    engine.dispose()
    assert {"a.txt": "skipped", "b.txt": "unchanged"} == outcomes(watch("stale-model", known=True)[1])
    assert {"a.txt": "reprocessed", "b.txt": "unchanged"} == outcomes(watch("stale-rules", known=True)[1])


@pytest.mark.parametrize("word", ["old", "format=", "size=3", ""])
def test_what_is_not_understood_is_named(word: str) -> None:
    """With what could have been said."""
    with pytest.raises(QueryError, match="stale-rules"):
        Selection.of([word])


def rows_of(folder: Path, name: str) -> list[int]:
    """The attempts on a file that were written down."""
    engine = open_store(url(folder))
    with reading(engine) as connection:
        rows = connection.scalars(select(run_items.c.id).where(run_items.c.path.endswith(name))).all()
    engine.dispose()
    return list(rows)


def test_a_file_that_is_too_large_is_not_read_through_when_it_is_refused(folder: Path) -> None:
    """It is refused for its size; its bytes are looked at by nobody, and after some attempts it waits for a person."""
    (folder / "large.txt").write_bytes("社区".encode() * 2_000)
    settings = Settings(database_url=url(folder), max_file_mb=0.005, workers=1, attempts=2, retry_minutes=0)
    with Pool(settings) as pool:
        for waits in (False, False, True):
            with open_run(settings, "watch") as run:
                ingest_groups(run, pool, plan(run, [folder], watched=True))
                (failure,) = summarize(run).failures
                assert waits == ("waits for a person" in failure.reason)
    engine = open_store(url(folder))
    with reading(engine) as connection:
        found = list(connection.scalars(select(run_items.c.content).where(run_items.c.outcome == "failed")))
    assert [str(folder / "large.txt")] * 2 == found  # no sha256
    engine.dispose()
