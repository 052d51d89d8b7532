"""What Prefect costs: the flow and the plain call over the same files, in turns, start-up apart.

    python -m benchmarks.flows FOLDER [--rounds N]

A server of its own on SQLite is started first and runs one flow to be warm;
none of this is counted.  Each round ingests FOLDER twice into fresh databases,
with the flow and without, the other way round every second time, with the same
number of processes.  Counted is all from the call to the summary: the run in
Prefect's tables, its tasks, states, messages and artifacts, and what its
server does meanwhile on the same cores.  The result is the median of the
ratios of the rounds; beside it stands the processor time of this program and
of the server, which a busy machine does not change much.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

import flows  # noqa: F401 - its quiet settings are made before Prefect is imported
from flows.ingest import ingest_flow
from policytext.ingest import ingest
from policytext.settings import load_settings

Way = Callable[[str, str], object]


def plain(folder: str, url: str) -> object:
    """Without Prefect."""
    return ingest([folder], load_settings().model_copy(update={"database_url": url}))


def flow(folder: str, url: str) -> object:
    """With it."""
    return ingest_flow([folder], "", url)


def seconds(run: Way, folder: str, servers: list[psutil.Process]) -> tuple[float, float, float]:
    """Of one run into a fresh database: by the clock; processor time of this program, and of the server."""
    with tempfile.TemporaryDirectory() as root:
        before, began, own = spent(servers), time.perf_counter(), time.process_time()
        run(folder, f"sqlite:///{root}/p.db")
        return time.perf_counter() - began, time.process_time() - own, spent(servers) - before


def spent(servers: list[psutil.Process]) -> float:
    """Processor time so far."""
    return float(sum(sum(server.cpu_times()[:2]) for server in servers))


def main() -> None:
    """So many rounds, in turns."""
    from prefect.testing.utilities import prefect_test_harness

    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder")
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    took: dict[Way, list[tuple[float, float, float]]] = {plain: [], flow: []}
    with prefect_test_harness(server_startup_timeout=120), tempfile.TemporaryDirectory() as empty:
        Path(empty, "a.txt").write_text("青禾区有社区12个。", "utf-8")
        servers = psutil.Process().children(recursive=True)
        seconds(flow, empty, servers)
        alone = seconds(flow, empty, servers)[0] - seconds(plain, empty, servers)[0]
        for number in range(given.rounds):
            for run in (plain, flow) if number % 2 == 0 else (flow, plain):
                took[run].append(seconds(run, given.folder, servers))
                told = "{:.2f} s, processor time {:.2f} s of the program, {:.2f} s of the server"
                print(f"  {run.__name__}: {told.format(*took[run][-1])}", flush=True)
    ratios = [with_it[0] / without[0] for without, with_it in zip(took[plain], took[flow], strict=True)]
    middle = {run: [statistics.median(column) for column in zip(*took[run], strict=True)] for run in took}
    print(
        f"plain {middle[plain][0]:.2f} s, flow {middle[flow][0]:.2f} s; the flow takes "
        f"{100 * (statistics.median(ratios) - 1):.1f} % more (median of {given.rounds} pairs); over one file "
        f"{alone:.2f} s more, which every run costs, however large; processor time {middle[flow][1]:.2f} s for "
        f"{middle[plain][1]:.2f} s, and {middle[flow][2] - middle[plain][2]:.2f} s of the server"
    )


if __name__ == "__main__":
    main()
