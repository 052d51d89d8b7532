"""Facts, targets and norms, told apart clause by clause.

A cue holds from its clause to the end of the sentence, unless a later clause
has one of its own; where no cue stands, the way the text looks decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from policytext.extract.draft import Draft, Line
from policytext.extract.kind.outlook import AHEAD, BACK, NORM
from policytext.extract.seat import Seat, clause_stops
from policytext.knowledge.load import Knowledge
from policytext.model import Kind, Tone
from policytext.sieve import NEVER, possible

_SEMICOLON = "；"
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class _Cues:
    commit: re.Pattern[str]
    ahead: re.Pattern[str]
    due: re.Pattern[str]
    past: re.Pattern[str]
    past_weak: re.Pattern[str]
    standing: re.Pattern[str]
    renewed: re.Pattern[str]
    norm: re.Pattern[str]
    norm_opens: re.Pattern[str]
    norm_here: re.Pattern[str]
    norm_plain: re.Pattern[str]
    bounded: re.Pattern[str]
    bounded_each: re.Pattern[str]
    head_norm: re.Pattern[str]
    condition: re.Pattern[str]
    habit: re.Pattern[str]
    standards: re.Pattern[str]
    attribute: re.Pattern[str]
    rated: re.Pattern[str]
    bearers: re.Pattern[str]
    nominal: re.Pattern[str]
    tones: tuple[tuple[Tone, re.Pattern[str]], ...]


@dataclass(slots=True)
class Mood:
    """What holds in one clause: the kind of its mentions, the rule that told, and how strong a promise is."""

    start: int
    end: int
    kind: Kind
    rule: str
    tone: Tone


Moods = list[Mood]
_State = tuple[Kind, str, Tone]


@dataclass(slots=True)
class _Setting:
    """What a clause stands in: which way the text looks, whether it lays down rules, what holds without a cue."""

    outlook: str
    rules: bool
    default: _State


_DUE = "kind-due"
"""What must be by a year that the sentence names is a target and no norm."""
_STANDING = "kind-standing"
"""What is there already says nothing of what is newly built."""
_NORM: _State = ("requirement", "kind-norm", "plain")
UNTOLD = ("kind-plain", "kind-outlook", "kind-genre")
"""Rules of a clause without a cue of its own."""


def cues(knowledge: Knowledge) -> _Cues:
    """The table compiled."""
    table = knowledge.kinds

    def any_of(entries: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile("|".join(entries))

    return _Cues(
        commit=any_of(table.commit),
        ahead=any_of(table.commit + table.ahead),
        due=re.compile(table.due),
        past=any_of(table.past),
        past_weak=any_of(table.past_weak),
        standing=re.compile(table.standing),
        renewed=re.compile(table.renewed),
        norm=any_of(table.norm),
        norm_opens=re.compile(table.norm_opens),
        norm_here=any_of(table.norm_here),
        norm_plain=any_of(table.norm_plain),
        bounded=re.compile(table.bounded),
        bounded_each=re.compile(table.bounded_each),
        head_norm=re.compile(table.head_norm),
        condition=re.compile(table.condition),
        habit=re.compile(table.habit),
        standards=any_of(table.standards),
        attribute=re.compile(table.attribute),
        rated=re.compile(table.rated),
        bearers=re.compile(table.bearers),
        nominal=re.compile(table.nominal),
        tones=(
            ("striving", any_of(table.striving)),
            ("firm", any_of(table.firm)),
            ("expected", any_of(table.expected)),
        ),
    )


def _here(knowledge: Knowledge) -> Callable[[str], _Cues]:
    """The cues for one line: those that cannot stand in it match nothing, so that they cost nothing."""
    whole = knowledge.derive(cues)
    names = [name for name in _Cues.__slots__ if name != "tones"]
    may = possible([getattr(whole, name).pattern for name in names])

    @lru_cache(maxsize=2000)
    def narrowed(bits: int) -> _Cues:
        absent: dict[str, Any] = {name: NEVER for index, name in enumerate(names) if not bits >> index & 1}
        return replace(whole, **absent)

    return lru_cache(maxsize=16)(lambda text: narrowed(may(text)))


def moods(line: Line, text: str, knowledge: Knowledge) -> Moods:
    """The kind that holds in each clause of a line whose mentions are masked."""
    ways, setting = knowledge.derive(_here)(text), _setting(line, knowledge)
    if setting.outlook == NORM:
        return [Mood(0, len(text), *setting.default)]
    found: Moods = []
    begin, state = 0, setting.default
    for stop in [*clause_stops(text), len(text)]:
        if begin and text[begin - 1] == _SEMICOLON:
            state = _state(found[0]) if not setting.outlook else setting.default
        here, state = _turned(text[begin:stop], state, setting, ways)
        found.append(Mood(begin, stop, *here))
        begin = stop + 1
    return found


def sort(seat: Seat, found: Moods, knowledge: Knowledge) -> tuple[Kind, Tone, str]:
    """A mention's kind and tone, and the rule that told."""
    ways = knowledge.derive(_here)(seat.text)
    standards = ways.standards.finditer(seat.text)
    if seat.draft.role == "per_base" or any(match.start() < seat.draft.end <= match.end() for match in standards):
        return "requirement", "plain", "kind-standard"
    if _threshold(seat.draft, seat.trail, knowledge) or _rated(seat, knowledge):
        return "requirement", "plain", "kind-threshold"
    mood = next(mood for mood in found if mood.start <= seat.draft.start <= mood.end)
    if mood.rule in UNTOLD and seat.draft.line.outlook != BACK and _habit(seat, knowledge):
        return "requirement", "plain", "kind-habit"
    if seat.draft.role == "from" and mood.kind == "target":
        return "figure", "plain", "kind-start"
    return mood.kind, mood.tone, mood.rule


