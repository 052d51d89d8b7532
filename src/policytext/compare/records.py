"""What comparisons find, as plain values by column: what JSON lines, CSV and tables are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from policytext.compare.cells import Cell, Key, Part
from policytext.compare.contradictions import Contradiction
from policytext.compare.derived import DerivedCell
from policytext.compare.indicators import Counted, Unmatched
from policytext.compare.series import Series
from policytext.compare.targets import Link

Record = dict[str, Any]


def told(low: Decimal | None, low_inclusive: bool, high: Decimal | None, high_inclusive: bool) -> str:  # noqa: FBT001 - the ends of one interval
    """An interval in signs: 98, ≥98, <3,600, (3,500, 3,600)."""
    if low is not None and low == high:
        return _plain(low)
    if high is None:
        return "" if low is None else f"{'≥' if low_inclusive else '>'}{_plain(low)}"
    if low is None:
        return f"{'≤' if high_inclusive else '<'}{_plain(high)}"
    return f"{'[' if low_inclusive else '('}{_plain(low)}, {_plain(high)}{']' if high_inclusive else ')'}"


def amount(part: Part) -> str:
    """The interval of a number in signs, in its base unit."""
    return told(part.low, part.low_inclusive, part.high, part.high_inclusive)


def series_records(found: Series) -> Iterator[Record]:
    """Every number of a series: its row, its year (None where it stands in no cell), and whether it is shown."""
    for key, cells in found.rows.items():
        for cell in cells:
            yield from (_in_cell(key, cell, part) for part in cell.parts)
    for part in found.spans:
        yield {**_whose(part), "year": None, "shown": False, "conflict": False, **_said(part)}


def derived_record(cell: DerivedCell, unit: str) -> Record:
    """A derived cell with the quotes of both halves."""
    return {
        "formula": cell.formula,
        "place_code": cell.place if cell.place.isdigit() else None,
        "place_name": cell.place_name,
        "place_part": cell.part or None,
        "level": cell.level,
        "year": cell.year,
        "low": _text(cell.low),
        "low_inclusive": cell.low_inclusive,
        "high": _text(cell.high),
        "high_inclusive": cell.high_inclusive,
        "unit": unit,
        "status": cell.status,
        "missing": cell.missing,
        **_prefixed("over", cell.over),
        **_prefixed("under", cell.under),
        **_prefixed("stated", cell.stated),
    }


def link_record(link: Link) -> Record:
    """A target beside its actual."""
    return {
        "link": link.id,
        "indicator_id": link.indicator,
        "indicator_name": link.name or None,
        "place_code": link.place if link.place.isdigit() else None,
        "place_name": link.place_name,
        "place_part": link.part or None,
        "level": link.level,
        "tier": link.tier or None,
        "due": link.due,
        "outcome": link.outcome,
        "standing": link.standing,
        "differs": ",".join(link.differs),
        **_prefixed("target", link.target),
        "actual_year": link.actual.year_min if link.actual else None,
        **_prefixed("actual", link.actual),
    }


def contradiction_record(found: Contradiction) -> Record:
    """Two numbers that cannot both be right."""
    return {
        **_row(found.key),
        "year": found.year,
        "within": found.within,
        **_prefixed("one", found.one),
        **_prefixed("other", found.other),
    }


def counted_record(row: Counted) -> Record:
    """An indicator with its counts."""
    return {**asdict(row), "units": ",".join(row.units)}


def unmatched_record(row: Unmatched) -> Record:
    """A name without an indicator."""
    return {**asdict(row), "proposals": [asdict(each) for each in row.proposals]}


def _in_cell(key: Key, cell: Cell, part: Part) -> Record:
    return {**_row(key), "year": cell.year, "shown": part is cell.shown, "conflict": cell.conflict, **_said(part)}


def _row(key: Key) -> Record:
    return {
        "indicator_id": key.indicator,
        "indicator_name": key.name or None,
        "place_code": key.place if key.place.isdigit() else None,
        "place_name": key.place_name,
        "place_part": key.part or None,
        "level": key.level,
        "measure": key.measure,
        "tier": key.tier or None,
        "denominator": key.denominator or None,
        "base_unit": key.base_unit,
    }


def _whose(part: Part) -> Record:
    names = ("indicator_id", "place_code", "place_name", "place_part", "level", "measure", "tier", "denominator")
    return {name: getattr(part, name) for name in (*names, "base_unit")}


def _said(part: Part) -> Record:
    return {
        "low": _text(part.low),
        "low_inclusive": part.low_inclusive,
        "high": _text(part.high),
        "high_inclusive": part.high_inclusive,
        "year_min": part.year_min,
        "year_max": part.year_max,
        "status": part.status,
        "review": part.review,
        "identity": part.identity,
        "document": part.document,
        "name": part.name,
        "start": part.span.start,
        "surface": part.surface,
        "quote": part.quote,
    }


def _prefixed(name: str, part: Part | None) -> Record:
    keys = ("identity", "document", "name", "start", "surface", "quote")
    said = _said(part) if part else dict.fromkeys(keys)
    return {f"{name}_amount": amount(part) if part else None, **{f"{name}_{key}": said[key] for key in keys}}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}" if value else "0"
