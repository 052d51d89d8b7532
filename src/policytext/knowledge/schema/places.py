"""The table of how documents speak of their own place."""

from __future__ import annotations

from pydantic import Field

from policytext.knowledge.schema.base import Pattern, Table


class PlaceWeights(Table):
    """What each kind of evidence counts for a place."""

    title: float
    issuer: float
    speaks_for: float
    organ: float
    described: float
    below: float = Field(description="the share of what lies in a place that counts for the place itself")
    short: float = Field(description="a short name, in parts of a full one")
    short_county: float = Field(description="the same for counties, whose short names are more often ordinary words")


class Places(Table):
    """Words of self-reference, of organs, and of what is only mentioned; how much evidence decides.

    `kinds` are by the character that self-references end in: what a place of
    that kind ends in, and its levels.
    """

    kinds: dict[str, tuple[str, ...]]
    city: str
    also_called: dict[str, str]
    below_towns: tuple[str, ...]
    self_words: Pattern
    declared: Pattern
    own: Pattern
    whole: Pattern
    declared_weight: int
    own_weight: int
    generic: tuple[str, ...]
    before_shortest: Pattern
    not_short_before: Pattern
    not_short_after: Pattern
    foreign_before: Pattern
    foreign_after: Pattern
    speaks_for: Pattern
    organ_after: Pattern
    described_after: Pattern
    located_before: Pattern
    national: Pattern
    masked: Pattern
    weights: PlaceWeights
    enough: float
    sure: float = Field(description="with less, a place is held with less strength")
    lead: float
    fewest_named: int
    fewest_times: int
    town_ends: Pattern
