"""The panel: one row for each place and year, five columns for each indicator.

A cell is never an average.  Where several numbers were reported for a place,
a year and an indicator, the one that is taken is told with the rule that took
it, with how many there were, the least and the greatest; where no rule holds,
the value is missing as `conflict`.  What is missing otherwise says why: a year
that is masked, a document that is cut, or nothing that was reported.

What goes in: figures that are values, of one year and of a place as a whole, on
that place's own level.  The place is the number's own, or where none is known
for it that of its document; one that no gazetteer has goes by its name.

Indicators differ where the canonical indicator, what is said of it (amount,
increase, growth), who honours it, base unit, base or measure do; a number whose
indicator is not known goes by its name and unit.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, case, func, or_, select

from policytext.knowledge.load import load_canon, shipped_table
from policytext.knowledge.schema.display import Display
from policytext.observe import Titled, titled
from policytext.store.figures import STREAM, FigureQuery, conditions
from policytext.store.schema import observations, revisions
from policytext.store.sightings import CURRENT
from policytext.store.tables import PARTS, Cells, Column, Table, indicator_columns, part_name, place_columns

MOST = 400
"""Indicators of a panel, the most reported first: Stata/BE takes 2,048 variables."""

VERIFIED = frozenset({"accepted", "corrected", "added"})
WRONG = "wrong"
"""What a person judged wrong without saying what it should be stands for nothing."""

OFFICIAL = "official_original"
LEAST_DIGITS = 2
"""Digits that a rounded number must have to be told from one that is merely small."""

_PLACED = or_(observations.c.place_code.is_not(None), observations.c.place_name.is_not(None))
_CODE = case((_PLACED, observations.c.place_code), else_=revisions.c.place_code)
_PLACE = case((_PLACED, observations.c.place_name), else_=revisions.c.place)
"""Of a number: its own place where one is known for it, else its document's."""

_NAMED = ("indicator", "unit", "per", "measure")
_CANONICAL = ("indicator_id", "aspect", "tier", "unit", "base_unit", "denominator", "measure")
"""Columns that tell indicators apart, where only a name is known, and where the canonical one is."""

_VALUES = ("value_text", "low_text", "high_text", "year_min", "year_max", "year_basis", "review")


class Key(NamedTuple):
    """An indicator of the panel: by its name, or by `id`, then the name is None, and unit and base are in one form."""

    indicator: str | None
    unit: str
    per: str | None
    measure: str
    id: str | None = None
    aspect: str | None = None
    tier: str | None = None

    @property
    def variable(self) -> str:
        """A name of ASCII letters that follows from what it measures alone."""
        told = tuple(self)[: len(_NAMED)] if self.id is None else tuple(self)
        return f"i_{hashlib.sha256(repr(told).encode()).hexdigest()[:8]}"


class Report(NamedTuple):
    """What one number says of a cell."""

    value_text: str
    review: str
    source_grade: str | None


@dataclass(slots=True)
class _Place:
    """What was reported of one place."""

    known: Mapping[str, Titled]
    values: dict[tuple[int, Key], list[Report]] = field(default_factory=dict)
    masked: dict[Key, set[int]] = field(default_factory=dict)
    cut: set[int] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def take(self, row: Row[Any]) -> None:
        """Note a number, where it has a year, and what its document tells of itself."""
        if row.of_year is not None and row.place_basis != "stated":
            self.years.add(row.of_year)
            if row.completeness in {"cut", "holed"}:
                self.cut.add(row.of_year)
        key = _key(row, self.known)
        if row.year_min is None:
            return
        if row.year_min == row.year_max:
            self.years.add(row.year_min)
            report = Report(_value(row), row.review, row.source_grade)
            self.values.setdefault((row.year_min, key), []).append(report)
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


def panel_table(connection: Connection, display: Display, query: FigureQuery, tables: Path | None = None) -> Table:
    """Every place and year of which a figure was reported, in order.

    Args:
        connection: to the database.
        display: headers, and words for codes.
        query: which numbers.
        tables: folder of the analyst's own tables, with canonical indicators of theirs.

    Raises:
        KnowledgeError: a table is not valid.
    """
    known = titled(load_canon(tables))
    names = {key: key.variable for key in _keys(connection, query, known)}

    def rows() -> Iterator[Cells]:
        found = connection.execute(_statement(query), execution_options={"yield_per": STREAM})
        for _, group in groupby(found, key=lambda row: row.at):
            place = [row for row in group if row.code or _of_own_level(row)]
            yield from _rows(place, names, known)

    return Table("panel", tuple(_columns(names, known, display)), rows)


def chosen(rows: Sequence[Report]) -> tuple[Decimal | None, str]:
    """The number that stands for several of one place, year and indicator, and the rule; None where they differ."""
    rows = [row for row in rows if row.review != WRONG]
    if not rows:
        return None, WRONG
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


def _rows(found: Sequence[Row[Any]], names: Mapping[Key, str], known: Mapping[str, Titled]) -> Iterator[Cells]:
    """The rows of one place."""
    place = _Place(known)
    for row in found:
        place.take(row)
    named = next((row.named for row in found if row.named), None)
    for year in sorted(place.years):
        cells: Cells = {"place_code": found[0].code, "place": named, "year": year}
        for key, name in names.items():
            for part, cell in zip(PARTS, place.cells(year, key), strict=True):
                cells[part_name(name, part)] = cell
        yield cells


def _columns(names: Mapping[Key, str], known: Mapping[str, Titled], display: Display) -> Iterator[Column]:
    yield from place_columns(display)
    for key, name in names.items():
        yield from indicator_columns(display, name, _told(key, known, display))


