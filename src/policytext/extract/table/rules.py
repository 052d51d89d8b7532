"""What the heads of a table say about the number of a cell: unit, name, time, and whether it is a plan."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from policytext.extract.deadline import deadline
from policytext.extract.exclusion import DATE, Mark
from policytext.extract.number import Number, numbers
from policytext.extract.quantity import quantities
from policytext.extract.table.grid import Cell, Grid, grids
from policytext.knowledge.load import Knowledge
from policytext.model import Document, Kind, Relation, Role


@dataclass(frozen=True, slots=True)
class Figure:
    """The number of a cell, with what its heads say; offsets are those of the reading view.

    `value` and `unit` are None where the cell writes its unit itself (18名).
    """

    start: int
    end: int
    value: Decimal | None
    unit: str | None
    kind: Kind
    role: Role
    indicator: str | None
    scope: str | None
    time: str | None
    due: str | None = None
    relation: Relation = "="


@dataclass(frozen=True, slots=True)
class Heads:
    """Grids.yaml, compiled."""

    number: re.Pattern[str]
    edge: re.Pattern[str]
    due: re.Pattern[str]
    caption_time: re.Pattern[str]
    unit_in_head: re.Pattern[str]
    unit_head: re.Pattern[str]
    caption: re.Pattern[str]
    time: re.Pattern[str]
    plain: re.Pattern[str]
    ahead: re.Pattern[str]
    growth: re.Pattern[str]
    not_measured: re.Pattern[str]
    owner: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Head:
    """A head: its name without unit and time, where it has them."""

    name: str
    unit: str
    time: str
    text: str


def _heads(knowledge: Knowledge) -> Heads:
    table = knowledge.grids
    return Heads(**{name: re.compile(getattr(table, name)) for name in Heads.__dataclass_fields__})


def figures(doc: Document, knowledge: Knowledge) -> dict[int, Figure]:
    """The numbers of a document's tables that have a unit or whose heads tell it, by where they start."""
    return {figure.start: figure for grid in grids(doc) for figure in _measured(grid, knowledge)}


def _measured(grid: Grid, knowledge: Knowledge) -> Iterator[Figure]:
    rules = knowledge.derive(_heads)
    first = min(row for row, _ in grid.cells)
    plain = {place for place, cell in grid.cells.items() if rules.number.fullmatch(cell.text) and place[1] > 1}
    whole = {place: cell for place, cell in _wholes(grid, knowledge) if place[1] > 1}
    body = min((row for row, _ in (*plain, *whole) if row > first), default=None)
    if body is None:
        return
    caption = rules.caption.search(grid.above) or rules.caption.search(grid.cells.get((first, 1), Cell(0, 0, "")).text)
    yield from _dates(grid, body, knowledge)
    year = rules.caption_time.search(grid.above)
    for row, column in sorted(place for place in (*plain, *whole) if place[0] >= body):
        above = [_head(cell, rules) for cell in _above(grid, body, column)]
        beside = [_head(cell, rules) for cell in _beside(grid, row, body, whole, rules)]
        if any(rules.not_measured.search(head.text) for head in [*above, *beside[:1]]):
            continue
        told = _told(above, beside, year["time"] if year else None, rules)
        if (row, column) in whole:
            yield replace(told, start=whole[row, column].start, end=whole[row, column].end)
            continue
        unit = _unit(grid, (row, body), [*above[::-1], *beside], rules) or (caption["unit"] if caption else "")
        scale = _scale(unit, knowledge)
        if scale is not None:
            cell = grid.cells[row, column]
            relation = knowledge.grids.signs.get(cell.text[0], "=")
            bare = cell.text.lstrip("".join(knowledge.grids.signs))
            value = Decimal(bare.replace(",", "").replace("−", "-")) * scale[0]
            start = cell.start + len(cell.text) - len(bare)
            yield replace(told, start=start, end=cell.end, value=value, unit=scale[1], relation=relation)


def _dates(grid: Grid, body: int, knowledge: Knowledge) -> Iterator[Figure]:
    """The dates of a column that says when something is due, named by the heads of their rows."""
    rules, lead = knowledge.derive(_heads), knowledge.grids.due_lead
    for (row, column), cell in sorted(grid.cells.items()):
        if row < body or not any(rules.due.search(head.text) for head in _over(grid, body, column)):
            continue
        found = deadline(lead + cell.text, Mark(len(lead), len(lead + cell.text), DATE), knowledge)
        if found is not None:
            beside = [_head(other, rules) for other in _beside(grid, row, body, {(row, column)}, rules)]
            told = replace(_told([], beside, None, rules), start=cell.start, end=cell.end, time=cell.text)
            yield replace(told, unit=knowledge.dates.unit, due=found.due)


