"""Naming shares: X占Y, X率, N%的X do V."""

from __future__ import annotations

from policytext.extract.indicator.phrase import closed, opened, trimmed
from policytext.extract.indicator.words import LONG_PREDICATE, PERCENT, Name, Words


def share(words: Words) -> Name | None:
    """The name of a percentage that is no growth; None for other units and where the words before it name it."""
    if words.unit != PERCENT:
        return None
    return (
        _by_share(words)
        or _of_things(words)
        or _occupied(words)
        or _bounded(words)
        or _among(words)
        or _of_whole(words)
    )


def _among(words: Words) -> Name | None:
    """受访居民中参加过活动的比例 in 受访居民中，62%参加过活动."""
    if words.noun or words.stem or not words.predicate:
        return None
    seat = words.seat
    group = next(reversed(list(words.ways.among.finditer(seat.text, seat.segment, seat.draft.start))), None)
    if group is None:
        return None
    who = trimmed(opened(group["who"], words.ways), words.ways)
    return Name(who + words.predicate[:LONG_PREDICATE] + words.table.share_noun, "name-share-among")


def _by_share(words: Words) -> Name | None:
    """社区用房占总建筑面积的比例 in 按不低于总建筑面积千分之五的比例配建社区用房."""
    share_noun = words.table.share_noun
    if not words.seat.trail.startswith(share_noun) or len(words.seat.trail) <= len(share_noun):
        return None
    thing = trimmed(opened(words.seat.trail[len(share_noun) :], words.ways), words.ways)
    whole = words.ways.whole_of_share.search(words.before)
    part = words.table.occupy + whole["whole"] if whole else ""
    return Name(thing + part + share_noun, "name-share") if thing else None


def _of_things(words: Words) -> Name | None:
    """退役军人实现再就业的比例 in 87%的退役军人实现了再就业."""
    if not words.noun:
        return None
    if words.of and words.ways.share.search(words.stem):
        return Name(words.stem + words.table.share_noun, "name-share")
    voting = words.ways.voting.match(words.predicate)
    if voting:
        matter = words.ways.voted_edge.sub("", words.stem)
        voted = voting.group() + matter if matter else words.predicate
        return Name(words.noun + voted[: 2 * LONG_PREDICATE] + words.table.share_noun, "name-share-of")
    if words.stem and words.ways.attribute.match(words.seat.trail):
        return Name(words.stem + words.noun + words.table.share_noun, "name-share-of")
    if len(words.stem) > 1:
        return None
    predicate = words.predicate or words.shared_predicate()
    return Name(words.noun + predicate[:LONG_PREDICATE] + words.table.share_noun, "name-share-of")


def _bounded(words: Words) -> Name | None:
    """充电车位占车位总数的比例 in 充电车位不少于车位总数的15%."""
    bound = words.ways.bounded_share.search(words.before)
    if not bound:
        return None
    thing = trimmed(opened(words.before[: bound.start()], words.ways), words.ways)
    thing = thing or (words.previous.text if words.previous else "")
    whole = trimmed(words.before[bound.end() :], words.ways)
    return Name(thing + words.table.occupy + whole + words.table.share_noun, "name-share")


def _occupied(words: Words) -> Name | None:
    """The share that a clause gives without a whole: 占46% of what was named before, 女性占58%, 35岁以下的占12%."""
    stem, last, ways = words.stem, words.previous, words.ways
    if words.noun:
        return None
    bound = ways.attribute.match(words.before) if last and last.rule == "name-attribute" else None
    if last and bound and not stem:
        group = last.surface + trimmed(closed(words.before, ways), ways)
        return Name(group + words.table.share_noun, "name-share")
    if not ways.occupying.search(words.before):
        return None
    if last and bound:
        noun = "" if ways.shares.search(stem) else words.table.occupied_noun
        return Name(last.surface + bound.group() + stem + noun, "name-share")
    thing = stem and _bounded_by(words) + stem
    thing = thing or (last.text.removesuffix(words.table.people_noun) if last and not words.predicate else "")
    if not thing or ways.shares.search(thing):
        return None
    return Name(thing + words.table.occupied_noun, "name-share" if stem else "name-share-part")


def _bounded_by(words: Words) -> str:
    """The bound right before the words of a share: 15—59岁 in 15—59岁人口占58%; empty where there is none."""
    last = words.previous
    beside = not words.seat.leads_clause and not words.ways.joints.match(words.before)
    return last.surface if last and last.rule == "name-attribute" and beside else ""


def _of_whole(words: Words) -> Name | None:
    """X占Y的比例; where the clause says only 占Y, or only what they do, the name before is X."""
    stem, last = words.stem, words.previous
    if last and words.ways.share.match(stem):
        suffix = "" if words.ways.shares.search(stem) else words.table.share_noun
        return Name(last.text + stem + suffix, "name-share-part")
    if words.ways.share.search(stem) and not words.ways.shares.search(stem):
        return Name(stem + words.table.share_noun, "name-share")
    if last and not stem and words.predicate:
        return Name(words.predicate + words.table.of + last.text + words.table.share_noun, "name-share-part")
    return None
