"""An Excel file (.xlsx, ECMA-376) of sheets whose rows are streamed straight into it.

Written by hand: XlsxWriter's mode of constant memory is three times as slow,
keeps every sheet twice as a temporary file (gigabytes for a million rows), and
fails where a sheet's XML grows beyond what a zip entry holds.  Here such a
sheet ends and the rows go on in another.  The bytes follow from the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import chain, count
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

LEVEL = 4
"""Of compression: twice as quick as the usual 6, and a tenth larger."""

SHEET_BYTES = 2**31 - 2**24
"""Of a sheet's XML: what is beyond would need extensions of zip that Excel wants to repair."""

PLAIN, WRAPPED, HEADER = 0, 1, 2
"""Styles of cells."""

LINE = 16.5
"""Height of a line in points, for Chinese characters."""

MOST_LINES = 8
"""Of a wrapped text that are in sight."""

MARGIN = 0.7109375
"""What Excel adds to a width in characters."""

Value = str | int | Decimal | None
"""Texts are texts whatever they begin with; a number is written with every digit."""

Row = Sequence[Value]

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_OF_PACKAGE = (("officeDocument", "xl/workbook.xml"), ("core", "docProps/core.xml"))

_SPECIAL = re.compile("[&<>_\x00-\x08\x0b-\x1f\ufffe\uffff]")
_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What is written by its code, _xHHHH_: what XML does not hold, and what reads like such a code."""

_STYLES = f"""{_HEAD}<styleSheet xmlns="{_SPREADSHEET}">\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFDDE6EE"/><bgColor indexed="64"/></patternFill></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="3">\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">\
<alignment vertical="top" wrapText="1"/></xf>\
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1">\
<alignment vertical="center"/></xf></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its header, how many characters it shows, and the style of its cells."""

    text: str
    width: float
    style: int = PLAIN


@dataclass(slots=True)
class Spreadsheet:
    """A workbook that is being written; `spreadsheet` makes it whole."""

    archive: ZipFile
    made: datetime
    sheets: list[tuple[str, str]] = field(default_factory=list)
    sheet_bytes: int = SHEET_BYTES

    def add(self, title: str, heads: Sequence[Head], rows: Iterable[Row], rows_a_sheet: int) -> int:
        """Write rows under a header, in as many sheets as they need; how many.

        Args:
            title: of the sheet; those that follow have a number behind it.
            heads: of the columns.
            rows: a value for each column.
            rows_a_sheet: at most, below the header.
        """
        waiting = iter(rows)
        total, following = 0, next(waiting, None)
        for number in count(1):
            name = title if number == 1 else f"{title} {number}"
            written, following = self._sheet(name, heads, following, waiting, rows_a_sheet)
            total += written
            if following is None:
                return total
        raise AssertionError("count has no end")

    def _sheet(
        self, title: str, heads: Sequence[Head], first: Row | None, waiting: Iterator[Row], most: int
    ) -> tuple[int, Row | None]:
        """Write rows to a sheet, as many as it holds; how many, and the first that it does not hold."""
        letters = [_letters(at) for at in range(len(heads))]
        last: list[tuple[Value, str]] = [(None, "")] * len(heads)
        written, size, following = 0, 0, first
        with self.archive.open(f"xl/worksheets/sheet{len(self.sheets) + 1}.xml", "w") as part:
            part.write(_before_rows(heads, letters, first=not self.sheets).encode())
            while following is not None and written < most:
                data = _row(following, written + 2, letters, heads, last).encode()
                size += len(data)
                if size > self.sheet_bytes and written:
                    break
                part.write(data)
                written, following = written + 1, next(waiting, None)
            part.write(f'</sheetData><autoFilter ref="A1:{letters[-1]}{written + 1}"/></worksheet>'.encode())
        self.sheets.append((title, f"$A$1:${letters[-1]}${written + 1}"))
        return written, following

    def finish(self) -> None:
        """Write what tells of the sheets."""
        self.part("xl/styles.xml", _STYLES)
        self.part("xl/workbook.xml", _workbook(self.sheets))
        parts = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(self.sheets) + 1)]
        self.part("xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")]))
        self.part("docProps/core.xml", _core(self.made))
        self.part("[Content_Types].xml", _content_types(len(self.sheets)))

    def part(self, name: str, text: str) -> None:
        """Write one of the parts that are no sheets."""
        with self.archive.open(name, "w") as file:
            file.write(text.encode())


@contextmanager
def spreadsheet(file: IO[bytes], made: datetime) -> Iterator[Spreadsheet]:
    """A workbook in a file that is whole when the block ends well; `made` is the only time that it tells.

    Raises:
        OSError: the file cannot be written.
    """
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        book = Spreadsheet(archive, made)
        book.part("_rels/.rels", _relations(_OF_PACKAGE))  # first: programs tell by it what the file is
        yield book
        book.finish()


