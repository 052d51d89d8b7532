"""Numbers that are of the same thing: one key, one year, and what to show where several are told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Engine

from policytext.knowledge import Knowledge
from policytext.knowledge.load import canon_of
from policytext.model import Kind
from policytext.observe import catalogue, plain_name
from policytext.observe.amount import last_place
from policytext.observe.normal import LEVELS
from policytext.store import FigureQuery, FigureRow, every_figure

Part = FigureRow
"""A number that has a say in a cell."""

CUMULATIVE = "cumulative"

# ends of a change that are of another time, and the base of a norm
_NOT_OF_THE_YEAR = frozenset({"from", "per_base"})

COMPARABLE = frozenset({"amount", "increase", "growth"})
"""Aspects of which one number may be set beside another; thresholds, differences and counts of some are not."""

# from the first day to the last, and what is told of the end of a year
_WHOLE_YEARS = frozenset({("-01-01", "-12-31"), ("-12-01", "-12-31"), ("-12-31", "-12-31")})

_WRITTEN = re.compile(r"[0-9][0-9,]*(?:\.(?P<decimals>[0-9]+))?")
_CODE = {2: 1, 4: 2, 6: 3}


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What two numbers must share to be compared; `place` is a code, or a name that no gazetteer has.

    `name` is as the text tells it, of indicators that are a kind of things (项目投资额), and empty of others.
    """

    indicator: str
    aspect: str
    place: str
    place_name: str
    part: str
    level: str
    measure: str
    tier: str
    base_unit: str
    denominator: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """The numbers of one key and year.

    Args:
        year: of all of them.
        parts: all, the one that is shown first.
        conflict: whether two of them cannot both be right.
    """

    year: int
    parts: tuple[Part, ...]
    conflict: bool

    @property
    def shown(self) -> Part:
        """The number that counts: of the best source, then reviewed, exact, and told with the most digits."""
        return self.parts[0]


def parts_of(
    engine: Engine, indicators: Iterable[str] | None, *, kind: Kind | None = "figure", place: str | None = None
) -> Iterator[Part]:
    """The numbers that may be compared, in the order of documents and their text.

    Thresholds of what is counted, differences from others, counts of some of it, the starting points of changes
    and the bases of norms are none.

    Raises:
        StoreError: the database cannot be read.
    """
    wanted = None if indicators is None else tuple(indicators)
    for row in every_figure(engine, FigureQuery(indicators=wanted, kind=kind)):
        known = row.indicator_id is not None and (row.place_code or row.place_name) is not None
        if not known or row.aspect not in COMPARABLE or row.role in _NOT_OF_THE_YEAR or row.base_unit is None:
            continue
        if place is None or _is_at(row, place):
            yield row


def key_of(row: Part, knowledge: Knowledge) -> Key:
    """The key of a number that has an indicator and a place.

    What kind of amount it is the text says, or else the indicator; the level,
    or else the code of the place.
    """
    entry = catalogue(knowledge)[row.indicator_id or ""]
    amount = row.aspect == "amount"
    loose = (entry.parent or entry.id) in (kinds := knowledge.derive(_loose)) or entry.id in kinds
    return Key(
        indicator=entry.id,
        aspect=row.aspect or "amount",
        place=row.place_code or row.place_name or "",
        place_name=row.place_name or "",
        part=row.place_part or "",
        level=row.level if row.level != "unknown" else _level(row, knowledge),
        measure=(row.measure if row.measure != "unknown" else entry.measure) if amount else "flow",
        tier=row.tier or "",
        base_unit=row.base_unit or "",
        denominator=row.denominator or "",
        name=plain_name(row.indicator or "", knowledge) if loose else "",
    )


