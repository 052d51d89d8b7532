"""A fresh database for each test of the store: in SQLite, and on a PostgreSQL server that is started once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from policytext.store import open_store
from policytext.store.schema import metadata
from tests.servers import NAME, server, url_of

OWN = ("meta", "alembic_version")  # what says which version it is
EMPTY = text(
    "; ".join([f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables) if table.name not in OWN])  # noqa: S608 - names of ours
    + "; DELETE FROM meta WHERE key NOT IN ('application', 'schema_version'); "
    + "; ".join(
        f"ALTER SEQUENCE IF EXISTS {table.name}_id_seq RESTART"
        for table in metadata.sorted_tables
        if table.name not in OWN
    )
)


@pytest.fixture(scope="session")
def socket() -> Iterator[str]:
    """The folder of the server's socket."""
    with server() as folder:
        yield folder


@pytest.fixture(scope="session")
def shared(socket: str) -> Iterator[Engine]:
    """A database on the server, with its tables, that tests use one after the other."""
    admin = create_engine(url_of(socket, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {NAME}")
    admin.dispose()
    open_store(url_of(socket, NAME)).dispose()
    plain = create_engine(url_of(socket, NAME), isolation_level="AUTOCOMMIT")
    yield plain
    plain.dispose()


def emptied(shared: Engine, socket: str) -> str:
    """The URL of the shared database, with nothing in it."""
    found = url_of(socket, NAME)
    with shared.connect() as connection:
        if set(metadata.tables) <= set(inspect(connection).get_table_names()):
            connection.execute(EMPTY)
        else:  # a test took a table away
            connection.execute(
                text("DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO public")
            )
            open_store(found).dispose()
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an SQLite database that does not exist yet, or of one on PostgreSQL that holds nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'policytext.db'}"
    return emptied(request.getfixturevalue("shared"), request.getfixturevalue("socket"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An empty database."""
    opened = open_store(url, busy_seconds=0.2)
    yield opened
    opened.dispose()
