"""A database of every earlier version becomes what a new one is, and keeps what is in it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, make_url

from policytext.check import check
from policytext.knowledge.load import load_display
from policytext.store import (
    FigureQuery,
    Sighting,
    figures,
    listed,
    open_store,
    rows_of,
    search,
    show,
    start_run,
    write_document,
)
from policytext.store.database import BACKENDS, prepare, reading, writing
from policytext.store.index import check_index
from policytext.store.migrations import is_compared, newest, versions
from policytext.store.schema import metadata
from tests.servers import empty_database
from tests.store.later import with_later
from tests.store.samples import NEWER, NOW, sample


def released(name: str) -> list[Path]:
    """Databases with the sample document, written by the program of each version, in their order."""
    return sorted(Path(__file__).parent.glob(f"{name}-*.sql"), key=version_of)


def version_of(path: Path) -> int:
    """The schema version of such a database."""
    return int(path.stem.rpartition("-")[2])


RELEASED, ON_SERVERS = released("schema"), released("postgresql")
WITH_SENTENCES = 9
WITH_A_DECISION = 6


def shape(engine: Engine) -> dict[str, object]:
    """Columns with type, nullability and default, and indexes, by table; and the views.

    The default of `flags` is left out: SQLite could not add the column without one, and nothing relies on it.
    """
    seen = inspect(engine)
    found: dict[str, object] = {
        table: (
            sorted(
                (c["name"], str(c["type"]), c["nullable"], c["name"] == "flags" or str(c["default"]))
                for c in seen.get_columns(table)
            ),
            sorted((str(i["name"]), *map(str, i["column_names"])) for i in seen.get_indexes(table)),
        )
        for table in seen.get_table_names()
    }
    return found | {view: re.sub(r"\s+", " ", seen.get_view_definition(view)) for view in seen.get_view_names()}


@pytest.fixture(params=[*RELEASED, *ON_SERVERS], ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest) -> Path:
    """What a database of an earlier version holds."""
    path: Path = request.param
    return path


@pytest.fixture
def address(old: Path, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of such a database."""
    if old in RELEASED:
        return written(tmp_path / "old.db", old)
    url = empty_database(request.getfixturevalue("socket"), "old")
    plain = create_engine(url)
    with plain.begin() as connection:
        connection.exec_driver_sql(old.read_text("utf-8").replace("%", "%%"))
    plain.dispose()
    return url


def written(file: Path, old: Path) -> str:
    """The URL of a file made from such a database."""
    raw = sqlite3.connect(file)
    raw.executescript("BEGIN;" + old.read_text("utf-8") + "COMMIT;")  # a transaction a row takes seconds
    raw.close()
    return f"sqlite:///{file}"


@pytest.fixture
def migrated(address: str) -> Iterator[Engine]:
    """A database of an earlier version, opened by this program."""
    opened = open_store(address)
    yield opened
    opened.dispose()


