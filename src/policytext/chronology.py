"""Years as documents write them: masked, in Chinese numerals, or by their distance from this one."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from policytext.knowledge import Knowledge
from policytext.model import Kind, Precision, Years

CENTURY = {"19": 1900, "20": 2000}
PLAN = 5
"""Years of a plan."""
DECEMBER = 12
LONGEST = 31
"""Days of the longest month."""
WIDEST = 5
"""A stretch of more possible years says nothing about a number."""

Reckoned = Literal["stated", "relative"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The first and last year that a wording speaks of; `stated` in it, or `relative` to the document's."""

    low: int
    high: int
    basis: Reckoned


@dataclass(frozen=True, slots=True)
class Interval:
    """First and last day that a time speaks of, YYYY-MM-DD, and how exactly it is told; None where an end is open."""

    first: str | None
    last: str | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class _Part:
    pattern: re.Pattern[str]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Ends:
    """chronology.yaml's words for the ends of a time, compiled."""

    month: re.Pattern[str]
    months: re.Pattern[str]
    parts: tuple[_Part, ...]
    since: re.Pattern[str]
    before: re.Pattern[str]
    running: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Distance:
    pattern: re.Pattern[str]
    low: int | str
    high: int | str


def filled(pattern: str, knowledge: Knowledge) -> str:
    """A pattern of chronology.yaml with its `{year}`, `{mask}` and `{n}` put in."""
    table = knowledge.chronology
    for name, part in (("{year}", table.year), ("{mask}", table.mask), ("{n}", table.n)):
        pattern = pattern.replace(name, part)
    return pattern


def year_of(written: str, knowledge: Knowledge) -> int | None:
    """The year that 2009 or 二〇〇九 is; None for a masked one."""
    digits = knowledge.chronology.digits
    read = "".join(str(digits.get(char, char)) for char in written)
    return int(read) if re.fullmatch(r"(?:19|20)[0-9]{2}", read) else None


def possible(masked: str) -> tuple[int, int] | None:
    """The first and last year that 20**, 201* or 20xx may be; None where even the century is masked."""
    century, decade = CENTURY.get(masked[:2]), masked[2:3]
    if century is None:
        return None
    low = century + (int(decade) * 10 if decade.isdecimal() else 0)
    return low, low + (9 if decade.isdecimal() else 99)


def count_of(written: str, knowledge: Knowledge) -> int:
    """The small number that 3 or 三 is."""
    return int(knowledge.chronology.digits.get(written, written))


def resolve_time(time: str | None, years: Years, knowledge: Knowledge) -> Resolved | None:
    """The years that a mention's time speaks of.

    Args:
        time: as written; a year in it outranks what is reckoned.
        years: the document's; 今年, 去年, 近三年 are reckoned from the year in
            which it speaks, if that is one year.
        knowledge: chronology.yaml.

    Returns:
        None where the time names no year, or the document's year is not known.
    """
    if time is None:
        return None
    stated = list(_stated(time, knowledge))
    if stated:
        return Resolved(min(stated), max(stated), "stated")
    plan = _plan(time, knowledge)
    if plan:
        return plan
    now = years.now_low
    if years.basis == "unknown" or now is None or years.now_high is None or years.now_high - now >= WIDEST:
        return None
    for distance in knowledge.derive(_distances):
        match = distance.pattern.search(time)
        if match:
            n = count_of(match["n"], knowledge) if "n" in match.groupdict() and match["n"] else 0
            return Resolved(now + _years(distance.low, n), years.now_high + _years(distance.high, n), "relative")
    return None


def resolve_interval(time: str | None, kind: Kind, years: Years, knowledge: Knowledge) -> Interval | None:
    """The days that a mention's time speaks of, as exactly as it is told.

    Args:
        time: as written: 2023年6月底, 去年上半年, “十三五”期间, 2019年以来.
        kind: of the mention; a month without a year is of the year reported
            for a figure, else of the one in which the document speaks.
        years: the document's.
        knowledge: chronology.yaml.

    Returns:
        None where the time names none, or its year is not known.
    """
    if time is None or knowledge.derive(_recurring).search(time):
        return None
    ends = knowledge.derive(_ends)
    months = _months(time, ends)
    found = resolve_time(time, years, knowledge) or (_own(kind, years) if months else None)
    if found is None:
        return None
    low, high = found.low, found.high
    first, last = f"{low}-01-01", f"{high}-12-31"
    precision: Precision = "plan" if high - low == PLAN - 1 and _plan(time, knowledge) else "year"
    if months:
        first, last, precision = _within(low, high, *months)
    return _opened(Interval(first, last, precision), time, (low, high), years, knowledge)


