"""A run that is killed at a statement of its own choosing; started by the tests of resuming.

usage: python kill_points.py FOLDER DATABASE [STATEMENT]

Ingests FOLDER into DATABASE with one child and prints how many statements and
commits it took (it gives no sign of life while it runs, so they are always the
same); with STATEMENT it is killed, as by `kill -9`, before that one.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from policytext.ingest import ingest
from policytext.settings import Settings


def main(folder: str, database: str, last: int = -1) -> None:
    """Count, and end there."""
    steps = count(1)

    def step(*_: object) -> None:
        if next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    ingest([Path(folder)], Settings(database_url=database, workers=1, stale_seconds=86_400))
    sys.stdout.write(str(next(steps) - 1))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if sys.argv[3:] else -1)
