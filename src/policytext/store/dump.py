"""The database as lines that do not depend on how it came about: to compare two of them, row for row.

Ids are replaced by what tells a row from its sisters (a content by its
sha256, a revision by its document and number); what says only when and in
which run something was written is left out.  Two databases that hold the same
give the same lines, whatever was interrupted, repeated or done elsewhere on
the way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, select

from policytext.store.database import reading
from policytext.store.schema import (
    contents,
    documents,
    edits,
    evidence,
    exclusions,
    gaps,
    labels,
    observations,
    passages,
    revisions,
    run_items,
    runs,
    sentences,
    sightings,
    texts,
)

KEYS: Mapping[Table, tuple[Column[Any], ...]] = {
    contents: (contents.c.sha256,),
    texts: (texts.c.content_id, texts.c.reader, texts.c.digest),
    documents: (documents.c.key,),
    revisions: (revisions.c.document_id, revisions.c.number),
    labels: (labels.c.revision_id, labels.c.ordinal),
}
"""What names a row that others refer to; ids in it are replaced in their turn."""

TABLES = (
    contents,
    texts,
    documents,
    revisions,
    sightings,
    passages,
    sentences,
    observations,
    labels,
    evidence,
    gaps,
    exclusions,
    edits,
)
"""What a run finds out."""

MADE = frozenset({*(table.c.id for table in TABLES), observations.c.passage, observations.c.passage_to})
"""What numbers rows of one database; what is told by a row's other cells."""

HISTORY = (runs, run_items)
"""What differs between two ways to one end."""


def canonical_lines(engine: Engine) -> Iterator[str]:
    """Every row of `TABLES` as a line of JSON, in one order.

    Raises:
        StoreError: the database cannot be read.
    """
    with reading(engine) as connection:
        names = {table.name: _names(connection, table) for table in KEYS}
        for table in TABLES:
            yield from sorted(_line(table, row, names) for row in connection.execute(select(table)).mappings())


def canonical_digest(engine: Engine) -> str:
    """The sha256 of these lines, in hexadecimal.

    Raises:
        StoreError: the database cannot be read.
    """
    digest = hashlib.sha256()
    for line in canonical_lines(engine):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _names(connection: Connection, table: Table) -> dict[int, list[Any]]:
    """What stands for the id of every row of a table."""
    referred = {column.name: _parent(column) for column in KEYS[table]}
    parents = {name: _names(connection, parent) for name, parent in referred.items() if parent is not None}
    found = {}
    for row in connection.execute(select(table.c.id, *KEYS[table])).mappings():
        found[row["id"]] = [
            parents[column.name][row[column.name]] if column.name in parents else row[column.name]
            for column in KEYS[table]
        ]
    return found


def _line(table: Table, row: Mapping[Any, Any], names: Mapping[str, Mapping[int, list[Any]]]) -> str:
    values = {column.name: _value(column, row[column.name], names) for column in table.c if column not in MADE}
    return json.dumps([table.name, values], ensure_ascii=False, sort_keys=True)


def _value(column: Column[Any], value: Any, names: Mapping[str, Mapping[int, list[Any]]]) -> Any:  # noqa: ANN401
    """A cell; of a reference to a run, only whether there is one."""
    parent = _parent(column)
    if parent is None or value is None:
        return value
    return True if parent in HISTORY else names[parent.name][value]


def _parent(column: Column[Any]) -> Table | None:
    """The table that a column refers to."""
    return next((key.column.table for key in column.foreign_keys), None)
