"""Tables as an Excel workbook, in constant memory.

Written by XlsxWriter in its mode of constant memory: it is twice as quick as
openpyxl's write-only mode, and its files are the same byte for byte where the
rows are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from policytext.errors import StoreError
from policytext.store.tables import Cell, Column, Table, exact

SHEET_ROWS = 1_048_575
"""Rows of an Excel sheet below its header; what is beyond goes on in another sheet."""

CELL_CHARACTERS = 32_767
EXACT_DIGITS = 15
WIDTH = 12
WIDTHS = {"quote": 60, "title": 40, "citation": 40, "indicator": 28, "paths": 20, "sha256": 20, "word": 40}
"""Characters that a column shows, where they are not WIDTH."""

WRAPPED = {"quote"}

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


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
        StoreError: the file cannot be written.
    """
    try:
        with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
            book.set_properties({"created": made})
            return [_fill(book, title, table, rows_a_sheet) for title, table in tables]
    except XlsxWriterException as error:
        raise StoreError(f"{target}: it cannot be written: {error}") from error


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
                yield sheet.title, {header: _read(cell) for header, cell in zip(headers, row, strict=False) if header}
    finally:
        book.close()


def _read(cell: object) -> str | None:
    """A cell as text; characters that XML cannot hold stand there by their codes."""
    if cell is None or isinstance(cell, str):
        return None if cell is None else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)
    return repr(cell)


def _fill(book: Any, title: str, table: Table, rows_a_sheet: int) -> int:  # noqa: ANN401 - xlsxwriter has no types
    """Write rows under a header, in as many sheets as they need; how many."""
    bold = book.add_format({"bold": True, "text_wrap": False})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    total = 0
    rows = iter(table.rows())
    for number in count(1):
        sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, WIDTHS.get(column.name, WIDTH), wrapped if column.name in WRAPPED else None)
            sheet.write_string(0, at, column.header, bold)
        written = 0
        for written, cells in enumerate(islice(rows, rows_a_sheet), start=1):
            _write_row(sheet, written, table.columns, cells)
        sheet.autofilter(0, 0, written, len(table.columns) - 1)
        total += written
        following = next(rows, None)
        if following is None:
            break
        rows = chain([following], rows)
    return total


def _write_row(sheet: Any, number: int, columns: tuple[Column, ...], cells: dict[str, Cell]) -> None:  # noqa: ANN401 - as above
    """Numbers as numbers where Excel keeps them exact, everything else as strings: never as formulas."""
    for at, column in enumerate(columns):
        value = column.word(cells[column.name])
        if value is None:
            continue
        if isinstance(value, str):
            sheet.write_string(number, at, value[:CELL_CHARACTERS])
        elif len(Decimal(value).as_tuple().digits) > EXACT_DIGITS:
            sheet.write_string(number, at, exact(value))
        else:
            sheet.write_number(number, at, float(value))
