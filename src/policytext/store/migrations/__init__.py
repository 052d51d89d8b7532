"""From each schema version to the next: alembic's revisions, one in a file of `versions/`.

A new database is made at the newest version; an older one takes the revisions
it lacks, in order and in one transaction.  Revision N is schema version N.  A
revision never uses the tables of `schema`, which show the newest version, but
what was so in its day.  A store on PostgreSQL begins at version 9: revisions
that come later say what both understand.

alembic is imported only where an older database is brought up to date.
"""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, delete, insert, inspect, select

from policytext.store.backend import Backend
from policytext.store.schema import APPLICATION, alembic_version, meta, metadata

SCRIPTS = Path(__file__).parent
"""What alembic calls a script directory: `env.py` and the revisions in `versions/`."""

_ONE = Lock()  # alembic keeps what it is doing in its modules: one database at a time in a process


def newest(scripts: Path = SCRIPTS) -> int:
    """The schema version that a database has after every revision."""
    return max(int(path.name[1:3]) for path in (scripts / "versions").glob("v[0-9][0-9]_*.py"))


def create_tables(connection: Connection, backend: Backend) -> None:
    """Make every table in an empty database."""
    metadata.create_all(connection)
    for statement in backend.search_index:
        connection.exec_driver_sql(statement)
    connection.execute(insert(meta), [{"key": "application", "value": APPLICATION}])
    _set_revision(connection, newest())
    _set_version(connection, newest(), backend)


def migrate(connection: Connection, version: int, backend: Backend, scripts: Path = SCRIPTS) -> None:
    """Take a database of `version` to the newest one, within the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    _set_revision(connection, version)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    with _ONE:
        command.upgrade(config, "head")
    _set_version(connection, newest(scripts), backend)


def versions(connection: Connection) -> tuple[str | None, ...]:
    """What a database says of its schema version, wherever it does; all the same, or somebody changed one of them."""
    known = inspect(connection).has_table(alembic_version.name)
    said = (
        connection.scalar(select(meta.c.value).where(meta.c.key == "schema_version")),
        connection.scalar(select(alembic_version.c.version_num)) if known else None,
    )
    if connection.dialect.name != "sqlite":
        return said
    return (*said, str(connection.exec_driver_sql("PRAGMA user_version").scalar_one()))


def is_compared(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:  # noqa: FBT001 - alembic's
    """Whether alembic is to compare a table or index: not the search index, which is made by statements of its own."""
    del thing, kind, reflected, other
    return not re.fullmatch(r"(passage|sentence)_index(_\w+)?", str(name))


def _set_version(connection: Connection, version: int, backend: Backend) -> None:
    """Write the schema version where it is read before alembic is."""
    connection.execute(delete(meta).where(meta.c.key == "schema_version"))
    connection.execute(insert(meta), [{"key": "schema_version", "value": str(version)}])
    backend.mark(connection, version)


def _set_revision(connection: Connection, version: int) -> None:
    """Write it where alembic reads it, too, which databases of before version 12 have not."""
    alembic_version.create(connection, checkfirst=True)
    connection.execute(delete(alembic_version))
    connection.execute(insert(alembic_version), [{"version_num": str(version)}])
