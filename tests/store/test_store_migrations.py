"""A database of every earlier version becomes what a new one is, and keeps what is in it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from policytext.store import (
    FigureQuery,
    Sighting,
    figures,
    open_store,
    rows_of,
    search,
    show,
    start_run,
    write_document,
)
from policytext.store.database import reading, writing
from policytext.store.index import check_index
from policytext.store.migrations import newest
from tests.store.samples import NEWER, NOW, sample

RELEASED = sorted(Path(__file__).parent.glob("schema-*.sql"))
"""Databases with the sample document, written by the program of each version."""


def shape(engine: Engine) -> dict[str, object]:
    """Columns with type and nullability, and indexes, by table; and the views."""
    seen = inspect(engine)
    found: dict[str, object] = {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)),
            sorted((str(i["name"]), *map(str, i["column_names"])) for i in seen.get_indexes(table)),
        )
        for table in seen.get_table_names()
    }
    return found | {view: re.sub(r"\s+", " ", seen.get_view_definition(view)) for view in seen.get_view_names()}


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of an earlier version, opened by this program."""
    old = tmp_path / "old.db"
    raw = sqlite3.connect(old)
    raw.executescript(request.param.read_text("utf-8"))
    raw.close()
    opened = open_store(f"sqlite:///{old}")
    yield opened
    opened.dispose()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_every_earlier_schema_becomes_the_newest(engine: Engine, migrated: Engine) -> None:
    """Every table and view has the columns and indexes of a new database, and the version is said twice."""
    assert shape(engine) == shape(migrated)
    with reading(migrated) as connection:
        assert newest() == connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        stored = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'schema_version'").scalar_one()
        assert str(newest()) == stored


def test_what_was_in_it_is_still_there(migrated: Engine) -> None:
    """Documents, numbers, labels and the search index; filters on what was not known then find nothing."""
    assert "临江州社区建设经验材料" == show(migrated, "a.txt").title
    assert ["1 280人", "75.2%", "3500多平方米", "11月底"] == [row.surface for row in figures(migrated, FigureQuery())]
    assert 1 == search(migrated, "持证上岗率 -网格员 kind:现状值").total
    with writing(migrated) as connection:
        check_index(connection)


def test_sentences_and_numbers_stand_in_their_passages(migrated: Engine) -> None:
    """As if written now; a document from before version 9 has sentences once it is written anew."""
    assert 1 == search(migrated, "持证上岗率 kind:现状值 unit:%").total
    found = search(migrated, "社区工作者 同句 持证")
    with reading(migrated) as connection:
        sentences = connection.exec_driver_sql("SELECT id, passage, rest FROM sentences").all()
        numbers = connection.exec_driver_sql("SELECT id, passage, passage_to FROM observations").all()
    assert bool(sentences) == found.total
    run = start_run(migrated, "ingest", NOW)
    write_document(migrated, rows_of(sample(name="a.txt"), NEWER), Sighting("a.txt"), run)
    assert 1 == search(migrated, "社区工作者 同句 持证").total
    with reading(migrated) as connection:
        anew = connection.exec_driver_sql("SELECT id, passage, rest FROM sentences").all()
        query = "SELECT passage, passage_to FROM observations WHERE passage IS NOT NULL ORDER BY id"
        assert [row[1:] for row in numbers] == [tuple(row) for row in connection.exec_driver_sql(query)]
    assert sentences in ([], anew)


def test_a_document_of_the_first_version_has_no_place_yet(migrated: Engine) -> None:
    """Its card is shown all the same."""
    card = show(migrated, "a.txt")
    assert ((), "unknown") == (card.places, card.years.basis)
