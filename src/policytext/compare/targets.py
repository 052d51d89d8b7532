"""Targets beside what was reported later: reached or not, not yet due, not reported, or not the same thing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine

from policytext.compare.cells import Key, Part, cell_of, key_of, parts_of, year_of
from policytext.compare.series import known_indicator
from policytext.knowledge import Knowledge
from policytext.knowledge.load import canon_of
from policytext.observe import catalogue
from policytext.store import confirmed_links

Outcome = Literal["met", "missed", "not_due", "unreported", "incomparable"]
"""达标, 未达标, 未到期, 未见报告, 口径不同."""

Standing = Literal["proposed", "confirmed", "rejected"]

OWN_NAME = 5
"""Characters of a name that tells one thing of a kind: 绿色食品全产业链产值, not 总投资."""

_STAGES = ("_added", "_started", "_finished", "_signed", "_renovated")


@dataclass(frozen=True, slots=True)
class Link:
    """A target, and what is found of it.

    Args:
        id: of the link, told by its target and its actual: a decision holds while both are the same.
        indicator, place, place_name, part, level, tier: of the target.
        name: as the text tells it, where the indicator is a kind of things.
        due: the year by which it is to be reached.
        outcome: what became of it.
        target: the number.
        actual: the figure it is judged by; for `incomparable` one that is not the same thing.
        differs: in what it differs: level, measure, tier, part, base_unit, denominator or indicator.
        standing: a link is a proposal until a person confirms it; only confirmed ones count.
    """

    id: str
    indicator: str
    place: str
    place_name: str
    part: str
    level: str
    tier: str
    due: int
    outcome: Outcome
    target: Part
    actual: Part | None
    differs: tuple[str, ...]
    standing: Standing
    name: str = ""


def targets(  # noqa: PLR0913 - one argument for each thing that may be asked
    engine: Engine,
    knowledge: Knowledge,
    *,
    as_of: int,
    indicator: str | None = None,
    place: str | None = None,
    due: int | None = None,
) -> list[Link]:
    """Every target that names an indicator, a place and one year, beside the figure of that place and year.

    They are linked by indicator (城镇 and 农村 are two), aspect, place and part of it, level, honour tier, unit and
    denominator; a figure of the year that is due counts before one of a later year.

    Args:
        engine: the database, its normal forms fresh.
        knowledge: the tables.
        as_of: year in which one asks: what is due in it or later and not reported is not due yet.
        indicator: id, name or form; None for all.
        place: the beginning of a code, or a part of a name.
        due: the year, or None for all.

    Raises:
        QueryError: there is no such indicator.
        StoreError: the database cannot be read.
    """
    wanted = _family(known_indicator(indicator, knowledge), knowledge) if indicator else None
    own = {known_indicator(indicator, knowledge)} if indicator else None
    actuals: defaultdict[tuple[str, str], list[Part]] = defaultdict(list)
    for row in parts_of(engine, wanted, place=place):
        actuals[_base(row, knowledge), row.place_code or row.place_name or ""].append(row)
    decided = confirmed_links(engine)
    found = []
    for row in parts_of(engine, wanted, kind="target", place=place):
        year = year_of(row)
        asked = (own is None or row.indicator_id in own) and due in {None, year}
        if year is None or not asked:
            continue
        near = actuals[_base(row, knowledge), row.place_code or row.place_name or ""]
        found.append(_link(row, year, near, as_of, decided, knowledge))
    return sorted(found, key=lambda link: (link.indicator, link.place, link.part, link.due, link.target.document))


def target_id(target: Part, actual: Part | None) -> str:
    """The id of the link between a target and a figure."""
    both = f"{target.identity}\n{actual.identity if actual else ''}"
    return hashlib.sha256(both.encode()).hexdigest()


def _link(  # noqa: PLR0913, PLR0917 - what one link is made of
    row: Part, due: int, near: Iterable[Part], as_of: int, decided: Mapping[str, bool], knowledge: Knowledge
) -> Link:
    key = key_of(row, knowledge)
    later = sorted(
        (each for each in near if (year_of(each) or 0) >= due and _beside(row, each, knowledge)),
        key=lambda each: (year_of(each) or 0, each.document, each.span.start),
    )
    differing = [(each, _differs(key, key_of(each, knowledge))) for each in later]
    same = [each for each, differs in differing if not differs]
    outcome: Outcome
    actual: Part | None = None
    differs: tuple[str, ...] = ()
    if same:
        first = [each for each in same if year_of(each) == year_of(same[0])]
        actual = cell_of(due, first, knowledge).shown
        outcome = "met" if _reaches(actual, row, knowledge) else "missed"
    elif differing:
        actual, differs = min(differing, key=lambda pair: len(pair[1]))
        outcome = "incomparable"
    else:
        outcome = "not_due" if due >= as_of else "unreported"
    number = target_id(row, actual)
    standing: Standing = "proposed"
    if number in decided:
        standing = "confirmed" if decided[number] else "rejected"
    return Link(
        number,
        key.indicator,
        key.place,
        key.place_name,
        key.part,
        key.level,
        key.tier,
        due,
        outcome,
        row,
        actual,
        tuple(differs),
        standing,
        key.name,
    )


def _beside(target: Part, figure: Part, knowledge: Knowledge) -> bool:
    """Whether a figure may be set beside a target at all, if only to say in what it differs.

    What is signed is not what is finished; of indicators that are a kind of things only one name is the same.
    """
    one, other = (key_of(row, knowledge) for row in (target, figure))
    variants = {row.indicator_id for row in (target, figure)} - {_base(target, knowledge)}
    stages = len(variants) > 1 and any(str(each).endswith(_STAGES) for each in variants)
    alike = one.name == other.name and (not one.name or len(one.name) >= OWN_NAME)
    return target.aspect == figure.aspect and not stages and alike


def _differs(one: Key, other: Key) -> tuple[str, ...]:
    """In what two keys differ; what kind of amount a target is, texts seldom say."""
    names = ("indicator", "level", "tier", "part", "base_unit", "denominator", "measure")
    loose = {"measure"} if "unknown" in {one.measure, other.measure} else set()
    return tuple(name for name in names if name not in loose and getattr(one, name) != getattr(other, name))


def _reaches(actual: Part, target: Part, knowledge: Knowledge) -> bool:
    """Whether a figure lies where the target wants it; one that is told roughly is taken as it is told."""
    lower = target.indicator_id in knowledge.derive(canon_of).lower
    roughly = actual.relation == "~" and actual.low is not None and actual.high is not None
    middle = (actual.low + actual.high) / 2 if roughly and actual.low is not None and actual.high is not None else None
    if target.relation in {"<", "<="} or (target.relation in {"=", "~"} and lower):
        bound, reached, closed = target.high, middle or actual.high, target.high_inclusive
        closed = closed or not (roughly or actual.high_inclusive)
        return bound is not None and reached is not None and (reached < bound or (closed and reached == bound))
    bound, reached, closed = target.low, middle or actual.low, target.low_inclusive
    closed = closed or not (roughly or actual.low_inclusive)
    return bound is not None and reached is not None and (reached > bound or (closed and reached == bound))


def _base(row: Part, knowledge: Knowledge) -> str:
    """The indicator, or the one it is a variant of: what is told of 城镇 is set beside what was aimed at for all."""
    entry = catalogue(knowledge)[row.indicator_id or ""]
    return entry.parent if entry.parent and entry.id.startswith(f"{entry.parent}_") else entry.id


def _family(indicator: str, knowledge: Knowledge) -> list[str]:
    """An indicator with those made of it or beside it."""
    entries = catalogue(knowledge)
    parent = entries[indicator].parent
    base = parent if parent and indicator.startswith(f"{parent}_") else indicator
    return [each for each in entries if each == base or each.startswith(f"{base}_")]
