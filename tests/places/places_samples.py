"""What the tests of places and years share: knowledge, and facts and texts made by hand."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from policytext.clean.place import place_of, places_of
from policytext.clean.years import years_of
from policytext.gazetteer import Gazetteer
from policytext.knowledge import Knowledge, load_knowledge
from policytext.model import Fact, Meta, PlaceCandidate, Years
from policytext.text import View

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


def gazetteer() -> Gazetteer:
    """The shipped places."""
    return Gazetteer.of(knowledge())


def meta(**facts: str) -> Meta:
    """Facts that stand nowhere in the text."""
    return Meta(**{name: Fact(value, None, "by-hand") for name, value in facts.items()})


def candidates(text: str, /, year: int | None = None, **facts: str) -> tuple[PlaceCandidate, ...]:
    """The places a text may be of."""
    return places_of(View.of(text), meta(**facts), year, knowledge())


def place(text: str, year: int | None = None, **facts: str) -> str | None:
    """The place a text is of."""
    found = place_of(candidates(text, year, **facts), knowledge())
    return found.value if found else None


def years(text: str, **facts: str) -> Years:
    """The years of a text."""
    return years_of(View.of(text), meta(**facts), knowledge())
