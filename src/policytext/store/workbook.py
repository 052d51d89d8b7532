"""Tables as an Excel workbook, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain, repeat
from pathlib import Path

from policytext.errors import StoreError
from policytext.store.spreadsheet import PLAIN, WRAPPED, Head, Value, read_text, spreadsheet
from policytext.store.tables import Cell, Column, Table, exact

SHEET_ROWS = 1_048_575
"""Rows of an Excel sheet below its header; what is beyond goes on in another sheet."""

CELL_CHARACTERS = 32_767
EXACT_DIGITS = 15
LARGEST = 10**EXACT_DIGITS
WIDTH = 12
BUTTON = 3
WIDTHS = {
    "quote": 60,
    "title": 40,
    "citation": 60,
    "paths": 40,
    "word": 40,
    "bibtex": 40,
    "name": 28,
    "indicator": 28,
    "indicator_id": 24,
    "caution": 36,
    "reviewed": 26,
    "original": 24,
    **dict.fromkeys(("document_place", "place", "place_name", "scope", "issuer", "surface", "reading"), 20),
}
"""Characters that a column shows, where they are not WIDTH."""

FOLDED = {"quote"}
"""Columns whose texts go on in further lines."""


def write_workbook(
    tables: Iterable[tuple[str, Table]], target: Path, made: datetime, rows_a_sheet: int = SHEET_ROWS
) -> list[int]:
    """Write tables to sheets of their own; how many rows each has.

    Args:
        tables: each with the title of its sheet.
        target: the file.
        made: the only time that the file tells.
        rows_a_sheet: below the header; what is beyond goes on in another sheet.

    Raises:
        OSError: the file cannot be written.
    """
    with target.open("wb") as file, spreadsheet(file, made) as book:
        return [book.add(title, *_filled(table), rows_a_sheet) for title, table in tables]


def read_workbook(file: Path) -> Iterator[tuple[str, dict[str, Cell]]]:
    """The title of the sheet and the cells by header of every row; numbers as texts.

    Raises:
        StoreError: it is not a workbook.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(file, read_only=True)
    except Exception as error:  # openpyxl lets through whatever zip and XML raise on a damaged file
        raise StoreError(f"{file}: not an Excel workbook, or a damaged one: {error}") from error
    try:
        for sheet in book:
            rows = sheet.iter_rows(values_only=True)
            headers = [None if cell is None else str(cell) for cell in next(rows, ())]
            for row in rows:
                cells = chain(row, repeat(None))  # a row may end before its headers do
                yield sheet.title, {header: _read(cell) for header, cell in zip(headers, cells, strict=False) if header}
    finally:
        book.close()


def _read(cell: object) -> str | None:
    """A cell as text; characters that XML cannot hold stand there by their codes."""
    if cell is None or isinstance(cell, str):
        return None if cell is None else read_text(cell)
    return repr(cell)


def _filled(table: Table) -> tuple[list[Head], Iterator[Sequence[Value]]]:
    """The heads of a table's columns, and its rows as Excel holds them."""
    heads = [
        Head(column.header, _width(column), WRAPPED if column.name in FOLDED else PLAIN) for column in table.columns
    ]
    named = [(column.name, column.words or {}) for column in table.columns]
    return heads, ([_value(cells[name], words) for name, words in named] for cells in table.rows())


def _width(column: Column) -> int:
    """Characters that a column shows: its header at least, which takes two each, beside the button of the filter."""
    return max(WIDTHS.get(column.name, WIDTH), 2 * min(len(column.header), WIDTH) + BUTTON)


def _value(cell: Cell, words: Mapping[str, str]) -> Value:
    """A number as a number where Excel keeps it exact, everything else as a text: never a formula."""
    if cell is None:
        return None
    if isinstance(cell, str):
        return words.get(cell, cell)[:CELL_CHARACTERS]
    if isinstance(cell, Decimal):
        return cell if len(cell.as_tuple().digits) <= EXACT_DIGITS else exact(cell)
    return cell if -LARGEST < cell < LARGEST else str(cell)
