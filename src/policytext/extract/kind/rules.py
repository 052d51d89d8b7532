"""Facts, targets and norms, told apart clause by clause.

A cue holds from its clause to the end of the sentence, unless a later clause
has one of its own; where no cue stands, the way the text looks decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policytext.extract.draft import Draft, Line
from policytext.extract.kind.outlook import AHEAD
from policytext.extract.seat import Seat, clause_stops
from policytext.knowledge.load import Knowledge
from policytext.model import Kind, Tone


_SEMICOLON = "；"


@dataclass(frozen=True, slots=True)
class _Cues:
    ahead: re.Pattern[str]
    past: re.Pattern[str]
    norm: re.Pattern[str]
    weak_norm: re.Pattern[str]
    standards: re.Pattern[str]
    attribute: re.Pattern[str]
    bearers: re.Pattern[str]
    nominal: re.Pattern[str]
    tones: tuple[tuple[Tone, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Mood:
    """What one clause's cues say: its kind, and the rule."""

    start: int
    end: int
    kind: Kind
    rule: str


Moods = list[Mood]


def cues(knowledge: Knowledge) -> _Cues:
    """The table compiled."""
    table = knowledge.kinds

    def any_of(entries: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile("|".join(entries))

    return _Cues(
        any_of(table.ahead),
        any_of(table.past),
        any_of(table.norm),
        any_of(table.weak_norm),
        any_of(table.standards),
        re.compile(table.attribute),
        re.compile(table.bearers),
        re.compile(table.nominal),
        (("striving", any_of(table.striving)), ("firm", any_of(table.firm)), ("expected", any_of(table.expected))),
    )


def moods(line: Line, text: str, knowledge: Knowledge) -> Moods:
    """The kind that holds in each clause of a line whose mentions are masked."""
    found: Moods = []
    default = first = _default(line, knowledge)
    begin, (kind, rule) = 0, default
    for stop in [*clause_stops(text), len(text)]:
        if begin and text[begin - 1] == _SEMICOLON:
            kind, rule = first if not line.outlook else default
        kind, rule = _turned(text[begin:stop], kind, rule, knowledge.derive(cues))
        first = (kind, rule) if not begin else first
        found.append(Mood(begin, stop, kind, rule))
        begin = stop + 1
    return found


def sort(seat: Seat, found: Moods, knowledge: Knowledge) -> tuple[Kind, Tone, str]:
    """A mention's kind and tone, and the rule that told."""
    mood = next(mood for mood in found if mood.start <= seat.draft.start <= mood.end)
    ways = knowledge.derive(cues)
    standards = ways.standards.finditer(seat.text)
    if seat.draft.role == "per_base" or any(match.start() < seat.draft.start < match.end() for match in standards):
        return "requirement", "plain", "kind-standard"
    if _threshold(seat.draft, seat.trail, knowledge):
        return "requirement", "plain", "kind-threshold"
    return mood.kind, _tone(seat, mood.kind, knowledge), mood.rule


def _default(line: Line, knowledge: Knowledge) -> tuple[Kind, str]:
    table = knowledge.kinds
    if line.outlook == AHEAD:
        return "target", "kind-outlook"
    if line.genre in table.norm_genres:
        return "requirement", "kind-genre"
    if line.genre in table.ahead_genres and not line.outlook:
        return "target", "kind-genre"
    return "figure", "kind-plain"


def _turned(clause: str, kind: Kind, rule: str, ways: _Cues) -> tuple[Kind, str]:
    """The kind after a clause, given the kind before it."""
    ahead = _last(ways.ahead, clause)
    past = _last(ways.past, clause)
    if ways.norm.search(clause) and past < 0:
        return "requirement", "kind-norm"
    if ahead > past:
        return "target", "kind-ahead"
    if past >= 0:
        return "figure", "kind-past"
    if kind == "figure" and ways.weak_norm.search(clause):
        return "requirement", "kind-norm"
    return kind, rule


def _last(pattern: re.Pattern[str], clause: str) -> int:
    """Where the last match begins, or -1."""
    return max((match.start() for match in pattern.finditer(clause)), default=-1)


def _threshold(draft: Draft, trail: str, knowledge: Knowledge) -> bool:
    """Whether a bounded number stands as an attribute: 70岁以上的老人."""
    if draft.relation == "=" or draft.relation == "~" or draft.unit == "%" or not trail:
        return False
    ways = knowledge.derive(cues)
    attribute = ways.attribute.match(trail)
    if not attribute:
        return False
    if draft.unit in knowledge.kinds.ages or ways.nominal.match(trail):
        return True
    measured = any(draft.unit in units for units in knowledge.indicators.dimensions.values())
    if measured and ways.bearers.match(trail):
        return True
    measured = measured or draft.unit in knowledge.kinds.scores
    of = knowledge.indicators.of
    return of in attribute.group() and (measured or (draft.relation in {"<", "<="} and trail.startswith(of)))


def _tone(seat: Seat, kind: Kind, knowledge: Knowledge) -> Tone:
    """How strongly a target is promised, by the cues of its clause."""
    if kind != "target":
        return "plain"
    for tone, pattern in knowledge.derive(cues).tones:
        if pattern.search(seat.whole):
            return tone
    return "plain"