def _told(key: Key, known: Mapping[str, Titled], display: Display) -> str:
    """An indicator in words, with what is said of it, unit, base and measure where they are known."""
    name = key.indicator if key.id is None else known[key.id].zh if key.id in known else key.id
    aspect = "" if key.aspect in {None, "amount"} else display.word("aspect", str(key.aspect))
    tier = display.word("tier", key.tier) if key.tier else ""
    base = "/".join(each for each in (key.unit, key.per) if each)
    kind = "" if key.measure == "unknown" else display.word("measure", key.measure)
    return " ".join(filter(None, [name, aspect, tier, f"[{base}]" if base else "", kind]))


def _key(row: Row[Any], known: Mapping[str, Titled]) -> Key:
    """The indicator of a number; what kind of amount it is the text says, or else the canonical indicator."""
    if row.indicator_id is None:
        return Key(row.indicator, row.unit, row.per, row.measure)
    title, amount = known.get(row.indicator_id), row.aspect in {None, "amount"}
    own = title.measure if title and row.measure == "unknown" else row.measure
    measure, unit = (own if amount else "flow"), row.base_unit or row.unit
    return Key(None, unit, row.denominator, measure, row.indicator_id, row.aspect or "amount", row.tier)


def _value(row: Row[Any]) -> str:
    """The number in the unit of its key: of a rounded one the middle of what it may be, which is itself."""
    known = row.indicator_id is not None and row.base_unit not in {None, row.unit}
    if not known or row.low_text is None or row.high_text is None:
        return str(row.value_text)
    return format((Decimal(row.low_text) + Decimal(row.high_text)) / 2, "f")


def _of_own_level(row: Row[Any]) -> bool:
    """Whether a number of a place that no gazetteer has is on the level that the place's name tells."""
    return row.level in {"unknown", _level_of(row.named)}


@lru_cache(maxsize=1024)
def _level_of(name: str) -> str | None:
    levels = shipped_table("natures")["levels"]
    return next((row["level"] for row in levels if re.search(f"(?:{row['ends']})$", name)), None)


def _keys(connection: Connection, query: FigureQuery, known: Mapping[str, Titled]) -> list[Key]:
    """The indicators that are most reported, in the order of their names."""
    o, counted = observations.c, Counter[Key]()
    canonical = _count(query, _CANONICAL).where(o.indicator_id.is_not(None))
    for row in connection.execute(canonical):
        counted[_key(row, known)] += row.reports
    named = _count(query, _NAMED).where(o.indicator_id.is_(None))
    most = named.order_by(func.count().desc(), *(o[name] for name in _NAMED)).limit(MOST)
    for row in connection.execute(most):
        counted[Key(*row[: len(_NAMED)])] = row.reports
    found = sorted(counted, key=lambda key: (-counted[key], _order(key)))[:MOST]
    return sorted(found, key=_order)


def _order(key: Key) -> tuple[str, ...]:
    return tuple(part or "" for part in key)


def _count(query: FigureQuery, names: Sequence[str]) -> Select[Any]:
    """How often numbers of one year that are the same in some columns are reported."""
    columns = [observations.c[name] for name in names]
    counted = select(*columns, func.count().label("reports")).join_from(observations, revisions)
    return counted.where(*_wanted(query), observations.c.year_min == observations.c.year_max).group_by(*columns)


def _statement(query: FigureQuery) -> Select[Any]:
    o, r = observations.c, revisions.c
    columns = dict.fromkeys((*_CANONICAL, *_NAMED, *_VALUES, "level", "place_basis"))
    return (
        select(
            func.coalesce(_CODE, _PLACE).label("at"),
            _CODE.label("code"),
            _PLACE.label("named"),
            r.completeness,
            r.source_grade,
            _single_year().label("of_year"),
            *(o[name] for name in columns),
        )
        .join_from(observations, revisions)
        .where(*_wanted(query))
        .order_by("at", r.document_id, o.span_start, o.ordinal)
    )


def _single_year() -> Any:  # noqa: ANN401 - an SQL expression
    """The year that a document is of, where it is of one."""
    return case((revisions.c.year_min == revisions.c.year_max, revisions.c.year_min))


def _wanted(query: FigureQuery) -> list[Any]:
    """Figures that are values, of a place as a whole and on its level."""
    o = observations.c
    length = func.length(_CODE)
    levels = (
        (or_(_CODE.endswith("0000"), length == len("32")), "province"),
        (
            or_(and_(_CODE.endswith("00"), length == len("320100"), ~_CODE.endswith("0000")), length == len("3201")),
            "city",
        ),
        (and_(length == len("320102"), ~_CODE.endswith("00")), "district"),
        (length == len("320102001"), "street"),
        (length == len("320102001001"), "community"),
    )
    whole = and_(o.level == "unknown", or_(o.scope.is_(None), o.place_basis == "stated"))
    by_name = and_(_CODE.is_(None), o.level != "unknown")  # see `_of_own_level`
    own = or_(whole, by_name, *(and_(which, o.level == name) for which, name in levels))
    plain = (o.kind == "figure", o.role == "value", o.relation.in_(("=", "~")), o.value_high_text.is_(None))
    amount = or_(o.aspect.is_(None), o.aspect.not_in(("threshold", "difference", "some")))
    known = (o.value_text.is_not(None), o.indicator.is_not(None), or_(_CODE.is_not(None), _PLACE.is_not(None)))
    return [CURRENT, *conditions(query), *plain, amount, *known, o.place_part.is_(None), own]
