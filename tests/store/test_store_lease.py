"""One run at a time: a second waits or leaves, a dead one loses its turn and can write no more."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from policytext.errors import BusyError
from policytext.store import (
    Patience,
    Sighting,
    Turn,
    canonical_lines,
    end_sightings,
    enter,
    finish_run,
    in_turn,
    kept_alive,
    record_item,
    rows_of,
    write_document,
)
from policytext.store.database import reading, writing
from policytext.store.schema import leases, run_items, runs
from tests.store.samples import NOW, PRINTS, sample

LEAVES = Patience(wait=0, beat=0.02, stale=30)
WAITS = Patience(wait=30, beat=0.02, stale=30)
SHORT = Patience(wait=30, beat=0.02, stale=0.2)


def held_by_another_machine(engine: Engine) -> None:
    """The holder of the turn is a process that nobody here can ask."""
    with writing(engine) as connection:
        connection.execute(update(leases).values(owner="another-machine:1:beef"))


def test_whoever_comes_to_a_free_turn_has_it(engine: Engine) -> None:
    """And a run is begun with it."""
    turn = enter(engine, "ingest a", NOW, LEAVES)
    with kept_alive(engine, turn, LEAVES), reading(engine) as connection:
        assert [(turn.run, "ingest a")] == list(map(tuple, connection.execute(select(runs.c.id, runs.c.command))))
    assert turn.run < enter(engine, "ingest a", NOW, LEAVES).run


def test_a_run_that_does_not_wait_leaves_when_another_is_under_way(engine: Engine) -> None:
    """It says which, and has left no row."""
    turn = enter(engine, "ingest a", NOW, LEAVES)
    with kept_alive(engine, turn, LEAVES):
        with pytest.raises(BusyError, match=f"run {turn.run} is under way"):
            enter(engine, "ingest b", NOW, LEAVES)
        with reading(engine) as connection:
            assert 1 == len(connection.execute(select(runs.c.id)).all())


def test_a_run_that_waits_comes_next(engine: Engine) -> None:
    """As soon as the first gives its turn back."""
    first = enter(engine, "ingest a", NOW, WAITS)
    entered: list[Turn] = []
    with kept_alive(engine, first, WAITS):
        waiting = threading.Thread(target=lambda: entered.append(enter(engine, "ingest b", NOW, WAITS)))
        waiting.start()
        until(lambda: "next:" in names(engine))
        assert not entered
    waiting.join(timeout=30)
    assert first.run < entered[0].run


def test_late_runs_with_one_request_are_one(engine: Engine) -> None:
    """The second that waits for the same leaves; one with another request waits too."""
    first = enter(engine, "ingest a", NOW, WAITS)
    entered: list[Turn] = []
    with kept_alive(engine, first, WAITS):
        waiting = threading.Thread(target=lambda: entered.append(enter(engine, "ingest b", NOW, WAITS)))
        waiting.start()
        until(lambda: "next:" in names(engine))
        with pytest.raises(BusyError, match="waits for its end already"):
            enter(engine, "ingest b", NOW, WAITS)
    waiting.join(timeout=30)
    assert 1 == len(entered)


def test_the_turn_of_a_process_that_was_killed_is_taken_over_at_once(engine: Engine, url: str) -> None:
    """On the same machine nobody waits for the dead."""
    code = (
        "import os, sys; from datetime import datetime, UTC; from policytext.store import Patience, enter, open_store;"
        "enter(open_store(sys.argv[1]), 'ingest a', datetime.now(UTC), Patience()); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, url], check=False)
    assert killed.returncode
    assert 2 == enter(engine, "ingest b", NOW, LEAVES).run


def test_a_holder_without_a_sign_of_life_is_taken_for_dead(engine: Engine) -> None:
    """Wherever it was: its beat stands still for longer than the limit."""
    enter(engine, "ingest a", NOW, SHORT)
    held_by_another_machine(engine)
    assert 2 == enter(engine, "ingest b", NOW, SHORT).run


def test_a_clock_set_back_harms_nothing(engine: Engine) -> None:
    """The order of turns is that of their numbers."""
    first = enter(engine, "ingest a", NOW, SHORT)
    held_by_another_machine(engine)
    assert first.run < enter(engine, "ingest b", NOW - timedelta(days=400), SHORT).run


def test_a_run_that_was_taken_for_dead_writes_no_more(engine: Engine) -> None:
    """It may have slept; what it read is old."""
    slept = enter(engine, "ingest a", NOW, SHORT)
    doc = sample()
    write_document(engine, rows_of(doc, PRINTS), Sighting("/a.txt"), slept.run)
    held_by_another_machine(engine)
    later = enter(engine, "ingest b", NOW, SHORT)
    before = list(canonical_lines(engine))
    writes: tuple[Callable[[], object], ...] = (
        lambda: write_document(engine, rows_of(doc, PRINTS), Sighting("/b.txt"), slept.run),
        lambda: record_item(engine, slept.run, "/b.txt", "failed"),
        lambda: end_sightings(engine, ["/a.txt"], slept.run),
        lambda: finish_run(engine, slept.run, {}, NOW),
        lambda: in_turn(engine, slept.run).__enter__(),
    )
    for write in writes:
        with pytest.raises(BusyError, match=f"run {later.run} took its turn"):
            write()
    assert before == list(canonical_lines(engine))
    with reading(engine) as connection:
        assert [(1, None), (2, None)] == connection.execute(select(runs.c.id, runs.c.finished)).tuples().all()
        assert not connection.execute(select(run_items)).all()
    assert "copy" == write_document(engine, rows_of(doc, PRINTS), Sighting("/b.txt"), later.run).outcome


def names(engine: Engine) -> str:
    """The names of the leases that are held."""
    with reading(engine) as connection:
        return " ".join(connection.scalars(select(leases.c.name).where(leases.c.held == 1)))


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
