"""What Prefect costs: the flow and the plain call over the same files, in turns, start-up apart.

    python -m benchmarks.flows FOLDER [--rounds N]

A server of its own is started first and runs one flow to be warm.  Each round
ingests FOLDER twice into fresh databases, with the flow and without.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import flows  # noqa: F401 - its quiet settings are made before Prefect is imported
from flows.ingest import ingest_flow
from policytext.ingest import ingest
from policytext.settings import load_settings


def plain(folder: str, url: str) -> None:
    """Without Prefect."""
    ingest([folder], load_settings().model_copy(update={"database_url": url}))


def flow(folder: str, url: str) -> None:
    """With it."""
    ingest_flow([folder], "", url)


def seconds(run: Callable[[str, str], None], folder: str) -> float:
    """Of one run into a fresh database."""
    with tempfile.TemporaryDirectory() as root:
        began = time.perf_counter()
        run(folder, f"sqlite:///{root}/p.db")
        return time.perf_counter() - began


def main() -> None:
    """The fastest of so many rounds, in turns."""
    from prefect.testing.utilities import prefect_test_harness

    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder")
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    with prefect_test_harness(server_startup_timeout=60), tempfile.TemporaryDirectory() as empty:
        Path(empty, "a.txt").write_text("青禾区有社区12个。", "utf-8")
        seconds(flow, empty)
        best = {run: min(seconds(run, given.folder) for _ in range(given.rounds)) for run in (plain, flow)}
    print(
        f"plain {best[plain]:.1f} s, flow {best[flow]:.1f} s: {100 * (best[flow] / best[plain] - 1):.0f} % more, "
        f"{best[flow] - best[plain]:.1f} s"
    )


if __name__ == "__main__":
    main()
