"""Years as documents write them: masked, in Chinese numerals, or by their distance from this one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from policytext.knowledge import Knowledge
from policytext.model import Years

CENTURY = {"19": 1900, "20": 2000}
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
    now = years.now_low
    if years.basis == "unknown" or now is None or years.now_high is None or years.now_high - now >= WIDEST:
        return None
    for distance in knowledge.derive(_distances):
        match = distance.pattern.search(time)
        if match:
            n = count_of(match["n"], knowledge) if "n" in match.groupdict() and match["n"] else 0
            return Resolved(now + _years(distance.low, n), years.now_high + _years(distance.high, n), "relative")
    return None


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
