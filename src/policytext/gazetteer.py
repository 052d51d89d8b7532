"""The administrative divisions of China: names found in a text at speed, with every place they may mean.

The tables are read when the first name is looked up, once for each
`Knowledge`.  A name that several places have yields them all; deciding is
the caller's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from policytext.knowledge import Knowledge
from policytext.knowledge.load import DIVISIONS, rows_of

COLUMNS = ["code", "name", "short", "level", "parent", "from", "to", "successor"]

LONGEST_TOWN = 16


@dataclass(frozen=True, slots=True)
class Division:
    """A province (level 1), prefecture (2), county (3) or town (4) under one of its names.

    `begins` and `ends` are years or None; `ends` is the year in which the name
    or the division went out of use, `successor` the code that took its place.
    """

    code: str
    name: str
    short: str
    level: int
    parent: str
    begins: int | None
    ends: int | None
    successor: str

    def valid(self, year: int) -> bool:
        """Whether the name was in use at some time of a year."""
        return (self.begins or 0) <= year <= (self.ends or year)


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a text, and the divisions it may mean; `short` if it is the short name of all of them."""

    start: int
    end: int
    name: str
    divisions: tuple[Division, ...]
    short: bool


@dataclass(frozen=True)
class Gazetteer:
    """The divisions by code and by name; `Gazetteer.of(knowledge)` gives the one to use.

    Names down to counties are found by an automaton; towns, which are many,
    by what they end in.  Rows are parted when they are asked for.
    """

    rows: list[str]
    by_code: dict[str, list[int]]
    by_name: dict[str, list[int]]
    towns: dict[str, list[int]]
    names: list[str]
    automaton: Any = field(repr=False)
    town_ends: re.Pattern[str]
    # a document names the same few places again and again
    _met: dict[int, Division] = field(default_factory=dict, repr=False)
    _named: dict[str, tuple[Division, ...]] = field(default_factory=dict, repr=False)
    _lineages: dict[tuple[Division, int | None], tuple[Division, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, knowledge: Knowledge) -> Gazetteer:
        """The divisions of the tables, read on the first call."""
        return knowledge.derive(_built)

    def find(self, text: str) -> Iterator[Named]:
        """Names in a text, in order, the longest at each place; they do not overlap."""
        found = [(start, -end) for _, start, end in self.automaton.find_matches_as_indexes(text)]
        found += self._towns_in(text)
        reach = 0
        for start, minus_end in sorted(found):
            if start >= reach:
                reach = -minus_end
                name = text[start:reach]
                divisions = self.named(name)
                yield Named(start, reach, name, divisions, all(one.name != name for one in divisions))

    def _towns_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and minus the end of names of towns: the longest that ends at each place where one may end."""
        for match in self.town_ends.finditer(text):
            end = match.end()
            for start in range(max(0, end - LONGEST_TOWN), match.start()):
                if text[start:end] in self.towns:
                    yield start, -end
                    break

    def named(self, name: str) -> tuple[Division, ...]:
        """Every division that has a name, full or short; names of former times too."""
        known = self._named.get(name)
        if known is None:
            indexes = (*self.by_name.get(name, ()), *self.towns.get(name, ()))
            known = self._named[name] = tuple(self._division(index) for index in indexes)
        return known

    def at(self, code: str, year: int | None = None) -> Division | None:
        """The division of a code under the name of a year; without one under its last name."""
        found = [self._division(index) for index in self.by_code.get(code, ())]
        if year is not None:
            found = [one for one in found if one.valid(year)] or found
        return max(found, key=lambda one: one.ends or 9999, default=None)

    def lineage(self, division: Division, year: int | None = None) -> tuple[Division, ...]:
        """A division and those above it, the province first.

        Args:
            division: any.
            year: under whose names; None for the last year of an abolished one.
        """
        known = self._lineages.get((division, year))
        if known is None:
            known = self._lineages[division, year] = self._lineage(division, year)
        return known

    def _lineage(self, division: Division, year: int | None) -> tuple[Division, ...]:
        line = [division]
        when = division.ends if year is None else year
        while line[0].parent:
            above = self.at(line[0].parent, when) or self.at(line[0].code[:2] + "0000")
            if above is None or above.level >= line[0].level:
                break
            line.insert(0, above)
        return tuple(line)

    def path(self, division: Division, year: int | None = None) -> tuple[str, ...]:
        """Names from the province down, as (江苏省, 常州市, 武进区)."""
        return tuple(one.name for one in self.lineage(division, year))

    def lies_in(self, division: Division, code: str) -> bool:
        """Whether a division is the one of a code, or lies in it."""
        return any(one.code == code for one in self.lineage(division))

    def _division(self, index: int) -> Division:
        known = self._met.get(index)
        if known is None:
            code, name, short, level, parent, begins, ends, successor = self.rows[index].split("\t")
            first, last = (int(year) if year else None for year in (begins, ends))
            known = self._met[index] = Division(code, name, short, int(level), parent, first, last, successor)
        return known


def resolve(scope: str, code: str, knowledge: Knowledge, year: int | None = None) -> Division | None:
    """The division that a scope of a document speaks of.

    我区, 全市, 本街道 are looked for among the document's place and those above
    it; a name is looked for in the place, then above and beside it.

    Args:
        scope: as written; a group (各街道) or another owner gives None.
        code: of the document's place.
        knowledge: the tables.
        year: the document's, if known.
    """
    gazetteer = Gazetteer.of(knowledge)
    place = gazetteer.at(code, year)
    if place is None:
        return None
    line = gazetteer.lineage(place, year)
    words = knowledge.derive(_self_reference).fullmatch(scope)
    if words:
        kind = words["kind"]
        return next((one for one in reversed(line) if kind_of(one, knowledge) == kind), None)
    for above in reversed(line):
        found = {one.code: one for one in gazetteer.named(scope) if gazetteer.lies_in(one, above.code)}
        if found:
            return found.popitem()[1] if len(found) == 1 else None
    return None


def kind_of(division: Division, knowledge: Knowledge) -> str | None:
    """What a division's own documents call it: 区 for 武进区 and 宁夏回族自治区; None for 大兴安岭地区."""
    kinds = knowledge.places.kinds
    return next((kind for kind, ends in kinds.items() if division.name.endswith(ends)), None)


def _self_reference(knowledge: Knowledge) -> re.Pattern[str]:
    table = knowledge.places
    kinds = "|".join(sorted(table.kinds, key=len, reverse=True))
    return re.compile(rf"(?:{table.self_words})(?P<kind>{kinds})")


def _built(knowledge: Knowledge) -> Gazetteer:
    from ahocorasick_rs import AhoCorasick, MatchKind

    rows = _rows(knowledge)
    by_code: defaultdict[str, list[int]] = defaultdict(list)
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    towns: defaultdict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(rows):
        code, name, short, level, _ = line.split("\t", 4)
        by_code[code].append(index)
        if level == "4":
            towns[name].append(index)
            continue
        by_name[name].append(index)
        if short:
            by_name[short].append(index)
    names = list(by_name)
    automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest, store_patterns=False)
    ends = re.compile(knowledge.places.town_ends)
    return Gazetteer(rows, dict(by_code), dict(by_name), dict(towns), names, automaton, ends)


def _rows(knowledge: Knowledge) -> list[str]:
    """The lines of the tables; a later one takes the place of an earlier one with the same code and name."""
    rows: dict[str, str] = {}
    for file in DIVISIONS:
        for line in rows_of(file, knowledge.roots, COLUMNS):
            code, name, _ = line.split("\t", 2)
            rows[code + name] = line
    return list(rows.values())
