"""Calendar dates of a line: deadlines among them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from policytext.extract.exclusion import DATE, Mark
from policytext.extract.number.han import read_han
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.extract import Numerals

COMMON = 2001
"""A common year, for the last day of a month whose year is not written."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which something must be done; `due` is MM-DD or YYYY-MM-DD."""

    start: int
    end: int
    due: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """dates.yaml, compiled."""

    date: re.Pattern[str]
    by: re.Pattern[str]
    done_before: re.Pattern[str]
    done_after: re.Pattern[str]


def _calendar(knowledge: Knowledge) -> Calendar:
    table = knowledge.dates
    return Calendar(
        re.compile(table.date),
        re.compile(table.by),
        re.compile(table.done_before),
        re.compile(table.done_after),
    )


def deadline(text: str, mark: Mark, knowledge: Knowledge) -> Deadline | None:
    """What a marked date is due, or None where nothing has to be done by it.

    A month without a day (6月前) is due before it begins.
    """
    rules = knowledge.derive(_calendar)
    match = rules.date.match(text, mark.start)
    if mark.rule != DATE or match is None or match.end() != mark.end:
        return None
    by = rules.by.match(text, mark.end)
    if by is None or rules.done_after.match(text, by.end()) or rules.done_before.search(text[: mark.start]):
        return None
    due = _due(match, knowledge.numerals)
    start = match.start("month") if match["masked"] and match["month"] else match.start()
    return Deadline(start, match.end(), due) if due else None


def _due(match: re.Match[str], table: Numerals) -> str | None:
    """MM-DD, with the year before it where one is written; None for a year alone."""
    year = _whole(match["year"], table) if match["year"] else None
    if match["yearend"]:
        return f"{year}-12-31" if year else None
    if not match["month"]:
        return None
    month = _whole(match["month"], table)
    last = calendar.monthrange(year or COMMON, month)[1]
    day = last if match["end"] else _whole(match["day"], table) if match["day"] else 1
    return f"{month:02}-{day:02}" if year is None else f"{year}-{month:02}-{day:02}"


def _whole(text: str, table: Numerals) -> int:
    """An integer in either script; a year is read digit by digit."""
    if text.isascii():
        return int(text)
    if len(text) == len("2000"):
        return int("".join(str(table.digits[char]) for char in text))
    value = read_han(text, table)
    return int(value.low) if value else 1
