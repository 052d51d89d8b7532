"""One indicator over years for places."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from policytext.compare.cells import Cell, Key, Part, cell_of, grouped, parts_of, spanning, year_of
from policytext.errors import QueryError
from policytext.knowledge import Knowledge
from policytext.model import Kind
from policytext.observe import Aspect, named_like


@dataclass(frozen=True, slots=True)
class Series:
    """The cells of one indicator.

    Args:
        indicator: its id.
        rows: cells by key, in order; numbers of different measures or levels never share a row.
        years: every year of a cell, in order.
        spans: numbers of no single year, which stand in no cell.
    """

    indicator: str
    rows: dict[Key, tuple[Cell, ...]]
    years: tuple[int, ...]
    spans: tuple[Part, ...]


def series(  # noqa: PLR0913 - one argument for each thing that may be asked
    engine: Engine,
    knowledge: Knowledge,
    indicator: str,
    *,
    place: str | None = None,
    first: int | None = None,
    last: int | None = None,
    aspect: Aspect = "amount",
    kind: Kind = "figure",
) -> Series:
    """The figures of an indicator by place and year.

    Args:
        engine: the database, its normal forms fresh.
        knowledge: the tables.
        indicator: id, name or form of a canonical indicator.
        place: the beginning of a code, or a part of a name; None for all.
        first: year.
        last: year.
        aspect: the amount itself, its increase or its growth.
        kind: figures, or targets.

    Raises:
        QueryError: there is no such indicator.
        StoreError: the database cannot be read.
    """
    found = known_indicator(indicator, knowledge)
    rows = [row for row in parts_of(engine, [found], kind=kind, place=place) if row.aspect == aspect]
    rows = [row for row in rows if _within(row, first, last)]
    cells = {
        key: tuple(cell_of(year, parts, knowledge) for year, parts in by_year.items())
        for key, by_year in grouped(rows, knowledge).items()
    }
    years = sorted({cell.year for row in cells.values() for cell in row})
    return Series(found, cells, tuple(years), tuple(spanning(rows, knowledge)))


def known_indicator(asked: str, knowledge: Knowledge) -> str:
    """The id that is meant by an id, a name or a form.

    Raises:
        QueryError: there is none.
    """
    found = named_like(asked, knowledge)
    if found is None:
        raise QueryError(f"{asked!r} is no indicator; `policytext indicators` lists them")
    return found


def _within(row: Part, first: int | None, last: int | None) -> bool:
    """Whether a number speaks of a year between two; one of no known year does only where none is asked for."""
    low, high = (year_of(row), year_of(row)) if year_of(row) else (row.year_min, row.year_max)
    if low is None or high is None:
        return first is None and last is None
    return (first is None or high >= first) and (last is None or low <= last)
