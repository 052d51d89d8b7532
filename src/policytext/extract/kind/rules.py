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
PERCENT = "%"


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
    """What holds in one clause: the kind of its mentions, the rule that told, and how strong a promise is."""

    start: int
    end: int
    kind: Kind
    rule: str
    tone: Tone


Moods = list[Mood]
_State = tuple[Kind, str, Tone]


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
    ways = knowledge.derive(cues)
    default = _default(line, knowledge)
    found: Moods = []
    begin, state = 0, default
    for stop in [*clause_stops(text), len(text)]:
        if begin and text[begin - 1] == _SEMICOLON:
            state = _state(found[0]) if not line.outlook else default
        state = _turned(text[begin:stop], state, ways)
        found.append(Mood(begin, stop, *state))
        begin = stop + 1
    return found


def sort(seat: Seat, found: Moods, knowledge: Knowledge) -> tuple[Kind, Tone, str]:
    """A mention's kind and tone, and the rule that told."""
    ways = knowledge.derive(cues)
    standards = ways.standards.finditer(seat.text)
    if seat.draft.role == "per_base" or any(match.start() < seat.draft.start < match.end() for match in standards):
        return "requirement", "plain", "kind-standard"
    if _threshold(seat.draft, seat.trail, knowledge):
        return "requirement", "plain", "kind-threshold"
    mood = next(mood for mood in found if mood.start <= seat.draft.start <= mood.end)
    return mood.kind, mood.tone, mood.rule


def _state(mood: Mood) -> _State:
    return mood.kind, mood.rule, mood.tone


def _default(line: Line, knowledge: Knowledge) -> _State:
    """What holds where no cue stands: the way the text looks, then the genre."""
    table = knowledge.kinds
    if line.outlook == AHEAD:
        return "target", "kind-outlook", "plain"
    if line.genre in table.norm_genres:
        return "requirement", "kind-genre", "plain"
    if line.genre in table.ahead_genres and not line.outlook:
        return "target", "kind-genre", "plain"
    return "figure", "kind-plain", "plain"


def _turned(clause: str, state: _State, ways: _Cues) -> _State:
    """What holds in a clause, given what held before it."""
    kind, rule, tone = state
    ahead = _last(ways.ahead, clause)
    past = _last(ways.past, clause)
    if ways.norm.search(clause) and past < 0:
        return "requirement", "kind-norm", "plain"
    stated = next((name for name, pattern in ways.tones if pattern.search(clause)), tone)
    if ahead > past:
        return "target", "kind-ahead", stated
    if past >= 0:
        return "figure", "kind-past", "plain"
    if kind == "figure" and ways.weak_norm.search(clause):
        return "requirement", "kind-norm", "plain"
    return kind, rule, stated if kind == "target" else "plain"


def _last(pattern: re.Pattern[str], clause: str) -> int:
    """Where the last match begins, or -1."""
    return max((match.start() for match in pattern.finditer(clause)), default=-1)


def _threshold(draft: Draft, trail: str, knowledge: Knowledge) -> bool:
    """Whether a bounded number stands as an attribute: 70岁以上的老人, 投资10亿元以上项目, 两万元以下的须经…."""
    ways, table = knowledge.derive(cues), knowledge.kinds
    attribute = ways.attribute.match(trail)
    if not attribute or draft.relation in {"=", "~"} or draft.unit == PERCENT:
        return False
    if draft.unit in table.ages or ways.nominal.match(trail):
        return True
    of = knowledge.indicators.of
    measured = any(draft.unit in units for units in knowledge.indicators.dimensions.values())
    if of not in attribute.group():
        return measured and bool(ways.bearers.match(trail))
    below = draft.relation in {"<", "<="} and trail.startswith(of)
    return measured or draft.unit in table.scores or below
