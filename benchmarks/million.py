"""What a large database costs: a million synthetic observations written and exported, beside a tenth of it.

    python -m benchmarks.million [observations …]

Documents of 10,000 characters with 100 numbers each, written as ingest writes
them.  Each export runs in a process of its own, whose peak memory is told.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from benchmarks.store import MENTIONS, PRINTS, made
from policytext.knowledge.load import load_display
from policytext.store import Order, Sighting, export_rows, open_store, rows_of, start_run, write_document

FORMATS = ("xlsx", "csv", "jsonl", "parquet", "dta", "panel")
SIZES = (100_000, 1_000_000)


def write(engine: Engine, documents: int) -> float:
    """Seconds that writing takes; texts are made outside of them, places and years are spread."""
    rng = random.Random(1)  # noqa: S311 - the same documents each time
    run = start_run(engine, "benchmark", datetime.now(UTC))
    seconds = 0.0
    for number in range(documents):
        rows = rows_of(made(number, rng), PRINTS)
        year = 2000 + number % 20
        rows.document.update(place=f"{number % 997}", place_code=f"99{number % 997:04d}"[:6], year_min=year)
        rows.document.update(year_max=year, year_basis="explicit")
        for at, row in enumerate(rows.observations):
            row.update(indicator=f"指标{at}", scope=None, year_min=year, year_max=year, time=None)
        start = time.perf_counter()
        write_document(engine, rows, Sighting(f"{number}.txt"), run)
        seconds += time.perf_counter() - start
    return seconds


def export(database: Path, form: str) -> None:
    """Print seconds, peak memory in MB and size in MB of an export, as JSON."""
    engine = open_store(f"sqlite:///{database}")
    target = database.with_name(f"export.{form}")
    table = "panel" if form == "panel" else None
    start = time.perf_counter()
    rows = export_rows(engine, target, "csv" if table else form, Order(load_display(), table=table))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"rows": rows, "seconds": seconds, "peak": peak, "size": target.stat().st_size / 1e6}))
    target.unlink()
    engine.dispose()


def measured(database: Path, form: str) -> dict[str, Any]:
    """The same from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.million", "--export", str(database), form]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - ourselves
    return found


def main() -> None:
    """Print one line for each measure."""
    if sys.argv[1:2] == ["--export"]:
        export(Path(sys.argv[2]), sys.argv[3])
        return
    for observations in [int(each) for each in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "policytext.db"
            engine = open_store(f"sqlite:///{file}")
            seconds = write(engine, observations // MENTIONS)
            engine.dispose()
            size = file.stat().st_size / observations
            print(f"{observations} observations: {observations / seconds:.0f} written a second, {size:.0f} bytes each")
            for form in FORMATS:
                row = measured(file, form)
                print(
                    f"  {form}: {row['seconds']:.1f} s, peak {row['peak']:.0f} MB, file {row['size']:.0f} MB",
                    flush=True,
                )


if __name__ == "__main__":
    main()
