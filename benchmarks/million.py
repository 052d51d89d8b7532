"""What a large database costs: synthetic observations written and exported, 10,000, 100,000 and a million.

    python -m benchmarks.million [--folder FOLDER] [--database FILE] [observations …]

Documents of 10,000 characters, 100 sentences and 100 numbers each, written as
ingest writes them.  Each database is kept in the folder (outputs/benchmarks),
with what writing it cost beside it, so that the exports can be measured again:
a million take half an hour to write, and some twenty minutes to export in all
formats.  With `--database` only that database is exported.  Every measure is
of a process of its own: seconds by the clock, seconds of the processor, and
peak memory; behind each what it is for a row, and how many times that of the
size before.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.store import CHARACTERS, MENTIONS, PRINTS, made
from policytext.knowledge import load_knowledge
from policytext.knowledge.load import load_canon, load_display
from policytext.model import Document, Fact, Mention, Meta, PlaceCandidate, Sentence, Years
from policytext.store import Order, Sighting, export_rows, open_store, rows_of, start_run, write_document
from policytext.text import Span

FOLDER = Path("outputs/benchmarks")
FORMATS = ("xlsx", "csv", "jsonl", "parquet", "dta", "panel")
SIZES = (10_000, 100_000, 1_000_000)
PLACES = 997
YEARS = 20
STEP = CHARACTERS // MENTIONS
KINDS = ("figure",) * 7 + ("target",) * 2 + ("requirement",)
Measured = dict[str, float]


def write(database: Path, observations: int) -> Measured:
    """Write a database; the seconds are those of writing alone, without making the texts."""
    knowledge, names = load_knowledge(), _names()
    rng = random.Random(1)  # noqa: S311 - the same documents each time
    engine = open_store(f"sqlite:///{database}")
    run = start_run(engine, "benchmark", datetime.now(UTC))
    clock = processor = 0.0
    for number in range(observations // MENTIONS):
        rows = rows_of(_document(number, rng, names), PRINTS, knowledge)
        begun, used = time.perf_counter(), time.process_time()
        write_document(engine, rows, Sighting(f"https://example.org/{number}.html"), run)
        clock, processor = clock + time.perf_counter() - begun, processor + time.process_time() - used
    engine.dispose()
    size = database.stat().st_size / 1e6
    return {"rows": observations, "seconds": clock, "processor": processor, "peak": _peak(), "size": size}


def _names() -> list[str]:
    """Half of them canonical indicators that are counted in people."""
    canonical = [each.zh for each in load_canon().indicators.values() if "people" in each.units]
    return (canonical[: MENTIONS // 2] + [f"指标{at}" for at in range(MENTIONS)])[:MENTIONS]


def _document(number: int, rng: random.Random, names: list[str]) -> Document:
    """A report of one place and one year, a number in each sentence."""
    doc, year, place = made(number, rng), 2000 + number % YEARS, number % PLACES
    code, name = f"99{place + 101:04d}", f"样本{place}区"
    spans = [Span(at, at + STEP) for at in range(0, CHARACTERS, STEP)]
    meta = Meta(
        title=Fact(f"{name}{year}年社区建设工作总结", None, "benchmark"),
        issuer=Fact(f"{name}民政局", None, "benchmark"),
        issued=Fact(f"{year + 1}-01-15", None, "benchmark"),
        genre=Fact("work_summary", None, "benchmark"),
        place=Fact(name, None, "benchmark"),
        source_grade=Fact("sharing_site", None, "benchmark") if number % 3 == 0 else None,
    )
    return replace(
        doc,
        meta=meta,
        places=(PlaceCandidate(code, (name,), 1.0, 1.0, (), ()),),
        years=Years(year, year, year + 1, year + 1, "explicit"),
        sentences=tuple(Sentence(span, 0) for span in spans),
        mentions=tuple(_mention(each, at, names) for at, each in enumerate(doc.mentions)),
    )


def _mention(mention: Mention, at: int, names: list[str]) -> Mention:
    return replace(mention, indicator=names[at], scope=None, time=None, kind=KINDS[at % len(KINDS)])  # type: ignore[arg-type]


def export(database: Path, form: str) -> Measured:
    """What an export costs; the file is thrown away."""
    engine = open_store(f"sqlite:///{database}")
    target = database.with_name(f"{database.stem}-export.{form}")
    table = "panel" if form == "panel" else None
    begun, used = time.perf_counter(), time.process_time()
    rows = export_rows(engine, target, "csv" if table else form, Order(load_display(), table=table))
    clock, processor = time.perf_counter() - begun, time.process_time() - used
    size = target.stat().st_size / 1e6
    target.unlink()
    engine.dispose()
    return {"rows": rows, "seconds": clock, "processor": processor, "peak": _peak(), "size": size}


def _peak() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def measured(what: str, *arguments: str) -> Measured:
    """What `write` or `export` finds in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.million", f"--{what}", *arguments]
    found: Measured = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)  # noqa: S603 - ourselves
    return found


