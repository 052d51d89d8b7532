"""Lines that a collection taught: a person accepted them as furniture (furniture.yaml).

A line is compared whole, folded, with its numbers masked: counters, dates and
page numbers in it do not matter.
"""

from __future__ import annotations

import re
from collections import defaultdict

from policytext.clean.page import fold
from policytext.clean.platforms import origins
from policytext.clean.sheet import Sheet
from policytext.knowledge import Knowledge

SHORTEST_LINE = 2
LONGEST_LINE = 200
# characters of a line that may still be that short when its numbers are masked
LONGEST_UNMASKED = 400

MASK = "#"
RULE = "learnt-furniture"

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def masked(text: str) -> str:
    """A folded line with every number as one mark and every stretch of white space as one space."""
    return " ".join(_NUMBER.sub(MASK, text).split())


def folded(text: str, knowledge: Knowledge) -> str:
    """Any line as furniture.yaml writes it."""
    return masked(fold(text, knowledge))


def learnt(knowledge: Knowledge) -> dict[str, frozenset[str | None]]:
    """The accepted lines, each with the origins it is cut on; None stands for all."""
    table: defaultdict[str, set[str | None]] = defaultdict(set)
    for row in knowledge.furniture.lines:
        if row.decision == "accept":
            table[folded(row.line, knowledge)].add(row.origin)
    return {line: frozenset(found) for line, found in table.items()}


def cut_learnt(sheet: Sheet) -> None:
    """Whole lines that were accepted for the origin of the page, or for all, wherever they stand."""
    table = sheet.knowledge.derive(learnt)
    if not table:
        return
    texts = [line.text for line in sheet.page.lines]
    found = {i: table.get(masked(texts[i])) for i in sheet.open_lines() if len(texts[i]) <= LONGEST_UNMASKED}
    here: frozenset[str | None] = frozenset()
    if any(found.values()):
        here = frozenset((None, *origins(texts, sheet.site, sheet.knowledge)))
    for i, where in found.items():
        if where and where & here:
            sheet.verdicts[i] = RULE
