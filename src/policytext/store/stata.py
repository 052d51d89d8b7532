"""A table as a Stata file (.dta of version 118, Stata 14 and newer), in constant memory.

Written by hand, after "File formats .dta" of the Stata manual, for what the
libraries that write .dta do not do: hold no more than a row, write extended
missing values (.a–.d) with labels, and give the same bytes each time.

Codes become integers with the words as value labels; texts become str# or
strL, whichever takes less room, and a text that repeats from row to row is
written once; exact numbers become doubles.
"""

from __future__ import annotations

import marshal
import struct
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from policytext.store.tables import EXACT, Cell, Cells, Column, Table, exact

STR_BYTES = 2045
"""Of a str# at most; what is longer is a strL."""

SHORT = 128
"""Bytes of a text that is always a str#: strL cannot be merged by."""

LABEL_CHARACTERS = 80
WIDEST = 2048
"""Variables that Stata/BE takes; the other editions take more."""

STRL, DOUBLE, LONG = 32768, 65526, 65528
LONG_MISSING = 2_147_483_621
LONG_LEAST = -2_147_483_647
_DOUBLE_MISSING = 0x7FE0_0000_0000_0000
_DOUBLE_STEP = 0x0000_0100_0000_0000
MISSING = ("not_reported", "masked", "cut", "conflict")
"""What a missing number of the panel may be, .a to .d, in their order."""

_SECTIONS = 14


@dataclass(slots=True)
class _Variable:
    """A variable while its column is gone through: what it will be, and how much room it takes."""

    column: Column
    codes: dict[str, int] = field(default_factory=dict)
    widest: int = 1
    runs: int = 0
    run_bytes: int = 0
    last: str | None = None

    def note(self, cell: Cell) -> str | int | float | None:
        """A cell as it goes into the spool."""
        if isinstance(cell, Decimal):
            return float(cell)
        if not isinstance(cell, str) or self.column.type != "text":
            return cell
        if self.column.words:
            return self.codes.setdefault(cell, len(self.codes) + 1)
        text = cell.replace("\0", "\ufffd")
        if text != self.last:
            size = len(text.encode())
            self.widest, self.last = max(self.widest, size), text
            self.runs, self.run_bytes = self.runs + 1, self.run_bytes + size
        return text

    def kind(self, rows: int) -> int:
        """The type that Stata knows the variable by."""
        if self.column.type == "number":
            return DOUBLE
        if self.column.type == "int" or self.column.words:
            return LONG
        as_strl = self.run_bytes + 22 * self.runs + 8 * rows
        longer = self.widest > STR_BYTES or (self.widest > SHORT and self.widest * rows > as_strl)
        return STRL if longer else self.widest


def with_exact(table: Table) -> Table:
    """A table with a text beside each number that a double does not hold to the last digit."""
    beside = {column.name: Column(column.name + EXACT, column.header) for column in table.columns}
    columns = [each for one in table.columns for each in ((one, beside[one.name]) if one.type == "number" else (one,))]

    def rows() -> Iterator[Cells]:
        for cells in table.rows():
            texts = {beside[name].name: _beyond(cells[name]) for name in numbers}
            yield cells | texts

    numbers = [column.name for column in table.columns if column.type == "number"]
    return Table(table.name, tuple(columns), rows)


def _beyond(cell: Cell) -> str | None:
    """A number as text, where it is not what the nearest double reads as."""
    is_whole = not isinstance(cell, Decimal) or Decimal(repr(float(cell))) == cell
    return None if is_whole else exact(cell)  # type: ignore[arg-type]


def write_stata(table: Table, target: Path, missing: dict[str, str]) -> int:
    """Write a table; how many rows.

    Args:
        table: its columns are named in ASCII, 32 characters at most.
        target: the file.
        missing: words for MISSING, the labels of .a to .d.
    """
    variables = [
        _Variable(column, {code: number for number, code in enumerate(column.words or (), start=1)})
        for column in table.columns
    ]
    with tempfile.TemporaryFile(dir=target.parent) as spool, target.open("wb") as file:
        rows = 0
        for cells in table.rows():
            marshal.dump([each.note(cells[each.column.name]) for each in variables], spool)
            rows += 1
        spool.seek(0)
        _write(file, variables, spool, rows, missing)
    return rows


def double_missing(code: str) -> bytes:
    """The eight bytes of an extended missing value."""
    return struct.pack("<Q", _DOUBLE_MISSING + _DOUBLE_STEP * (1 + MISSING.index(code)))


