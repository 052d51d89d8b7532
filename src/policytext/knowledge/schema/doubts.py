"""The table of what is implausible about a number."""

from __future__ import annotations

from policytext.knowledge.schema.base import Pattern, Table
from policytext.model import Level


class Most(Table):
    """How much of a unit a place of each level has at most, where the name of the number says so."""

    flag: str
    unit: str
    name: Pattern
    levels: dict[Level, int]


class Doubts(Table):
    """Bounds and words of plausibility; see doubts.yaml."""

    shares: tuple[str, ...]
    beyond: Pattern
    upwards: Pattern
    downwards: Pattern
    rates: tuple[str, ...]
    parts: Pattern
    sum: Pattern
    most: tuple[Most, ...]
