"""Opening the database, and the two kinds of transaction: reading and writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from policytext.errors import QueryError, StoreError
from policytext.store.backend import Backend
from policytext.store.migrations import SCRIPTS, create_tables, migrate, newest
from policytext.store.postgresql import POSTGRESQL
from policytext.store.sqlite import RELEASE, SQLITE, WRITES

BUSY_SECONDS = 30.0
"""How long a writer waits for another before it gives up."""

BACKENDS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}

_PASSWORD = re.compile(r"(?<=://)[^@/\s]*(?=@)|(?<=password=)[^&\s]*")


def open_store(url: str, *, busy_seconds: float = BUSY_SECONDS, create: bool = True) -> Engine:
    """Open the database at an SQLAlchemy URL, brought up to date where it is older.

    Args:
        url: as `sqlite:///outputs/policytext.db` or `postgresql+psycopg://user@host/name`.
        busy_seconds: how long to wait for another program's transaction.
        create: whether to make it where there is none; else that is an error.  On a server its tables are made in
            an empty database, which must be there.

    Raises:
        StoreError: the URL is none, or of another database; the folder or the server cannot be reached; the database
            is locked, damaged, not ours or of a newer version, or the server refuses the user.
    """
    parsed = _parsed(url)
    backend = BACKENDS[parsed.get_backend_name()]
    backend.find(parsed, create)
    engine = backend.engine(parsed, busy_seconds)
    try:
        prepare(engine, create=create)
    except StoreError:
        engine.dispose()
        raise
    return engine


def prepare(engine: Engine, scripts: Path = SCRIPTS, *, create: bool = True) -> None:
    """Create or migrate what `engine` opens; nothing is written where it is up to date.

    Raises:
        StoreError: the database is not ours, or newer than this program, or empty and not to be made.
    """
    backend = backend_of(engine)
    with reading(engine) as connection:
        version = _version(connection, scripts)
        if version == newest(scripts):
            return
        if version == 0 and not create:
            raise StoreError(f"{file_of(engine)}: there is no database yet; `policytext ingest PATH…` makes one")
    if is_release(engine):
        raise StoreError(
            f"{file_of(engine)}: a release of an earlier policytext (schema {version}, this one is at "
            f"{newest(scripts)}); copy the file elsewhere, and the copy is brought up to date when it is opened"
        )
    with _explained(engine):
        backend.make_ready(engine)
    with writing(engine) as connection:
        version = _version(connection, scripts)
        if version == 0:
            create_tables(connection, backend)
        elif version < newest(scripts):
            migrate(connection, version, backend, scripts)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database, whatever others write.

    Raises:
        QueryError: a number was asked for that is larger than any the database holds.
        StoreError: the database is locked, damaged or cannot be reached.
    """
    with _explained(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: everything in it, or nothing where anything is raised.

    One at a time; others wait.

    Raises:
        StoreError: the database is locked for longer than the waiting time,
            damaged, full, or cannot be written to, as that of a release.
    """
    if is_release(engine):
        raise StoreError(f"{file_of(engine)}: it may not be written to: the database of a release")
    with _explained(engine), engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        with connection.begin():
            yield connection


def backend_of(engine: Engine) -> Backend:
    """What is special about the database that an engine opens."""
    return BACKENDS[engine.dialect.name]


def file_of(engine: Engine) -> str:
    """The database's file, or its address on a server, for messages; never a password."""
    return backend_of(engine).locate(engine.url)


def database_file(url: str) -> Path | None:
    """The file of the database at an SQLAlchemy URL; None where it lies on a server.

    Raises:
        StoreError: the URL is none, of another kind of database, or names no file.
    """
    parsed = _parsed(url)
    return Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None


def database_name(url: str) -> str:
    """The absolute path of the database at an SQLAlchemy URL, or its address on a server without the password.

    Raises:
        StoreError: the URL is none, of another kind of database, or names no file.
    """
    file = database_file(url)
    return POSTGRESQL.locate(make_url(url)) if file is None else str(file.absolute())


def without_password(url: str) -> str:
    """An SQLAlchemy URL as it may be kept by others, wherever in it a password stands.

    Raises:
        StoreError: the URL is none, of another kind of database, or names no file.
    """
    parsed = _parsed(url)
    if parsed.password is None and "password" not in parsed.query:
        return url
    plain = parsed._replace(password=None).difference_update_query(["password"])
    return plain.render_as_string(hide_password=False)


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Turn what the database reports into StoreError with its name and the reason."""
    try:
        yield
    except OverflowError as error:
        raise QueryError(f"{file_of(engine)}: a number beyond what the database can hold") from error
    except DatabaseError as error:
        backend = backend_of(engine)
        if backend.too_large(error):
            raise QueryError(f"{file_of(engine)}: a number beyond what the database can hold") from error
        reason = backend.reason(error)
        if reason is None:
            raise
        raise StoreError(f"{file_of(engine)}: {reason} ({_one_line(error)})") from error


def _one_line(error: DatabaseError) -> str:
    """What the database said, without line breaks."""
    return " ".join(str(error.orig).split())


def _parsed(url: str) -> URL:
    """The URL of a database that we know.

    Raises:
        StoreError: it is none, of another kind of database, or names no file.
    """
    shown = _PASSWORD.sub("…", url)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        example = "sqlite:///outputs/policytext.db or postgresql://user@host/name"
        raise StoreError(f"{shown}: not an SQLAlchemy URL such as {example}") from error
    kind, _, driver = parsed.drivername.partition("+")
    if kind not in BACKENDS or driver not in {"", "psycopg", "pysqlite"}:
        raise StoreError(
            f"{shown}: a database is kept in SQLite (sqlite:///FILE) or PostgreSQL (postgresql+psycopg://…)"
        )
    if kind == "sqlite" and (not parsed.database or parsed.database == ":memory:"):
        raise StoreError(f"{shown}: the database needs a file")
    return parsed


def is_release(engine: Engine) -> bool:
    """Whether the database is that of a release, which nothing writes to."""
    return engine.dialect.name == "sqlite" and Path(file_of(engine)).with_name(RELEASE).exists()


def _version(connection: Connection, scripts: Path) -> int:
    """The schema version; 0 for a database with nothing in it.

    Raises:
        StoreError: it is not ours, or newer.
    """
    file = file_of(connection.engine)
    version = backend_of(connection.engine).version(connection, file)
    if version > newest(scripts):
        raise StoreError(
            f"{file}: made by a newer policytext (schema {version}, this one knows {newest(scripts)}); "
            "update the program"
        )
    return version