def _wholes(grid: Grid, knowledge: Knowledge) -> Iterator[tuple[tuple[int, int], Cell]]:
    """The places of cells that hold one quantity with its unit and nothing else, each as that quantity's cell."""
    rules = knowledge.derive(_heads)
    for place, cell in grid.cells.items():
        if rules.time.fullmatch(cell.text) or not cell.text:
            continue
        found = [number for number in numbers(cell.text, knowledge) if isinstance(number, Number)]
        read = quantities(cell.text, found, knowledge) if found else []
        if len(read) != 1 or not read[0].unit or read[0].status != "as_written":
            continue
        start, end = read[0].start, read[0].end
        if rules.edge.fullmatch(cell.text[:start].strip()) and rules.edge.fullmatch(cell.text[end:].strip()):
            yield place, Cell(cell.start + start, cell.start + end, cell.text[start:end])


def _above(grid: Grid, body: int, column: int) -> Iterator[Cell]:
    """The heads over a column, the highest first; a wide one is that of the columns right of it."""
    for row in sorted({row for row, _ in grid.cells if row < body}):
        here = [place for place in grid.cells if place[0] == row and 1 < place[1] <= column]
        if here:
            yield grid.cells[max(here)]


def _beside(grid: Grid, row: int, body: int, whole: Container[tuple[int, int]], rules: Heads) -> Iterator[Cell]:
    """The heads of a row, leftmost first: its words, but for those of the column of units."""
    for place in sorted(place for place in grid.cells if place[0] == row):
        above = " ".join(cell.text for cell in _over(grid, body, place[1]))
        figure = place in whole or rules.number.fullmatch(grid.cells[place].text)
        aside = place[1] > 1 and (rules.unit_head.fullmatch(above) or rules.due.search(above))
        if not figure and not aside:
            yield grid.cells[place]


def _over(grid: Grid, body: int, column: int) -> Iterator[Cell]:
    return (cell for place, cell in sorted(grid.cells.items()) if place[0] < body and place[1] == column)


def _head(cell: Cell, rules: Heads) -> Head:
    unit = rules.unit_in_head.search(cell.text)
    name = cell.text[: unit.start()] if unit else cell.text
    time = rules.time.search(name)
    if time:
        name = name[: time.start()] + name[time.end() :]
    name = "" if rules.plain.fullmatch(name) else name
    return Head(name, (unit["unit"] or unit["sign"]) if unit else "", time.group() if time else "", cell.text)


def _unit(grid: Grid, place: tuple[int, int], heads: list[Head], rules: Heads) -> str:
    """The unit as a head writes it, or the column of units."""
    row, body = place
    own = next((head.unit for head in heads if head.unit), "")
    columns = sorted({column for at, column in grid.cells if at == row})
    listed = (column for column in columns if any(rules.unit_head.fullmatch(c.text) for c in _over(grid, body, column)))
    return own or next((grid.cells[row, column].text for column in listed), "")


def _told(above: list[Head], beside: list[Head], year: str | None, rules: Heads) -> Figure:
    """What the heads of a number say, and the year over the table; where it stands and its value are left open."""
    names = [head.name for head in above if head.name]
    label = beside[0].name if beside else ""
    owner = label if names and rules.owner.search(label) else ""
    text = "".join(head.text for head in above)
    growth = bool(rules.growth.search("".join(names)))
    named = label if growth and label and not owner else "".join([*([] if owner else [label]), *names])
    return Figure(
        0,
        0,
        None,
        None,
        "target" if rules.ahead.search(text) else "figure",
        "delta" if growth else "value",
        named or None,
        owner or None,
        next((head.time for head in [*above, *beside] if head.time), year),
    )


def _scale(unit: str, knowledge: Knowledge) -> tuple[Decimal, str] | None:
    """What one of a unit as written is worth, and its canonical form: 10,000 and 元 for 万元."""
    text = f"1{unit}"
    found = [number for number in numbers(text, knowledge) if isinstance(number, Number)]
    read = quantities(text, found, knowledge)
    if len(read) != 1 or not read[0].unit or read[0].end != len(text) or read[0].status != "as_written":
        return None
    return read[0].low, read[0].unit