def _write(file: BinaryIO, variables: Sequence[_Variable], spool: BinaryIO, rows: int, missing: dict[str, str]) -> None:
    kinds = [each.kind(rows) for each in variables]
    places = [0]
    file.write(b"<stata_dta>" + _header(len(variables), rows))
    places.append(file.tell())
    file.write(b"<map>" + bytes(8 * _SECTIONS) + b"</map>")
    for name, content in _descriptions(variables, kinds):
        places.append(file.tell())
        file.write(b"<%b>%b</%b>" % (name, content, name))
    places.append(file.tell())
    with tempfile.TemporaryFile(dir=Path(file.name).parent) as texts:
        file.write(b"<data>")
        _write_rows(file, texts, spool, kinds, rows)
        file.write(b"</data>")
        places.append(file.tell())
        texts.seek(0)
        file.write(b"<strls>")
        while chunk := texts.read(1 << 20):
            file.write(chunk)
        file.write(b"</strls>")
    places.append(file.tell())
    file.write(b"<value_labels>" + b"".join(_value_labels(variables, missing)) + b"</value_labels>")
    places.append(file.tell())
    file.write(b"</stata_dta>")
    places.append(file.tell())
    file.seek(places[1] + len(b"<map>"))
    file.write(struct.pack(f"<{_SECTIONS}Q", *places))


def _header(variables: int, rows: int) -> bytes:
    parts = (
        b"<release>118</release><byteorder>LSF</byteorder>",
        b"<K>%b</K>" % struct.pack("<H", variables),
        b"<N>%b</N>" % struct.pack("<Q", rows),
        b"<label>\0\0</label><timestamp>\0</timestamp>",  # no time: the same database gives the same bytes
    )
    return b"<header>" + b"".join(parts) + b"</header>"


def _descriptions(variables: Sequence[_Variable], kinds: Sequence[int]) -> Iterator[tuple[bytes, bytes]]:
    """The sections between the map and the data."""
    formats = {DOUBLE: "%14.0g", LONG: "%12.0g", STRL: "%9s"}
    yield b"variable_types", struct.pack(f"<{len(kinds)}H", *kinds)
    yield b"varnames", b"".join(_fixed(each.column.name, 129) for each in variables)
    yield b"sortlist", bytes(2 * (len(variables) + 1))
    yield b"formats", b"".join(_fixed(formats.get(kind, f"%-{min(kind, 40)}s"), 57) for kind in kinds)
    yield b"value_label_names", b"".join(_fixed(_label_name(each.column), 129) for each in variables)
    headers = (each.column.header[:LABEL_CHARACTERS] for each in variables)
    yield b"variable_labels", b"".join(_fixed(header, 321) for header in headers)
    yield b"characteristics", b""


def _label_name(column: Column) -> str:
    if column.type == "number":
        return "missing"
    return column.name if column.words else ""


def _write_rows(file: BinaryIO, texts: BinaryIO, spool: BinaryIO, kinds: Sequence[int], rows: int) -> None:
    """Write the data, and the long texts beside it."""
    last: list[tuple[str, bytes]] = [("", bytes(8))] * len(kinds)
    for row in range(1, rows + 1):
        for at, (kind, cell) in enumerate(zip(kinds, marshal.load(spool), strict=True)):  # noqa: S302 - our own spool
            if kind != STRL:
                file.write(_packed(kind, cell))
                continue
            if cell and cell != last[at][0]:
                data = cell.encode() + b"\0"
                texts.write(b"GSO" + struct.pack("<IQBI", at + 1, row, 130, len(data)) + data)
                last[at] = (cell, struct.pack("<H", at + 1) + struct.pack("<Q", row)[:6])
            file.write(last[at][1] if cell else bytes(8))


def _packed(kind: int, cell: str | float | None) -> bytes:
    if kind == LONG:
        within = isinstance(cell, int) and LONG_LEAST <= cell < LONG_MISSING
        return struct.pack("<i", cell if within else LONG_MISSING)
    if kind == DOUBLE:
        if isinstance(cell, str):
            return double_missing(cell)
        return struct.pack("<Q", _DOUBLE_MISSING) if cell is None else struct.pack("<d", cell)
    return _fixed(str(cell or ""), kind)


def _value_labels(variables: Sequence[_Variable], missing: dict[str, str]) -> Iterator[bytes]:
    """The words of each coded variable, and of the missing values of numbers."""
    for each in variables:
        if each.column.words and each.column.type == "text":
            yield _labels(
                each.column.name, {number: str(each.column.word(code)) for code, number in each.codes.items()}
            )
    if any(each.column.type == "number" for each in variables):
        words = {LONG_MISSING + number: missing[code] for number, code in enumerate(MISSING, start=1)}
        yield _labels("missing", words)


def _labels(name: str, words: dict[int, str]) -> bytes:
    texts = [word.encode() + b"\0" for word in words.values()]
    offsets = [sum(map(len, texts[:at])) for at in range(len(texts))]
    text = b"".join(texts)
    head = struct.pack("<II", len(texts), len(text))
    body = head + struct.pack(f"<{len(texts)}I{len(texts)}i", *offsets, *words) + text
    return b"<lbl>" + struct.pack("<I", len(body)) + _fixed(name, 129) + b"\0\0\0" + body + b"</lbl>"


def _fixed(text: str, size: int) -> bytes:
    """A text in a field of bytes, cut between characters where it is too long, filled with zeros."""
    data = text.encode()
    return (data if len(data) <= size else data[:size].decode(errors="ignore").encode()).ljust(size, b"\0")
