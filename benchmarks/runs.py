"""Throughput of runs: files a second with 1 and 2 processes, at growing sizes; and what an unchanged run costs.

    python -m benchmarks.runs [--files N …]

Each size is a folder of so many generated documents of about 600 characters
with ten figures, ingested into a fresh SQLite database with one and with two
processes, then once more unchanged.  Ratios within one run are what counts.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from policytext.ingest import ingest
from policytext.settings import Settings
from policytext.store import open_store
from policytext.store.database import reading
from policytext.store.schema import metadata

CLAUSE = "青禾区有社区{}个，社区工作者{}人，服务设施面积{}平方米，持证上岗率{}%，力争到2027年建成示范社区{}个。"
FILES_A_FOLDER = 1000


def write(folder: Path, files: int) -> None:
    """So many documents, a thousand a folder."""
    draw = random.Random(files)  # noqa: S311 - made-up numbers, not secrets
    for number in range(files):
        path = folder / f"{number // FILES_A_FOLDER:03}" / f"{number:06}.txt"
        path.parent.mkdir(exist_ok=True)
        clauses = (CLAUSE.format(*(draw.randint(10, 99) for _ in range(5))) for _ in range(2))
        filler = "坚持党建引领，推动社区治理重心下移，组织居民议事协商，完善服务清单。" * 12
        path.write_text(f"青禾区第{number}号材料\n" + filler.join(clauses), "utf-8")


def rows(url: str) -> int:
    """The rows of all tables."""
    engine = open_store(url)
    with reading(engine) as connection:
        found = sum(
            connection.execute(select(func.count()).select_from(t)).scalar_one() for t in metadata.tables.values()
        )
    engine.dispose()
    return found


def measure(files: int) -> None:
    """A line for each way of running."""
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "files")
        folder.mkdir()
        write(folder, files)
        rates = {}
        for workers in (1, 2):
            url = f"sqlite:///{root}/{workers}.db"
            summary = ingest([folder], Settings(database_url=url, workers=workers))
            rates[workers] = summary.done / summary.seconds
        size = Path(root, "2.db").stat().st_size
        before, began = rows(url), time.process_time()
        again = ingest([folder], Settings(database_url=url, workers=2), watched=True)
        own, new = time.process_time() - began, rows(url) - before
        print(
            f"{files:>7} files: {rates[1]:6.1f} a second with 1 process, {rates[2]:6.1f} with 2 "
            f"({rates[2] / rates[1]:.2f} x), {size / files / 1000:.1f} KB a document; "
            f"unchanged: {again.seconds:.1f} s, {own:.1f} s of our own, {new} row"
        )


def main() -> None:
    """Every size asked for."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--files", type=int, nargs="+", default=[200, 1000])
    for files in arguments.parse_args().files:
        measure(files)


if __name__ == "__main__":
    main()
