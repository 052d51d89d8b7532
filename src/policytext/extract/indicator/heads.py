"""Naming what leaves its noun to a neighbour: a grade, a bare verb, a comparison.

In 新开工重点项目33个、竣工11个 the second number has the thing of the first;
in 2家国家级、28家省级示范企业 the first has that of the second.
"""

from __future__ import annotations

from policytext.extract.indicator.phrase import noun_after, trimmed
from policytext.extract.indicator.words import LONG_PREDICATE, PERCENT, Name, Words

_STATUS = 2
"""Characters of a verb before the grade of what was counted before: 新增国家级示范企业."""


def headless(words: Words) -> Name | None:
    """The name of a number whose own words are a grade, a bare verb or a comparison alone."""
    if words.unit == PERCENT:
        return None
    return _part(words) or _graded(words) or _verbal(words) or _unnamed(words)


def _part(words: Words) -> Name | None:
    """Some of what was counted before, by what they do: 完成换届的社区 in 25个社区中18个完成换届."""
    joint = words.ways.among_joint.match(words.stem)
    if words.noun or not words.predicate or not words.previous or (words.stem and not joint):
        return None
    if words.dimension or words.ways.made_of.match(words.predicate) or words.ways.share.match(words.predicate):
        return None
    seat = words.seat
    linked = joint or words.ways.among_counted.search(seat.text, seat.segment, seat.draft.start)
    beside = words.previous.rule == "name-part" or not (words.before or seat.leads_clause)
    whole = next((name for name in reversed(words.context.names) if name.rule != "name-part"), None)
    if not (linked or beside) or whole is None:
        return None
    if whole.unit != words.unit and not {whole.unit, words.unit} <= words.persons:
        return None
    told = words.predicate[:LONG_PREDICATE]
    return Name(told + words.table.of + whole.text, "name-part")


def _unnamed(words: Words) -> Name | None:
    """What a bound without a noun is one of: 社区规模 in 社区规模3000户，超过5000户的应予拆分."""
    if not words.of or words.seat.draft.kind != "requirement":
        return None
    alone = words.seat.trail == words.table.of
    if not (alone or words.ways.consequence.match(words.noun or words.predicate)):
        return None
    text = words.stem or _thing(words, same_unit=True)
    return Name(text, "name-bare") if text else None


def _graded(words: Words) -> Name | None:
    """省级示范企业 for 省级32家 after 国家级示范企业19家, or for 2家省级 before 28家市级示范企业."""
    grade = words.noun or words.stem
    if not words.ways.grade.fullmatch(grade):
        return None
    following = words.context.following
    if words.noun and following and following.draft.unit == words.unit:
        other = noun_after(following.trail, words.ways)[0]
        level = words.ways.grade.match(other)
        if level and level.end() < len(other):
            return Name(words.stem + grade + other[level.end() :], "name-graded", words.noun)
    head = words.split_head or _thing(words, same_unit=True)
    graded = words.ways.grade.search(head)
    head = head[graded.end() :] if graded and graded.start() <= _STATUS else head
    return Name(grade + head, "name-graded", words.noun) if head else None


def _verbal(words: Words) -> Name | None:
    """What a bare verb is said of: the thing counted before it."""
    ways, stem = words.ways, words.stem
    if not words.noun and ways.bare_provision.fullmatch(words.predicate) and not stem:
        thing = _thing(words, same_unit=True)
        return Name(thing, "name-bare") if thing else None
    if words.noun or words.predicate:
        return None
    if ways.bare_status.fullmatch(stem):
        thing = _thing(words, same_unit=True)
        return Name(stem + thing, "name-bare") if thing else None
    if ways.bare_reach.fullmatch(stem) and words.unit in words.table.people:
        thing = words.context.per[1:].lstrip(words.table.classifiers) if words.context.per else _thing(words)
        household = words.unit in words.table.households
        suffix = words.table.households_noun if household else words.table.people_noun
        return Name(thing + stem + suffix, "name-bare") if thing else None
    if ways.bare_provision.fullmatch(stem):
        thing = _thing(words)
        return Name(thing, "name-bare") if thing else None
    return None


def _thing(words: Words, *, same_unit: bool = False) -> str:
    """The last thing counted before, without the verb that was said of it."""
    for name in reversed(words.context.names):
        if name.unit != PERCENT and (name.unit == words.unit or not same_unit):
            text = words.ways.status_edge.sub("", name.text)
            return trimmed(text, words.ways) if len(text) > 1 else name.text
    return ""
