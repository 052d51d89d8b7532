"""Throughput of runs: files a second with 1 and 2 processes, at growing sizes; and what an unchanged run costs.

    python -m benchmarks.runs [--files N …] [--characters N] [--processes N …] [--folder FOLDER] [--rounds N]

Each size is a folder of so many generated documents with ten figures, ingested
into a fresh SQLite database with so many processes, in turns, then once more
unchanged; or it is a folder of one's own.  Of several rounds the fastest
counts.  Ratios within one run, and processor time a document (of the program,
which writes; of its children, which read), are what can be compared.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from policytext.ingest import ingest
from policytext.settings import Settings
from policytext.store import open_store
from policytext.store.database import reading
from policytext.store.schema import metadata

CLAUSE = "青禾区有社区{}个，社区工作者{}人，服务设施面积{}平方米，持证上岗率{}%，力争到2027年建成示范社区{}个。"
FILLER = "坚持党建引领，推动社区治理重心下移，组织居民议事协商，完善服务清单。"
FILES_A_FOLDER = 1000
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Measured:
    """A run: files a second; milliseconds of processor time a file, of the program and of its children; its memory."""

    rate: float
    own: float
    children: float
    resident: int

    def __str__(self) -> str:
        return (
            f"{self.rate:.1f} a second (processor time a file: {self.own:.1f} ms of the program, "
            f"{self.children:.1f} ms of its children; at most {self.resident} MB)"
        )


def write(folder: Path, files: int, characters: int) -> None:
    """So many documents, a thousand a folder: a paragraph with five figures in every 450 characters or so."""
    draw = random.Random(files)  # noqa: S311 - made-up numbers, not secrets
    clauses = max(2, round(characters / 460))
    filler = FILLER * max(1, round((characters - 60 * clauses) / (len(FILLER) * max(1, clauses - 1))))
    for number in range(files):
        path = folder / f"{number // FILES_A_FOLDER:03}" / f"{number:06}.txt"
        path.parent.mkdir(exist_ok=True)
        told = (CLAUSE.format(*(draw.randint(10, 99) for _ in range(5))) for _ in range(clauses))
        path.write_text(f"青禾区第{number}号材料\n" + f"{filler}\n".join(told), "utf-8")


def rows(url: str) -> int:
    """The rows of all tables."""
    engine = open_store(url)
    with reading(engine) as connection:
        found = sum(
            connection.execute(select(func.count()).select_from(t)).scalar_one() for t in metadata.tables.values()
        )
    engine.dispose()
    return found


def run(folder: Path, url: str, processes: int) -> Measured:
    """One run into a fresh database; the start of its processes is in it."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
    summary = ingest([folder], Settings(database_url=url, workers=processes))
    own, after = time.process_time() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    done = max(1, summary.done)
    return Measured(done / summary.seconds, 1000 * own / done, 1000 * children / done, resident)


def measure(folder: Path, processes: Sequence[int], rounds: int) -> None:
    """A line for each way of running, and one for a run over what is known."""
    with tempfile.TemporaryDirectory() as root:
        urls = {number: f"sqlite:///{root}/{number}.db" for number in processes}
        best: dict[int, Measured] = {}
        for _ in range(rounds):
            for number, url in urls.items():
                for left in Path(root).glob(f"{number}.db*"):
                    left.unlink()
                made = run(folder, url, number)
                best[number] = max(best.get(number, made), made, key=lambda each: each.rate)
                print(f"  {number} processes: {made}", flush=True)
        for number in processes[1:]:
            ratio = best[number].rate / best[processes[0]].rate
            print(f"  {number} processes are {ratio:.2f} x as fast as {processes[0]}")
        url = urls[processes[-1]]
        size = sum(path.stat().st_size for path in Path(root).glob(f"{processes[-1]}.db*"))
        before, began = rows(url), time.process_time()
        again = ingest([folder], Settings(database_url=url), watched=True)
        own, new = time.process_time() - began, rows(url) - before
        print(
            f"  {size / again.found / 1000:.1f} KB a document; unchanged: {again.unchanged} files, "
            f"{again.seconds:.1f} s, {own:.1f} s of processor time, {new} row",
            flush=True,
        )


def main() -> None:
    """Every size asked for."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--files", type=int, nargs="+", default=[200, 1000])
    arguments.add_argument("--characters", type=int, default=530)
    arguments.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--rounds", type=int, default=1)
    given = arguments.parse_args()
    if given.folder:
        print(f"{given.folder}:")
        measure(given.folder, given.processes, given.rounds)
        return
    for files in given.files:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), files, given.characters)
            first = next(Path(folder).rglob("*.txt")).read_text("utf-8")
            print(f"{files} files of {len(first)} characters:")
            measure(Path(folder), given.processes, given.rounds)


if __name__ == "__main__":
    main()
