"""The store in a file: SQLite with a write-ahead log, which readers and the one writer share."""

from __future__ import annotations

import json
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from policytext.errors import StoreError
from policytext.store.backend import Backend, Reason
from policytext.store.schema import APPLICATION_ID

WRITES = "policytext_writes"
"""The option of a connection whose transaction writes."""

CACHE_KILOBYTES = 65_536
"""Memory for pages: a search that meets many passages reads each of them once."""

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


def _index(table: str, name: str, own: str) -> tuple[str, str]:
    """An index over the characters of a table's folded text, each with the one behind it; see `fold.tokens`.

    Its content is computed by a view, so that it can be deleted from, rebuilt and checked by SQLite itself.
    """
    return (
        f"""
        CREATE VIEW {name}_tokens (id, tokens) AS
        SELECT id, (
            WITH RECURSIVE place (at) AS (
                SELECT 1 WHERE folded <> '' UNION ALL SELECT at + 1 FROM place WHERE at < length(folded)
            )
            SELECT group_concat(printf(
                '%s%06x%06x', CASE WHEN at > {own} THEN 'z' ELSE '' END,
                unicode(substr(folded, at, 1)), coalesce(unicode(substr(folded, at + 1, 1)), 0)
            ), ' ') FROM place
        ) FROM {table}
        """,  # noqa: S608 - names of ours
        f"""
        CREATE VIRTUAL TABLE {name}_index USING fts5(
            tokens, content='{name}_tokens', content_rowid='id', tokenize='ascii', columnsize=0
        )
        """,
    )


SEARCH_INDEX = (*_index("passages", "passage", "own"), *_index("sentences", "sentence", "length(folded)"))


RELEASE = "release.json"
"""The file that stands beside the database of a release."""


def _locate(url: URL) -> str:
    database = str(url.database)
    return url2pathname(urlsplit(database).path) if database.startswith("file:") else database


def _to_open(path: Path) -> URL:
    """The file of a database; that of a release is opened to be read only."""
    if path.with_name(RELEASE).exists():
        query = {"mode": "ro", "immutable": "1", "uri": "true"}
        return URL.create("sqlite", database=path.absolute().as_uri(), query=query)
    return URL.create("sqlite", database=str(path))


def _find(url: URL, create: bool) -> None:  # noqa: FBT001 - called by place only
    path = Path(str(url.database))
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise StoreError(f"{path.absolute()}: there is no database yet; `policytext ingest PATH…` makes one")
        if path.is_dir():
            raise StoreError(f"{path}: a folder, not a database")
    except OSError as error:
        raise StoreError(f"{path}: the folder cannot be reached: {error.strerror}") from error


def _engine(url: URL, busy_seconds: float) -> Engine:
    engine = create_engine(
        _to_open(Path(str(url.database))),
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
    connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")


def _begin(connection: Connection) -> None:
    """Take the write lock at the beginning: a transaction that waits later can no longer be retried."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _reason(error: DatabaseError) -> Reason:
    return reason_of(getattr(error.orig, "sqlite_errorcode", None))


def reason_of(code: int | None) -> Reason:
    """What an error code of SQLite means, as a sentence; None for those that are no fault of the database."""
    return _REASONS.get(code & 0xFF) if code is not None else None  # the low byte is the primary code


def _too_large(error: DatabaseError) -> bool:
    """Never: the driver raises OverflowError before the database is asked."""
    del error
    return False


def _use_write_ahead_log(engine: Engine) -> None:
    """Readers and the writer do not wait for each other; kept in the file, so set once."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.DatabaseError as error:
        raise DatabaseError("PRAGMA journal_mode", None, error) from error
    finally:
        raw.close()


def _version(connection: Connection, where: str) -> int:
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    if application == 0 and tables == 0:
        return 0
    if application != APPLICATION_ID or version < 1:
        raise StoreError(f"{where}: an SQLite database, but not one of policytext")
    return version


def _mark(connection: Connection, version: int) -> None:
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {version}")


SQLITE = Backend(
    name="sqlite",
    locate=_locate,
    engine=_engine,
    find=_find,
    reason=_reason,
    too_large=_too_large,
    version=_version,
    make_ready=_use_write_ahead_log,
    search_index=SEARCH_INDEX,
    mark=_mark,
)
