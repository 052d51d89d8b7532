"""Rows inserted as plain tuples by statements that are made once.

What SQLAlchemy does for every row that it inserts takes longer than the
database does; a document has hundreds of rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Connection, Table

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

# of the two drivers: a placeholder, and one for JSON
_MARKS = {"sqlite": ("?", "?"), "postgresql": ("%s", "%s::JSON")}


def to_json(value: Any) -> str:  # noqa: ANN401 - JSON
    """A cell of JSON as both databases keep it."""
    return _ENCODER.encode(value)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], **same: object) -> None:
    """Insert rows that have the same columns.

    Args:
        connection: of a transaction that writes.
        table: where.
        rows: values by column.
        same: values of further columns, the same in every row.
    """
    if rows:
        columns = tuple(rows[0])
        if any(len(row) != len(columns) for row in rows):
            raise AssertionError(f"{table.name}: rows with other columns than {columns}")
        statement, told = _prepared(table, (*columns, *same), connection.dialect.name)
        connection.exec_driver_sql(statement, _tuples(rows, columns, tuple(same.values()), told))


def insert_row(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Insert one row; its id."""
    columns = tuple(row)
    statement, told = _prepared(table, columns, connection.dialect.name)
    (values,) = _tuples([row], columns, (), told)
    return int(connection.exec_driver_sql(f"{statement} RETURNING id", values).scalar_one())


def _tuples(
    rows: Sequence[Mapping[str, Any]], columns: tuple[str, ...], same: tuple[object, ...], told: tuple[bool | None, ...]
) -> list[tuple[Any, ...]]:
    """The values of rows in the order of their columns, JSON as text."""
    taken: Iterable[tuple[Any, ...]] = (
        map(itemgetter(*columns), rows) if columns[1:] else ((*row.values(),) for row in rows)
    )
    cells: list[Iterable[Any]] = list(zip(*taken, strict=True))
    for at, null in enumerate(told[: len(columns)]):
        if null is not None:
            cells[at] = [None if value is None and null else to_json(value) for value in cells[at]]
    return [(*row, *same) for row in zip(*cells, strict=True)]


@lru_cache(maxsize=256)
def _prepared(table: Table, columns: tuple[str, ...], dialect: str) -> tuple[str, tuple[bool | None, ...]]:
    """The statement; and of each column whether None is NULL in its JSON, or None where it is not JSON."""
    kinds = [table.c[name].type for name in columns]
    told = tuple(kind.none_as_null if isinstance(kind, JSON) else None for kind in kinds)
    plain, cast = _MARKS[dialect]
    marks = ", ".join(plain if null is None else cast for null in told)
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})", told  # noqa: S608 - names of the schema