def _opened(told: Interval, time: str, span: tuple[int, int], years: Years, knowledge: Knowledge) -> Interval:
    """The interval of a time that begins or ends there: 起连续三年, 以来, 以前."""
    ends = knowledge.derive(_ends)
    running = ends.running.search(time)
    if running and span[0] == span[1]:
        until = span[0] + count_of(running["n"], knowledge) - 1
        return Interval(told.first, f"{until}-12-31", told.precision)
    if ends.since.search(time):
        until = years.high or years.now_high or 0
        return Interval(told.first, f"{until}-12-31" if span[1] <= until else None, told.precision)
    return Interval(None, told.last, told.precision) if ends.before.search(time) else told


def _months(time: str, ends: _Ends) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The first and last month in a time, each with its day or 0; a part of the year (上半年) as its months."""
    found = [(int(match["month"]), int(match["day"] or 0)) for match in ends.month.finditer(time)]
    several = ends.months.search(time)
    if several:
        found = [(int(several["first"]), 0), (int(several["last"]), 0)]
    for part in ends.parts if not found else ():
        if part.pattern.search(time):
            found = [(part.first, 0), (part.last, 0)]
            break
    valid = found and all(1 <= month <= DECEMBER and day <= LONGEST for month, day in found)
    return (found[0], found[-1]) if valid else None


def _within(low: int, high: int, first: tuple[int, int], last: tuple[int, int]) -> tuple[str, str, Precision]:
    """The first and last day from a month, or a day, of one year to one of another."""
    longest = monthrange(high, last[0])[1]
    begins = f"{low}-{first[0]:02}-{min(first[1], monthrange(low, first[0])[1]) or 1:02}"
    return begins, f"{high}-{last[0]:02}-{min(last[1], longest) or longest:02}", "day" if last[1] else "month"


def _own(kind: Kind, years: Years) -> Resolved | None:
    """The document's own year, where it is one: that reported for a figure, else that in which it speaks."""
    low, high = (years.low, years.high) if kind == "figure" else (years.now_low, years.now_high)
    known = low is not None and low == high and years.basis not in {"unknown", "masked"}
    return Resolved(low, low, "relative") if known and low is not None else None


def _plan(time: str, knowledge: Knowledge) -> Resolved | None:
    """The five years of a plan, or its last one (“十四五”末)."""
    for pattern, begins in knowledge.derive(_plans):
        match = pattern.search(time)
        if match:
            closes = begins + PLAN - 1
            return Resolved(closes if knowledge.derive(_closing).match(time, match.end()) else begins, closes, "stated")
    return None


def _plans(knowledge: Knowledge) -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple((re.compile(row.pattern), row.begins) for row in knowledge.chronology.plans)


def _recurring(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(knowledge.chronology.recurring)


def _closing(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(knowledge.chronology.closing)


def _ends(knowledge: Knowledge) -> _Ends:
    table = knowledge.chronology
    return _Ends(
        re.compile(table.month),
        re.compile(table.months),
        tuple(_Part(re.compile(part.pattern), part.first, part.last) for part in table.parts),
        re.compile(table.since),
        re.compile(table.before),
        re.compile(filled(table.running, knowledge)),
    )


def _stated(time: str, knowledge: Knowledge) -> Iterator[int]:
    for match in knowledge.derive(_year).finditer(time):
        year = year_of(match.group(), knowledge)
        if year is not None:
            yield year


def _year(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9]){knowledge.chronology.year}")


def _distances(knowledge: Knowledge) -> tuple[_Distance, ...]:
    number = f"(?P<n>{knowledge.chronology.n})"
    rows = knowledge.chronology.relative
    return tuple(_Distance(re.compile(row.pattern.replace("{n}", number)), row.low, row.high) for row in rows)


def _years(distance: int | str, n: int) -> int:
    """`n`, `-n` and `1-n` in years."""
    if isinstance(distance, int):
        return distance
    return {"n": n, "-n": -n, "1-n": 1 - n}[distance]
