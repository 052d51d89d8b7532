"""The tables of a document as rows and columns: of web pages and office files, of Markdown, and those set with spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policytext.model import Document

FEWEST_ROWS = 2
FEWEST_COLUMNS = 3
"""Of a table set with spaces; less is a list or a spaced line."""

LONGEST = 60
"""Characters of a cell; what holds more is layout, not a table."""

RULED = 2
"""The row of Markdown that parts heads from figures."""

ABOVE = 60
"""Characters above a table in which its caption stands."""

_CELL = re.compile(r"[^|\n]+")
_ROWS = re.compile(r"(?:^[ \t]*\|.*\|[ \t]*(?:\n|\Z)){3,}", re.MULTILINE)
_BAR = "|"
_LINE = re.compile(r"[^\n]+")
_PARTED = re.compile(r"\S+(?:[ \u00a0\u3000]\S+)*")
_STRAY = re.compile(r"(?<=[\d.,]) (?=[\d.,])|(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_RULE = re.compile(r"[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty: offsets into the reading view, and what it reads."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by row and column, counted from 1, and the words right above the table."""

    cells: dict[tuple[int, int], Cell]
    above: str


def grids(doc: Document) -> Iterator[Grid]:
    """The tables of a document, in the coordinates of its reading view."""
    yield from _drawn(doc)
    yield from _markdown(doc.reading.text)
    if not any(place.kind == "cell" for place in doc.source.places):
        yield from _spaced(doc.reading.text)


def _drawn(doc: Document) -> Iterator[Grid]:
    """Tables whose cells the reader noted."""
    tables: dict[int, dict[tuple[int, int], Cell]] = {}
    for place in doc.source.places:
        if place.kind == "cell" and place.table and place.row and place.column and len(place.span) <= LONGEST:
            cell = _cell(doc.reading.text, *doc.reading.to_view(place.span))
            if cell is not None:
                tables.setdefault(place.table, {})[place.row, place.column] = cell
    for cells in tables.values():
        first = min(cell.start for cell in cells.values())
        yield Grid(cells, doc.reading.text[max(0, first - ABOVE) : first])


def _markdown(text: str) -> Iterator[Grid]:
    """Tables of Markdown: lines between bars, the second a rule."""
    for match in _ROWS.finditer(text):
        cells: dict[tuple[int, int], Cell] = {}
        at = match.start()
        for row, line in enumerate(match.group().splitlines(), 1):
            for column, part in enumerate(_CELL.finditer(line), 1):
                cell = _cell(text, at + part.start(), at + part.end())
                if cell is not None:
                    cells[row, column] = cell
            at += len(line) + 1
        if _RULE.fullmatch(match.group().splitlines()[1]):
            heads = {place: cell for place, cell in cells.items() if place[0] != RULED}
            yield Grid(heads, text[max(0, match.start() - ABOVE) : match.start()])


def _spaced(text: str) -> Iterator[Grid]:
    """Tables whose columns stand apart by two spaces or a tab: neighbouring lines of as many cells as the first."""
    rows: list[list[Cell]] = []
    for line in [*_LINE.finditer(text), None]:
        cells = _parted(line) if line else []
        if rows and len(cells) == len(rows[0]):
            rows.append(cells)
            continue
        if len(rows) >= FEWEST_ROWS:
            first = rows[0][0].start
            numbered = {(row, column): cell for row, cells in enumerate(rows, 1) for column, cell in enumerate(cells, 1)}
            yield Grid(numbered, text[max(0, first - ABOVE) : first])
        rows = [cells] if len(cells) >= FEWEST_COLUMNS else []


def _parted(line: re.Match[str]) -> list[Cell]:
    """The cells of a line; stray single spaces inside a number are left out of what it reads."""
    found = []
    for part in _PARTED.finditer(line.group()):
        start = line.start() + part.start()
        found.append(Cell(start, line.start() + part.end(), _STRAY.sub("", part.group())))
    barred = _BAR in line.group() or any(len(cell.text) > LONGEST for cell in found)
    return [] if barred else found


def _cell(text: str, start: int, end: int) -> Cell | None:
    """A stretch without the white space at its edges; None where nothing is left."""
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    stretch = stretch.strip()
    return Cell(start, start + len(stretch), stretch) if stretch else None
