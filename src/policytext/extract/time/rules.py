"""Times in a sentence, and which of them a mention takes.

A time at the head of a clause holds for what follows until another one
stands there; a time inside 由…到 holds for that end of the change alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from policytext.extract.seat import Seat, clause_stops
from policytext.knowledge.load import Knowledge
from policytext.sieve import everywhere

_HEAD = 10
"""Characters of a clause within which a time holds for what follows."""

_BRACKETS = "（(“《"
_COMMA = "，"
_SEMICOLON = "；"


@dataclass(slots=True)
class Moment:
    """A time as written, with its place in the line and whether it holds for later clauses."""

    start: int
    end: int
    text: str
    carries: bool


@dataclass(frozen=True, slots=True)
class _Patterns:
    any: re.Pattern[str]
    all: Callable[..., Iterator[re.Match[str]]]
    opening: re.Pattern[str]
    compared: re.Pattern[str]
    record: re.Pattern[str]
    of_things: re.Pattern[str]
    lasting: re.Pattern[str]
    range: re.Pattern[str]
    begins: re.Pattern[str]
    passing: re.Pattern[str]
    segmental: re.Pattern[str]
    part: re.Pattern[str]
    due_before: re.Pattern[str]
    due_after: re.Pattern[str]
    year: re.Pattern[str]


def patterns(knowledge: Knowledge) -> _Patterns:
    """The table's expressions, compiled; the longest match at a place wins by their order."""
    table = knowledge.times

    def filled(entry: str) -> str:
        return entry.replace("{year}", table.year).replace("{n}", table.n)

    expressions = "|".join(f"(?:{filled(entry)})" for entry in table.expressions)
    return _Patterns(
        re.compile(expressions),
        everywhere(expressions),
        re.compile("|".join(table.opening)),
        re.compile(table.compared),
        re.compile(table.record),
        re.compile(table.of_things),
        re.compile(filled(table.lasting)),
        re.compile(filled(table.range)),
        re.compile(table.begins),
        re.compile(table.passing),
        re.compile(table.segmental),
        re.compile(table.part),
        re.compile(filled(table.due_before)),
        re.compile(table.due_after),
        re.compile(filled(table.due_year)),
    )


def moments(text: str, knowledge: Knowledge) -> list[Moment]:
    """The times in a line whose mentions are masked, in order."""
    found = knowledge.derive(patterns)
    spans: list[tuple[int, int]] = []
    for clause in re.finditer(r"[^，；：。！？]+", text):
        opening = found.opening.match(text, clause.start(), clause.end())
        if opening and not found.record.match(text[opening.end() : opening.end() + _HEAD]):
            spans.append(opening.span())
    for match in found.all(text):
        if found.record.match(text[match.end() : match.end() + _HEAD]) or found.of_things.match(text, match.end() - 1):
            continue
        inside = any(start <= match.start() < end for start, end in spans)
        if (
            match.end() > match.start()
            and not inside
            and not found.compared.search(text[max(0, match.start() - 3) : match.start()])
        ):
            spans.append(match.span())
    return [Moment(start, end, text[start:end], _carries(text, start, end, knowledge)) for start, end in sorted(spans)]


def holding(seat: Seat, times: list[Moment], knowledge: Knowledge) -> str | None:
    """The time that holds for a mention, as written."""
    found = knowledge.derive(patterns)
    if seat.draft.kind == "deadline":
        return _due(seat, times, found)
    before = [moment for moment in times if moment.end <= seat.draft.start]
    before = [moment for moment in before if moment.start >= seat.clause[0] or not _stale(moment, before, found)]
    before = [moment for moment in before if moment.start >= seat.segment or not found.segmental.fullmatch(moment.text)]
    before = [moment for moment in before if moment.start >= seat.clause[0] or not _partial(moment, seat, found)]
    own = [moment for moment in before if moment.end == seat.draft.start or moment.start >= seat.begin]
    own = own or [
        moment for moment in before if moment.start >= seat.clause[0] and found.passing.fullmatch(moment.text)
    ]
    chosen = own[-1] if own else next((moment for moment in reversed(before) if moment.carries), None)
    if chosen is None:
        return None
    ends = found.range.fullmatch(chosen.text)
    if ends and seat.draft.role in {"from", "to"}:
        return ends["first"] if seat.draft.role == "from" else ends["last"]
    if found.lasting.fullmatch(chosen.text):
        earlier = next((moment for moment in reversed(before) if moment.end <= chosen.start and moment.carries), None)
        return (earlier.text if earlier and found.begins.search(earlier.text) else "") + chosen.text
    return chosen.text


def passes(time: str | None, knowledge: Knowledge) -> bool:
    """Whether a time holds for its own clause only: 全年, 当日."""
    return bool(time and knowledge.derive(patterns).passing.fullmatch(time))


def _due(seat: Seat, times: list[Moment], found: _Patterns) -> str:
    """A deadline as written, with its year and the word that makes it one."""
    year = found.due_before.search(seat.text[max(0, seat.draft.start - _HEAD) : seat.draft.start])
    word = found.due_after.match(seat.text[seat.draft.end :])
    stated = [moment.text for moment in times if seat.clause[0] <= moment.start and moment.end <= seat.draft.start]
    start = year.group() if year else next((text for text in stated if found.year.fullmatch(text)), "")
    return start + seat.draft.surface + (word.group() if word else "")


def _partial(moment: Moment, seat: Seat, found: _Patterns) -> bool:
    """Whether a time is told of a part alone: 其中今年新建17家."""
    clause = max((stop + 1 for stop in clause_stops(seat.text) if stop < moment.start), default=0)
    return found.part.match(seat.text, clause, moment.start) is not None


def _stale(moment: Moment, before: list[Moment], found: _Patterns) -> bool:
    """Whether 连续三年 of an earlier clause has no start to lengthen: it held for its own clause only."""
    if not found.lasting.fullmatch(moment.text):
        return False
    return not any(found.begins.search(other.text) for other in before if other.end <= moment.start)


def _carries(text: str, start: int, end: int, knowledge: Knowledge) -> bool:
    """Whether a time holds beyond its own words: not 由去年的 or 最初的."""
    table = knowledge.times
    if text.startswith(table.ends_at, end) or text[:start].endswith(table.begins_after):
        return False
    clause = max((stop + 1 for stop in clause_stops(text) if stop < start), default=0)
    if knowledge.derive(patterns).passing.fullmatch(text, start, end) and not text.startswith(_COMMA, end):
        return False
    return start - clause <= _HEAD and not set(text[clause:start]) & set(_BRACKETS)
