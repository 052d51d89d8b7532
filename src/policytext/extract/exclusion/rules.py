"""Stretches whose numerals are no figures, and quantities that are none where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from policytext.extract.number import grammar
from policytext.extract.quantity import Quantity, units_of
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.extract import Context, Zone
from policytext.sieve import possible, sifted

WINDOW = 16
"""Characters before a number in which a context is looked for."""

DATE = "date"
TAKEN = "\ue000"
"""Stands for a character that an earlier zone took."""

EVERY = "\ue001"
"""Stands in every line, so that a zone without needs is searched for in all."""


@dataclass(slots=True)
class Mark:
    """A stretch of a line that holds no figure, and the rule that says so."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Taker:
    """A zone, compiled: its rule, its pattern, and sets of characters of each of which one must be there."""

    rule: str
    pattern: re.Pattern[str]
    needs: frozenset[str]
    also: frozenset[str]


@dataclass(frozen=True, slots=True)
class Test:
    """A context of exclusions.yaml, compiled."""

    row: Context
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    number: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None


def _takers(knowledge: Knowledge) -> tuple[Taker, ...]:
    """All zones in the order in which they take: early ones, dates, names, the rest."""
    rules = knowledge.derive(grammar)
    unit = knowledge.derive(units_of).any
    rows, dates = knowledge.exclusions.zones, knowledge.dates
    names = "|".join(knowledge.exclusions.names)
    ordered = (
        *(zone for zone in rows if zone.early),
        *dates.ranges,
        Zone(rule=DATE, pattern=dates.date, needs=dates.needs),
        *dates.zones,
        Zone(rule="set-phrase", pattern=f"(?={{num}})(?:{names})"),
        *(zone for zone in rows if not zone.early),
    )
    return tuple(
        Taker(
            zone.rule,
            re.compile(_filled(zone.pattern, rules.any, rules.han, unit)),
            frozenset(zone.needs or EVERY),
            frozenset(zone.also or EVERY),
        )
        for zone in ordered
    )


def _choice(knowledge: Knowledge) -> Callable[[str], tuple[Taker, ...]]:
    """The takers that may find something in a line, told by the characters and words in it that they need."""
    takers = knowledge.derive(_takers)
    may = possible([taker.pattern.pattern for taker in takers])
    needs, also = _bits([taker.needs for taker in takers]), _bits([taker.also for taker in takers])
    signs = frozenset(needs) | frozenset(also)

    @lru_cache(maxsize=4000)
    def chosen(bits: int) -> tuple[Taker, ...]:
        return tuple(taker for index, taker in enumerate(takers) if bits >> index & 1)

    def choose(text: str) -> tuple[Taker, ...]:
        one, other = needs[EVERY], also[EVERY]
        for sign in signs.intersection(text):
            one |= needs.get(sign, 0)
            other |= also.get(sign, 0)
        return chosen(one & other & may(text))

    return choose


def _bits(sets: list[frozenset[str]]) -> dict[str, int]:
    """Which of the sets a character is in, the first as the lowest bit."""
    bits: dict[str, int] = {EVERY: 0}
    for index, signs in enumerate(sets):
        for sign in signs:
            bits[sign] = bits.get(sign, 0) | 1 << index
    return bits


def _filled(pattern: str, number: str, han: str, unit: str) -> str:
    return pattern.replace("{num}", number).replace("{han}", han).replace("{unit}", unit)


def _tests(knowledge: Knowledge) -> Callable[[str, str], tuple[Test, ...]]:
    """The contexts that may apply to a unit in a line."""
    rules = knowledge.derive(grammar)

    def compiled(pattern: str | None) -> re.Pattern[str] | None:
        return re.compile(pattern) if pattern else None

    tests = tuple(
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
    here = lru_cache(maxsize=16)(sifted(tests, [_all_of(test) for test in tests]))
    return lru_cache(maxsize=64)(
        lambda text, unit: tuple(test for test in here(text) if not test.row.units or unit in test.row.units)
    )


def _all_of(test: Test) -> str:
    """An expression that needs what all expressions of a context need."""
    return ".*".join(f"(?:{part.pattern})" for part in (test.before, test.number, test.after) if part)


def zones(text: str, knowledge: Knowledge) -> tuple[str, list[Mark]]:
    """The line with every zone blanked, and the zones; a later zone sees nothing of an earlier one."""
    marks: list[Mark] = []
    for taker in knowledge.derive(_choice)(text):
        if not taker.pattern.search(text):
            continue
        found = [Mark(*match.span(), taker.rule) for match in taker.pattern.finditer(text) if match.group()]
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
    for test in knowledge.derive(_tests)(text, quantity.unit):
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
        (row.at_most is None or quantity.low <= row.at_most)
        and (test.number is None or test.number.fullmatch(number) is not None)
        and (test.before is None or test.before.search(left) is not None)
        and (test.after is None or test.after.match(text, quantity.end) is not None)
        and (test.not_before is None or test.not_before.search(left) is None)
        and (test.not_after is None or test.not_after.match(text, quantity.end) is None)
    )
