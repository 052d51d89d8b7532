"""The turn of a run: whatever it writes is refused once a later run was let in.

Each transaction of a run asks for it again, so a run that was taken for dead
and lives after all changes nothing: see `policytext.store.lease`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select

from policytext.errors import BusyError
from policytext.store.database import writing
from policytext.store.schema import leases

TURN = "ingest"
"""The lease of the run that is let in."""

_LAST = select(leases.c.run_id).where(leases.c.name == TURN)


@contextmanager
def in_turn(engine: Engine, run: int) -> Iterator[Connection]:
    """A transaction of a run: everything in it, or nothing where anything is raised.

    Raises:
        BusyError: a later run was let in.
        StoreError: the database is locked or cannot be written to.
    """
    with writing(engine) as connection:
        last = connection.scalar(_LAST)
        if last is not None and last > run:
            raise BusyError(f"run {run} gave no sign of life and run {last} took its turn; start it again")
        yield connection
