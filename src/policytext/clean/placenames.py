"""Names of places in a text that may be its own: what each may mean there, and what says that it is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from policytext.gazetteer import Division, Gazetteer, Named
from policytext.knowledge import Knowledge

LOCATED = "place-located"
"""The cue of a place in which something lies: of the document's own only where that is a village or community."""

BEHIND = 24
BEFORE = 6
COUNTY = 3
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A name with the divisions it means here.

    `within` if the place it lies in stands just before it; `closes` where no
    name of something in it follows at once; `cue` is the rule by which the
    text says that it is of this place.
    """

    named: Named
    divisions: tuple[Division, ...]
    within: bool
    closes: bool
    cue: str | None


@dataclass(frozen=True, slots=True)
class _Patterns:
    before_shortest: re.Pattern[str]
    not_short_before: re.Pattern[str]
    not_short_after: re.Pattern[str]
    foreign_before: re.Pattern[str]
    foreign_after: re.Pattern[str]
    speaks_for: re.Pattern[str]
    organ_after: re.Pattern[str]
    described_after: re.Pattern[str]
    located_before: re.Pattern[str]


def _patterns(knowledge: Knowledge) -> _Patterns:
    """Compile once; see `Knowledge.derive`."""
    return _Patterns(*(re.compile(getattr(knowledge.places, name)) for name in _Patterns.__slots__))


def hits(text: str, year: int | None, knowledge: Knowledge) -> Iterator[Hit]:
    """The names of a text that may be of its own place, in order.

    Args:
        text: as rules read it.
        year: in which it was written, if known: a name means what it meant then.
        knowledge: places.yaml and the gazetteer.
    """
    found = knowledge.derive(_patterns)
    gazetteer = Gazetteer.of(knowledge)
    names = list(gazetteer.find(text))
    former = _former(names)
    around = _around(names, year, former, gazetteer)
    above: tuple[Division, ...] = ()
    end = -1
    meant: dict[str, tuple[Division, ...]] = {}  # by name: a document says the same ones often
    for named, follower in pairwise([*names, None]):
        if named is None:
            return
        inner = _inside(named, above, gazetteer) if named.start == end else ()
        if named.name not in meant:
            meant[named.name] = _nearest(_of_time(named.divisions, year, former), around, gazetteer)
        above, end = inner or meant[named.name], named.end
        if (inner or not _ordinary(named, text, knowledge)) and not _foreign(named, text, found):
            closes = follower is None or follower.start != end
            yield Hit(named, above, bool(inner), closes, _cue(named, text, found) if closes else None)


def _inside(named: Named, above: tuple[Division, ...], gazetteer: Gazetteer) -> tuple[Division, ...]:
    """Those divisions of a name that lie in one of those just named."""
    return tuple(one for one in named.divisions if any(gazetteer.lies_in(one, over.code) for over in above))


def _former(names: list[Named]) -> frozenset[str]:
    """The codes of what is named and can only be a place of former times."""
    return frozenset(
        named.divisions[0].code for named in names if len(named.divisions) == 1 and named.divisions[0].ends is not None
    )


def _around(names: list[Named], year: int | None, former: frozenset[str], gazetteer: Gazetteer) -> frozenset[str]:
    """The codes of what is named with one meaning only, and of what lies above that, provinces apart."""
    plain = {named.name: _of_time(named.divisions, year, former) for named in names}
    single = [divisions[0] for divisions in plain.values() if len(divisions) == 1]
    above = (one.code for division in single for one in gazetteer.lineage(division, year)[1:])
    return frozenset((*above, *(one.code for one in single)))


def _nearest(divisions: tuple[Division, ...], around: frozenset[str], gazetteer: Gazetteer) -> tuple[Division, ...]:
    """Of several, those that lie in the smallest place that is named elsewhere in the text."""
    if len(divisions) == 1:
        return divisions
    depth = {one.code: _depth(one, around, gazetteer) for one in divisions}
    deepest = max(depth.values())
    return tuple(one for one in divisions if depth[one.code] == deepest)


def _depth(division: Division, around: frozenset[str], gazetteer: Gazetteer) -> int:
    above = gazetteer.lineage(division)[:-1]
    return max((one.level for one in above if one.code in around), default=0)


def _of_time(divisions: tuple[Division, ...], year: int | None, former: frozenset[str]) -> tuple[Division, ...]:
    """Those under their names of a year; without one those of a former place that is named, or else those of today."""
    fit = [one for one in divisions if (one.valid(year) if year else one.parent in former)]
    fit = fit or [one for one in divisions if one.ends is None]
    return tuple({one.code: one for one in fit or divisions}.values())


def _ordinary(named: Named, text: str, knowledge: Knowledge) -> bool:
    """Whether a name is an ordinary word here, or a part of one."""
    found = knowledge.derive(_patterns)
    if named.name in knowledge.places.generic:
        return True
    if named.short:
        before, behind = text[max(0, named.start - BEFORE) : named.start], text[named.end : named.end + BEFORE]
        return bool(found.not_short_before.search(before) or found.not_short_after.match(behind))
    return len(named.name) == SHORTEST and not found.before_shortest.search(text[max(0, named.start - 1) : named.start])


def _foreign(named: Named, text: str, found: _Patterns) -> bool:
    """Whether somebody learns from a place, goes to it or comes from it."""
    before, behind = text[max(0, named.start - BEFORE) : named.start], text[named.end : named.end + BEHIND]
    return bool(found.foreign_before.search(before) or found.foreign_after.match(behind))


def _cue(named: Named, text: str, found: _Patterns) -> str | None:
    """How the text says that it is of this place: its organ speaks or acts, or the place is described."""
    before, behind = text[max(0, named.start - BEFORE) : named.start], text[named.end : named.end + BEHIND]
    if found.organ_after.match(behind):
        return "speaks-for-place" if found.speaks_for.search(before) else "organ-of-place"
    if found.described_after.match(behind):
        return "place-described"
    return LOCATED if found.located_before.search(text[max(0, named.start - BEHIND) : named.start]) else None
