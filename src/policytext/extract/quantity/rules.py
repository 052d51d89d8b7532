"""What a number counts: its unit, written or implied, and the ranges that two numbers make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from policytext.extract.number import Number
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.extract import Implied
from policytext.model import Relation, Status

TWO_SIDED = "two-sided"
"""The rule of a bound on both sides; the words beside it say nothing more."""

WINDOW = 24
"""Characters beside a number in which words that imply a unit are looked for."""

ONE = Decimal(1)
_NUMBER = "number-"
"""Begins the rule that read a number, by its form."""

LARGE = 10000
"""From here on, a Chinese numeral with a digit is more than a word."""


@dataclass(slots=True)
class Quantity:
    """A number with its unit at `start`..`end` of a line; `unit` is None where there is none.

    Args:
        start: offset into the line.
        end: offset into the line, of the end of the unit.
        number: the first number.
        low: value in the canonical unit.
        high: the upper end of a range, else None.
        unit: canonical.
        relation: what number and unit say themselves.
        status: `derived` where the unit is not written.
        rules: which rules read it.
    """

    start: int
    end: int
    number: Number
    low: Decimal
    high: Decimal | None
    unit: str | None
    relation: Relation
    status: Status
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitWords:
    """units.yaml, compiled."""

    scan: re.Pattern[str]
    any: str
    canonical: Mapping[str, str]
    times: Mapping[str, Decimal]
    digits_only: frozenset[str]
    inserted: Mapping[str, Relation]
    noun: re.Pattern[str]
    noun_before: re.Pattern[str]
    noun_after: re.Pattern[str]
    after: tuple[tuple[re.Pattern[str], Implied], ...]
    before: tuple[tuple[re.Pattern[str], Implied], ...]
    carried: re.Pattern[str]
    bounded_between: re.Pattern[str]
    bounded_after: re.Pattern[str]
    ends_clause: re.Pattern[str]
    unitless: re.Pattern[str]
    connectors: re.Pattern[str]
    change: re.Pattern[str]


def units_of(knowledge: Knowledge) -> UnitWords:
    """The units as one pattern, the longest first."""
    table = knowledge.units
    canonical = {
        name: unit for units in table.dimensions.values() for unit, others in units.items() for name in (unit, *others)
    } | {name: alias.unit for name, alias in table.times.items()}
    names = sorted(canonical, key=lambda name: (-len(name), name))
    piece = table.piece
    vague = {word.word: word.relation for word in knowledge.numerals.vague}
    inserted = "".join(vague)
    forms = [
        (
            rf"{piece}[{inserted}]?{re.escape(name[len(piece) :])}"
            if name.startswith(piece) and name != piece
            else re.escape(name)
        )
        + (f"(?!{table.not_before[name]})" if name in table.not_before else "")
        for name in names
    ]
    any_unit = "|".join(forms)
    return UnitWords(
        scan=re.compile(rf"(?P<closed>[”’\"])?\s?(?P<unit>{any_unit})"),
        any=f"(?:{any_unit})",
        canonical=canonical,
        times={name: alias.times for name, alias in table.times.items()},
        digits_only=frozenset(table.digits_only),
        inserted=vague,
        noun=re.compile("|".join(sorted(table.nouns, key=lambda name: (-len(name), name)))),
        noun_before=re.compile(table.noun_before),
        noun_after=re.compile(table.noun_after),
        after=tuple((re.compile(row.words), row) for row in table.after),
        before=tuple((re.compile(row.words), row) for row in table.before),
        carried=re.compile(table.carried),
        bounded_between=re.compile(table.bounded_between),
        bounded_after=re.compile(table.bounded_after),
        ends_clause=re.compile(table.ends_clause),
        unitless=re.compile(table.unitless),
        connectors=re.compile(knowledge.numerals.connectors),
        change=re.compile(table.change),
    )


def quantities(text: str, found: list[Number], knowledge: Knowledge) -> list[Quantity]:
    """The numbers of a line with their units, ranges as one; in order.

    A number for which no unit is found comes with `unit` None.
    """
    words = knowledge.derive(units_of)
    plain = _join([_written(text, number, words) for number in found], text, words)
    follower: Quantity | None = None
    for index in range(len(plain) - 1, -1, -1):
        if plain[index].unit is None:
            plain[index] = _implied(text, plain[index], follower, words)
        follower = plain[index]
    return plain


def _written(text: str, number: Number, words: UnitWords) -> Quantity:
    """A number with the unit that follows it."""
    match = words.scan.match(text, number.end) if number.unit is None else None
    if match is None or (match["closed"] and number.form != "arabic"):
        return _bare(number)
    name, relation = match["unit"], number.relation
    if name not in words.canonical:
        name, relation = _without_vague(name, relation, words)
    if name in words.digits_only and number.form != "arabic" and number.end - number.start == 1:
        return _bare(number)
    times = words.times.get(name, ONE)
    low, high = number.low * times, None if number.high is None else number.high * times
    status: Status = "ambiguous" if match["closed"] else "as_written"
    rules = (_NUMBER + number.form, "unit-after-quote" if match["closed"] else "unit-after")
    unit = words.canonical[name]
    return Quantity(number.start, match.end(), number, low, high, unit, relation, status, rules)


def _bare(number: Number) -> Quantity:
    """A number with the unit that it has itself, if it has one."""
    start, end, unit, rules = number.start, number.end, number.unit, (_NUMBER + number.form,)
    return Quantity(start, end, number, number.low, number.high, unit, number.relation, "as_written", rules)


def _without_vague(name: str, relation: Relation, words: UnitWords) -> tuple[str, Relation]:
    """A unit without the vague word inside it (个多月), and what that says."""
    for word, says in words.inserted.items():
        if name not in words.canonical and word in name:
            name, relation = name.replace(word, "", 1), says
    return name, relation


def _join(plain: list[Quantity], text: str, words: UnitWords) -> list[Quantity]:
    """Neighbours that are the ends of a range made one."""
    joined: list[Quantity] = []
    for quantity in plain:
        whole = _range(joined[-1], quantity, text, words) if joined else None
        if whole is not None:
            joined[-1] = whole
        else:
            joined.append(quantity)
    return joined


def _range(one: Quantity, other: Quantity, text: str, words: UnitWords) -> Quantity | None:
    """From `one` to `other` as one quantity, or None."""
    if other.unit is None:
        return None
    if not words.connectors.fullmatch(text, one.end, other.start):
        return _bounded(one, other, text, words)
    if one.unit not in (None, other.unit) or one.high is not None or other.high is not None:
        return None
    if one.unit is not None and words.change.search(text, max(0, one.start - WINDOW), one.start):
        return None
    low = one.low
    if one.unit is None and one.number.factor == 1 and other.number.form == "arabic":
        low *= other.number.factor
    if not low < other.low:
        return None
    return replace(
        other, start=one.start, low=low, high=other.low, relation="=", rules=(*one.rules, *other.rules, "range")
    )


def _bounded(one: Quantity, other: Quantity, text: str, words: UnitWords) -> Quantity | None:
    """A bound on both sides, 5人以上11人以下, as one quantity; both ends are included (民法典 art. 1259)."""
    if not words.bounded_between.fullmatch(text, one.end, other.start):
        return None
    if not words.bounded_after.match(text, other.end) or one.unit not in (None, other.unit):
        return None
    if one.high is not None or other.high is not None or not one.low < other.low:
        return None
    return replace(
        other, start=one.start, low=one.low, high=other.low, relation="=", rules=(*one.rules, *other.rules, TWO_SIDED)
    )


def _implied(text: str, quantity: Quantity, follower: Quantity | None, words: UnitWords) -> Quantity:
    """A number whose unit is not written, with the one that the words beside it imply."""
    number = quantity.number
    noun = words.noun.match(text, number.end) if number.form == "arabic" else None
    if noun and _counts_nouns(text, number.start, noun.end(), words):
        return replace(quantity, end=noun.end(), unit=noun.group(), rules=(*quantity.rules, "unit-noun"))
    if number.form == "han" and number.low < 20:  # noqa: PLR2004 - small Chinese numerals without a unit are parts of words
        return quantity
    if follower is not None and _carries(text, quantity, follower, words):
        factor = follower.number.factor if number.factor == 1 else Decimal(1)
        scaled = replace(number, factor=number.factor * factor)
        low = quantity.low * factor
        return replace(
            quantity,
            low=low,
            number=scaled,
            unit=follower.unit,
            status="derived",
            rules=(*quantity.rules, "unit-of-list"),
        )
    unit, rule = _from_words(text, quantity, words)
    return quantity if unit is None else replace(quantity, unit=unit, status="derived", rules=(*quantity.rules, rule))


def _counts_nouns(text: str, start: int, end: int, words: UnitWords) -> bool:
    """Whether a noun right after digits is counted by them (3区9县)."""
    before = words.noun_before.search(text, max(0, start - WINDOW), start)
    return bool(before and words.noun_after.match(text, end))


def _carries(text: str, quantity: Quantity, follower: Quantity, words: UnitWords) -> bool:
    """Whether a member of a list takes unit and multiplier of the next (5000、5300亿元)."""
    return (
        follower.unit is not None
        and quantity.number.form == follower.number.form == "arabic"
        and words.carried.fullmatch(text, quantity.end, follower.start) is not None
    )


def _from_words(text: str, quantity: Quantity, words: UnitWords) -> tuple[str | None, str]:
    """The unit that the words after or before a number imply, and the rule."""
    for pattern, row in words.after:
        if quantity.low >= row.least and pattern.match(text, quantity.end):
            return row.unit, "unit-of-noun-after"
    left = text[max(0, quantity.start - WINDOW) : quantity.start]
    for pattern, row in words.before:
        if quantity.low >= row.least and pattern.search(left):
            return row.unit, "unit-of-noun-before"
    number = quantity.number
    large = number.form == "han" and quantity.low >= LARGE and words.ends_clause.match(text, quantity.end)
    counts = large or (number.form == "arabic" and (number.factor > 1 or quantity.relation == ">"))
    return ("", "no-unit") if counts or words.unitless.search(left) else (None, "")
