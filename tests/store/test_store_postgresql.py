"""The store on a PostgreSQL server: what it refuses, who waits for whom, and that it holds what SQLite holds."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from policytext.errors import QueryError, StoreError
from policytext.knowledge.load import load_display
from policytext.store import (
    FigureQuery,
    Order,
    Sighting,
    export_rows,
    figures,
    open_store,
    rows_of,
    search,
    show,
    start_run,
    write_document,
)
from policytext.store.database import database_name, prepare, reading, writing
from policytext.store.migrations import newest
from policytext.store.runs import failures, record_item
from tests.servers import url_of
from tests.store.conftest import emptied
from tests.store.later import with_later
from tests.store.samples import NOW, PRINTS, bare, sample


@pytest.fixture
def url(shared: Engine, socket: str) -> str:
    """A database on the server that holds nothing yet."""
    return emptied(shared, socket)


SECRET = "geheim"  # noqa: S105 - must not be shown


@pytest.fixture
def other(socket: str) -> Iterator[str]:
    """URL of a further database, empty, on the server."""
    admin = create_engine(url_of(socket, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE other"))
    yield url_of(socket, "other")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE other WITH (FORCE)"))
    admin.dispose()


def test_an_empty_database_gets_its_tables_where_somebody_writes(other: str) -> None:
    """A question makes none."""
    with pytest.raises(StoreError, match="no database yet"):
        open_store(other, create=False)
    open_store(other).dispose()
    open_store(other, create=False).dispose()


def test_two_that_open_an_empty_database_at_once_make_it_once(other: str) -> None:
    """The second waits and finds it made."""
    with ThreadPoolExecutor(4) as pool:
        for engine in pool.map(lambda _: open_store(other), range(4)):
            engine.dispose()


def test_a_database_of_another_program_is_refused_and_left_as_it_is(other: str) -> None:
    """Tables of its own are not ours."""
    plain = create_engine(other)
    with plain.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id int)"))
    with pytest.raises(StoreError, match="not one of policytext"):
        open_store(other)
    with plain.begin() as connection:
        assert ["notes"] == list(
            connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        )
    plain.dispose()


def test_a_newer_database_is_refused(engine: Engine, url: str) -> None:
    """Both versions are named."""
    version = text("UPDATE meta SET value = :number WHERE key = 'schema_version'")
    with writing(engine) as connection:
        connection.execute(version, {"number": str(newest() + 1)})
    try:
        with pytest.raises(StoreError, match=f"newer policytext.*schema {newest() + 1}"):
            open_store(url)
    finally:
        with writing(engine) as connection:
            connection.execute(version, {"number": str(newest())})


def test_an_older_database_takes_the_revisions_it_lacks_or_none(other: str, tmp_path: Path) -> None:
    """They are taken once; one that fails leaves the version before it."""
    add = 'op.execute("CREATE TABLE later (id INTEGER)")'
    half = 'op.execute("CREATE TABLE never (id INTEGER)"); raise RuntimeError("stopped in the middle")'
    opened = open_store(other)
    scripts = with_later(tmp_path, add)
    prepare(opened, scripts)
    with pytest.raises(RuntimeError, match="in the middle"):
        prepare(opened, with_later(tmp_path, add, half))
    prepare(opened, scripts)
    with reading(opened) as connection:
        assert connection.exec_driver_sql("SELECT to_regclass('later') IS NOT NULL").scalar_one()
        assert connection.exec_driver_sql("SELECT to_regclass('never') IS NULL").scalar_one()
    opened.dispose()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("/policytext?", "/nowhere?"), "there is no such database"),
        (("policytext@", f"nobody-here:{SECRET}@"), "does not accept this user or password"),
        (("host=/tmp/", "host=/tmp/nothing/"), "cannot be reached"),
        (("host=", "host=127.0.0.1&port=1&x_host="), "cannot be reached"),
    ],
)
def test_a_server_that_refuses_is_named_with_the_reason(url: str, change: tuple[str, str], reason: str) -> None:
    """Who, where and why, and never the password."""
    refused = url.replace(*change).split("&x_host")[0]
    with pytest.raises(StoreError, match=reason) as caught:
        open_store(refused.replace("?", f"?password={SECRET}&", 1))
    assert SECRET not in str(caught.value)
    assert "postgresql://" in str(caught.value)


def test_a_user_without_rights_is_told(engine: Engine, url: str) -> None:
    """Reading may be allowed where writing is not."""
    with writing(engine) as connection:
        connection.execute(text("DROP ROLE IF EXISTS guest"))
        connection.execute(text("CREATE ROLE guest LOGIN"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest"))
    guest = open_store(url.replace("policytext@", "guest@"), create=False)
    assert [] == figures(guest, FigureQuery())
    with pytest.raises(StoreError, match="has not the rights"):
        start_run(guest, "ingest", NOW)
    guest.dispose()
    with writing(engine) as connection:
        connection.execute(text("DROP OWNED BY guest; DROP ROLE guest"))


def test_a_password_is_in_no_name() -> None:
    """Wherever in the URL it stands."""
    name = database_name(f"postgresql+psycopg://team:{SECRET}@db.example:5433/reports?password={SECRET}")
    assert "postgresql://team@db.example:5433/reports" == name


def test_a_writer_that_waits_too_long_is_told(engine: Engine, url: str) -> None:
    """One writes at a time; the busy time is the caller's."""
    patient = open_store(url, busy_seconds=30)
    with writing(patient), pytest.raises(StoreError, match="another program has been writing"):
        start_run(engine, "ingest", NOW)
    assert start_run(engine, "ingest", NOW)
    patient.dispose()


