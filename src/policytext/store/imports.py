"""Reading an export back: the same rows that were written, whatever the format."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from policytext.errors import StoreError
from policytext.knowledge.schema.display import Display
from policytext.store.parquet import read_parquet
from policytext.store.stata_read import read_stata
from policytext.store.tables import Cell, Cells, Column, figure_columns, plain, with_titles
from policytext.store.workbook import read_workbook

NUMBERS = ("figure", "target", "requirement", "deadline", "figures")


OPTIONAL = frozenset({"stamp"})
"""Columns that an export of an earlier version has not."""

Row = tuple[str, dict[str, Any]]
"""Where in its file a row stands, as a program shows it that opens the file, and its cells by the names of columns."""


def read_figures(file: Path, display: Display, tables: Path | None = None) -> Iterator[Cells]:
    """The numbers that stand in an export, as `figure_table` gives them; the format is told by the name's ending.

    Args:
        file: the export.
        display: headers, and words for codes.
        tables: folder of the analyst's own tables, which name canonical indicators of theirs.

    Raises:
        StoreError: there is no such file or format, it is damaged, or a row is not one of ours; it names the row.
    """
    return (cells for _, cells in read_rows(file, display, tables))


def read_rows(file: Path, display: Display, tables: Path | None = None) -> Iterator[tuple[str, Cells]]:
    """As `read_figures`, each with where it stands in the file: its sheet, and its row or line.

    Raises:
        StoreError: as `read_figures`.
    """
    reader = READERS.get(file.suffix.lower().removeprefix("."))
    if reader is None:
        raise StoreError(f"{file}: no export that can be read back; there are {', '.join(READERS)}")
    columns = figure_columns(with_titles(display, tables))
    try:
        for where, row in reader(file, display, columns):
            if any(cell is not None and cell != "" for cell in row.values()):
                yield where, _typed(row, columns, f"{file}, {where}")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{file}: {error}") from error


def _typed(row: dict[str, Any], columns: Sequence[Column], where: str) -> Cells:
    missing = [column.header for column in columns if column.name not in row and column.name not in OPTIONAL]
    if missing:
        raise StoreError(f"{where}: the columns {', '.join(missing)} are missing")
    return {column.name: _cell(row.get(column.name), column, where) for column in columns}


def _cell(value: Any, column: Column, where: str) -> Cell:  # noqa: ANN401 - whatever stands in a file
    if value is None or value == "":
        return None
    if column.type == "text":
        return column.code(str(value))
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
        whole = int(number)
    except (InvalidOperation, ValueError, OverflowError):
        raise StoreError(f"{where}: {column.header}: {value!r} is not a number") from None
    if column.type == "int" and whole != number:
        raise StoreError(f"{where}: {column.header}: {value!r} is not a whole number")
    return whole if column.type == "int" else number


def _named(row: dict[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """A row by the names of columns, where it is by headers."""
    return {column.name: row[column.header] for column in columns if column.header in row}


def _from_csv(file: Path, display: Display, columns: Sequence[Column]) -> Iterator[Row]:
    del display
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            for number, row in enumerate(csv.DictReader(lines, strict=True), start=2):
                cells = {head: cell.removeprefix("'") if cell else cell for head, cell in row.items() if head}
                yield f"row {number}", _named(cells, columns)
        except csv.Error as error:
            raise StoreError(f"{file}: {error}") from error


def _from_jsonl(file: Path, display: Display, columns: Sequence[Column]) -> Iterator[Row]:
    wanted = tuple(column for column in columns if column.name not in OPTIONAL)
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                if record["record"] == "figure":
                    stamped = {name: record.get(name) for name in OPTIONAL}
                    yield f"line {number}", {**plain(record, wanted, display), **stamped}
            except (ValueError, KeyError, TypeError) as error:
                raise StoreError(f"{file}, line {number}: not a row of an export: {error}") from error


def _from_xlsx(file: Path, display: Display, columns: Sequence[Column]) -> Iterator[Row]:
    titles = tuple(display.sheets[kind] for kind in NUMBERS)
    for title, rows in groupby(read_workbook(file), key=itemgetter(0)):
        if title.partition(" ")[0] in titles:
            for number, (_, row) in enumerate(rows, start=2):
                yield f"{title}, row {number}", _named(dict(row), columns)


def _from_binary(
    read: Callable[[Path], Iterator[dict[str, Cell]]],
) -> Callable[[Path, Display, Sequence[Column]], Iterator[Row]]:
    return lambda file, display, columns: (  # noqa: ARG005 - as the others
        (f"row {number}", row) for number, row in enumerate(read(file), start=1)
    )


READERS: dict[str, Callable[[Path, Display, Sequence[Column]], Iterator[Row]]] = {
    "csv": _from_csv,
    "jsonl": _from_jsonl,
    "xlsx": _from_xlsx,
    "parquet": _from_binary(read_parquet),
    "dta": _from_binary(read_stata),
}
