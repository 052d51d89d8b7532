"""What a naming rule looks at: a mention's words, peeled, and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policytext.extract.indicator.phrase import Phrases, closed, listed_after, noun_after, opened, phrases, trimmed
from policytext.extract.seat import MASK, Seat
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.describe import Indicators

LONGEST = 25
"""Characters of a name that may still hold more than the name."""

SHORT_NOUN = 4
"""Characters of a noun too short to name a thing alone: its predicate is added."""

SHORT_LEAD = 6
"""Characters before the number that may be a verb: 培训, 新改建."""

LONG_PREDICATE = 14
_SHORTEST = 3
PERCENT = "%"


@dataclass(slots=True)
class Name:
    """A mention's name and the rule that found it.

    Args:
        text: the name.
        rule: the rule.
        noun: the noun after the number where that is part of the name; the
            next mention's words begin behind it.
        surface: the mention.
        unit: its unit.
    """

    text: str
    rule: str
    noun: str = ""
    surface: str = ""
    unit: str = ""


@dataclass(slots=True)
class Context:
    """A mention among others: the next one of its line, the names before it, its denominator and its owner."""

    seat: Seat
    following: Seat | None
    names: Sequence[Name]
    per: str | None
    owner: str | None


@dataclass(slots=True)
class Words:
    """A mention's words.

    Args:
        context: the mention among others.
        seat: where the mention sits.
        unit: its unit.
        dimension: 面积 for 平方米; None for a count.
        before: the words before it that no other mention has taken.
        lead: the same, peeled from both ends.
        stem: the same, without marks at its edges.
        noun: the noun that follows the number; empty where its phrase ends there.
        predicate: the verb phrase behind the noun.
        ways: the naming patterns.
        table: the naming table.
        split_head: what a list with 分别为 divides: 团队 in 团队分别为文体类35支.
    """

    context: Context
    seat: Seat
    unit: str
    dimension: str | None
    before: str
    lead: str
    stem: str
    noun: str
    predicate: str
    ways: Phrases
    table: Indicators
    split_head: str = ""

    @property
    def previous(self) -> Name | None:
        """The name of the mention before it in its line."""
        return self.context.names[-1] if self.context.names else None

    @property
    def thing(self) -> str:
        """The last thing named before, past general measures of it (新增面积); empty where there is none."""
        for name in reversed(self.context.names):
            if name.rule != "name-part" and not self.ways.generic.fullmatch(name.text):
                return name.noun if name.rule == "name-attribute" and name.noun else name.text
        return ""

    @property
    def of(self) -> bool:
        """Whether 的 follows the number."""
        return self.seat.trail.startswith(self.table.of)

    @property
    def qualifies(self) -> bool:
        """Whether the number is a measure of the thing that the next number counts: 50亿元项目2个."""
        following, seat = self.context.following, self.seat
        if following is None or self.dimension in {None, *self.table.durations, self.table.ages_noun}:
            return False
        joined = seat.text[seat.draft.end : following.draft.start] == self.noun
        joined = joined and not (self.ways.purposes.match(self.noun) or self.ways.having.match(self.noun))
        counts = following.draft.unit not in self.ways.dimensions
        return joined and counts and following.draft.unit not in {PERCENT, *self.table.people}

    @property
    def persons(self) -> set[str]:
        """The units of people, not of households."""
        return {unit for unit in self.table.people if unit not in self.table.households}

    def shared_predicate(self) -> str:
        """The predicate of the mention after this one, where both share it: 64%的A和58%的B创建成为C."""
        following = self.context.following
        if following is None or following.draft.unit != self.unit or following.clause != self.seat.clause:
            return ""
        if not self.ways.joints.match(self.seat.trail[-1:]):
            return ""
        return noun_after(following.trail, self.ways)[1]

    def clause_before(self, *, within: int = 0) -> str:
        """The clause before the mention's, not reaching back beyond offset `within`."""
        stop = max(within, self.seat.clause[0] - 1)
        return self.seat.text[within:stop].rsplit("，", 1)[-1]


def words_of(context: Context, knowledge: Knowledge) -> Words:
    """The words of a mention."""
    ways, seat = knowledge.derive(phrases), context.seat
    before = _before(context, ways)
    lead = _unplaced(opened(before, ways, clause=seat.leads_clause), context, ways)
    lead, head = _divided(_own(closed(lead, ways), context, ways), ways)
    noun, predicate = _following_noun(context, knowledge)
    unit, stem = seat.draft.unit, trimmed(lead, ways)
    dimension = ways.dimensions.get(unit)
    return Words(context, seat, unit, dimension, before, lead, stem, noun, predicate, ways, knowledge.indicators, head)