def test_writers_take_turns(url: str) -> None:
    """Two that write at once wait for each other, and both are done."""
    patient = open_store(url)
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda number: start_run(patient, f"run {number}", NOW), range(20)))
    assert 20 == len(set(numbers))
    patient.dispose()


def test_readers_see_one_state_and_do_not_wait_for_the_writer(engine: Engine) -> None:
    """What is written meanwhile is seen by the next transaction."""
    count = text("SELECT count(*) FROM meta")
    with reading(engine) as connection:
        before = connection.execute(count).scalar_one()
        with writing(engine) as other:
            other.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
        assert before == connection.execute(count).scalar_one()
    with reading(engine) as connection:
        assert before + 1 == connection.execute(count).scalar_one()


def test_a_reader_cannot_write(engine: Engine) -> None:
    """A slip in a query changes nothing."""
    with pytest.raises(StoreError, match="may not be written"), reading(engine) as connection:
        connection.execute(text("DELETE FROM meta"))


def test_a_connection_that_is_cut_is_told_and_the_next_is_new(engine: Engine) -> None:
    """A server that was restarted is no reason to restart the program."""
    with pytest.raises(StoreError, match="the server ended the connection"), reading(engine) as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert [] == figures(engine, FigureQuery())


def test_what_the_server_cannot_hold_is_kept_as_readers_keep_it(engine: Engine) -> None:
    """NUL and lone surrogates become U+FFFD in names, reasons and questions."""
    run = start_run(engine, "ingest", NOW)
    record_item(engine, run, "a\0b\ud800c", "failed", reason="x\0")
    assert [("a\ufffdb\ufffdc", "x\ufffd")] == [(one.path, one.reason) for one in failures(engine)]
    doc = bare("甲\ufffd乙")
    write_document(engine, rows_of(doc, PRINTS), Sighting("a.txt"), run)
    assert 1 == search(engine, '"甲\0"').total


def test_a_number_beyond_the_database_is_a_question_not_understood(engine: Engine) -> None:
    """The server's integers have 32 bits."""
    for ask in (lambda: search(engine, "社区", limit=10**30), lambda: show(engine, "9" * 30)):
        with pytest.raises(QueryError):
            ask()


def test_both_databases_export_the_same_bytes(engine: Engine, tmp_path: Path) -> None:
    """Rows, their order and their JSON do not depend on where they are kept."""
    other = open_store(f"sqlite:///{tmp_path}/p.db")
    exported = []
    for number, database in enumerate((engine, other)):
        run = start_run(database, "ingest", NOW)
        for name, doc in (
            ("b.txt", sample(name="b.txt")),
            ("甲.txt", bare("Ａ区10人ａ")),
            ("a.txt", sample("另", name="a")),
        ):
            write_document(database, rows_of(doc, PRINTS), Sighting(name), run)
        for form in ("csv", "jsonl"):
            export_rows(database, tmp_path / f"{number}.{form}", form, Order(load_display()))
        exported.append([(tmp_path / f"{number}.{form}").read_bytes() for form in ("csv", "jsonl")])
    other.dispose()
    assert exported[0] == exported[1]
    assert all(json.loads(line) for line in exported[0][1].decode().splitlines())


def test_the_index_holds_every_two_neighbours_and_marks_those_of_the_next_passage(engine: Engine) -> None:
    """Beyond the basic plane too; signs of tsquery are characters like any other."""
    with reading(engine) as connection:
        for folded, own in (("", 0), ("社", 1), ("社区", 1), ("社区社区𠀀工", 3), ("a1,。", 4), ("'\\&|!~", 2)):
            query = text("SELECT tsvector_to_array(policytext_tokens(:folded, :own))")
            made = {(" " if at >= own else "") + folded[at : at + 2] for at in range(len(folded))}
            assert made == set(connection.execute(query, {"folded": folded, "own": own}).scalar_one())


def test_signs_that_tsquery_knows_are_looked_for_as_they_are(engine: Engine) -> None:
    """Alone, in words of two and of more."""
    said = "甲'乙\\丙&丁|戊!己:*庚"
    run = start_run(engine, "ingest", NOW)
    write_document(engine, rows_of(bare(said), PRINTS), Sighting("a.txt"), run)
    for length in (1, 2, 3, 5):
        for at in range(len(said) - length + 1):
            assert 1 == search(engine, f'"{said[at : at + length]}"').total
    assert 0 == search(engine, '"甲\'丙"').total == search(engine, '"\\\'"').total


def test_a_thread_that_waits_sees_what_the_one_before_it_wrote(url: str) -> None:
    """The state is read after the lock is held, not before."""
    patient = open_store(url)
    begun, seen = threading.Event(), []

    def second() -> None:
        begun.set()
        with writing(patient) as connection:
            seen.append(connection.execute(text("SELECT count(*) FROM meta WHERE key = 'first'")).scalar_one())

    thread = threading.Thread(target=second)
    with writing(patient) as connection:
        thread.start()
        begun.wait()
        connection.execute(text("INSERT INTO meta VALUES ('first', 'x')"))
    thread.join()
    assert [1] == seen
    patient.dispose()


def test_a_longer_copy_is_a_new_revision_there_too(engine: Engine) -> None:
    """Superseded passages leave the index."""
    run = start_run(engine, "ingest", NOW)
    doc = sample(name="a.txt")
    write_document(engine, rows_of(doc, PRINTS), Sighting("a.txt"), run)
    write_document(engine, rows_of(doc, replace(PRINTS, rules="rules-2")), Sighting("a.txt"), run)
    assert 2 == show(engine, "a.txt").revision
    assert 1 == search(engine, "持证上岗").total
