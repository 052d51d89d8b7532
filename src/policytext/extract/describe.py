"""What a mention is about: kind, tone, indicator, scope, time and per, for the drafts of one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policytext.extract.distribution import distribute
from policytext.extract.draft import Draft, Line
from policytext.extract.exclusion import Mark
from policytext.extract.indicator import Context, Name, name, phrases, whole
from policytext.extract.kind import BACK, UNTOLD, moods, sort
from policytext.extract.per import denominator
from policytext.extract.scope import owner_of, owners
from policytext.extract.seat import Seat, seats
from policytext.extract.time import holding, moments, passes
from policytext.knowledge.load import Knowledge


def describe(
    line: Line, drafts: list[Draft], marks: Sequence[Mark], knowledge: Knowledge, pairs: Iterator[str]
) -> None:
    """Fill the lower half of the drafts of one line, which stand in order.

    Args:
        line: the sentence.
        drafts: its mentions by their place; numbers, units, relations and
            roles are there already.
        marks: its numerals that are no figures.
        knowledge: the tables.
        pairs: gives an id for each list of mentions that belong together.
    """
    if not drafts:
        return
    placed = seats(line, drafts, marks)
    text = placed[0].text
    kinds, times = moods(line, text, knowledge), moments(text, knowledge)
    places = owners(line, text, knowledge.derive(phrases).start, knowledge)
    for seat in placed:
        draft = seat.draft
        draft.per = denominator(seat, knowledge)
        draft.time = holding(seat, times, knowledge)
        draft.scope = owner_of(seat, places, draft.per, knowledge)
        if draft.kind != "deadline":
            draft.kind, draft.tone, rule = sort(seat, kinds, knowledge)
            draft.rules.append(rule)
    _by_date(placed)
    _name(placed, knowledge)
    distribute(placed, knowledge, pairs)


def _by_date(placed: list[Seat]) -> None:
    """What a date is set for is due by it: a target, where nothing else tells and the text does not look back."""
    due: Seat | None = None
    for seat in placed:
        draft = seat.draft
        if draft.kind == "deadline":
            due = seat
        elif due and due.segment == seat.segment:
            draft.time = due.draft.time if due.clause == seat.clause else draft.time
            if draft.kind == "figure" and draft.line.outlook != BACK and not set(UNTOLD).isdisjoint(draft.rules):
                draft.kind = "target"
                draft.rules.append("kind-by-date")


def _name(placed: list[Seat], knowledge: Knowledge) -> None:
    """Name every mention, each knowing those before it."""
    names: list[Name] = []
    for seat, following in zip(placed, [*placed[1:], None], strict=True):
        draft = seat.draft
        found = name(Context(seat, following, names, draft.per, draft.scope), knowledge)
        if found:
            draft.indicator = whole(found.text, seat, knowledge)
            found = Name(draft.indicator, found.rule, found.noun, found.surface, found.unit)
            if found.rule in _SAME_TIME and seat.index:
                draft.time = _time_before(placed[seat.index - 1], seat, knowledge) or draft.time
            draft.rules.append(found.rule)
            names.append(found)


def _time_before(earlier: Seat, seat: Seat, knowledge: Knowledge) -> str | None:
    """The time of the mention before, for one that measures the same thing: 全年发运60列，货值3亿元.

    A time of its own goes before it, but not one carried past a time that holds for its clause alone.
    """
    time, same = earlier.draft.time, earlier.segment == seat.segment and earlier.draft.role != "from"
    return time if same and (seat.draft.time is None or passes(time, knowledge)) else None


_SAME_TIME = ("name-carried", "name-before-general")
"""Rules that name a mention by the thing of the one before it."""
