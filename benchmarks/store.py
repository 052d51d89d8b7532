"""How fast documents are written, and how long a search takes.

    python benchmarks/store.py [documents]

Documents of 10,000 characters with 100 mentions each, made from a seeded
random alphabet, handed over as JSON as from a child.
"""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, func, select

from policytext.model import Document, Fingerprints, Mention, Source
from policytext.store import (
    DocumentRows,
    FigureQuery,
    Sighting,
    figures,
    open_store,
    rows_of,
    search,
    start_run,
    write_document,
)
from policytext.store.database import reading
from policytext.store.schema import passages
from policytext.text import Edit, Span

CHARACTERS = 10_000
MENTIONS = 100
PRINTS = Fingerprints("text/1", "rules", "model", "libraries")
PLAIN = Mention(
    Span(0, 1), "", "", "figure", Decimal(0), None, None, "人", "=", "value", "指标名称", "某区", "2014年", None, None,
    "as_written", "plain", ("number-digits", "unit-suffix"),
)  # fmt: skip


def made(number: int, rng: random.Random) -> Document:
    """A document of generated text; a few thousand characters with weights like those of a language."""
    alphabet = [chr(0x4E00 + each) for each in range(3000)]
    weights = [1 / (rank + 5) for rank in range(3000)]
    text = "".join(rng.choices(alphabet, weights, k=CHARACTERS))
    source = Source(
        hashlib.sha256(text.encode()).hexdigest(), f"{number}.txt", "text/plain", "utf-8", "text", "1", text
    )
    doc = Document.of(source)
    step = CHARACTERS // MENTIONS
    mentions = tuple(_mention(text, at) for at in range(0, CHARACTERS, step))
    cuts = [Edit(Span(at + 50, at + 53), "", "page-marker") for at in range(0, CHARACTERS, step)]
    return replace(doc, reading=doc.reading.apply(cuts), mentions=mentions)


def _mention(text: str, at: int) -> Mention:
    surface = text[at : at + 5]
    return replace(PLAIN, span=Span(at, at + 5), surface=surface, reading=surface, value=Decimal(at))


def write(engine: Engine, documents: int) -> tuple[float, float]:
    """Seconds to make rows, and to write them."""
    rng = random.Random(1)  # noqa: S311 - the same documents each time
    run = start_run(engine, "benchmark", datetime.now(UTC))
    making = writing = 0.0
    for number in range(documents):
        doc = made(number, rng)
        start = time.perf_counter()
        rows = DocumentRows.from_wire(json.loads(json.dumps(rows_of(doc, PRINTS).to_wire())))
        making += (between := time.perf_counter()) - start
        write_document(engine, rows, Sighting(f"{number}.txt"), run)
        writing += time.perf_counter() - between
    return making, writing


def searched(engine: Engine, length: int) -> list[float]:
    """Milliseconds of 100 searches for words of a length that occur."""
    rng = random.Random(length)  # noqa: S311 - the same words each time
    with reading(engine) as connection:
        texts = connection.scalars(select(passages.c.folded).order_by(passages.c.id).limit(2000)).all()
    times = []
    for _ in range(100):
        text = rng.choice(texts)
        at = rng.randrange(len(text) - length)
        start = time.perf_counter()
        search(engine, text[at : at + length])
        times.append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    """Print one line for each measure."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 435
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "policytext.db"
        engine = open_store(f"sqlite:///{file}")
        making, writing = write(engine, documents)
        with reading(engine) as connection:
            count = connection.execute(select(func.count()).select_from(passages)).scalar_one()
        print(f"documents {documents}, passages {count}, {file.stat().st_size / documents / 1000:.0f} kB a document")
        print(f"rows {making / documents * 1000:.1f} ms, write {writing / documents * 1000:.1f} ms a document")
        alone = documents / (making + writing)
        print(f"written a second {documents / writing:.1f}, with rows made in the same process {alone:.1f}")
        for length in (1, 2, 3, 6):
            times = searched(engine, length)
            middle = statistics.median(times)
            print(f"search, {length} characters: median {middle:.1f} ms, slowest {max(times):.1f} ms")
        start = time.perf_counter()
        figures(engine, FigureQuery(words="指标", value_min=5000, place="某区"))
        print(f"figures with three filters: {(time.perf_counter() - start) * 1000:.1f} ms")
        engine.dispose()


if __name__ == "__main__":
    main()