def grouped(rows: Iterable[Part], knowledge: Knowledge) -> dict[Key, dict[int, list[Part]]]:
    """Numbers of one year by key and year; sums over several years are left out, see `spanning`."""
    found: defaultdict[Key, defaultdict[int, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        key, year = key_of(row, knowledge), year_of(row)
        if year is not None and key.measure != CUMULATIVE:
            found[key][year].append(row)
    return {key: dict(sorted(found[key].items())) for key in sorted(found)}


def spanning(rows: Iterable[Part], knowledge: Knowledge) -> list[Part]:
    """The numbers that are of no single year: sums since a beginning, and those of several years."""
    return [row for row in rows if year_of(row) is None or key_of(row, knowledge).measure == CUMULATIVE]


def cell_of(year: int, rows: Iterable[Part], knowledge: Knowledge) -> Cell:
    """The cell of the numbers of one key and year."""
    parts = tuple(sorted(rows, key=lambda row: _worth(row, knowledge)))
    single = parts[0].indicator_id in knowledge.derive(canon_of).single
    return Cell(year, parts, single and any(not agree(parts[0], other) for other in parts[1:]))


def year_of(row: Part) -> int | None:
    """The year of a number, where it is one, whole, and not only possible."""
    known = row.year_min is not None and row.year_min == row.year_max and row.year_basis != "masked"
    return row.year_min if known and not _of_part_of_a_year(row) else None


def _of_part_of_a_year(row: Part) -> bool:
    """Whether something flowed in a quarter, or until some month: no year's amount and no year's growth."""
    if row.time_from is None or row.time_to is None or not (row.measure == "flow" or row.aspect == "growth"):
        return False
    return (row.time_from[4:], row.time_to[4:]) not in _WHOLE_YEARS


def agree(one: Part, other: Part) -> bool:
    """Whether two numbers may both be right: 825.48万 and 825万 are one number told with more and fewer digits."""
    low, high = _widened(one), _widened(other)
    return _not_above(low[0], high[1]) and _not_above(high[0], low[1])


def written_place(row: Part) -> Decimal:
    """What one in the last digit counts as it is written: 10000 for 825万人, 1 for 800人."""
    if row.value is None or not row.value:
        return Decimal(0)
    found = _WRITTEN.search(row.reading)
    if found is None:
        return last_place(row.value)
    written = Decimal(found.group().replace(",", ""))
    decimals = len(found["decimals"] or "")
    return row.value / written * Decimal(1).scaleb(-decimals) if written else Decimal(0)


def _widened(row: Part) -> tuple[Decimal | None, Decimal | None]:
    """The interval of a number with half of its last place on either side."""
    ends = (row.low, row.high)
    scale = next((end / row.value for end in ends if end is not None and row.value), Decimal(1))
    half = abs(written_place(row) * scale) / 2
    return (None if row.low is None else row.low - half), (None if row.high is None else row.high + half)


def _not_above(low: Decimal | None, high: Decimal | None) -> bool:
    return low is None or high is None or low <= high


def _worth(row: Part, knowledge: Knowledge) -> tuple[bool, int, bool, bool, Decimal, int, int]:
    """The order of numbers in a cell; documents come last, so that it is always the same one."""
    grades = knowledge.derive(canon_of).grades
    grade = row.source_grade if row.source_grade in grades else ""
    reviewed = row.review in {"accepted", "corrected", "added"}
    return (
        row.review == "wrong",
        grades.index(grade or ""),
        not reviewed,
        row.relation != "=",
        written_place(row) / abs(row.value) if row.value else Decimal(0),
        row.document,
        row.span.start,
    )


def _is_at(row: Part, place: str) -> bool:
    """Whether a number is of a place, or of one in it: by the beginning of the code, or a part of the name."""
    if place.isdigit():
        return (row.place_code or "").startswith(re.sub(r"(?:00)+$", "", place))
    return place in (row.place_name or "") or place in (row.place_part or "")


def _level(row: Part, knowledge: Knowledge) -> str:
    """The level of a place by its code (GB/T 2260), or by what its name ends in."""
    code = row.place_code
    if not code:
        ends = knowledge.derive(_ends)
        return next((level for level, pattern in ends if pattern.search(row.place_name or "")), "unknown")
    held = re.sub(r"(?:00)+$", "", code[:6])
    return LEVELS[4] if len(code.rstrip("0")) > len("000000") else LEVELS.get(_CODE.get(len(held), 0), "unknown")


def _loose(knowledge: Knowledge) -> frozenset[str]:
    return frozenset(knowledge.derive(canon_of).loose)


def _ends(knowledge: Knowledge) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row.level, re.compile(f"(?:{row.ends})$")) for row in knowledge.natures.levels)
