"""Naming a mention: growth, shares, counts before their noun, attributes, money, and what stands before the number."""

from __future__ import annotations

from dataclasses import dataclass

from policytext.extract.indicator.phrase import Phrases, closed, noun_after, opened, phrases, trimmed, ungrown
from policytext.extract.seat import Seat, widened
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.describe import Indicators

LONGEST = 25
_BARE = 2
_SHORT_NOUN = 4
_SHORT_LEAD = 6
_LONG_PREDICATE = 14


@dataclass(frozen=True, slots=True)
class Name:
    """A name, the rule that found it, and the noun after the number where that is part of it."""

    text: str
    rule: str
    noun: str = ""
    surface: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """What a naming rule looks at."""

    seat: Seat
    following: Seat | None
    previous: Name | None
    per: str | None
    owner: str | None
    before: str
    lead: str
    noun: str
    predicate: str
    ways: Phrases
    table: Indicators

    @property
    def unit(self) -> str:
        return self.seat.draft.unit

    @property
    def dimension(self) -> str | None:
        """面积 for 平方米, or None for a count."""
        return next((noun for noun, units in self.table.dimensions.items() if self.unit in units), None)


def name(  # noqa: PLR0913 - what a name depends on
    seat: Seat,
    following: Seat | None,
    previous: Name | None,
    per: str | None,
    owner: str | None,
    knowledge: Knowledge,
) -> Name | None:
    """What a mention measures.

    Args:
        seat: the mention.
        following: the line's next one, or None.
        previous: the name of the one before it.
        per: what it is counted per.
        owner: its scope.
        knowledge: the tables.
    """
    words = _words(seat, following, previous, per, owner, knowledge)
    for rule in _RULES:
        found = rule(words)
        if found and found.text:
            consumed = "" if _is_threshold(words) else found.noun or (words.noun if found.rule in _AFTER else "")
            return Name(_shortened(found, words), found.rule, consumed, seat.draft.surface)
    return None


def _is_threshold(words: _Words) -> bool:
    """Whether the mention is an attribute of a noun that another count names: 过亿元企业12家."""
    return words.seat.draft.kind == "requirement" and words.dimension is not None


def _words(  # noqa: PLR0913 - as above
    seat: Seat,
    following: Seat | None,
    previous: Name | None,
    per: str | None,
    owner: str | None,
    knowledge: Knowledge,
) -> _Words:
    ways = knowledge.derive(phrases)
    before = seat.lead
    if previous and previous.rule != "name-attribute" and previous.noun and not seat.leads_clause:
        before = _behind(before, previous.noun, ways)
    lead = opened(before, ways, clause=seat.leads_clause)
    if owner and lead.startswith(owner):
        lead = opened(lead[len(owner) :], ways, clause=False)
    lead = closed(lead, ways)
    reach = _attribute_reach(seat, following, knowledge)
    noun, predicate = noun_after(_trail(seat, following, ways), ways)
    if reach and following:
        noun = seat.draft.line.text[seat.draft.end : following.draft.end] + noun_after(following.trail, ways)[0]
        noun, predicate = (noun, noun_after(following.trail, ways)[1])
    return _Words(seat, following, previous, per, owner, before, lead, noun, predicate, ways, knowledge.indicators)


def _behind(before: str, noun: str, ways: Phrases) -> str:
    """The words before a mention without those that belong to the one before it."""
    joints = list(ways.joints.finditer(before))
    if joints and noun in before[: joints[-1].start()]:
        return before[joints[-1].end() :]
    after = ways.after.match(before)
    start = after.end() if after else 0
    return before[start + len(noun) :] if before.startswith(noun, start) else before


def _trail(seat: Seat, following: Seat | None, ways: Phrases) -> str:
    """The words after a mention; those after 集…于一体的 where properties stand before the noun."""
    end = following.draft.start if following else len(seat.text)
    whole = ways.all_in_one.search(seat.text, seat.draft.end, end)
    return seat.text[whole.end() : end] if whole and seat.trail else seat.trail


