"""A run that is killed at a statement of its own choosing; started by the tests of resuming.

usage: python kill_points.py FOLDER DATABASE [TOGETHER [STATEMENT]]

Ingests FOLDER into DATABASE with one child, TOGETHER contents in a transaction
(of itself a run takes as many as are ready), and prints how many statements
and commits it took (it gives no sign of life while it runs, so they are always
the same); with STATEMENT it is killed, as by `kill -9`, before that one.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path

from sqlalchemy import Engine, event

import policytext.pool as pool_module
from policytext.ingest import ingest
from policytext.pool import Job, Pool, Reply
from policytext.settings import Settings


def main(folder: str, database: str, together: int = 3, last: int = -1) -> None:
    """Count, and end there."""
    steps = count(1)

    def bunches(pool: Pool, jobs: Iterable[Job]) -> Iterator[list[Reply]]:
        replies = alone(pool, jobs)
        while bunch := [reply for (reply,) in islice(replies, together)]:
            yield bunch

    alone, pool_module.TOGETHER = Pool.bunches, 1
    setattr(Pool, "bunches", bunches)  # noqa: B010 - a method of another class

    def step(*_: object) -> None:
        if next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    ingest([Path(folder)], Settings(database_url=database, workers=1, stale_seconds=86_400))
    sys.stdout.write(str(next(steps) - 1))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
