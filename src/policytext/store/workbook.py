"""The database as an Excel workbook, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import count, islice
from pathlib import Path
from typing import Any, get_args

import xlsxwriter
from sqlalchemy import Connection, func, select
from xlsxwriter.exceptions import XlsxWriterException

from policytext.errors import StoreError
from policytext.knowledge.schema.display import Display
from policytext.model import Kind
from policytext.store.figures import FigureQuery
from policytext.store.listing import EVERY_FIGURE, Record, document_records, figure_records, shown
from policytext.store.schema import runs

SHEET_ROWS = 1_048_575
"""Rows of an Excel sheet below its header; what is beyond goes on in another sheet."""

CELL_CHARACTERS = 32_767
EXACT_DIGITS = 15
WIDTH = 12
WIDTHS = {"quote": 60, "title": 40, "indicator": 28, "paths": 20, "sha256": 20}
"""Characters that a column shows, where they are not WIDTH."""

WRAPPED = {"quote"}


def write_workbook(
    connection: Connection,
    target: Path,
    display: Display,
    query: FigureQuery = EVERY_FIGURE,
    rows_a_sheet: int = SHEET_ROWS,
) -> int:
    """Write a sheet for each kind of number and one of documents; how many numbers.

    Raises:
        StoreError: the file cannot be written.
    """
    written = 0
    try:
        with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
            book.set_properties({"created": _last_run(connection)})
            for kind in get_args(Kind):
                rows = _cells(figure_records(connection, kind, query), display.columns, display)
                written += _fill(book, display.sheets[kind], display.columns, rows, rows_a_sheet)
            rows = _cells(document_records(connection, query.batch), display.document_columns, display)
            _fill(book, display.sheets["document"], display.document_columns, rows, rows_a_sheet)
    except XlsxWriterException as error:
        raise StoreError(f"{target}: it cannot be written: {error}") from error
    return written


def _last_run(connection: Connection) -> datetime:
    """When the last run began: the only time an export shows."""
    started = connection.scalar(select(func.max(runs.c.started)))
    return datetime.fromisoformat(started or "1980-01-01T00:00:00+00:00").replace(tzinfo=None)


def _cells(records: Iterator[Record], columns: dict[str, str], display: Display) -> Iterator[list[Any]]:
    return ([shown(record, column, display) for column in columns] for record in records)


def _fill(book: Any, title: str, columns: dict[str, str], rows: Iterator[list[Any]], rows_a_sheet: int) -> int:  # noqa: ANN401 - xlsxwriter has no types
    """Write rows under a header, in as many sheets as they need; how many."""
    bold = book.add_format({"bold": True, "text_wrap": False})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    total = 0
    for number in count(1):
        sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
        sheet.freeze_panes(1, 0)
        for column, (name, header) in enumerate(columns.items()):
            sheet.set_column(column, column, WIDTHS.get(name, WIDTH), wrapped if name in WRAPPED else None)
            sheet.write_string(0, column, header, bold)
        written = 0
        for written, row in enumerate(islice(rows, rows_a_sheet), start=1):
            _write_row(sheet, written, row)
        sheet.autofilter(0, 0, written, len(columns) - 1)
        total += written
        if written < rows_a_sheet:
            break
    return total


def _write_row(sheet: Any, number: int, row: list[Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Numbers as numbers where Excel keeps them exact, everything else as strings: never as formulas."""
    for column, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            sheet.write_string(number, column, value[:CELL_CHARACTERS])
        elif len(Decimal(value).as_tuple().digits) > EXACT_DIGITS:
            sheet.write_string(number, column, format(value, "f"))
        else:
            sheet.write_number(number, column, float(value))
