"""The table of what kind of amount a number is, and of levels."""

from __future__ import annotations

from typing import Literal

from policytext.knowledge.schema.base import Pattern, Table
from policytext.model import Level

Act = Literal["added", "built", "renovated", "started", "finished", "signed", "ongoing", "stands"]
"""What is done to what is counted; `stands` is nothing."""


class LevelWords(Table):
    """What tells one level, at the beginning and at the end of a scope."""

    level: Level
    whole: Pattern
    ends: Pattern


class Natures(Table):
    """Words that tell stock, flow and sum, and the level of a figure; see natures.yaml."""

    cumulative: Pattern
    spans: Pattern
    period: Pattern
    rate: Pattern
    flows: Pattern
    stocks: Pattern
    events: tuple[str, ...]
    shares: tuple[str, ...]
    neither: tuple[str, ...]
    flowing: Pattern
    standing: Pattern
    built: Pattern
    acts: dict[Act, Pattern]
    act_after: Pattern
    entire: Pattern
    levels: tuple[LevelWords, ...]
    groups: Pattern
    own: Pattern
    own_levels: dict[str, Level]
    our: str
    our_weight: int
    ahead_by: int
    at_least: int
