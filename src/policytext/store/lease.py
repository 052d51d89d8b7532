"""One run at a time: a lease in the database, with a heartbeat.

A run that is let in counts up the beat of its row while it lives.  Whoever
waits watches the beat by a clock of his own that never jumps, so the clocks of
two machines need not agree, and one that is set back harms nothing.  A holder
whose beat stands still, or whose process is gone from this machine, is taken
for dead and its turn is taken over; should it live after all (a computer that
slept), nothing that it writes later is accepted: its run is not the last one
that was let in.  This is a fencing token (M. Kleppmann, "How to do distributed
locking", 2016).

Of several runs that wait with the same request one is enough: the others leave.
"""

from __future__ import annotations

import hashlib
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, insert, select, update

from policytext.errors import BusyError, StoreError
from policytext.store.database import reading, writing
from policytext.store.runs import insert_run
from policytext.store.schema import leases
from policytext.store.turn import TURN

_POLL = 1.0
"""Seconds between two looks of one that waits, at most."""

_Held = Row[tuple[str, str, int, int | None, int]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds.

    Args:
        wait: for a run under way; 0 leaves as soon as it is known to live.
        beat: between two signs of life.
        stale: without a sign of life until a holder is taken for dead.
    """

    wait: float = 3600
    beat: float = 5
    stale: float = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """A run that was let in, and the name under which it holds the lease."""

    run: int
    owner: str


def enter(engine: Engine, command: str, started: datetime, patience: Patience) -> Turn:
    """Wait for one's turn and begin a run.

    Args:
        engine: the database.
        command: what is asked for; runs that ask for the same are one.
        started: with a time zone.
        patience: how long to wait.

    Raises:
        BusyError: a run is under way and this one does not wait, or no
            longer; or another waits already with the same request.
        StoreError: the database is locked or cannot be written to.
    """
    queue = _Queue(engine, command, patience)
    try:
        while (turn := queue.look(started)) is None:
            time.sleep(min(_POLL, patience.beat))
    finally:
        queue.leave()
    return turn


@contextmanager
def kept_alive(engine: Engine, turn: Turn, patience: Patience) -> Iterator[None]:
    """Give signs of life for a run, then give its turn back.

    A beat that finds the database locked is made up for by the next one.
    """
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(patience.beat):
            with suppress(StoreError):
                _beat(engine, TURN, turn.owner)

    thread = threading.Thread(target=beat, name="policytext-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        with suppress(StoreError):  # it will be found dead
            _release(engine, TURN, turn.owner)


def check_free(engine: Engine, patience: Patience) -> None:
    """Refuse to go on while a run is under way; one that gives no sign of life is none.

    Raises:
        BusyError: a run lives.
        StoreError: the database cannot be read.
    """
    queue = _Queue(engine, "", patience)
    while True:
        with reading(engine) as connection:
            holder = connection.execute(select(leases).where(leases.c.name == TURN)).first()
        if holder is None or not holder.held or queue.is_dead(holder):
            return
        queue.give_up(holder)
        time.sleep(min(_POLL, patience.beat))


class _Queue:
    """One that wants its turn: what it saw of the others, and whether it holds the place next in line."""

    def __init__(self, engine: Engine, command: str, patience: Patience) -> None:
        self._engine = engine
        self._command = command
        self._patience = patience
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._place = "next:" + hashlib.sha256(command.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._began = time.monotonic()
        self._signs: dict[str, tuple[tuple[str, int], float]] = {}
        self._alive: set[str] = set()
        self._waits = False

    def look(self, started: datetime) -> Turn | None:
        """Take the turn if it is free; None where one has to wait.

        Raises:
            BusyError: waiting is of no use.
        """
        with writing(self._engine) as connection:
            holder = self._take(connection, TURN)
            if holder is None:
                run = insert_run(connection, self._command, started)
                connection.execute(update(leases).where(leases.c.name == TURN).values(run_id=run))
                return Turn(run, self._owner)
            if self._patience.wait and not self._waits:
                self._waits = self._take(connection, self._place) is None
        self.give_up(holder)
        if self._waits:
            _beat(self._engine, self._place, self._owner)
        return None

    def leave(self) -> None:
        """Give the place next in line back."""
        if self._waits:
            with suppress(StoreError):  # it will be found dead
                _release(self._engine, self._place, self._owner)

    def _take(self, connection: Connection, name: str) -> _Held | None:
        """Take a lease that is free, or whose holder is dead; else whoever holds it."""
        row = connection.execute(select(leases).where(leases.c.name == name)).first()
        if row is None:
            connection.execute(insert(leases), {"name": name, "owner": self._owner, "beat": 0, "held": 1})
        elif row.held and not self.is_dead(row):
            return row
        else:
            taken = {"owner": self._owner, "held": 1, "beat": row.beat + 1}
            connection.execute(update(leases).where(leases.c.name == name).values(taken))
        return None

    def is_dead(self, row: _Held) -> bool:
        """Whether the holder of a lease gives no sign of life."""
        sign, now = (row.owner, row.beat), time.monotonic()
        last, since = self._signs.setdefault(row.name, (sign, now))
        if last == sign:
            return _is_gone(row.owner) or now - since > self._patience.stale
        self._signs[row.name] = sign, now
        self._alive.add(row.name)
        return False

    def give_up(self, holder: _Held) -> None:
        """Stop where another waits with the same request, or a living run has been waited for long enough.

        Raises:
            BusyError: so it is.
        """
        under_way = f"run {holder.run_id} is under way ({holder.owner})"
        if not self._waits and self._place in self._alive:
            raise BusyError(f"{under_way}, and another with this request waits for its end already")
        if TURN in self._alive and time.monotonic() - self._began >= self._patience.wait:
            raise BusyError(f"{under_way}; try again when it is done")


def _release(engine: Engine, name: str, owner: str) -> None:
    """Give a lease back, where it is still one's own."""
    with writing(engine) as connection:
        mine = (leases.c.name == name, leases.c.owner == owner)
        connection.execute(update(leases).where(*mine).values(held=0))


def _beat(engine: Engine, name: str, owner: str) -> None:
    """One sign of life, where the lease is still one's own."""
    with writing(engine) as connection:
        mine = (leases.c.name == name, leases.c.owner == owner)
        connection.execute(update(leases).where(*mine).values(beat=leases.c.beat + 1))


def _is_gone(owner: str) -> bool:
    """Whether the process that holds a lease is known to have ended: told for this machine only."""
    host, process, _ = owner.rsplit(":", 2)
    if os.name != "posix" or host != socket.gethostname():
        return False
    try:
        os.kill(int(process), 0)  # no signal: only asks
    except ProcessLookupError:
        return True
    except OSError:  # it lives, and is somebody else's
        return False
    return False
