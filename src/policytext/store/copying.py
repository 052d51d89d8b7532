"""A database as a file by itself: copied whole while others read and write, checked, and put in its place at once."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from sqlalchemy import Engine

from policytext.errors import StoreError
from policytext.store.database import file_of

CHUNK = 1 << 20


def copy_database(engine: Engine, target: Path) -> None:
    """Copy a database into a file of its own, which needs no other beside it.

    Raises:
        StoreError: the database cannot be read or the file not be written.
    """
    if engine.dialect.name != "sqlite":
        raise StoreError("only a database in SQLite is a file; PostgreSQL has pg_dump for its own")
    try:
        source = sqlite3.connect(file_of(engine))
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            (said,) = copy.execute("PRAGMA quick_check").fetchone()
        finally:
            copy.close()
            source.close()
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{target}: the copy failed: {error}") from error
    if said != "ok":
        raise StoreError(f"{file_of(engine)}: the database is damaged, so its copy is worth nothing: {said}")


def compact(path: Path, *, alone: bool = True) -> None:
    """Rewrite a database so that nothing of what was deleted is left in its file, the search index included.

    Args:
        path: of the file.
        alone: whether it is to need no other file beside it.

    Raises:
        StoreError: it cannot be written.
    """
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            for name in ("passage_index", "sentence_index"):
                connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608 - names of ours
            if alone:
                connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM")
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"{path}: it cannot be rewritten: {error}") from error


def checksum(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()
