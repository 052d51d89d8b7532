"""Every row of one database into another of the same schema, whichever of the two kinds each is.

Rows are streamed, a table after the other, in one transaction on each side:
what is read is one state of the database, whatever others write meanwhile, and
what is written is there as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Table, delete, insert, select

from policytext.store.index import rebuild_index
from policytext.store.schema import alembic_version, leases, meta, metadata, revisions, texts

ROWS = 1000
"""Rows that are held in memory at once."""

LARGE: Mapping[Table, int] = {texts: 8, revisions: 100}
"""The same, of tables whose rows may be large."""

OF_THE_DATABASE = ("application", "schema_version")
"""What `meta` says of the database itself, not of what is in it."""


def transfer(source: Connection, target: Connection) -> int:
    """Write every row of a database into another that holds none; how many.

    Leases are left out: who may write in one database says nothing of the other.  So is what a database says of its
    own schema.

    Args:
        source: a transaction that reads.
        target: a transaction that writes, in a database of the same schema version.
    """
    written = 0
    for table in metadata.sorted_tables:
        if table not in {leases, alembic_version}:
            written += _copy(source, target, table)
    rebuild_index(target)
    _set_sequences(target)
    return written


def empty(connection: Connection) -> None:
    """Delete every row but what the database says of itself; its files keep their size until it is compacted."""
    for table in reversed([each for each in metadata.sorted_tables if each is not alembic_version]):
        connection.execute(delete(table).where(meta.c.key.not_in(OF_THE_DATABASE)) if table is meta else delete(table))


@contextmanager
def in_bulk(connection: Connection) -> Iterator[None]:
    """No foreign keys and no search index until the block ends: they are made once then, not for every row.

    On PostgreSQL only: SQLite looks rows up by indexes that it has, and cannot take a constraint off.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    query = (
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
    )
    found = connection.exec_driver_sql(query).tuples().all()
    indexes = "SELECT quote_ident(indexname), indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    made = connection.exec_driver_sql(f"{indexes} AND indexdef LIKE '%% USING gin %%' ORDER BY 1", {}).tuples().all()
    for name, _ in made:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    for table, name, _ in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for _, definition in made:
        connection.exec_driver_sql(definition)


def _copy(source: Connection, target: Connection, table: Table) -> int:
    size = LARGE.get(table, ROWS)
    query = select(table).order_by(*table.primary_key)
    if table is meta:
        query = query.where(meta.c.key.not_in(OF_THE_DATABASE))
    written = 0
    rows = source.execute(query, execution_options={"yield_per": size}).mappings()
    for some in rows.partitions():
        target.execute(insert(table), [dict(row) for row in some])
        written += len(some)
    return written


def _set_sequences(connection: Connection) -> None:
    """Have the next row that the server numbers come behind those that were brought."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        sequence = "pg_get_serial_sequence(%(table)s, 'id')"
        if (
            "id" not in table.c
            or connection.exec_driver_sql(f"SELECT {sequence}", {"table": table.name}).scalar() is None
        ):
            continue
        last = f"coalesce((SELECT max(id) FROM {table.name}), 1), EXISTS (SELECT FROM {table.name})"  # noqa: S608 - names of ours
        connection.exec_driver_sql(f"SELECT setval({sequence}, {last})", {"table": table.name})
