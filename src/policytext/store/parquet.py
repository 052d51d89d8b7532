"""A table as a Parquet file, a row group at a time: codes as stored, headers and words in the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from policytext.errors import StoreError
from policytext.store.tables import EXACT, Cell, Cells, Column, Table, beside, exact

ROWS = 20_000
"""Of a row group."""

GROUP_BYTES = 8_000_000
"""Of a row group at most, before it is compressed: what is held in memory."""

BATCH = 1_000
"""Rows that are made ready at a time: as Python objects they take ten times the room."""


def write_parquet(table: Table, target: Path) -> int:
    """Write a table; how many rows.

    Raises:
        StoreError: pyarrow is not installed.
    """
    arrow, parquet = _libraries()
    schema = _schema(arrow, table.columns)
    written = 0
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        for group in _groups(arrow, schema, table):
            writer.write_table(group, row_group_size=ROWS)
            written += group.num_rows
            arrow.default_memory_pool().release_unused()
    return written


def _groups(arrow: Any, schema: Any, table: Table) -> Iterator[Any]:  # noqa: ANN401 - pyarrow has no types
    """The rows of a table as pieces of a file that fit in memory."""
    rows, ready, size, held = table.rows(), [], 0, 0
    while batch := list(islice(rows, BATCH)):
        arrays = [arrow.array(values, type=field.type) for field, values in _filled(schema, table.columns, batch)]
        ready.append(arrow.RecordBatch.from_arrays(arrays, schema=schema))
        size, held = size + ready[-1].nbytes, held + len(batch)
        if held >= ROWS or size >= GROUP_BYTES:
            yield arrow.Table.from_batches(ready, schema)
            ready, size, held = [], 0, 0
    if ready:
        yield arrow.Table.from_batches(ready, schema)


def read_parquet(file: Path) -> Iterator[dict[str, Cell]]:
    """The rows of a file that `write_parquet` wrote; exact numbers are texts.

    Raises:
        StoreError: pyarrow is not installed, or the file is not Parquet.
    """
    arrow, parquet = _libraries()
    try:
        with parquet.ParquetFile(file) as whole:
            for batch in whole.iter_batches(BATCH):
                yield from (_unfilled(row) for row in batch.to_pylist())
    except arrow.ArrowException as error:
        raise StoreError(f"{file}: not a Parquet file, or a damaged one: {error}") from error


def _unfilled(row: dict[str, Cell]) -> dict[str, Cell]:
    exact_of = {name.removesuffix(EXACT): cell for name, cell in row.items() if name.endswith(EXACT)}
    plain = ((name, cell) for name, cell in row.items() if not name.endswith(EXACT))
    return {name: beside(cell, exact_of[name]) if name in exact_of else cell for name, cell in plain}


def _libraries() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise StoreError("Parquet needs pyarrow: pip install 'policytext[parquet]'") from error
    return pa, parquet


def _schema(arrow: Any, columns: tuple[Column, ...]) -> Any:  # noqa: ANN401 - pyarrow has no types
    fields = []
    for column in columns:
        words = {"words": json.dumps(dict(column.words), ensure_ascii=False)} if column.words else {}
        kinds = {"text": arrow.string(), "int": arrow.int64(), "number": arrow.float64()}
        fields.append(arrow.field(column.name, kinds[column.type], metadata={"header": column.header, **words}))
        if column.type == "number":
            fields.append(arrow.field(column.name + EXACT, arrow.string(), metadata={"header": column.header}))
    return arrow.schema(fields)


def _filled(
    schema: Any,  # noqa: ANN401 - as above
    columns: tuple[Column, ...],
    group: list[Cells],
) -> Iterator[tuple[Any, Sequence[Cell | float]]]:
    """Each field of the schema with its values."""
    fields = iter(schema)
    for column in columns:
        cells = [row[column.name] for row in group]
        if column.type != "number":
            yield next(fields), cells
            continue
        numbers = [None if isinstance(cell, str) else cell for cell in cells]
        yield next(fields), [None if cell is None else float(cell) for cell in numbers]
        yield next(fields), [cell if cell is None or isinstance(cell, str) else exact(cell) for cell in cells]
