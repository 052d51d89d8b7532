"""Indicators reckoned from two others of the same place, level and year; an empty cell says which half is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Literal, cast

from sqlalchemy import Engine

from policytext.compare.cells import Cell, Part, cell_of, grouped, parts_of
from policytext.errors import QueryError
from policytext.knowledge import Knowledge
from policytext.knowledge.load import load_derived
from policytext.knowledge.schema.canon import Derived, Formula, Half
from policytext.model import Status
from policytext.observe import catalogue

Missing = Literal["over", "under"]

DIGITS = 6
"""Significant digits of a ratio beyond which nothing is told."""


@dataclass(frozen=True, slots=True)
class DerivedCell:
    """A ratio of one place, level and year, or what is missing for it.

    Args:
        formula: id.
        place, place_name, part, level, year: of both halves.
        low, high: ends of the interval; None where open, and where a half is missing.
        low_inclusive, high_inclusive: whether they belong to it.
        status: derived, or ambiguous where a half is, or where its numbers contradict each other.
        over, under: the numbers it is made of.
        stated: the number by which a document tells the ratio itself; it fills a cell that cannot be reckoned.
        missing: the half that is missing.
    """

    formula: str
    place: str
    place_name: str
    part: str
    level: str
    year: int
    low: Decimal | None = None
    low_inclusive: bool = False
    high: Decimal | None = None
    high_inclusive: bool = False
    status: Status | None = None
    over: Part | None = None
    under: Part | None = None
    stated: Part | None = None
    missing: Missing | None = None


Where = tuple[str, str, str, str, int]
"""Place, its name, the part of it, level, year."""


def derived_table(
    engine: Engine, knowledge: Knowledge, asked: str, *, place: str | None = None, whole: bool = False
) -> list[DerivedCell]:
    """The cells of a derived indicator, by place and year.

    Only figures fill a cell: what is aimed at or required does not.

    Args:
        engine: the database, its normal forms fresh.
        knowledge: the tables.
        asked: id or name of a formula.
        place: the beginning of a code, or a part of a name.
        whole: leave out cells of which a half is missing.

    Raises:
        QueryError: there is no such formula.
        StoreError: the database cannot be read.
    """
    name, formula = formula_of(asked, formulas(knowledge))
    over, under = (_half(engine, knowledge, half, place) for half in (formula.over, formula.under))
    own = Half(indicators=(formula.stated,), name=formula.zh) if formula.stated else None
    stated = _half(engine, knowledge, own, place) if own else {}
    cells = [
        _cell(name, formula, where, over.get(where), under.get(where), stated.get(where))
        for where in sorted({*over, *under, *stated})
    ]
    return [cell for cell in cells if not whole or cell.missing is None]


def formulas(knowledge: Knowledge) -> Derived:
    """The formulas in force."""
    return load_derived(*knowledge.roots[1:])


def formula_of(asked: str, table: Derived) -> tuple[str, Formula]:
    """The formula that an id or a name means.

    Raises:
        QueryError: there is none; it names those there are.
    """
    for name, formula in table.formulas.items():
        if asked in {name, formula.zh, formula.en}:
            return name, formula
    known = ", ".join(f"{name} {formula.zh}" for name, formula in table.formulas.items())
    raise QueryError(f"{asked!r} is no derived indicator; there are {known}")


def _half(engine: Engine, knowledge: Knowledge, half: Half, place: str | None) -> dict[Where, Cell]:
    """The cells of the indicators of a half; of several in one place and year, the first indicator's.

    What came in a year is no half where the indicator is what there is.
    """
    rows = [row for row in parts_of(engine, half.indicators, place=place) if row.aspect == "amount"]
    entries = catalogue(knowledge)
    found: dict[Where, tuple[int, Cell]] = {}
    for key, by_year in grouped(rows, knowledge).items():
        if key.tier or key.denominator or key.measure != entries[key.indicator].measure:
            continue
        rank = half.indicators.index(key.indicator)
        for year, parts in by_year.items():
            where = (key.place, key.place_name, key.part, key.level, year)
            if where not in found or rank < found[where][0]:
                found[where] = rank, cell_of(year, parts, knowledge)
    return {where: cell for where, (_, cell) in found.items()}


def _cell(  # noqa: PLR0913, PLR0917 - what one cell is made of
    name: str, formula: Formula, where: Where, over: Cell | None, under: Cell | None, stated: Cell | None
) -> DerivedCell:
    if stated and (over is None or under is None):
        told = stated.shown
        ends = (told.low, told.low_inclusive, told.high, told.high_inclusive)
        return DerivedCell(name, *where, *ends, status="ambiguous" if stated.conflict else _status(told), stated=told)
    if over is None or under is None or not _positive(under.shown):
        return DerivedCell(
            name,
            *where,
            over=over.shown if over else None,
            under=under.shown if under else None,
            missing="under" if over else "over",
        )
    low, low_in, high, high_in = _ratio(over.shown, under.shown, Fraction(formula.times))
    doubt = over.conflict or under.conflict or "ambiguous" in {over.shown.status, under.shown.status}
    return DerivedCell(
        name,
        *where,
        low=low,
        low_inclusive=low_in,
        high=high,
        high_inclusive=high_in,
        status="ambiguous" if doubt else "derived",
        over=over.shown,
        under=under.shown,
        stated=stated.shown if stated else None,
    )


def _status(part: Part) -> Status:
    return cast("Status", part.status)  # the database holds the words of Status


def _positive(row: Part) -> bool:
    """Whether one can divide by a number."""
    return row.low is None or row.low > 0


def _ratio(over: Part, under: Part, times: Fraction) -> tuple[Decimal | None, bool, Decimal | None, bool]:
    """The quotient of two intervals of numbers that are not negative; an end is closed where both of its ends are."""
    low = _divided(over.low, under.high, times)
    high = _divided(over.high, under.low, times)
    return low, over.low_inclusive and under.high_inclusive, high, over.high_inclusive and under.low_inclusive


def _divided(over: Decimal | None, under: Decimal | None, times: Fraction) -> Decimal | None:
    if over is None or under is None or not under:
        return None
    exact = Fraction(over) / Fraction(under) * times
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(exact.numerator) / Decimal(exact.denominator)
