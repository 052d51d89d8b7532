"""Opening the database, and the two kinds of transaction: reading and writing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from policytext.errors import QueryError, StoreError
from policytext.store.migrations import MIGRATIONS, Migration, create, migrate, newest
from policytext.store.schema import APPLICATION_ID

BUSY_SECONDS = 30.0
"""How long a writer waits for another before it gives up."""

RELEASE = "release.json"
"""The file that stands beside the database of a release."""

_REASONS = {
    sqlite3.SQLITE_BUSY: "locked by another program; try again when it is done",
    sqlite3.SQLITE_LOCKED: "locked by another program; try again when it is done",
    sqlite3.SQLITE_CORRUPT: "damaged; restore it from a backup, or delete it and ingest again",
    sqlite3.SQLITE_NOTADB: "not a database of policytext, or damaged at its beginning",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it may not be written to",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened or created",
    sqlite3.SQLITE_IOERR: "the disk or network drive gave an error",
    sqlite3.SQLITE_PERM: "access was refused",
}


def open_store(url: str, *, busy_seconds: float = BUSY_SECONDS, create: bool = True) -> Engine:
    """Open the database at an SQLAlchemy URL, brought up to date where it is older.

    Args:
        url: as `sqlite:///outputs/policytext.db`.
        busy_seconds: how long to wait for another program's transaction.
        create: whether to make it where there is none; else that is an error.

    Raises:
        StoreError: the URL is none or not of SQLite; the folder cannot be
            reached; the file is locked, damaged, not ours or of a newer version.
    """
    path = database_path(url)
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise StoreError(f"{path.absolute()}: there is no database yet; `policytext ingest PATH…` makes one")
        if path.is_dir():
            raise StoreError(f"{path}: a folder, not a database")
    except OSError as error:
        raise StoreError(f"{path}: the folder cannot be reached: {error.strerror}") from error
    engine = _engine(path, busy_seconds)
    try:
        prepare(engine)
    except StoreError:
        engine.dispose()
        raise
    return engine


def prepare(engine: Engine, steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Create or migrate what `engine` opens; nothing is written where it is up to date.

    Raises:
        StoreError: the database is not ours, or newer than this program.
    """
    with reading(engine) as connection:
        if _version(connection, file_of(engine), steps) == newest(steps):
            return
    _use_write_ahead_log(engine)
    with writing(engine) as connection:
        version = _version(connection, file_of(engine), steps)
        if version == 0:
            create(connection)
        elif version < newest(steps):
            migrate(connection, version, steps)


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
            damaged, full or cannot be written to.
    """
    with _explained(engine), engine.connect() as plain:
        connection = plain.execution_options(policytext_writes=True)
        with connection.begin():
            yield connection


def file_of(engine: Engine) -> str:
    """The database's file, for messages."""
    database = str(engine.url.database)
    return url2pathname(urlsplit(database).path) if database.startswith("file:") else database


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Turn what SQLite reports into StoreError with file and reason."""
    try:
        yield
    except OverflowError as error:
        raise QueryError(f"{file_of(engine)}: a number beyond what the database can hold") from error
    except DatabaseError as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        reason = _REASONS.get(code & 0xFF) if code is not None else None  # the low byte is the primary code
        if reason is None:
            raise
        raise StoreError(f"{file_of(engine)}: {reason} ({error.orig})") from error


def database_path(url: str) -> Path:
    """The file of the database at an SQLAlchemy URL.

    Raises:
        StoreError: the URL is none, not of SQLite, or names no file.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise StoreError(f"{url}: not an SQLAlchemy URL such as sqlite:///outputs/policytext.db") from error
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(
            f"{parsed.render_as_string()}: this version keeps its database in SQLite only (sqlite:///FILE); "
            "PostgreSQL comes with a later one"
        )
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError(f"{url}: the database needs a file")
    return Path(parsed.database)


def is_release(engine: Engine) -> bool:
    """Whether the database is that of a release, which nothing writes to."""
    return engine.dialect.name == "sqlite" and Path(file_of(engine)).with_name(RELEASE).exists()


def _url(path: Path) -> URL:
    """The file of a database; that of a release is opened to be read only."""
    if path.with_name(RELEASE).exists():
        query = {"mode": "ro", "immutable": "1", "uri": "true"}
        return URL.create("sqlite", database=path.absolute().as_uri(), query=query)
    return URL.create("sqlite", database=str(path))


def _engine(path: Path, busy_seconds: float) -> Engine:
    engine = create_engine(
        _url(path),
        connect_args={"timeout": busy_seconds},
        json_serializer=partial(json.dumps, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's pool record
    """Transactions are begun by `_begin`, not by the driver; foreign keys hold."""
    del record
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: Connection) -> None:
    """Take the write lock at the beginning: a transaction that waits later can no longer be retried."""
    writes = connection.get_execution_options().get("policytext_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _use_write_ahead_log(engine: Engine) -> None:
    """Readers and the writer do not wait for each other; kept in the file, so set once."""
    with _explained(engine):
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
        except sqlite3.DatabaseError as error:
            raise DatabaseError("PRAGMA journal_mode", None, error) from error
        finally:
            raw.close()


def _version(connection: Connection, file: str, steps: Sequence[Migration]) -> int:
    """The schema version; 0 for a database with nothing in it.

    Raises:
        StoreError: it is not ours, or newer.
    """
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    if application == 0 and tables == 0:
        return 0
    if application != APPLICATION_ID or version < 1:
        raise StoreError(f"{file}: an SQLite database, but not one of policytext")
    if version > newest(steps):
        raise StoreError(
            f"{file}: made by a newer policytext (schema {version}, this one knows {newest(steps)}); update the program"
        )
    return version
