"""A database as a file by itself: copied whole while others read and write, checked, and put back."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from policytext.errors import StoreError
from policytext.store.database import BUSY_SECONDS, file_of, open_store, reading, writing
from policytext.store.journal import names_beside
from policytext.store.migrations import newest
from policytext.store.schema import APPLICATION_ID, contents, metadata, runs
from policytext.store.sqlite import reason_of
from policytext.store.transfer import empty, in_bulk, transfer

CHUNK = 1 << 20

PAGES = 1000
"""Pages that are written before it is looked whether somebody waits in vain."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def copy_database(engine: Engine, target: Path) -> None:
    """Copy a database, wherever it lies, into an SQLite file that needs no other beside it.

    It is one state of the database, whatever others write meanwhile; who holds
    a lease in it is not copied.

    Raises:
        StoreError: the database cannot be read, is damaged, or the file cannot be written.
    """
    if engine.dialect.name == "sqlite":
        with (
            _told(target, f"{file_of(engine)} could not be copied"),
            _opened(_address(engine)) as source,
            _opened(str(target)) as copy,
        ):
            source.backup(copy, progress=_patient())
    else:
        _copy_rows(engine, target)
    with _told(target, f"{file_of(engine)} could not be copied"), _opened(str(target)) as copy:
        copy.execute("DELETE FROM leases")
        copy.commit()
        copy.execute("PRAGMA journal_mode = DELETE")
        (said,) = copy.execute("PRAGMA quick_check").fetchone()
    if said != "ok":
        raise StoreError(f"{file_of(engine)}: the database is damaged, so its copy is worth nothing: {said}")


def copy_file(source: Path, target: Path) -> None:
    """Copy the database in a file, whatever its schema, into a file of its own.

    Raises:
        StoreError: it cannot be read, or the copy not be written.
    """
    with _told(source, "it cannot be copied"), _opened(str(source)) as found, _opened(str(target)) as copy:
        found.backup(copy, progress=_patient())


def is_older(path: Path) -> bool:
    """Whether a file holds one of our databases that this program would bring up to date.

    Raises:
        StoreError: it cannot be read.
    """
    if not path.is_file():
        return False
    address = f"{path.absolute().as_uri()}?mode=ro"
    with _told(path, "it cannot be read"), _opened(address) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(application == APPLICATION_ID and version < newest())


def _copy_rows(engine: Engine, target: Path) -> None:
    copy = open_store(f"sqlite:///{target}")
    try:
        with reading(engine) as source, writing(copy) as written:
            transfer(source, written)
    finally:
        copy.dispose()


def is_empty(engine: Engine) -> bool:
    """Whether nothing was ever written to a database."""
    with reading(engine) as connection:
        return not any(connection.scalar(select(func.count()).select_from(each)) for each in (runs, contents))


def replace_rows(engine: Engine, source: Path) -> None:
    """Have in an open database exactly what a file holds, or what was there before.

    Raises:
        StoreError: the file cannot be read, or the database not be written to.
    """
    copy = open_store(f"sqlite:///{source}", create=False)
    try:
        with reading(copy) as there, writing(engine) as here, in_bulk(here):
            empty(here)
            transfer(there, here)
    finally:
        copy.dispose()


def replace_file(target: Path, source: Path) -> Path | None:
    """Have in the file of a database exactly what another file holds, or what was there before.

    The pages are written in one transaction, which those who read wait for nothing and a crash undoes.  A file that
    is damaged or no database at all is put aside first.

    Returns:
        where the damaged file is now, or None.

    Raises:
        StoreError: the file is that of another program, is locked, or cannot be written.
    """
    aside = None
    if target.exists() and not _is_usable(target):
        aside = _put_aside(target)
    with _told(target, "it cannot be written"), _opened(str(source)) as copy, _opened(str(target)) as written:
        copy.backup(written, pages=PAGES, progress=_patient())
    return aside


def compact(path: Path, *, alone: bool = True) -> None:
    """Rewrite a database so that nothing of what was deleted is left in its files, the search index included.

    Args:
        path: of the file.
        alone: whether it is to need no other file beside it.

    Raises:
        StoreError: it cannot be written.
    """
    with _told(path, "it cannot be rewritten"), _opened(str(path)) as connection:
        connection.isolation_level = None
        for name in ("passage_index", "sentence_index"):
            connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608 - names of ours
        if alone:
            connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def wipe(engine: Engine) -> bool:
    """Have nothing of what was deleted left in the files of a database; whether that could be done.

    On a server that takes every table for itself for a while, and leaves the server's own log and backups alone.

    Raises:
        StoreError: the file cannot be written.
    """
    if engine.dialect.name == "sqlite":
        compact(Path(file_of(engine)), alone=False)
        return True
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET lock_timeout = {round(BUSY_SECONDS * 1000)}")
            try:
                for table in metadata.sorted_tables:
                    connection.exec_driver_sql(f"VACUUM (FULL) {table.name}")
            finally:
                connection.exec_driver_sql("RESET lock_timeout")
    except DBAPIError:
        return False
    return True


def checksum(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _address(engine: Engine) -> str:
    """What SQLite opens: the file of a release is not written to, not even to look whether it may be."""
    url = engine.url
    if "immutable" in url.query:
        return f"{url.database}?mode=ro&immutable=1"
    return file_of(engine)


@contextmanager
def _opened(address: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(address, timeout=BUSY_SECONDS, uri=address.startswith("file:"))) as connection:
        yield connection


@contextmanager
def _told(path: Path, what: str) -> Iterator[None]:
    """Say which file and why."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        why = reason_of(getattr(error, "sqlite_errorcode", None))
        raise StoreError(f"{path}: {what}: {f'{why} ({error})' if why else error}") from error


def _patient() -> Callable[[int, int, int], None]:
    """What ends a copy that waits for too long: left to itself it waits for ever."""
    began = time.monotonic()

    def look(status: int, left: int, pages: int) -> None:
        del left, pages
        if status in _BUSY and time.monotonic() - began > BUSY_SECONDS:
            raise sqlite3.OperationalError("another program has locked it")

    return look


def _is_usable(path: Path) -> bool:
    """Whether a file is a database, ours or empty; not so one that is damaged.

    Raises:
        StoreError: it is another program's database, or cannot be read.
    """
    with _told(path, "it cannot be read"), _opened(str(path)) as connection:
        try:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            if (error.sqlite_errorcode & 0xFF) in _DAMAGED:
                return False
            raise
    if tables and application != APPLICATION_ID:
        raise StoreError(f"{path}: an SQLite database of another program; it is not replaced")
    return True


def _put_aside(path: Path) -> Path:
    """Move a damaged file, with those beside it, out of the way: nothing is thrown away."""
    aside = next(name for name in names_beside(path, "damaged") if not name.exists())
    with _told(path, "it cannot be put aside"):
        for ending in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{path}{ending}").replace(f"{aside}{ending}")
        path.replace(aside)
    return aside
