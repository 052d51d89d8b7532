"""Relation words on either side of a number.

以上, 以下, 以内 include the number, 不满, 超过, 以外 exclude it (民法典 art. 1259).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policytext.extract.draft import Draft
from policytext.knowledge.load import Knowledge
from policytext.knowledge.schema.extract import Side

WINDOW = 16
"""Characters before a number in which its relation word stands."""


@dataclass(frozen=True, slots=True)
class Sides:
    """relations.yaml, compiled."""

    left: tuple[tuple[re.Pattern[str], Side], ...]
    right: tuple[tuple[re.Pattern[str], Side], ...]
    fillers: re.Pattern[str]
    reach: re.Pattern[str]


def _sides(knowledge: Knowledge) -> Sides:
    table = knowledge.relations
    return Sides(
        tuple((re.compile(row.words), row) for row in table.left),
        tuple((re.compile(row.words), row) for row in table.right),
        re.compile(table.fillers),
        re.compile(table.reach),
    )


def relation(draft: Draft, knowledge: Knowledge) -> None:
    """Set the relation of a draft from the words beside it; the right side counts first."""
    rules = knowledge.derive(_sides)
    text = draft.line.text
    for pattern, row in rules.right:
        if pattern.match(text, draft.end) and (not row.units or draft.unit in row.units):
            return _set(draft, row)
    left = text[max(0, draft.start - WINDOW) : draft.start]
    for pattern, row in rules.left:
        if pattern.search(left) and (not row.units or draft.unit in row.units):
            return _set(draft, row)
    if draft.relation == "=" and rules.reach.search(draft.left):
        draft.relation = ">="
        draft.rules.append("share-reaches")
    return None


def _set(draft: Draft, row: Side) -> None:
    draft.relation = row.relation
    draft.rules.append(row.rule)


def aside(text: str, knowledge: Knowledge) -> str:
    """`text` without the relation words and fillers at its end."""
    rules = knowledge.derive(_sides)
    window = text[-WINDOW:]
    match = rules.fillers.search(window)
    return window[: match.start()] if match else window