def _attribute_reach(seat: Seat, following: Seat | None, knowledge: Knowledge) -> int:
    """Where the trail ends if the next number is an attribute of this one's noun: 58个投资10亿元以上的项目."""
    if following is None or following.clause != seat.clause or seat.draft.role in ("from", "to"):
        return 0
    between = seat.text[seat.draft.end : following.draft.start]
    gap = len(between) if not knowledge.derive(phrases).joints.search(between) else _LONG_PREDICATE
    dimension = any(following.draft.unit in units for units in knowledge.indicators.dimensions.values())
    of = knowledge.indicators.of in following.trail[:4] or following.draft.relation not in ("=", "~")
    return following.finish if gap <= _SHORT_NOUN and dimension and of else 0


def _deadline(words: _Words) -> Name | None:
    """完成集体资产清查 in 须在12月20日前完成集体资产清查."""
    if words.seat.draft.kind != "deadline":
        return None
    rest = words.ways.deadline_after.sub("", words.seat.rest)
    body = rest or words.seat.text[words.seat.clause[1] + 1 :]
    body = body.split(words.seat.text[words.seat.clause[1] : words.seat.clause[1] + 1] or "\n")[0]
    stripped = opened(body, words.ways)
    return Name(trimmed(stripped, words.ways), "name-deadline")


def _programme(words: _Words) -> Name | None:
    """What a planned stretch of time is for: 用三年时间对老旧小区实施改造."""
    aside = words.ways.set_aside.match(words.seat.trail)
    if not aside or words.dimension not in words.table.durations:
        return None
    rest = words.seat.rest[aside.end() :].replace("#", "")
    return Name(trimmed(opened(rest, words.ways), words.ways) + words.dimension, "name-programme")


def _normed(words: _Words) -> Name | None:
    """What a standard is for, where that comes after it: 按每百户30平方米的标准配建社区用房."""
    standard = words.ways.standard.match(words.seat.trail)
    if not standard or not words.seat.leads_clause:
        return None
    thing = trimmed(opened(words.seat.trail[standard.end() :], words.ways), words.ways)
    suffix = words.dimension if words.dimension and words.dimension != words.table.money_noun else ""
    return Name(thing + suffix, "name-standard") if thing else None


def _base(words: _Words) -> Name | None:
    """What a norm counts by: 社区规模 in 社区规模每增加300户."""
    if words.seat.draft.role != "per_base":
        return None
    lead = words.ways.base_verb.sub("", words.seat.lead)
    text = trimmed(closed(opened(lead, words.ways), words.ways), words.ways)
    if not text:
        earlier = words.seat.text[: max(0, words.seat.clause[0] - 1)].rsplit("，", 1)[-1]
        text = trimmed(opened(earlier, words.ways), words.ways)
    return Name(text or words.noun or words.unit, "name-base")


def _change(words: _Words) -> Name | None:
    """What grows: 地区生产总值 in 地区生产总值增长6.2%; the name before where only the verb stands."""
    if words.seat.draft.role not in {"delta", "from", "to"} or words.noun:
        return None
    stem = ungrown(words.lead, words.ways)
    if not stem or words.ways.generic_changing.fullmatch(stem):
        return Name(words.previous.text, "name-carried") if words.previous else None
    return Name(trimmed(stem, words.ways), "name-change")


def _proportion(words: _Words) -> Name | None:
    """Shares: X占Y, X的比例, N%的X do V."""
    if words.unit != "%":
        return None
    lead = trimmed(words.lead, words.ways)
    if words.noun and lead and words.ways.attribute.match(words.seat.trail):
        return Name(lead + words.noun + words.table.share_noun, "name-share-of")
    if words.noun and (not lead or len(lead) <= 1):
        predicate = words.predicate or _shared_predicate(words)
        return Name(words.noun + predicate[:_LONG_PREDICATE] + words.table.share_noun, "name-share-of")
    bound = words.ways.bounded_share.search(words.before)
    if bound:
        part, whole = words.before[: bound.start()], trimmed(words.before[bound.end() :], words.ways)
        thing = trimmed(opened(part, words.ways), words.ways)
        return Name(thing + words.table.occupy + whole + words.table.share_noun, "name-share")
    if words.ways.share.match(lead) and words.previous:
        return Name(words.previous.text + lead + words.table.share_noun, "name-share-part")
    if words.ways.share.search(lead) and not words.ways.shares.search(lead):
        return Name(lead + words.table.share_noun, "name-share")
    if not lead and words.predicate and words.previous:
        return Name(words.predicate + words.table.of + words.previous.text + words.table.share_noun, "name-share-part")
    return None


