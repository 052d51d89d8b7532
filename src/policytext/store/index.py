"""The search index of passages: written and deleted with the revision it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert

from policytext.store.fold import bigrams
from policytext.store.schema import passages


def add_passages(connection: Connection, revision: int, rows: Sequence[dict[str, Any]]) -> None:
    """Write and index the passages of a revision."""
    if not rows:
        return
    added = insert(passages).returning(passages.c.id, sort_by_parameter_order=True)
    ids = connection.scalars(added, [{**row, "revision_id": revision} for row in rows]).all()
    tokens = [(number, bigrams(row["folded"])) for number, row in zip(ids, rows, strict=True)]
    connection.exec_driver_sql("INSERT INTO passage_index (rowid, tokens) VALUES (?, ?)", tokens)


def drop_passages(connection: Connection, revision: int) -> None:
    """Delete the passages of a revision and what the index holds of them."""
    connection.exec_driver_sql(
        "INSERT INTO passage_index (passage_index, rowid, tokens) "
        "SELECT 'delete', id, tokens FROM passage_tokens WHERE revision_id = ?",
        (revision,),
    )
    connection.execute(delete(passages).where(passages.c.revision_id == revision))


def check_index(connection: Connection) -> None:
    """Compare the whole index with the passages.

    Raises:
        sqlalchemy.exc.DatabaseError: they differ; `reading` and `writing` turn it into StoreError.
    """
    connection.exec_driver_sql("INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)")
