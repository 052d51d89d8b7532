"""The table of how documents speak of years."""

from __future__ import annotations

from pydantic import Field

from policytext.knowledge.schema.base import Pattern, Table


class Relative(Table):
    """Words for a year by its distance from this one; `{n}` stands for a number of years."""

    pattern: str
    low: int | str = Field(description="years from now, or n, -n, 1-n")
    high: int | str


class Plan(Table):
    """A five-year plan, how it is named, and its first year."""

    pattern: Pattern
    begins: int


class YearPart(Table):
    """A part of a year, how it is named, and its first and last month."""

    pattern: Pattern
    first: int = Field(ge=1, le=12)
    last: int = Field(ge=1, le=12)


class Era(Table):
    """A wording that nobody used before a year."""

    pattern: Pattern
    since: int


class Chronology(Table):
    """How years are written, masked and told by their distance, and what bounds the year of a document.

    `{year}` in a pattern stands for a year written out, `{mask}` for a masked
    one, `{plan}` for a five-year plan, `{n}` for a small number.
    """

    year: str
    mask: str
    n: str
    digits: dict[str, int]
    reviewed: tuple[str, ...]
    opening: tuple[str, ...]
    planned: tuple[str, ...]
    title_reports: Pattern
    title_year: str
    five_years: Pattern
    future: str
    not_past_before: Pattern
    not_past_after: Pattern
    span: str
    first_year: Pattern
    plan_opens: str
    plan_closes: str
    plan_ends: str
    plan_since: str
    plans: tuple[Plan, ...]
    eras: tuple[Era, ...]
    relative: tuple[Relative, ...]
    month: Pattern
    months: Pattern
    parts: tuple[YearPart, ...]
    since: Pattern
    before: Pattern
    running: str
    recurring: Pattern
    closing: Pattern
    summaries: tuple[str, ...]
    early_months: int
