"""The tables of a document as rows and columns: of web pages and office files, of Markdown, or set with spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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
_WORD = re.compile(r"\S+")
_WIDE = re.compile(r"\s{2,}|\t")
_PROSE = re.compile(r"[，。；！？]")
_TORN = re.compile(r"[≥≤>＞<＜]?\d+ (?:\d+(?:\.\d+)?|\.\d+)")
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
        yield from _spaced(doc.reading.text, _parted)
        yield from _spaced(doc.reading.text, _single)


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


def _spaced(text: str, parted: Callable[[re.Match[str], int], list[Cell]]) -> Iterator[Grid]:
    """Tables whose columns stand apart by white space: neighbouring lines of as many cells as the first."""
    rows: list[list[Cell]] = []
    for line in [*_LINE.finditer(text), None]:
        cells = parted(line, len(rows[0]) if rows else 0) if line else []
        if rows and len(cells) == len(rows[0]):
            rows.append(cells)
            continue
        if len(rows) >= FEWEST_ROWS:
            first = rows[0][0].start
            above = text[max(0, first - ABOVE) : first]
            yield Grid(dict(_placed(rows)), above)
        cells = parted(line, 0) if line and rows else cells
        rows = [cells] if len(cells) >= FEWEST_COLUMNS else []


def _placed(rows: list[list[Cell]]) -> Iterator[tuple[tuple[int, int], Cell]]:
    for row, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells, 1):
            yield (row, column), cell


def _single(line: re.Match[str], columns: int) -> list[Cell]:
    """The cells of a line parted by single spaces.

    The first line must be words alone, and all of them no sentence; below it,
    numbers torn by a space are put together where that alone gives as many
    cells as there are columns.
    """
    if _PROSE.search(line.group()) or _BAR in line.group() or _WIDE.search(line.group().strip()):
        return []
    parts = [(line.start() + part.start(), line.start() + part.end()) for part in _WORD.finditer(line.group())]
    text = line.string
    if not columns:
        heads = [Cell(start, end, text[start:end]) for start, end in parts]
        return [] if any(head.text.isascii() for head in heads) else heads
    torn = [at for at in range(1, len(parts)) if _TORN.fullmatch(text, parts[at - 1][0], parts[at][1])]
    if len(parts) - len(torn) != columns or any(at + 1 in torn for at in torn):
        return []
    starts = [start for at, (start, _) in enumerate(parts) if at not in torn]
    ends = [end for at, (_, end) in enumerate(parts) if at + 1 not in torn]
    found = [Cell(start, end, _STRAY.sub("", text[start:end])) for start, end in zip(starts, ends, strict=True)]
    return found if any(cell.text[-1].isdigit() for cell in found[1:]) else []


def _parted(line: re.Match[str], _: int) -> list[Cell]:
    """The cells of a line parted by two spaces or a tab; single ones inside a number are left out of what it reads."""
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
