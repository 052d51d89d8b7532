"""Writing documents: one transaction, quotes checked, revisions and copies."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError

from policytext.errors import QuoteError, WorkerError
from policytext.model import Document, Fingerprints
from policytext.store import (
    DocumentRows,
    FigureQuery,
    Sighting,
    Written,
    figures,
    in_turn,
    known_contents,
    put_sighting,
    rows_of,
    search,
    start_run,
    write_document,
)
from policytext.store.database import reading, writing
from policytext.store.index import check_index
from policytext.store.schema import metadata
from tests.store.samples import NEWER, NOW, PRINTS, bare, sample


@pytest.fixture
def run(engine: Engine) -> int:
    """A run to write in."""
    return start_run(engine, "ingest", NOW)


def dump(engine: Engine) -> dict[str, Sequence[Any]]:
    """Every row of every table."""
    with reading(engine) as connection:
        return {
            name: connection.execute(table.select().order_by(*table.primary_key)).all()
            for name, table in sorted(metadata.tables.items())
        }


def put(engine: Engine, run: int, doc: Document, path: str, prints: Fingerprints = PRINTS) -> Written:
    """Write a document as seen at a path."""
    return write_document(engine, rows_of(doc, prints), Sighting(path), run)


def check(engine: Engine) -> None:
    """The database is whole: foreign keys, pages, and the search index beside its passages."""
    with writing(engine) as connection:
        if connection.dialect.name == "sqlite":  # PostgreSQL checks as it writes
            assert [] == connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            assert "ok" == connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        check_index(connection)


def test_a_document_is_written_with_all_that_hangs_on_it(engine: Engine, run: int) -> None:
    """Every table gets its rows."""
    written = put(engine, run, sample(), "a.txt")
    rows = {name: len(found) for name, found in dump(engine).items()}
    assert Written(1, 1, "new") == written
    expected = {"contents": 1, "texts": 1, "documents": 1, "revisions": 1, "sightings": 1, "passages": 1}
    expected |= {"sentences": 3}
    expected |= {"observations": 4, "labels": 2, "evidence": 1, "gaps": 1, "exclusions": 1, "edits": 3}
    expected |= {"runs": 1, "run_items": 0, "decisions": 0, "leases": 0, "families": 0, "meta": 2, "alembic_version": 1}
    assert expected == rows
    check(engine)


def test_rows_survive_the_way_between_processes() -> None:
    """What a child prints is what its parent writes."""
    rows = rows_of(sample(), PRINTS)
    assert rows == DocumentRows.from_wire(json.loads(json.dumps(rows.to_wire())))


@pytest.mark.parametrize("said", ["", [], {}, None, {"content": {}}, {"content": {}, "labels": [["a"], [[1, 2]]]}])
def test_nonsense_from_a_child_is_an_error(said: object) -> None:
    """A child that answers with something else is said to have done so."""
    with pytest.raises(WorkerError, match="not the rows"):
        DocumentRows.from_wire(said)


def test_writing_twice_changes_nothing(engine: Engine, run: int) -> None:
    """The second time every row is as it was."""
    put(engine, run, sample(), "a.txt")
    before = dump(engine)
    assert Written(1, 1, "unchanged") == put(engine, run, sample(), "a.txt")
    assert before == dump(engine)


@pytest.mark.parametrize("table", ["observations", "gaps", "exclusions"])
def test_a_wrong_quote_stops_the_document(engine: Engine, run: int, table: str) -> None:
    """A quote that does not stand at its offsets is named, and nothing is written."""
    rows = copy.deepcopy(rows_of(sample(), PRINTS))
    getattr(rows, table)[0]["surface"] += "x"
    before = dump(engine)
    with pytest.raises(QuoteError, match=rf"a\.txt: {table}: the text at"):
        write_document(engine, rows, Sighting("a.txt"), run)
    assert before == dump(engine)


def test_wrong_evidence_stops_the_document(engine: Engine, run: int) -> None:
    """The phrases that speak for a label are quotes too."""
    rows = copy.deepcopy(rows_of(sample(), PRINTS))
    rows.labels[0]["evidence"][0]["span_start"] -= 1
    with pytest.raises(QuoteError, match="evidence"):
        write_document(engine, rows, Sighting("a.txt"), run)


@pytest.mark.parametrize("table", ["passages", "observations", "labels", "gaps", "edits", "exclusions"])
def test_a_span_beyond_the_text_stops_the_document(engine: Engine, run: int, table: str) -> None:
    """Spans lie inside the text."""
    rows = copy.deepcopy(rows_of(sample(), PRINTS))
    row = next(row for row in getattr(rows, table) if row["span_start"] is not None)
    row["span_end"] = rows.text["characters"] + 1
    with pytest.raises(QuoteError, match=f"{table}: .* outside"):
        write_document(engine, rows, Sighting("a.txt"), run)


def test_the_same_content_elsewhere_is_a_copy(engine: Engine, run: int) -> None:
    """One content, one document, one more sighting."""
    put(engine, run, sample(), "a.txt")
    assert Written(1, 1, "copy") == put(engine, run, sample(name="other.txt"), "b/other.txt")
    rows = dump(engine)
    assert ["a.txt", "b/other.txt"] == [row.path for row in rows["sightings"]]
    assert 1 == len(rows["documents"]) == len(rows["contents"]) == len(rows["revisions"])


def test_a_copy_is_noted_without_reading_it_again(engine: Engine, run: int) -> None:
    """A known content at a further path needs its sha256 only."""
    put(engine, run, sample(), "a.txt")
    sha256 = sample().source.sha256
    with in_turn(engine, run) as connection:
        assert Written(1, 1, "copy") == put_sighting(connection, sha256, Sighting("b.txt"), run)
        assert Written(1, 1, "unchanged") == put_sighting(connection, sha256, Sighting("b.txt"), run)
        assert put_sighting(connection, "0" * 64, Sighting("c.txt"), run) is None


def test_changed_content_is_a_new_revision(engine: Engine, run: int) -> None:
    """The document stays; what was found before stays in the tables and leaves default queries."""
    put(engine, run, sample(), "a.txt")
    later = start_run(engine, "ingest", NOW)
    assert Written(1, 2, "changed") == put(engine, later, sample(after="\n补记一行。"), "a.txt")
    rows = dump(engine)
    assert [(1, later), (2, None)] == [(row.number, row.superseded_run) for row in rows["revisions"]]
    assert [(later), None] == [row.ended_run for row in rows["sightings"]]
    assert 8 == len(rows["observations"])
    assert 4 == len(figures(engine, FigureQuery()))
    assert 1 == search(engine, "补记一行").total == search(engine, "社区").total
    check(engine)


def test_processing_again_is_a_new_revision_of_the_same_text(engine: Engine, run: int) -> None:
    """With other fingerprints the text is kept once and everything found is written anew."""
    put(engine, run, sample(), "a.txt")
    assert Written(1, 2, "reprocessed") == put(engine, run, sample(), "a.txt", NEWER)
    rows = dump(engine)
    assert 1 == len(rows["texts"]) == len(rows["sightings"]) == len(rows["contents"])
    assert [row.identity for row in rows["observations"][:4]] == [row.identity for row in rows["observations"][4:]]
    check(engine)


def test_another_text_of_the_same_reader_does_not_disturb_the_old_spans(engine: Engine, run: int) -> None:
    """Were a reader to change without a new version, earlier revisions keep the text they point into."""
    put(engine, run, sample(), "a.txt")
    doc = sample(after="多读出的一行")
    same_file = replace(doc, source=replace(doc.source, sha256=sample().source.sha256))
    assert "reprocessed" == put(engine, run, same_file, "a.txt", NEWER).outcome
    assert 2 == len(dump(engine)["texts"])


def test_a_changed_copy_becomes_a_document_of_its_own(engine: Engine, run: int) -> None:
    """While the old content is still seen elsewhere, it keeps its document."""
    put(engine, run, sample(), "a.txt")
    put(engine, run, sample(), "b.txt")
    assert Written(2, 2, "new") == put(engine, run, sample(after="改"), "b.txt")
    assert {"a.txt"} == known_contents(engine)[sample().source.sha256][1]


def test_a_file_replaced_by_a_copy_withdraws_its_document(engine: Engine, run: int) -> None:
    """What no file holds any more leaves default queries, and comes back with its content."""
    put(engine, run, sample(), "a.txt")
    put(engine, run, bare("另一篇文章"), "b.txt")
    assert Written(1, 1, "copy") == put(engine, run, sample(), "b.txt")
    assert 0 == search(engine, "另一篇").total
    assert [sample().source.sha256] == list(known_contents(engine))
    assert Written(2, 3, "changed") == put(engine, run, bare("另一篇文章"), "c.txt")
    assert 1 == search(engine, "另一篇").total
    check(engine)


def test_a_file_changed_back_is_the_same_document(engine: Engine, run: int) -> None:
    """There and back is three revisions of one document."""
    outcomes = [put(engine, run, sample(after=end), "a.txt") for end in ("", "改", "")]
    assert [Written(1, 1, "new"), Written(1, 2, "changed"), Written(1, 3, "changed")] == outcomes
    check(engine)


def test_an_old_content_at_a_new_path_is_a_new_document(engine: Engine, run: int) -> None:
    """A backup of an earlier version does not take the document's place, nor its key."""
    put(engine, run, sample(), "a.txt")
    put(engine, run, sample(after="改"), "a.txt")
    assert Written(2, 3, "new") == put(engine, run, sample(), "backup/a.txt")
    keys = [row.key for row in dump(engine)["documents"]]
    assert [sample().source.sha256, f"{sample().source.sha256}-2"] == keys


