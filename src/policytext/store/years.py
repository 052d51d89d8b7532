"""The years that numbers fall back on, where a person said of which year a document is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from policytext.store.fold import fold

DECIDED = "decided"
STATED = "stated"

# of a document: what says which year it reports, and not only bounds of it
_KNOWN = {"explicit": "reported", "relative": "reported", "issued": "issued"}

# of a number: bases that follow the document's year, at a distance from it
_FOLLOWING = ("relative", "reported", "masked")

UNTOLD: dict[str, None] = {"time_from": None, "time_to": None, "time_precision": None}
"""The days of a number whose time a person told otherwise: its years are read from it, its days are not."""

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Of which year a document is.

    Args:
        decided: the year it reports, by a person.
        issued: the year of issue, as far as known, and
        issued_as_read: as it was read.
        moved: whether a person said when it was issued.
        low: first year reported as it was read, or a bound, and
        high: the last, and
        basis: what says so.
    """

    decided: int | None
    issued: int | None
    issued_as_read: int | None
    moved: bool
    low: int | None
    high: int | None
    basis: str | None

    def of_document(self) -> Columns:
        """The year columns of the document's revision, where they are not as they were read."""
        if self.decided is not None:
            return _row(self.decided, self.decided, DECIDED)
        if self.moved and self.basis == "issued":
            return _row(_later(self.low, self._delay), _later(self.high, self._delay), "issued")
        return {}

    def of_time(self, time: str | None) -> Columns:
        """The year columns of a number whose time is told so: the years in it, or else the document's own."""
        stated = [int(year) for year in _YEAR.findall(fold(time or ""))]
        if stated:
            return _row(min(stated), max(stated), STATED)
        if self.basis in _KNOWN and self.low is not None and self.high is not None:
            return _row(self.low, self.high, _KNOWN[self.basis])
        return _row(self.issued_as_read, self.issued_as_read, "issued" if self.issued_as_read else None)

    def on(self, row: Columns, changes: Columns) -> Columns:
        """The changes of a row of `observations` with its years, where they follow from what a person said."""
        basis = row.get("year_basis")
        if basis == STATED:
            return changes
        if self.decided is not None:
            first, last = self._distance(row)
            return changes | _moved(row, _row(self.decided + first, self.decided + last, DECIDED))
        if self.moved and self.basis == "issued" and basis is not None:
            return changes | _moved(
                row, _row(_later(row["year_min"], self._delay), _later(row["year_max"], self._delay), basis)
            )
        if self.moved and basis in {None, "issued"}:
            return changes | _moved(row, _row(self.issued, self.issued, "issued" if self.issued else None))
        return changes

    @property
    def _delay(self) -> int:
        """Years from the date of issue that was read to the one that was decided."""
        return (self.issued or 0) - (self.issued_as_read or 0) if self.issued and self.issued_as_read else 0

    def _distance(self, row: Columns) -> tuple[int, int]:
        """How far a number's first and last year lie from the document's: 去年 is -1 from a year that is 今年."""
        follows = row.get("year_basis") in _FOLLOWING or (row.get("year_basis") == self.basis == "issued")
        if not follows or None in {self.low, self.high, row["year_min"], row["year_max"]}:
            return 0, 0
        first, last = row["year_min"] - self.low, row["year_max"] - self.high
        return first, max(first, last)


def year_in(text: str) -> int | None:
    """The first year that a text names."""
    found = _YEAR.search(fold(text))
    return int(found.group()) if found else None


def _later(year: int | None, delay: int) -> int | None:
    return None if year is None else year + delay


def _moved(row: Columns, years: Columns) -> Columns:
    """Years with the days that move with them: 去年6月 stays June."""
    ends = {"time_from": ("year_min", row.get("time_from")), "time_to": ("year_max", row.get("time_to"))}
    return years | {
        name: _shifted(day, row[year], years[year]) for name, (year, day) in ends.items() if day is not None
    }


def _shifted(day: str, before: int | None, after: int | None) -> str | None:
    """A day as many years later as its year is; None where that is not known."""
    return None if before is None or after is None else f"{int(day[:4]) + after - before}{day[4:]}"


def _row(low: int | None, high: int | None, basis: str | None) -> Columns:
    return {"year_min": low, "year_max": high, "year_basis": basis}