def read_text(cell: str) -> str:
    """A text as it was before `escaped`, from one that a reader of XML gave."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), cell)


_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")


def _escaped(text: str) -> str:
    """A text as XML, what XML does not hold by its code."""
    if not _SPECIAL.search(text):
        return text
    return escape(_CODED.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def _row(
    values: Sequence[Value],
    number: int,
    letters: Sequence[str],
    heads: Sequence[Head],
    last: list[tuple[Value, str]],
) -> str:
    """A row; `last` holds the value above in each column and how it is written, as many texts repeat."""
    parts, lines = [""], 1
    for at, value in enumerate(values):
        if value is None:
            continue
        if heads[at].style == WRAPPED and isinstance(value, str):
            lines = max(lines, _lines(value, heads[at].width))
        if last[at][0] != value or last[at][0].__class__ is not value.__class__:
            last[at] = (value, _cell(value, heads[at].style))
        parts.append(f'<c r="{letters[at]}{number}"{last[at][1]}')
    parts[0] = f'<row r="{number}" ht="{lines * LINE}" customHeight="1">' if lines > 1 else f'<row r="{number}">'
    if values[-1] is None:
        parts.append(f'<c r="{letters[-1]}{number}"/>')  # some readers take a row for as long as its last cell
    parts.append("</row>")
    return "".join(parts)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two others."""
    return min(MOST_LINES, 1 + text.count("\n") + int((len(text) + (len(text.encode()) - len(text)) / 2) / width))


def _cell(value: Value, style: int) -> str:
    """A cell behind its place."""
    styled = f' s="{style}"' if style else ""
    if not isinstance(value, str):
        return f"{styled}><v>{value}</v></c>"
    space = ' xml:space="preserve"' if value[:1].isspace() or value[-1:].isspace() else ""
    return f'{styled} t="inlineStr"><is><t{space}>{_escaped(value)}</t></is></c>'


def _letters(at: int) -> str:
    """The name of a column, from A."""
    name, rest = "", at + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def _before_rows(heads: Sequence[Head], letters: Sequence[str], *, first: bool) -> str:
    """A sheet up to its rows: the header stays in sight."""
    widths = (
        f'<col min="{at}" max="{at}" width="{head.width + MARGIN}" customWidth="1"/>'
        for at, head in enumerate(heads, start=1)
    )
    cells = (f'<c r="{letter}1"{_cell(head.text, HEADER)}' for letter, head in zip(letters, heads, strict=True))
    selected = ' tabSelected="1"' if first else ""
    parts = (
        f'{_HEAD}<worksheet xmlns="{_SPREADSHEET}"><sheetViews><sheetView{selected} workbookViewId="0">',
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>',
        f'<sheetFormatPr defaultRowHeight="{LINE}" customHeight="1"/><cols>',
        *widths,
        '</cols><sheetData><row r="1">',
        *cells,
        "</row>",
    )
    return "".join(parts)


def _workbook(sheets: Sequence[tuple[str, str]]) -> str:
    listed = (
        f'<sheet name={quoteattr(title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, (title, _) in enumerate(sheets, start=1)
    )
    name = 'definedName name="_xlnm._FilterDatabase"'
    filtered = (
        f'<{name} localSheetId="{at}" hidden="1">{_quoted(title)}!{area}</definedName>'
        for at, (title, area) in enumerate(sheets)
    )
    parts = (
        f'{_HEAD}<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}"><workbookPr/>',
        "<bookViews><workbookView/></bookViews><sheets>",
        *listed,
        "</sheets><definedNames>",
        *filtered,
        "</definedNames></workbook>",
    )
    return "".join(parts)


def _quoted(title: str) -> str:
    """The title of a sheet in a formula."""
    inside = title.replace("'", "''")
    return escape(f"'{inside}'")


def _relations(parts: Iterable[tuple[str, str]]) -> str:
    """What belongs to a part, in order: the kind and the path of each."""
    types = {"core": f"{_PACKAGE}/relationships/metadata/core-properties"}
    each = (
        f'<Relationship Id="rId{number}" Type="{types.get(kind, f"{_OFFICE}/{kind}")}" Target="{path}"/>'
        for number, (kind, path) in enumerate(parts, start=1)
    )
    return "".join([f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">', *each, "</Relationships>"])


def _core(made: datetime) -> str:
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    names = (
        ("cp", f"{_PACKAGE}/metadata/core-properties"),
        ("dcterms", "http://purl.org/dc/terms/"),
        ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    )
    spaces = "".join(f' xmlns:{name}="{space}"' for name, space in names)
    moments = (
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>' for name in ("created", "modified")
    )
    return "".join([f"{_HEAD}<cp:coreProperties{spaces}>", *moments, "</cp:coreProperties>"])


def _content_types(sheets: int) -> str:
    parts: Iterator[tuple[str, str]] = chain(
        [
            ("/xl/workbook.xml", f"{_TYPE}.sheet.main+xml"),
            ("/xl/styles.xml", f"{_TYPE}.styles+xml"),
            ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ],
        ((f"/xl/worksheets/sheet{number}.xml", f"{_TYPE}.worksheet+xml") for number in range(1, sheets + 1)),
    )
    each = (f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return "".join([f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">', defaults, *each, "</Types>"])
