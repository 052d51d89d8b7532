"""The value of a numeral in Chinese characters.

A numeral is a sum of sections, each below 10,000, with a large multiplier
behind it: 一百九十万零三千 is 190 × 10,000 + 3,000.  Every part is worked out
as an interval, so that a vague digit (几, 数, 两三) needs no rule of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from policytext.knowledge.schema.extract import Few, Numerals
from policytext.model import Relation

Interval = tuple[Decimal, Decimal]

ONE: Interval = (Decimal(1), Decimal(1))
NOTHING: Interval = (Decimal(0), Decimal(0))
TEN = 10
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Value:
    """What a numeral is worth: `high` is None unless it is a range.

    `bare` says that it has no digit of its own (百, 千亿).
    """

    low: Decimal
    high: Decimal | None = None
    relation: Relation = "="
    bare: bool = False


def read_han(text: str, table: Numerals) -> Value | None:
    """The value of a whole numeral, or None where the characters are none (a year, a name).

    Args:
        text: nothing but characters of a numeral.
        table: numerals.yaml.
    """
    relation: Relation = "="
    if text.startswith(table.at_least):
        text, relation = text.removeprefix(table.at_least), ">="
    for vague in table.vague:
        if vague.word in text:
            text, relation = text.replace(vague.word, "", 1), vague.relation
    whole, _, decimals = text.partition(table.point)
    found = _sum(whole, table)
    if found is None or text in table.zero:
        return None
    low, high = found
    if decimals:
        low = high = (low + _decimals(decimals, table)) * _factor(decimals, table)
    signs = all(char in table.small or char in table.large for char in text)
    bare = signs and relation == "=" and table.small.get(text[0], HUNDRED) >= HUNDRED
    return Value(low, None if low == high else high, relation, bare)


def _decimals(text: str, table: Numerals) -> Decimal:
    digits = "".join(str(table.digits[char]) for char in text if char in table.digits)
    return Decimal("0." + digits)


def _factor(text: str, table: Numerals) -> int:
    """The large multipliers behind a decimal (一点五万亿)."""
    return math.prod(table.large.get(char, 1) for char in text)


def _sum(text: str, table: Numerals) -> Interval | None:
    """A numeral with large multipliers, the largest first."""
    for sign, worth in sorted(table.large.items(), key=lambda item: -item[1]):
        head, mark, tail = text.rpartition(sign)
        if mark:
            return None if sign in head else _scaled(head, tail, worth, table)
    return _section(text, table)


def _scaled(head: str, tail: str, worth: int, table: Numerals) -> Interval | None:
    """`head` times `worth`, and `tail` on top."""
    times = _sum(head, table) if head else ONE
    rest = _sum(tail.lstrip(table.zero), table) if tail.lstrip(table.zero) else NOTHING
    if times is None or rest is None or rest[1] >= worth:
        return None
    if len(tail) == 1:
        rest = (rest[0] * worth / TEN, rest[1] * worth / TEN)  # 三万五 is 35,000
    few = next((few for few in table.few if few.word == head), None)
    if few is not None:
        times = (Decimal(few.low), Decimal(few.high))
    return times[0] * worth + rest[0], times[1] * worth + rest[1]


def _section(text: str, table: Numerals) -> Interval | None:
    """A numeral below ten thousand, or None."""
    low = high = Decimal(0)
    last = 10 * max(table.small.values())
    at = 0
    while at < len(text):
        zero = text[at] in table.zero and at > 0
        at += zero
        digit, at = _digit(text, at, table)
        if at < len(text) and text[at] in table.small:
            worth = table.small[text[at]]
            if worth >= last or (digit is None and (zero or (low > 0 and worth != TEN))):
                return None
            part = _times(digit, worth)
            at, last = at + 1, worth
        elif digit is None or (last == 1):
            return None
        else:
            part = _units(digit, TEN if zero else last)
            last = 1
        low, high = low + part[0], high + part[1]
    return (low, high) if text else None


@dataclass(frozen=True, slots=True)
class _Digit:
    low: int
    high: int
    few: Few | None = None


def _digit(text: str, at: int, table: Numerals) -> tuple[_Digit | None, int]:
    """The digit, pair of neighbours (两三) or word for few at `at`, and where it ends."""
    for few in table.few:
        if text.startswith(few.word, at):
            return _Digit(few.low, few.high, few), at + len(few.word)
    if at >= len(text) or text[at] not in table.digits:
        return None, at
    first = table.digits[text[at]]
    second = table.digits.get(text[at + 1], 0) if at + 1 < len(text) else 0
    if first and first < second <= first + 2 and (second == first + 1 or first == 3):  # noqa: PLR2004 - 三五 is the one pair with a gap
        return _Digit(first, second), at + 2
    return _Digit(first, first), at + 1


def _times(digit: _Digit | None, worth: int) -> Interval:
    """A digit before a small multiplier: 几十 reaches to 99."""
    if digit is None:
        return Decimal(worth), Decimal(worth)
    high = (digit.high + 1) * worth - 1 if digit.few else digit.high * worth
    return Decimal(digit.low * worth), Decimal(high)


def _units(digit: _Digit, last: int) -> Interval:
    """A digit at the end: 十几 is eleven to nineteen, 一百五 is 150."""
    scale = last // TEN if last >= HUNDRED and last <= 1000 else 1  # noqa: PLR2004 - the largest small multiplier
    low = 1 if digit.few and last == TEN else digit.low
    return Decimal(low * scale), Decimal(digit.high * scale)
