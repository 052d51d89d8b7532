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

WINDOW = 16
"""Characters before a date in which the words that make it a deadline stand."""


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
    until: re.Pattern[str]
    by_end: re.Pattern[str]
    done_before: re.Pattern[str]
    done_after: re.Pattern[str]


def _calendar(knowledge: Knowledge) -> Calendar:
    table = knowledge.dates
    return Calendar(
        re.compile(table.date),
        re.compile(table.by),
        re.compile(table.until),
        re.compile(table.by_end),
        re.compile(table.done_before),
        re.compile(table.done_after),
    )


def deadline(text: str, mark: Mark, knowledge: Knowledge) -> Deadline | None:
    """What a marked date is due, or None where nothing has to be done by it.

    A month without a day (6月前) is due before it begins, one named as the
    last (完成时限：6月) when it ends.
    """
    rules = knowledge.derive(_calendar)
    match = rules.date.match(text, mark.start) if mark.rule == DATE else None
    if match is None or match.end() != mark.end:
        return None
    left = text[max(0, mark.start - WINDOW) : mark.start]
    by = rules.by.match(text, mark.end)
    if by is None and not (rules.by_end.match(text, mark.end) or rules.until.search(left)):
        return None
    if rules.done_after.match(text, by.end() if by else mark.end) or (by and rules.done_before.search(left)):
        return None
    due = _due(match, knowledge.numerals, at_end=by is None)
    start = match.start("month") if match["masked"] and match["month"] else match.start()
    return Deadline(start, match.end(), due) if due else None


def _due(match: re.Match[str], table: Numerals, *, at_end: bool) -> str | None:
    """MM-DD, with the year before it where one is written; None for a year alone."""
    year = _whole(match["year"], table) if match["year"] else None
    if match["yearend"]:
        return f"{year}-12-31" if year else None
    if not match["month"]:
        return None
    month = _whole(match["month"], table)
    last = calendar.monthrange(year or COMMON, month)[1]
    day = _whole(match["day"], table) if match["day"] else last if match["end"] or at_end else 1
    return f"{month:02}-{day:02}" if year is None else f"{year}-{month:02}-{day:02}"


def _whole(text: str, table: Numerals) -> int:
    """An integer in either script; a year is read digit by digit."""
    if text.isascii():
        return int(text)
    if len(text) == len("2000"):
        return int("".join(str(table.digits[char]) for char in text))
    value = read_han(text, table)
    return int(value.low) if value else 1
