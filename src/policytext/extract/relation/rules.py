"""Relation words on either side of a number.

以上, 以下, 以内 include the number, 不满, 超过, 以外 exclude it (民法典 art. 1259).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policytext.extract.draft import Draft
from policytext.extract.quantity import TWO_SIDED
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.extract import Side
from policytext.sieve import sifted

WINDOW = 16
"""Characters before a number in which its relation word stands."""


Rows = tuple[tuple[re.Pattern[str], Side], ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """relations.yaml, compiled; `left` and `right` give the rows that may hold in a line."""

    left: Callable[[str], Rows]
    right: Callable[[str], Rows]
    listed: re.Pattern[str]
    fillers: re.Pattern[str]
    reach: re.Pattern[str]
    per: re.Pattern[str]


def _sides(knowledge: Knowledge) -> Sides:
    table = knowledge.relations
    return Sides(
        _rows(table.left),
        _rows(table.right),
        re.compile(table.listed),
        re.compile(table.fillers),
        re.compile(table.reach),
        re.compile(table.per),
    )


def _rows(table: Sequence[Side]) -> Callable[[str], Rows]:
    return sifted([(re.compile(row.words), row) for row in table], [row.words for row in table])


def relations(drafts: list[Draft], knowledge: Knowledge) -> None:
    """Set the relations of the drafts of one line from the words beside them.

    A word before a list (不少于80%和50%) holds for its later members, one after
    it (4%、6%左右) for the earlier ones.
    """
    rules = knowledge.derive(_sides)
    if not drafts:
        return
    text = drafts[0].line.text
    left, right = rules.left(text), rules.right(text)
    sides = [_own(draft, left, right, rules) for draft in drafts]
    for index in range(1, len(drafts)):
        if sides[index] == "" and sides[index - 1] == "left" and _listed(drafts[index - 1], drafts[index], rules):
            sides[index] = _take(drafts[index - 1], drafts[index], "left")
    for index in range(len(drafts) - 1, 0, -1):
        if sides[index - 1] == "" and sides[index] == "right" and _listed(drafts[index - 1], drafts[index], rules):
            sides[index - 1] = _take(drafts[index], drafts[index - 1], "right")


def _own(draft: Draft, left_rows: Rows, right_rows: Rows, rules: Sides) -> str:
    """Set the relation from the words beside one draft; the right side counts first."""
    if draft.kind == "deadline" or TWO_SIDED in draft.rules:
        return "own"
    text = draft.line.text
    for pattern, row in right_rows:
        if pattern.match(text, draft.reach) and (not row.units or draft.unit in row.units):
            return _set(draft, row, "right")
    left = text[max(0, draft.start - WINDOW) : draft.start]
    bare = rules.per.sub("", left) if left_rows else left
    for words in (left, bare) if bare != left else (left,):
        for pattern, row in left_rows:
            if pattern.search(words) and (not row.units or draft.unit in row.units):
                return _set(draft, row, "left")
    if draft.relation == "=" and rules.reach.search(left):
        draft.relation = ">="
        draft.rules.append("share-reaches")
    return "" if draft.relation == "=" and draft.value_high is None else "own"


def _set(draft: Draft, row: Side, side: str) -> str:
    draft.relation = row.relation
    draft.rules.append(row.rule)
    return side


def _listed(before: Draft, after: Draft, rules: Sides) -> bool:
    between = before.line.text[before.reach : after.start]
    return before.unit == after.unit and rules.listed.fullmatch(between) is not None


def _take(giver: Draft, taker: Draft, side: str) -> str:
    taker.relation = giver.relation
    taker.rules.append("relation-of-list")
    return side


def aside(text: str, knowledge: Knowledge) -> str:
    """`text` without the relation words and fillers at its end."""
    rules = knowledge.derive(_sides)
    window = text[-WINDOW:]
    match = rules.fillers.search(window)
    return window[: match.start()] if match else window
