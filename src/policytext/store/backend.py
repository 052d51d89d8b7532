"""What differs between the databases that a store may lie in: SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DatabaseError

Reason = str | None


@dataclass(frozen=True, slots=True)
class Backend:
    """One of the two.

    Args:
        name: of SQLAlchemy's dialect.
        locate: what messages call the database at a URL: a file, or a server's address without password.
        engine: an engine for a URL, given the seconds that a writer waits for another; nothing is connected yet.
        find: raises StoreError where what must be there before is not; told whether it may be made.
        reason: why an error happened, as a sentence; None where it is no fault of the database.
        too_large: whether an error says that a number is larger than any the database holds.
        version: the schema version, 0 where nothing is there; raises StoreError for what is not ours.
        make_ready: done once before the first table is made.
        search_index: statements that make the search index beside the tables.
        mark: write the schema version where other programs look for it.
    """

    name: str
    locate: Callable[[URL], str]
    engine: Callable[[URL, float], Engine]
    find: Callable[[URL, bool], None]
    reason: Callable[[DatabaseError], Reason]
    too_large: Callable[[DatabaseError], bool]
    version: Callable[[Connection, str], int]
    make_ready: Callable[[Engine], None]
    search_index: tuple[str, ...]
    mark: Callable[[Connection, int], None]