def _unplaced(lead: str, context: Context, ways: Phrases) -> str:
    """The words without their owner before them, or without the kind of place right before the number (面积城市)."""
    owner, seat = context.owner, context.seat
    if owner and lead.startswith(owner):
        return opened(lead[len(owner) :], ways, clause=False)
    if owner and ways.areas.search(seat.text, seat.begin, seat.draft.start + 1):
        return closed(lead, ways).removesuffix(owner)
    return lead


def _own(lead: str, context: Context, ways: Phrases) -> str:
    """The words without a time or a denominator inside them, and without the subject before those."""
    inner = next(reversed([match for match in ways.inner_time.finditer(lead) if match.end() < len(lead) - 1]), None)
    if inner and inner.start():
        told = opened(lead[inner.end() :], ways, clause=False)
        lead = told if len(told) >= _SHORTEST else lead[: inner.start()] + told
    duty = ways.duty.search(lead)
    if duty and duty.start() and len(lead) - duty.end() >= _SHORTEST:
        lead = opened(lead[duty.end() :], ways, clause=False)
    subject, per, rest = lead.rpartition(context.per or MASK)
    if not per:
        return lead
    rest = opened(rest, ways, clause=False)
    return rest if len(rest) >= SHORT_NOUN else closed(subject, ways) + rest


def _divided(lead: str, ways: Phrases) -> tuple[str, str]:
    """The part behind 分别为, and what it divides."""
    split = ways.split.search(lead)
    if not split or not split.start() or split.end() == len(lead):
        return lead, ""
    return lead[split.end() :], trimmed(lead[: split.start()], ways)


def trail(seat: Seat, following: Seat | None, ways: Phrases) -> str:
    """The words after a mention; those after 集…于一体的 where properties stand before the noun."""
    end = following.draft.start if following else len(seat.text)
    whole = ways.all_in_one.search(seat.text, seat.draft.end, end)
    return seat.text[whole.end() : end] if whole and seat.trail else seat.trail


def _before(context: Context, ways: Phrases) -> str:
    """The words before a mention without the noun and predicate of the one before it."""
    before = context.seat.lead
    made = ways.made_by.match(before) if ways.made_of.search(_closing(context.seat)) else None
    if made and made.end() < len(before):
        return before[made.end() :]
    last = context.names[-1] if context.names else None
    if last is not None and last.rule == "name-part" and not context.seat.leads_clause:
        return ways.joints.split(before)[-1]
    if last is None or not last.noun or last.rule == "name-attribute" or context.seat.leads_clause:
        return before
    joints = list(ways.joints.finditer(before))
    if joints and last.noun in before[: joints[-1].start()]:
        return before[joints[-1].end() :]
    after = ways.after.match(before)
    start = after.end() if after else 0
    return before[start + len(last.noun) :] if before.startswith(last.noun, start) else before


def _closing(seat: Seat) -> str:
    """The words behind the last number of a mention's clause."""
    return seat.rest.rpartition(MASK)[2]


def _following_noun(context: Context, knowledge: Knowledge) -> tuple[str, str]:
    """The noun after a mention and its predicate, through a number that is an attribute of the noun."""
    seat, following, ways = context.seat, context.following, knowledge.derive(phrases)
    if following is not None and seat.trail == ways.of and following.begin == seat.draft.end:
        return noun_after(following.trail, ways)
    if following is None or not _attributive(seat, following, knowledge):
        shared = following is not None and following.clause == seat.clause
        barred = (
            shared
            or seat.draft.unit in ways.dimensions
            or ways.dative.match(seat.lead)
            or ways.all_in_one.search(seat.text, seat.draft.end)
        )
        listed = "" if barred else listed_after(seat.trail, ways)
        return (listed, "") if 0 < len(listed) <= LONGEST else noun_after(trail(seat, following, ways), ways)
    noun, predicate = noun_after(following.trail, ways)
    between = ways.after.sub("", seat.draft.line.text[seat.draft.end : following.draft.end], count=1)
    return between + noun, predicate


def _attributive(seat: Seat, following: Seat, knowledge: Knowledge) -> bool:
    """Whether the next number is an attribute of this one's noun: 58个投资10亿元以上的项目."""
    if following.clause != seat.clause or seat.draft.role in {"from", "to"}:
        return False
    between = seat.text[seat.draft.end : following.draft.start]
    ways = knowledge.derive(phrases)
    if len(between) > SHORT_NOUN or ways.joints.search(between):
        return False
    bounded = ways.of in following.trail[:4] or following.draft.relation not in {"=", "~"}
    return bounded and following.draft.unit in ways.dimensions
