"""What a document costs to write does not grow with how many there are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event

from policytext.store import Sighting, rows_of, start_run, write_document
from policytext.store.database import reading
from tests.store.samples import NEWER, NOW, PRINTS, sample

SMALL = {"leases", "decisions", "meta", "runs"}
"""Tables that do not grow with the documents; decisions are what people make by hand."""


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_no_table_is_looked_through_whole_to_write_a_document(engine: Engine) -> None:
    """Neither for a new document, nor for a changed one, a copy, or one that is read anew."""
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_c: object, _k: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((statement, parameters))

    run = start_run(engine, "ingest", NOW)
    for before, path, prints in (("", "a", PRINTS), ("", "b", PRINTS), ("甲", "a", PRINTS), ("甲", "a", NEWER)):
        write_document(engine, rows_of(sample(before=before), prints), Sighting(path), run)
    event.remove(engine, "before_cursor_execute", note)
    with reading(engine) as connection:
        plans = {
            (row[3], statement)
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        }
    scans = {(plan, statement) for plan, statement in plans if plan.startswith("SCAN")}
    assert set() == {(plan, said) for plan, said in scans if plan.split()[1] not in SMALL and "CONSTANT" not in plan}