def _state(mood: Mood) -> _State:
    return mood.kind, mood.rule, mood.tone


def _setting(line: Line, knowledge: Knowledge) -> _Setting:
    """What a line stands in; without a cue, the way the text looks decides, then the genre."""
    table = knowledge.kinds
    default: _State = ("figure", "kind-plain", "plain")
    if line.outlook == AHEAD:
        default = ("target", "kind-outlook", "plain")
    elif line.outlook == NORM:
        default = ("requirement", "kind-outlook", "plain")
    elif line.genre in table.norm_genres:
        default = ("requirement", "kind-genre", "plain")
    elif line.genre in table.ahead_genres and not line.outlook:
        default = ("target", "kind-genre", "plain")
    return _Setting(line.outlook, line.genre in table.rule_genres, default)


def _turned(clause: str, state: _State, setting: _Setting, ways: _Cues) -> tuple[_State, _State]:
    """What holds in a clause, given what held before it, and what holds behind it."""
    commit = _last(ways.commit, clause)
    ahead = commit if setting.outlook == BACK else _last(ways.ahead, clause)
    past = _last(ways.past, clause)
    if state[1] == _STANDING and setting.outlook == AHEAD and ways.renewed.match(clause):
        state = setting.default
    if past < 0 and state[1] != _DUE and ways.norm.search(clause):
        carries = not setting.outlook or setting.rules or ways.norm_opens.search(clause)
        return _NORM, _NORM if carries else state
    if past < 0 and setting.outlook != BACK and ways.condition.search(clause):
        return _NORM, _NORM
    if ahead > past:
        due = state[1] == _DUE or ways.due.search(clause)
        told: _State = ("target", _DUE if due else "kind-ahead", _tone(clause, state, ways))
    elif past >= 0 or (state[0] != "target" and ways.past_weak.search(clause)):
        told = ("figure", _STANDING if ways.standing.search(clause) else "kind-past", "plain")
    elif commit < 0 and _norm_here(clause, state, setting, ways):
        return _NORM, state
    else:
        told = (*state[:2], _tone(clause, state, ways) if state[0] == "target" else "plain")
    return told, told


def _tone(clause: str, state: _State, ways: _Cues) -> Tone:
    """How strong a clause's promise is; without a word of its own, as strong as the one before."""
    return next((name for name, pattern in ways.tones if pattern.search(clause)), state[2])


def _norm_here(clause: str, state: _State, setting: _Setting, ways: _Cues) -> bool:
    """Whether a clause is a norm by its form: a bound, a sum for each head, a standard."""
    if state[0] == "target" and state[1] not in UNTOLD:
        return False
    if ways.norm_here.search(clause):
        return True
    if state[0] == "target":
        return bool(ways.bounded_each.search(clause) or (setting.rules and ways.head_norm.search(clause)))
    if ways.bounded.search(clause):
        return True
    plain = not setting.outlook and ways.norm_plain.search(clause)
    return bool(plain or (setting.rules and ways.head_norm.search(clause)))


def _last(pattern: re.Pattern[str], clause: str) -> int:
    """Where the last match begins, or -1."""
    at = -1
    if pattern is NEVER:
        return at
    for match in pattern.finditer(clause):
        at = match.start()
    return at


def _habit(seat: Seat, knowledge: Knowledge) -> bool:
    """Whether something is to be done so many times in each stretch of time: 每月通报一次."""
    table, value = knowledge.kinds, seat.draft.value
    few = value is not None and value <= table.few_rounds
    return few and seat.draft.unit in table.rounds and bool(knowledge.derive(cues).habit.search(seat.lead))


def _rated(seat: Seat, knowledge: Knowledge) -> bool:
    """Whether a bounded share tells which things are meant: 收缴率不足50%的小区."""
    of = knowledge.indicators.of
    bounded = seat.draft.unit == PERCENT and seat.draft.relation not in {"=", "~"}
    of_noun = of in seat.trail[:-1] and knowledge.derive(cues).attribute.match(seat.trail)
    return bool(bounded and of_noun and knowledge.derive(cues).rated.search(seat.lead))


def _threshold(draft: Draft, trail: str, knowledge: Knowledge) -> bool:
    """Whether a bounded number stands as an attribute: 70岁以上的老人, 投资10亿元以上项目, 两万元以下的须经…."""
    ways, table = knowledge.derive(cues), knowledge.kinds
    attribute = ways.attribute.match(trail)
    if attribute and draft.unit in table.ages and draft.value_high is not None:
        return True
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
