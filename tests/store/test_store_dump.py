"""Two databases that hold the same give the same lines, however they came to it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, update

from policytext.store import (
    Sighting,
    canonical_digest,
    canonical_lines,
    open_store,
    rows_of,
    start_run,
    write_document,
)
from policytext.store.database import writing
from policytext.store.schema import observations
from tests.store.samples import NEWER, NOW, PRINTS, sample

FIRST, SECOND = sample(), sample(before="另一份材料。\n", name="other.txt")


def filled(engine: Engine, runs: int) -> Engine:
    """Two documents, the first processed twice, after so many runs without a result."""
    for _ in range(runs):
        number = start_run(engine, "ingest", NOW)
    seen = ((FIRST, PRINTS, "/a"), (SECOND, PRINTS, "/b"), (FIRST, NEWER, "/a"), (FIRST, NEWER, "/c"))
    for doc, prints, path in seen:
        write_document(engine, rows_of(doc, prints), Sighting(path), number)
    return engine


def test_runs_and_ids_do_not_tell(engine: Engine, tmp_path: Path) -> None:
    """The same results by another way."""
    other = filled(open_store(f"sqlite:///{tmp_path}/other.db"), 5)
    assert list(canonical_lines(filled(engine, 1))) == list(canonical_lines(other))
    assert canonical_digest(engine) == canonical_digest(other)
    other.dispose()


def test_every_result_is_a_line(engine: Engine) -> None:
    """Of the superseded revision too."""
    lines = list(canonical_lines(filled(engine, 1)))
    found = [line for line in lines if line.startswith('["observations"')]
    assert len(FIRST.mentions) * 2 + len(SECOND.mentions) == len(found)
    assert len(set(lines)) == len(lines)


def test_one_cell_makes_a_difference(engine: Engine) -> None:
    """Nothing that was found out is left out."""
    before = canonical_digest(filled(engine, 1))
    with writing(engine) as connection:
        connection.execute(update(observations).where(observations.c.id == 1).values(unit="户"))
    assert before != canonical_digest(engine)
