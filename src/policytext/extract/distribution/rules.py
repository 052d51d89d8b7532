"""Lists with 分别 or 依次: which value belongs to which member.

The members stand before the word, as owners of one measure (A、B的收入分别为)
or as measures of their own (A、B和C分别增长); a list without members of its
own takes those of the list before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policytext.extract.indicator import Phrases, cleaned, phrases
from policytext.extract.scope.rules import patterns as places
from policytext.extract.seat import MASK, Seat
from policytext.knowledge.load import Knowledge

_LONGEST_GAP = 10
_LIST = "list"
_CARRIED = "name-carried"
_TWO = 2


@dataclass(frozen=True, slots=True)
class _Patterns:
    marker: re.Pattern[str]
    joint: re.Pattern[str]
    gap: re.Pattern[str]
    measures: re.Pattern[str]
    complete: re.Pattern[str]
    together: re.Pattern[str]
    people: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Members:
    """What the values of a list belong to: a name each, and a scope each where owners were listed."""

    names: tuple[str, ...]
    scopes: tuple[str, ...] = ()


def _patterns(knowledge: Knowledge) -> _Patterns:
    table = knowledge.lists
    return _Patterns(
        re.compile(table.marker),
        re.compile(table.joint),
        re.compile(table.gap),
        re.compile(table.measures),
        re.compile(table.complete),
        re.compile(table.together),
        re.compile(table.people),
    )


def distribute(placed: list[Seat], knowledge: Knowledge, pairs: Iterator[str]) -> None:
    """Give the members of a list to its values, and the values one pair id."""
    carried: tuple[str, ...] = ()
    last: list[Seat] = []
    at = 0
    while at < len(placed):
        values = _values(placed, at, knowledge)
        marker = knowledge.derive(_patterns).marker.search(placed[at].lead)
        values, members = _matched(placed[:at], values, marker, carried, knowledge)
        if not (members or marker):
            members = _again(values, last)
        if members or (marker and len(values) >= _TWO):
            _give(values, members, next(pairs))
            last = values
            carried = members.scopes if members and members.scopes else carried
            at += len(values)
        else:
            at += 1


def _matched(
    before: list[Seat],
    values: list[Seat],
    marker: re.Match[str] | None,
    carried: tuple[str, ...],
    knowledge: Knowledge,
) -> tuple[list[Seat], Members | None]:
    """The values of a list and their members; without what follows a comma, where only the others have members."""
    if len(values) < _TWO:
        return values, None
    if marker is None:
        return values, _unmarked(values, knowledge)
    members = _members(before, values, marker, carried, knowledge)
    same = [seat for seat in values if seat.clause == values[0].clause]
    if members is None and _TWO <= len(same) < len(values):
        return same, _members(before, same, marker, carried, knowledge)
    return values, members


def _again(values: list[Seat], last: list[Seat]) -> Members | None:
    """The members of the list before, where the clause names nothing itself: 分别增长4%和7%，高于平均2个和5个百分点."""
    if len(values) != len(last) or not last or values[0].segment != last[0].segment or not values[0].leads_clause:
        return None
    names = tuple(seat.draft.indicator or "" for seat in last)
    if _CARRIED not in values[0].draft.rules or not all(names):
        return None
    return Members(names, tuple(seat.draft.scope or "" for seat in last) if all(s.draft.scope for s in last) else ())


def _values(placed: list[Seat], at: int, knowledge: Knowledge) -> list[Seat]:
    """The mentions of a list that begins at `at`: only joints stand between them."""
    ways, values = knowledge.derive(_patterns), [placed[at]]
    for seat in placed[at + 1 :]:
        between = seat.text[values[-1].draft.end : seat.draft.start]
        if len(between) > _LONGEST_GAP or not ways.gap.fullmatch(between):
            break
        values.append(seat)
    return values


def _unmarked(values: list[Seat], knowledge: Knowledge) -> Members | None:
    """The members of a list without 分别, if as many measures of one unit stand before it: 起数、人数下降5%和3%."""
    if not values[0].leads_clause or len({seat.draft.unit for seat in values}) > 1:
        return None
    return _listed(values[0].lead, len(values), knowledge)


def _members(
    before: list[Seat], values: list[Seat], marker: re.Match[str], carried: tuple[str, ...], knowledge: Knowledge
) -> Members | None:
    """The members of a list, or None where nothing has as many.

    They stand before the marker in its clause; else the list takes the owners
    of the list before it, or what was counted before it, or the members of
    the clause before.
    """
    seat, count, ways = values[0], len(values), knowledge.derive(phrases)
    own = seat.text[seat.clause[0] : seat.begin + marker.start()]
    found = _listed(own, count, knowledge)
    if found:
        return _placed(found, cleaned(seat.lead[marker.end() :], ways), knowledge)
    measure = "" if MASK in own else cleaned(own, ways)
    if len(carried) == count and measure:
        return Members((measure,) * count, carried)
    continued = _continued(before, count, seat.segment, measure + cleaned(seat.lead[marker.end() :], ways))
    if continued or own.strip():
        return continued
    earlier = seat.text[seat.segment : max(seat.segment, seat.clause[0] - 1)]
    return _listed(earlier.rsplit("，", 1)[-1], count, knowledge)


def _placed(found: Members, measure: str, knowledge: Knowledge) -> Members:
    """Places as owners of what follows the marker: 甲镇、乙镇分别建成书屋3个、5个."""
    place = knowledge.derive(places).place
    if found.scopes or not measure:
        return found
    if not all(place.fullmatch(name) for name in found.names):
        if any(knowledge.derive(_patterns).measures.search(name) for name in found.names):
            return found
        return Members(tuple(name if name.endswith(measure) else name + measure for name in found.names))
    return Members((measure,) * len(found.names), found.names)


def _listed(subject: str, count: int, knowledge: Knowledge) -> Members | None:
    """The members a subject lists: owners of one measure, measures, or one word for two (城乡)."""
    table, ways = knowledge.lists, knowledge.derive(phrases)
    together = knowledge.derive(_patterns).together.search(subject)
    if together:
        owners = _split(subject[: together.start()], count, knowledge)
        measure = cleaned(subject[together.end() :], ways)
        if owners and measure:
            return Members((measure,) * count, owners)
    listed, of, measure = subject.rpartition(table.of)
    owners, measure = _split(listed, count, knowledge) if of else (), cleaned(measure, ways)
    if owners:
        return Members((measure,) * count, owners if measure else ())
    names = _split(subject, count, knowledge)
    if names:
        placed = _places(names, knowledge)
        if placed:
            return Members((cleaned(placed[1], ways),) * count, placed[0])
        completed = _completed(names, knowledge)
        return Members(tuple(cleaned(text, ways) for text in completed))
    for dual, parts in table.duals.items():
        if dual in subject and len(parts) == count:
            return Members((cleaned(subject, ways),) * count, parts)
    return None


def _places(names: tuple[str, ...], knowledge: Knowledge) -> tuple[tuple[str, ...], str] | None:
    """Places and the measure glued to the last of them: 松溪镇、柏木镇普及率."""
    place = knowledge.derive(places).place
    last = place.match(names[-1])
    if not last or last.end() == len(names[-1]) or not all(place.fullmatch(name) for name in names[:-1]):
        return None
    return (*names[:-1], last.group()), names[-1][last.end() :]


def _continued(before: list[Seat], count: int, segment: int, around: str) -> Members | None:
    """What was counted before the list, with the words round it: 甲项目3个、乙项目5个，额度分别达到…."""
    near = [seat for seat in before if seat.begin >= segment]
    bases = [seat for seat in near if _LIST not in seat.draft.rules] or near
    names = [seat.draft.indicator for seat in bases[-count:] if seat.draft.indicator]
    if len(names) != count or len(set(names)) != count:
        return None
    return Members(tuple(name + around for name in names))


def _split(text: str, count: int, knowledge: Knowledge) -> tuple[str, ...]:
    """The text cut at 、 and 和 into `count` members; a masked count and its noun close each of them."""
    listed, masked, noun = text.partition(MASK)
    noun = noun.lstrip(MASK) if masked else ""
    ways: Phrases = knowledge.derive(phrases)
    joint = knowledge.derive(_patterns).joint
    for marks in (knowledge.lists.comma, joint.pattern):
        parts = [part.strip() for part in re.split(marks, cleaned(listed, ways, keep=True))]
        if len(parts) == count and all(parts):
            return tuple(part + noun for part in parts)
    return ()


def _completed(names: tuple[str, ...], knowledge: Knowledge) -> tuple[str, ...]:
    """男、女职工人数 as 男职工人数, 女职工人数; 苹果、梨产量 as 苹果产量, 梨产量."""
    table, last, others = knowledge.lists, names[-1], names[:-1]
    measures = knowledge.derive(_patterns).measures
    if all(name in table.groups for name in others) and len(last) > max(len(name) for name in others):
        return (*(name + last[len(name) :] for name in others), last)
    people = knowledge.derive(_patterns).people
    group = people.match(last)
    if group and group.end() < len(last) and all(people.fullmatch(name) for name in others):
        return (*(name + last[group.end() :] for name in others), last)
    measure, complete = measures.search(last), knowledge.derive(_patterns).complete
    if measure and not any(measures.search(name) or complete.search(name) for name in others):
        return (*(name + measure.group() for name in others), last)
    return names


def _give(values: list[Seat], members: Members | None, pair: str) -> None:
    """Write names, scopes and the pair id to the drafts of a list."""
    shared = next((seat.draft.indicator for seat in values if seat.draft.indicator), None)
    for number, seat in enumerate(values):
        draft = seat.draft
        draft.pair = pair
        draft.rules.append(_LIST if members else "list-mismatch")
        if members and members.names[number]:
            draft.indicator = members.names[number]
        if members and members.scopes:
            draft.scope = members.scopes[number]
        if not members:
            draft.indicator = shared