@pytest.fixture
def new(old: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database of this version, of the same kind."""
    of_file = f"sqlite:///{tmp_path / 'new.db'}"
    opened = open_store(of_file if old in RELEASED else empty_database(request.getfixturevalue("socket"), "new"))
    yield opened
    opened.dispose()


def test_there_is_a_database_of_every_earlier_version() -> None:
    """Of a server's, which begin at version 9, too; whoever changes the schema adds the one before."""
    assert set(range(1, newest())) <= set(map(version_of, RELEASED))
    assert set(range(9, newest())) <= set(map(version_of, ON_SERVERS))


def test_every_earlier_schema_becomes_the_newest(new: Engine, migrated: Engine) -> None:
    """Every table and view has the columns and indexes of a new database, and the version is the same everywhere."""
    assert shape(new) == shape(migrated)
    for engine in (new, migrated):
        with reading(engine) as connection:
            assert {str(newest())} == set(versions(connection))


def test_alembic_finds_no_difference_from_the_tables_in_the_code(new: Engine, migrated: Engine) -> None:
    """In a database that was brought up to date, and in a new one.

    Defaults are left to `shape`, as alembic takes the empty text for another in SQLite, and asks PostgreSQL whether
    JSON equals JSON, which it cannot say.  Comments are for docs/database.md: no revision writes them.
    """
    for engine in (new, migrated):
        with reading(engine) as connection:
            context = MigrationContext.configure(connection, opts={"include_object": is_compared})
            found = compare_metadata(context, metadata)
        flat = [each for one in found for each in (one if isinstance(one, list) else [one])]
        assert [] == [each for each in flat if each[0] not in {"modify_comment", "add_table_comment"}]


def test_what_was_in_it_is_still_there(old: Path, migrated: Engine) -> None:
    """Documents, numbers, labels, decisions and the search index; filters on what was not known find nothing."""
    assert "临江州社区建设经验材料" == show(migrated, "a.txt").title
    found = figures(migrated, FigureQuery())
    assert ["1 280人", "75.2%", "3500多平方米", "11月底"] == [row.surface for row in found]
    decided = version_of(old) >= WITH_A_DECISION
    assert ("accepted" if decided else "unreviewed") == found[0].review
    assert decided == bool(listed(migrated))
    assert 1 == search(migrated, "持证上岗率 -网格员 kind:现状值").total
    with writing(migrated) as connection:
        check_index(connection)
    assert [] == [each for each in check(migrated, load_display(), originals=False) if each.grade == "fault"]


def test_sentences_and_numbers_stand_in_their_passages(old: Path, migrated: Engine) -> None:
    """As if written now; a document from before version 9 has sentences once it is written anew."""
    assert 1 == search(migrated, "持证上岗率 kind:现状值 unit:%").total
    assert (version_of(old) >= WITH_SENTENCES) == search(migrated, "社区工作者 同句 持证").total
    numbers = "SELECT passage, passage_to FROM observations WHERE passage IS NOT NULL ORDER BY id"
    with reading(migrated) as connection:
        sentences = connection.exec_driver_sql("SELECT id, passage, rest FROM sentences ORDER BY id").all()
        placed = connection.exec_driver_sql(numbers).all()
    run = start_run(migrated, "ingest", NOW)
    newer = replace(NEWER, rules="rules-3")
    write_document(migrated, rows_of(sample(name="a.txt"), newer), Sighting("a.txt"), run)
    assert 1 == search(migrated, "社区工作者 同句 持证").total
    with reading(migrated) as connection:
        anew = connection.exec_driver_sql("SELECT id, passage, rest FROM sentences ORDER BY id").all()
        assert placed == connection.exec_driver_sql(numbers).all()
    assert sentences in ([], anew)
    assert bool(sentences) == (version_of(old) >= WITH_SENTENCES)


def test_a_migration_that_fails_leaves_the_database_as_it_was(address: str, tmp_path: Path) -> None:
    """Whatever it had done by then, from every version."""
    done = "op.execute('DELETE FROM evidence'); op.execute('CREATE TABLE half (id INTEGER)')"
    engine = BACKENDS[make_url(address).get_backend_name()].engine(make_url(address), 1.0)
    before = everything(engine)
    with pytest.raises(RuntimeError, match="broken"):
        prepare(engine, with_later(tmp_path, f"{done}; raise RuntimeError('broken')"))
    assert before == everything(engine)
    engine.dispose()


def test_several_databases_are_brought_up_to_date_at_once(tmp_path: Path) -> None:
    """By threads of one process, in which alembic is there once."""
    urls = [written(tmp_path / f"{number}.db", RELEASED[0]) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        for engine in pool.map(open_store, urls):
            with reading(engine) as connection:
                assert {str(newest())} == set(versions(connection))
            engine.dispose()


def everything(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table, and the columns."""
    found = {}
    with reading(engine) as connection:
        for table in sorted(inspect(connection).get_table_names()):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - names of ours
            found[table] = [repr(list(rows.keys())), *sorted(map(repr, rows.tuples()))]
    return found


def test_a_document_of_the_first_version_has_no_place_yet(migrated: Engine) -> None:
    """Its card is shown all the same."""
    card = show(migrated, "a.txt")
    assert ((), "unknown") == (card.places, card.years.basis)
