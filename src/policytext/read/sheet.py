"""Tables of Excel (.xlsx, .xls): every sheet that is shown, row by row, cells as they are displayed."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import warnings
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from policytext.errors import ReadError
from policytext.read.drawing import Drawn, File, Pen
from policytext.read.package import DAMAGE, ZIP, check_members
from policytext.read.unread import OLE, members, stream

WORKBOOK = "xl/workbook.xml"
DIGITS = 15  # significant, as Excel keeps them
WIDEST = 256  # columns up to which empty cells are drawn out as tabs
LONGEST = 10_000  # cells of a row: the columns of a sheet end at 16,384, and nobody fills them
_UNNAMED = re.compile(r"(?:sheet|table|\u5de5\u4f5c\u8868|\u8868)\s*\d*", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_FIXED = re.compile(r"[#0,]*0(?:\.(0+))?")

Row = list[tuple[int, str]]


def sniff_new(file: File) -> bool:
    """Whether this is a package with a workbook."""
    return file.data.startswith(ZIP) and WORKBOOK in (members(file.data) or ())


def sniff_old(file: File) -> bool:
    """Whether this is an OLE container with a workbook and no Word document."""
    head = file.data.startswith(OLE) and stream("WordDocument") not in file.data
    return head and any(stream(f"{name}\0") in file.data for name in ("Workbook", "Book"))


def draw_new(file: File) -> Drawn:
    """The cells of an .xlsx; of a formula its last value.

    Raises:
        ReadError: the file is damaged or encrypted, or holds no cell.
        LimitError: it unpacks to more than allowed, or its text is too long.
    """
    from openpyxl import load_workbook

    try:
        check_members(file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not read
            book = load_workbook(io.BytesIO(file.data), read_only=True, data_only=True, keep_links=False)
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            drawn = _draw(file, ((sheet.title, _new_rows(sheet)) for sheet in shown), len(book.worksheets) - len(shown))
            book.close()
    except DAMAGE as error:
        raise ReadError(f"{file.name}: is a damaged Excel table ({type(error).__name__}: {error})") from error
    return drawn


def draw_old(file: File) -> Drawn:
    """The cells of an .xls.

    Raises:
        ReadError: the file is damaged or encrypted, or holds no cell.
        LimitError: its text is too long.
    """
    import xlrd
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    try:
        book = xlrd.open_workbook(
            file_contents=file.data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        shown = [sheet for sheet in book.sheets() if not sheet.visibility]
        return _draw(file, ((sheet.name, _old_rows(book, sheet)) for sheet in shown), book.nsheets - len(shown))
    except (XLRDError, CompDocError, struct.error, OverflowError, *DAMAGE) as error:
        if "encrypted" in str(error):
            raise ReadError(f"{file.name}: is encrypted: an Excel table that opens with a password only") from error
        raise ReadError(f"{file.name}: is a damaged Excel table of the old kind ({error})") from error


def _draw(file: File, sheets: Iterable[tuple[str, Iterable[tuple[int, Row]]]], hidden: int) -> Drawn:
    """Write every sheet: its name, where somebody gave it one, then its rows."""
    pen = Pen(file)
    for number, (name, rows) in enumerate(sheets, 1):
        start, held = pen.at, pen.held
        if not _UNNAMED.fullmatch(name.strip()):
            pen.hold(f"{name.strip()}\n")
        for row, cells in rows:
            pen.row(_with_blanks(cells), number, row)
        if pen.at == start:
            pen.held = held
    return pen.drawn(*([f"{hidden} hidden sheet(s) left out."] if hidden else []))


def _with_blanks(cells: Row) -> Row:
    """A row with its empty cells, so that columns stay apart; far beyond the others a cell stands alone."""
    last = cells[-1][0]
    return list((dict.fromkeys(range(1, last + 1), "") | dict(cells)).items()) if last <= WIDEST else cells


def _new_rows(sheet: Any) -> Iterator[tuple[int, Row]]:  # noqa: ANN401 - openpyxl's read-only sheets have no type
    """Rows that hold anything, with their numbers."""
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [
            (column, displayed(cell.value, cell.number_format or ""))
            for column, cell in enumerate(row[:LONGEST], 1)
            if cell.value is not None
        ]
        if cells:
            yield number, cells


def _old_rows(book: Any, sheet: Any) -> Iterator[tuple[int, Row]]:  # noqa: ANN401 - xlrd ships no types
    for number in range(sheet.nrows):
        cells = [
            (column, text)
            for column, cell in enumerate(sheet.row(number)[:LONGEST], 1)
            if (text := _old_text(book, cell))
        ]
        if cells:
            yield number + 1, cells


def _old_text(book: Any, cell: Any) -> str:  # noqa: ANN401 - xlrd ships no types
    """A cell of an .xls as text; errors and blanks are empty."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return displayed(cell.value, "")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return displayed(bool(cell.value), "")
    if cell.ctype not in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return ""
    form = book.format_map.get(book.xf_list[cell.xf_index].format_key) if cell.xf_index is not None else None
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return displayed(xlrd.xldate_as_datetime(cell.value, book.datemode), "")
        except (ValueError, OverflowError):
            return displayed(cell.value, "")
    return displayed(cell.value, form.format_str if form else "")


def displayed(value: object, form: str) -> str:
    """A cell's value as Excel shows it, in as far as the meaning depends on it: percents, decimals, dates.

    Args:
        value: text, number, truth or moment.
        form: the number format of the cell, as `0.0%`.
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, _QUOTED.sub("", form.split(";", maxsplit=1)[0]).strip())
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _number(value: float, form: str) -> str:
    percent = form.endswith("%")
    found = _FIXED.fullmatch(form.removesuffix("%"))
    exact = Decimal(repr(value)) * (100 if percent else 1)
    if not exact.is_finite():
        return str(value)
    if found:
        text = format(exact, f".{len(found[1] or '')}f")
    else:
        text = format(Decimal(format(exact, f".{DIGITS}g")), "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if percent else text
