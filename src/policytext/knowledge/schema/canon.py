"""Tables of comparison: canonical indicators with their units and contrasts, and what is derived of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from policytext.knowledge.schema.base import Pattern, Table
from policytext.model import Level, Measure


def _fraction(factor: str) -> str:
    if Fraction(factor) <= 0:
        raise ValueError("a factor is above 0")
    return factor


Factor = Annotated[str, AfterValidator(_fraction)]
"""A number above 0, as 1000 or 2000/3."""

Tier = Literal["national", "province", "city", "district"]


class Named(Table):
    """A name in both languages."""

    zh: str
    en: str


class Variant(Named):
    """Further indicators made of one; `{}` in the names stands for it.

    `before` and `after` match what stands before the name or behind it.
    """

    measure: Measure | None = None
    units: tuple[str, ...] = ()
    before: Pattern = ""
    after: Pattern = ""


class Indicator(Named):
    """A canonical indicator; `units` are dimensions, `parent` the id of a wider one."""

    forms: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    units: tuple[str, ...]
    measure: Measure = "unknown"
    domain: str
    parent: str | None = None
    variants: tuple[str, ...] = ()


class Canon(Table):
    """Dimensions with base units, contrasts, openings, variants and the indicators; see canon.yaml."""

    dimensions: dict[str, dict[str, dict[str, Factor]]]
    growth: Pattern
    surplus: Pattern
    nation: Pattern
    whole: str
    divided: Pattern
    unlisted: Pattern
    unnamed: Pattern
    each: Pattern
    contrasts: dict[str, tuple[str, ...]]
    openings: Pattern
    tiers: dict[Tier, Pattern]
    quotes: str
    total: Pattern
    parts: dict[str, Pattern]
    variants: dict[str, Variant]
    single: tuple[str, ...]
    loose: tuple[str, ...]
    lower: tuple[str, ...]
    grades: tuple[str, ...]
    domains: dict[str, Named]
    indicators: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")], Indicator]

    @model_validator(mode="after")
    def _hangs_together(self) -> Canon:
        strange = [name for name in (*self.single, *self.loose, *self.lower) if name not in self.indicators]
        if strange:
            raise ValueError(f"there is no indicator {strange[0]}")
        for name, row in self.indicators.items():
            if row.parent is not None and row.parent not in self.indicators:
                raise ValueError(f"{name}: there is no indicator {row.parent}")
            unknown = [each for each in row.variants if each not in self.variants]
            if unknown:
                raise ValueError(f"{name}: there is no variant {unknown[0]}")
        return self


class Half(Table):
    """One side of a ratio: which indicators may stand there, the first that is there."""

    indicators: tuple[str, ...]
    name: str


class Formula(Named):
    """An indicator reckoned from two: over ÷ under × times, of the same place, level and year.

    `stated` is the id of the indicator under which documents tell the ratio themselves.
    """

    over: Half
    under: Half
    times: Factor = "1"
    stated: str | None = None
    unit: str
    domain: str
    levels: tuple[Level, ...] = ()


class Derived(Table):
    """The formulas by id; see derived.yaml."""

    formulas: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")], Formula]
