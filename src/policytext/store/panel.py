"""The panel: one row for each place and year, five columns for each indicator.

A cell is never an average.  Where several numbers were reported for a place,
a year and an indicator, the one that is taken is told with the rule that took
it, with how many there were, the least and the greatest; where no rule holds,
the value is missing as `conflict`.  What is missing otherwise says why: a year
that is masked, a document that is cut, or nothing that was reported.

What goes in: figures that are values, of one year and of the place that their
document is of, on that place's own level.  Indicators differ where name, unit,
base or measure do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, func, or_, select

from policytext.knowledge.schema.display import Display
from policytext.store.figures import STREAM, FigureQuery, conditions
from policytext.store.schema import observations, revisions
from policytext.store.sightings import CURRENT
from policytext.store.tables import Cells, Column, Table

MOST = 400
"""Indicators of a panel, the most reported first: Stata/BE takes 2,048 variables."""

PARTS = ("value", "rule", "n", "min", "max")
VERIFIED = frozenset({"accepted", "corrected", "added"})
OFFICIAL = "official_original"
LEAST_DIGITS = 2
"""Digits that a rounded number must have to be told from one that is merely small."""

_NAMED = ("indicator", "unit", "per", "measure")
Key = tuple[str | None, ...]


@dataclass(slots=True)
class _Place:
    """What was reported of one place."""

    values: dict[tuple[int, Key], list[Row[Any]]] = field(default_factory=dict)
    masked: dict[Key, set[int]] = field(default_factory=dict)
    cut: set[int] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def take(self, row: Row[Any]) -> None:
        """Note a number, where it has a year, and what its document tells of itself."""
        if row.of_year is not None:
            self.years.add(row.of_year)
            if row.completeness in {"cut", "holed"}:
                self.cut.add(row.of_year)
        key = _key(row)
        if row.year_min is None:
            return
        if row.year_min == row.year_max:
            self.years.add(row.year_min)
            self.values.setdefault((row.year_min, key), []).append(row)
        elif row.year_basis == "masked":
            self.masked.setdefault(key, set()).update(range(row.year_min, row.year_max + 1))

    def cells(self, year: int, key: Key) -> tuple[str | Decimal, str | None, int, Decimal | None, Decimal | None]:
        """Value or why it is missing, rule, number, least and greatest."""
        rows = self.values.get((year, key))
        if rows:
            values = [Decimal(row.value_text) for row in rows]
            value, rule = chosen(rows)
            return ("conflict" if value is None else value), rule, len(rows), min(values), max(values)
        missing = "masked" if year in self.masked.get(key, ()) else "cut" if year in self.cut else "not_reported"
        return missing, None, 0, None, None


def panel_table(connection: Connection, display: Display, query: FigureQuery) -> Table:
    """Every place and year of which a figure was reported, in order."""
    keys = _keys(connection, query)
    names = {key: f"i_{hashlib.sha256(repr(key).encode()).hexdigest()[:8]}" for key in keys}

    def rows() -> Iterator[Cells]:
        found = connection.execute(_statement(query), execution_options={"yield_per": STREAM})
        for code, group in groupby(found, key=lambda row: row.place_code):
            yield from _rows(code, list(group), names)

    return Table("panel", tuple(_columns(names, display)), rows)


def chosen(rows: Sequence[Row[Any]]) -> tuple[Decimal | None, str]:
    """The number that stands for several of one place, year and indicator, and the rule; None where they differ."""
    if len(rows) == 1:
        return Decimal(rows[0].value_text), "single"
    trusted = {
        "equal": rows,
        "verified": [row for row in rows if row.review in VERIFIED],
        "official": [row for row in rows if row.source_grade == OFFICIAL],
    }
    for rule, group in trusted.items():
        values = {Decimal(row.value_text) for row in group}
        if len(values) == 1:
            return values.pop(), rule
    exact = max((Decimal(row.value_text) for row in rows), key=lambda value: (_digits(value), value))
    agree = all(rounds_to(exact, Decimal(row.value_text)) for row in rows)
    return (exact, "precise") if agree else (None, "conflict")


def rounds_to(exact: Decimal, value: Decimal) -> bool:
    """Whether a number is another one rounded or cut off: 825万 is 8254800."""
    if exact == value:
        return True
    if _digits(value) < LEAST_DIGITS:
        return False
    unit = Decimal((0, (1,), int(value.normalize().as_tuple().exponent)))
    return value in {exact.quantize(unit, rounding) for rounding in (ROUND_DOWN, ROUND_HALF_UP)}


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _rows(code: str, found: Sequence[Row[Any]], names: Mapping[Key, str]) -> Iterator[Cells]:
    """The rows of one place."""
    place = _Place()
    for row in found:
        place.take(row)
    named = next((row.place for row in found if row.place), None)
    for year in sorted(place.years):
        cells: Cells = {"place_code": code, "place": named, "year": year}
        for key, name in names.items():
            for part, cell in zip(PARTS, place.cells(year, key), strict=True):
                cells[_name(name, part)] = cell
        yield cells


def _columns(names: Mapping[Key, str], display: Display) -> Iterator[Column]:
    for name, header in display.panel_columns.items():
        yield Column(name, header, "int" if name == "year" else "text")
    words = {"value": display.values["missing"], "rule": display.values["panel_rule"]}
    kinds = {"value": "number", "n": "int", "min": "number", "max": "number"}
    for key, name in names.items():
        told = _told(key, display)
        for part in PARTS:
            header = display.panel_indicator[part].replace("{}", told)
            yield Column(_name(name, part), header, kinds.get(part, "text"), words.get(part))  # type: ignore[arg-type]


def _name(name: str, part: str) -> str:
    return name if part == "value" else f"{name}_{part}"


def _told(key: Key, display: Display) -> str:
    """An indicator in words, with unit, base and measure where they are known."""
    indicator, unit, per, measure = key
    base = "/".join(each for each in (unit, per) if each)
    kind = "" if measure in {None, "unknown"} else display.word("measure", str(measure))
    return " ".join(filter(None, [indicator, f"[{base}]" if base else "", kind]))


def _key(row: Row[Any]) -> Key:
    return tuple(getattr(row, name) for name in _NAMED)


def _keys(connection: Connection, query: FigureQuery) -> list[Key]:
    """The indicators that are most reported, in the order of their names."""
    o = observations.c
    columns = [o[name] for name in _NAMED]
    counted = (
        select(*columns)
        .join_from(observations, revisions)
        .where(*_wanted(query), o.year_min == o.year_max)
        .group_by(*columns)
        .order_by(func.count().desc(), *columns)
        .limit(MOST)
    )
    keys: Iterable[Key] = (tuple(row) for row in connection.execute(counted))
    return sorted(keys, key=lambda key: tuple(part or "" for part in key))


def _statement(query: FigureQuery) -> Select[Any]:
    o, r = observations.c, revisions.c
    return (
        select(
            r.place_code,
            r.place,
            r.completeness,
            r.source_grade,
            _single_year().label("of_year"),
            *(o[name] for name in (*_NAMED, "value_text", "year_min", "year_max", "year_basis", "review")),
        )
        .join_from(observations, revisions)
        .where(*_wanted(query))
        .order_by(r.place_code, r.document_id, o.span_start, o.ordinal)
    )


def _single_year() -> Any:  # noqa: ANN401 - an SQL expression
    """The year that a document is of, where it is of one."""
    return case((revisions.c.year_min == revisions.c.year_max, revisions.c.year_min))


def _wanted(query: FigureQuery) -> list[Any]:
    """Figures that are values, of the document's own place and its level."""
    o, code = observations.c, revisions.c.place_code
    length = func.length(code)
    levels = (
        (or_(code.endswith("0000"), length == len("32")), "province"),
        (
            or_(and_(code.endswith("00"), length == len("320100"), ~code.endswith("0000")), length == len("3201")),
            "city",
        ),
        (and_(length == len("320102"), ~code.endswith("00")), "district"),
        (length == len("320102001"), "street"),
        (length == len("320102001001"), "community"),
    )
    own = or_(and_(o.level == "unknown", o.scope.is_(None)), *(and_(which, o.level == name) for which, name in levels))
    plain = (o.kind == "figure", o.role == "value", o.relation.in_(("=", "~")), o.value_high_text.is_(None))
    known = (o.value_text.is_not(None), o.indicator.is_not(None), code.is_not(None))
    return [CURRENT, *conditions(query), *plain, *known, own]