def _shared_predicate(words: _Words) -> str:
    """The predicate of the share after this one: 75%的A和71%的B创建成为C."""
    following = words.following
    if following is None or following.draft.unit != words.unit or following.clause != words.seat.clause:
        return ""
    if not words.ways.no_predicate.search(words.seat.trail[-1:]):
        return ""
    return noun_after(following.trail, words.ways)[1]


def _attribute(words: _Words) -> Name | None:
    """A measure as attribute: 老人年龄 in 90岁的老人, 中心面积 in 800平方米的中心."""
    if words.unit in words.table.people and words.noun and words.seat.trail.startswith(words.table.of):
        counted = words.table.households_noun if words.unit in words.table.households else words.table.people_noun
        return Name(words.noun + counted, "name-attribute")
    of = words.seat.trail.startswith(words.table.of)
    if not words.dimension or not words.noun or words.unit == "%":
        return None
    if words.dimension in words.table.durations and not of:
        return None
    lead = trimmed(words.lead, words.ways)
    predicate = words.predicate[:_LONG_PREDICATE] + words.table.of if len(words.noun) <= _SHORT_NOUN else ""
    if words.dimension == words.table.ages_noun:
        return Name((predicate if len(predicate) > 1 else "") + words.noun + words.dimension, "name-attribute")
    bounded = words.seat.draft.kind == "requirement"
    if bounded or of or words.ways.attribute.match(words.seat.trail):
        money = words.dimension == words.table.money_noun and words.ways.invested.search(words.noun)
        if money and not lead:
            return Name(words.noun + words.table.invested_noun, "name-attribute")
        if not lead or len(lead) > _SHORT_LEAD:
            return Name(words.noun + words.dimension, "name-attribute")
        spent = words.ways.spending.fullmatch(lead) or words.ways.measured_lead.search(lead)
        return Name(words.noun + lead if spent else lead + words.noun, "name-attribute")
    return None


def _spent(words: _Words) -> Name | None:
    """Money without an object of its own is named by what it bought."""
    lead = trimmed(words.lead, words.ways)
    if words.dimension != words.table.money_noun or not words.ways.spending.fullmatch(lead):
        return None
    target = _bought(words)
    if target:
        return Name(target + lead, "name-spent")
    general = len(lead) == _BARE or words.ways.generic.fullmatch(lead)
    if words.previous and general and not words.ways.spending.search(words.previous.text):
        return Name(words.previous.text + lead, "name-spent")
    return Name(lead, "name-before") if lead else None


def _bought(words: _Words) -> str:
    """The object of the clause after an amount, the next count's noun, or the object before."""
    ways = words.ways
    direct = ways.purposes.match(words.seat.trail)
    if direct and direct.end() < len(words.seat.trail):
        return trimmed(noun_after(words.seat.trail[direct.end() :], ways)[0], ways)
    if words.following and words.following.segment == words.seat.segment:
        noun = noun_after(_trail(words.following, None, ways), ways)[0]
        gap = words.seat.text[words.seat.draft.end : words.following.draft.start]
        if noun and ways.purposes.fullmatch(gap.strip("，")):
            return noun
    start = words.seat.clause[0]
    earlier = words.seat.text[words.seat.segment : max(words.seat.segment, start - 1)].rsplit("，", 1)[-1]
    purpose = ways.purposes.match(earlier)
    if purpose and "#" not in earlier and len(earlier) <= LONGEST:
        return trimmed(earlier[purpose.end() :], ways)
    return ""


