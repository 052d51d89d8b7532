"""Places and groups at the head of a clause, carried to the clauses that follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from policytext.extract.draft import Line
from policytext.extract.per.rules import pattern as denominators
from policytext.extract.seat import MASK, Seat, clause_stops
from policytext.knowledge.load import Knowledge
from policytext.sieve import possible

_WHOLE = 2
"""Characters of 全市 and the like, without a noun behind them."""


@dataclass(slots=True)
class Owner:
    """A place or group as written, with its place in the line; a `part` is counted (全市85个社区)."""

    start: int
    end: int
    text: str
    named: bool
    carries: bool = True
    part: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    """scopes.yaml, compiled; `may` tells whether a text can hold a `start` or `place`."""

    may: Callable[[str], int]
    start: re.Pattern[str]
    place: re.Pattern[str]
    whole: re.Pattern[str]
    not_start: re.Pattern[str]
    not_end: re.Pattern[str]
    not_inside: re.Pattern[str]
    model: re.Pattern[str]
    generic: re.Pattern[str]
    located: re.Pattern[str]
    subjectless: re.Pattern[str]
    part: re.Pattern[str]
    ranked: re.Pattern[str]
    passing: re.Pattern[str]
    whole_start: re.Pattern[str]
    route: re.Pattern[str]
    object_after: re.Pattern[str]
    exemplary: re.Pattern[str]
    institution: re.Pattern[str]
    areas: re.Pattern[str]
    received: re.Pattern[str]


def patterns(knowledge: Knowledge) -> _Patterns:
    """The table compiled."""
    table = knowledge.scopes
    ends = "|".join(table.place_ends)
    place = rf"(?:{table.han}{{2,5}}?(?:{ends})(?!{table.not_place_next}))"
    group = rf"(?:{table.whole}|{table.each})"
    start = (
        rf"(?:{place}){{0,3}}{group}(?!{table.not_whole_next})|{table.zones}"
        rf"|(?P<owner>(?:{table.whole})?(?:{'|'.join(table.owners)}))"
    )
    return _Patterns(
        possible([start, place]),
        re.compile(start),
        re.compile(place),
        re.compile(rf"(?<={table.whole_after})(?:{table.whole})(?!{table.not_whole_next})"),
        re.compile(table.not_place_start.replace(" ", "")),
        re.compile(table.not_place_end),
        re.compile(table.not_place_inside),
        re.compile(table.heading_models),
        re.compile(table.generic_subjects),
        re.compile(rf"(?:^|[。\n])[^，。]{{0,4}}?(?P<name>{table.han}{{2,5}})(?:{table.located})"),
        re.compile(table.subjectless),
        re.compile(rf"(?:{table.whole})(?P<count>{MASK}+){table.part_of}"),
        re.compile(table.not_before_whole),
        re.compile(table.passing),
        re.compile(table.whole),
        re.compile(table.route),
        re.compile(table.object_after),
        re.compile(table.exemplary),
        re.compile(table.institution),
        re.compile(table.areas),
        re.compile(table.received),
    )


def owners(line: Line, text: str, starts: re.Pattern[str], knowledge: Knowledge) -> list[Owner]:
    """The places and groups that head the clauses of a line, in order.

    Args:
        line: the sentence.
        text: its text with the mentions masked.
        starts: what may stand at the head of a clause before them.
        knowledge: the tables.
    """
    found: list[Owner] = []
    begin, may = 0, knowledge.derive(patterns).may
    for stop in [*clause_stops(text), len(text)]:
        owner = _heads(text, begin, stop, starts, knowledge) if may(text[begin:stop]) else None
        if owner:
            found.append(_settled(owner, found))
            part = knowledge.derive(patterns).part.match(text, owner.start, stop)
            if part:
                counted = line.text[owner.start : part.end()]
                found.append(Owner(part.start("count"), part.end(), counted, named=False, part=True))
        begin = stop + 1
    return found or _from_before(line, knowledge)


def owner_of(seat: Seat, found: list[Owner], per: str | None, knowledge: Knowledge) -> str | None:
    """Whose figure a mention is, as written: of its own clause, or carried from an earlier one."""
    ways = knowledge.derive(patterns)
    if per and ways.start.match(per):
        return per
    area = ways.areas.search(seat.text, seat.begin, seat.draft.start + 1)
    if area:
        return area.group()
    before = _reaching(seat, found)
    inner = list(ways.whole.finditer(seat.lead if before else seat.head))
    inner = inner or ([] if before else list(ways.whole.finditer(seat.rest)))
    if inner and not (before and before[-1].start >= seat.begin):
        return _settled(Owner(seat.begin, seat.draft.start, inner[-1].group(), named=False), before).text
    if not before and seat.draft.kind == "deadline":
        before = found[:1]
    return before[-1].text if before else None


def _reaching(seat: Seat, found: list[Owner]) -> list[Owner]:
    """The owners before a mention that hold for it; a named place goes before an office (县财政)."""
    before = [owner for owner in found if owner.end <= seat.draft.start]
    before = [owner for owner in before if owner.carries or owner.start >= seat.clause[0]]
    before = [owner for owner in before if not owner.part or owner.start >= seat.segment]
    if before and not before[-1].carries:
        return [owner for owner in before if owner.named] or before
    return before


def _heads(text: str, begin: int, stop: int, starts: re.Pattern[str], knowledge: Knowledge) -> Owner | None:
    """The owner at the head of a clause."""
    ways, each = knowledge.derive(patterns), knowledge.derive(denominators)
    skipped = starts.match(text, begin, stop)
    for offset in dict.fromkeys((skipped.end() if skipped else begin, begin)):
        group = ways.start.match(text, offset, stop)
        if group and ways.whole_start.match(group.group()) and ways.ranked.search(text[begin:offset]):
            continue
        if ways.received.search(text[begin:offset]) or (group and ways.exemplary.match(text[group.end() : stop])):
            continue
        if group:
            carries = group["owner"] is None and not each.match(group.group())
            written = _unmasked(group.group())
            return Owner(offset, offset + len(written), written, named=False, carries=carries)
        end = _place_end(text, offset, stop, ways)
        if end > offset and not (ways.route.match(text, end) or ways.exemplary.match(text[end:stop])):
            worked_on = ways.object_after.search(text[begin:offset]) or ways.institution.match(text[end:stop])
            carries = not worked_on and not ways.passing.search(text, end, stop)
            return Owner(offset, end, text[offset:end], named=True, carries=carries)
    return None


def _unmasked(written: str) -> str:
    """A group without the bracket behind it, if that holds a mention: 各社区 in 各社区（26个）."""
    bare, masked, _ = written.partition(MASK)
    return bare.rstrip("（(") if masked else written


def _place_end(text: str, begin: int, stop: int, ways: _Patterns) -> int:
    """Where a run of place names that begins here ends; `begin` where there is none."""
    end = begin
    while not ways.not_start.match(text, end):
        place = ways.place.match(text, end, stop)
        if place is None or ways.not_end.fullmatch(place.group()) or ways.not_inside.search(place.group()[:-1]):
            break
        end = place.end()
    return end


def _settled(owner: Owner, before: list[Owner]) -> Owner:
    """全市 after a named city of the same sentence is that city."""
    if owner.named or len(owner.text) != _WHOLE:
        return owner
    for earlier in reversed(before):
        if earlier.named and earlier.text[-1] == owner.text[-1]:
            return Owner(owner.start, owner.end, earlier.text, named=True)
    return owner


def _from_before(line: Line, knowledge: Knowledge) -> list[Owner]:
    """What the block or the heading says of a sentence without a place of its own."""
    ways = knowledge.derive(patterns)
    for heading in line.headings:
        model = ways.model.search(heading)
        generic = model and ways.generic.search(line.before + line.text)
        if model and generic:
            return [Owner(0, 0, model["name"] + (model["end"] or generic.group()), named=True)]
    located = list(ways.located.finditer(line.before)) if ways.subjectless.match(line.text.lstrip()) else []
    return [Owner(0, 0, located[-1]["name"], named=True)] if located else []
