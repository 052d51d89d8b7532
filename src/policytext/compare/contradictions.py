"""Two numbers of the same thing, place and year that cannot both be right, within a document or between two."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import Engine

from policytext.compare.cells import Key, Part, agree, grouped, parts_of
from policytext.compare.series import known_indicator
from policytext.knowledge import Knowledge
from policytext.knowledge.load import canon_of


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two numbers that differ by more than rounding; `within` tells whether one document says both."""

    key: Key
    year: int
    one: Part
    other: Part
    within: bool


def contradictions(
    engine: Engine, knowledge: Knowledge, *, indicator: str | None = None, place: str | None = None
) -> list[Contradiction]:
    """The contradictions among the figures of indicators of which a place has one a year.

    Args:
        engine: the database, its normal forms fresh.
        knowledge: the tables; `single` in canon.yaml lists the indicators.
        indicator: id, name or form; None for all.
        place: the beginning of a code, or a part of a name.

    Raises:
        QueryError: there is no such indicator.
        StoreError: the database cannot be read.
    """
    single = knowledge.derive(canon_of).single
    wanted = [known_indicator(indicator, knowledge)] if indicator else single
    found = []
    rows = parts_of(engine, wanted, place=place)
    for key, by_year in grouped(rows, knowledge).items():
        for year, parts in by_year.items():
            pairs = _distinct(parts)
            found += [
                Contradiction(key, year, one, other, one.document == other.document)
                for one, other in combinations(pairs, 2)
                if not agree(one, other)
            ]
    return found


def _distinct(parts: list[Part]) -> list[Part]:
    """Numbers of a cell, the same one once for each document."""
    seen = {(part.document, part.low, part.high): part for part in reversed(parts)}
    return sorted(seen.values(), key=lambda part: (part.document, part.span.start))
