"""Tables as an Excel workbook, in constant memory.

Written by XlsxWriter in its mode of constant memory: its files are the same
byte for byte where the rows are.  The sheets wait beside the target, as
temporary files, for the workbook to be made of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import chain, count, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from policytext.errors import StoreError
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
"""Columns whose texts go on in further lines; a row is as high as they need, which Excel finds out itself."""

SHEET_BYTES = 3 * 2**29
"""Of a sheet, reckoned: from 2 GB of XML on it would need an extension of zip that Excel wants to repair."""

CELL_BYTES = 80
"""Of XML around the text of a cell."""

Value = str | int | float | None

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
        OSError: the file, or one of a sheet beside it, cannot be written.
        StoreError: it would be larger than Excel takes.
    """
    with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent, ignore_cleanup_errors=True) as waiting:
        book = xlsxwriter.Workbook(str(target), {"constant_memory": True, "tmpdir": waiting})
        book.set_properties({"created": made})
        try:
            written = [_fill(book, title, table, rows_a_sheet) for title, table in tables]
            book.close()
        except XlsxWriterException as error:
            if isinstance(error.__context__, OSError):
                raise error.__context__ from error
            raise StoreError(f"{target}: it cannot be written: {error}") from error
        finally:
            _let_go(book)
    return written


def _let_go(book: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Close what a workbook that was broken off has open, so that its files can be deleted."""
    for sheet in book.worksheets():
        with suppress(OSError):
            sheet._opt_close()  # noqa: SLF001 - what `close` calls, where it comes so far


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
        return None if cell is None else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)
    return repr(cell)


def _fill(book: Any, title: str, table: Table, rows_a_sheet: int) -> int:  # noqa: ANN401 - as above
    """Write rows under a header, in as many sheets as they need; how many."""
    named = [(column.name, column.words or {}) for column in table.columns]
    rows = ([_value(cells[name], words) for name, words in named] for cells in table.rows())
    total, following = 0, next(rows, None)
    for number in count(1):
        sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
        put = _begin(book, sheet, table.columns)
        written = size = 0
        while following is not None and written < rows_a_sheet and size < SHEET_BYTES:
            written += 1
            size += put(written, following)
            following = next(rows, None)
        sheet.autofilter(0, 0, written, len(table.columns) - 1)
        total += written
        if following is None:
            return total
    raise AssertionError("count has no end")


def _begin(book: Any, sheet: Any, columns: Sequence[Column]) -> Callable[[int, Sequence[Value]], int]:  # noqa: ANN401 - as above
    """Write the header of a sheet, which stays in sight; what writes a row there and reckons its bytes."""
    sheet.freeze_panes(1, 0)
    header = book.add_format({"bold": True, "bg_color": "#DDE6EE", "valign": "vcenter"})
    plain, wrapped = book.add_format({"valign": "top"}), book.add_format({"valign": "top", "text_wrap": True})
    styles = [wrapped if column.name in FOLDED else plain for column in columns]
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _width(column), styles[at])
        sheet.write_string(0, at, column.header, header)

    def put(number: int, values: Sequence[Value]) -> int:
        return sum(_put(sheet, number, at, value, styles[at]) for at, value in enumerate(values))

    return put


def _put(sheet: Any, number: int, at: int, value: Value, style: Any) -> int:  # noqa: ANN401 - as above
    """Write a cell, a text as a text whatever it begins with; how many bytes it takes."""
    if value is None:
        return 0
    if isinstance(value, str):
        sheet.write_string(number, at, value, style)
        return CELL_BYTES + 3 * len(value)
    sheet.write_number(number, at, value, style)
    return CELL_BYTES


def _width(column: Column) -> int:
    """Characters that a column shows: its header at least, which takes two each, beside the button of the filter."""
    return max(WIDTHS.get(column.name, WIDTH), 2 * min(len(column.header), WIDTH) + BUTTON)


def _value(cell: Cell, words: Mapping[str, str]) -> Value:
    """A number as a number where Excel keeps it exact, everything else as a text."""
    if cell is None:
        return None
    if isinstance(cell, str):
        return words.get(cell, cell)[:CELL_CHARACTERS]
    if isinstance(cell, Decimal):
        return float(cell) if len(cell.as_tuple().digits) <= EXACT_DIGITS else exact(cell)
    return cell if -LARGEST < cell < LARGEST else str(cell)