def test_known_contents_tell_fingerprints_and_paths(engine: Engine, run: int) -> None:
    """Ingest sees what need not be read again: current contents only."""
    put(engine, run, sample(), "a.txt")
    put(engine, run, sample(), "b.txt")
    put(engine, run, bare("旧"), "c.txt")
    put(engine, run, bare("新"), "c.txt", NEWER)
    expected = {
        sample().source.sha256: (PRINTS, {"a.txt", "b.txt"}),
        bare("新").source.sha256: (NEWER, {"c.txt"}),
    }
    assert expected == known_contents(engine)


@pytest.mark.parametrize("table", ["contents", "revisions", "passages", "sentences", "observations", "edits"])
def test_an_error_between_two_writes_leaves_nothing(engine: Engine, run: int, table: str) -> None:
    """Whatever write of a document is the last, none of them stays."""
    put(engine, run, bare("先前的文献"), "first.txt")
    before = dump(engine)

    def stop(*args: object) -> None:
        if str(args[2]).startswith(f"INSERT INTO {table}"):
            raise RuntimeError("killed")

    event.listen(engine, "before_cursor_execute", stop)
    with pytest.raises(RuntimeError, match="killed"):
        put(engine, run, sample(), "a.txt")
    event.remove(engine, "before_cursor_execute", stop)
    assert before == dump(engine)
    check(engine)
    assert "new" == put(engine, run, sample(), "a.txt").outcome


def test_a_plain_text_without_findings_is_written(engine: Engine, run: int) -> None:
    """An empty document is a document."""
    assert "new" == put(engine, run, bare(""), "empty.txt").outcome
    check(engine)


def test_foreign_keys_hold(engine: Engine, run: int) -> None:
    """A row cannot point to a run that is not there."""
    del run
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), writing(engine) as connection:
        connection.execute(text("INSERT INTO documents (key, first_run) VALUES ('k', 99)"))
