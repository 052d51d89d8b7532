"""How much a figure says: an interval in the base unit of its dimension."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policytext.knowledge import Knowledge
from policytext.knowledge.load import canon_of
from policytext.model import Relation

DIGITS = 24
"""Significant digits of a value that a factor such as 2000/3 makes endless."""

BARE = "bare"
"""The dimension of a number without a unit."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An interval in a base unit; an end that is None is open.

    Whether an end belongs to it follows the law: 以上, 以下 and 以内 include
    the number, 不满, 超过 and 以外 do not (民法典 art. 1259).
    """

    low: Decimal | None
    low_inclusive: bool
    high: Decimal | None
    high_inclusive: bool
    unit: str
    dimension: str


@dataclass(frozen=True, slots=True)
class _Base:
    dimension: str
    unit: str
    factor: Fraction


def dimension_of(unit: str, knowledge: Knowledge) -> str:
    """The dimension of a unit; one that no table knows is a dimension of its own."""
    return _base(unit, knowledge).dimension


def base_unit_of(unit: str, knowledge: Knowledge) -> str:
    """The unit in which numbers of a unit are compared."""
    return _base(unit, knowledge).unit


def amount_of(  # noqa: PLR0913 - the parts of one number
    *,
    value: Decimal | None,
    value_high: Decimal | None,
    relation: Relation,
    unit: str,
    reading: str,
    knowledge: Knowledge,
) -> Amount | None:
    """The interval that a number with its relation means; None where there is no number.

    Args:
        value: the number, or the lower end of a range.
        value_high: the upper end of a range.
        relation: of the value.
        unit: canonical.
        reading: how the number is written: 3500多 lies below 3600, and 约1200 is rounded to hundreds.
        knowledge: canon.yaml.
    """
    if value is None:
        return None
    base = _base(unit, knowledge)
    surplus = bool(knowledge.derive(_surplus).search(reading))
    low, low_in, high, high_in = _ends(value, value_high, relation, surplus=surplus)
    return Amount(_scaled(low, base), low_in, _scaled(high, base), high_in, base.unit, base.dimension)


def _ends(
    value: Decimal, high: Decimal | None, relation: Relation, *, surplus: bool
) -> tuple[Decimal | None, bool, Decimal | None, bool]:
    if high is not None:
        return value, True, high, True
    if relation == ">":
        return value, False, value + last_place(value) if surplus and value else None, False
    if relation == ">=":
        return value, True, None, False
    if relation in {"<", "<="}:
        return None, False, value, relation == "<="
    if relation == "~":
        half = last_place(value) / 2
        return value - half, True, value + half, True
    return value, True, value, True


def last_place(value: Decimal) -> Decimal:
    """What one in the last digit counts that is not 0: 100 for 3500, 0.1 for 75.2; 0 for 0."""
    if not value:
        return Decimal(0)
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))


def _scaled(value: Decimal | None, base: _Base) -> Decimal | None:
    if value is None or base.factor == 1:
        return value
    exact = Fraction(value) * base.factor
    made = Decimal(exact.numerator) / Decimal(exact.denominator)
    return made.normalize() if len(made.as_tuple().digits) <= DIGITS else round(made, 6)


def _base(unit: str, knowledge: Knowledge) -> _Base:
    return knowledge.derive(_bases).get(unit) or _Base(unit or BARE, unit, Fraction(1))


def _bases(knowledge: Knowledge) -> dict[str, _Base]:
    found: dict[str, _Base] = {}
    for dimension, bases in canon_of(knowledge).dimensions.items():
        for base, units in bases.items():
            found[base] = _Base(dimension, base, Fraction(1))
            found |= {unit: _Base(dimension, base, Fraction(factor)) for unit, factor in units.items()}
    return found


def _surplus(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(knowledge.derive(canon_of).surplus)
