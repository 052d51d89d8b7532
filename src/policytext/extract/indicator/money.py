"""Naming sums that are spent: by what they bought."""

from __future__ import annotations

from policytext.extract.indicator.phrase import closed, noun_after, trimmed
from policytext.extract.indicator.words import LONGEST, Name, Words, trail
from policytext.extract.seat import MASK

_BARE = 2
_SHORT = 4
"""Characters of a verb of spending with no thing of its own in it: 完成投资, not 基础设施投资."""


def spent(words: Words) -> Name | None:
    """社区书房投入 in 投入900万元打造18个社区书房; None where the sum has an object of its own."""
    if words.dimension != words.table.money_noun or not words.ways.spending.fullmatch(words.stem):
        return None
    target = _paid_for(words) or _next_count(words) or (_earlier_object(words) if len(words.stem) <= _SHORT else "")
    if target:
        return Name(target + words.stem, "name-spent")
    general = len(words.stem) == _BARE or words.ways.generic.fullmatch(words.stem)
    if general and words.previous and not words.ways.spending.search(words.previous.text):
        return Name((words.thing or words.previous.text) + words.stem, "name-spent")
    return Name(words.stem, "name-before")


def _paid_for(words: Words) -> str:
    """The object in the words after a sum: 460万元支持开展试点工作."""
    after = words.ways.after.sub("", words.seat.trail, count=1)
    purpose = words.ways.purposes.match(after)
    if not purpose or purpose.end() == len(after):
        return ""
    return trimmed(noun_after(after[purpose.end() :], words.ways)[0], words.ways)


def _next_count(words: Words) -> str:
    """The noun of the next count, where only a verb of making stands between."""
    following = words.context.following
    if following is None or following.segment != words.seat.segment:
        return ""
    named = words.seat.text[words.seat.draft.end : following.draft.start]
    purpose = words.ways.purposes.match(named)
    if purpose and purpose.group().strip("，") and named.startswith("，") and named.count("，") == 1:
        thing = trimmed(closed(named[purpose.end() :], words.ways), words.ways)
        if thing and not words.context.names:
            return thing
    gap = words.seat.text[words.seat.draft.end : following.draft.start].strip("，")
    return noun_after(trail(following, None, words.ways), words.ways)[0] if words.ways.purposes.fullmatch(gap) else ""


def _earlier_object(words: Words) -> str:
    """The object of the clause before: 修建文化礼堂，先后投入…."""
    earlier = words.clause_before(within=words.seat.segment)
    purpose = words.ways.purposes.match(earlier)
    if not purpose or MASK in earlier or len(earlier) > LONGEST:
        return ""
    return trimmed(earlier[purpose.end() :], words.ways)
