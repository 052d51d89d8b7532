"""Denominators before the number: each thing, whole expressions, averages."""

from __future__ import annotations

import re

from policytext.extract.seat import Seat
from policytext.knowledge.load import Knowledge


def pattern(knowledge: Knowledge) -> re.Pattern[str]:
    """Any denominator of the table."""
    table = knowledge.pers
    return re.compile("|".join((*table.whole, table.each + table.each_name)))


def _yearly(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(knowledge.pers.yearly)


def _behind(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(knowledge.pers.behind)


def counted(text: str, end: int, knowledge: Knowledge) -> int:
    """How many characters of a denominator stand right behind a unit that ends at `end`."""
    behind = knowledge.derive(_behind).match(text, end)
    return behind.end() - end if behind else 0


def denominator(seat: Seat, knowledge: Knowledge) -> str | None:
    """What the mention is counted per: behind its unit (元/平方米·月), or the nearest before it in its clause."""
    if seat.draft.role == "per_base":
        return None
    draft = seat.draft
    if draft.counted:
        return draft.line.text[draft.end : draft.reach].strip().lstrip(knowledge.pers.over)
    yearly = knowledge.derive(_yearly).search(seat.lead)
    if yearly:
        return yearly.group()
    found = list(knowledge.derive(pattern).finditer(seat.head))
    return found[-1].group() if found else None