def written(folder: Path, observations: int) -> tuple[Path, Measured]:
    """A database of a size, written now unless it is kept, and what writing it cost."""
    database = folder / f"million-{observations}.db"
    told = database.with_suffix(".json")
    if not told.exists():
        for ending in ("", "-wal", "-shm"):
            Path(f"{database}{ending}").unlink(missing_ok=True)
        told.write_text(json.dumps(measured("write", str(database), str(observations))), "utf-8")
    return database, json.loads(told.read_text("utf-8"))


def line(name: str, found: Measured, before: Measured | None) -> str:
    """One measure in words, a thousand rows at a time, and how it grew."""
    rows = max(found["rows"], 1) / 1000
    told = (
        f"{name:>8} {found['rows']:>9.0f} rows {found['seconds']:8.1f} s, processor {found['processor']:8.1f} s "
        f"({found['processor'] / rows * 1000:6.1f} ms a thousand), peak {found['peak']:4.0f} MB, "
        f"{found['size']:7.1f} MB ({found['size'] / rows * 1000:5.0f} bytes a row)"
    )
    if before is None or not before["rows"]:
        return told
    slower = found["processor"] / found["rows"] / (before["processor"] / before["rows"])
    return f"{told}; a row {slower:.2f} x, memory {found['peak'] / before['peak']:.2f} x"


def exports(database: Path, formats: list[str], before: dict[str, Measured]) -> dict[str, Measured]:
    """Print a line for each format."""
    found: dict[str, Measured] = {}
    for form in formats:
        found[form] = measured("export", str(database), form)
        print(line(form, found[form], before.get(form)), flush=True)
    return found


def main() -> None:
    """Print one line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, help="observations, a hundred to a document")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where databases are kept")
    parser.add_argument("--database", type=Path, help="export this one only")
    parser.add_argument("--formats", default=",".join(FORMATS), help="parted by commas")
    parser.add_argument("--write", nargs=2, metavar=("FILE", "OBSERVATIONS"), help=argparse.SUPPRESS)
    parser.add_argument("--export", nargs=2, metavar=("FILE", "FORMAT"), help=argparse.SUPPRESS)
    asked: Any = parser.parse_args()
    if asked.write or asked.export:
        found = (
            write(Path(asked.write[0]), int(asked.write[1]))
            if asked.write
            else export(Path(asked.export[0]), asked.export[1])
        )
        print(json.dumps(found))
        return
    formats = asked.formats.split(",")
    if asked.database:
        exports(asked.database, formats, {})
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    before: dict[str, Measured] = {}
    for size in asked.sizes or SIZES:
        database, told = written(asked.folder, size)
        print(line("written", told, before.get("written")), flush=True)
        before = {"written": told, **exports(database, formats, before)}


if __name__ == "__main__":
    main()
