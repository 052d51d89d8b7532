"""Reading an export back: the same rows that were written, whatever the format."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from policytext.errors import StoreError
from policytext.knowledge.schema.display import Display
from policytext.store.parquet import read_parquet
from policytext.store.stata_read import read_stata
from policytext.store.tables import Cell, Cells, Column, figure_columns, plain
from policytext.store.workbook import read_workbook

NUMBERS = ("figure", "target", "requirement", "deadline", "figures")


def read_figures(file: Path, display: Display) -> Iterator[Cells]:
    """The numbers that stand in an export, as `figure_table` gives them; the format is told by the name's ending.

    Raises:
        StoreError: there is no such file or format, it is damaged, or a row is not one of ours; it names the row.
    """
    reader = READERS.get(file.suffix.lower().removeprefix("."))
    if reader is None:
        raise StoreError(f"{file}: no export that can be read back; there are {', '.join(READERS)}")
    columns = figure_columns(display)
    try:
        for number, row in enumerate(reader(file, display, columns), start=1):
            yield _typed(row, columns, f"{file}, row {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{file}: {error}") from error


def _typed(row: dict[str, Any], columns: Sequence[Column], where: str) -> Cells:
    missing = [column.header for column in columns if column.name not in row]
    if missing:
        raise StoreError(f"{where}: the columns {', '.join(missing)} are missing")
    return {column.name: _cell(row[column.name], column, where) for column in columns}


def _cell(value: Any, column: Column, where: str) -> Cell:  # noqa: ANN401 - whatever stands in a file
    if value is None or value == "":
        return None
    if column.type == "text":
        return column.code(str(value))
    try:
        number = Decimal(str(value))
        whole = int(number)
    except (InvalidOperation, ValueError, OverflowError):
        raise StoreError(f"{where}: {column.header}: {value!r} is not a number") from None
    if column.type == "int" and whole != number:
        raise StoreError(f"{where}: {column.header}: {value!r} is not a whole number")
    return whole if column.type == "int" else number


def _named(row: dict[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """A row by the names of columns, where it is by headers."""
    return {column.name: row[column.header] for column in columns if column.header in row}


def _from_csv(file: Path, display: Display, columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    del display
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            for row in csv.DictReader(lines, strict=True):
                cells = {head: cell.removeprefix("'") if cell else cell for head, cell in row.items() if head}
                yield _named(cells, columns)
        except csv.Error as error:
            raise StoreError(f"{file}: {error}") from error


def _from_jsonl(file: Path, display: Display, columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                if record["record"] == "figure":
                    yield plain(record, tuple(columns), display)
            except (ValueError, KeyError, TypeError) as error:
                raise StoreError(f"{file}, line {number}: not a row of an export: {error}") from error


def _from_xlsx(file: Path, display: Display, columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    titles = tuple(display.sheets[kind] for kind in NUMBERS)
    for title, row in read_workbook(file):
        if title.partition(" ")[0] in titles:
            yield _named(dict(row), columns)


def _from_binary(
    read: Callable[[Path], Iterator[dict[str, Cell]]],
) -> Callable[[Path, Display, Sequence[Column]], Iterator[dict[str, Any]]]:
    return lambda file, display, columns: read(file)  # noqa: ARG005 - as the others


READERS: dict[str, Callable[[Path, Display, Sequence[Column]], Iterator[dict[str, Any]]]] = {
    "csv": _from_csv,
    "jsonl": _from_jsonl,
    "xlsx": _from_xlsx,
    "parquet": _from_binary(read_parquet),
    "dta": _from_binary(read_stata),
}
