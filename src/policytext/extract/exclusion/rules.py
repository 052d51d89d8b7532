"""Stretches whose numerals are no figures, and quantities that are none where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policytext.extract.number import grammar
from policytext.extract.quantity import Quantity, units_of
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.extract import Context

WINDOW = 16
"""Characters before a number in which a context is looked for."""

DATE = "date"
TAKEN = "\ue000"
"""Stands for a character that an earlier zone took."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a line that holds no figure, and the rule that says so."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of exclusions.yaml, compiled."""

    rows: tuple[tuple[str, re.Pattern[str]], ...]
    numeral: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Test:
    """A context of exclusions.yaml, compiled."""

    row: Context
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    number: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None


def _zones(knowledge: Knowledge) -> Zones:
    rules = knowledge.derive(grammar)
    unit = knowledge.derive(units_of).any

    def row(rule: str, pattern: str) -> tuple[str, re.Pattern[str]]:
        return rule, re.compile(_filled(pattern, rules.any, rules.han, unit))

    rows = knowledge.exclusions.zones
    dates = knowledge.dates
    return Zones(
        (
            *(row(zone.rule, zone.pattern) for zone in rows if zone.early),
            *(row(DATE, pattern) for pattern in (*dates.ranges, dates.date, *dates.zones)),
            row("set-phrase", f"(?={{num}})(?:{'|'.join(knowledge.exclusions.names)})"),
            *(row(zone.rule, zone.pattern) for zone in rows if not zone.early),
        ),
        rules.first,
    )


def _filled(pattern: str, number: str, han: str, unit: str) -> str:
    return pattern.replace("{num}", number).replace("{han}", han).replace("{unit}", unit)


def _tests(knowledge: Knowledge) -> tuple[Test, ...]:
    rules = knowledge.derive(grammar)

    def compiled(pattern: str | None) -> re.Pattern[str] | None:
        return re.compile(pattern) if pattern else None

    return tuple(
        Test(
            row,
            compiled(row.before),
            compiled(row.after),
            compiled(_filled(row.number, rules.any, rules.han, "") if row.number else None),
            compiled(row.not_before),
            compiled(row.not_after),
        )
        for row in knowledge.exclusions.contexts
    )


def zones(text: str, knowledge: Knowledge) -> tuple[str, list[Mark]]:
    """The line with every zone blanked, and the zones; a later zone sees nothing of an earlier one."""
    marks: list[Mark] = []
    for rule, pattern in knowledge.derive(_zones).rows:
        found = [Mark(*match.span(), rule) for match in pattern.finditer(text) if match.group()]
        for mark in found:
            text = text[: mark.start] + TAKEN * (mark.end - mark.start) + text[mark.end :]
        marks += found
    return text, marks


def exclusion(text: str, quantity: Quantity, knowledge: Knowledge) -> str | None:
    """The rule by which a quantity is no figure, or None."""
    if quantity.unit is None:
        return "no-unit" if quantity.number.form != "arabic" else "bare-number"
    if quantity.number.form == "bare" and not _measures(text, quantity, knowledge):
        return "bare-multiplier"
    left = text[max(0, quantity.start - WINDOW) : quantity.start]
    number = text[quantity.start : quantity.number.end]
    for test in knowledge.derive(_tests):
        if _holds(test, quantity, left, number, text):
            return test.row.rule
    return None


def _measures(text: str, quantity: Quantity, knowledge: Knowledge) -> bool:
    """Whether a multiplier without a digit counts: 不足百户, 亿元以上."""
    rules = knowledge.derive(grammar)
    left = text[max(0, quantity.start - WINDOW) : quantity.start]
    return bool(rules.bare.search(left) or rules.bare_after.match(text, quantity.number.end))


def _holds(test: Test, quantity: Quantity, left: str, number: str, text: str) -> bool:
    row = test.row
    return (
        (not row.units or quantity.unit in row.units)
        and (row.at_most is None or quantity.low <= row.at_most)
        and (test.number is None or test.number.fullmatch(number) is not None)
        and (test.before is None or test.before.search(left) is not None)
        and (test.after is None or test.after.match(text, quantity.end) is not None)
        and (test.not_before is None or test.not_before.search(left) is None)
        and (test.not_after is None or test.not_after.match(text, quantity.end) is None)
    )
