"""Plausibility of the drafts of one line: a share above 100, a growth downwards, a part above its whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policytext.extract.draft import Draft
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.doubts import Most

WHOLE = 100
_STOP = re.compile("[；。]")
NEAR = 40
"""Characters before a number in which the words that allow more than 100 % stand."""

SUM_OF = 2
"""Members that a sum has at least."""


@dataclass(frozen=True, slots=True)
class _Words:
    """doubts.yaml, compiled."""

    beyond: re.Pattern[str]
    upwards: re.Pattern[str]
    downwards: re.Pattern[str]
    parts: re.Pattern[str]
    sum: re.Pattern[str]
    rates: frozenset[str]
    most: tuple[tuple[re.Pattern[str], Most], ...]


def _words(knowledge: Knowledge) -> _Words:
    table = knowledge.doubts
    return _Words(
        re.compile(table.beyond),
        re.compile(table.upwards),
        re.compile(table.downwards),
        re.compile(table.parts),
        re.compile(table.sum),
        frozenset(table.rates),
        tuple((re.compile(row.name), row) for row in table.most),
    )


def doubt(drafts: Sequence[Draft], knowledge: Knowledge) -> None:
    """Flag what is implausible about the drafts of one line, which stand in order and are complete otherwise."""
    words = knowledge.derive(_words)
    for draft in drafts:
        if draft.value is not None:
            draft.flags += _alone(draft, words, knowledge)
    for before, after in pairwise(drafts):
        if before.pair and before.pair == after.pair and (before.role, after.role) == ("from", "to"):
            after.flags += _against(before, after, words)
    _above_whole(drafts, words)
    _wrong_sum(drafts, words)


def _alone(draft: Draft, words: _Words, knowledge: Knowledge) -> Iterator[str]:
    """What is implausible about one number by itself."""
    value, name = draft.value or 0, draft.indicator or ""
    if draft.unit in knowledge.doubts.shares and draft.role in {"value", "to"} and value > WHOLE:
        around = draft.line.text[max(0, draft.start - NEAR) : draft.reach + 10]
        if not words.beyond.search(name) and not words.beyond.search(around):
            yield "share-above-100"
    for pattern, row in words.most:
        if draft.unit == row.unit and value > row.levels.get(draft.level, value) and pattern.search(name):
            yield row.flag


def _against(before: Draft, after: Draft, words: _Words) -> Iterator[str]:
    """A change that goes the other way than the words between its ends say."""
    if before.value is None or after.value is None:
        return
    between = before.line.text[before.reach : after.start]
    if words.upwards.search(between) and after.value < before.value:
        yield "grew-smaller"
    if words.downwards.search(between) and after.value > before.value:
        yield "shrank-larger"


def _above_whole(drafts: Sequence[Draft], words: _Words) -> None:
    """Flag a part (其中…) that alone is more than its whole: the numbers right behind and before the word."""
    for index, part in enumerate(drafts):
        before = [one for one in drafts[:index] if one.unit not in words.rates]
        if not before or part.unit in words.rates or not _plain(part):
            continue
        whole, after = before[-1], drafts[index - 1].reach
        named = words.parts.search(part.line.text, after, part.start)
        if not named or _STOP.search(part.line.text, whole.reach, part.start):
            continue
        alike = whole.unit == part.unit and _plain(whole) and whole.relation in {"=", "<", "<="}
        if alike and (part.value or 0) > (whole.value or 0):
            part.flags.append("parts-above-whole")


def _plain(draft: Draft) -> bool:
    return draft.role == "value" and draft.value is not None and draft.value_high is None


def _wrong_sum(drafts: Sequence[Draft], words: _Words) -> None:
    """Flag a sum (共50人) that is less than what the exact members named before it add up to."""
    for index, draft in enumerate(drafts):
        if not _plain(draft) or not words.sum.search(draft.left[-3:]):
            continue
        members = [one for one in drafts[:index] if not _STOP.search(draft.line.text, one.reach, draft.start)]
        alike = all(one.unit == draft.unit and _plain(one) and one.relation == "=" for one in members)
        if len(members) < SUM_OF or not alike or draft.relation != "=":
            continue
        if sum(one.value or 0 for one in members) > (draft.value or 0):
            draft.flags.append("parts-above-whole")
