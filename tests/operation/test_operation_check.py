"""What `check` finds: nothing in a sound database, and each thing that was done to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from policytext.check import check, far
from policytext.knowledge.load import load_display
from policytext.store import Sighting, end_sightings, open_store, record_item, rows_of, start_run, write_document
from policytext.store.database import reading, writing
from policytext.store.schema import sightings
from tests.store.samples import NOW, PRINTS, TEXT, sample

DISPLAY = load_display()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Engine]:
    """A database with one document, whose file is there."""
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8", newline="")
    engine = open_store(f"sqlite:///{tmp_path / 'policytext.db'}")
    run = start_run(engine, "ingest", NOW)
    write_document(engine, rows_of(sample(), PRINTS), Sighting(str(file)), run)
    yield engine
    engine.dispose()


def test_nothing_is_found_in_a_sound_database(library: Engine) -> None:
    """Not even doubts."""
    assert [] == list(check(library, DISPLAY))


@pytest.mark.parametrize(
    ("damage", "found", "grade"),
    [
        ("UPDATE texts SET text = replace(text, '280人', '280入')", {"text", "quote"}, "fault"),
        ("UPDATE observations SET span_start = span_start + 1 WHERE ordinal = 0", {"quote"}, "fault"),
        ("UPDATE sightings SET ended_run = 1", {"orphan"}, "fault"),
        ("UPDATE passages SET folded = '别的文字'", {"index"}, "fault"),
        ("UPDATE contents SET sha256 = 'ab'", {"original"}, "doubt"),
        ("UPDATE sightings SET path = path || '-gone'", {"original"}, "doubt"),
        ("""UPDATE observations SET flags = '["share-above-100"]' WHERE ordinal = 1""", {"value"}, "doubt"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM runs", {"orphan"}, "fault"),
        ("UPDATE alembic_version SET version_num = '11'", {"file"}, "fault"),
        ("DELETE FROM alembic_version", {"file"}, "fault"),
        ("DROP TABLE alembic_version", {"file"}, "fault"),
        ("UPDATE meta SET value = '11' WHERE key = 'schema_version'", {"file"}, "fault"),
    ],
)
def test_what_was_done_to_a_database_is_found(library: Engine, damage: str, found: set[str], grade: str) -> None:
    """Each by the check that is for it."""
    raw = library.raw_connection()
    raw.executescript(damage)
    raw.close()
    findings = list(check(library, DISPLAY))
    assert found == {finding.check for finding in findings}
    assert {grade} == {finding.grade for finding in findings}


def test_a_file_that_vanished_from_a_watched_folder_is_no_fault(library: Engine) -> None:
    """Its document stays, as it should; that the file is gone is told once, as a doubt."""
    with reading(library) as connection:
        path = str(connection.scalar(select(sightings.c.path)))
    run = start_run(library, "watch", NOW)
    end_sightings(library, [path], run)
    record_item(library, run, path, "vanished")
    assert [("orphan", "doubt")] == [(each.check, each.grade) for each in check(library, DISPLAY)]


def test_a_value_far_from_the_others_is_an_outlier(library: Engine) -> None:
    """By median and median absolute deviation of logarithms."""
    columns = (
        "revision_id, identity, ordinal, span_start, span_end, surface, reading, kind, value_text, value_float, unit"
    )
    rest = "relation, role, indicator, status, tone, flags, rules, located, sought"
    values = [100 + 3 * number for number in range(10)] + [250000]
    with writing(library) as connection:
        for number, value in enumerate(values, start=50):
            connection.exec_driver_sql(
                f"INSERT INTO observations ({columns}, {rest}) "  # noqa: S608 - our own words
                "SELECT revision_id, ?, ?, span_start, span_end, surface, "
                "reading, kind, ?, ?, unit, relation, role, '居民', status, tone, flags, rules, located, sought "
                "FROM observations WHERE ordinal = 0",
                (f"{number:064d}", number, str(value), float(value)),
            )
    found = [finding for finding in check(library, DISPLAY) if finding.check == "outlier"]
    assert [f"{60:064d}"] == [finding.identity for finding in found]
    assert "居民" in found[0].sentence


def test_few_values_have_no_outlier() -> None:
    """Nor do values that are nearly the same."""
    assert [] == list(far([1.0] * 6 + [9.0]))
    assert [] == list(far([1.0] * 20 + [1.05]))
    assert [20] == [number for number, _ in far([1.0] * 20 + [9.0])]
