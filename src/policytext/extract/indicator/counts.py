"""Naming by the noun or verb after the number: counts, attributes, what is done."""

from __future__ import annotations

from policytext.extract.indicator.words import LONG_PREDICATE, LONGEST, PERCENT, SHORT_LEAD, SHORT_NOUN, Name, Words

_BARE = 2
"""Characters of a noun that says nothing without what is done: 竣工投产的项目."""


def attribute(words: Words) -> Name | None:
    """A measure as attribute of a noun: 老人年龄 in 90岁的老人, 中心面积 in 800平方米的中心."""
    if not words.noun or words.unit == PERCENT:
        return None
    if words.unit in words.table.people and words.of:
        household = words.unit in words.table.households
        counted = words.table.households_noun if household else words.table.people_noun
        return Name(words.noun + counted, "name-attribute")
    if words.dimension == words.table.ages_noun:
        shared = words.ways.share.match(words.predicate)
        doing = words.predicate[:LONG_PREDICATE] + words.table.of if words.predicate and not shared else ""
        return Name((doing if len(words.noun) <= SHORT_NOUN else "") + words.noun + words.dimension, "name-attribute")
    if words.dimension and (words.of or words.dimension not in words.table.durations):
        return _measured(words, words.dimension)
    return None


def _measured(words: Words, dimension: str) -> Name | None:
    """The measure of a noun: named before the number (投资10亿元以上的项目), or by its unit."""
    bounded = words.seat.draft.kind == "requirement" or words.qualifies
    if not (bounded or words.of or words.ways.attribute.match(words.seat.trail)):
        return None
    if dimension == words.table.money_noun and words.ways.sums.search(words.noun):
        return Name(words.noun, "name-attribute")
    invested = dimension == words.table.money_noun and words.ways.invested.search(words.noun)
    measure = words.ways.spending.fullmatch(words.stem) or words.ways.measured_lead.search(words.stem)
    if invested and not measure:
        return Name(words.noun + words.table.invested_noun, "name-attribute")
    if measure and SHORT_LEAD < len(words.stem) <= LONG_PREDICATE:
        return Name(words.stem, "name-attribute", words.noun)
    if not words.stem or len(words.stem) > SHORT_LEAD or words.ways.purposes.fullmatch(words.stem):
        return Name(words.noun + dimension, "name-attribute")
    return Name(words.noun + words.stem if measure else words.stem + words.noun, "name-attribute")


def counted(words: Words) -> Name | None:
    """A count before its noun: 镇 in 下辖11个镇, 签订责任书的单位 in 和8个单位签订责任书."""
    lead = words.stem
    if (
        words.ways.such.search(words.before)
        or words.ways.having_edge.search(lead)
        or words.ways.bare_having.fullmatch(lead)
    ):
        lead = ""
    if words.unit in words.table.unit_nouns and not words.noun and not lead:
        return Name(words.unit, "name-unit")
    if words.unit == PERCENT or not words.noun:
        return None
    if words.dimension in words.table.durations:
        return Name(words.stem + words.noun + (words.dimension or ""), "name-doing")
    head = words.ways.counted.match(words.noun)
    if head and words.noun.startswith(words.table.of, head.end()):
        return Name(head.group(), "name-after", head.group())
    return _counted_noun(words, lead)


def _counted_noun(words: Words, lead: str) -> Name:
    """The noun of a count, with its verb where that is short and its predicate where the noun is."""
    noun, of = words.noun, words.table.of
    if len(noun) > LONG_PREDICATE and of in noun:
        noun = noun.rsplit(of, 1)[-1]
    if lead and len(lead) <= SHORT_LEAD and len(noun) <= 2 * SHORT_LEAD and of not in lead:
        return Name(lead + noun, "name-after-verb")
    predicate = words.predicate or words.shared_predicate()
    making = words.ways.making_up.match(predicate)
    if making:
        return Name(making["group"] + noun, "name-after")
    bare = len(noun) <= _BARE and words.ways.bare_status.fullmatch(predicate)
    leads_on = words.ways.toward.search(predicate)
    told = not leads_on and 1 < len(predicate) <= LONGEST and (bare or not words.ways.status.match(predicate))
    if told and not lead and len(noun) <= SHORT_NOUN:
        return Name(predicate + of + noun, "name-after-doing")
    return Name(noun, "name-after")


def doing(words: Words) -> Name | None:
    """A count before its verb: 带动就业 in 带动3000人就业, 居委会组成人数 in 居委会由5人组成."""
    if words.unit == PERCENT or not words.predicate:
        return None
    if words.ways.share.match(words.predicate):
        return Name(words.dimension, "name-attribute") if words.dimension else None
    listed = not words.ways.made_by.fullmatch(words.seat.lead)
    if words.ways.made_of.match(words.predicate) and words.stem and listed:
        return Name(words.stem, "name-before")
    if words.ways.toward.search(words.predicate):
        return Name(words.stem, "name-before") if words.stem else None
    owner = words.context.per[2:] if words.context.per and not words.stem else ""
    suffix = words.dimension or (words.table.people_noun if words.unit in words.table.people else "")
    return Name(owner + words.stem + words.predicate[:LONG_PREDICATE] + suffix, "name-doing")
