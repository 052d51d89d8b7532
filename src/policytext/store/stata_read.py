"""Reading back the Stata files that `policytext.store.stata` writes."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from policytext.errors import StoreError
from policytext.store.stata import DOUBLE, LONG, LONG_MISSING, MISSING, STRL
from policytext.store.tables import EXACT, Cell, beside

_HEAD = re.compile(
    rb"<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>(..)</K><N>(.{8})</N>", re.DOTALL
)
_DOUBLE_MISSING = 0x7FE0
_GSO = struct.Struct("<IQBI")
_SECTIONS = 14


def read_stata(file: Path) -> Iterator[dict[str, Cell]]:
    """The rows of a file, codes as the words of their labels, exact numbers as texts, .a to .d as their names.

    Raises:
        StoreError: it is not a Stata file of this form, or a damaged one.
    """
    try:
        with file.open("rb") as data:
            yield from _rows(data)
    except (struct.error, ValueError, KeyError) as error:
        raise StoreError(f"{file}: not a Stata file as policytext writes it, or a damaged one: {error}") from error


def _rows(file: BinaryIO) -> Iterator[dict[str, Cell]]:
    head = _HEAD.match(file.read(200))
    if head is None:
        raise ValueError("it does not begin as one of version 118 does")
    variables, rows = struct.unpack("<H", head[1])[0], struct.unpack("<Q", head[2])[0]
    file.seek(file.seek(0) + _map_at(file))
    places = struct.unpack(f"<{_SECTIONS}Q", file.read(8 * _SECTIONS))
    kinds = struct.unpack(f"<{variables}H", _section(file, places, 2))
    names = _texts(_section(file, places, 3), 129)
    labels = _texts(_section(file, places, 6), 129)
    words = dict(_value_labels(_section(file, places, 11)))
    texts = dict(_long_texts(file, places[10] + len(b"<strls>"), places[11]))
    sizes = [8 if kind in {STRL, DOUBLE} else 4 if kind == LONG else kind for kind in kinds]
    file.seek(places[9] + len(b"<data>"))
    for _ in range(rows):
        cells = [_cell(kind, file.read(size), texts) for kind, size in zip(kinds, sizes, strict=True)]
        yield _joined(names, labels, cells, words)


def _map_at(file: BinaryIO) -> int:
    beginning = file.read(400)
    return beginning.index(b"<map>") + len(b"<map>")


def _section(file: BinaryIO, places: Sequence[int], number: int) -> bytes:
    """What stands between the tags of a section."""
    file.seek(places[number])
    whole = file.read(places[number + 1] - places[number])
    return whole[whole.index(b">") + 1 : whole.rindex(b"</")]


def _texts(data: bytes, size: int) -> list[str]:
    return [data[at : at + size].partition(b"\0")[0].decode() for at in range(0, len(data), size)]


def _value_labels(data: bytes) -> Iterator[tuple[str, dict[int, str]]]:
    at = data.find(b"<lbl>")
    while at >= 0:
        (length,) = struct.unpack_from("<I", data, at + 5)
        name = data[at + 9 : at + 138].partition(b"\0")[0].decode()
        body = data[at + 141 : at + 141 + length]
        count, size = struct.unpack_from("<II", body)
        offsets = struct.unpack_from(f"<{count}I", body, 8)
        numbers = struct.unpack_from(f"<{count}i", body, 8 + 4 * count)
        text = body[-size:] if size else b""
        yield name, {n: text[o:].partition(b"\0")[0].decode() for n, o in zip(numbers, offsets, strict=True)}
        at = data.find(b"<lbl>", at + 141 + length)


def _long_texts(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, str]]:
    """Each long text by the eight bytes that stand for it in the data."""
    file.seek(start)
    while file.tell() < end and file.read(3) == b"GSO":
        variable, row, _, size = _GSO.unpack(file.read(_GSO.size))
        yield struct.pack("<H", variable) + struct.pack("<Q", row)[:6], file.read(size)[:-1].decode()


def _cell(kind: int, data: bytes, texts: Mapping[bytes, str]) -> str | int | float | None:
    if kind == STRL:
        return texts[data] if any(data) else None
    if kind == LONG:
        number: int = struct.unpack("<i", data)[0]
        return None if number >= LONG_MISSING else number
    if kind != DOUBLE:
        return data.partition(b"\0")[0].decode() or None
    if data[7] == _DOUBLE_MISSING >> 8 and data[6] & 0xF0 == _DOUBLE_MISSING & 0xF0:
        missing = (struct.unpack("<Q", data)[0] >> 40) & 0xFF
        return MISSING[missing - 1] if missing else None
    real: float = struct.unpack("<d", data)[0]
    return real


def _joined(
    names: Sequence[str],
    labels: Sequence[str],
    cells: Sequence[str | float | None],
    words: Mapping[str, dict[int, str]],
) -> dict[str, Cell]:
    """A row by name: words for coded integers, and what is exact in the place of the float beside it."""
    row: dict[str, Cell] = {}
    for name, label, cell in zip(names, labels, cells, strict=True):
        if isinstance(cell, float):
            row[name] = repr(cell)
        elif isinstance(cell, int):
            row[name] = words[label][cell] if label in words else cell
        elif name.endswith(EXACT) and name.removesuffix(EXACT) in row:
            row[name.removesuffix(EXACT)] = beside(row[name.removesuffix(EXACT)], cell)
        else:
            row[name] = cell
    return row
