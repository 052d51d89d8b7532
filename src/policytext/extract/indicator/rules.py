"""Naming a mention: each rule in turn, from the most special construction to the words before the number."""

from __future__ import annotations

from policytext.extract.indicator.counts import attribute, counted, doing
from policytext.extract.indicator.heads import headless
from policytext.extract.indicator.money import spent
from policytext.extract.indicator.phrase import closed, opened, trimmed, ungrown
from policytext.extract.indicator.shares import share
from policytext.extract.indicator.words import LONGEST, PERCENT, Context, Name, Words, words_of
from policytext.extract.seat import MASK
from policytext.knowledge.load import Knowledge

_FEW = 2


def name(context: Context, knowledge: Knowledge) -> Name | None:
    """What a mention measures, or None where nothing in its line names it."""
    words = words_of(context, knowledge)
    for rule in _RULES:
        found = rule(words)
        if found and found.text:
            return Name(
                _shortened(found, words), found.rule, _taken(found, words), words.seat.draft.surface, words.unit
            )
    return None


def _taken(found: Name, words: Words) -> str:
    """The noun after the number that the name took; a threshold leaves it to the count (过亿元企业12家)."""
    if words.seat.draft.kind == "requirement" and words.dimension:
        return ""
    return found.noun or (words.noun if found.rule in _AFTER else "")


def _shortened(found: Name, words: Words) -> str:
    """The name without examples before 等, and cut to its last part where it is too long."""
    text = found.text
    if found.rule not in _WHOLE:
        general = words.ways.examples.sub("", text, count=1)
        text = general if len(general) > _FEW else text
        if len(text) > LONGEST and words.table.of in text[:-_FEW]:
            text = text.rsplit(words.table.of, 1)[-1]
    return trimmed(text.replace(MASK, ""), words.ways)


def _deadline(words: Words) -> Name | None:
    """What is due: 河道清淤验收 in 须在10月15日前完成河道清淤验收."""
    if words.seat.draft.kind != "deadline":
        return None
    stop = words.seat.clause[1]
    body = words.ways.deadline_after.sub("", words.seat.rest)
    if not body:
        mark = words.seat.text[stop : stop + 1]
        body = words.seat.text[stop + 1 :].split(mark)[0] if mark else ""
    return Name(trimmed(opened(body, words.ways), words.ways), "name-deadline")


def _programme(words: Words) -> Name | None:
    """What a planned stretch of time is for: 用三年时间对老旧小区实施改造."""
    aside = words.ways.set_aside.match(words.seat.trail)
    if not aside or words.dimension not in words.table.durations:
        return None
    rest = words.seat.rest[aside.end() :].replace(MASK, "")
    return Name(trimmed(opened(rest, words.ways), words.ways) + (words.dimension or ""), "name-programme")


def _standard(words: Words) -> Name | None:
    """What a standard is for, where that comes after it: 按每百户24平方米的标准配建社区用房."""
    standard = words.ways.standard.match(words.seat.trail)
    if not standard or not words.seat.leads_clause:
        return None
    thing = trimmed(opened(words.seat.trail[standard.end() :], words.ways), words.ways)
    if words.dimension and words.stem.endswith(words.dimension):
        return None
    suffix = words.dimension if words.dimension and words.dimension != words.table.money_noun else ""
    return Name(thing + suffix, "name-standard") if thing else None


def _base(words: Words) -> Name | None:
    """What a norm counts by: 社区规模 in 社区规模每增加300户."""
    if words.seat.draft.role != "per_base":
        return None
    lead = words.ways.base_verb.sub("", words.seat.lead)
    text = trimmed(closed(opened(lead, words.ways), words.ways), words.ways)
    earlier = next((last.text for last in reversed(words.context.names) if last.rule == "name-base"), "")
    text = text or earlier or trimmed(opened(words.clause_before(), words.ways), words.ways)
    return Name(text or words.noun or words.unit, "name-base")


def _change(words: Words) -> Name | None:
    """What changes: 地区生产总值 in 地区生产总值增长6.2%; the name before where only the verb stands."""
    if words.seat.draft.role not in {"delta", "from", "to"} or words.noun:
        return None
    bounded = words.ways.attribute.match(words.before)
    if bounded and words.previous and words.previous.rule == "name-attribute":
        return None
    stem = ungrown(words.lead, words.ways)
    if words.ways.grade.fullmatch(stem):
        return None
    if stem and words.ways.generic.fullmatch(stem) and not words.ways.generic_changing.fullmatch(stem):
        return Name(_subject(words) + stem, "name-change")
    if stem and not words.ways.generic_changing.fullmatch(stem):
        return Name(trimmed(stem, words.ways), "name-change")
    return Name(words.previous.text, "name-carried") if words.previous else None


def _before(words: Words) -> Name | None:
    """The phrase before the number."""
    text, last = words.stem, words.previous
    if words.seat.draft.role == "delta":
        text = trimmed(ungrown(words.lead, words.ways), words.ways)
    if not text:
        return None
    if last and words.before.startswith(words.table.of):
        thing = last.surface + words.table.of if last.rule == "name-attribute" else last.text
        return Name(thing + text, "name-before-of")
    beside = not words.seat.leads_clause and not words.ways.joints.search(words.before)
    if last and last.rule == "name-attribute" and (beside or words.ways.attribute.match(words.before)):
        return Name(last.surface + trimmed(closed(words.before, words.ways), words.ways), "name-before-bounded")
    if last and words.ways.generic.fullmatch(text) and not words.ways.profile.search(words.seat.text):
        return Name(words.ways.counting.sub("", words.thing or last.text) + text, "name-before-general")
    if words.dimension == words.table.ages_noun and not words.ways.aged.search(text):
        return Name(text + words.dimension, "name-before")
    return Name(text, "name-before")


def _subject(words: Words) -> str:
    """Who a bare measure is of, where no number stands between: 纺织产业集聚了一批企业，产值增长5%."""
    seat = words.seat
    told = seat.text[seat.segment : seat.clause[0]]
    if MASK in told:
        return ""
    for clause in reversed(told.split("，")):
        subject = words.ways.subject.match(opened(clause, words.ways))
        if subject:
            return subject["who"]
    return ""


def _carried(words: Words) -> Name | None:
    """The name before, where the clause has none of its own: the last one, and of the same unit after a share."""
    last = words.previous
    if last is None:
        return Name(words.stem, "name-verb") if _verb(words) else None
    bound = words.ways.attribute.match(words.before)
    whole = next((name for name in reversed(words.context.names) if name.unit == words.unit), None)
    if bound and whole and last.unit not in {words.unit, PERCENT}:
        return Name(
            last.surface + bound.group().removesuffix(words.table.of) + words.table.of + whole.text, "name-part"
        )
    if last.unit == PERCENT != words.unit and last.rule.startswith("name-share"):
        last = next((name for name in reversed(words.context.names) if name.unit == words.unit), last)
    return Name(last.text, "name-carried")


def _verb(words: Words) -> bool:
    """Whether more than a verb of change stands before a number that nothing names."""
    return len(words.stem) > 1 and not words.ways.growing.fullmatch(words.stem)


_RULES = (
    _deadline,
    _programme,
    _standard,
    _base,
    _change,
    headless,
    share,
    attribute,
    spent,
    counted,
    doing,
    _before,
    _carried,
)

_AFTER = ("name-after", "name-after-verb", "name-after-doing", "name-attribute", "name-share-of")
"""Rules whose names end with, or hold, the noun after the number."""

_WHOLE = ("name-after-doing", "name-deadline", "name-share-of", "name-share-among", "name-share-part")
"""Rules whose names are long by right."""