def _counted(words: _Words) -> Name | None:
    """A count before its noun: 镇 in 下辖28个镇."""
    lead = trimmed(words.lead, words.ways)
    if words.ways.such.search(words.before) or words.ways.bare_having.fullmatch(lead):
        lead = ""
    bare = not lead
    if words.unit in words.table.unit_nouns and not words.noun and bare:
        return Name(words.unit, "name-unit")
    if words.unit == "%" or not words.noun:
        return None
    if words.dimension in words.table.durations:
        return Name(trimmed(words.lead, words.ways) + words.noun + words.dimension, "name-doing")
    noun = words.noun
    head = words.ways.counted.match(noun)
    if head and noun[head.end() :].startswith(words.table.of):
        return Name(head.group(), "name-after", head.group())
    if len(noun) > _LONG_PREDICATE and words.table.of in noun:
        noun = noun.rsplit(words.table.of, 1)[-1]
    if lead and len(lead) <= _SHORT_LEAD and len(noun) <= 2 * _SHORT_LEAD and words.table.of not in lead:
        return Name(lead + noun, "name-after-verb")
    predicate = words.predicate or _shared_predicate(words)
    told = 1 < len(predicate) <= LONGEST and not words.ways.status.match(predicate)
    if not lead and len(noun) <= _SHORT_NOUN and told:
        return Name(predicate + words.table.of + noun, "name-after-doing")
    return Name(noun, "name-after")


def _doing(words: _Words) -> Name | None:
    """A count before its verb: 带动就业 in 带动3000人就业, 办结时限 in 应在5日内办结."""
    if words.unit == "%" or not words.predicate or words.seat.trail[:1] in "，；：。、":
        return None
    lead = trimmed(words.lead, words.ways)
    owner = words.per[2:] if words.per and not lead else ""
    suffix = words.dimension or (words.table.people_noun if words.unit in words.table.people else "")
    text = owner + lead + words.predicate[:_LONG_PREDICATE]
    return Name(text + suffix, "name-doing")


def _before(words: _Words) -> Name | None:
    """The phrase before the number."""
    text = trimmed(words.lead, words.ways)
    if words.seat.draft.role == "delta":
        text = trimmed(ungrown(words.lead, words.ways), words.ways)
    if not text:
        return None
    if words.previous and words.before.startswith(words.table.of):
        whole = words.previous.rule == "name-attribute"
        return Name(
            (words.previous.surface + words.table.of if whole else words.previous.text) + text, "name-before-of"
        )
    if words.ways.generic.fullmatch(text) and words.previous and not words.ways.profile.search(words.seat.text):
        return Name(words.ways.counting.sub("", words.previous.text) + text, "name-before-general")
    return Name(text, "name-before")


def _carried(words: _Words) -> Name | None:
    """The name before, where the clause has none of its own."""
    if words.previous:
        return Name(words.previous.text, "name-carried")
    verb = trimmed(words.lead, words.ways)
    return Name(verb, "name-verb") if len(verb) > 1 and not words.ways.growing.fullmatch(verb) else None


_AFTER = ("name-after", "name-after-verb", "name-after-doing", "name-attribute", "name-share-of")

_WHOLE = ("name-after-doing", "name-deadline", "name-share-of")

_RULES = (
    _deadline,
    _programme,
    _normed,
    _base,
    _change,
    _proportion,
    _attribute,
    _spent,
    _counted,
    _doing,
    _before,
    _carried,
)


def _shortened(found: Name, words: _Words) -> str:
    """The name without examples before 等, and cut to its last part where it is too long."""
    text = found.text
    general = words.ways.examples.sub("", text, count=1)
    text = general if len(general) > _BARE and found.rule not in _WHOLE else text
    if len(text) > LONGEST and found.rule not in _WHOLE and words.table.of in text[:-2]:
        text = text.rsplit(words.table.of, 1)[-1]
    return trimmed(text.replace("#", ""), words.ways)
