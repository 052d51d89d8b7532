"""Which documents are most worth fetching whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from policytext.errors import QueryError
from policytext.model import Completeness, Document, Gap, State
from policytext.store import (
    Sighting,
    count_holed,
    gap_record,
    holed,
    open_store,
    rows_of,
    start_run,
    write_document,
)
from tests.store.samples import NOW, PRINTS, bare, sample, span_of


def with_state(doc: Document, state: State, *reasons: str) -> Document:
    """A document whose completeness is given."""
    return replace(doc, completeness=Completeness(state, reasons))


def write(engine: Engine, *docs: Document) -> None:
    """Documents as one run brings them in, in the order given."""
    run = start_run(engine, "ingest", NOW)
    for doc in docs:
        write_document(engine, rows_of(doc, PRINTS), Sighting(f"甲/{doc.source.name}"), run)


@pytest.fixture
def library(engine: Engine) -> Engine:
    """Each sample has four numbers; what differs is how whole it is and what it declares."""
    holes = (Gap(span_of("松溪镇", "松溪"), "hole", "half-sentences-meet"),) * 2
    write(
        engine,
        with_state(sample(name="whole.txt"), "whole", "declared-characters=9000", "characters=100"),
        with_state(sample("一", name="silent.txt"), "cut", "cut_end:end-without-stop", "characters=100"),
        with_state(sample("二", name="nearly.txt"), "cut", "declared-characters=110", "characters=100"),
        with_state(
            sample("三", name="most.txt"), "holed", "declared-pages=2", "declared-characters=900", "characters=100"
        ),
        with_state(
            replace(sample("四", name="pages.txt"), gaps=holes), "unknown", "declared-pages=1", "characters=200"
        ),
        with_state(bare("无数字", "chrome.txt"), "no_content", "nothing-but-furniture", "declared-characters=900"),
    )
    return engine


def test_documents_come_by_the_figures_at_stake(library: Engine) -> None:
    """Characters outrank pages; a page is taken for 500 characters; without a size the figures found count."""
    rows = holed(library)
    assert [("most.txt", 32), ("pages.txt", 6), ("silent.txt", 4), ("nearly.txt", 0), ("chrome.txt", 0)] == [
        (row.name, row.at_stake) for row in rows
    ]
    assert len(rows) == count_holed(library)
    assert rows[:2] == holed(library, 2)


def test_a_row_tells_gaps_sizes_and_paths(library: Engine) -> None:
    """As plain values."""
    row = next(row for row in holed(library) if row.name == "pages.txt")
    assert gap_record(row) == {
        "document": 5,
        "name": "pages.txt",
        "title": "临江州社区建设经验材料",
        "completeness": "unknown",
        "gaps": {"hole": 2},
        "figures": 4,
        "declared_characters": None,
        "declared_pages": 1,
        "present": 200,
        "at_stake": 6,
        "paths": ["甲/pages.txt"],
    }


def test_a_document_that_was_fetched_whole_is_listed_no_more(library: Engine) -> None:
    """Only current revisions count."""
    before = count_holed(library)
    run = start_run(library, "ingest", NOW)
    whole = with_state(sample("五", name="silent.txt"), "whole", "characters=400")
    write_document(library, rows_of(whole, PRINTS), Sighting("甲/silent.txt"), run)
    assert before - 1 == count_holed(library)
    assert "silent.txt" not in [row.name for row in holed(library)]


def test_an_empty_database_lists_nothing(tmp_path: Path) -> None:
    """Neither do documents that are all whole."""
    engine = open_store(f"sqlite:///{tmp_path / 'p.db'}")
    assert [] == holed(engine)
    write(engine, with_state(sample(), "whole", "characters=100"))
    assert ([], 0) == (holed(engine), count_holed(engine))
    engine.dispose()


def test_a_limit_below_one_is_refused(engine: Engine) -> None:
    """As everywhere."""
    with pytest.raises(QueryError, match="limit"):
        holed(engine, 0)
