"""The values of filters, from what a person typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from policytext.errors import QueryError
from policytext.knowledge.load import load_display, load_search
from policytext.knowledge.schema.display import Display
from policytext.knowledge.schema.search import Search


@dataclass(frozen=True, slots=True)
class Language:
    """The words of queries, and those that analysts see for codes."""

    search: Search
    display: Display


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; None is open."""

    low: Decimal | None
    high: Decimal | None


Value = str | bool | int | Range


@lru_cache(maxsize=1)
def shipped() -> Language:
    """The language of the tables as they are shipped."""
    return Language(load_search(), load_display())


def value_of(key: str, typed: str, language: Language) -> Value:
    """The value of a filter.

    Raises:
        QueryError: it is none that the filter can have.
    """
    if not typed:
        raise QueryError(f"{key} has no value")
    return _VALUES[key](typed, language)


def values_of(key: str, typed: str, language: Language) -> tuple[Value, ...]:
    """The values of a filter that commas part, one of which must hold.

    Raises:
        QueryError: one of them is none that the filter can have.
    """
    return tuple(value_of(key, value.strip(), language) for value in re.split("[,，、]", typed))


_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"(?P<low>{_NUMBER})?\s*(?:\.\.+|…+|~|～|—+|–)\s*(?P<high>{_NUMBER})?")
_BOUND = re.compile(rf"(?P<sign>>=|<=|≥|≤|=)\s*(?P<number>{_NUMBER})")
_YEARS = re.compile(r"(\d{4})-(\d{4})")


def _range(typed: str) -> Range:
    if bound := _BOUND.fullmatch(typed):
        number = Decimal(bound["number"])
        low, high = bound["sign"] not in {"<=", "≤"}, bound["sign"] not in {">=", "≥"}
        return Range(number if low else None, number if high else None)
    if (both := _RANGE.fullmatch(typed)) and (both["low"] or both["high"]):
        low_end, high_end = (Decimal(part) if part else None for part in (both["low"], both["high"]))
        if low_end is not None and high_end is not None and low_end > high_end:
            raise QueryError(f"{typed!r}: the first number is above the second")
        return Range(low_end, high_end)
    try:
        number = Decimal(typed)
    except InvalidOperation:
        raise QueryError(f"{typed!r} is no number and no range such as 80..98, >=80 or ..98") from None
    if not number.is_finite():
        raise QueryError(f"{typed!r} is no number and no range such as 80..98, >=80 or ..98")
    return Range(number, number)


def _years(typed: str) -> Range:
    both = _YEARS.fullmatch(typed)
    found = _range(f"{both[1]}..{both[2]}" if both else typed)
    for year in (found.low, found.high):
        if year is not None and (year != int(year) or not 1000 <= year <= 9999):  # noqa: PLR2004 - four digits
            raise QueryError(f"{typed!r} is no year and no range of years such as 2012..2014")
    return found


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        raise QueryError(f"{typed!r} is not the number of a document")
    return int(typed)


def _answer(typed: str, language: Language) -> bool:
    answer = language.search.answer(typed)
    if answer is None:
        known = ", ".join("/".join(spellings) for spellings in language.search.answers.values())
        raise QueryError(f"{typed!r} is neither yes nor no; there are {known}")
    return answer == "yes"


def _code_of(column: str) -> Callable[[str, Language], Value]:
    return lambda typed, language: language.display.code(column, typed)


def _as_typed(typed: str, language: Language) -> Value:
    del language
    return typed


_VALUES: Mapping[str, Callable[[str, Language], Value]] = {
    "place": _as_typed,
    "year": lambda typed, _: _years(typed),
    "kind": _code_of("kind"),
    "indicator": _as_typed,
    "unit": _as_typed,
    "value": lambda typed, _: _range(typed),
    "model": _code_of("model"),
    "genre": _code_of("genre"),
    "grade": _code_of("source_grade"),
    "completeness": _code_of("completeness"),
    "batch": _as_typed,
    "reviewed": _answer,
    "document": lambda typed, _: _number(typed),
}
KEYS = tuple(_VALUES)
"""Every filter, in the order in which they are told."""
