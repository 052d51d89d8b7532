"""From each schema version to the next.

A new database is made at the newest version; an older one takes the steps it
lacks, in order and in one transaction.  A step never uses the tables of
`schema`, which show the newest version, but the SQL of its day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, insert

from policytext.store.schema import APPLICATION, APPLICATION_ID, SEARCH_INDEX, meta, metadata

Migration = Callable[[Connection], None]


def _place_and_years(connection: Connection) -> None:
    """The document's place by its code, its years, and what says so."""
    for column in (
        "place_code TEXT",
        "year_min INTEGER",
        "year_max INTEGER",
        "year_basis VARCHAR(16)",
        "reckoned JSON NOT NULL DEFAULT '{}'",
    ):
        connection.exec_driver_sql(f"ALTER TABLE revisions ADD COLUMN {column}")


# the step at index i takes version i + 1 to i + 2
MIGRATIONS: tuple[Migration, ...] = (_place_and_years,)


def newest(steps: Sequence[Migration] = MIGRATIONS) -> int:
    """The schema version that a database has after every step."""
    return 1 + len(steps)


def create(connection: Connection) -> None:
    """Make every table in an empty database."""
    metadata.create_all(connection)
    for statement in SEARCH_INDEX:
        connection.exec_driver_sql(statement)
    connection.execute(insert(meta), [{"key": "application", "value": APPLICATION}])
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    _set_version(connection, newest())


def migrate(connection: Connection, version: int, steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Take a database of `version` to the newest one."""
    for step in steps[version - 1 :]:
        step(connection)
    _set_version(connection, newest(steps))


def _set_version(connection: Connection, version: int) -> None:
    connection.execute(delete(meta).where(meta.c.key == "schema_version"))
    connection.execute(insert(meta), [{"key": "schema_version", "value": str(version)}])
    connection.exec_driver_sql(f"PRAGMA user_version = {version}")
