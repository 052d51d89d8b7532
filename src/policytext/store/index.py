"""The search index of passages and sentences, and which numbers stand in which passages.

It is written and deleted with the revision they belong to.

SQLite is handed the tokens; PostgreSQL computes them itself, in the index.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update
from sqlalchemy.exc import DatabaseError

from policytext.store.fold import tokens
from policytext.store.prepared import insert_rows
from policytext.store.schema import DOCUMENT_BITS, SENTENCE_BITS, observations, passages, sentences

_INDEXED = ((passages, "passage", DOCUMENT_BITS), (sentences, "sentence", SENTENCE_BITS))

Row = dict[str, Any]


def add_passages(
    connection: Connection, document: int, revision: int, found: Sequence[Row], sentence_rows: Sequence[Row]
) -> list[Row]:
    """Write and index the passages and sentences of a document's current revision; the passages with their ids."""
    at = document << DOCUMENT_BITS
    made = [{**row, "id": at + row["ordinal"], "revision_id": revision} for row in found]
    _add(connection, passages, "passage", made)
    at, low = document << SENTENCE_BITS, SENTENCE_BITS - DOCUMENT_BITS
    owned = [
        {
            "id": at + (row["paragraph"] << low) + ordinal,
            "revision_id": revision,
            "begins": row["begins"],
            "folded": row["folded"],
            **_owner(made, row["begins"]),
        }
        for ordinal, row in enumerate(sentence_rows)
    ]
    _add(connection, sentences, "sentence", owned)
    return made


def _owner(found: Sequence[Row], begins: int) -> Row:
    """The passage in whose own part a sentence begins, and how much of that part is left."""
    passage = found[bisect_right(found, begins, key=itemgetter("begins")) - 1]
    return {"passage": passage["ordinal"], "rest": passage["begins"] + passage["own"] - begins}


def placed(numbers: Iterable[Row], found: Sequence[Row]) -> list[Row]:
    """Rows of observations with the first and the last passage in which they begin.

    Args:
        numbers: with their spans.
        found: the passages of their revision, in order, with ids; none where it is not current.
    """
    return [{**row, **_passages_of(row["span_start"], found)} for row in numbers]


def _passages_of(start: int, found: Sequence[Row]) -> Row:
    first = bisect_right(found, start, key=itemgetter("span_end"))
    behind = bisect_right(found, start, key=itemgetter("span_start"))
    stands = first < behind
    return {
        "passage": found[first]["id"] if stands else None,
        "passage_to": found[behind - 1]["id"] if stands else None,
    }


def passage_rows(connection: Connection, revision: int) -> list[Row]:
    """The passages of a revision, as `placed` takes them."""
    p = passages.c
    query = select(p.id, p.span_start, p.span_end).where(p.revision_id == revision).order_by(p.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def sentence_rows(connection: Connection, revision: int) -> list[Row]:
    """The sentences of a revision, as `add_passages` takes them."""
    found = connection.execute(select(sentences).where(sentences.c.revision_id == revision).order_by(sentences.c.id))
    low, within = SENTENCE_BITS - DOCUMENT_BITS, (1 << SENTENCE_BITS) - 1
    return [{"paragraph": (row.id & within) >> low, "begins": row.begins, "folded": row.folded} for row in found]


def _add(connection: Connection, table: Table, name: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    insert_rows(connection, table, rows)
    if connection.dialect.name == "sqlite":
        said = [(row["id"], " ".join(tokens(row["folded"], row.get("own", len(row["folded"]))))) for row in rows]
        connection.exec_driver_sql(f"INSERT INTO {name}_index (rowid, tokens) VALUES (?, ?)", said)  # noqa: S608 - a name of ours


def drop_passages(connection: Connection, document: int) -> None:
    """Delete the passages and sentences of a document and what the index holds of them."""
    for table, name, bits in _INDEXED:
        first, behind = document << bits, (document + 1) << bits
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"INSERT INTO {name}_index ({name}_index, rowid, tokens) "  # noqa: S608 - a name of ours
                f"SELECT 'delete', id, tokens FROM {name}_tokens WHERE id >= ? AND id < ?",
                (first, behind),
            )
        connection.execute(delete(table).where(table.c.id >= first, table.c.id < behind))
    at, first, behind = observations.c.passage, document << DOCUMENT_BITS, (document + 1) << DOCUMENT_BITS
    stood = update(observations).where(at >= first, at < behind)
    connection.execute(stood.values(passage=None, passage_to=None))


def check_index(connection: Connection) -> None:
    """Compare the whole index with the passages and sentences; on PostgreSQL it cannot differ.

    Raises:
        sqlalchemy.exc.DatabaseError: they differ; `reading` and `writing` turn it into StoreError.
    """
    if connection.dialect.name == "sqlite":
        for _, name, _ in _INDEXED:
            connection.exec_driver_sql(f"INSERT INTO {name}_index ({name}_index, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - a name of ours


def is_indexed(connection: Connection) -> bool:
    """Whether the whole index is that of the passages and sentences, for a transaction that writes."""
    try:
        check_index(connection)
    except DatabaseError as error:
        if (getattr(error.orig, "sqlite_errorcode", 0) & 0xFF) != sqlite3.SQLITE_CORRUPT:
            raise
        return False
    return True


def rebuild_index(connection: Connection) -> None:
    """Make the whole index anew from the passages and sentences; PostgreSQL made it when they were written."""
    if connection.dialect.name == "sqlite":
        for _, name, _ in _INDEXED:
            connection.exec_driver_sql(f"INSERT INTO {name}_index ({name}_index) VALUES ('rebuild')")  # noqa: S608 - a name of ours
