"""Dates as documents write them, in digits or Chinese numerals: 2012年3月5日, 二〇一二年三月五日, 2012-03-05."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policytext.knowledge import Knowledge

YEARS = range(1900, 2100)

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: offsets, and its value as YYYY-MM-DD, or YYYY-MM where no day is named."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Forms:
    """The patterns of facts.yaml for dates, compiled."""

    words: re.Pattern[str]
    numeric: re.Pattern[str]


def forms(knowledge: Knowledge) -> Forms:
    """Compile once; see `Knowledge.derive`."""
    return Forms(re.compile(knowledge.facts.date), re.compile(knowledge.facts.numeric_date))


def find_dates(text: str, knowledge: Knowledge, *, numeric: bool = False) -> Iterator[Dated]:
    """Dates of a folded text, in order; masked and impossible ones are none.

    Args:
        text: the folded text.
        knowledge: facts.yaml.
        numeric: whether 2012-03-05 and 2012.3.5 count, as which sites mostly write theirs.
    """
    patterns = knowledge.derive(forms)
    found = [*patterns.words.finditer(text), *(patterns.numeric.finditer(text) if numeric else ())]
    for match in sorted(found, key=lambda match: match.start()):
        value = _value(match, knowledge)
        if value:
            yield Dated(match.start(), match.end(), value)


def _value(match: re.Match[str], knowledge: Knowledge) -> str | None:
    """The date in ISO 8601, to the month where no day is named; None for a day that no calendar has."""
    year, month = _year(match["year"], knowledge), numeral(match["month"], knowledge)
    day = numeral(match["day"], knowledge) if match["day"] else None
    if year not in YEARS or not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        return None
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    return whole.isoformat() if day else f"{year:04}-{month:02}"


def _year(text: str, knowledge: Knowledge) -> int:
    """Four digits, Arabic or Chinese or mixed."""
    numerals, zeros = knowledge.cleaning.numerals, knowledge.facts.zeros
    signs = _SPACES.sub("", text)
    return int("".join(s if s.isdecimal() else "0" if s in zeros else str(numerals.index(s) + 1) for s in signs))


def numeral(text: str, knowledge: Knowledge) -> int:
    """A number below one hundred in Chinese numerals, or any in digits."""
    if text.isdecimal():
        return int(text)
    if text == knowledge.facts.first_month:
        return 1
    numerals = knowledge.cleaning.numerals
    ten = numerals[9]
    if ten not in text:
        return numerals.index(text[-1]) + 1
    tens, _, ones = text.partition(ten)
    return (numerals.index(tens[-1]) + 1 if tens else 1) * 10 + (numerals.index(ones[0]) + 1 if ones else 0)
