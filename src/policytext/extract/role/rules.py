"""Roles of the drafts of one line, and the pairs they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from policytext.extract.draft import Draft
from policytext.extract.relation import aside
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.extract import RoleWords
from policytext.sieve import ending, possible

BEFORE = 30
"""Characters before the start of a change in which its preposition stands."""

THAN = 24
"""Characters between what makes a difference of a number (高于) and the number, at most."""

APART = 40
"""Characters between the two ends of a change, at most."""


@dataclass(frozen=True, slots=True)
class Words:
    """roles.yaml, compiled.

    A row of `left` can only match where `may` says so of the words before a
    number, and `leads` of them or of what is left without fillers.
    """

    left: tuple[tuple[re.Pattern[str], RoleWords], ...]
    may: Callable[[str], int]
    leads: Callable[[str], bool]
    than: re.Pattern[str]
    benchmark: re.Pattern[str]
    added: re.Pattern[str]
    listed: re.Pattern[str]
    change: re.Pattern[str]
    start: re.Pattern[str]
    between: re.Pattern[str]
    base: re.Pattern[str]
    counted_base: re.Pattern[str]
    points: re.Pattern[str]
    norm: re.Pattern[str]
    grows: re.Pattern[str]
    bounded: tuple[str, ...]
    never_base: tuple[str, ...]


def _words(knowledge: Knowledge) -> Words:
    table = knowledge.roles
    return Words(
        tuple((re.compile(row.words), row) for row in table.left),
        possible([row.words for row in table.left]),
        ending([row.words for row in table.left]),
        re.compile(rf"{table.than}[^，。；：]{{0,{THAN}}}$"),
        re.compile(table.benchmark),
        re.compile(rf"{table.added}(?!{table.not_added})(?:(?!{table.not_listed})[^，。；：])*$"),
        re.compile(table.listed),
        re.compile(table.change),
        re.compile(table.start),
        re.compile(table.between),
        re.compile(table.base),
        re.compile(table.counted_base),
        re.compile(table.points),
        re.compile(table.norm),
        re.compile(table.grows),
        table.bounded,
        table.never_base,
    )


def roles(drafts: list[Draft], knowledge: Knowledge, pairs: Iterator[str]) -> None:
    """Set role and pair of the drafts of one line, which stand in order."""
    words = knowledge.derive(_words)
    for draft in drafts:
        _alone(draft, words, knowledge)
    for before, after in pairwise(drafts):
        _change(before, after, words, pairs)
        _norm(before, after, words, pairs)
        _shared(before, after, words)


def _alone(draft: Draft, words: Words, knowledge: Knowledge) -> None:
    """What the words before a number say about it."""
    by_unit = knowledge.roles.units.get(draft.unit)
    if by_unit is not None:
        draft.role = by_unit
        draft.rules.append("role-of-unit")
    near = draft.line.text[max(0, draft.start - BEFORE) : draft.start]
    if _compared(draft, near, words):
        draft.role = "delta"
        draft.rules.append("compared-with")
        return
    for text in (near, aside(near, knowledge)) if words.may(near) else ():
        for pattern, row in words.left if words.leads(text) else ():
            if pattern.search(text):
                draft.role = row.role
                draft.rules.append(row.rule)
                return
    if draft.unit not in knowledge.roles.never_added and draft.role == "value" and words.added.search(draft.left):
        draft.role = "delta"
        draft.rules.append("added")


def _compared(draft: Draft, near: str, words: Words) -> bool:
    """Whether a number is the difference from others, an average or an aim; points of a share are without more."""
    than = words.than.search(near)
    return than is not None and (draft.role == "delta" or words.benchmark.search(than.group()) is not None)


def _between(before: Draft, after: Draft) -> str:
    return before.line.text[before.reach : after.start]


def _change(before: Draft, after: Draft, words: Words, pairs: Iterator[str]) -> None:
    """From `before` to `after`: 由…增加到…, 从…到…."""
    between = _between(before, after)
    if before.unit != after.unit or before.pair or len(between) > APART:
        return
    if not words.start.search(before.left[-BEFORE:]):
        return
    if words.change.search(between) or words.between.search(between):
        before.role, after.role = "from", "to"
        before.pair = after.pair = next(pairs)
        before.rules.append("change-from")
        after.rules.append("change-to")


def _norm(before: Draft, after: Draft, words: Words, pairs: Iterator[str]) -> None:
    """So much for every so many: 每增加250户增配1人."""
    between = _between(before, after)
    scored = words.points.match(between) and words.counted_base.search(before.left[-BEFORE:])
    if before.pair or not (scored or (_is_base(before, words) and words.norm.search(between))):
        return
    before.role, before.pair = "per_base", next(pairs)
    after.pair = before.pair
    after.role = "delta" if scored or words.grows.search(between) else "value"
    before.rules.append("norm-base")
    after.rules.append("norm-value")


def _is_base(draft: Draft, words: Words) -> bool:
    """Whether a mention says per how many: 每300户, 1000户以下."""
    bounded = draft.relation in ("<=", ">=") and draft.unit in words.bounded
    counted = words.base.search(draft.left[-BEFORE:]) is not None and draft.unit not in words.never_base
    return bounded or counted


def _shared(before: Draft, after: Draft, words: Words) -> None:
    """A member of a list plays the part of the one before it."""
    alike = (
        before.role in ("delta", "to") and after.role == "value" and before.unit == after.unit and before.pair is None
    )
    if alike and words.listed.fullmatch(_between(before, after)):
        after.role = before.role
        after.rules.append("role-of-list")
