"""What exports are made of: tables of typed columns, whose rows can be gone through as often as a format needs."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from sqlalchemy import Connection

from policytext.knowledge.load import load_canon
from policytext.knowledge.schema.display import Display
from policytext.model import Kind
from policytext.observe import titled
from policytext.store.figures import FigureQuery, FigureRow
from policytext.store.listing import EVERY_FIGURE, Record, cited_figures, document_records, shown

Type = Literal["text", "int", "number"]
"""`number` is an exact decimal; what is neither int nor number is shown as text."""

Cell = str | int | Decimal | None
Cells = dict[str, Cell]

EXACT = "_exact"
"""The ending of the column of texts beside a column of numbers, in formats whose numbers are floats."""

_PLAIN = frozenset({type(None), int, Decimal})

PARTS = ("value", "rule", "n", "min", "max")
"""What the panel says of an indicator in a place and year."""

WHOLE = frozenset({"year_min", "year_max", "figures", "targets", "requirements", "deadlines", "gaps", "characters"})
"""Columns of documents that are whole numbers, besides their number."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in ASCII, its header, what it holds, and words for its codes where it holds codes."""

    name: str
    header: str
    type: Type = "text"
    words: Mapping[str, str] | None = None
    codes: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Turn the words round once: of each the code it stands for, the first where it stands for several."""
        object.__setattr__(self, "codes", {word: code for code, word in reversed([*(self.words or {}).items()])})

    def word(self, cell: Cell) -> Cell:
        """What people are shown for a cell."""
        return self.words.get(cell, cell) if self.words and isinstance(cell, str) else cell

    def code(self, word: str) -> str:
        """The code that a word stands for; the word itself where it stands for none."""
        return self.codes.get(word, word)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an export.

    Args:
        name: figure, target …, document, codebook or panel; its sheet is named in the words of analysts.
        columns: in their order.
        rows: gives the rows anew each time it is called, codes as stored; empty cells are None.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Cells]]


def figure_table(
    connection: Connection, display: Display, query: FigureQuery = EVERY_FIGURE, kind: Kind | None = None
) -> Table:
    """Every number that a query asks for, or those of one kind among them."""
    columns = figure_columns(display)

    def rows() -> Iterator[Cells]:
        return (plain(each, columns, display) for each in cited_figures(connection, display, kind, query))

    return Table(kind or "figures", columns, rows)


def document_table(connection: Connection, display: Display, query: FigureQuery = EVERY_FIGURE) -> Table:
    """Every document."""
    columns = document_columns(display)

    def rows() -> Iterator[Cells]:
        return (plain(each, columns, display) for each in document_records(connection, display, query))

    return Table("document", columns, rows)


def codebook_table(display: Display) -> Table:
    """Every column of the other tables, and every code with its word."""
    panel = (*place_columns(display), *indicator_columns(display, "i_", "…"))
    listed = (("figure", figure_columns(display)), ("document", document_columns(display)), ("panel", panel))

    def rows() -> Iterator[Cells]:
        for sheet, columns in listed:
            for column in columns:
                yield _entry(display.sheets[sheet], column, display)
                for code, word in (
                    display.values[column.name] if column.name in INSIDE else column.words or {}
                ).items():
                    yield _entry(display.sheets[sheet], column, display, code, word)

    columns = tuple(Column(name, header) for name, header in display.codebook_columns.items())
    return Table("codebook", columns, rows)


INSIDE = frozenset({"flags"})
"""Columns whose texts hold several codes, or a code beside other things: no cell there is a code's word alone."""


def place_columns(display: Display) -> Iterator[Column]:
    """The columns of the panel that say of which place and year a row is."""
    return (Column(name, header, "int" if name == "year" else "text") for name, header in display.panel_columns.items())


def indicator_columns(display: Display, name: str, told: str) -> Iterator[Column]:
    """The columns that an indicator has in the panel, in the order of PARTS.

    Args:
        display: headers, and words for codes.
        name: of its value.
        told: the indicator in words.
    """
    words = {"value": display.values["missing"], "rule": display.values["panel_rule"]}
    types_of: dict[str, Type] = {"rule": "text", "n": "int"}
    for part in PARTS:
        header = display.panel_indicator[part].replace("{}", told)
        yield Column(part_name(name, part), header, types_of.get(part, "number"), words.get(part))


def part_name(name: str, part: str) -> str:
    """The name of one of the columns of an indicator."""
    return name if part == "value" else f"{name}_{part}"


def with_titles(display: Display, tables: Path | None) -> Display:
    """Words that name canonical indicators too.

    Args:
        display: headers, and words for codes.
        tables: folder of the analyst's own tables, which name indicators of theirs.

    Raises:
        KnowledgeError: a table is not valid.
    """
    names = {name: each.zh for name, each in titled(load_canon(tables)).items()}
    return display.model_copy(update={"values": {**display.values, "indicator_id": names}})


def figure_columns(display: Display) -> tuple[Column, ...]:
    """The columns of numbers."""
    hints = get_type_hints(FigureRow)
    types_of = {name: _type(hint) for name, hint in hints.items()} | {"start": "int", "end": "int"}
    return tuple(
        Column(name, header, types_of.get(name, "text"), _words(name, display))
        for name, header in display.columns.items()
    )


def document_columns(display: Display) -> tuple[Column, ...]:
    """The columns of documents."""
    whole = WHOLE | {"document"}
    return tuple(
        Column(name, header, "int" if name in whole else "text", _words(name, display))
        for name, header in display.document_columns.items()
    )


def plain(record: Record, columns: tuple[Column, ...], display: Display) -> Cells:
    """A record as cells: codes as stored, lists and mappings in words, what is empty as None."""
    cells: Cells = {}
    for column in columns:
        value = record[column.name]
        as_it_is = value.__class__ in _PLAIN or (value.__class__ is str and value)  # nearly all are: a million times
        cells[column.name] = value if as_it_is else _cell(record, column, display)
    return cells


def exact(number: Decimal | int) -> str:
    """A number as text, every digit."""
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def beside(number: Cell, digits: Cell) -> Cell:
    """Of a float and the exact text beside it the text, unless somebody has since written another number."""
    if number is None or not isinstance(digits, str):
        return digits if number is None else number
    return digits if float(digits) == float(number) else number


def _cell(record: Record, column: Column, display: Display) -> Cell:
    value = record[column.name]
    if isinstance(value, str):
        return value or None
    if value is None or isinstance(value, int | Decimal):
        return int(value) if isinstance(value, bool) else value
    return shown(record, column.name, display) or None


def _words(name: str, display: Display) -> Mapping[str, str] | None:
    words = display.values.get(name)
    return words if words and name not in {"flags", "gaps"} else None


def _type(hint: Any) -> Type:  # noqa: ANN401 - a type of any form
    parts = {*(get_args(hint) if isinstance(hint, types.UnionType) else (hint,))} - {type(None)}
    if parts <= {int, bool}:
        return "int"
    return "number" if parts == {Decimal} else "text"


def _entry(sheet: str, column: Column, display: Display, code: str = "", word: str = "") -> Cells:
    kind = display.word("column_type", column.type)
    row = {"sheet": sheet, "column": column.header, "name": column.name, "type": kind, "code": code, "word": word}
    return {name: value or None for name, value in row.items()}
